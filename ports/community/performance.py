"""What guides have done in a span of time, and what came of it (G4)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.community.attribution import DecidedBy
from ports.community.replies import Replies
from ports.community.touches import TouchKind
from ports.kernel import Fen, OrderId, Page, Tx

PeriodKind = Literal["day", "week", "month"]


class Period(Struct, frozen=True):
    """From `since` to before `until`. Days, weeks (from Monday) and months of Shanghai."""

    kind: PeriodKind
    first_day: date
    last_day: date
    since: datetime
    until: datetime


class GuideFigure(Struct, frozen=True, rename="camel"):
    """`openings` and `visitors` are of the touches that were sent in the period. `lost`: ended, but for transfers.

    `commission_fen`: whole fen of each order, of what it keeps. `tasks_done`: ended in the period. `replies`: as WeCom
    counts them, up to yesterday.
    """

    user_id: str
    name: str
    avatar_url: str | None
    is_active: bool
    touches: int = 0
    openings: int = 0
    visitors: int = 0
    gained: int = 0
    lost: int = 0
    orders: int = 0
    buyers: int = 0
    paid_fen: Fen = 0
    kept_fen: Fen = 0
    commission_fen: Fen = 0
    tasks_done: int = 0
    replies: Replies = Replies()


class Leaderboard(Struct, frozen=True, rename="camel"):
    """Most sales first. `unattributed_fen`: what orders of the period keep that are nobody's.

    `replies_problem`: why WeCom does not tell of chats, where it refuses.
    """

    period: PeriodKind
    first_day: date
    last_day: date
    guides: tuple[GuideFigure, ...]
    unattributed_orders: int
    unattributed_fen: Fen
    replies_problem: str | None = None


class CreditedOrder(Struct, frozen=True, rename="camel"):
    """`touch_kind`: of the touch that decided, where one did."""

    order_id: OrderId
    number: str
    title: str
    paid_at: datetime
    paid_fen: Fen
    kept_fen: Fen
    rule: DecidedBy
    why: str
    rate: int
    commission_fen: Fen
    touch_id: UUID | None
    touch_kind: TouchKind | None
    rules_version: int


class TasksDone(Protocol):
    """What the figures need of guide tasks: how many were done in a period, by guide."""

    async def done(self, tx: Tx, period: Period) -> Mapping[str, int]: ...


class PerformanceViews(Protocol):
    async def figures(self, tx: Tx, period: Period, user_id: str | None) -> tuple[GuideFigure, ...]:
        """Of one guide, or of all who may have contacts or have any figure; most sales first."""

    async def unattributed(self, tx: Tx, period: Period) -> tuple[int, Fen]:
        """Orders, and what they keep."""

    async def orders(
        self, tx: Tx, period: Period, user_id: str, cursor: str | None, limit: int
    ) -> Page[CreditedOrder]: ...


class GuideFigures(Protocol):
    """A guide's own figures, for the sidebar. The query carries the guide's user id."""

    async def own(self, tx: Tx, user_id: str, period: Period) -> GuideFigure: ...
