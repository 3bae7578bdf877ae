"""Days, weeks and months of Shanghai, as moments."""

from datetime import date, datetime, time, timedelta

from domain.community.duty_rules import SHANGHAI
from ports.community.performance import Period, PeriodKind


def period_of(kind: PeriodKind, day: date) -> Period:
    """The day, its week from Monday on, or its month."""
    first, last = day, day
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    elif kind == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period(kind, first, last, _midnight(first), _midnight(last + timedelta(days=1)))


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
