"""What operators read of identities, matches and merges."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, Page, Tx
from ports.members.api import Channel
from ports.members.identities import Proof

MatchState = Literal["pending", "confirmed", "dismissed"]


class Person(Struct, frozen=True, rename="camel"):
    """One of the two, as they stand now. `spent_fen` is what was paid less what was refunded."""

    id: MemberId
    nickname: str
    phone_masked: str | None
    level_name: str
    joined_at: datetime
    orders: int
    spent_fen: Fen
    channels: tuple[Channel, ...]


class MatchView(Struct, frozen=True, rename="camel"):
    """`evidence` are sentences."""

    id: UUID
    state: MatchState
    evidence: tuple[str, ...]
    found_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    people: tuple[Person, Person]


class MergeView(Struct, frozen=True, rename="camel"):
    id: UUID
    proof: Proof
    evidence: tuple[str, ...]
    at: datetime
    by: str
    gone: Person
    kept: Person
    undone_at: datetime | None
    undone_by: str | None
    undone_reason: str | None


class MovedCount(Struct, frozen=True, rename="camel"):
    """How many of what the merge brought to the kept member: `name` in Chinese."""

    name: str
    count: int


class MergeMoment(Struct, frozen=True, rename="camel"):
    at: datetime
    text: str
    by: str


class MergeDetail(Struct, frozen=True, rename="camel"):
    merge: MergeView
    moved: tuple[MovedCount, ...]
    timeline: tuple[MergeMoment, ...]
    undo_words: tuple[str, ...]


class FollowingView(Struct, frozen=True, rename="camel"):
    """Of the official account. `since`: when the following began or, of whoever follows no more, when it ended."""

    is_following: bool
    since: datetime


class IdentityView(Struct, frozen=True, rename="camel"):
    """Masked: the last four characters of each name. `is_disputed`: its unionid joins nobody.

    `following`: None where it is no identity of the official account.
    """

    id: UUID
    channel: Channel
    subject_masked: str
    unionid_masked: str | None
    is_disputed: bool
    first_seen_at: datetime
    following: FollowingView | None


class IdentityViews(Struct, frozen=True, rename="camel"):
    items: tuple[IdentityView, ...]
    merges: tuple[MergeView, ...]


class MergeReads(Protocol):
    async def matches(self, tx: Tx, state: MatchState | None, cursor: str | None, limit: int) -> Page[MatchView]:
        """Newest first."""

    async def match(self, tx: Tx, match_id: UUID) -> MatchView | None: ...

    async def merges(self, tx: Tx, cursor: str | None, limit: int) -> Page[MergeView]:
        """Newest first."""

    async def merge(self, tx: Tx, merge_id: UUID) -> MergeView | None: ...

    async def merges_of(self, tx: Tx, member_id: MemberId) -> tuple[MergeView, ...]:
        """Of the member and of those who were merged into them, the oldest first."""

    async def moved(self, tx: Tx, merge_id: UUID) -> tuple[MovedCount, ...]: ...

    async def identities(self, tx: Tx, member_id: MemberId) -> tuple[IdentityView, ...]: ...
