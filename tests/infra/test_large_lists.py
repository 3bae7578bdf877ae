"""Lists of a shop with thousands of products: complete and in order in whichever way they are found, and by indexes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.bench.catalogue import Catalogue
from app.settings import load_settings
from app.wiring import Built, build
from domain.commerce.facets import attribute_groups
from domain.commerce.search_tokens import query_tokens
from ports.commerce.admin_views import ProductFilter
from ports.commerce.views import ListQuery, Sort
from ports.governance.api import Actor
from ports.kernel import OperatorId
from ports.supply.views import StockFilter
from tests.conftest import TestServers, _own_database

PRODUCTS = 3000
TABLES = {"product", "sku", "listing", "stock"}
SORTS: tuple[Sort, ...] = ("recommended", "sales", "newest", "price_asc", "price_desc")
# In four of ten titles; in some; in few; in one; in every subtitle and no title; in tags; together; nowhere.
WORDS = ("新款", "纯棉", "连衣裙", "收藏版", "品质", "包邮", "新款 透气", "女装 氮化镓", "量子对撞机")
_ORDER = {
    "recommended": "title_tokens @> $1 desc, l.sold_count desc, l.product_id desc",
    "sales": "l.sold_count desc, l.product_id desc",
    "newest": "l.published_at desc, l.product_id desc",
    "price_asc": "l.price_fen, l.product_id",
    "price_desc": "l.price_fen desc, l.product_id desc",
}


@pytest.fixture(scope="module")
def filled_url(servers: TestServers, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    for url in _own_database(servers, template):

        async def fill(url: str = url) -> None:
            built = _built(servers, url, str(tmp_path_factory.mktemp("large")))
            async with built.open():
                catalogue = Catalogue(built, url)
                await catalogue.open()
                await catalogue.grow(products=PRODUCTS)

        asyncio.run(fill())
        yield url


@pytest.fixture
async def shop(filled_url: str, servers: TestServers, tmp_path) -> AsyncIterator[Built]:
    built = _built(servers, filled_url, str(tmp_path))
    async with built.open():
        yield built


@pytest.fixture
async def connection(filled_url: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(filled_url)
    yield opened
    await opened.close()


def _built(servers: TestServers, url: str, home: str) -> Built:
    environ = {"SIYU_MODE": "test", "SIYU_HOME": home, "SIYU_DATABASE_URL": url, "SIYU_VALKEY_URL": servers.valkey_url}
    return build(load_settings(environ))


async def _listed(shop: Built, words: str | None, **given: Any) -> tuple[list[UUID], int | None]:
    """Every page, and the total that the first one told."""
    found: list[UUID] = []
    page = await shop.services.storefront.products(ListQuery(limit=50, **given), words)
    total = page.total
    while True:
        found.extend(card.id for card in page.items)
        if page.next_cursor is None:
            return found, total
        page = await shop.services.storefront.products(ListQuery(limit=50, cursor=page.next_cursor, **given), words)


async def _wanted(connection: asyncpg.Connection, words: str, query: ListQuery) -> list[UUID]:
    """The same list by a plain reading of everything."""
    rows = await connection.fetch(
        "select l.product_id from commerce.listing l join commerce.product p on p.id = l.product_id"
        " where l.category_id = $2 and p.tokens @> $1 and l.price_fen >= $3 and l.price_fen <= $4 and not exists ("
        " select from jsonb_array_elements(cast($5 as jsonb)) as one_of where not exists ("
        " select from jsonb_array_elements(p.attributes) as a"
        " where one_of ? ((a ->> 'name') || ':' || (a ->> 'value'))))"
        f" order by {_order(words, query.sort)}",
        list(query_tokens(words)),
        query.category_id or UUID(int=0),
        query.price_fen_min or 0,
        query.price_fen_max or 10**12,
        json.dumps(query.attributes),
    )
    return [row[0] for row in rows]


def _order(words: str, sort: Sort) -> str:
    return _ORDER[sort] if words or sort != "recommended" else "l.score desc, l.product_id desc"


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("sort", SORTS)
async def test_a_search_leaves_nothing_out(shop: Built, connection: asyncpg.Connection, sort: Sort, words: str) -> None:
    found, total = await _listed(shop, words, sort=sort)
    assert found == await _wanted(connection, words, ListQuery(sort=sort))
    assert total in {None, len(found)}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(("low", "high"), [(9_000, 9_200), (5_000, 15_000), (100_000_000, 100_000_001)])
async def test_prices_narrow_a_search_and_a_list_alike(
    shop: Built, connection: asyncpg.Connection, sort: Sort, low: int, high: int
) -> None:
    prices = {"price_fen_min": low, "price_fen_max": high}
    for words in ("新款", "纯棉"):
        found, total = await _listed(shop, words, sort=sort, **prices)
        assert found == await _wanted(connection, words, ListQuery(sort=sort, **prices))
        assert total in {None, len(found)}
    listed, total = await _listed(shop, None, sort=sort, **prices)
    counted = await connection.fetchval(
        "select count(*) from commerce.listing where category_id = $1 and price_fen between $2 and $3",
        UUID(int=0),
        low,
        high,
    )
    assert len(listed) == len(set(listed)) == counted
    assert total == (counted if counted <= 1000 else None)


@pytest.mark.parametrize("level", [1, 3])
async def test_a_category_narrows_a_search(shop: Built, connection: asyncpg.Connection, level: int) -> None:
    category_id = await connection.fetchval(
        "select id from commerce.category where name = any(array['女装', '连衣裙']) and cardinality(path) = $1", level
    )
    for words in ("新款", "纯棉", "风衣", "品质"):
        found, total = await _listed(shop, words, category_id=category_id)
        assert found == await _wanted(connection, words, ListQuery(category_id=category_id))
        assert total in {None, len(found)}


# One value in many products, in few, in none; any of some; two names; a value that belongs to another department.
FILTERS = (
    ("季节:四季",),
    ("品牌:云朵",),
    ("材质:量子",),
    ("季节:春季", "季节:秋季", "季节:四季"),
    ("季节:四季", "材质:纯棉"),
    ("材质:纯棉", "材质:陶瓷"),
)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("keys", FILTERS)
async def test_attributes_narrow_a_list_and_a_search(
    shop: Built, connection: asyncpg.Connection, sort: Sort, keys: tuple[str, ...]
) -> None:
    roots = [row[0] for row in await connection.fetch("select id from commerce.category where parent_id is null")]
    for given in ({}, {"category_id": roots[0]}, {"price_fen_min": 5_000, "price_fen_max": 15_000}):
        query = ListQuery(sort=sort, attributes=attribute_groups(keys), **given)
        for words in ("", "新款", "连衣裙"):
            found, total = await _listed(shop, words or None, sort=sort, attributes=query.attributes, **given)
            assert found == await _wanted(connection, words, query)
            assert total in {None, len(found)}


async def test_facets_are_counted_up_to_the_bound(shop: Built, connection: asyncpg.Connection) -> None:
    storefront = shop.services.storefront
    whole = await storefront.facets(ListQuery(), None)
    assert (whole.counted, whole.total) == (False, None)
    assert {one.count for one in (*whole.categories, *whole.prices)} == {None}
    assert {value.count for one in whole.attributes for value in one.values} == {None}
    roots = await connection.fetch("select id from commerce.category where parent_id is null order by sort, id")
    assert [one.id for one in whole.categories] == [row["id"] for row in roots]
    counted = 0
    for words, given in _scopes([row["id"] for row in roots]):
        facets = await storefront.facets(ListQuery(**given), words)
        products = await _wanted(connection, words or "", ListQuery(**given))
        assert (facets.counted, facets.total) == ((True, len(products)) if len(products) <= 1000 else (False, None))
        if not facets.counted:
            continue
        counted += 1
        read = await connection.fetch(_PAIRS, products)
        plain = {(row["name"], row["value"]): row["n"] for row in read}
        assert {(one.name, of.value): of.count for one in facets.attributes for of in one.values} == plain
        if not given.get("price_fen_max") and products:
            assert sum(band.count or 0 for band in facets.prices) in {0, len(products)}
        assert sum(one.count or 0 for one in facets.categories) in {0, len(products)}
    assert counted >= 20


_PAIRS = """
    with pairs as (
        select a ->> 'name' as name, a ->> 'value' as value, count(*) as n
        from commerce.product p cross join lateral jsonb_array_elements(p.attributes) as a
        where p.id = any($1) group by 1, 2
    )
    select * from pairs where name in (select name from pairs group by name having count(*) between 2 and 12)
"""


def _scopes(roots: list[UUID]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    for words in (None, *WORDS):
        yield words, {}
        yield words, {"category_id": roots[0]}
        yield words, {"price_fen_min": 9_000, "price_fen_max": 12_000}
        yield words, {"category_id": roots[-1], "price_fen_max": 15_000}


async def test_no_list_reads_a_table_from_end_to_end(shop: Built, connection: asyncpg.Connection) -> None:
    pool, sent = await shop.database.pool(), {}
    async with pool.acquire() as one:
        one.add_query_logger(lambda query: sent.setdefault(query.query, query.args))
    leaf = await connection.fetchval("select id from commerce.category where cardinality(path) = 3 limit 1")
    storefront, actor = shop.services.storefront, Actor(OperatorId(UUID(int=1)), "", frozenset({"stock.read"}), "")
    for sort in SORTS:
        for words in (None, "纯棉"):
            for given in ({}, {"category_id": leaf}, {"price_fen_min": 9_000}, {"in_stock": True}):
                await storefront.facets(ListQuery(**given), words)
                filtered = given | {"attributes": (("季节:四季",), ("材质:纯棉", "材质:真丝"))}
                await storefront.products(ListQuery(sort=sort, **filtered), words)
                page = await storefront.products(ListQuery(sort=sort, limit=2, **given), words)
                await storefront.products(ListQuery(sort=sort, limit=2, cursor=page.next_cursor, **given), words)
    await storefront.suggestions("纯棉")
    for text in (None, "纯棉", "S000010000"):
        await shop.services.catalogue.rows(ProductFilter(), text, None, 20)
        await shop.services.warehouse_desk.stock(actor, StockFilter(text), None, 20)
    plans = {query: plan for query in sent if (plan := await _plan(connection, query)) is not None}
    assert len(plans) >= 40
    assert {query: scans for query, plan in plans.items() if (scans := _whole(plan))} == {}


async def _plan(connection: asyncpg.Connection, query: str) -> Any:
    """As it is planned for any values. Sequential scans are priced out: one that is left has no index to take."""
    if not query.lstrip().startswith(("select", "with")):
        return None
    async with connection.transaction():
        await connection.execute("set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare asked as {query}")
        count = await connection.fetchval(
            "select cardinality(parameter_types) from pg_prepared_statements where name = 'asked'"
        )
        values = f"({', '.join(['null'] * count)})" if count else ""
        plan = json.loads(await connection.fetchval(f"explain (format json) execute asked{values}"))[0]["Plan"]
        await connection.execute("deallocate asked")
        return plan


def _whole(plan: dict[str, Any]) -> list[str]:
    """Tables of the catalogue that a plan reads whole: all that is on sale is nearly all."""
    is_whole = plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in TABLES
    is_whole = is_whole or plan.get("Index Name") == "ix_product_status"
    here = [plan.get("Relation Name", "product")] if is_whole else []
    return [*here, *(name for part in plan.get("Plans", ()) for name in _whole(part))]
