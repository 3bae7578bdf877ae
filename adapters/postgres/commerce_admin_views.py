"""The catalogue for operators: one statement each."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from adapters.postgres.title_words import HITS_MAX
from ports.commerce.admin_views import AdminCategory, AdminProduct, AdminProductRow, AdminSku, ProductFilter
from ports.commerce.catalogue_store import MediaCopy
from ports.commerce.views import Attribute, Option
from ports.kernel import Page, ProductId, Tx

_COLUMNS = (
    "p.id, p.title, p.cover_url, p.category_id, p.status, p.price_fen, p.price_fen_max, p.sku_count, p.sold_count,"
    " p.updated_at"
)
_FILTERS = """
    (cast(:status as text) is null or p.status = :status)
    and (cast(:category_id as uuid) is null or p.category_id in (
        select g.id from commerce.category g where cast(:category_id as uuid) = any(g.path)))
    and (cast(:at as timestamptz) is null or (p.updated_at, p.id) < (:at, cast(:after as uuid)))
"""
_NEWEST_FIRST = "order by p.updated_at desc, p.id desc limit :size"


def _rows(before: str, page: str) -> Statement:
    return Statement(
        text(f"""
        with {before} page as ({page})
        select page.*, g.name as category_name, coalesce((
            select sum(t.on_hand - t.reserved) from commerce.sku s join supply.stock t on t.sku_id = s.id
            where s.product_id = page.id and not s.removed), 0) as available
        from page join commerce.category g on g.id = page.category_id
        order by page.updated_at desc, page.id desc
        """)
    )


_ROWS = _rows("", f"select {_COLUMNS} from commerce.product p where {_FILTERS} {_NEWEST_FIRST}")
# Few hits are looked up and sorted; where there are many, a walk along the products meets them soon.
_SEARCH = _rows(
    f"""
    coded as materialized (
        select product_id as id from commerce.sku where code = :code and not removed
        union select product_id from commerce.sku where barcode = :code and not removed
    ), hits as materialized (
        select id from commerce.product where search_keys @> cast(:tokens as text[]) limit {HITS_MAX + 1}
    ), few as materialized (select count(*) <= {HITS_MAX} as so from hits),
    """,
    f"""
    select * from (
        (select {_COLUMNS} from commerce.product p
         where (select so from few) and p.id in (select id from hits union select id from coded) and {_FILTERS}
         {_NEWEST_FIRST})
        union all
        (select {_COLUMNS} from commerce.product p
         where not (select so from few)
           and ((p.search_keys @> cast(:tokens as text[])) is true or p.id in (select id from coded)) and {_FILTERS}
         {_NEWEST_FIRST})
    ) found
    """,
)
_PRODUCT = Statement(
    text("""
    select p.id, p.version, p.status, p.publish_at, p.updated_at, p.kind, p.category_id, p.title, p.subtitle, p.tags,
           p.media, p.detail_media, p.detail_text, p.attributes, p.options, p.no_reason_return, (
        select coalesce(json_agg(json_build_object(
                   'id', s.id, 'optionValues', s.option_values, 'code', s.code, 'barcode', s.barcode,
                   'priceFen', s.price_fen, 'marketPriceFen', s.market_price_fen, 'costFen', s.cost_fen,
                   'weightG', s.weight_g, 'volumeCm3', s.volume_cm3, 'mediaId', s.media_id, 'imageUrl', s.image_url,
                   'limitPerOrder', s.limit_per_order, 'enabled', s.enabled) order by s.position), '[]')
        from commerce.sku s where s.product_id = p.id and not s.removed) as skus
    from commerce.product p where p.id = :id
    """)
)
_CATEGORIES = Statement(
    text("""
    select g.id, g.parent_id, g.name, g.icon_media_id, g.icon_url, g.attribute_names, g.sort,
           (select count(*) from commerce.product p where p.category_id = g.id) as product_count
    from commerce.category g order by g.parent_id nulls first, g.sort, g.id
    """)
)


class _Position(msgspec.Struct, array_like=True, frozen=True):
    at: datetime
    id: UUID


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    "media": msgspec.json.Decoder(tuple[MediaCopy, ...]),
    "detail_media": msgspec.json.Decoder(tuple[MediaCopy, ...]),
    "attributes": msgspec.json.Decoder(tuple[Attribute, ...]),
    "options": msgspec.json.Decoder(tuple[Option, ...]),
    "skus": msgspec.json.Decoder(tuple[AdminSku, ...]),
}


class PostgresAdminCatalogueViews:
    """Implements `ports.commerce.admin_views.AdminCatalogueViews`."""

    async def rows(self, tx: Tx, given: ProductFilter, cursor: str | None, limit: int) -> Page[AdminProductRow]:
        after = decode_cursor(cursor, _Position) if cursor else None
        filters = {
            "status": given.status,
            "category_id": given.category_id,
            "at": after.at if after else None,
            "after": after.id if after else None,
            "size": limit + 1,
        }
        if given.tokens or given.code:
            rows = await _SEARCH.all(tx, tokens=list(given.tokens), code=given.code, **filters)
        else:
            rows = await _ROWS.all(tx, **filters)
        page = rows[:limit]
        more = encode_cursor((page[-1]["updated_at"], page[-1]["id"])) if len(rows) > limit else None
        return Page(tuple(_row(row) for row in page), more)

    async def product(self, tx: Tx, product_id: ProductId) -> AdminProduct | None:
        row = await _PRODUCT.one(tx, id=product_id)
        if row is None:
            return None
        values = dict(row) | {name: decoder.decode(row[name]) for name, decoder in _DECODERS.items()}
        return AdminProduct(**values | {"tags": tuple(row["tags"])})

    async def categories(self, tx: Tx) -> tuple[AdminCategory, ...]:
        children: dict[UUID | None, list[asyncpg.Record]] = {}
        for row in await _CATEGORIES.all(tx):
            children.setdefault(row["parent_id"], []).append(row)

        def branch(parent_id: UUID | None) -> tuple[AdminCategory, ...]:
            return tuple(
                AdminCategory(**{**row, "attribute_names": tuple(row["attribute_names"])}, children=branch(row["id"]))
                for row in children.get(parent_id, ())
            )

        return branch(None)


def _row(row: asyncpg.Record) -> AdminProductRow:
    values = {name: row[name] for name in AdminProductRow.__struct_fields__ if name != "max_price_fen"}
    return AdminProductRow(**values, max_price_fen=row["price_fen_max"])
