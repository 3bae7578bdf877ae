"""Home, lists, product detail, search words and favourites."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from app.http.bodies import Cursor, Limit, Query
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from app.http.pages import kept_for_all, kept_for_guests, page_key
from app.pages import Pages
from domain.commerce.facets import KEY_LENGTH_MAX, VALUES_MAX, attribute_groups
from domain.commerce.storefront import Shopper
from ports.cache import CATALOGUE, product_topic
from ports.commerce.views import (
    CategoryList,
    Facets,
    Home,
    ListQuery,
    ProductCard,
    ProductDetail,
    ProductList,
    Sort,
    Words,
)
from ports.kernel import Page, ProductId

PRICE_FEN_MAX = 10**12
PriceFrom = Annotated[int | None, QueryParameter(name="minPriceFen", ge=0, le=PRICE_FEN_MAX)]
PriceTo = Annotated[int | None, QueryParameter(name="maxPriceFen", ge=0, le=PRICE_FEN_MAX)]
CategoryId = Annotated[UUID | None, QueryParameter(name="categoryId")]
InStock = Annotated[bool, QueryParameter(name="inStock")]
AttributeKey = Annotated[str, Meta(min_length=3, max_length=KEY_LENGTH_MAX)]
Attributes = Annotated[
    list[AttributeKey] | None,
    QueryParameter(
        name="attributes",
        max_items=VALUES_MAX,
        description="`name:value`, as often as wanted: any of the values of one name, and all names",
    ),
]
PUBLIC = {"public": True}
GUEST = Shopper()


def _kept[T](pages: Pages, key: str, topic: str, answer: tuple[T, float]) -> Response[T]:
    body = msgspec.json.encode(answer[0])
    pages.put(key, topic, body, answer[1])
    # Encoded once: what is kept is what is sent.
    return _ready(body)


def _ready(body: bytes) -> Response[Any]:
    return Response(body, media_type="application/json")


@get("/home", operation_id="getHome", opt=PUBLIC, middleware=[kept_for_all])
async def get_home(request: AnyRequest) -> Response[Home]:
    used, read_at = services(request), Pages.now()
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (await used.storefront.home(), read_at))


@get("/categories", operation_id="listCategories", opt=PUBLIC, middleware=[kept_for_all])
async def list_categories(request: AnyRequest) -> Response[CategoryList]:
    used, read_at = services(request), Pages.now()
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (await used.storefront.categories(), read_at))


@get("/products", operation_id="listProducts", opt=PUBLIC, middleware=[kept_for_all])
async def list_products(  # noqa: PLR0913, PLR0917  the query parameters of the contract
    request: AnyRequest,
    category_id: CategoryId = None,
    q: Query = None,
    sort: Sort = "recommended",
    price_from: PriceFrom = None,
    price_to: PriceTo = None,
    in_stock: InStock = False,
    attributes: Attributes = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response[ProductList]:
    used, read_at = services(request), Pages.now()
    query = ListQuery(
        sort=sort,
        category_id=category_id,
        price_fen_min=price_from,
        price_fen_max=price_to,
        in_stock=in_stock,
        attributes=attribute_groups(attributes or ()),
        cursor=cursor,
        limit=min(limit, 50),
    )
    found = await used.storefront.products(query, q)
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (found, read_at))


@get("/products/facets", operation_id="listFacets", opt=PUBLIC, middleware=[kept_for_all])
async def list_facets(  # noqa: PLR0913  the query parameters of the contract
    request: AnyRequest,
    category_id: CategoryId = None,
    q: Query = None,
    price_from: PriceFrom = None,
    price_to: PriceTo = None,
    in_stock: InStock = False,
) -> Response[Facets]:
    used, read_at = services(request), Pages.now()
    query = ListQuery(category_id=category_id, price_fen_min=price_from, price_fen_max=price_to, in_stock=in_stock)
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (await used.storefront.facets(query, q), read_at))


@get("/products/{product_id:uuid}", operation_id="getProduct", opt=PUBLIC, middleware=[kept_for_guests])
async def get_product(request: AnyRequest, product_id: FromPath[UUID]) -> Response[ProductDetail]:
    used, read_at, key = services(request), Pages.now(), page_key(request.scope)
    who, member_id = GUEST, shopper_or_none(request)
    if member_id is not None:
        who = await used.storefront.shopper(member_id, ProductId(product_id))
        # One answer for everybody of a level: it names no member.
        key = f"{product_id} {who.level.code if who.level else ''} {who.favourite}"
        if (body := used.pages.get(key)) is not None:
            return _ready(body)
    found = await used.storefront.product(ProductId(product_id), who)
    return _kept(used.pages, key, product_topic(product_id), (found, read_at))


@get("/search/suggestions", operation_id="suggestWords", opt=PUBLIC, middleware=[kept_for_all])
async def suggest_words(request: AnyRequest, q: Query = None) -> Response[Words]:
    used, read_at = services(request), Pages.now()
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (await used.storefront.suggestions(q or ""), read_at))


@get("/search/hot", operation_id="listHotWords", opt=PUBLIC, middleware=[kept_for_all])
async def list_hot_words(request: AnyRequest) -> Response[Words]:
    used, read_at = services(request), Pages.now()
    return _kept(used.pages, page_key(request.scope), CATALOGUE, (await used.storefront.hot_words(), read_at))


@get("/favourites", operation_id="listFavourites")
async def list_favourites(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[ProductCard]:
    return await services(request).storefront.favourite_products(shopper(request), cursor, limit)


@put("/favourites/{product_id:uuid}", operation_id="addFavourite", opt={"natural_key": True}, status_code=204)
async def add_favourite(request: AnyRequest, product_id: FromPath[UUID]) -> None:
    await services(request).storefront.add_favourite(shopper(request), ProductId(product_id))


@delete("/favourites/{product_id:uuid}", operation_id="removeFavourite", opt={"natural_key": True})
async def remove_favourite(request: AnyRequest, product_id: FromPath[UUID]) -> None:
    await services(request).storefront.remove_favourite(shopper(request), ProductId(product_id))


ROUTES = [
    get_home,
    list_categories,
    list_products,
    list_facets,
    get_product,
    suggest_words,
    list_hot_words,
    list_favourites,
    add_favourite,
    remove_favourite,
]
