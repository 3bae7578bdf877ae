"""Lotteries as shoppers and operators see them, and the record that anybody can verify."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Page, Tx
from ports.members.lottery import DrawRow, LotteryRow, LotteryState, PrizeKind, RoundRow


class PrizeView(Struct, frozen=True, rename="camel"):
    """`left` null: as many as are drawn; else the true number."""

    position: int
    kind: PrizeKind
    name: str
    odds_ppm: int
    stock: int | None
    left: int | None


class RoundBrief(Struct, frozen=True, rename="camel"):
    """`commitment` is the SHA-256 of the seed in hex; `seed` is null until the round is closed."""

    id: UUID
    number: int
    day: date
    commitment: str
    seed: str | None
    draws: int
    opened_at: datetime
    closed_at: datetime | None


class LotteryBrief(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    words: str
    starts_at: datetime
    ends_at: datetime


class LotteryPage(Struct, frozen=True, rename="camel"):
    """`next_cost`: points that the asker's next draw costs. `why_not`: what stands in its way, if anything.

    `round` is null when no draw can be made.
    """

    id: UUID
    name: str
    words: str
    state: LotteryState
    state_text: str
    starts_at: datetime
    ends_at: datetime
    cost_points: int
    free_per_day: int
    draws_per_day_max: int
    free_left: int
    draws_left: int
    next_cost: int
    points: int
    can_draw: bool
    why_not: str
    prizes: Sequence[PrizeView]
    round: RoundBrief | None
    now: datetime


class DrawView(Struct, frozen=True, rename="camel"):
    """`fell_back`: what was rolled was out of stock. `round_id` and `n` find it in the record."""

    id: UUID
    round_id: UUID
    number: int
    n: int
    nonce: str
    roll: int
    position: int
    kind: PrizeKind
    name: str
    fell_back: bool
    cost_points: int
    at: datetime


class DrawResult(Struct, frozen=True, rename="camel"):
    """`is_new` false: this request had been answered before, with the same draw."""

    is_new: bool
    text: str
    draw: DrawView
    page: LotteryPage


class RecordedShare(Struct, frozen=True, rename="camel"):
    """`won_before`: how many were given before this round began; the rest of `stock` was there for it."""

    position: int
    name: str
    odds_ppm: int
    stock: int | None
    won_before: int


class RecordedDraw(Struct, frozen=True, rename="camel"):
    n: int
    nonce: str
    who: str
    is_mine: bool
    roll: int
    rolled: int
    given: int


class RoundRecord(Struct, frozen=True, rename="camel"):
    """All of a round: what `domain.members.lottery_draw` says is computed from it again, on the phone as here.

    The last of `shares` stands in for any that is out of stock. Draws without a seed cannot be verified yet.
    """

    recipe: str
    lottery_id: UUID
    round: RoundBrief
    odds_version: int
    shares: Sequence[RecordedShare]
    draws: Sequence[RecordedDraw]


class AdminPrize(Struct, frozen=True, rename="camel"):
    """`expected`: draws times odds, over all tables that were in force, in thousandths of a piece."""

    position: int
    kind: PrizeKind
    name: str
    points: int
    template_id: UUID | None
    odds_ppm: int
    stock: int | None
    won: int
    rolled: int
    expected_milli: int


class AdminLottery(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    words: str
    state: LotteryState
    state_text: str
    starts_at: datetime
    ends_at: datetime
    cost_points: int
    free_per_day: int
    draws_per_day_max: int
    odds_version: int
    version: int
    prizes: Sequence[AdminPrize]
    draws: int
    members: int
    points_spent: int
    points_won: int
    round: RoundBrief | None


class AdminLotteryBrief(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    state: LotteryState
    state_text: str
    starts_at: datetime
    ends_at: datetime
    draws: int
    members: int


class LotteryFigures(Struct, frozen=True):
    """`by_version`: draws under each table of odds. `rolled` and `given`: draws by position."""

    draws: int
    members: int
    points_spent: int
    by_version: dict[int, int]
    rolled: dict[int, int]


class LotteryViews(Protocol):
    async def running(self, tx: Tx, now: datetime, limit: int) -> Sequence[LotteryRow]:
        """Those that can be drawn in now, the one that ends first on top."""

    async def rounds(self, tx: Tx, lottery_id: UUID, cursor: str | None, limit: int) -> Page[RoundRow]:
        """The newest first."""

    async def round(self, tx: Tx, lottery_id: UUID, number: int) -> RoundRow | None: ...

    async def draws(self, tx: Tx, round_id: UUID) -> Sequence[DrawRow]:
        """In their order; a round has at most ROUND_DRAWS_MAX."""

    async def won_before(self, tx: Tx, lottery_id: UUID, number: int) -> dict[int, int]:
        """How many of each prize were given in the rounds before."""

    async def mine(
        self, tx: Tx, lottery_id: UUID, member_id: MemberId, cursor: str | None, limit: int
    ) -> Page[DrawView]:
        """The newest first."""

    async def number_of(self, tx: Tx, round_id: UUID) -> int: ...

    async def briefs(
        self, tx: Tx, state: LotteryState | None, cursor: str | None, limit: int
    ) -> Page[AdminLotteryBrief]:
        """The newest first; `state_text` is empty."""

    async def figures(self, tx: Tx, lottery_id: UUID) -> LotteryFigures: ...
