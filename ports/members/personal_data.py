"""One's own data (V9): consents, a copy of everything, and leaving."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Job, MemberId, Page, Tx

ConsentKind = Literal["privacy", "marketing"]
ExportState = Literal["making", "ready", "expired"]
LeavingState = Literal["cooling", "withdrawn", "done"]


class Section(Struct, frozen=True):
    """A part of the copy: `items` is a JSON array of what is told, with names that a person can read."""

    name: str
    items: str
    count: int


class PersonalData(Protocol):
    """A module's part of the copy. It reads; what is sealed is opened, for the owner alone reads the copy."""

    async def export(self, tx: Tx, member_id: MemberId) -> Sequence[Section]:
        """Of the member and of those who were merged into them."""


class Leaver(Protocol):
    async def leave(self, tx: Tx, member_id: MemberId) -> None:
        """Nothing personal, and no balance, stays with the member. May be called again."""


class MakeExport(Job, tag="members.make_export", frozen=True):
    export_id: UUID


class ConsentView(Struct, frozen=True, rename="camel"):
    kind: ConsentKind
    is_given: bool
    version: str
    at: datetime


class ExportView(Struct, frozen=True, rename="camel"):
    """`sections` names what is in it. It can be fetched until `expires_at`."""

    id: UUID
    state: ExportState
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None
    size_bytes: int
    sections: tuple[str, ...]


class ExportFile(Struct, frozen=True, rename="camel"):
    """`content` is a JSON document."""

    file_name: str
    content: str


class LeavingView(Struct, frozen=True, rename="camel"):
    """`waits_for`: why it was not done on its day, and is tried again the next."""

    state: LeavingState
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    waits_for: str | None


class PrivacyView(Struct, frozen=True, rename="camel"):
    """`blockers` are sentences: what has to end before one can leave. `consequences`: what leaving means."""

    privacy_version: str | None
    marketing: bool
    consents: tuple[ConsentView, ...]
    export: ExportView | None
    leaving: LeavingView | None
    blockers: tuple[str, ...]
    consequences: tuple[str, ...]


class LeavingRow(Struct, frozen=True, rename="camel"):
    """For operators. After it is done nobody knows any more who it was."""

    id: UUID
    member_id: MemberId
    nickname: str
    phone_masked: str | None
    state: LeavingState
    asked_at: datetime
    due_at: datetime
    ended_at: datetime | None
    waits_for: str | None


class DueLeaving(Struct, frozen=True):
    id: UUID
    member_id: MemberId


class LeavingBlocked(DomainError):
    code = "members.leaving_blocked"
    message = "还有没完成的订单或退款，暂时不能注销"


class LeavingNotAsked(DomainError):
    code = "members.leaving_not_asked"
    message = "现在没有正在等待的注销申请"


class ExportNotReady(DomainError):
    code = "members.export_not_ready"
    kind = "not_found"
    message = "这份数据还没有准备好，或者已经过期，请重新申请"


class ConsentStore(Protocol):
    async def note(self, tx: Tx, member_id: MemberId, consent: ConsentView, consent_id: UUID) -> bool:
        """Appends, unless the latest of the kind says the same. Whether it was appended."""

    async def history(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[ConsentView, ...]:
        """Newest first; of those who were merged into the member too."""

    async def latest(self, tx: Tx, member_id: MemberId, kind: ConsentKind) -> ConsentView | None: ...


class ExportStore(Protocol):
    async def ask(self, tx: Tx, member_id: MemberId, export_id: UUID, now: datetime) -> bool:
        """False: one is being made, or was asked for since `EXPORT_PAUSE`."""

    async def latest(self, tx: Tx, member_id: MemberId) -> ExportView | None: ...

    async def owner(self, tx: Tx, export_id: UUID) -> MemberId | None:
        """Of one that is being made."""

    async def finish(
        self, tx: Tx, export_id: UUID, sealed: bytes, made: tuple[int, Sequence[str]], times: tuple[datetime, datetime]
    ) -> bool:
        """`made`: size in bytes and sections; `times`: when it was ready, and until when it can be fetched."""

    async def content(
        self, tx: Tx, member_id: MemberId, export_id: UUID, now: datetime
    ) -> tuple[bytes, datetime] | None:
        """Sealed, and when it was asked for."""

    async def expire(self, tx: Tx, now: datetime, limit: int) -> int:
        """What can be fetched no longer is thrown away."""


class LeavingStore(Protocol):
    async def ask(self, tx: Tx, member_id: MemberId, leaving_id: UUID, times: tuple[datetime, datetime]) -> None:
        """Asked now, due then; a request that waits stays as it is."""

    async def withdraw(self, tx: Tx, member_id: MemberId, now: datetime) -> bool: ...

    async def latest(self, tx: Tx, member_id: MemberId) -> LeavingView | None: ...

    async def blockers(self, tx: Tx, member_id: MemberId) -> tuple[int, int, int]:
        """Orders that have not ended, after-sale requests that have not, refunds that have not arrived."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[DueLeaving]: ...

    async def lock_due(self, tx: Tx, leaving: DueLeaving, now: datetime) -> bool:
        """The member and the request are locked. False: it was withdrawn, or is done."""

    async def put_off(self, tx: Tx, leaving_id: UUID, until: datetime, words: str) -> None: ...

    async def contact_ids(self, tx: Tx, member_id: MemberId) -> tuple[str, ...]:
        """Who the member is in WeCom, also by those who were merged into them."""

    async def anonymise(self, tx: Tx, leaving: DueLeaving, now: datetime) -> tuple[bytes, ...]:
        """Everything personal in members goes, also of those who were merged into the member. Their session hashes."""

    async def rows(self, tx: Tx, state: LeavingState | None, cursor: str | None, limit: int) -> Page[LeavingRow]:
        """Newest first."""
