"""Figures of chats over several days: pure sums, in which a day weighs as much as happened on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ports.community.performance import Period
from ports.community.replies import KnownGuide, Replies, ReplyDay
from ports.outside.wecom_behaviour import BehaviourDay, BehaviourLimits

LATE_DAYS = 3
"""WeCom's figures of the last days still move (UNCONFIRMED how long): these are read once more every day."""
WHOLE = 10_000
DAY = timedelta(days=1)


def spans_to_read(through: date | None, today: date, limits: BehaviourLimits) -> Iterator[tuple[date, date]]:
    """What to ask for, the earliest first, up to yesterday: after `through`, and the days before it that may move.

    However long nothing was read, no day is left out that WeCom still has.
    """
    last = today - DAY
    earliest = today - DAY * limits.kept_days
    first = earliest if through is None else max(earliest, through + DAY - DAY * LATE_DAYS)
    while first <= last:
        until = min(last, first + DAY * (limits.span_days - 1))
        yield first, until
        first = until + DAY


def empty_days(told: Sequence[BehaviourDay], span: tuple[date, date], today: date) -> list[BehaviourDay]:
    """A day without anything for each that WeCom left out although it cannot be late any more.

    Whether WeCom tells of days on which nothing happened is UNCONFIRMED: a late day that is lacking stays unread.
    """
    first, last = span
    known = {one.day for one in told}
    last = min(last, today - DAY * (LATE_DAYS + 1))
    return [BehaviourDay(day, 0, 0, None, None, 0, 0, 0) for day in days_between(first, last) if day not in known]


def summed(days: Iterable[BehaviourDay], unread: int) -> Replies:
    """The rate weighs each day by its chats, the time by the chats that were answered.

    WeCom does not tell how many chats customers began, which would be the exact weight. A day that has a rate had one
    chat at least, also where the guide wrote in none.
    """
    read = list(days)
    if not read:
        return Replies(days_unread=unread)
    began = answered = replied = waited = 0
    for one in read:
        if one.reply_rate is None:
            continue
        weight = max(1, one.chats)
        began, answered = began + weight, answered + weight * one.reply_rate
        if one.reply_seconds is not None:
            replied += weight * one.reply_rate
            waited += weight * one.reply_rate * one.reply_seconds
    return Replies(
        chats=sum(one.chats for one in read),
        messages=sum(one.messages for one in read),
        reply_rate=_rounded(answered, began),
        reply_seconds=_rounded(waited, replied),
        blocked=sum(one.blocked for one in read),
        days_read=len(read),
        days_unread=unread,
    )


def unread_days(period: Period, guide: KnownGuide, read: Iterable[date], today: date) -> list[date]:
    """Days of the period that are over and of which nothing is known, from the guide's first one on.

    Of a guide who does not serve any more nothing is asked for, so that nothing is missed either.
    """
    known = set(read)
    if not guide.is_read:
        return []
    first = max(period.first_day, min({guide.since, *known}))
    last = min(period.last_day, today - DAY)
    return [day for day in days_between(first, last) if day not in known]


def day_by_day(read: Mapping[date, BehaviourDay], unread: Iterable[date]) -> tuple[ReplyDay, ...]:
    """The newest first; what was not read is among them."""
    rows = [
        ReplyDay(day, True, one.chats, one.messages, one.reply_rate, one.reply_seconds, one.blocked, one.gained)
        for day, one in read.items()
    ]
    rows += [ReplyDay(day, False) for day in unread]
    return tuple(sorted(rows, key=lambda one: one.day, reverse=True))


def days_between(first: date, last: date) -> Iterator[date]:
    """Both are in."""
    while first <= last:
        yield first
        first += DAY


def _rounded(part: int, whole: int) -> int | None:
    return (2 * part + whole) // (2 * whole) if whole else None
