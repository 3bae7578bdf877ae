"""Customers who go to another guide 客户继承: on the job, or because theirs has left (G1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Job, Page, Tx
from ports.outside.wecom import TransferredContact, Unassigned

TransferState = Literal[
    "planned", "starting", "unknown", "waiting", "done", "refused", "taker_full", "failed", "cancelled"
]
"""`starting`: WeCom is being asked. `unknown`: its answer was lost, and its list will tell. `waiting`: WeCom has begun,
and ends it after 24 hours unless the customer refuses.
"""
OPEN: tuple[TransferState, ...] = ("planned", "starting", "unknown", "waiting")


class TransferRules(Struct, frozen=True, rename="camel"):
    """Days; 0 does not protect. A customer stays with the guide for so long after being added, after the last transfer,
    and after the last paid order. `spare_after_sale`: and while an after-sale is open. None of it holds for guides who
    have left.
    """

    added_days: int = 0
    moved_days: int = 30
    bought_days: int = 0
    spare_after_sale: bool = True


class TransferFacts(Struct, frozen=True):
    """What the rules look at. `moves`: transfers that came to an end in the last 90 days."""

    contact_id: str
    name: str
    added_at: datetime
    moves: int
    moved_at: datetime | None
    paid_at: datetime | None
    has_after_sale: bool
    is_moving: bool


class NewTransfer(Struct, frozen=True):
    """`words`, ≤ 200 characters, are sent by WeCom to customers of a guide on the job. `reason` is for the shop."""

    handover: str
    takeover: str
    has_left: bool
    words: str
    reason: str


class TransferRow(Struct, frozen=True):
    id: UUID
    new: NewTransfer
    made_at: datetime
    made_by: str


class TransferView(Struct, frozen=True, rename="camel"):
    """`counts`: customers by state."""

    id: UUID
    handover: str
    handover_name: str
    takeover: str
    takeover_name: str
    has_left: bool
    words: str
    reason: str
    made_at: datetime
    made_by: str
    counts: dict[TransferState, int]


class TransferContactView(Struct, frozen=True, rename="camel"):
    contact_id: str
    name: str
    avatar_url: str | None
    state: TransferState
    why: str | None
    changed_at: datetime
    taken_at: datetime | None


class UnassignedView(Struct, frozen=True, rename="camel"):
    """A guide who has left, and how many customers wait for somebody else."""

    user_id: str
    name: str
    left_at: datetime
    contacts: int


class Outcome(Struct, frozen=True):
    contact_id: str
    state: TransferState
    errcode: int | None = None
    why: str | None = None
    taken_at: datetime | None = None


class StartTransfer(Job, tag="community.start_transfer", frozen=True):
    """The next hundred customers of it are told to WeCom."""

    transfer_id: UUID


class LookAtTransfer(Job, tag="community.look_at_transfer", frozen=True):
    """WeCom is asked how far it has come."""

    transfer_id: UUID


class FetchUnassigned(Job, tag="community.fetch_unassigned", frozen=True):
    """WeCom's list of customers whose guide has left."""


class TransferStore(Protocol):
    async def facts(
        self, tx: Tx, new: NewTransfer, contact_ids: Sequence[str] | None, since: datetime
    ) -> tuple[TransferFacts, ...]:
        """Of the guide's customers, or those of them. `since`: 90 days ago."""

    async def insert(self, tx: Tx, row: TransferRow, contact_ids: Sequence[str]) -> int:
        """How many of them are planned now: who is on the way already is passed over."""

    async def one(self, tx: Tx, transfer_id: UUID) -> TransferRow | None: ...

    async def next_batch(self, tx: Tx, transfer_id: UUID, limit: int, now: datetime) -> tuple[str, ...]:
        """Planned ones, which are `starting` from now on."""

    async def outcomes(self, tx: Tx, transfer_id: UUID, outcomes: Sequence[Outcome], now: datetime) -> tuple[str, ...]:
        """Of open ones; an end stays. Who has come to an end now."""

    async def of_state(
        self, tx: Tx, transfer_id: UUID, states: Sequence[TransferState]
    ) -> Mapping[str, TransferState]: ...

    async def lost(self, tx: Tx, transfer_id: UUID, before: datetime) -> int:
        """`starting` since before then: a process has died, and their answer is unknown."""

    async def cancel(self, tx: Tx, transfer_id: UUID, now: datetime) -> int:
        """Planned ones are not told any more."""

    async def failed(self, tx: Tx, handover: str, outcome: Outcome, now: datetime) -> None:
        """WeCom has told that a customer of this guide will not be moved."""

    async def to_look_at(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        """Transfers with customers under way that were looked at last before then."""

    async def looked_at(self, tx: Tx, transfer_id: UUID, now: datetime) -> None: ...

    async def save_unassigned(self, tx: Tx, rows: Sequence[Unassigned], read_at: datetime) -> None:
        """All of them: who is not among them waits no more. An older reading never undoes a newer one."""


class TransferReads(Protocol):
    async def page(self, tx: Tx, cursor: str | None, limit: int) -> Page[TransferView]: ...

    async def one(self, tx: Tx, transfer_id: UUID) -> TransferView | None: ...

    async def contacts(
        self, tx: Tx, transfer_id: UUID, state: TransferState | None, cursor: str | None, limit: int
    ) -> Page[TransferContactView]: ...

    async def unassigned(self, tx: Tx) -> tuple[UnassignedView, ...]: ...


def state_told(told: TransferredContact) -> TransferState | None:
    """WeCom's word for a customer as a state; None: WeCom has no record of it."""
    return None if told.state == "unknown" else told.state
