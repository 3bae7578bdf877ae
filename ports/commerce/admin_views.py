"""The catalogue as operators see it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.catalogue_store import MediaCopy, ProductStatus, Rendition
from ports.commerce.pricing import ProductKind
from ports.commerce.views import Attribute, Option
from ports.kernel import Fen, Page, ProductId, SkuId, Tx


class AdminProductRow(Struct, frozen=True, rename="camel"):
    id: ProductId
    title: str
    cover_url: str
    category_name: str
    status: ProductStatus
    price_fen: Fen
    max_price_fen: Fen
    sku_count: int
    available: int
    sold_count: int
    updated_at: datetime


class AdminSku(Struct, frozen=True, rename="camel"):
    id: SkuId
    option_values: tuple[str, ...]
    code: str
    barcode: str | None
    price_fen: Fen
    market_price_fen: Fen | None
    cost_fen: Fen | None
    weight_g: int
    volume_cm3: int
    media_id: UUID | None
    image_url: str | None
    limit_per_order: int
    enabled: bool


class AdminProduct(Struct, frozen=True, rename="camel"):
    id: ProductId
    version: int
    status: ProductStatus
    publish_at: datetime | None
    updated_at: datetime
    kind: ProductKind
    category_id: UUID
    title: str
    subtitle: str
    tags: tuple[str, ...]
    media: tuple[MediaCopy, ...]
    detail_media: tuple[MediaCopy, ...]
    detail_text: str
    attributes: tuple[Attribute, ...]
    options: tuple[Option, ...]
    no_reason_return: bool
    skus: tuple[AdminSku, ...]


class AdminCategory(Struct, frozen=True, rename="camel"):
    """`product_count` counts the category's own products, whatever their status."""

    id: UUID
    parent_id: UUID | None
    name: str
    icon_media_id: UUID | None
    icon_url: str | None
    attribute_names: tuple[str, ...]
    product_count: int
    sort: int
    children: "tuple[AdminCategory, ...]"


class AdminCategoryList(Struct, frozen=True, rename="camel"):
    items: tuple[AdminCategory, ...]


class MediaView(Struct, frozen=True, rename="camel"):
    id: UUID
    url: str
    width: int
    height: int
    renditions: tuple[Rendition, ...]


class VideoView(Struct, frozen=True, rename="camel"):
    """`width` and `height` of the video as it is shown."""

    id: UUID
    url: str
    width: int
    height: int
    poster_url: str


class ProductFilter(Struct, frozen=True):
    """`tokens` all match; `code` is a whole SKU code or barcode that matches instead."""

    status: Literal["draft", "on_sale", "off_sale"] | None = None
    category_id: UUID | None = None
    tokens: Sequence[str] = ()
    code: str | None = None


class AdminCatalogueViews(Protocol):
    async def rows(self, tx: Tx, given: ProductFilter, cursor: str | None, limit: int) -> Page[AdminProductRow]:
        """Last changed first."""

    async def product(self, tx: Tx, product_id: ProductId) -> AdminProduct | None: ...

    async def categories(self, tx: Tx) -> tuple[AdminCategory, ...]: ...
