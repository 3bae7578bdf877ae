"""The ledger of stock, read in the order of commits.

Identities are given before a transaction commits, so that a reader who remembers the greatest one misses the slower
transaction with the smaller one. (xid, id) of transactions older than every running one cannot get company: what is
below that horizon is settled. Moves above it are seen once they are committed, and seen again until they are settled.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import SkuId, Tx
from ports.supply.live import Moment, Position, Reading, ShelfLevel, StockChange

_SNAPSHOT = """
snapshot as materialized (
    select cast(cast(pg_snapshot_xmin(s) as text) as bigint) as horizon,
           cast(cast(pg_snapshot_xmax(s) as text) as bigint) as newest_xid,
           (select count(*) from pg_snapshot_xip(s)) as running
    from pg_current_snapshot() as s
)
"""
# Of two snapshots the later has the greater xmax, or the same and fewer transactions running below it.
_MOMENT = "(select newest_xid from snapshot) as newest_xid, -(select running from snapshot) as less_running"
_LEVELS = """
    (select coalesce(json_agg(json_build_object('warehouse_id', s.warehouse_id, 'on_hand', s.on_hand,
                                                'reserved', s.reserved) order by s.warehouse_id), '[]')
     from supply.stock s where s.sku_id = l.sku_id)
"""
_CHANGES = f"""
    (select coalesce(json_agg(json_build_object('sku_id', l.sku_id, 'xid', l.xid, 'id', l.id, 'settled', l.settled,
                                                'levels', {_LEVELS})), '[]') from latest l)
"""
_AFTER = Statement(
    text(f"""
        with {_SNAPSHOT}, taken as materialized (
            select m.xid, m.id, m.sku_id, m.xid < (select horizon from snapshot) as settled
            from supply.stock_move m
            where (m.xid, m.id) > (cast(:xid as bigint), cast(:id as bigint)) order by m.xid, m.id limit :size
        ), latest as materialized (
            select distinct on (sku_id) sku_id, xid, id, settled from taken
            where cast(:sku_ids as uuid[]) is null or sku_id = any(cast(:sku_ids as uuid[]))
            order by sku_id, xid desc, id desc
        )
        select {_MOMENT}, (select count(*) from taken) as moves, place.xid, place.id,
               exists (select 1 from supply.stock_move m where m.id = :id and m.xid = :xid)
               and :xid < (select horizon from snapshot) as is_known,
               {_CHANGES} as changes
        from (values (0)) as one
        left join (select xid, id from taken where settled order by xid desc, id desc limit 1) place on true
    """)
)
_PICTURE = Statement(
    text(f"""
        with {_SNAPSHOT}, place as materialized (
            select xid, id from supply.stock_move where xid < (select horizon from snapshot)
            order by xid desc, id desc limit 1
        ), latest as materialized (
            select wanted.sku_id, coalesce(place.xid, 0) as xid, coalesce(place.id, 0) as id, true as settled
            from unnest(cast(:sku_ids as uuid[])) as wanted (sku_id) left join place on true
        )
        select {_MOMENT}, place.xid, place.id, {_CHANGES} as changes
        from (values (0)) as one left join place on true
    """)
)


class _Row(msgspec.Struct, frozen=True):
    sku_id: SkuId
    xid: int
    id: int
    settled: bool
    levels: tuple[ShelfLevel, ...]


_rows = msgspec.json.Decoder(list[_Row])


class PostgresStockFeed:
    """Implements `ports.supply.live.StockFeed`."""

    async def after(self, tx: Tx, position: Position, sku_ids: Sequence[SkuId] | None, limit: int) -> Reading:
        wanted = None if sku_ids is None else list(sku_ids)
        row = await _AFTER.one(tx, xid=position.xid, id=position.id, sku_ids=wanted, size=limit)
        assert row is not None, "an aggregate always answers"
        reached = Position(row["xid"], row["id"]) if row["xid"] is not None else position
        return Reading(_moment(row), reached, row["is_known"], row["moves"] < limit, _changes(row))

    async def picture(self, tx: Tx, sku_ids: Sequence[SkuId]) -> Reading:
        row = await _PICTURE.one(tx, sku_ids=list(sku_ids))
        assert row is not None, "an aggregate always answers"
        return Reading(_moment(row), Position(row["xid"] or 0, row["id"] or 0), True, True, _changes(row))


def _moment(row: Any) -> Moment:
    return Moment(row["newest_xid"], row["less_running"])


def _changes(row: Any) -> tuple[StockChange, ...]:
    return tuple(
        StockChange(one.sku_id, Position(one.xid, one.id), one.settled, one.levels)
        for one in _rows.decode(row["changes"])
    )
