"""Stock rows and their ledger over PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx
from ports.kernel import SkuId, Tx, WarehouseId
from ports.supply.api import FreeStock
from ports.supply.store import Level, Move, Shelf, Warehouse

# Every parameter is an array: one statement moves any number of stock rows and writes the ledger.
# The predicate repeats what the CHECK constraints say, so that a refusal is an answer and not an exception.
MOVED = """
moves as materialized (
    select * from unnest(
        cast(:sku_ids as uuid[]), cast(:warehouse_ids as uuid[]), cast(:kinds as text[]), cast(:causes as text[]),
        cast(:on_hand_deltas as int[]), cast(:reserved_deltas as int[]), cast(:order_ids as uuid[]),
        cast(:refs as text[]), cast(:bys as text[])
    ) as m (sku_id, warehouse_id, kind, cause, on_hand, reserved, order_id, reference, by)
), moved as (
    update supply.stock s set on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved
    from moves m
    where s.sku_id = m.sku_id and s.warehouse_id = m.warehouse_id
      and s.reserved + m.reserved >= 0 and s.on_hand + m.on_hand >= s.reserved + m.reserved
    returning s.sku_id, s.warehouse_id, s.on_hand, s.reserved, m.kind, m.cause, m.on_hand as on_hand_delta,
              m.reserved as reserved_delta, m.order_id, m.reference, m.by
), logged as (
    insert into supply.stock_move (sku_id, warehouse_id, kind, cause, on_hand_delta, reserved_delta, on_hand_after,
                                   reserved_after, order_id, reference, by, at)
    select sku_id, warehouse_id, kind, cause, on_hand_delta, reserved_delta, on_hand, reserved, order_id, reference,
           by, :at
    from moved
)
"""
_BOOK = Statement(text(f"with {MOVED} select sku_id, warehouse_id, on_hand, reserved from moved"))
_FREE = Statement(
    text("""
        select sku_id, cast(sum(on_hand - reserved) as int) as free from supply.stock
        where sku_id = any(cast(:sku_ids as uuid[])) group by sku_id
    """)
)
_SHELVES = """
    select s.sku_id, s.warehouse_id, w.name as warehouse_name, w.province, w.city, w.sort,
           s.on_hand - s.reserved as free
    from supply.stock s join supply.warehouse w on w.id = s.warehouse_id
    where s.sku_id = any(cast(:sku_ids as uuid[])) order by s.sku_id, s.warehouse_id
"""
_READ_SHELVES = Statement(text(_SHELVES))
_LOCK_SHELVES = Statement(text(_SHELVES + " for update of s"))
_LOCK = Statement(
    text("""
        select s.sku_id from supply.stock s
        where (s.sku_id, s.warehouse_id) in (
            select * from unnest(cast(:sku_ids as uuid[]), cast(:warehouse_ids as uuid[])))
        order by s.sku_id, s.warehouse_id for update
    """)
)
_TOLD = Statement(text("select 1 from supply.stock_move where cause = :cause limit 1"))
_OPEN_ROW = Statement(
    text("""
        insert into supply.stock (sku_id, warehouse_id)
        select cast(:sku_id as uuid), id from supply.warehouse where id = :warehouse_id
        on conflict do nothing
    """)
)
_SET_SAFETY = Statement(
    text("update supply.stock set safety = :safety where sku_id = :sku_id and warehouse_id = :warehouse_id")
)
_ADD_WAREHOUSE = Statement(
    text("""
        insert into supply.warehouse (id, code, name, kind, contact_name, contact_phone, province, city, district,
                                      detail, sort, created_at)
        values (:id, :code, :name, :kind, :contact_name, :contact_phone, :province, :city, :district, :detail, :sort,
                :at)
        on conflict (code) do nothing
    """)
)


def move_arrays(moves: Sequence[Move]) -> dict[str, Any]:
    """The parameters of `MOVED`, but for `at`."""
    return {
        "sku_ids": [move.sku_id for move in moves],
        "warehouse_ids": [move.warehouse_id for move in moves],
        "kinds": [move.kind for move in moves],
        "causes": [move.cause for move in moves],
        "on_hand_deltas": [move.on_hand_delta for move in moves],
        "reserved_deltas": [move.reserved_delta for move in moves],
        "order_ids": [move.order_id for move in moves],
        "refs": [move.reference for move in moves],
        "bys": [move.by for move in moves],
    }


def nobody() -> None:
    """Whom to tell of moved stock where nobody watches."""


class PostgresStock:
    """Implements `ports.supply.store.StockStore`. `moved` is told after the commit of whatever moves stock."""

    def __init__(self, moved: Callable[[], None] = nobody) -> None:
        self._moved = moved

    async def free(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[FreeStock]:
        return [FreeStock(**row) for row in await _FREE.all(tx, sku_ids=list(sku_ids))]

    async def shelves(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[Shelf]:
        return [Shelf(**row) for row in await _READ_SHELVES.all(tx, sku_ids=list(sku_ids))]

    async def lock_shelves(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[Shelf]:
        return [Shelf(**row) for row in await _LOCK_SHELVES.all(tx, sku_ids=list(sku_ids))]

    async def lock(self, tx: Tx, places: Sequence[tuple[SkuId, WarehouseId]]) -> None:
        await _LOCK.all(tx, sku_ids=[place[0] for place in places], warehouse_ids=[place[1] for place in places])

    async def book(self, tx: Tx, moves: Sequence[Move], at: datetime) -> list[Level]:
        cast(PostgresTx, tx).tell_after(self._moved)
        return [Level(**row) for row in await _BOOK.all(tx, at=at, **move_arrays(moves))]

    async def told(self, tx: Tx, cause: str) -> bool:
        return await _TOLD.value(tx, cause=cause) is not None

    async def open_row(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId) -> None:
        await _OPEN_ROW.run(tx, sku_id=sku_id, warehouse_id=warehouse_id)

    async def set_safety(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId, safety: int) -> None:
        await _SET_SAFETY.run(tx, sku_id=sku_id, warehouse_id=warehouse_id, safety=safety)

    async def add_warehouse(self, tx: Tx, warehouse: Warehouse, at: datetime) -> None:
        await _ADD_WAREHOUSE.run(
            tx,
            id=warehouse.id,
            code=warehouse.code,
            name=warehouse.name,
            kind=warehouse.kind,
            contact_name=warehouse.contact_name,
            contact_phone=warehouse.contact_phone,
            province=warehouse.province,
            city=warehouse.city,
            district=warehouse.district,
            detail=warehouse.detail,
            sort=warehouse.sort,
            at=at,
        )
