"""Rows of the catalogue, for the commerce module and the adapters alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import ProductKind
from ports.commerce.views import Attribute, Option
from ports.kernel import DomainError, Fen, ProductId, SkuId, Tx

ProductStatus = Literal["draft", "on_sale", "off_sale"]


class VersionConflict(DomainError):
    code = "commerce.version_conflict"
    message = "商品刚刚被其他人修改过，请刷新后再编辑"


class ProductNotFound(DomainError):
    code = "commerce.product_not_found"
    kind = "not_found"
    message = "商品不存在或已经下架"


class CategoryNotFound(DomainError):
    code = "commerce.category_not_found"
    kind = "not_found"
    message = "分类不存在"


class CategoryInUse(DomainError):
    code = "commerce.category_in_use"
    message = "分类下还有商品或子分类，请先移走再删除"


class CategoryNameTaken(DomainError):
    code = "commerce.category_name_taken"
    message = "同级分类下已有同名分类"


class SkuCodeTaken(DomainError):
    code = "commerce.sku_code_taken"
    message = "规格编码已被使用，请换一个"


class MediaNotFound(DomainError):
    code = "commerce.media_not_found"
    kind = "invalid"
    message = "图片不存在，请重新上传"


class Rendition(Struct, frozen=True, rename="camel"):
    width: int
    url: str


class MediaRow(Struct, frozen=True):
    """`url` is the rendition for a phone's full width; width and height are of the original picture."""

    id: UUID
    sha256: bytes
    kind: Literal["image", "video"]
    url: str
    width: int
    height: int
    poster_url: str | None
    renditions: tuple[Rendition, ...]


class CategoryRow(Struct, frozen=True):
    """`path` holds the ancestors and the category itself, from the root on."""

    id: UUID
    parent_id: UUID | None
    path: tuple[UUID, ...]
    name: str
    icon_media_id: UUID | None
    icon_url: str | None
    attribute_names: tuple[str, ...]


class MediaCopy(Struct, frozen=True, rename="camel"):
    """A medium as it stands in a product."""

    media_id: UUID
    kind: Literal["image", "video"]
    url: str
    width: int
    height: int
    poster_url: str | None = None


class SkuRow(Struct, frozen=True):
    """`position` is its place in the matrix."""

    id: SkuId
    position: int
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


class ProductRow(Struct, frozen=True):
    """What an editor saves, with what lists and search derive from it. Not the status, which has ways of its own."""

    id: ProductId
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
    cover_url: str
    cover_width: int
    cover_height: int
    price_fen: Fen
    price_fen_max: Fen
    market_price_fen: Fen | None
    sku_count: int
    default_sku_id: SkuId | None
    title_tokens: tuple[str, ...]
    tokens: tuple[str, ...]
    filter_keys: tuple[str, ...]


class ProductState(Struct, frozen=True):
    """The locked head of a product. `sellable`: it has an enabled SKU and a picture."""

    version: int
    status: ProductStatus
    sellable: bool


class MediaStore(Protocol):
    async def put(self, tx: Tx, row: MediaRow, now: datetime) -> MediaRow:
        """The row, or the one that already has this content."""

    async def by_sha(self, tx: Tx, sha256: bytes) -> MediaRow | None: ...

    async def keep(self, tx: Tx, ids: Sequence[UUID]) -> None:
        """The shop uses them itself: shoppers' pictures among them are not erased any more."""

    async def get(self, tx: Tx, ids: Sequence[UUID]) -> dict[UUID, MediaRow]:
        """Those that exist."""


class CategoryStore(Protocol):
    async def get(self, tx: Tx, category_id: UUID) -> CategoryRow | None: ...

    async def names(self, tx: Tx, category_id: UUID) -> list[str] | None:
        """The names along the path; None for an unknown category."""

    async def add(self, tx: Tx, row: CategoryRow) -> None:
        """At the end of its siblings. Raises CategoryNameTaken."""

    async def save(self, tx: Tx, row: CategoryRow) -> bool:
        """Name, picture and attributes; the place in the tree stays. False: unknown. Raises CategoryNameTaken."""

    async def remove(self, tx: Tx, category_id: UUID) -> bool:
        """False: unknown. Raises CategoryInUse."""

    async def order(self, tx: Tx, parent_id: UUID | None, ids: Sequence[UUID]) -> None: ...


class ProductStore(Protocol):
    async def add(self, tx: Tx, row: ProductRow, skus: Sequence[SkuRow], now: datetime) -> None:
        """As a draft. Raises SkuCodeTaken."""

    async def lock(self, tx: Tx, product_id: ProductId) -> ProductState | None: ...

    async def sku_ids(self, tx: Tx, product_id: ProductId) -> set[SkuId]:
        """Those of the present matrix."""

    async def save(self, tx: Tx, row: ProductRow, skus: Sequence[SkuRow], now: datetime) -> None:
        """One version further; SKUs that are missing from `skus` leave the matrix. Raises SkuCodeTaken."""

    async def set_status(self, tx: Tx, product_ids: Sequence[ProductId], status: ProductStatus, now: datetime) -> None:
        """Also clears a planned time."""

    async def plan(self, tx: Tx, product_id: ProductId, publish_at: datetime, now: datetime) -> None: ...

    async def lock_due(self, tx: Tx, now: datetime, limit: int) -> list[ProductId]:
        """Products whose planned time has come and that nobody else is handling."""

    async def relist(self, tx: Tx, product_ids: Sequence[ProductId]) -> None:
        """Makes the listings agree with the products."""

    async def in_category(self, tx: Tx, category_id: UUID) -> list[ProductId]:
        """All products at or below a category."""

    async def count_sales(self, tx: Tx, limit: int) -> int:
        """`add_sold` for at most `limit` orders that were paid and not counted yet; of how many products."""

    async def add_sold(self, tx: Tx, sold: Sequence[tuple[ProductId, int]]) -> None:
        """Counts sales in products and listings; products are locked in the order of their ids."""
