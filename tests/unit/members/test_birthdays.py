"""Birthdays: 29 February, one change a year, and nobody is forgotten or greeted twice."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.members import birthday_rules as rules
from domain.members.birthday_rules import BirthdayLocked
from ports.kernel import Invalid
from ports.members.growth_store import Birthday, BirthdayRow

TODAY = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), st.integers(2024, 2104))
def test_every_birthday_is_celebrated_on_exactly_one_day_of_a_year(born: date, year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365)]
    found = [day for day in days if (born.month, born.day) in rules.celebrated(day)]
    assert found == [rules.celebrated_on(Birthday(born.month, born.day), year)]


@pytest.mark.parametrize(("year", "day"), [(2027, 28), (2028, 29), (2100, 28)])
def test_the_29th_of_february_is_the_28th_in_common_years(year: int, day: int) -> None:
    assert rules.celebrated_on(Birthday(2, 29, 2000), year) == date(year, 2, day)


def test_which_days_are_made_up_for() -> None:
    # 01:30 in Shanghai on the first of March.
    now = datetime(2027, 2, 28, 17, 30, tzinfo=UTC)
    assert list(rules.days_due(now)) == [date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1)]
    assert rules.celebrated(date(2027, 2, 28)) == ((2, 28), (2, 29))
    assert rules.celebrated(date(2028, 2, 28)) == ((2, 28),)


@pytest.mark.parametrize(
    ("birthday", "field"),
    [
        (Birthday(13, 1), "month"),
        (Birthday(0, 1), "month"),
        (Birthday(2, 30), "day"),
        (Birthday(4, 31), "day"),
        (Birthday(2, 29, 2023), "day"),
        (Birthday(5, 1, 1899), "year"),
        (Birthday(5, 1, 2027), "year"),
        (Birthday(11, 29, 2026), "day"),
    ],
)
def test_what_is_no_birthday(birthday: Birthday, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked(birthday, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("birthday", [Birthday(2, 29), Birthday(2, 29, 2024), Birthday(11, 28, 2026)])
def test_what_is_one(birthday: Birthday) -> None:
    assert rules.checked(birthday, TODAY) == birthday


def test_one_change_a_year() -> None:
    row = BirthdayRow(Birthday(5, 1), NOW, None)
    assert not rules.check_change(row, Birthday(5, 1), NOW)
    with pytest.raises(BirthdayLocked, match="2027年11月28日后可以再改"):
        rules.check_change(row, Birthday(5, 2), NOW + timedelta(days=300))
    assert rules.check_change(row, Birthday(5, 2), NOW + timedelta(days=365))
    assert rules.check_change(BirthdayRow(None, None, None), Birthday(5, 2), NOW)
