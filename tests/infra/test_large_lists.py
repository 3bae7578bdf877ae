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
        " where l.category_id = $2 and p.tokens @> $1 and l.price_fen >= $3 and l.price_fen <= $4"
        f" order by {_ORDER[query.sort]}",
        list(query_tokens(words)),
        query.category_id or UUID(int=0),
        query.price_fen_min or 0,
        query.price_fen_max or 10**12,
    )
    return [row[0] for row in rows]


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


async def test_no_list_reads_a_table_from_end_to_end(shop: Built, connection: asyncpg.Connection) -> None:
    pool, sent = await shop.database.pool(), {}
    async with pool.acquire() as one:
        one.add_query_logger(lambda query: sent.setdefault(query.query, query.args))
    leaf = await connection.fetchval("select id from commerce.category where cardinality(path) = 3 limit 1")
    storefront, actor = shop.services.storefront, Actor(OperatorId(UUID(int=1)), "", frozenset({"stock.read"}), "")
    for sort in SORTS:
        for words in (None, "纯棉"):
            for given in ({}, {"category_id": leaf}, {"price_fen_min": 9_000}, {"in_stock": True}):
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
    """Tables of the catalogue that a plan reads whole."""
    here = [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in TABLES else []
    return [*here, *(name for part in plan.get("Plans", ()) for name in _whole(part))]
