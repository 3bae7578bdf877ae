"""What the faces read of points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, OperatorId, Page, Tx
from ports.members.points import PointsSource

AdjustmentState = Literal["waiting", "done", "rejected"]


class ExpiringPoints(Struct, frozen=True, rename="camel"):
    points: int
    until: datetime


class PointsView(Struct, frozen=True, rename="camel"):
    """`expiring`: what ends next, the first first. `worth_fen`: what the available points pay. `rules`: in words."""

    available: int
    held: int
    owed: int
    worth_fen: Fen
    expiring: tuple[ExpiringPoints, ...]
    rules: tuple[str, ...]


class PointsLine(Struct, frozen=True, rename="camel"):
    """One booking in a member's statement. `points`: what can be spent changed so much; `held_points`: what is held."""

    id: UUID
    at: datetime
    source: PointsSource
    words: str
    points: int
    held_points: int
    by: str


class PointsByMonth(Struct, frozen=True, rename="camel"):
    """`month`: 2026-11, in Shanghai. Points that end in it."""

    month: str
    points: int


class PointsFlow(Struct, frozen=True, rename="camel"):
    """What one month granted (less what was taken back), redeemed (less what came back) and let expire."""

    month: str
    granted: int
    redeemed: int
    expired: int


class Liability(Struct, frozen=True, rename="camel"):
    """What the shop owes its members in points. `worth_fen` at the rate of today, if all were redeemed.

    `redeemed_percent`: of everything granted so far less what has expired; None before anything was granted.
    """

    available: int
    held: int
    owed: int
    members: int
    worth_fen: Fen
    redeemed_percent: int | None
    by_end: tuple[PointsByMonth, ...]
    flows: tuple[PointsFlow, ...]


class AdjustmentRow(Struct, frozen=True, rename="camel"):
    id: UUID
    member_id: MemberId
    nickname: str
    points: int
    reason: str
    state: AdjustmentState
    asked_by: OperatorId
    asked_name: str
    asked_at: datetime
    decided_name: str | None
    decided_at: datetime | None


class NewAdjustment(Struct, frozen=True):
    id: UUID
    member_id: MemberId
    points: int
    reason: str
    asked_by: OperatorId
    asked_name: str
    asked_at: datetime


class PointsViews(Protocol):
    async def balances(self, tx: Tx, member_id: MemberId, now: datetime) -> tuple[int, int, int]:
        """Available, held, owed. What has expired is left out, swept or not."""

    async def expiring(self, tx: Tx, member_id: MemberId, now: datetime, limit: int) -> Sequence[ExpiringPoints]: ...

    async def statement(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[PointsLine]:
        """The newest first."""

    async def totals(self, tx: Tx, now: datetime) -> tuple[int, int, int, int]:
        """Available, held, owed, and how many members have any."""

    async def by_end(self, tx: Tx, now: datetime) -> Sequence[PointsByMonth]: ...

    async def flows(self, tx: Tx, since: datetime) -> Sequence[PointsFlow]:
        """The newest first."""

    async def granted_and_redeemed(self, tx: Tx) -> tuple[int, int, int]:
        """Of all time: granted, redeemed, expired."""

    async def adjustments(
        self, tx: Tx, state: AdjustmentState | None, cursor: str | None, limit: int
    ) -> Page[AdjustmentRow]: ...


class AdjustmentStore(Protocol):
    async def add(self, tx: Tx, row: NewAdjustment) -> None: ...

    async def lock(self, tx: Tx, adjustment_id: UUID) -> AdjustmentRow | None: ...

    async def decide(
        self, tx: Tx, adjustment_id: UUID, state: AdjustmentState, by: tuple[OperatorId, str, datetime]
    ) -> None: ...
