"""Which events are one visit."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.community.visit_rules import SILENCE, grouped, sentence, span_text
from ports.community.radar import EventRow

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
gaps = st.lists(st.integers(0, 7200), max_size=40)


def _rows(seconds: list[int]) -> list[EventRow]:
    """The newest first; `seconds` between one and the one before it."""
    at, rows = NOW, []
    for gap in seconds:
        at -= timedelta(seconds=gap)
        rows.append(EventRow(uuid4(), "page", at, dwell_ms=1000, words="home"))
    return rows


@given(gaps, st.booleans())
def test_every_event_is_in_one_visit_in_its_order(seconds: list[int], more: bool) -> None:
    rows = _rows(seconds)
    visits = grouped(rows, more=more)
    assert [event.id for visit in visits for event in visit.events] == [row.id for row in rows]
    assert all(visit.started_at == visit.events[-1].at and visit.last_at == visit.events[0].at for visit in visits)
    assert sum(visit.dwell_ms for visit in visits) == 1000 * len(rows)


@given(gaps)
def test_silence_ends_a_visit_and_nothing_else_does(seconds: list[int]) -> None:
    visits = grouped(_rows(seconds), more=False)
    for visit in visits:
        times = [event.at for event in visit.events]
        assert all(newer - older <= SILENCE for newer, older in pairwise(times))
    for newer, older in pairwise(visits):
        assert newer.started_at - older.last_at > SILENCE


@given(gaps, st.booleans())
def test_only_the_last_visit_of_a_page_can_go_on(seconds: list[int], more: bool) -> None:
    visits = grouped(_rows(seconds), more=more)
    assert [visit.is_cut for visit in visits] == [more and place == len(visits) - 1 for place in range(len(visits))]


def test_what_was_done_is_told_in_words() -> None:
    view = EventRow(uuid4(), "product_view", NOW, title="待产包", dwell_ms=65_000)
    assert sentence(view) == "看了「待产包」1 分 5 秒"
    assert sentence(EventRow(uuid4(), "paid", NOW, amount_fen=12800)) == "付款成功，¥128.00"
    assert sentence(EventRow(uuid4(), "cart_add", NOW, title=None, quantity=2)) == "把「已下架的商品」加入购物车 2 件"
    assert [span_text(ms) for ms in (0, 59_999, 60_000)] == ["1 秒", "59 秒", "1 分 0 秒"]
