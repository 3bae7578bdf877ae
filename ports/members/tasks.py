"""Tasks 任务 (M4): things worth doing, each with points and a limit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import MemberId, Tx

TaskKind = Literal["share", "review", "profile_complete", "first_order", "browse", "subscribe_message"]
LimitKind = Literal["once", "day", "total"]
Proof = Literal["word", "state", "report"]
"""`word`: nobody can prove it, the member's word is taken. `state`: our own rows show it. `report`: an event tells."""

PROOFS: dict[TaskKind, Proof] = {
    "share": "word",
    "browse": "word",
    "profile_complete": "state",
    "subscribe_message": "state",
    "first_order": "report",
    "review": "report",
}


class TaskRow(Struct, frozen=True):
    """`limit_count` times a day, or in all; 1 for `once`."""

    code: str
    title: str
    words: str
    kind: TaskKind
    points: int
    limit_kind: LimitKind
    limit_count: int
    is_enabled: bool
    sort: int
    version: int


class DoneCounts(Struct, frozen=True):
    today: int
    ever: int


class TaskDoneRow(Struct, frozen=True):
    """`cause` is the natural key of what was done: the same one counts once."""

    task_code: str
    member_id: MemberId
    cause: str
    points: int
    day: date
    at: datetime


class TaskStore(Protocol):
    async def all(self, tx: Tx) -> Sequence[TaskRow]:
        """By `sort`."""

    async def one(self, tx: Tx, code: str) -> TaskRow | None: ...

    async def put(self, tx: Tx, row: TaskRow) -> bool:
        """New with version 1, else in place of the version before. False: it is not the one before any more."""

    async def counts(self, tx: Tx, member_id: MemberId, day: date) -> dict[str, DoneCounts]:
        """By task, of those that were done at all."""

    async def is_done(self, tx: Tx, done: TaskDoneRow) -> bool:
        """Whether this cause has counted."""

    async def add(self, tx: Tx, done: TaskDoneRow) -> bool:
        """False: this cause has counted."""

    async def bar(self, tx: Tx, member_id: MemberId, cause: str, at: tuple[date, datetime]) -> dict[str, int]:
        """The cause earns nothing any more, in whatever order it is told. By task: the points that it has earned."""

    async def is_barred(self, tx: Tx, member_id: MemberId, cause: str) -> bool: ...

    async def shown_by_state(self, tx: Tx, member_id: MemberId) -> frozenset[TaskKind]:
        """What our own rows say that the member has done: told a phone number, allowed a message."""

    async def figures(self, tx: Tx) -> dict[str, tuple[int, int]]:
        """By task: how often it was done, and by how many members."""


TaskState = Literal["open", "claimable", "done"]


class TaskView(Struct, frozen=True, rename="camel"):
    """`done_count` of `limit_count`: today's for a daily one. `is_on_trust`: the member's word is taken for it."""

    code: str
    title: str
    words: str
    kind: TaskKind
    points: int
    limit_kind: LimitKind
    limit_count: int
    done_count: int
    limit_text: str
    state: TaskState
    is_on_trust: bool


class TaskPage(Struct, frozen=True, rename="camel"):
    items: Sequence[TaskView]
    points: int


class TaskClaim(Struct, frozen=True, rename="camel"):
    """`is_new` false: this claim was answered before."""

    is_new: bool
    points: int
    text: str
    page: TaskPage


class AdminTask(Struct, frozen=True, rename="camel"):
    code: str
    title: str
    words: str
    kind: TaskKind
    points: int
    limit_kind: LimitKind
    limit_count: int
    is_enabled: bool
    sort: int
    version: int
    is_on_trust: bool
    done_count: int
    member_count: int


class AdminTasks(Struct, frozen=True, rename="camel"):
    items: Sequence[AdminTask]
