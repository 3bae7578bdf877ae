"""Rows of the points ledger, and what members ask of its store."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, OrderId, Tx
from ports.members.points import Account, Bonus, PointsSource

UNTOLD_FEN: Fen = 2**62


class Lot(Struct, frozen=True, rename="camel"):
    """Points that end together. `origin`: the merged member who brought them, None for the account's own."""

    points: int
    until: datetime
    origin: MemberId | None = None


class Purse(Struct, frozen=True):
    """A member's account. `lots` sum to what is available, the first to expire first; `owed` is never below zero."""

    member_id: MemberId
    lots: tuple[Lot, ...] = ()
    held: int = 0
    owed: int = 0

    @property
    def available(self) -> int:
        return sum(lot.points for lot in self.lots)


class Entry(Struct, frozen=True):
    """One side of a booking. `member_id` None: an account of the shop. A lot's entries carry its `until`, `origin`."""

    account: Account
    points: int
    member_id: MemberId | None = None
    until: datetime | None = None
    origin: MemberId | None = None


class Booking(Struct, frozen=True):
    """`key` is the natural key of the cause; `undoes` that of the booking which this one takes back (in part)."""

    id: UUID
    key: str
    member_id: MemberId
    source: PointsSource
    words: str
    at: datetime
    by: str = ""
    undoes: str | None = None


class Hold(Struct, frozen=True):
    """What an unpaid order set aside. `member_id` has it in the account, `owner_id` placed the order."""

    order_id: OrderId
    member_id: MemberId
    owner_id: MemberId
    points: int
    lots: tuple[Lot, ...]
    state: Literal["held", "used", "released"]


class OrderPoints(Struct, frozen=True):
    """What one order is worth. `kept_fen` is the least that was told.

    `rate_percent`, fixed when it completes, is a hundred times the points for one yuan; `until` is when they end.
    """

    order_id: OrderId
    member_id: MemberId
    kept_fen: Fen
    is_completed: bool
    rate_percent: int | None = None
    earned: int = 0
    until: datetime | None = None


class PointsRule(Struct, frozen=True, rename="camel"):
    """`earn_per_yuan` points for each yuan kept. `redeem_per_yuan` points pay one yuan, in steps of `redeem_step`, at
    least `redeem_min` and at most `redeem_max_percent` of the goods. Points end with the `expire_months`-th month after
    the one they were earned in; what a refund gives back lives `return_days` more at least. Adjustments of more than
    `approval_above` points want a second operator.
    """

    earn_per_yuan: int = 1
    expire_months: int = 12
    redeem_per_yuan: int = 100
    redeem_max_percent: int = 50
    redeem_min: int = 100
    redeem_step: int = 100
    return_days: int = 30
    approval_above: int = 1000


class Spent(Struct, frozen=True):
    """What a booking took out of `available`, by lots, and how much of it came back already."""

    lots: tuple[Lot, ...]
    returned: int


class PointsStore(Protocol):
    async def lock(self, tx: Tx, member_id: MemberId) -> Purse:
        """Locks the account, which is made at first use; a merged member's is that of whom it became."""

    async def available(self, tx: Tx, member_id: MemberId, now: datetime) -> int:
        """Without a lock, and without what has expired; of a merged member that of whom it became."""

    async def known(self, tx: Tx, key: str) -> bool: ...

    async def book(self, tx: Tx, booking: Booking, entries: Sequence[Entry], after: Sequence[Purse]) -> bool:
        """Writes all of it, in one statement. False: the key is known, and nothing was written.

        `after`: the accounts as they stand then, whose locks the caller holds.
        """

    async def spent(self, tx: Tx, key: str) -> Spent | None: ...

    async def rule(self, tx: Tx) -> tuple[PointsRule, int]:
        """With its version."""

    async def set_rule(self, tx: Tx, rule: PointsRule, version: int) -> bool:
        """False: it is not `version` any more."""

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[MemberId]:
        """Accounts that hold expired points."""

    async def lock_both(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> tuple[Purse, Purse]:
        """In the order of their ids: `gone_id`'s own account, wherever it points, and the one that `kept_id` has."""

    async def move(self, tx: Tx, gone_id: MemberId, kept_id: MemberId | None) -> None:
        """The account of `gone_id` is that of `kept_id` from now on, or (None) its own again."""

    async def group(self, tx: Tx, member_id: MemberId) -> frozenset[MemberId]:
        """The member, and all whose accounts point to it, straight or by others."""


class HoldStore(Protocol):
    async def add(self, tx: Tx, hold: Hold) -> bool:
        """False: the order has one."""

    async def find(self, tx: Tx, order_id: OrderId) -> Hold | None:
        """It changes under the lock of its account alone."""

    async def settle(self, tx: Tx, order_id: OrderId, state: Literal["used", "released"]) -> None: ...

    async def open(self, tx: Tx, member_id: MemberId) -> Sequence[Hold]:
        """Of the member's account; the caller holds its lock."""

    async def give(self, tx: Tx, order_id: OrderId, member_id: MemberId, lots: tuple[Lot, ...]) -> None:
        """The hold stands in that member's account now, with these lots."""


class OrderPointsStore(Protocol):
    async def lock(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> OrderPoints:
        """Made at first use, with no amount known yet: `kept_fen` is UNTOLD_FEN."""

    async def save(self, tx: Tx, row: OrderPoints) -> None: ...

    async def add_bonus(self, tx: Tx, bonus: Bonus) -> bool:
        """False: this cause was told before."""

    async def give_bonuses(self, tx: Tx, owners: Collection[MemberId], member_id: MemberId) -> None:
        """Open bonuses that were granted to `owners` are that member's now."""

    async def take_bonus(self, tx: Tx, member_id: MemberId, order_id: OrderId, now: datetime) -> int:
        """The greatest open bonus goes to the order: its factor in percent. 100: there is none."""
