"""Kept pages: bounded in age and size, forgotten by topic."""

import pytest

from app.pages import Pages


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [100.0]
    monkeypatch.setattr("app.pages.time.monotonic", lambda: at[0])
    return at


def test_a_page_lives_to_its_bound_counted_from_before_it_was_read(now: list[float]) -> None:
    pages = Pages(stale_seconds=2)
    pages.put("a", "t", b"body", read_at=99.0)
    now[0] = 100.9
    assert pages.get("a") == b"body"
    now[0] = 101.0
    assert pages.get("a") is None


def test_a_topic_is_forgotten_whole(now: list[float]) -> None:
    pages = Pages()
    for key, topic in (("a", "t"), ("b", "t"), ("c", "u")):
        pages.put(key, topic, key.encode(), now[0])
    pages.forget("t")
    assert [pages.get(key) for key in "abc"] == [None, None, b"c"]


def test_what_was_asked_for_longest_ago_makes_room(now: list[float]) -> None:
    pages = Pages(bytes_max=80)
    for key in "abcdefgh":
        pages.put(key, "t", b"0123456789", now[0])
    pages.get("a")
    pages.put("i", "t", b"0123456789", now[0])
    assert (pages.get("a"), pages.get("b")) == (b"0123456789", None)
    pages.put("large", "t", b"x" * 11, now[0])
    assert pages.get("large") is None


def test_no_staleness_means_no_keeping(now: list[float]) -> None:
    pages = Pages(stale_seconds=0)
    pages.put("a", "t", b"body", now[0])
    assert pages.get("a") is None


def test_what_is_too_old_goes_when_something_new_comes(now: list[float]) -> None:
    pages = Pages(stale_seconds=2)
    pages.put("old", "t", b"x", now[0])
    now[0] += 2
    pages.put("new", "t", b"y", now[0])
    assert list(pages._entries) == ["new"]
    pages.put("born old", "t", b"z", now[0] - 3)
    assert [pages.get(key) for key in ("old", "new", "born old")] == [None, b"y", None]
