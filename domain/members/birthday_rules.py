"""When a birthday is celebrated, and how often it may be changed. Pure.

Who was born on 29 February celebrates on 28 February in common years.
"""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.members.growth_rules import day_of, day_span, day_words, in_year
from ports.kernel import DomainError, Invalid
from ports.members.growth_store import Birthday, BirthdayRow

LOOK_BACK_DAYS = 2
"""Days that a shop which stood still makes up for."""
YEAR_MIN = 1900


class BirthdayLocked(DomainError):
    code = "members.birthday_locked"
    message = "生日一年只能修改一次"


def checked(birthday: Birthday, today: date) -> Birthday:
    """Raises Invalid for what is no day, or a day to come."""
    if not 1 <= birthday.month <= 12:
        raise Invalid("请选择月份", field="month")
    # A leap year where none is told: 29 February is a birthday.
    year = birthday.year if birthday.year is not None else 2000
    if not YEAR_MIN <= year <= today.year:
        raise Invalid("请选择出生年份", field="year")
    if not 1 <= birthday.day <= calendar.monthrange(year, birthday.month)[1]:
        raise Invalid("这一天不存在，请重新选择", field="day")
    if birthday.year is not None and date(year, birthday.month, birthday.day) > today:
        raise Invalid("生日不能晚于今天", field="day")
    return birthday


def changeable_from(row: BirthdayRow) -> datetime | None:
    """None: it may be set at any time, because it never was."""
    if row.birthday is None or row.set_at is None:
        return None
    day = day_of(row.set_at)
    return day_span(in_year(day, day.year + 1))[0]


def check_change(row: BirthdayRow, wished: Birthday, now: datetime) -> bool:
    """Whether anything changes. Raises BirthdayLocked within a year of the last change."""
    if row.birthday == wished:
        return False
    free_at = changeable_from(row)
    if free_at is not None and now < free_at:
        raise BirthdayLocked(f"生日一年只能修改一次，{day_words(free_at)}后可以再改")
    return True


def celebrated_on(birthday: Birthday, year: int) -> date:
    return in_year(date(2000, birthday.month, birthday.day), year)


def celebrated(day: date) -> Sequence[tuple[int, int]]:
    """The birthdays (month, day) that are celebrated on this day."""
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        return ((2, 28), (2, 29))
    return ((day.month, day.day),)


def days_due(now: datetime) -> Sequence[date]:
    """Today in Shanghai, and the days before that might have been missed; the earliest first."""
    today = day_of(now)
    return tuple(today - timedelta(days=back) for back in range(LOOK_BACK_DAYS, -1, -1))
