"""When an event happened, and which event a fact of commerce is. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from msgspec.structs import replace

from ports.insight.events import EventKind, NewEvent

LATE_MAX = timedelta(hours=24)
"""What a phone kept for longer is not told any more: nobody acts on it, and repetitions are known for days alone."""
_OURS = UUID("7f1b4c52-3a0e-5d51-9a43-6d1f0c0e5a10")


def heard(events: Sequence[NewEvent], sent_at: datetime, now: datetime) -> list[NewEvent]:
    """The same events with times by the server's clock: so long before now as they were before `sent_at`.

    Nothing is in the future, whatever the client's clock says. What is too late is left out, and of events with one id
    all but the first.
    """
    found: dict[UUID, NewEvent] = {}
    for event in events:
        at = min(now, now - (sent_at - event.at))
        if at >= now - LATE_MAX:
            found.setdefault(event.id, replace(event, at=at))
    return list(found.values())


def fact_id(kind: EventKind, cause: str) -> UUID:
    """The same fact is the same event, however often it is told."""
    return uuid5(_OURS, f"{kind}:{cause}")


def month_starts(now: datetime, ahead: int) -> list[datetime]:
    """Moments in this month and so many that follow, in UTC."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return [
        first.replace(year=first.year + (first.month - 1 + n) // 12, month=(first.month - 1 + n) % 12 + 1)
        for n in range(ahead + 1)
    ]
