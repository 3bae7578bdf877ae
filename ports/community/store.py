"""The mirror of WeCom's contacts, and comparisons, as the community's services need them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Tx
from ports.outside.wecom import ContactFacts, CorpTagGroup, FollowFacts, StaffFacts

EndedBy = Literal["contact", "guide", "transfer", "comparison", "unknown"]
"""Who ended it: `comparison` found it gone without ever having been told, `unknown` was told by a later reading."""
GapKind = Literal["missing", "extra", "different"]
"""`missing`: WeCom has it and the mirror had not; `extra`: the other way round."""
RunState = Literal["running", "stopping", "stopped", "done"]


class Pair(Struct, frozen=True, order=True):
    user_id: str
    contact_id: str


class Departure(Struct, frozen=True):
    pair: Pair
    ended_by: EndedBy
    at: datetime


class Known(Struct, frozen=True):
    """A pair as the mirror has it. `digest` of all that was read; `is_active`: the guide still has the contact."""

    pair: Pair
    digest: bytes
    is_active: bool
    read_at: datetime


class Read(Struct, frozen=True):
    """A pair as WeCom told it at `read_at`, by our clock before the call. `phones` of the remark, sealed."""

    contact: ContactFacts
    follow: FollowFacts
    digest: bytes
    sealed_phones: bytes | None
    read_at: datetime

    @property
    def pair(self) -> Pair:
        return Pair(self.follow.user_id, self.contact.contact_id)


class Mirror(Protocol):
    """Whoever writes passes by what was read later: an old reading never undoes a new one."""

    async def save_staff(self, tx: Tx, staff: StaffFacts, now: datetime) -> None: ...

    async def staff_left(self, tx: Tx, user_id: str) -> None:
        """WeCom knows nobody of this id any more."""

    async def working(self, tx: Tx, user_ids: Sequence[str]) -> frozenset[str]:
        """Those of them who work here and may have contacts."""

    async def guides_are(self, tx: Tx, user_ids: Sequence[str], now: datetime) -> None:
        """These may have contacts, and nobody else; who is new is known by id alone."""

    async def save_tags(self, tx: Tx, groups: Sequence[CorpTagGroup], read_at: datetime) -> int:
        """All of them: what is not among them is gone. How many rows have changed."""

    async def lock_contact(self, tx: Tx, contact_id: str) -> None:
        """One writer at a time for a contact, to the end of the transaction."""

    async def known(self, tx: Tx, pairs: Sequence[Pair]) -> dict[Pair, Known]: ...

    async def known_of(self, tx: Tx, contact_id: str) -> tuple[Known, ...]: ...

    async def save(self, tx: Tx, rows: Sequence[Read]) -> None:
        """Contact, pair and tags of the pair; ends of before are forgotten. The contacts are locked."""

    async def end(self, tx: Tx, departures: Sequence[Departure]) -> tuple[Pair, ...]:
        """Those that were active and were not read after their `at`; and who it was, where that was not known."""


class Run(Struct, frozen=True):
    """A full comparison. `place` counts the guides that are done; `cursor` is WeCom's within those of the present part.

    `part_began_at`: when the first page of the part was asked for. `resume_at`: WeCom has had enough of us until then.
    `problem`: why it was stopped, in Chinese; None when it was an operator, or it was not.
    """

    id: UUID
    number: int
    state: RunState
    by: str
    started_at: datetime
    guides: tuple[str, ...]
    place: int
    cursor: str | None
    part_began_at: datetime | None
    resume_at: datetime | None
    calls: int
    pairs: int
    missing: int
    extra: int
    different: int
    finished_at: datetime | None
    problem: str | None = None


class Gap(Struct, frozen=True):
    pair: Pair
    kind: GapKind
    detail: str


class Comparisons(Protocol):
    async def open(self, tx: Tx, run: Run) -> bool:
        """False: one is under way. Its number is given by the store."""

    async def last(self, tx: Tx) -> Run | None: ...

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> Run | None:
        """The run that is under way and that nobody works at; None: there is none, or it waits."""

    async def save(self, tx: Tx, before: Run, after: Run) -> bool:
        """False: somebody else has gone on from `before`. A wish to stop that came meanwhile stays."""

    async def release(self, tx: Tx, run_id: UUID) -> None:
        """The lease is given back."""

    async def stop(self, tx: Tx) -> bool:
        """The run that is under way ends after its present step. False: there is none."""

    async def mark_seen(self, tx: Tx, run_number: int, pairs: Sequence[Pair]) -> None: ...

    async def unseen(self, tx: Tx, run: Run, user_ids: Sequence[str], limit: int) -> tuple[Pair, ...]:
        """Active pairs of these guides that the run has not seen, and that were read last before the part began."""

    async def unknown_guides(self, tx: Tx, run: Run, limit: int) -> tuple[Pair, ...]:
        """Active pairs of people who may have no contacts any more, read last before the run began."""

    async def note(self, tx: Tx, run_id: UUID, gaps: Sequence[Gap]) -> None:
        """The first thousand of a run are kept, all are counted in it. A shop that knew nobody before has no gaps."""
