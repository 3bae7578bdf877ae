"""Rows of the cart and of favourites, and what a quote loads of SKUs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import LINES_MAX, ProductKind
from ports.kernel import DomainError, Fen, MemberId, ProductId, SkuId, Tx
from ports.members.api import BuyerRow


class CartFull(DomainError):
    code = "commerce.cart_full"
    message = f"购物车最多放 {LINES_MAX} 种商品，请先清理一些"


class SkuFacts(Struct, frozen=True):
    """A SKU as a sale needs it. `on_sale`: it and its product can be bought now."""

    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    weight_g: int
    kind: ProductKind
    no_reason_return: bool
    limit_per_order: int
    on_sale: bool
    category_ids: tuple[UUID, ...] = ()


class CartRow(Struct, frozen=True):
    """A line with what is live: the SKU, what is free, and the warehouse that has most of it (None: nowhere)."""

    sku: SkuFacts
    quantity: int
    selected: bool
    available: int
    warehouse_name: str | None
    warehouse_province: str | None


class WantedLine(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    quantity: int
    selected: bool = True


class Added(Struct, frozen=True):
    """`left_out` lines found no place any more."""

    written: int
    left_out: int


class CartRead(Struct, frozen=True):
    """`buyer` comes with the default address; `rows` newest first."""

    buyer: BuyerRow
    rows: tuple[CartRow, ...]


class BasketRead(Struct, frozen=True):
    """`wants`: SKU and quantity, oldest first. `facts`: those that exist, removed ones too (with `on_sale` False)."""

    buyer: BuyerRow
    wants: tuple[tuple[SkuId, int], ...]
    facts: dict[SkuId, SkuFacts]


class BasketReads(Protocol):
    """Who buys and what, in one statement each. None: there is no such member."""

    async def cart(self, tx: Tx, member_id: MemberId) -> CartRead | None: ...

    async def ticked(self, tx: Tx, member_id: MemberId, address_id: UUID | None) -> BasketRead | None:
        """What is ticked in the member's cart."""

    async def named(
        self, tx: Tx, member_id: MemberId, address_id: UUID | None, wants: Mapping[SkuId, int]
    ) -> BasketRead | None:
        """What the caller wants, which is given back."""

    async def facts(self, tx: Tx, sku_ids: Sequence[SkuId]) -> dict[SkuId, SkuFacts]:
        """Of nobody's basket: gifts."""

    async def preview(self, tx: Tx, lines: Sequence[WantedLine]) -> list[CartRow]:
        """As if these lines were the cart of nobody. Unknown SKUs are left out."""


class CartStore(Protocol):
    """One statement per change."""

    async def add(self, tx: Tx, member_id: MemberId, lines: Sequence[WantedLine], now: datetime) -> Added:
        """Adds quantities, at most QUANTITY_MAX a line, keeping LINES_MAX lines. Unknown SKUs are passed over."""

    async def set_line(
        self, tx: Tx, member_id: MemberId, sku_id: SkuId, quantity: int | None, selected: bool | None
    ) -> bool:
        """None leaves as it is. False: no such line."""

    async def swap(self, tx: Tx, member_id: MemberId, swap: tuple[SkuId, SkuId], quantity: int | None) -> bool:
        """The first SKU's line becomes one of the second, which must be of the same product; lines merge. False: no."""

    async def select(self, tx: Tx, member_id: MemberId, sku_ids: Sequence[SkuId] | None, selected: bool) -> None:
        """None: all lines."""

    async def remove(self, tx: Tx, member_id: MemberId, sku_ids: Sequence[SkuId]) -> None: ...


class FavouriteStore(Protocol):
    async def add(self, tx: Tx, member_id: MemberId, product_id: ProductId, now: datetime) -> bool:
        """False: the product does not exist."""

    async def remove(self, tx: Tx, member_id: MemberId, product_id: ProductId) -> None: ...
