"""Writes the rounds that the mini-program, in TypeScript, must find as the server does: right, or wrong and where.

usage: python -m tests.vectors.lottery
"""

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.members.lottery_draw import ODDS_WHOLE, RECIPE, commitment, given, roll, rolled, verified
from ports.members.lottery import Share
from ports.members.lottery_views import RecordedDraw, RecordedShare, RoundBrief, RoundRecord

PATH = Path(__file__).with_name("lottery.json")
AT = datetime(2026, 11, 27, 4, tzinfo=UTC)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_"


def record(dice: random.Random, prizes: int, draws: int) -> RoundRecord:
    """A round as the server would have made it: small stocks, so that some run out."""
    cuts = sorted(dice.sample(range(ODDS_WHOLE + 1), prizes - 1))
    odds = [upto - before for before, upto in zip([0, *cuts], [*cuts, ODDS_WHOLE], strict=True)]
    seed, round_id = _word(dice, 43), UUID(int=dice.getrandbits(128), version=4)
    before = [dice.randint(0, 3) for _ in odds]
    stocks: list[int | None] = [dice.choice([None, had, had + dice.randint(0, 4)]) for had in before[:-1]]
    shares = [
        RecordedShare(n, f"奖品 {n}", ppm, stock, had)
        for n, (ppm, stock, had) in enumerate(zip(odds, [*stocks, None], before, strict=True))
    ]
    table, won, made = [Share(s.position, s.name, s.odds_ppm, s.stock) for s in shares], list(before), []
    for n in range(1, draws + 1):
        nonce = _word(dice, dice.randint(8, 64))
        number = roll(seed, str(round_id), n, nonce)
        position = rolled(odds, number)
        final = given(table, won, position)
        won[final] += 1
        made.append(RecordedDraw(n, nonce, f"{dice.getrandbits(32):08x}", False, number, position, final))
    brief = RoundBrief(round_id, 1, date(2026, 11, 27), commitment(seed), seed, draws, AT, AT)
    return RoundRecord(RECIPE, UUID(int=dice.getrandbits(128), version=4), brief, 1, shares, made)


def forged(dice: random.Random, good: RoundRecord) -> RoundRecord:
    """The same round with one thing changed."""
    draws = list(good.draws)
    place = dice.randrange(len(draws))
    match dice.randrange(5):
        case 0:
            draws[place] = replace(draws[place], nonce=_word(dice, 12))
        case 1:
            draws[place] = replace(draws[place], given=(draws[place].given + 1) % len(good.shares))
        case 2:
            del draws[place]
        case 3:
            return replace(good, round=replace(good.round, seed=_word(dice, 43)))
        case _:
            draws[place] = replace(draws[place], roll=(draws[place].roll + 1) % ODDS_WHOLE)
    return replace(good, draws=draws)


def document() -> dict[str, Any]:
    dice = random.Random(20261127)
    good = [record(dice, dice.randint(2, 12), dice.randint(0, 60)) for _ in range(24)]
    wrong = [forged(dice, one) for one in good if one.draws]
    rounds = [{"record": msgspec.to_builtins(one), "wrong": verified(one)} for one in (*good, *wrong)]
    rolls = []
    for n in range(1, 201):
        seed, round_id, nonce = _word(dice, 43), str(UUID(int=dice.getrandbits(128), version=4)), _word(dice, 16)
        rolls.append([seed, round_id, n, nonce, roll(seed, round_id, n, nonce)])
    return {"rolls": rolls, "rounds": rounds}


def text() -> str:
    """One case a line, so that a difference can be read."""
    made = document()
    parts = [
        f'"{name}": [\n'
        + ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in made[name])
        + "\n]"
        for name in ("rolls", "rounds")
    ]
    return "{" + ", ".join(parts) + "}\n"


def _word(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(LETTERS) for _ in range(length))


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
