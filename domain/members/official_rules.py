"""Whether somebody follows the official account, from what is told and what is read. Pure.

Events come twice, late and in any order; each carries WeChat's time. What was read carries ours, before the call. The
later word stands; of two events in one second neither is later, and the reading that follows decides.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ports.members.official import Change, FollowerRow
from ports.outside.official_account import Follower, FollowTold


class After(Struct, frozen=True):
    """The row, and what goes into the history; None: nothing does."""

    row: FollowerRow
    change: Change | None


def told(row: FollowerRow, event: FollowTold) -> After:
    """After an event. Whoever has left the shop is nobody until they follow anew."""
    if row.forgotten_at is not None and (event.what != "followed" or event.at <= row.forgotten_at):
        return After(row, None)
    row = replace(row, forgotten_at=None)
    if event.what == "scanned":
        return After(row, None)
    change = Change(event.what, event.at)
    if row.as_of is not None and event.at <= row.as_of:
        return After(_dated(row, event), change)
    if event.what == "followed":
        return After(replace(row, is_following=True, followed_at=event.at, as_of=event.at), change)
    after = replace(row, is_following=False, unfollowed_at=event.at, is_end_found=False, as_of=event.at)
    return After(after, change)


def _dated(row: FollowerRow, event: FollowTold) -> FollowerRow:
    """A late event changes nothing of what is, but tells since when: it was found later than it happened."""
    if event.what == "unfollowed":
        is_of_this_end = row.followed_at is None or event.at >= row.followed_at
        if is_of_this_end and (row.is_end_found or row.unfollowed_at is None or event.at > row.unfollowed_at):
            return replace(row, unfollowed_at=event.at, is_end_found=False)
    return row


def read(row: FollowerRow, found: Follower, read_at: datetime) -> After | None:
    """After asking WeChat at `read_at`. None: what is known is newer, or the person has left the shop."""
    if row.forgotten_at is not None or (row.read_at is not None and read_at <= row.read_at):
        return None
    after = replace(row, unionid=found.unionid or row.unionid, read_at=read_at)
    if row.as_of is not None and row.as_of > read_at:
        # An event has told something later than the asking; it will be asked for again.
        return After(after, None)
    after = replace(after, is_following=found.is_following, as_of=read_at)
    if found.is_following:
        since = found.followed_at or (row.followed_at if row.is_following else None) or read_at
        after = replace(
            after, followed_at=since, unfollowed_at=None, is_end_found=False, scene=found.scene or row.scene
        )
        return After(after, None if row.is_following else Change("followed", since, is_found=True))
    if not row.is_following:
        return After(after, None)
    if row.unfollowed_at is not None and (row.followed_at is None or row.unfollowed_at >= row.followed_at):
        # An event has told it, in the second of the beginning or before somebody looked.
        return After(after, None)
    after = replace(after, unfollowed_at=read_at, is_end_found=True)
    return After(after, Change("unfollowed", read_at, is_found=True))
