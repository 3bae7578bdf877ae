"""Pools over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, SkuId, Tx
from ports.supply.api import PoolLevel
from ports.supply.pools import PoolReservations, PoolShelf, PoolUnits

_OPEN = Statement(
    text("""
        insert into supply.pool (campaign_id, sku_id, warehouse_id, set_aside, opened_at)
        select cast(:campaign_id as uuid), u.sku_id, u.warehouse_id, u.quantity, cast(:at as timestamptz)
        from unnest(cast(:sku_ids as uuid[]), cast(:warehouse_ids as uuid[]), cast(:quantities as int[]))
             as u (sku_id, warehouse_id, quantity)
    """)
)
_EXISTS = Statement(text("select 1 from supply.pool where campaign_id = :campaign_id and sku_id = :sku_id limit 1"))
_LOCK = Statement(
    text("""
        select p.campaign_id, p.sku_id, p.warehouse_id, w.name as warehouse_name, w.province, w.city, w.sort,
               p.set_aside, p.taken, p.dissolved_at is null as is_open
        from supply.pool p join supply.warehouse w on w.id = p.warehouse_id
        where p.campaign_id = :campaign_id
          and (cast(:sku_ids as uuid[]) is null or p.sku_id = any(cast(:sku_ids as uuid[])))
        order by p.sku_id, p.warehouse_id for update of p
    """)
)
_LEVEL = Statement(
    text("""
        select cast(coalesce(sum(set_aside - taken), 0) as int) as rest, cast(coalesce(sum(taken), 0) as int) as taken
        from supply.pool where campaign_id = :campaign_id and sku_id = :sku_id
    """)
)
# The predicate is the last word on overselling, whatever any copy of the pool has said before.
_TAKE = Statement(
    text("""
        with given as materialized (
            select * from unnest(cast(:line_orders as uuid[]), cast(:line_ids as uuid[]),
                                 cast(:line_warehouses as uuid[]), cast(:quantities as int[]))
                          as g (order_id, line_id, warehouse_id, quantity)
        ), pooled as (
            update supply.pool p set taken = p.taken + g.units
            from (select warehouse_id, cast(sum(quantity) as int) as units from given group by warehouse_id) g
            where p.campaign_id = cast(:campaign_id as uuid) and p.sku_id = cast(:sku_id as uuid)
              and p.warehouse_id = g.warehouse_id and p.dissolved_at is null and p.taken + g.units <= p.set_aside
            returning p.warehouse_id
        ), opened as (
            insert into supply.reservation (order_id, state, until, province, city, created_at, campaign_id)
            select o.id, 'held', cast(:until as timestamptz), o.province, o.city, cast(:at as timestamptz),
                   cast(:campaign_id as uuid)
            from unnest(cast(:order_ids as uuid[]), cast(:provinces as text[]), cast(:cities as text[]))
                 as o (id, province, city)
        ), lined as (
            insert into supply.reservation_line (order_id, line_id, sku_id, warehouse_id, quantity)
            select order_id, line_id, cast(:sku_id as uuid), warehouse_id, quantity from given
        )
        select cast(count(*) as int) from pooled
    """)
)
_SHIFT = Statement(
    text("""
        update supply.pool p
        set taken = p.taken + u.quantity, set_aside = p.set_aside + u.quantity * :set_aside_delta
        from unnest(cast(:sku_ids as uuid[]), cast(:warehouse_ids as uuid[]), cast(:quantities as int[]))
             as u (sku_id, warehouse_id, quantity)
        where p.campaign_id = :campaign_id and p.sku_id = u.sku_id and p.warehouse_id = u.warehouse_id
          and p.taken + u.quantity between 0 and p.set_aside + u.quantity * :set_aside_delta
    """)
)
_DISSOLVE = Statement(
    text("""
        update supply.pool set set_aside = taken, dissolved_at = :at
        where campaign_id = :campaign_id and dissolved_at is null
    """)
)


class PostgresPools:
    """Implements `ports.supply.pools.PoolStore`."""

    async def open(self, tx: Tx, campaign_id: CampaignId, units: Sequence[PoolUnits], at: datetime) -> None:
        await _OPEN.run(tx, campaign_id=campaign_id, at=at, **_arrays(units))

    async def exists(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> bool:
        return await _EXISTS.value(tx, campaign_id=campaign_id, sku_id=sku_id) is not None

    async def lock(self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId] | None) -> list[PoolShelf]:
        wanted = None if sku_ids is None else list(sku_ids)
        return [PoolShelf(**row) for row in await _LOCK.all(tx, campaign_id=campaign_id, sku_ids=wanted)]

    async def level(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> PoolLevel:
        row = await _LEVEL.one(tx, campaign_id=campaign_id, sku_id=sku_id)
        assert row is not None, "a sum is always a row"
        return PoolLevel(**row)

    async def take(self, tx: Tx, taken: PoolReservations, at: datetime) -> int:
        campaign_id, sku_id = taken.pool
        changed: int = await _TAKE.value(
            tx,
            campaign_id=campaign_id,
            sku_id=sku_id,
            at=at,
            until=taken.until,
            order_ids=[order_id for order_id, _ in taken.orders],
            provinces=[to.province if to else "" for _, to in taken.orders],
            cities=[to.city if to else "" for _, to in taken.orders],
            line_orders=[one.order_id for one in taken.allotments],
            line_ids=[one.line_id for one in taken.allotments],
            line_warehouses=[one.warehouse_id for one in taken.allotments],
            quantities=[one.quantity for one in taken.allotments],
        )
        return changed

    async def shift(self, tx: Tx, campaign_id: CampaignId, units: Sequence[PoolUnits], set_aside_delta: int) -> int:
        return await _SHIFT.run(tx, campaign_id=campaign_id, set_aside_delta=set_aside_delta, **_arrays(units))

    async def dissolve(self, tx: Tx, campaign_id: CampaignId, at: datetime) -> None:
        await _DISSOLVE.run(tx, campaign_id=campaign_id, at=at)


def _arrays(units: Sequence[PoolUnits]) -> dict[str, list[object]]:
    return {
        "sku_ids": [one.sku_id for one in units],
        "warehouse_ids": [one.warehouse_id for one in units],
        "quantities": [one.quantity for one in units],
    }
