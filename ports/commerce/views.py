"""What the shop's pages read of the catalogue: Structs ready to encode, and the queries behind them."""

from collections.abc import Sequence
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import ProductKind
from ports.kernel import Fen, MemberId, Page, ProductId, SkuId, Tx

Sort = Literal["recommended", "sales", "price_asc", "price_desc", "newest"]
AVAILABLE_SHOWN_MAX = 999
LOW_STOCK_MAX = 5
TOTAL_COUNTED_MAX = 1000


class CategoryView(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    icon_url: str | None
    children: "tuple[CategoryView, ...]"


class CategoryList(Struct, frozen=True, rename="camel"):
    items: tuple[CategoryView, ...]


class CategoryTile(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    icon_url: str | None


class ProductCard(Struct, frozen=True, rename="camel"):
    """`default_sku_id` is set when the product has one SKU: it can be bought from the list."""

    id: ProductId
    title: str
    subtitle: str
    cover_url: str
    cover_width: int
    cover_height: int
    price_fen: Fen
    market_price_fen: Fen | None
    sold_count: int
    tags: tuple[str, ...]
    sold_out: bool
    default_sku_id: SkuId | None


class ProductList(Struct, frozen=True, rename="camel"):
    """`total` is counted on the first page, up to TOTAL_COUNTED_MAX, or a few hundred for words.

    None: more than that, on later pages, and where counting would cost more than the page. It is exact or None.
    """

    items: tuple[ProductCard, ...]
    next_cursor: str | None
    total: int | None


class ListQuery(Struct, frozen=True):
    """`tokens` of the search words; all must match. An empty tuple means no search, not "find nothing".

    `attributes` are groups of keys (`name:value`), one group for each name: a product has one key of every group.
    """

    sort: Sort = "recommended"
    category_id: UUID | None = None
    tokens: tuple[str, ...] = ()
    price_fen_min: Fen | None = None
    price_fen_max: Fen | None = None
    in_stock: bool = False
    attributes: tuple[tuple[str, ...], ...] = ()
    cursor: str | None = None
    limit: int = 20


class MediaItem(Struct, frozen=True, rename="camel"):
    kind: Literal["image", "video"]
    url: str
    width: int
    height: int
    poster_url: str | None


class DetailImage(Struct, frozen=True, rename="camel"):
    url: str
    width: int
    height: int


class Guarantee(Struct, frozen=True, rename="camel"):
    title: str
    text: str


class Option(Struct, frozen=True, rename="camel"):
    name: str
    values: tuple[str, ...]


class Attribute(Struct, frozen=True, rename="camel"):
    name: str
    value: str


class SkuView(Struct, frozen=True, rename="camel"):
    """`available` is what can be sold now, at most AVAILABLE_SHOWN_MAX."""

    id: SkuId
    option_values: tuple[str, ...]
    price_fen: Fen
    market_price_fen: Fen | None
    member_price_fen: Fen | None
    image_url: str | None
    available: int
    low_stock: bool
    limit_per_order: int
    weight_g: int


class ProductFacts(Struct, frozen=True):
    """A product as stored, before the shopper's level and the shop's rules are looked at."""

    id: ProductId
    kind: ProductKind
    title: str
    subtitle: str
    status: Literal["on_sale", "off_sale"]
    media: tuple[MediaItem, ...]
    price_fen: Fen
    max_price_fen: Fen
    market_price_fen: Fen | None
    sold_count: int
    tags: tuple[str, ...]
    options: tuple[Option, ...]
    skus: tuple[SkuView, ...]
    attributes: tuple[Attribute, ...]
    detail_images: tuple[DetailImage, ...]
    detail_text: str
    category_id: UUID
    no_reason_return: bool


class ProductDetail(Struct, frozen=True, rename="camel"):
    id: ProductId
    kind: ProductKind
    title: str
    subtitle: str
    status: Literal["on_sale", "off_sale"]
    media: tuple[MediaItem, ...]
    price_fen: Fen
    max_price_fen: Fen
    market_price_fen: Fen | None
    member_price_fen: Fen | None
    member_level_name: str | None
    sold_count: int
    tags: tuple[str, ...]
    guarantees: tuple[Guarantee, ...]
    options: tuple[Option, ...]
    skus: tuple[SkuView, ...]
    attributes: tuple[Attribute, ...]
    detail_images: tuple[DetailImage, ...]
    detail_text: str
    freight_text: str
    category_id: UUID
    favourite: bool
    no_reason_return: bool


class Banner(Struct, frozen=True, rename="camel"):
    id: UUID
    title: str
    subtitle: str
    image_url: str
    link: str


class Section(Struct, frozen=True, rename="camel"):
    title: str
    items: tuple[ProductCard, ...]


class Home(Struct, frozen=True, rename="camel"):
    hero: tuple[Banner, ...]
    categories: tuple[CategoryTile, ...]
    sections: tuple[Section, ...]


class Words(Struct, frozen=True, rename="camel"):
    items: tuple[str, ...]


class CategoryFacet(Struct, frozen=True, rename="camel"):
    id: UUID
    name: str
    count: int | None


class PriceBand(Struct, frozen=True, rename="camel"):
    """Both ends belong to it. None: open."""

    min_price_fen: Fen | None
    max_price_fen: Fen | None
    count: int | None


class FacetValue(Struct, frozen=True, rename="camel"):
    value: str
    count: int | None


class AttributeFacet(Struct, frozen=True, rename="camel"):
    name: str
    values: tuple[FacetValue, ...]


class Facets(Struct, frozen=True, rename="camel"):
    """What a list can be narrowed by. `counted`: the scope has `total` products, and every count is exact.

    Otherwise it has more than TOTAL_COUNTED_MAX, no count is given, and bands and values come from a part of it: the
    best sellers, or the cheapest within a price range (then there are no bands).
    """

    counted: bool
    total: int | None
    categories: tuple[CategoryFacet, ...]
    prices: tuple[PriceBand, ...]
    attributes: tuple[AttributeFacet, ...]


class ScopeCategory(Struct, array_like=True, frozen=True):
    """A category below the one in scope. `has_products`: on sale, whether or not they are in the scope."""

    id: UUID
    name: str
    count: int
    has_products: bool


class Scope(Struct, frozen=True):
    """What a list holds, from its first TOTAL_COUNTED_MAX products at most. `complete`: these are all.

    `prices` are in order; `keys` are those of attributes with a handful of values, and how many products have each.
    """

    complete: bool
    prices: tuple[Fen, ...]
    categories: tuple[ScopeCategory, ...]
    keys: tuple[tuple[str, int], ...]


class CatalogueViews(Protocol):
    """One SQL statement each."""

    async def product(self, tx: Tx, product_id: ProductId) -> ProductFacts | None:
        """None for an unknown product and for one that was never on sale."""

    async def products(self, tx: Tx, query: ListQuery) -> ProductList:
        """On sale alone. With tokens, matches in the title come first under `recommended`, then sales."""

    async def scope(self, tx: Tx, query: ListQuery) -> Scope:
        """Sort, attributes, cursor and limit of the query do not count."""

    async def categories(self, tx: Tx) -> tuple[CategoryView, ...]: ...

    async def banners(self, tx: Tx) -> tuple[Banner, ...]: ...

    async def hot_words(self, tx: Tx, limit: int) -> tuple[str, ...]: ...

    async def suggestions(self, tx: Tx, text: str, tokens: Sequence[str], limit: int) -> tuple[str, ...]:
        """Hot words and categories that contain `text`, then titles that match the tokens, best sellers first."""

    async def favourites(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[ProductCard]:
        """Newest first."""

    async def is_favourite(self, tx: Tx, member_id: MemberId, product_id: ProductId) -> bool: ...
