"""Figures of chats over several days, and which days are to be read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.community.periods import period_of
from domain.community.reply_rules import (
    DAY,
    LATE_DAYS,
    day_by_day,
    days_between,
    empty_days,
    spans_to_read,
    summed,
    unread_days,
)
from ports.community.performance import PeriodKind
from ports.community.replies import KnownGuide, Replies
from ports.outside.wecom_behaviour import BehaviourDay, BehaviourLimits

TODAY = date(2025, 11, 20)


def day(number: int = 1, **figures: int | None) -> BehaviourDay:
    whole = BehaviourDay(date(2025, 11, number), 0, 0, None, None, 0, 0, 0)
    return replace(whole, **figures)


@st.composite
def days(draw: st.DrawFn) -> BehaviourDay:
    rate = draw(st.none() | st.integers(0, 10_000))
    seconds = None if not rate else draw(st.none() | st.integers(0, 86_400))
    counts = [draw(st.integers(0, 500)) for _ in range(5)]
    return BehaviourDay(TODAY, counts[0], counts[1], rate, seconds, counts[2], counts[3], counts[4])


def test_a_day_weighs_as_many_chats_as_it_had() -> None:
    busy = day(1, chats=90, messages=300, reply_rate=10_000, reply_seconds=60)
    slack = day(2, chats=10, messages=10, reply_rate=0, reply_seconds=None, blocked=2)
    total = summed([busy, slack], 3)
    # Not 50 %, which the average of both days would be.
    assert total == Replies(100, 310, 9_000, 60, 2, 2, 3)


def test_the_time_weighs_as_many_answers_as_there_were() -> None:
    fast = day(1, chats=30, reply_rate=10_000, reply_seconds=60)
    slow = day(2, chats=20, reply_rate=5_000, reply_seconds=460)
    assert summed([fast, slow], 0).reply_seconds == 160  # (30 × 60 + 10 × 460) / 40


def test_without_chats_there_is_no_rate_and_without_days_no_count() -> None:
    assert summed([day(1), day(2)], 0) == Replies(0, 0, None, None, 0, 2, 0)
    assert summed([], 4) == Replies(days_unread=4)


def test_whoever_answered_nobody_has_a_rate_of_nought() -> None:
    assert summed([day(1, reply_rate=0)], 0).reply_rate == 0
    assert summed([day(1, reply_rate=0, reply_seconds=0)], 0).reply_seconds is None


@given(st.lists(days(), min_size=1, max_size=40))
def test_sums_lie_between_the_days_and_do_not_depend_on_their_order(read: list[BehaviourDay]) -> None:
    total = summed(read, 0)
    assert total == summed(list(reversed(read)), 0)
    assert (total.chats, total.messages) == (sum(one.chats for one in read), sum(one.messages for one in read))
    rates = [one.reply_rate for one in read if one.reply_rate is not None]
    assert (total.reply_rate is None) == (not rates)
    if total.reply_rate is not None:
        assert min(rates) <= total.reply_rate <= max(rates)
    times = [one.reply_seconds for one in read if one.reply_seconds is not None]
    if total.reply_seconds is not None:
        assert min(times) <= total.reply_seconds <= max(times)


@given(st.lists(days(), min_size=1, max_size=20), st.integers(2, 5))
def test_the_same_days_several_times_have_the_same_rates(read: list[BehaviourDay], times: int) -> None:
    once, often = summed(read, 0), summed(read * times, 0)
    assert (once.reply_rate, once.reply_seconds) == (often.reply_rate, often.reply_seconds)


@given(st.none() | st.integers(0, 400), st.integers(1, 40), st.integers(1, 200))
def test_every_day_that_wecom_still_has_is_asked_for(ago: int | None, span_days: int, kept_days: int) -> None:
    through = None if ago is None else TODAY - DAY * (ago + 1)
    spans = list(spans_to_read(through, TODAY, BehaviourLimits(span_days, kept_days)))
    asked = [one for first, last in spans for one in days_between(first, last)]
    assert asked == sorted(set(asked))
    assert all(0 <= (last - first).days < span_days for first, last in spans)
    earliest = TODAY - DAY * kept_days
    wanted = earliest if through is None else max(earliest, through + DAY - DAY * LATE_DAYS)
    assert asked == list(days_between(wanted, TODAY - DAY))


def test_what_may_come_late_stays_unread_and_what_cannot_is_nothing() -> None:
    span = (date(2025, 11, 14), date(2025, 11, 19))
    found = empty_days([day(15, chats=3)], span, TODAY)
    assert [one.day.day for one in found] == [14, 16]
    assert all(one.chats == 0 and one.reply_rate is None for one in found)


@pytest.mark.parametrize(
    ("kind", "since", "read", "unread"),
    [
        ("week", date(2025, 1, 1), [17, 19], [18]),
        ("week", date(2025, 11, 19), [], [19]),
        ("week", date(2025, 11, 19), [17], [18, 19]),
        ("day", date(2025, 1, 1), [], []),
        ("week", date(2025, 11, 25), [], []),
    ],
)
def test_days_that_are_over_and_unknown(kind: PeriodKind, since: date, read: list[int], unread: list[int]) -> None:
    """Today is Thursday, the 20th."""
    guide = KnownGuide("lan", since, True)
    known = [date(2025, 11, number) for number in read]
    found = unread_days(period_of(kind, TODAY), guide, known, TODAY)
    assert [one.day for one in found] == unread
    assert unread_days(period_of(kind, TODAY), replace(guide, is_read=False), known, TODAY) == []


def test_days_are_shown_newest_first_with_gaps_among_them() -> None:
    known = {one.day: one for one in (day(17, chats=2), day(19, chats=5))}
    rows = day_by_day(known, [date(2025, 11, 18)])
    assert [(row.day.day, row.is_read, row.chats) for row in rows] == [(19, True, 5), (18, False, None), (17, True, 2)]


def test_a_month_has_all_its_days() -> None:
    month = period_of("month", date(2024, 2, 10))
    assert len(list(days_between(month.first_day, month.last_day))) == 29
    assert month.since == datetime(2024, 1, 31, 16, tzinfo=UTC) and month.until - month.since == timedelta(days=29)
