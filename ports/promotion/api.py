"""Promotion, as commerce sees it: offers for a basket, the cuts they make, and what an order takes of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, CouponId, Event, Fen, LineId, MemberId, OrderId, ProductId, SkuId, Tx
from ports.promotion import awards, flash, flash_orders, guide_coupons, refusals, rules, trials
from ports.promotion.rules import CouponRule

Stage = rules.Stage
Campaign = rules.Campaign
# For drafts that commerce tries over past orders.
Trial = trials.Trial
TrialApi = trials.TrialApi
TrialItem = trials.TrialItem
EarlyAccess = rules.EarlyAccess
CouponKind = rules.CouponKind
CouponLayer = rules.CouponLayer
# Of flash sale, for whom commerce writes orders: defined where the queue is.
FlashApi = flash_orders.FlashApi
FlashBatch = flash_orders.FlashBatch
FlashDecision = flash_orders.FlashDecision
FlashDue = flash_orders.FlashDue
FlashTerms = flash_orders.FlashTerms
FlashQueued = flash.Queued
# What guides of the community give away.
GuideCoupon = guide_coupons.GuideCoupon
GuideCouponApi = guide_coupons.GuideCouponApi
OfferGone = refusals.OfferGone
CouponUnusable = refusals.CouponUnusable
GiftRefused = refusals.GiftRefused
AwardSettled = awards.AwardSettled
ActivityKind = Literal["group_buy", "bargain", "flash"]


class ActivityRef(Struct, frozen=True, rename="camel"):
    """What a shopper buys through: a team (`size`, and `team_id` to join one) or a bargain (`bargain_id`)."""

    kind: ActivityKind
    campaign_id: CampaignId
    size: int | None = None
    team_id: UUID | None = None
    bargain_id: UUID | None = None


class SpecialPrice(Struct, frozen=True):
    """The price of the one SKU that an activity sells to this member now, for at most `units_max` units."""

    ref: ActivityRef
    sku_id: SkuId
    price_fen: Fen
    units_max: int
    label: str
    detail: str
    stacks: tuple[Stage, ...] = ()


class CouponHeld(Struct, frozen=True, rename="camel"):
    """A coupon in the member's wallet, usable from `valid_from` to `valid_until`."""

    id: CouponId
    name: str
    rule: CouponRule
    valid_from: datetime
    valid_until: datetime


class Offers(Struct, frozen=True):
    """Everything that may lower a basket of one member at one moment, in the order of their priority."""

    at: datetime
    campaigns: tuple[Campaign, ...] = ()
    coupons: tuple[CouponHeld, ...] = ()
    special: SpecialPrice | None = None
    early: EarlyAccess = rules.NOT_EARLY


class Item(Struct, frozen=True, rename="camel"):
    """A line as promotions see it. `payable_fen` is what it costs so far; `barred` steps must leave it alone."""

    line_id: LineId
    sku_id: SkuId
    product_id: ProductId
    category_ids: tuple[UUID, ...]
    title: str
    unit_fen: Fen
    quantity: int
    payable_fen: Fen
    is_physical: bool
    barred: frozenset[Stage] = frozenset()


class Use(Struct, frozen=True):
    """What an order takes of a campaign: units of an item, or (`sku_id` None) the rule as such."""

    campaign_id: CampaignId
    sku_id: SkuId | None
    units: int
    off_fen: Fen


class Cut(Struct, frozen=True):
    """One line of the derivation: `offs` per line, above nothing and at most what the line still costs.

    `bars`: steps that must leave the lines of `offs` alone afterwards.
    """

    step: str
    rule: str
    label: str
    detail: str
    offs: tuple[tuple[LineId, Fen], ...]
    bars: frozenset[Stage] = frozenset()
    uses: tuple[Use, ...] = ()

    @property
    def off_fen(self) -> Fen:
        return sum(fen for _, fen in self.offs)


class Miss(Struct, frozen=True, rename="camel"):
    """A promotion that does not apply, and why in words. `add_fen`: so much more of goods in its scope, it would."""

    campaign_id: CampaignId
    label: str
    reason: str
    add_fen: Fen | None = None


class Adjusted(Struct, frozen=True):
    cuts: tuple[Cut, ...] = ()
    misses: tuple[Miss, ...] = ()


class GiftWish(Struct, frozen=True):
    """A gift that was earned, if units are free. `campaign_id` None: by a coupon. `note` ends its derivation."""

    campaign_id: CampaignId | None
    label: str
    sku_id: SkuId
    quantity: int
    note: str = ""


class FreightCost(Struct, frozen=True, rename="camel"):
    """What shipping the basket costs: `by_weight_fen`, waived from `free_from_fen` of physical goods on (None: never,
    0: always), and `surcharge_fen`, which nothing but a coupon waives."""

    by_weight_fen: Fen
    free_from_fen: Fen | None
    surcharge_fen: Fen = 0

    def fen(self, goods_fen: Fen) -> Fen:
        """For `goods_fen` paid for physical goods."""
        waived = self.free_from_fen is not None and goods_fen >= self.free_from_fen
        return self.surcharge_fen + (0 if waived else self.by_weight_fen)


class Combining(Struct, frozen=True, rename="camel"):
    """What coupons are combined for, here and on the phone: the basket so far, the wallet, and what shipping costs."""

    items: tuple[Item, ...]
    coupons: tuple[CouponHeld, ...]
    freight: FreightCost
    at: datetime


class CouponUse(Struct, frozen=True):
    """One chosen coupon: what it takes off each line, and off the freight."""

    coupon_id: CouponId
    offs: tuple[tuple[LineId, Fen], ...]
    freight_off_fen: Fen = 0

    @property
    def off_fen(self) -> Fen:
        return sum(fen for _, fen in self.offs) + self.freight_off_fen


CouponState = Literal["used", "usable", "unusable"]


class CouponVerdict(Struct, frozen=True, rename="camel"):
    """What became of one coupon. `alone_off_fen`: what it would save by itself; `reason` fits a person."""

    coupon_id: CouponId
    state: CouponState
    alone_off_fen: Fen
    reason: str


class Nearest(Struct, frozen=True, rename="camel"):
    """Add goods of `add_fen` and the coupon saves `save_fen` more than now."""

    coupon_id: CouponId
    add_fen: Fen
    save_fen: Fen
    text: str


class CouponOutcome(Struct, frozen=True):
    """`payable_fen`: goods and freight after the coupons. `runner_up`: the next best legal choice, if there is any."""

    uses: tuple[CouponUse, ...]
    payable_fen: Fen
    runner_up: tuple[CouponId, ...] | None
    runner_up_payable_fen: Fen | None
    verdicts: tuple[CouponVerdict, ...]
    nearest: Nearest | None


class OffersAsk(Struct, frozen=True):
    """`member_id` None: a guest, who has no coupons. `level_code` decides on what is for some levels alone."""

    member_id: MemberId | None
    level_code: str | None
    sku_ids: tuple[SkuId, ...]
    activity: ActivityRef | None = None
    early: EarlyAccess = rules.NOT_EARLY


class Taking(Struct, frozen=True):
    """What an order takes, all or nothing. `early_minutes` of the buyer's level, as the offers were read with."""

    order_id: OrderId
    member_id: MemberId
    uses: tuple[Use, ...]
    coupons: tuple[tuple[CouponId, Fen], ...]
    activity: ActivityRef | None
    activity_sku_id: SkuId | None
    activity_units: int
    pay_by: datetime
    early_minutes: int = 0


class TeamSucceeded(Event, tag="promotion.team_succeeded", frozen=True):
    """The group-buy is full and paid: these orders may be shipped."""

    team_id: UUID
    order_ids: tuple[OrderId, ...]


class CouponExpiring(Event, tag="promotion.coupon_expiring", frozen=True):
    """A coupon that its owner has not used ends within a day. Told once."""

    coupon_id: CouponId
    member_id: MemberId
    name: str
    valid_until: datetime


class ActivityFailed(Event, tag="promotion.activity_failed", frozen=True):
    """A paid order's activity came to nothing: its whole payment goes back. `reason` is told to the buyer."""

    order_id: OrderId
    reason: str


ToldOutcome = Literal["succeeded", "failed", "reopened"]


class GroupBuyTold(Event, tag="promotion.group_buy_told", frozen=True):
    """What became of one member's seat: told once, by a message and on the order. `reopened`: leads a new team now."""

    order_id: OrderId
    member_id: MemberId
    team_id: UUID
    outcome: ToldOutcome
    words: str
    title: str
    at: datetime


class PromotionApi(Protocol):
    """`offers` and `take` are the two round trips of an order; everything between is computed."""

    async def offers(self, tx: Tx, ask: OffersAsk) -> Offers:
        """One SQL statement without an activity. Raises what the activity refuses."""

    def activity_prices(self, offers: Offers, items: Sequence[Item], member_percent: int) -> Adjusted:
        """Before the member price, which is `member_percent` of the list price: the lower of the two counts."""

    def thresholds(self, offers: Offers, items: Sequence[Item]) -> Adjusted:
        """After the member price: bundles, N for a price, add-ons, spend and save."""

    def gifts(self, offers: Offers, items: Sequence[Item]) -> tuple[tuple[GiftWish, ...], tuple[Miss, ...]]:
        """What the basket earned by what it costs after the thresholds, and what it could earn."""

    def coupons(
        self, offers: Offers, items: Sequence[Item], freight: FreightCost, choice: tuple[CouponId, ...] | None
    ) -> CouponOutcome:
        """`choice` None: the best combination. Raises CouponUnusable for a choice that is not legal."""

    async def take(self, tx: Tx, taking: Taking) -> None:
        """Takes units, coupons and the seat for an order. Raises OfferGone, and what the activity refuses."""
