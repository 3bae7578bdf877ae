"""What the admin reads of warehouses and stock."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from adapters.postgres.title_words import HITS_MAX, TITLE_HITS, pattern, sure_pairs
from ports.kernel import Page, SkuId, Tx, WarehouseId
from ports.supply.views import StockFilter, StockMoveView, StockView, WarehouseView
from ports.supply.words import MOVE_KIND_TEXTS, region_text

_WAREHOUSES = Statement(
    text("select id, name, kind, province, city, district from supply.warehouse order by kind desc, sort, name")
)
# Every SKU in every warehouse, also where it never lay: that is where its first count is entered.
_STOCK = """
    select k.id as sku_id, k.product_id, p.title, array_to_string(k.option_values, ' ') as option_text,
           coalesce(k.image_url, p.cover_url) as image_url, k.code, w.id as warehouse_id, w.name as warehouse_name,
           coalesce(s.on_hand, 0) as on_hand, coalesce(s.reserved, 0) as reserved,
           coalesce(s.on_hand - s.reserved, 0) as free, coalesce(s.safety, 0) as safety
    from commerce.sku k
    join commerce.product p on p.id = k.product_id
    cross join supply.warehouse w
    left join supply.stock s on s.sku_id = k.id and s.warehouse_id = w.id
"""
_FILTERED = f"""
    {_STOCK}
    where not k.removed and (s.sku_id is not null or w.kind = 'warehouse')
      and (cast(:warehouse_id as uuid) is null or w.id = :warehouse_id)
      and (not cast(:is_low as boolean) or s.on_hand - s.reserved <= s.safety)
      and (cast(:after_sku as uuid) is null
           or (k.id, w.id) > (cast(:after_sku as uuid), cast(:after_warehouse as uuid)))
"""
_IN_ORDER = " order by k.id, w.id limit :size"
_PAGE = Statement(text(_FILTERED + _IN_ORDER))
# The part of a title is looked up first: little is sorted, much is met on a walk along the SKUs.
_SEARCH = Statement(
    text(f"""
        with hits as materialized ({TITLE_HITS}), few as materialized (select count(*) <= {HITS_MAX} as so from hits),
        wanted as materialized (
            select id from commerce.sku where code = :q and not removed
            union select k.id from hits h join commerce.sku k on k.product_id = h.id where (select so from few)
        )
        select * from (
            ({_FILTERED} and k.id in (select id from wanted) and (select so from few) {_IN_ORDER})
            union all
            ({_FILTERED} and (k.code = :q or p.title ilike '%' || :pattern || '%') and not (select so from few)
             {_IN_ORDER})
        ) found order by sku_id, warehouse_id
    """)
)
_ROW = Statement(text(f"{_STOCK} where k.id = :sku_id and w.id = :warehouse_id"))
_MOVES = Statement(
    text("""
        select m.id, m.at, m.sku_id, coalesce(p.title, '') as title,
               coalesce(array_to_string(k.option_values, ' '), '') as option_text, w.name as warehouse_name, m.kind,
               m.on_hand_delta, m.reserved_delta, m.on_hand_after, m.reserved_after,
               coalesce(o.number, m.reference) as reference, m.by
        from supply.stock_move m
        join supply.warehouse w on w.id = m.warehouse_id
        left join commerce.sku k on k.id = m.sku_id
        left join commerce.product p on p.id = k.product_id
        left join commerce.order o on o.id = m.order_id
        where (cast(:sku_id as uuid) is null or m.sku_id = :sku_id)
          and (cast(:warehouse_id as uuid) is null or m.warehouse_id = :warehouse_id)
          and (cast(:before as bigint) is null or m.id < :before)
        order by m.id desc limit :size
    """)
)


class PostgresStockViews:
    """Implements `ports.supply.views.StockViews`."""

    async def warehouses(self, tx: Tx) -> Sequence[WarehouseView]:
        return [
            WarehouseView(
                row["id"], row["name"], region_text(row["province"], row["city"], row["district"]), row["kind"]
            )
            for row in await _WAREHOUSES.all(tx)
        ]

    async def stock(self, tx: Tx, given: StockFilter, cursor: str | None, limit: int) -> Page[StockView]:
        after = decode_cursor(cursor, tuple[UUID, UUID]) if cursor else (None, None)
        filters = {
            "warehouse_id": given.warehouse_id,
            "is_low": given.is_low,
            "after_sku": after[0],
            "after_warehouse": after[1],
            "size": limit + 1,
        }
        if given.q:
            rows = await _SEARCH.all(tx, q=given.q, pairs=sure_pairs(given.q), pattern=pattern(given.q), **filters)
        else:
            rows = await _PAGE.all(tx, **filters)
        items = [StockView(**row) for row in rows[:limit]]
        return Page(items, encode_cursor((items[-1].sku_id, items[-1].warehouse_id)) if len(rows) > limit else None)

    async def stock_row(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId) -> StockView | None:
        row = await _ROW.one(tx, sku_id=sku_id, warehouse_id=warehouse_id)
        return StockView(**row) if row else None

    async def moves(
        self, tx: Tx, place: tuple[SkuId | None, WarehouseId | None], cursor: str | None, limit: int
    ) -> Page[StockMoveView]:
        before = decode_cursor(cursor, int) if cursor else None
        rows = await _MOVES.all(tx, sku_id=place[0], warehouse_id=place[1], before=before, size=limit + 1)
        items = [_move(row) for row in rows[:limit]]
        return Page(items, encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None)


def _move(row: Any) -> StockMoveView:
    return StockMoveView(**(dict(row) | {"id": str(row["id"]), "kind_text": MOVE_KIND_TEXTS[row["kind"]]}))
