"""Which day it is: the shop's day begins at midnight in Shanghai, wherever the phone is. Pure."""

import re
from datetime import date, datetime, timedelta, timezone

from ports.kernel import Invalid

SHANGHAI = timezone(timedelta(hours=8))
"""China has had one time zone and no summer time since 1991."""

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def month_of(day: date) -> str:
    """2026-11."""
    return day.isoformat()[:7]


def days_of_month(month: str) -> tuple[date, date]:
    """Its first and its last day. Raises Invalid for what is no month as `month_of` writes it."""
    if not _MONTH.fullmatch(month):
        raise Invalid("月份要像 2026-11 这样填写", field="month")
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
