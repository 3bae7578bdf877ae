"""Whether somebody follows the account: by events in any order, and by what WeChat shows."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.members.official_rules import read, told
from ports.members.official import Change, FollowerRow
from ports.outside.official_account import Follower, FollowTold

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
NOBODY = FollowerRow("o1")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def followed(seconds: float) -> FollowTold:
    return FollowTold("o1", "followed", at(seconds))


def unfollowed(seconds: float) -> FollowTold:
    return FollowTold("o1", "unfollowed", at(seconds))


def asked(row: FollowerRow, seconds: float, *, since: float | None = None, unionid: str | None = None) -> FollowerRow:
    """After asking; `since`: WeChat shows a follower."""
    found = Follower("o1", since is not None, unionid, at(since) if since is not None else None)
    after = read(row, found, at(seconds))
    assert after is not None
    return after.row


@pytest.mark.parametrize("order", list(permutations((followed(1), unfollowed(5), followed(9), unfollowed(12)))))
def test_the_latest_event_stands_in_whatever_order_they_come(order: tuple[FollowTold, ...]) -> None:
    row = NOBODY
    for event in order:
        row = told(row, event).row
    assert (row.is_following, row.unfollowed_at, row.as_of) == (False, at(12), at(12))


def test_a_double_changes_nothing() -> None:
    once = told(NOBODY, followed(1)).row
    again = told(once, followed(1))
    assert again.row == once
    assert again.change == Change("followed", at(1))


def test_of_two_events_in_one_second_the_reading_decides() -> None:
    for order in ((followed(1), unfollowed(1)), (unfollowed(1), followed(1))):
        row = NOBODY
        for event in order:
            row = told(row, event).row
        assert row.is_following is (order[0].what == "followed")
        assert not asked(row, 3).is_following
        assert asked(row, 3, since=1).is_following


def test_what_was_asked_before_the_event_does_not_undo_it() -> None:
    row = told(asked(NOBODY, 0), followed(5)).row
    after = read(row, Follower("o1", False, "u1"), at(3))
    assert after is not None
    assert (after.row.is_following, after.row.unionid, after.change) == (True, "u1", None)


def test_an_older_answer_passes() -> None:
    row = asked(NOBODY, 10, since=4)
    assert read(row, Follower("o1", False), at(9)) is None
    assert read(row, Follower("o1", False), at(10)) is None


def test_an_end_that_was_found_is_dated_by_the_event_that_comes_late() -> None:
    row = asked(told(NOBODY, followed(1)).row, 100)
    assert (row.is_following, row.unfollowed_at) == (False, at(100))
    after = told(row, unfollowed(40))
    assert (after.row.is_following, after.row.unfollowed_at) == (False, at(40))
    assert told(after.row, unfollowed(40)).row == after.row
    # One of an earlier following says nothing of this end.
    assert told(after.row, unfollowed(0)).row == after.row


def test_an_end_told_in_the_second_of_the_beginning_dates_what_is_found() -> None:
    row = told(told(NOBODY, followed(1)).row, unfollowed(1)).row
    after = read(row, Follower("o1", False), at(3))
    assert after is not None
    assert (after.row.is_following, after.row.unfollowed_at, after.change) == (False, at(1), None)
    # They followed again in that second: a later end is none that was told.
    stayed = asked(row, 3, since=1)
    later = read(stayed, Follower("o1", False), at(60))
    assert later is not None
    assert (later.row.unfollowed_at, later.change) == (at(60), Change("unfollowed", at(60), is_found=True))


def test_what_is_found_goes_into_the_history_once() -> None:
    first = read(NOBODY, Follower("o1", True, None, at(4)), at(10))
    assert first is not None and first.change == Change("followed", at(4), is_found=True)
    again = read(first.row, Follower("o1", True, None, at(4)), at(20))
    assert again is not None and again.change is None
    gone = read(again.row, Follower("o1", False), at(30))
    assert gone is not None and gone.change == Change("unfollowed", at(30), is_found=True)
    nothing = read(NOBODY, Follower("o1", False), at(10))
    assert nothing is not None and nothing.change is None


def test_a_follower_without_a_time_follows_since_we_looked() -> None:
    found = read(NOBODY, Follower("o1", True), at(10))
    assert found is not None and found.row.followed_at == at(10)
    later = read(found.row, Follower("o1", True), at(20))
    assert later is not None and later.row.followed_at == at(10)


def test_a_unionid_once_told_stays_when_an_answer_lacks_it() -> None:
    row = asked(NOBODY, 10, since=4, unionid="u1")
    assert asked(row, 20).unionid == "u1"


def test_whoever_has_left_the_shop_is_nobody_until_they_follow_anew() -> None:
    gone = FollowerRow("o1", forgotten_at=at(50))
    assert read(gone, Follower("o1", True, "u1", at(4)), at(60)) is None
    for event in (followed(40), followed(50), unfollowed(60), FollowTold("o1", "scanned", at(70))):
        assert told(gone, event).row == gone
        assert told(gone, event).change is None
    back = told(gone, followed(51)).row
    assert (back.is_following, back.forgotten_at) == (True, None)


EVENTS = st.lists(
    st.builds(
        FollowTold, st.just("o1"), st.sampled_from(("followed", "unfollowed", "scanned")), st.integers(0, 20).map(at)
    ),
    max_size=12,
)


@given(EVENTS, st.integers(21, 40), st.booleans())
def test_after_asking_it_is_as_wechat_shows_whatever_was_told(
    events: list[FollowTold], seconds: int, is_following: bool
) -> None:
    row = NOBODY
    for event in events:
        row = told(row, event).row
        assert not row.is_following or row.followed_at is not None
    after = read(row, Follower("o1", is_following, None, at(3) if is_following else None), at(seconds))
    assert after is not None
    assert after.row.is_following is is_following
    # What is found goes into the history when it is news; of an end that an event has told it is none.
    assert after.change is None or row.is_following is not is_following
    assert after.change is not None or row.is_following is is_following or row.unfollowed_at is not None
    assert after.row.followed_at is not None or not is_following
