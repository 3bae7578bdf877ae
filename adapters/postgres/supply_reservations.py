"""Reservations over PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.supply_stock import MOVED, move_arrays, nobody
from adapters.postgres.unit_of_work import PostgresTx
from ports.kernel import OrderId, Tx
from ports.supply.api import Destination
from ports.supply.store import Reservation, ReservationState, ReservedLine, Taking

# Stock, ledger, reservation and its lines in one round trip: this is what placing an order costs under the row lock.
_TAKE = Statement(
    text(f"""
        with {MOVED}, opened as (
            insert into supply.reservation (order_id, state, until, province, city, created_at, campaign_id)
            values (cast(:order_id as uuid), 'held', :until, :province, :city, :at, :campaign_id)
            on conflict (order_id) do update
            set state = 'held', until = excluded.until, round = supply.reservation.round + 1,
                campaign_id = excluded.campaign_id
        ), lined as (
            insert into supply.reservation_line (order_id, line_id, sku_id, warehouse_id, quantity)
            select cast(:order_id as uuid), l.line_id, l.sku_id, l.warehouse_id, l.quantity
            from unnest(cast(:line_ids as uuid[]), cast(:line_sku_ids as uuid[]), cast(:line_warehouse_ids as uuid[]),
                        cast(:quantities as int[])) as l (line_id, sku_id, warehouse_id, quantity)
        )
        select cast(count(*) as int) from moved
    """)
)
_EXTEND = Statement(
    text("""
        update supply.reservation set until = greatest(until, :until)
        where order_id = :order_id and state = 'held'
    """)
)
_COLUMNS = "select order_id, state, until, province, city, round, parcel_count, campaign_id from supply.reservation"
_LOCK = Statement(text(_COLUMNS + " where order_id = :order_id for update"))
_LOCK_WHOLE = Statement(
    text("""
        select order_id, state, until, province, city, round, parcel_count, campaign_id,
               (select json_agg(l order by l.line_id, l.warehouse_id) from (
                   select line_id, sku_id, warehouse_id, quantity from supply.reservation_line
                   where order_id = :order_id) l) as lines
        from supply.reservation where order_id = :order_id for update
    """)
)
_LOCK_EXPIRED = Statement(
    text(_COLUMNS + " where order_id = :order_id and state = 'held' and until <= :now for update skip locked")
)
_LINES = Statement(
    text("""
        select line_id, sku_id, warehouse_id, quantity from supply.reservation_line
        where order_id = :order_id order by line_id, warehouse_id
    """)
)
_FORGET_LINES = Statement(text("delete from supply.reservation_line where order_id = :order_id"))
_SET_STATE = Statement(text("update supply.reservation set state = :state where order_id = :order_id"))
_COUNT_PARCEL = Statement(
    text("""
        update supply.reservation set parcel_count = parcel_count + 1 where order_id = :order_id
        returning parcel_count
    """)
)
_EXPIRED = Statement(
    text("""
        select order_id from supply.reservation where state = 'held' and until <= :now order by until limit :limit
    """)
)


_lines = msgspec.json.Decoder(list[ReservedLine])


class PostgresReservations:
    """Implements `ports.supply.store.ReservationStore`. `moved` is told after the commit of whatever moves stock."""

    def __init__(self, moved: Callable[[], None] = nobody) -> None:
        self._moved = moved

    async def take(self, tx: Tx, taking: Taking, at: datetime) -> int:
        to = taking.reservation.to
        cast(PostgresTx, tx).tell_after(self._moved)
        changed: int = await _TAKE.value(
            tx,
            at=at,
            order_id=taking.reservation.order_id,
            until=taking.reservation.until,
            province=to.province if to else "",
            city=to.city if to else "",
            campaign_id=taking.reservation.campaign_id,
            line_ids=[allotment.line_id for allotment in taking.allotments],
            line_sku_ids=[allotment.sku_id for allotment in taking.allotments],
            line_warehouse_ids=[allotment.warehouse_id for allotment in taking.allotments],
            quantities=[allotment.quantity for allotment in taking.allotments],
            **move_arrays(taking.moves),
        )
        return changed

    async def extend(self, tx: Tx, order_id: OrderId, until: datetime) -> bool:
        return await _EXTEND.run(tx, order_id=order_id, until=until) == 1

    async def lock(self, tx: Tx, order_id: OrderId) -> Reservation | None:
        return _reservation(await _LOCK.one(tx, order_id=order_id))

    async def lock_whole(self, tx: Tx, order_id: OrderId) -> tuple[Reservation, list[ReservedLine]] | None:
        row = await _LOCK_WHOLE.one(tx, order_id=order_id)
        found = _reservation(row)
        return (found, _lines.decode(row["lines"] or "[]")) if row and found else None

    async def lock_expired(self, tx: Tx, order_id: OrderId, now: datetime) -> Reservation | None:
        return _reservation(await _LOCK_EXPIRED.one(tx, order_id=order_id, now=now))

    async def lines(self, tx: Tx, order_id: OrderId) -> list[ReservedLine]:
        return [ReservedLine(**row) for row in await _LINES.all(tx, order_id=order_id)]

    async def forget_lines(self, tx: Tx, order_id: OrderId) -> None:
        await _FORGET_LINES.run(tx, order_id=order_id)

    async def set_state(self, tx: Tx, order_id: OrderId, state: ReservationState) -> None:
        await _SET_STATE.run(tx, order_id=order_id, state=state)

    async def count_parcel(self, tx: Tx, order_id: OrderId) -> int:
        count: int = await _COUNT_PARCEL.value(tx, order_id=order_id)
        return count

    async def expired(self, tx: Tx, now: datetime, limit: int) -> Sequence[OrderId]:
        return [row["order_id"] for row in await _EXPIRED.all(tx, now=now, limit=limit)]


def _reservation(row: asyncpg.Record | None) -> Reservation | None:
    if row is None:
        return None
    return Reservation(
        order_id=row["order_id"],
        state=row["state"],
        until=row["until"],
        to=Destination(row["province"], row["city"]) if row["province"] else None,
        round=row["round"],
        parcel_count=row["parcel_count"],
        campaign_id=row["campaign_id"],
    )
