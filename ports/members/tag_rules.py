"""Tags 标签 as data: what a member's figures are, and which figures give which tag.

A tag is a condition over `MemberFigures`. The condition is written once: PostgreSQL gets it as SQL for the nightly run
over everybody, Python evaluates it for one member at a time, and an operator reads it as a sentence.
"""

from typing import Literal

from msgspec import Struct

from ports.kernel import MemberId

TagKind = Literal["fact", "rule", "model", "manual"]
Refresh = Literal["event", "nightly"]
Unit = Literal[
    "days", "times", "orders", "fen", "permille", "hundredths", "pieces", "seconds", "months", "weeks", "month", "plain"
]

STATIC_MAX = 4_999
LEVEL_BASE = 5_000
"""A tag of a level is this and the level's slot; and so on for the tags of a category. A slot is below SLOTS_MAX."""
BOUGHT_BASE, REPEAT_BASE, PREFERRED_BASE = 10_000, 20_000, 30_000
SLOTS_MAX = 5_000
MANUAL_BASE = 40_000
"""From here on: tags that operators made."""


class MemberFigures(Struct, frozen=True):
    """What is known of a member on a day in Shanghai, in whole numbers. None: there is nothing to tell it from.

    An order counts when it was paid, its goods were there, and it was not refunded whole. Shares are per mille, rounded
    down; averages too. Days are differences of dates in Shanghai.
    """

    member_id: MemberId
    # orders
    orders: int
    days_since_last: int | None
    days_since_first: int | None
    orders_30: int
    orders_90: int
    orders_365: int
    spent_fen: int
    spent_90_fen: int
    spent_365_fen: int
    average_fen: int | None
    largest_fen: int | None
    pieces_hundredths: int | None
    interval_days: int | None
    rhythm_permille: int | None
    discount_permille: int | None
    discounted_orders_permille: int | None
    early_permille: int | None
    morning_permille: int | None
    noon_permille: int | None
    afternoon_permille: int | None
    evening_permille: int | None
    night_permille: int | None
    weekend_permille: int | None
    pay_seconds: int | None
    direct_permille: int | None
    freight_permille: int | None
    note_permille: int | None
    group_orders: int
    bargain_orders: int
    flash_orders: int
    activity_permille: int | None
    province: str | None
    city: str | None
    waiting_orders: int
    travelling_orders: int
    cancelled_orders: int
    returned_orders: int
    refund_permille: int | None
    # lines
    categories: int
    bought_slots: tuple[int, ...]
    repeat_slots: tuple[int, ...]
    preferred_slot: int | None
    virtual_lines: int
    service_lines: int
    # after-sales, coupons, bargains
    after_sales: int
    open_after_sales: int
    coupons: int
    coupons_used: int
    coupons_expired: int
    coupons_held: int
    coupon_use_permille: int | None
    coupon_days_left: int | None
    bargains: int
    # the shop visited
    favourites: int
    cart_lines: int
    cart_days: int | None
    login_days: int | None
    # the member
    level_slot: int | None
    member_days: int
    days_to_first: int | None
    addresses: int
    has_phone: int
    follows_account: int
    grants: int
    children: int
    pregnancy_weeks: tuple[int, ...]
    days_to_birth: int | None
    child_months: tuple[int, ...]
    birthday_month: int | None
    months_to_birthday: int | None
    device_system: str | None
    device_client: str | None


class Feature(Struct, frozen=True):
    """A figure that conditions may name. `moves`: it changes by the passing of time alone."""

    name: str
    words: str
    unit: Unit
    refresh: Refresh = "event"
    moves: bool = False


class Between(Struct, frozen=True, tag="between"):
    """Both ends belong to it; None: open. A figure that is not there is nowhere between."""

    feature: str
    low: int | None = None
    high: int | None = None


class AnyBetween(Struct, frozen=True, tag="any_between"):
    """One of several figures (of children) is in the range."""

    feature: str
    low: int | None = None
    high: int | None = None


class Among(Struct, frozen=True, tag="among"):
    """A text is one of these; with `negated`, there is a text and it is none of these."""

    feature: str
    values: tuple[str, ...]
    negated: bool = False


class Missing(Struct, frozen=True, tag="missing"):
    """There is no such figure."""

    feature: str


class All(Struct, frozen=True, tag="all"):
    conditions: "tuple[Condition, ...]"


Condition = Between | AnyBetween | Among | Missing | All


class Tag(Struct, frozen=True):
    """`definition` is added to the sentence that is made of the condition."""

    id: int
    code: str
    name: str
    condition: Condition
    kind: TagKind = "rule"
    definition: str = ""


class Family(Struct, frozen=True):
    """Tags that belong together. `exclusive`: a member has one of them at most. `guard`: without it none applies."""

    code: str
    name: str
    group: str
    owner: str
    tags: tuple[Tag, ...]
    exclusive: bool = False
    guard: str | None = None


class Catalogue(Struct, frozen=True):
    """All tags that come with the shop, in the order of their ids."""

    features: tuple[Feature, ...]
    families: tuple[Family, ...]
