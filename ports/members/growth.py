"""Growth 成长值 and levels (M2): what earns growth, what a level gives, where a member stands.

Growth is a ledger that is only appended to. A member's growth is the sum of the entries of the last 365 days; the
level follows it up at once, and down only at the yearly review.
"""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, OrderId, Tx

GrowthKind = Literal["spend", "active", "interaction", "adjustment"]
Interaction = Literal["review", "share", "check_in"]
LevelCause = Literal["growth", "review", "settings", "operator", "merge", "part"]


class LevelRule(Struct, frozen=True, rename="camel"):
    """`growth_from`: the growth that reaches it. `benefits` are told and nothing else; all others are given by code."""

    code: str
    name: str
    growth_from: int
    discount_percent: int
    points_multiplier_percent: int
    birthday_points: int
    free_freight: bool
    free_returns: bool
    early_access_minutes: int
    has_concierge: bool
    benefits: tuple[str, ...]


class GrowthWeights(Struct, frozen=True, rename="camel"):
    """Growth per whole yuan that a completed order keeps, per active day, per interaction.

    `protection_percent`: who reached so much of the level's growth keeps it once more. `concierge_spend_fen`: who kept
    orders worth so much in total gets a concierge of their own 专属管家.
    """

    per_yuan: int
    per_active_day: int
    per_review: int
    per_share: int
    per_check_in: int
    interaction_daily_max: int
    protection_percent: int
    concierge_spend_fen: Fen


class GrowthRules(Struct, frozen=True):
    """`levels`: the lowest first."""

    version: int
    levels: tuple[LevelRule, ...]
    weights: GrowthWeights


class GrowthEntry(Struct, frozen=True):
    """`key` is the natural key of its cause. `counts_at`: a refund counts when what it takes back had been earned."""

    id: UUID
    key: str
    member_id: MemberId
    kind: GrowthKind
    value: int
    at: datetime
    counts_at: datetime
    words: str
    order_id: OrderId | None = None


class OrderGrowth(Struct, frozen=True):
    """What we were told of an order, in whatever order: the least that it keeps, and whether it was completed.

    `per_yuan` is the weight of the day of completion: later settings change nothing about it.
    """

    order_id: OrderId
    member_id: MemberId
    kept_fen: Fen
    completed_at: datetime | None
    per_yuan: int
    growth: int


class Standing(Struct, frozen=True):
    """Where a member stands; the row is locked. `growth` as it was last summed.

    `until`: when the yearly review is due; None in the lowest level. `is_held`: an operator has set the level, which
    growth does not lift before the review. `is_protected`: the last review kept a level that growth did not reach.
    `became`: into whom the member was merged; nothing more is booked on this one then.
    """

    member_id: MemberId
    level_code: str
    growth: int
    since: datetime | None
    until: datetime | None
    is_held: bool
    is_protected: bool
    rules_version: int
    concierge_at: datetime | None
    became: MemberId | None = None


class LevelChange(Struct, frozen=True):
    """Also of a review that kept the level: `from_code` is `to_code` then. `words` explain it, in Chinese."""

    from_code: str
    to_code: str
    cause: LevelCause
    words: str
    growth: int
    at: datetime


class GrowthLedger(Protocol):
    """What members' own flows (check-in, reviews, sharing) tell the growth ledger, in their own transaction.

    Locks the member's row: call it before anything that locks the points account.
    """

    async def interacted(self, tx: Tx, member_id: MemberId, what: tuple[Interaction, str], at: datetime) -> int:
        """What was done, and the natural key of it. The growth earned; 0: told before, or the day's maximum is reached.

        A check-in makes the day an active one besides.
        """

    async def was_active(self, tx: Tx, member_id: MemberId, at: datetime) -> int:
        """The growth of an active day in Shanghai; 0: the day was counted before."""


class CurrentMember(Protocol):
    """Who a member id stands for today: itself, unless it was merged into another one."""

    async def resolve(self, tx: Tx, member_id: MemberId) -> MemberId: ...
