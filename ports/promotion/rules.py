"""Promotions as data: what an operator sets up, what is stored, and what the pricing steps read.

Money is in fen, percentages are whole: 95 means that 95 % is paid.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, SkuId

Stage = Literal["member", "threshold", "coupon"]
"""The steps of pricing that a promotion may let come after it, on the same goods."""

ScopeKind = Literal["all", "categories", "products", "skus"]


class Scope(Struct, frozen=True, rename="camel"):
    """The goods that a rule counts and lowers. A category covers those below it."""

    kind: ScopeKind = "all"
    ids: tuple[UUID, ...] = ()
    excluded_product_ids: tuple[UUID, ...] = ()


class TimedPrice(Struct, frozen=True, rename="camel", tag="timed_price"):
    """A price per SKU for a while 限时价. With `level_codes` for members of these levels alone (member day 会员日)."""

    level_codes: tuple[str, ...] = ()


class SpendTier(Struct, frozen=True, rename="camel"):
    """Spend `min_fen`, save `off_fen`."""

    min_fen: Fen
    off_fen: Fen


class SpendSave(Struct, frozen=True, rename="camel", tag="spend_save"):
    """Thresholds 满减: the highest tier reached counts once; `repeats`: the only tier, as often as it fits."""

    scope: Scope
    tiers: tuple[SpendTier, ...]
    repeats: bool = False


class NForPrice(Struct, frozen=True, rename="camel", tag="n_for_price"):
    """Any `count` units in scope for `price_fen` N 件 X 元, as often as it fits, the dearest units first."""

    scope: Scope
    count: int
    price_fen: Fen


class Gift(Struct, frozen=True, rename="camel", tag="gift"):
    """Gift with purchase 赠品: for `min_fen` in scope the campaign's items come free, one unit each."""

    scope: Scope
    min_fen: Fen


class AddOn(Struct, frozen=True, rename="camel", tag="add_on"):
    """Add-on purchase 加价购: with `min_fen` of other goods in scope the campaign's items cost their item price.

    `units_max` units per order, over all items.
    """

    scope: Scope
    min_fen: Fen
    units_max: int = 1


class BundlePart(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    quantity: int


class Bundle(Struct, frozen=True, rename="camel", tag="bundle"):
    """Together 套餐: the parts for `price_fen`, as often as the basket holds them all."""

    parts: tuple[BundlePart, ...]
    price_fen: Fen


class GroupPrice(Struct, frozen=True, rename="camel"):
    """What a SKU costs in a team of `size`."""

    sku_id: SkuId
    size: int
    price_fen: Fen


class GroupBuy(Struct, frozen=True, rename="camel", tag="group_buy"):
    """Group-buy 拼团. A team is open for `hours`; `joins_strangers`: open teams are shown to others.

    `reopens`: a payment that comes too late for its team opens a new one, led by the payer; else it is refunded.
    """

    prices: tuple[GroupPrice, ...]
    hours: int = 24
    joins_strangers: bool = True
    reopens: bool = True


class Bargain(Struct, frozen=True, rename="camel", tag="bargain"):
    """Bargain 砍价 from the list price to the item price (the floor), by `helpers` cuts, the owner's own included."""

    helpers: int = 8
    hours: int = 24
    helps_per_day_max: int = 5


class Flash(Struct, frozen=True, rename="camel", tag="flash"):
    """Flash sale 秒杀 from a stock pool of its own. Unpaid orders give their units back after `pay_within_minutes`.

    `groups_to_unlock` 0: no unlocking. Else a member must have entered from so many *different* WeChat groups.
    """

    pay_within_minutes: int = 10
    groups_to_unlock: int = 0


Rule = TimedPrice | SpendSave | NForPrice | Gift | AddOn | Bundle | GroupBuy | Bargain | Flash
CampaignKind = Literal[
    "timed_price", "spend_save", "n_for_price", "gift", "add_on", "bundle", "group_buy", "bargain", "flash"
]


class EarlyAccess(Struct, frozen=True):
    """So many minutes before the start of a campaign that opens early a member of this level may buy by it."""

    level_name: str = ""
    minutes: int = 0


NOT_EARLY = EarlyAccess()
"""Of guests, and of levels that start with everybody else."""


class OfferItem(Struct, frozen=True, rename="camel"):
    """A SKU of a campaign. `quota` None: unlimited; `taken` are sold or being paid for.

    `member_taken` counts the asking member's units, against `per_member_max` (None: no limit).
    """

    sku_id: SkuId
    price_fen: Fen
    quota: int | None = None
    taken: int = 0
    per_member_max: int | None = None
    member_taken: int = 0

    @property
    def free(self) -> int | None:
        """Units left for the asking member; None: no limit."""
        left = [] if self.quota is None else [self.quota - self.taken]
        if self.per_member_max is not None:
            left.append(self.per_member_max - self.member_taken)
        return max(0, min(left)) if left else None


class Campaign(Struct, frozen=True, rename="camel"):
    """A promotion that runs. `stacks`: what may still lower the same goods after it. Lower `priority` comes first.

    `opens_early` 会员提前购: for members whose level has early access it runs before `starts_at`, by their minutes.
    """

    id: CampaignId
    name: str
    label: str
    priority: int
    stacks: tuple[Stage, ...]
    rule: Rule
    items: tuple[OfferItem, ...]
    starts_at: datetime
    ends_at: datetime
    opens_early: bool = False


CouponKind = Literal["amount", "percent", "freight", "gift"]
CouponLayer = Literal["product", "category", "shop", "freight"]
"""One coupon per layer and order: the narrower first (单品券, 品类券, 店铺券, 运费券)."""

LAYERS: tuple[CouponLayer, ...] = ("product", "category", "shop", "freight")


class CouponRule(Struct, frozen=True, rename="camel"):
    """What a coupon does.

    `value`: fen for `amount` and `freight` (at most so much), per cent paid for `percent`, units of `gift_sku_id` for
    `gift`. `cap_fen` limits a percentage. `min_fen` is compared with what the goods in scope cost after promotions and
    before any coupon. `is_exclusive`: no other coupon beside it.
    """

    kind: CouponKind
    layer: CouponLayer
    value: int
    min_fen: Fen
    scope: Scope
    cap_fen: Fen | None = None
    is_exclusive: bool = False
    gift_sku_id: SkuId | None = None
    gift_worth_fen: Fen = 0
