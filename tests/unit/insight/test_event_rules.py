"""When an event happened."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.insight.event_rules import LATE_MAX, fact_id, heard, month_starts
from ports.insight.events import NewEvent

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
moments = st.integers(-10_000_000, 10_000_000).map(lambda seconds: NOW + timedelta(seconds=seconds))


@given(st.lists(st.tuples(st.integers(0, 9), moments), max_size=30), moments)
def test_whatever_a_client_says_nothing_is_in_the_future_or_told_twice(
    told: list[tuple[int, datetime]], sent_at: datetime
) -> None:
    found = heard([NewEvent(UUID(int=id_), "page", at) for id_, at in told], sent_at, NOW)
    assert len({event.id for event in found}) == len(found)
    assert all(NOW - LATE_MAX <= event.at <= NOW for event in found)


@given(moments, st.integers(0, 80_000))
def test_a_wrong_clock_is_put_right(sent_at: datetime, ago: int) -> None:
    event = NewEvent(uuid4(), "page", sent_at - timedelta(seconds=ago))
    [found] = heard([event], sent_at, NOW)
    assert NOW - found.at == timedelta(seconds=ago)


def test_the_same_fact_is_the_same_event() -> None:
    assert fact_id("paid", "1") == fact_id("paid", "1") != fact_id("ordered", "1")


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(0, 14))
def test_room_is_made_for_the_months_that_come(now: date, ahead: int) -> None:
    months = [
        (one.year, one.month) for one in month_starts(datetime(now.year, now.month, now.day, 23, tzinfo=UTC), ahead)
    ]
    assert months[0] == (now.year, now.month) and len(set(months)) == ahead + 1
    assert [year * 12 + month for year, month in months] == list(
        range(now.year * 12 + now.month, now.year * 12 + now.month + ahead + 1)
    )
