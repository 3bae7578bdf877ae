"""Followers of the official account 公众号: what is known of each, what happened, and comparing with WeChat's list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Job, MemberId, Tx

Happened = Literal["followed", "unfollowed"]
RunState = Literal["running", "done", "stopped"]


class FollowerRow(Struct, frozen=True):
    """One person of the account.

    `as_of`: until when what stands here of following is known to be true, by an event or by asking. `read_at`: before
    the last asking. `is_end_found`: no event told `unfollowed_at`, it is when it was seen. `forgotten_at`: the person
    has left the shop, and is nobody here until they follow anew.
    """

    openid: str
    unionid: str | None = None
    is_following: bool = False
    followed_at: datetime | None = None
    unfollowed_at: datetime | None = None
    is_end_found: bool = False
    scene: str = ""
    as_of: datetime | None = None
    read_at: datetime | None = None
    forgotten_at: datetime | None = None


class Change(Struct, frozen=True):
    """`is_found`: no event has told it, it was seen at `at`, by asking."""

    what: Happened
    at: datetime
    is_found: bool = False


class FetchFollower(Job, tag="members.fetch_follower", frozen=True):
    """Something has happened to the follower: what is true of them now is asked for and written down."""

    openid: str


class OfficialRun(Struct, frozen=True):
    """A comparison with WeChat's whole list, as far as it has come.

    `phase`: first the list is read from `cursor` on, then those are asked for whom it does not name. `listed` are the
    openids that it named, `missing` of them were not known as followers, `extra` follow no more, and `joined` have
    become members. `claimed_until` names whoever works at it.
    """

    id: UUID
    number: int
    state: RunState
    by: str
    started_at: datetime
    finished_at: datetime | None = None
    phase: Literal["list", "absent"] = "list"
    cursor: str | None = None
    claimed_until: datetime | None = None
    listed: int = 0
    missing: int = 0
    extra: int = 0
    joined: int = 0
    problem: str | None = None


class FollowerCounts(Struct, frozen=True, rename="camel"):
    """`following` of the account, `joined` of them are members, `without_unionid` wait for WeChat to tell theirs."""

    following: int
    joined: int
    without_unionid: int


class FollowerRunView(Struct, frozen=True, rename="camel"):
    id: UUID
    state: RunState
    by: str
    started_at: datetime
    finished_at: datetime | None
    listed: int
    missing: int
    extra: int
    joined: int
    problem: str | None


class OfficialState(Struct, frozen=True, rename="camel"):
    """`is_on`: the shop has the papers of an official account. The latest runs first."""

    is_on: bool
    counts: FollowerCounts
    runs: tuple[FollowerRunView, ...]


class OfficialStore(Protocol):
    """All of one account, whose appid the store knows."""

    async def lock(self, tx: Tx, openid: str, now: datetime) -> FollowerRow:
        """The row, locked; a blank one of somebody who is new. After the rows of members, never before them."""

    async def save(self, tx: Tx, row: FollowerRow) -> None: ...

    async def note(self, tx: Tx, openid: str, change: Change, change_id: UUID) -> None:
        """Once. An event takes the place of the same change that was found before it was told."""

    async def member_of(self, tx: Tx, openid: str) -> MemberId | None: ...

    async def forget(self, tx: Tx, member_id: MemberId, now: datetime) -> None:
        """Nothing of the member's, nor of those merged into them, is left but that they are not to be asked for."""

    async def to_read(self, tx: Tx, openids: Sequence[str], before: datetime) -> tuple[str, ...]:
        """Those of the list who are new, were not following, or have no unionid; and were not asked for since."""

    async def mark_seen(self, tx: Tx, run_number: int, openids: Sequence[str]) -> None: ...

    async def unseen(self, tx: Tx, run: OfficialRun, limit: int) -> tuple[str, ...]:
        """Followers whom the list of this run has not named, and of whom nothing was heard since it began."""

    async def counts(self, tx: Tx) -> FollowerCounts: ...


class OfficialRuns(Protocol):
    async def open(self, tx: Tx, run: OfficialRun) -> bool:
        """False: one is under way."""

    async def last(self, tx: Tx, limit: int) -> tuple[OfficialRun, ...]:
        """The latest first."""

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> OfficialRun | None:
        """The run under way, if nobody works at it."""

    async def save(self, tx: Tx, run: OfficialRun) -> bool:
        """False: somebody else has taken it over. `run.claimed_until` still names us; afterwards it is free."""

    async def release(self, tx: Tx, run: OfficialRun) -> None: ...
