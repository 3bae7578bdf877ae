"""The cart and the quote as their pages show them."""

from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import Derivation, Totals
from ports.kernel import Fen, ProductId, SkuId


class LineProblem(Struct, frozen=True, rename="camel"):
    code: str
    message: str


class CartLine(Struct, frozen=True, rename="camel"):
    """`line_fen` is what the line costs this shopper, without freight."""

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


class QuoteGroup(Struct, frozen=True, rename="camel"):
    """`warehouse_name` is empty where nothing is sent, `expected_delivery` where nothing is in stock."""

    warehouse_name: str
    expected_delivery: str
    lines: tuple[QuoteLine, ...]


class QuoteProblem(Struct, frozen=True, rename="camel"):
    code: str
    message: str
    sku_id: SkuId | None


class QuoteView(Struct, frozen=True, rename="camel"):
    address: QuoteAddress | None
    groups: tuple[QuoteGroup, ...]
    totals: Totals
    derivation: tuple[Derivation, ...]
    problems: tuple[QuoteProblem, ...]
    can_submit: bool
    virtual_notice: str | None
