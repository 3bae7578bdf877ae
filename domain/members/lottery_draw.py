"""How a prize is drawn, so that anybody can compute it again. Pure.

The phone does (`miniprogram/src/features/lottery/verify.ts`), held to the same figures by `tests/vectors/lottery.json`.

The recipe, `siyu-lottery-1`, in integers throughout. All texts are ASCII:

1. Before a round opens, its secret seed is drawn and SHA-256(seed) is published, in hex. The seed is told when the
   round is closed; no draw is made in it afterwards.
2. Draws of a round are numbered n = 1, 2, … in the order in which they were made. The phone gives a nonce of its own
   with each, after it has seen the commitment.
3. For k = 0, 1, … take the first four bytes of HMAC-SHA256(key = seed, message =
   "siyu-lottery-1:<round id>:<n>:<nonce>:<k>"), big-endian. The first that is below 4 294 000 000, the greatest
   multiple of a million in reach, is taken modulo 1 000 000: every roll 0 … 999 999 is exactly as likely as any other.
4. The prize rolled is the first whose odds, summed from position 0 up to and including its own, exceed the roll.
5. The prize given is the prize rolled while its stock lasts, and else the last one of the table («谢谢参与»). Stock is
   what the lottery has of it, less what was given in the rounds before and in this round so far.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate, count

from ports.members.lottery import Share
from ports.members.lottery_views import RecordedDraw, RoundRecord

ODDS_WHOLE = 1_000_000
RECIPE = "siyu-lottery-1"
_BELOW = 2**32 // ODDS_WHOLE * ODDS_WHOLE


def commitment(seed: str) -> str:
    """What is shown before the first draw: it pins the seed and tells nothing of it."""
    return sha256(seed.encode()).hexdigest()


def roll(seed: str, round_id: str, n: int, nonce: str) -> int:
    """0 … 999 999, each exactly as likely as any other if HMAC's words are. `round_id` in lower case, with dashes."""
    for k in count():
        word = hmac.digest(seed.encode(), f"{RECIPE}:{round_id}:{n}:{nonce}:{k}".encode(), "sha256")
        if (found := within(int.from_bytes(word[:4]))) is not None:
            return found
    raise AssertionError("unreachable")


def within(word: int) -> int | None:
    """The roll that a word of 32 bits gives. None: another one has to be taken."""
    return word % ODDS_WHOLE if word < _BELOW else None


def rolled(odds: Sequence[int], number: int) -> int:
    """The position that the roll falls to. `odds` in parts per million, their sum a million."""
    for position, upto in enumerate(accumulate(odds)):
        if number < upto:
            return position
    raise AssertionError("the odds sum to a million")


def given(shares: Sequence[Share], won: Sequence[int], position: int) -> int:
    """What is given when `position` was rolled and `won` were given before."""
    stock = shares[position].stock
    return position if stock is None or won[position] < stock else len(shares) - 1


def verified(record: RoundRecord) -> list[str]:
    """What is wrong with a closed round; nothing when every draw is what the seed gives."""
    seed = record.round.seed
    assert seed is not None, "the round is open"
    wrong = [] if commitment(seed) == record.round.commitment else ["the seed is not the one that was promised"]
    shares = [Share(share.position, share.name, share.odds_ppm, share.stock) for share in record.shares]
    won = [share.won_before for share in record.shares]
    for n, draw in enumerate(record.draws, 1):
        expected = _expected(seed, str(record.round.id), (shares, won), draw)
        if draw.n != n or (draw.roll, draw.rolled, draw.given) != expected:
            wrong.append(f"draw {draw.n}")
        won[draw.given] += 1
    if len(record.draws) != record.round.draws:
        wrong.append("draws are missing")
    return wrong


def _expected(
    seed: str, round_id: str, table: tuple[Sequence[Share], Sequence[int]], draw: RecordedDraw
) -> tuple[int, int, int]:
    shares, won = table
    number = roll(seed, round_id, draw.n, draw.nonce)
    position = rolled([share.odds_ppm for share in shares], number)
    return number, position, given(shares, won, position)
