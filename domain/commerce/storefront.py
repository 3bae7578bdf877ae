"""What the shop's pages show: lists, product detail, home, search words, favourites."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.facets import facets_of
from domain.commerce.freight import STANDARD, freight_words
from domain.commerce.pricing import percent_of
from domain.commerce.search_tokens import normalise, query_tokens
from ports.commerce.cart_store import FavouriteStore
from ports.commerce.catalogue_store import ProductNotFound
from ports.commerce.views import (
    CatalogueViews,
    CategoryList,
    CategoryTile,
    Facets,
    Guarantee,
    Home,
    ListQuery,
    ProductCard,
    ProductDetail,
    ProductFacts,
    ProductList,
    Section,
    Words,
)
from ports.kernel import Clock, MemberId, Page, ProductId, Tx, UnitOfWork
from ports.members.api import Level, MembersApi

HOME_CATEGORIES_MAX = 10
HOME_SECTION_SIZE = 6
WORDS_MAX = 10

_PHYSICAL = (
    Guarantee("正品保证", "品牌直营，正品供应"),
    Guarantee("48 小时发货", "付款后 48 小时内发出"),
    Guarantee("极速退款", "未发货的订单申请退款后自动受理"),
)
_NO_REASON = Guarantee("7 天无理由退货", "签收后 7 天内，商品完好可退")
_NO_RETURN = Guarantee("不支持无理由退货", "因卫生等原因，拆封后不支持无理由退货")
_VIRTUAL = (Guarantee("付款后即时到账", "虚拟商品付款后自动发放"), Guarantee("不支持退款", "虚拟商品售出后不退不换"))
_SERVICE = (Guarantee("到店服务", "付款后预约到店时间"), Guarantee("未使用可退", "没有使用的服务可以申请退款"))


class Shopper(Struct, frozen=True):
    """Who looks, as far as a page depends on it. `level` None: pays the list price."""

    level: Level | None = None
    favourite: bool = False


class Storefront:
    def __init__(
        self, uow: UnitOfWork, views: CatalogueViews, favourites: FavouriteStore, members: MembersApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._views = views
        self._favourites = favourites
        self._members = members
        self._clock = clock

    async def product(self, product_id: ProductId, shopper: Shopper) -> ProductDetail:
        """Raises ProductNotFound."""
        async with self._uow.reading() as tx:
            facts = await self._views.product(tx, product_id)
        if facts is None:
            raise ProductNotFound
        return detail_of(facts, shopper)

    async def shopper(self, member_id: MemberId, product_id: ProductId) -> Shopper:
        """What a product's page needs to know of a signed-in member."""
        async with self._uow.reading() as tx:
            card = await self._members.card(tx, member_id)
            favourite = await self._views.is_favourite(tx, member_id, product_id)
        return Shopper(card.level if card.level.discount_percent < 100 else None, favourite)

    async def products(self, query: ListQuery, text: str | None) -> ProductList:
        """Words that hold nothing to search for find nothing."""
        tokens = query_tokens(text) if text else ()
        if text and not tokens:
            return ProductList((), None, 0)
        async with self._uow.reading() as tx:
            return await self._views.products(tx, replace(query, tokens=tokens))

    async def facets(self, query: ListQuery, text: str | None) -> Facets:
        """What the list of the query can be narrowed by, its attributes aside."""
        tokens = query_tokens(text) if text else ()
        if text and not tokens:
            return Facets(True, 0, (), (), ())
        async with self._uow.reading() as tx:
            scope = await self._views.scope(tx, replace(query, tokens=tokens))
        priced = query.price_fen_min is not None or query.price_fen_max is not None
        return facets_of(scope, searched=bool(tokens), priced=priced)

    async def categories(self) -> CategoryList:
        async with self._uow.reading() as tx:
            return CategoryList(await self._views.categories(tx))

    async def home(self) -> Home:
        async with self._uow.reading() as tx:
            hero = await self._views.banners(tx)
            categories = await self._views.categories(tx)
            best = await self._section_of(tx, "sales")
            fresh = await self._section_of(tx, "newest")
        tiles = tuple(CategoryTile(c.id, c.name, c.icon_url) for c in categories[:HOME_CATEGORIES_MAX])
        sections = tuple(s for s in (Section("热卖榜", best), Section("新品上架", fresh)) if s.items)
        return Home(hero, tiles, sections)

    async def _section_of(self, tx: Tx, sort: Literal["sales", "newest"]) -> tuple[ProductCard, ...]:
        query = ListQuery(sort=sort, in_stock=True, limit=HOME_SECTION_SIZE)
        return (await self._views.products(tx, query)).items

    async def suggestions(self, text: str) -> Words:
        if not (known := normalise(text)):
            return Words(())
        async with self._uow.reading() as tx:
            return Words(await self._views.suggestions(tx, known, query_tokens(known), WORDS_MAX))

    async def hot_words(self) -> Words:
        async with self._uow.reading() as tx:
            return Words(await self._views.hot_words(tx, WORDS_MAX))

    async def favourite_products(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[ProductCard]:
        async with self._uow.reading() as tx:
            return await self._views.favourites(tx, member_id, cursor, limit)

    async def add_favourite(self, member_id: MemberId, product_id: ProductId) -> None:
        """Raises ProductNotFound."""
        async with self._uow.begin() as tx:
            if not await self._favourites.add(tx, member_id, product_id, self._clock.now()):
                raise ProductNotFound

    async def remove_favourite(self, member_id: MemberId, product_id: ProductId) -> None:
        async with self._uow.begin() as tx:
            await self._favourites.remove(tx, member_id, product_id)


def detail_of(facts: ProductFacts, shopper: Shopper) -> ProductDetail:
    """The page of a product for shoppers of one level."""
    level = shopper.level
    skus = facts.skus
    if level is not None:
        skus = tuple(
            replace(sku, member_price_fen=percent_of(sku.price_fen, level.discount_percent)) for sku in facts.skus
        )
    return ProductDetail(
        id=facts.id,
        kind=facts.kind,
        title=facts.title,
        subtitle=facts.subtitle,
        status=facts.status,
        media=facts.media,
        price_fen=facts.price_fen,
        max_price_fen=facts.max_price_fen,
        market_price_fen=facts.market_price_fen,
        member_price_fen=percent_of(facts.price_fen, level.discount_percent) if level else None,
        member_level_name=level.name if level else None,
        sold_count=facts.sold_count,
        tags=facts.tags,
        guarantees=guarantees_of(facts),
        options=facts.options,
        skus=skus,
        attributes=facts.attributes,
        detail_images=facts.detail_images,
        detail_text=facts.detail_text,
        freight_text=freight_words(STANDARD) if facts.kind == "physical" else "无需配送",
        category_id=facts.category_id,
        favourite=shopper.favourite,
        no_reason_return=facts.no_reason_return,
    )


def guarantees_of(facts: ProductFacts) -> tuple[Guarantee, ...]:
    if facts.kind == "virtual":
        return _VIRTUAL
    if facts.kind == "service":
        return _SERVICE
    return (*_PHYSICAL, _NO_REASON if facts.no_reason_return else _NO_RETURN)
