"""Days in a row, and the day that it is in Shanghai."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.members.check_in_months import days_of_month, month_of
from domain.members.check_in_rules import checked_rewards, place, reward, steps, streak_until
from domain.members.shanghai_days import SHANGHAI, day_of
from ports.kernel import Invalid

REWARDS = (5, 5, 10, 10, 15, 15, 50)
START = date(2026, 11, 1)
days = st.sets(st.integers(0, 40)).map(lambda found: [START + timedelta(days=n) for n in found])


@given(days, st.integers(0, 45).map(lambda n: START + timedelta(days=n)))
def test_a_streak_is_the_longest_run_that_ends_on_the_day(checked: list[date], until: date) -> None:
    streak = streak_until(checked, until)
    run = [until - timedelta(days=n) for n in range(streak)]
    assert set(run) <= set(checked)
    assert until - timedelta(days=streak) not in checked


@given(days)
def test_one_more_day_adds_one_and_a_missed_day_begins_anew(checked: list[date]) -> None:
    today = START + timedelta(days=41)
    before = streak_until(checked, today - timedelta(days=1))
    assert streak_until([*checked, today], today) == before + 1
    assert streak_until([*checked, today + timedelta(days=1)], today + timedelta(days=1)) == 1


@given(st.integers(1, 1000))
def test_the_cycle_goes_round_with_its_bonus_on_every_seventh_day(streak: int) -> None:
    assert reward(streak, REWARDS) == REWARDS[(streak - 1) % 7]
    assert (reward(streak, REWARDS) == 50) == (streak % 7 == 0)
    assert reward(streak + 7, REWARDS) == reward(streak, REWARDS)


@given(st.integers(0, 100), st.booleans())
def test_the_steps_show_where_today_stands(streak: int, is_checked: bool) -> None:
    streak = max(streak, 1) if is_checked else streak
    shown = steps(streak, is_checked, REWARDS)
    assert [step.points for step in shown] == list(REWARDS)
    [today] = [step for step in shown if step.state == "today"]
    assert today.ordinal == (place(streak) if is_checked else place(streak + 1))
    assert all(step.state == ("done" if step.ordinal < today.ordinal else "coming") for step in shown if step != today)


def test_midnight_in_shanghai_is_the_border_wherever_the_phone_is() -> None:
    last = datetime(2026, 11, 27, 15, 59, 59, 999_999, tzinfo=UTC)
    assert day_of(last) == date(2026, 11, 27)
    assert day_of(last + timedelta(microseconds=1)) == date(2026, 11, 28)
    for hours in (-11, -5, 0, 8, 13):
        assert day_of(last.astimezone(timezone(timedelta(hours=hours)))) == date(2026, 11, 27)
    assert day_of(datetime(2026, 12, 31, 23, 59, 59, tzinfo=SHANGHAI)) == date(2026, 12, 31)
    assert day_of(datetime(2027, 1, 1, tzinfo=SHANGHAI)) == date(2027, 1, 1)


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_every_day_is_in_its_month(day: date) -> None:
    first, last = days_of_month(month_of(day))
    assert first <= day <= last and first.day == 1 and (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "26-11", "2026-1", "2026/11", "1999-12", "", "２０２６-11"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(Invalid):
        days_of_month(month)


@pytest.mark.parametrize("points", [(), (1,) * 6, (1,) * 8, (1, 2, 3, 4, 5, 6, -1), (1, 2, 3, 4, 5, 6, 10_001)])
def test_rewards_are_seven_within_bounds(points: tuple[int, ...]) -> None:
    with pytest.raises(Invalid):
        checked_rewards(points)
    assert checked_rewards(REWARDS) == REWARDS
