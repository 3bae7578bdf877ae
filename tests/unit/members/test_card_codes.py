"""The digits of the member card, and their bars (M7)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.members import card_codes, code128

SECRETS = st.binary(min_size=16, max_size=64)
STEPS = st.integers(min_value=0, max_value=2**40)


@given(SECRETS, STEPS)
def test_a_code_is_eighteen_digits_that_no_payment_code_begins_with(secret: bytes, step: int) -> None:
    code = card_codes.code_of(secret, step)
    assert len(code) == 18 and code.isdigit() and code.startswith("88")
    assert card_codes.is_code(code) and card_codes.is_code(card_codes.cleaned(card_codes.grouped(code)))
    assert code == card_codes.code_of(secret, step)


@given(SECRETS, STEPS)
def test_the_next_half_minute_has_another_code(secret: bytes, step: int) -> None:
    assert card_codes.code_of(secret, step) != card_codes.code_of(secret, step + 1)


@given(SECRETS, STEPS, st.integers(min_value=2, max_value=17), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_noticed(secret: bytes, step: int, place: int, off: int) -> None:
    code = card_codes.code_of(secret, step)
    wrong = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]
    assert not card_codes.is_code(wrong)


@pytest.mark.parametrize("text", ["", "88", "134567890123456789", "88123456789012345x", "８８1234567890123456"])
def test_what_is_no_code_at_all(text: str) -> None:
    assert not card_codes.is_code(text)


def test_the_luhn_digit_is_that_of_the_standard() -> None:
    # The example of ISO/IEC 7812-1.
    assert card_codes.luhn_digit("7992739871") == "3"


def test_a_code_is_good_for_its_half_minute_and_the_next() -> None:
    at = datetime(2025, 11, 20, 2, 0, 29, tzinfo=UTC)
    step = card_codes.step_of(at)
    assert card_codes.step_of(at + timedelta(seconds=1)) == step + 1
    assert card_codes.good_until(step) == datetime(2025, 11, 20, 2, 1, 0, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_bars_are_symbols_of_eleven_modules_and_a_stop(number: int) -> None:
    widths = code128.bars(f"{number:018d}")
    assert len(widths) == 11 * 6 + 7 and set(widths) <= {1, 2, 3, 4}
    symbols = [widths[at : at + 6] for at in range(0, 66, 6)]
    assert all(sum(symbol) == 11 for symbol in symbols) and sum(widths[66:]) == 13
    # Every symbol has an even number of dark modules (ISO/IEC 15417, 4.2.2).
    assert all(sum(symbol[::2]) % 2 == 0 for symbol in symbols)


def test_bars_of_a_known_code() -> None:
    """Start C, 12, 34, check (105 + 12 + 68) mod 103 = 82, stop."""
    assert code128.bars("1234") == tuple(int(width) for width in "211232112232131123121241" + "2331112")
