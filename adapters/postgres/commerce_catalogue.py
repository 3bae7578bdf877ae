"""Products and their SKUs: written whole, listed by one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.catalogue_store import ProductRow, ProductState, ProductStatus, SkuCodeTaken, SkuRow
from ports.kernel import ProductId, SkuId, Tx

_COLUMNS = (
    "kind, category_id, title, subtitle, tags, media, detail_media, detail_text, attributes, options,"
    " no_reason_return, cover_url, cover_width, cover_height, price_fen, price_fen_max, market_price_fen, sku_count,"
    " default_sku_id, title_tokens, tokens, filter_keys"
)
_JSON_COLUMNS = ("media", "detail_media", "attributes", "options")
_SKU_COLUMNS = (
    "position, option_values, code, barcode, price_fen, market_price_fen, cost_fen, weight_g, volume_cm3, media_id,"
    " image_url, limit_per_order, enabled"
)


def _names(columns: str) -> list[str]:
    return [name.strip() for name in columns.split(",")]


_PUT_SKUS = f"""
    insert into commerce.sku (id, product_id, {_SKU_COLUMNS})
    select id, :id, {_SKU_COLUMNS} from jsonb_to_recordset(cast(:skus as jsonb)) as r (
        id uuid, position int, option_values text[], code text, barcode text, price_fen bigint,
        market_price_fen bigint, cost_fen bigint, weight_g int, volume_cm3 int, media_id uuid, image_url text,
        limit_per_order int, enabled boolean)
"""
_ADD = Statement(
    text(f"""
    with added as (
        insert into commerce.product (id, {_COLUMNS}, status, version, created_at, updated_at)
        values (:id, {", ".join(f":{name}" for name in _names(_COLUMNS))}, 'draft', 1, :now, :now)
    )
    {_PUT_SKUS}
    """)
)
_SAVE = Statement(
    text(
        "update commerce.product set"
        f" {', '.join(f'{name} = :{name}' for name in _names(_COLUMNS))}, version = version + 1, updated_at = :now"
        " where id = :id"
    )
)
# A SKU that leaves the matrix gives its code free before the others are written.
_DROP_SKUS = Statement(
    text(
        "update commerce.sku set removed = true, enabled = false"
        " where product_id = :id and not removed and id <> all(cast(:kept as uuid[]))"
    )
)
_SAVE_SKUS = Statement(
    text(
        f"{_PUT_SKUS} on conflict (id) do update set"
        f" {', '.join(f'{name} = excluded.{name}' for name in _names(_SKU_COLUMNS))}"
        " where sku.product_id = excluded.product_id"
    )
)
_LOCK = Statement(
    text("""
    select p.version, p.status, p.cover_url <> '' and p.sku_count > 0 as sellable
    from commerce.product p where p.id = :id for update
    """)
)
_SKU_IDS = Statement(text("select id from commerce.sku where product_id = :id and not removed"))
_SET_STATUS = Statement(
    text("""
    update commerce.product set status = :status, publish_at = null, updated_at = :now, version = version + 1,
           published_at = case when cast(:status as text) = 'on_sale' then coalesce(published_at, :now)
                               else published_at end
    where id = any(cast(:ids as uuid[]))
    """)
)
_PLAN = Statement(
    text(
        "update commerce.product set publish_at = :publish_at, updated_at = :now, version = version + 1 where id = :id"
    )
)
_LOCK_DUE = Statement(
    text("""
    select id from commerce.product where publish_at <= :now order by publish_at limit :size for update skip locked
    """)
)
# Fame fades: twenty points a day for being newer, a thousand for each e-fold of sales.
_SCORE = "cast(1000 * ln(1 + {sold}) + 20 * (extract(epoch from {at}) - 1577836800) / 86400 as bigint)"
_RELIST = Statement(
    text(f"""
    with wanted as (
        select c.category_id, p.id as product_id, {_SCORE.format(sold="p.sold_count", at="p.published_at")} as score,
               p.sold_count, p.price_fen, p.published_at
        from commerce.product p join commerce.category g on g.id = p.category_id
        cross join lateral unnest(g.path || cast('00000000-0000-0000-0000-000000000000' as uuid)) as c (category_id)
        where p.id = any(cast(:ids as uuid[])) and p.status = 'on_sale'
    ), gone as (
        delete from commerce.listing l where l.product_id = any(cast(:ids as uuid[]))
          and not exists (select from wanted w where w.product_id = l.product_id and w.category_id = l.category_id)
    )
    insert into commerce.listing (category_id, product_id, score, sold_count, price_fen, published_at)
    select category_id, product_id, score, sold_count, price_fen, published_at from wanted
    order by product_id, category_id
    on conflict (category_id, product_id) do update set score = excluded.score, sold_count = excluded.sold_count,
        price_fen = excluded.price_fen, published_at = excluded.published_at
    """)
)
_IN_CATEGORY = Statement(
    text("""
    select p.id from commerce.product p join commerce.category g on g.id = p.category_id
    where cast(:id as uuid) = any(g.path) order by p.id
    """)
)


def _count_sold(sold: str) -> Statement:
    """`sold` defines a query of that name for product and quantity. Products are locked in the order of their ids."""
    return Statement(
        text(f"""
        with {sold}, locked as (
            select id from commerce.product where id in (select product_id from sold) order by id for update
        ), counted as (
            update commerce.product p set sold_count = p.sold_count + sold.quantity
            from locked join sold on sold.product_id = locked.id
            where p.id = locked.id returning p.id, p.sold_count
        ), listed as (
            update commerce.listing l set sold_count = counted.sold_count,
                   score = {_SCORE.format(sold="counted.sold_count", at="l.published_at")}
            from counted where l.product_id = counted.id
        )
        select cast(count(*) as int) from sold
        """)
    )


_COUNT_SALES = _count_sold("""
    taken as (
        delete from commerce.uncounted_sale where order_id in (
            select order_id from commerce.uncounted_sale limit :size for update skip locked)
        returning order_id
    ), sold as (
        select l.product_id, sum(l.quantity) as quantity from commerce.order_line l join taken using (order_id)
        group by l.product_id
    )
""")
_ADD_SOLD = _count_sold("""
    sold as (
        select * from unnest(cast(:ids as uuid[]), cast(:quantities as int[])) as n (product_id, quantity)
    )
""")


class PostgresProductStore:
    """Implements `ports.commerce.catalogue_store.ProductStore`."""

    async def add(self, tx: Tx, row: ProductRow, skus: Sequence[SkuRow], now: datetime) -> None:
        try:
            await _ADD.run(tx, **_values(row), skus=_sku_json(skus), now=now)
        except asyncpg.UniqueViolationError as error:
            raise _code_taken(error) from error

    async def lock(self, tx: Tx, product_id: ProductId) -> ProductState | None:
        row = await _LOCK.one(tx, id=product_id)
        return ProductState(**row) if row else None

    async def sku_ids(self, tx: Tx, product_id: ProductId) -> set[SkuId]:
        return {row["id"] for row in await _SKU_IDS.all(tx, id=product_id)}

    async def save(self, tx: Tx, row: ProductRow, skus: Sequence[SkuRow], now: datetime) -> None:
        await _SAVE.run(tx, **_values(row), now=now)
        await _DROP_SKUS.run(tx, id=row.id, kept=[sku.id for sku in skus])
        try:
            await _SAVE_SKUS.run(tx, id=row.id, skus=_sku_json(skus))
        except asyncpg.UniqueViolationError as error:
            raise _code_taken(error) from error

    async def set_status(self, tx: Tx, product_ids: Sequence[ProductId], status: ProductStatus, now: datetime) -> None:
        await _SET_STATUS.run(tx, ids=list(product_ids), status=status, now=now)

    async def plan(self, tx: Tx, product_id: ProductId, publish_at: datetime, now: datetime) -> None:
        await _PLAN.run(tx, id=product_id, publish_at=publish_at, now=now)

    async def lock_due(self, tx: Tx, now: datetime, limit: int) -> list[ProductId]:
        return [row["id"] for row in await _LOCK_DUE.all(tx, now=now, size=limit)]

    async def relist(self, tx: Tx, product_ids: Sequence[ProductId]) -> None:
        await _RELIST.run(tx, ids=list(product_ids))

    async def in_category(self, tx: Tx, category_id: UUID) -> list[ProductId]:
        return [row["id"] for row in await _IN_CATEGORY.all(tx, id=category_id)]

    async def count_sales(self, tx: Tx, limit: int) -> int:
        products: int = await _COUNT_SALES.value(tx, size=limit)
        return products

    async def add_sold(self, tx: Tx, sold: Sequence[tuple[ProductId, int]]) -> None:
        await _ADD_SOLD.run(tx, ids=[item[0] for item in sold], quantities=[item[1] for item in sold])


def _values(row: ProductRow) -> dict[str, Any]:
    values = msgspec.structs.asdict(row)
    for name in _JSON_COLUMNS:
        values[name] = msgspec.json.encode(values[name]).decode()
    return values


def _sku_json(skus: Sequence[SkuRow]) -> str:
    return msgspec.json.encode(skus).decode()


def _code_taken(error: asyncpg.UniqueViolationError) -> Exception:
    return SkuCodeTaken(field="skus") if error.constraint_name == "uq_sku_code" else error
