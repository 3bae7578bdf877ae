"""The draw: exactly uniform rolls, odds that sum, stock that stands in, and records that show a forgery."""

import json
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.members import lottery_draw as draw
from domain.members.lottery_draw import ODDS_WHOLE, commitment, roll, rolled, verified, within
from ports.members.lottery import Share
from tests.vectors import lottery as vectors

WORDS = 2**32


def test_every_roll_has_exactly_as_many_words_as_any_other() -> None:
    """Exact arithmetic instead of a sample: the words below the limit are whole rounds of a million."""
    limit = WORDS // ODDS_WHOLE * ODDS_WHOLE
    assert limit % ODDS_WHOLE == 0 and within(limit - 1) == ODDS_WHOLE - 1
    assert within(limit) is None and within(WORDS - 1) is None
    each = Fraction(limit // ODDS_WHOLE, limit)
    assert each == Fraction(1, ODDS_WHOLE)
    assert Fraction(WORDS - limit, WORDS) < Fraction(1, 4000), "another word is hardly ever needed"


@given(st.integers(0, WORDS - 1))
def test_a_word_gives_its_rest_or_nothing(word: int) -> None:
    found = within(word)
    assert found is None if word >= 4_294_000_000 else found == word % 1_000_000


def test_another_word_is_taken_when_the_first_is_too_large() -> None:
    seed, round_id = "seed-of-many-words", "00000000-0000-4000-8000-000000000001"
    first = [_word(seed, round_id, n, 0) for n in range(1, 20_000)]
    late = [n for n, word in enumerate(first, 1) if word >= 4_294_000_000]
    assert late, "one in four thousand"
    for n in late:
        assert roll(seed, round_id, n, "nonce-00") == _word(seed, round_id, n, 1) % ODDS_WHOLE


def _word(seed: str, round_id: str, n: int, k: int) -> int:
    return int.from_bytes(
        draw.hmac.digest(seed.encode(), f"siyu-lottery-1:{round_id}:{n}:nonce-00:{k}".encode(), "sha256")[:4]
    )


def test_rolls_look_even_over_a_hundred_thousand() -> None:
    buckets = Counter(roll("even", "round", n, "nonce-00") // 100_000 for n in range(100_000))
    chi = sum((buckets[n] - 10_000) ** 2 / 10_000 for n in range(10))
    assert chi < 27.9, "one in a thousand would be above it, and this seed stands"


tables = st.lists(st.integers(0, 400_000), min_size=1, max_size=11).filter(lambda odds: sum(odds) <= ODDS_WHOLE)


@given(tables, st.integers(0, ODDS_WHOLE - 1))
def test_every_roll_falls_to_one_prize_and_each_has_its_odds(odds: list[int], number: int) -> None:
    whole = [*odds, ODDS_WHOLE - sum(odds)]
    position = rolled(whole, number)
    assert sum(whole[:position]) <= number < sum(whole[: position + 1])
    assert whole[position] > 0, "what cannot be won is not rolled"


@given(st.lists(st.integers(0, 3), min_size=2, max_size=6), st.lists(st.integers(0, 5), min_size=1, max_size=60))
def test_stock_is_never_passed_and_what_is_out_falls_to_the_last(stocks: list[int], wanted: list[int]) -> None:
    shares = [Share(n, "", 0, stock) for n, stock in enumerate(stocks)] + [Share(len(stocks), "", 0, None)]
    won = [0] * len(shares)
    for position in (one % len(shares) for one in wanted):
        final = draw.given(shares, won, position)
        assert final in (position, len(shares) - 1)
        assert (final == position) == (position == len(shares) - 1 or won[position] < stocks[position])
        won[final] += 1
    assert all(count <= stock for count, stock in zip(won, stocks, strict=False)) and sum(won) == len(wanted)


@given(st.integers(0, 2**32))
def test_a_true_record_is_found_right_and_a_forged_one_wrong(number: int) -> None:
    dice = random.Random(number)
    good = vectors.record(dice, dice.randint(2, 8), dice.randint(1, 12))
    assert verified(good) == []
    assert verified(vectors.forged(dice, good)) != []


def test_a_swapped_seed_and_a_draw_left_out_are_named() -> None:
    good = vectors.record(random.Random(1), 4, 9)
    swapped = replace(good, round=replace(good.round, seed="another"))
    assert "the seed is not the one that was promised" in verified(swapped)
    assert commitment("another") != good.round.commitment
    short = replace(good, draws=good.draws[:-1])
    assert verified(short) == ["draws are missing"]


def test_the_shared_rounds_are_those_that_the_server_makes() -> None:
    assert vectors.PATH.read_text(encoding="utf-8") == vectors.text(), "python -m tests.vectors.lottery"
    made = json.loads(vectors.PATH.read_text(encoding="utf-8"))
    assert len(made["rolls"]) == 200 and len(made["rounds"]) >= 40
    assert vectors.PATH.stat().st_size < 400_000


def test_a_roll_beyond_the_odds_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        rolled([ODDS_WHOLE], ODDS_WHOLE)
