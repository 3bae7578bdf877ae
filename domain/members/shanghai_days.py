"""Which day it is in Shanghai, and when days begin there. Pure."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from ports.members.tag_store import AsOf

SHANGHAI = timezone(timedelta(hours=8))
"""China has had one time zone and no summer time since 1991."""


def day_of(moment: datetime) -> date:
    """The shop's day begins at midnight in Shanghai, wherever the phone is."""
    return moment.astimezone(SHANGHAI).date()


def begins(day: date) -> datetime:
    """Midnight in Shanghai, as UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def as_of(now: datetime) -> AsOf:
    """The last N days are today and the N − 1 days before it."""
    today = day_of(now)
    since = {f"since_{days}": begins(today - timedelta(days=days - 1)) for days in (30, 90, 365)}
    return AsOf(now, today, **since)
