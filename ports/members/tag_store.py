"""Rows of tags and what the module asks of its stores."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Tx
from ports.members.tag_rules import MemberFigures

CHILDREN_MAX = 6


class AsOf(Struct, frozen=True):
    """The moment that figures are told for. The days are days in Shanghai, today among them."""

    now: datetime
    today: date
    since_30: datetime
    since_90: datetime
    since_365: datetime


class Claimed(Struct, frozen=True):
    """`read_at` is by the clock of the database, before anything of these members was read.

    `touches`: how many were taken; a member may have several.
    """

    member_ids: tuple[MemberId, ...]
    touches: int
    read_at: datetime


class TagStore(Protocol):
    async def touch(self, tx: Tx, member_ids: Sequence[MemberId], now: datetime) -> None:
        """They are to be computed again. Waits for nobody."""

    async def claim_due(self, tx: Tx, limit: int) -> Claimed | None:
        """Takes up to so many touches, which come back when the transaction is undone. None: nobody is due."""

    async def figures(self, tx: Tx, member_ids: Sequence[MemberId], as_of: AsOf) -> list[MemberFigures]: ...

    async def write(self, tx: Tx, sets: Sequence[tuple[MemberId, Sequence[int]]], read_at: datetime) -> None:
        """Whoever has read later stands."""

    async def refresh_slots(self, tx: Tx) -> int:
        """Every level and every top category has a slot, and its present name. How many were new or changed."""


RunState = Literal["gathering", "writing", "done"]


class TagRun(Struct, frozen=True):
    """One night. `changed` members got other tags; `off` of them should have had them from an event already."""

    day: date
    state: RunState
    started_at: datetime
    read_at: datetime | None
    gathered: int
    written: int
    changed: int
    off: int
    after_member_id: MemberId | None
    members: int
    finished_at: datetime | None


class Written(Struct, frozen=True):
    """A range of members. `last` None: there was none left."""

    last: MemberId | None
    members: int
    changed: int
    off: int


class NightStore(Protocol):
    async def find(self, tx: Tx, day: date) -> TagRun | None: ...

    async def open(self, tx: Tx, day: date, now: datetime) -> None:
        """Begins the day's run, if nobody has."""

    async def lock(self, tx: Tx, day: date) -> TagRun | None:
        """None: another process is at it."""

    async def save(self, tx: Tx, run: TagRun) -> None: ...

    async def gather(self, tx: Tx, as_of: AsOf) -> tuple[int, datetime]:
        """Computes everybody's tags and keeps them aside: how many, and by the database's clock when it began."""

    async def is_kept(self, tx: Tx) -> bool:
        """Whether what was gathered is still there: a crash of the database empties it."""

    async def write_range(self, tx: Tx, run: TagRun, steady: Sequence[int], limit: int) -> Written:
        """The next members after `run.after_member_id`. Whoever was computed since the reading is left alone.

        `steady`: tags that only an event changes.
        """

    async def sizes(self, tx: Tx, day: date) -> int:
        """Counts every tag. How many members have tags at all."""

    async def forget(self, tx: Tx, before: date) -> None: ...


class ManualTag(Struct, frozen=True, rename="camel"):
    id: int
    name: str
    definition: str
    is_retired: bool
    created_by: str
    created_at: datetime


class ManualTagStore(Protocol):
    async def create(self, tx: Tx, name: str, definition: str, by: str, now: datetime) -> ManualTag | None:
        """None: the name is taken."""

    async def find(self, tx: Tx, tag_id: int) -> ManualTag | None: ...

    async def change(self, tx: Tx, tag: ManualTag) -> bool:
        """False: the name is taken."""

    async def add(self, tx: Tx, member_id: MemberId, tag_id: int, by: str, now: datetime) -> bool:
        """False: the member has it."""

    async def remove(self, tx: Tx, member_id: MemberId, tag_id: int) -> bool:
        """False: the member has it not."""

    async def follow(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        """Tags and children of the one become the other's, but what both have."""

    async def return_(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        """What came by this merge goes back, as far as it is still there."""


class Child(Struct, frozen=True, rename="camel"):
    """One of the two: the day that it is expected on, or the first day of the month that it was born in."""

    id: UUID
    due_on: date | None
    born_month: date | None


class ChildStore(Protocol):
    async def all(self, tx: Tx, member_id: MemberId) -> list[Child]:
        """The eldest first."""

    async def add(self, tx: Tx, member_id: MemberId, child: Child, now: datetime) -> bool:
        """False: there are CHILDREN_MAX already. Locks the member."""

    async def change(self, tx: Tx, member_id: MemberId, child: Child) -> bool:
        """False: it is not the member's."""

    async def delete(self, tx: Tx, member_id: MemberId, child_id: UUID) -> bool: ...
