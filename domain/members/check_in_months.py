"""Months of check-ins, as they are asked for and shown. Pure."""

import re
from datetime import date, timedelta

from ports.kernel import Invalid

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def month_of(day: date) -> str:
    """2026-11."""
    return day.isoformat()[:7]


def days_of_month(month: str) -> tuple[date, date]:
    """Its first and its last day. Raises Invalid for what is no month as `month_of` writes it."""
    if not _MONTH.fullmatch(month):
        raise Invalid("月份要像 2026-11 这样填写", field="month")
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
