"""What the faces read of promotions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, MemberId, Page, ProductId, SkuId, Tx
from ports.promotion.coupon_views import CouponOffer
from ports.promotion.rules import Campaign, CampaignKind, Rule, Stage

CampaignPhase = Literal["draft", "scheduled", "running", "ended", "stopped"]


class GoodsFacts(Struct, frozen=True, rename="camel"):
    """A SKU as an editor shows it. `cost_fen` None: not entered."""

    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    cost_fen: Fen | None
    kind: str
    on_sale: bool
    free_stock: int


class GoodsList(Struct, frozen=True, rename="camel"):
    items: tuple[GoodsFacts, ...]


class CampaignItemView(Struct, frozen=True, rename="camel"):
    """`taken` of `quota` are sold or being paid for; null: unlimited. `goods` null: the SKU no longer exists."""

    sku_id: SkuId
    price_fen: Fen
    quota: int | None
    taken: int
    per_member_max: int | None
    goods: GoodsFacts | None


class CampaignBrief(Struct, frozen=True, rename="camel"):
    """A row of the operators' list. `quota` null: nothing in it is limited."""

    id: CampaignId
    kind: CampaignKind
    name: str
    label: str
    phase: CampaignPhase
    starts_at: datetime
    ends_at: datetime
    orders: int
    off_fen: Fen
    quota: int | None
    taken: int


class Conflict(Struct, frozen=True, rename="camel"):
    """Another campaign that meets the same goods at the same time; `text` says what follows."""

    campaign_id: CampaignId
    name: str
    text: str


class DayEffect(Struct, frozen=True, rename="camel"):
    """`day` in Shanghai, as 2026-11-27."""

    day: str
    orders: int
    off_fen: Fen
    paid_fen: Fen


class Effect(Struct, frozen=True, rename="camel"):
    """Of paid orders that used the campaign: `paid_fen` is all they paid, `off_fen` what it cost in discounts.

    `buyers_new`: their first paid order. `refunded_fen` went back of it.
    """

    orders: int
    buyers: int
    buyers_new: int
    units: int
    paid_fen: Fen
    off_fen: Fen
    refunded_fen: Fen
    waiting: int
    days: tuple[DayEffect, ...]


class CampaignView(Struct, frozen=True, rename="camel"):
    id: CampaignId
    kind: CampaignKind
    name: str
    label: str
    phase: CampaignPhase
    priority: int
    stacks: tuple[Stage, ...]
    rule: Rule
    items: tuple[CampaignItemView, ...]
    starts_at: datetime
    ends_at: datetime
    version: int
    rule_text: str
    conflicts: tuple[Conflict, ...]
    effect: Effect
    opens_early: bool


class CampaignFilter(Struct, frozen=True):
    kind: CampaignKind | None = None
    phase: CampaignPhase | None = None
    q: str | None = None


class OfferTag(Struct, frozen=True, rename="camel"):
    """A promotion on a product page. `total`, `remaining`: units, null when unlimited; the figures that decide (P7).

    `opens_at`: its start, where this viewer may buy before it; `early_text` says so. Else null and empty.
    """

    campaign_id: CampaignId
    kind: CampaignKind
    label: str
    text: str
    ends_at: datetime
    price_fen: Fen | None = None
    total: int | None = None
    remaining: int | None = None
    per_member_max: int | None = None
    opens_at: datetime | None = None
    early_text: str = ""


class TimedSku(Struct, frozen=True, rename="camel"):
    """A limited-time price of a SKU of the product. `level_codes`: for members of these levels alone, if there are any.

    It does not count where the member price is lower; `with_member` says that the member price comes on top.
    """

    campaign_id: CampaignId
    sku_id: SkuId
    price_fen: Fen
    label: str
    ends_at: datetime
    total: int | None
    remaining: int | None
    level_codes: tuple[str, ...] = ()
    with_member: bool = False


class BundlePartView(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    quantity: int


class BundleView(Struct, frozen=True, rename="camel"):
    """`list_fen`: the parts bought one by one at list price."""

    campaign_id: CampaignId
    name: str
    price_fen: Fen
    list_fen: Fen
    ends_at: datetime
    parts: tuple[BundlePartView, ...]


class ProductOffers(Struct, frozen=True, rename="camel"):
    """All that runs for a product. `now` is the server's, for countdowns."""

    now: datetime
    tags: tuple[OfferTag, ...]
    timed: tuple[TimedSku, ...]
    coupons: tuple[CouponOffer, ...]
    bundles: tuple[BundleView, ...]


class ProductRead(Struct, frozen=True):
    sku_ids: tuple[SkuId, ...]
    category_ids: tuple[UUID, ...]
    campaigns: tuple[Campaign, ...]


class CampaignViews(Protocol):
    async def page(
        self, tx: Tx, given: CampaignFilter, cursor: str | None, paging: tuple[int, datetime]
    ) -> Page[CampaignBrief]:
        """Newest first; `paging` is the limit and the time that phases are told by."""

    async def goods(self, tx: Tx, sku_ids: Sequence[SkuId]) -> dict[SkuId, GoodsFacts]: ...

    async def goods_of(self, tx: Tx, product_ids: Sequence[ProductId]) -> list[GoodsFacts]:
        """All SKUs of these products that were not taken out of them, product by product."""

    async def effect(self, tx: Tx, campaign_id: CampaignId) -> Effect: ...

    async def of_product(
        self, tx: Tx, product_id: ProductId, viewer: MemberId | None, now: datetime
    ) -> ProductRead | None:
        """What runs for the viewer (None: a guest), with the items that are the product's. None: no such product."""

    async def bundles(self, tx: Tx, viewer: MemberId | None, now: datetime) -> list[Campaign]:
        """Those that run for the viewer."""
