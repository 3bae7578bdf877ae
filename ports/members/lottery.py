"""Lottery 抽奖 (M4): rows and their store. How a draw is made: `domain.members.lottery_draw`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import MemberId, Tx

LotteryState = Literal["draft", "published", "ended"]
PrizeKind = Literal["points", "coupon", "goods", "thanks"]


class LotteryRow(Struct, frozen=True):
    """`odds_version` counts the tables of odds that were published, 0 for a draft."""

    id: UUID
    name: str
    words: str
    state: LotteryState
    starts_at: datetime
    ends_at: datetime
    cost_points: int
    free_per_day: int
    draws_per_day_max: int
    odds_version: int
    version: int


class PrizeRow(Struct, frozen=True):
    """`odds_ppm` in parts per million. `stock` None: as many as are drawn. `won` counts what was given.

    Positions count from 0; the last prize is the one of kind `thanks`, which stands in for any that is out.
    """

    position: int
    kind: PrizeKind
    name: str
    points: int
    template_id: UUID | None
    odds_ppm: int
    stock: int | None
    won: int = 0


class Share(Struct, frozen=True, rename="camel"):
    """A prize as it stands in a published table of odds."""

    position: int
    name: str
    odds_ppm: int
    stock: int | None


class RoundRow(Struct, frozen=True):
    """Draws under one secret seed and one table of odds. `seed` is told when the round is closed, not before."""

    id: UUID
    lottery_id: UUID
    number: int
    day: date
    odds_version: int
    commitment: str
    seed_sealed: bytes
    seed: str | None
    draws: int
    opened_at: datetime
    closed_at: datetime | None


class DrawRow(Struct, frozen=True):
    """`rolled` is the prize that the seed gives, `given` the one that was left. `pseudonym` stands in the record."""

    id: UUID
    lottery_id: UUID
    round_id: UUID
    n: int
    member_id: MemberId
    origin_id: MemberId
    client_key: str
    nonce: str
    pseudonym: str
    roll: int
    rolled: int
    given: int
    cost_points: int
    at: datetime


class DrawsToday(Struct, frozen=True):
    """`free`: those that cost nothing."""

    draws: int
    free: int


class LotteryStore(Protocol):
    async def insert(self, tx: Tx, row: LotteryRow, prizes: Sequence[PrizeRow]) -> None: ...

    async def save(self, tx: Tx, row: LotteryRow) -> None:
        """The caller holds its lock."""

    async def put_prizes(self, tx: Tx, lottery_id: UUID, prizes: Sequence[PrizeRow]) -> None:
        """Of a draft: these, and no others."""

    async def adjust(self, tx: Tx, lottery_id: UUID, prizes: Sequence[PrizeRow]) -> None:
        """Odds and stock of a published one."""

    async def get(self, tx: Tx, lottery_id: UUID) -> LotteryRow | None: ...

    async def lock(self, tx: Tx, lottery_id: UUID) -> LotteryRow | None: ...

    async def prizes(self, tx: Tx, lottery_id: UUID) -> Sequence[PrizeRow]:
        """By position."""

    async def take(self, tx: Tx, lottery_id: UUID, position: int) -> bool:
        """One more of it. False: none is left, nothing changed."""

    async def publish_odds(self, tx: Tx, row: LotteryRow, shares: Sequence[Share], at: datetime) -> None:
        """The table of `row.odds_version`; it never changes again."""

    async def odds(self, tx: Tx, lottery_id: UUID) -> dict[int, tuple[Share, ...]]:
        """Every table that was published, by its version."""

    async def open_round(self, tx: Tx, lottery_id: UUID) -> RoundRow | None:
        """The one that draws are made in; the caller holds the lock of the lottery if it means to change it."""

    async def last_number(self, tx: Tx, lottery_id: UUID) -> int: ...

    async def add_round(self, tx: Tx, row: RoundRow) -> None: ...

    async def close_round(self, tx: Tx, round_id: UUID, seed: str, at: datetime) -> None: ...

    async def stale(self, tx: Tx, now: datetime, today: date, limit: int) -> Sequence[UUID]:
        """Lotteries with a round that is over, or that run and have none."""

    async def draw_of(self, tx: Tx, member_id: MemberId, client_key: str) -> DrawRow | None: ...

    async def today(self, tx: Tx, lottery_id: UUID, member_id: MemberId, day: date) -> DrawsToday: ...

    async def add_draw(self, tx: Tx, row: DrawRow) -> None:
        """And counts it in its round, whose lottery the caller has locked."""
