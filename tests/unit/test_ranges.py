"""Parts of a file that a player asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.ranges import Span, Unsatisfiable, span_of


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=0-", 0, 1000),
        ("bytes=999-", 999, 1),
        ("bytes=200-299", 200, 100),
        ("bytes=900-5000", 900, 100),
        ("bytes=-1", 999, 1),
        ("bytes=-5000", 0, 1000),
        ("Bytes=0-9", 0, 10),
    ],
)
def test_a_part(header: str, start: int, length: int) -> None:
    assert span_of(header, 1000) == Span(start, length, 1000)


@pytest.mark.parametrize("header", [None, "", "items=0-1", "bytes=0-1,5-9", "bytes=0-,-1"])
def test_what_is_answered_with_the_whole(header: str | None) -> None:
    assert span_of(header, 1000) is None


@pytest.mark.parametrize(
    "header",
    [
        *(
            "bytes=1000-",
            "bytes=5-4",
            "bytes=-0",
            "bytes=-",
            "bytes=",
            "bytes=a-b",
            "bytes=--1",
            "bytes=0",
            "bytes=٣-٤",
        ),
        *("bytes=" + "9" * 4000 + "-", "bytes=0-" + "9" * 19),
    ],
)
def test_nonsense(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 1000)


def test_an_empty_file_has_no_part() -> None:
    with pytest.raises(Unsatisfiable):
        span_of("bytes=0-", 0)


@given(st.text(max_size=30), st.integers(0, 2000))
def test_a_part_lies_within_the_file(text: str, size: int) -> None:
    try:
        span = span_of("bytes=" + text, size)
    except Unsatisfiable:
        return
    assert span is None or (span.start >= 0 and span.length >= 1 and span.start + span.length <= size)
