"""Who serves a live code."""

from datetime import UTC, datetime

import pytest

from domain.community.duty_rules import on_duty
from ports.community.live_codes import LiveCodeRules, Shift

ALL = frozenset({"mei", "lan", "qing", "spare"})
DAY = Shift(("mei", "lan"), (1, 2, 3, 4, 5), 9 * 60, 18 * 60)
NIGHT = Shift(("qing", "mei"), (1, 2, 3, 4, 5, 6, 7), 18 * 60, 1440)


def _rules(daily_max: int | None = None) -> LiveCodeRules:
    return LiveCodeRules("门店海报", (DAY, NIGHT), ("spare",), daily_max, True, (), "", None)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2025-11-20T00:59", ("spare",)),  # Thursday, 08:59 in Shanghai
        ("2025-11-20T01:00", ("mei", "lan")),
        ("2025-11-20T09:59", ("mei", "lan")),
        ("2025-11-20T10:00", ("qing", "mei")),
        ("2025-11-20T15:59", ("qing", "mei")),
        ("2025-11-20T16:00", ("spare",)),  # Friday, midnight
        ("2025-11-22T03:00", ("spare",)),  # Saturday
    ],
)
def test_shifts_by_the_clock_of_shanghai(at: str, expected: tuple[str, ...]) -> None:
    assert on_duty(_rules(), datetime.fromisoformat(at).replace(tzinfo=UTC), ALL, {}) == expected


def test_who_has_had_enough_is_passed_over_and_in_the_end_the_spare_one_takes_more() -> None:
    at = datetime(2025, 11, 20, 2, tzinfo=UTC)
    assert on_duty(_rules(3), at, ALL, {"mei": 3, "lan": 2}) == ("lan",)
    assert on_duty(_rules(3), at, ALL, {"mei": 3, "lan": 4}) == ("spare",)
    assert on_duty(_rules(3), at, ALL, {"mei": 3, "lan": 4, "spare": 9}) == ("spare",)


def test_who_does_not_serve_is_not_there() -> None:
    at = datetime(2025, 11, 20, 2, tzinfo=UTC)
    assert on_duty(_rules(), at, {"lan"}, {}) == ("lan",)
    assert on_duty(_rules(), at, {"qing"}, {}) == ()
    assert on_duty(_rules(1), at, {"mei"}, {"mei": 5}) == ("mei",)
