"""Points 积分 (M3): a double-entry ledger. Nothing is edited: every balance is the sum of its entries.

Accounts of a member: `available` (lots with an expiry, the first to expire is spent first), `held` (set aside for an
unpaid order) and `owed` (never above zero: points that a refund took back after they had been spent). Accounts of the
shop: `granted`, `redeemed`, `expired`. The entries of one transaction sum to zero, and so do all accounts.
"""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError, MemberId, Tx

PointsSource = Literal[
    "order",
    "check_in",
    "task",
    "review",
    "invite",
    "birthday",
    "subscription",
    "lottery",
    "redemption",
    "checkout",
    "refund",
    "expiry",
    "adjustment",
    "merge",
]
Account = Literal["available", "held", "owed", "granted", "redeemed", "expired"]


class Earning(Struct, frozen=True):
    """`key` is the natural key of its cause; `expires_at` None: as the rule says. `words` are shown to the member."""

    key: str
    member_id: MemberId
    points: int
    source: PointsSource
    words: str
    expires_at: datetime | None = None


class Spending(Struct, frozen=True):
    """`key` is the natural key of its cause. The first lots to expire are spent first."""

    key: str
    member_id: MemberId
    points: int
    source: PointsSource
    words: str


class Bonus(Struct, frozen=True):
    """The next order that completes earns `factor_percent` of the usual points. `key`: the cause."""

    key: str
    member_id: MemberId
    factor_percent: int
    words: str
    valid_until: datetime


class PointsShort(DomainError):
    code = "members.points_short"
    message = "积分不足"


class PointsLedger(Protocol):
    """What members' own flows (check-in, tasks, lottery, redemption …) do with points, in their own transaction.

    Each locks the member's account; lock it after the rows of your own. A merged member's calls go to whom it became.
    """

    async def earn(self, tx: Tx, earning: Earning) -> bool:
        """False: this cause was booked before. Debt is paid first."""

    async def spend(self, tx: Tx, spending: Spending) -> bool:
        """False: this cause was booked before. Raises PointsShort."""

    async def give_back(self, tx: Tx, spent_key: str, returning: Earning) -> bool:
        """Undoes (a part of) what `spent_key` spent. False: `returning.key` was booked before."""

    async def available(self, tx: Tx, member_id: MemberId) -> int:
        """What could be spent now."""
