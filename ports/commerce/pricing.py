"""What a basket costs and why: the words between the pricing engine, the cart, checkout and orders."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from msgspec import Struct

from ports.kernel import DomainError, Fen, LineId, ProductId, SkuId
from ports.promotion.api import Combining, CouponOutcome, GiftWish, Miss, Use

ProductKind = Literal["physical", "virtual", "service"]

QUANTITY_MAX = 99
"""Units of one SKU in one basket."""

LINES_MAX = 100
"""Different SKUs in one basket."""


class PricedLine(Struct, frozen=True):
    """`unit_fen` is the list price; `payable_fen` what the whole line costs after every discount, without freight.

    `line_id` is new for every quote: an order keeps it as the id of its line. `category_ids`: its category and those
    above. `is_gift`: it came with a promotion, for nothing. `points` paid a part of it.
    """

    line_id: LineId
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    unit_fen: Fen
    quantity: int
    payable_fen: Fen
    weight_g: int
    kind: ProductKind
    no_reason_return: bool
    category_ids: tuple[UUID, ...] = ()
    is_gift: bool = False
    points: int = 0


class Derivation(Struct, frozen=True, rename="camel"):
    """One step of the calculation, fit to be shown. Negative `amount_fen` lowers the price.

    The amounts of all lines of a derivation sum to the payable total.
    """

    step: str
    rule: str
    label: str
    amount_fen: Fen
    detail: str


class Totals(Struct, frozen=True, rename="camel"):
    """`payable_fen` = `goods_fen` - `discount_fen` + `freight_fen`. `saved_fen` adds freight that was waived,
    and leaves out what was paid with points."""

    goods_fen: Fen
    discount_fen: Fen
    freight_fen: Fen
    payable_fen: Fen
    saved_fen: Fen


class PointsShare(Struct, frozen=True, rename="camel"):
    """Points beside a basket: how many the member has, how many could pay a part of it, how many do.

    `reason`: why none can, in words.
    """

    available: int
    usable: int
    usable_fen: Fen
    used: int = 0
    used_fen: Fen = 0
    reason: str | None = None


class PricedBasket(Struct, frozen=True):
    """Always: sum of the lines' `payable_fen` + `totals.freight_fen` = `totals.payable_fen`.

    `uses` and `coupons` are what an order takes of promotions, `misses` those that do not apply, and why. `gifts` are
    earned; they are no lines before somebody looked whether there are any. `combining`: what `coupons` was chosen for.
    """

    lines: tuple[PricedLine, ...]
    totals: Totals
    derivation: tuple[Derivation, ...]
    uses: tuple[Use, ...] = ()
    coupons: CouponOutcome | None = None
    misses: tuple[Miss, ...] = ()
    gifts: tuple[GiftWish, ...] = ()
    combining: Combining | None = None
    points: PointsShare | None = None

    @property
    def needs_address(self) -> bool:
        return any(line.kind == "physical" for line in self.lines)

    @property
    def has_virtual(self) -> bool:
        """Virtual goods are not refunded: the shopper agrees to that before paying."""
        return any(line.kind == "virtual" for line in self.lines)


class SkuUnavailable(DomainError):
    """Unknown, disabled, or of a product that is not on sale."""

    code = "commerce.sku_unavailable"
    kind = "conflict"
    message = "商品已下架，请看看其他商品"

    def __init__(self, sku_ids: Sequence[SkuId], message: str | None = None) -> None:
        super().__init__(message)
        self.sku_ids = tuple(sku_ids)


class LimitPerOrder(DomainError):
    code = "commerce.limit_per_order"
    kind = "conflict"
    message = "超过了这件商品的限购数量"

    def __init__(self, sku_id: SkuId, limit: int) -> None:
        super().__init__(f"这件商品每单限购 {limit} 件")
        self.sku_ids = (sku_id,)


class PointsUnusable(DomainError):
    """Not so many points can be used: the basket, the balance or the rule changed."""

    code = "commerce.points_unusable"
    message = "可用积分有变化，请刷新后再提交"


class BasketEmpty(DomainError):
    code = "commerce.basket_empty"
    kind = "conflict"
    message = "还没有选择商品"


class BasketTooLarge(DomainError):
    code = "commerce.basket_too_large"
    kind = "conflict"
    message = f"一次最多结算 {LINES_MAX} 种商品，每种最多 {QUANTITY_MAX} 件"
