"""The cart and the quote as their pages show them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import Derivation, PointsShare, Totals
from ports.kernel import CouponId, Fen, ProductId, SkuId
from ports.promotion.api import Combining, CouponLayer, CouponState, Miss, Nearest


class LineProblem(Struct, frozen=True, rename="camel"):
    code: str
    message: str


class CartLine(Struct, frozen=True, rename="camel"):
    """`line_fen` is what the line costs this shopper, without what depends on the whole basket.

    `activity_label`: a limited-time price, with which the member price does not count.
    """

    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    member_price_fen: Fen | None
    quantity: int
    selected: bool
    available: int
    line_fen: Fen
    problem: LineProblem | None
    activity_label: str | None = None


class CartGroup(Struct, frozen=True, rename="camel"):
    warehouse_name: str
    lines: tuple[CartLine, ...]


class CartView(Struct, frozen=True, rename="camel"):
    """`invalid` lines cannot be bought now and count in no sum; a line with a problem elsewhere can be mended."""

    groups: tuple[CartGroup, ...]
    invalid: tuple[CartLine, ...]
    selected_count: int
    selected_quantity: int
    all_selected: bool
    totals: Totals
    derivation: tuple[Derivation, ...]
    hint: str | None
    expected_delivery: str | None
    misses: tuple[Miss, ...] = ()
    nearest: Nearest | None = None


class QuoteAddress(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    phone: str
    phone_masked: str
    province: str
    city: str
    district: str
    detail: str
    tag: str | None
    is_default: bool


class QuoteLine(Struct, frozen=True, rename="camel"):
    """The part of a line that one warehouse ships."""

    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    quantity: int
    payable_fen: Fen
    is_gift: bool = False


class QuoteGroup(Struct, frozen=True, rename="camel"):
    """`warehouse_name` is empty where nothing is sent, `expected_delivery` where nothing is in stock."""

    warehouse_name: str
    expected_delivery: str
    lines: tuple[QuoteLine, ...]


class QuoteProblem(Struct, frozen=True, rename="camel"):
    code: str
    message: str
    sku_id: SkuId | None


class CouponChoice(Struct, frozen=True, rename="camel"):
    """A coupon of the wallet beside the basket. `summary` says what it does, `reason` what became of it here.

    One coupon per `layer` can be chosen, and nothing beside an exclusive one.
    """

    id: CouponId
    name: str
    summary: str
    valid_until: datetime
    state: CouponState
    alone_off_fen: Fen
    reason: str
    layer: CouponLayer
    is_exclusive: bool


class CouponAdvice(Struct, frozen=True, rename="camel"):
    """`is_best`: no legal choice costs less. `runner_up_payable_fen`: what the next best one would cost.

    `combining`: from what it was computed, for whoever tries other coupons out beside the server.
    """

    choices: tuple[CouponChoice, ...]
    off_fen: Fen
    is_best: bool
    runner_up: tuple[CouponId, ...] | None
    runner_up_payable_fen: Fen | None
    nearest: Nearest | None
    combining: Combining


class QuoteView(Struct, frozen=True, rename="camel"):
    """`misses`: promotions that do not apply, and why."""

    address: QuoteAddress | None
    groups: tuple[QuoteGroup, ...]
    totals: Totals
    derivation: tuple[Derivation, ...]
    problems: tuple[QuoteProblem, ...]
    can_submit: bool
    virtual_notice: str | None
    coupons: CouponAdvice | None = None
    misses: tuple[Miss, ...] = ()
    points: PointsShare | None = None
