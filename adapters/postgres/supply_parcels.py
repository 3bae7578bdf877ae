"""Parcels and their traces over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import bindparam, select, text, update

from adapters.postgres.sql import Statement
from adapters.postgres.tables.supply import parcel
from ports.kernel import ParcelId, SkuId, Tx
from ports.outside.courier import Contact, Trace
from ports.supply.api import ParcelLine
from ports.supply.parcels import Errand, Parcel, ParcelGoods

_FIELDS = Parcel.__struct_fields__
_COLUMNS = [parcel.c[name] for name in _FIELDS]
_FIXED = {"id", "order_id", "fulfilment_id", "warehouse_id", "requested_at", "requested_by"}

_ADD = Statement(
    text(f"""
        with added as (
            insert into supply.parcel ({", ".join(_FIELDS)}) values ({", ".join(f":{name}" for name in _FIELDS)})
        )
        insert into supply.parcel_line (parcel_id, line_id, sku_id, quantity)
        select cast(:id as uuid), l.line_id, l.sku_id, l.quantity
        from unnest(cast(:line_ids as uuid[]), cast(:sku_ids as uuid[]), cast(:quantities as int[]))
             as l (line_id, sku_id, quantity)
    """)
)
_READ = Statement(select(*_COLUMNS).where(parcel.c.id == bindparam("id")))
_LOCK = Statement(select(*_COLUMNS).where(parcel.c.id == bindparam("id")).with_for_update())
_LOCK_TRACKED = Statement(
    select(*_COLUMNS)
    .where(parcel.c.tracking_number == bindparam("tracking_number"), parcel.c.courier_code == bindparam("courier_code"))
    .with_for_update()
)
_SAVE = Statement(
    update(parcel)
    .where(parcel.c.id == bindparam("parcel_id"))
    .values({name: bindparam(f"new_{name}") for name in _FIELDS if name not in _FIXED})
)
_LINES = Statement(
    text("select line_id, quantity from supply.parcel_line where parcel_id = :parcel_id order by line_id")
)
_ERRANDS = Statement(
    text(f"""
        select {", ".join(f"p.{name}" for name in _FIELDS)}, f.order_number, f.note, f.receiver, f.phone_masked,
               w.contact_name, w.contact_phone, w.province, w.city, w.district, w.detail, w.name as company,
               (select json_agg(json_build_object(
                    'line', json_build_object('line_id', pl.line_id, 'quantity', pl.quantity), 'sku_id', pl.sku_id,
                    'title', fl.title, 'option_text', fl.option_text, 'weight_g', fl.weight_g,
                    'price_fen', fl.price_fen) order by pl.line_id)
                from supply.parcel_line pl
                join supply.fulfilment_line fl on fl.fulfilment_id = p.fulfilment_id and fl.line_id = pl.line_id
                where pl.parcel_id = p.id) as goods
        from supply.parcel p
        join supply.fulfilment f on f.id = p.fulfilment_id
        join supply.warehouse w on w.id = p.warehouse_id
        where p.id = any(cast(:parcel_ids as uuid[]))
        order by array_position(cast(:parcel_ids as uuid[]), p.id)
    """)
)
_CLAIM = Statement(
    text("""
        update supply.parcel set claimed_until = :until
        where id = :parcel_id and (claimed_until is null or claimed_until <= :now)
          and (state = 'requesting' and problem is null or cancelling)
    """)
)
_UNCLAIM = Statement(text("update supply.parcel set claimed_until = null where id = :parcel_id"))
_REPLACE_TRACES = Statement(
    text("""
        with gone as (
            delete from supply.parcel_trace where parcel_id = :parcel_id and position > :count
        )
        insert into supply.parcel_trace (parcel_id, position, at, text, place)
        select cast(:parcel_id as uuid), t.position, t.at, t.text, t.place
        from unnest(cast(:ats as timestamptz[]), cast(:texts as text[]), cast(:places as text[])) with ordinality
             as t (at, text, place, position)
        on conflict (parcel_id, position) do update
        set at = excluded.at, text = excluded.text, place = excluded.place
    """)
)
_UNFINISHED = Statement(
    text("""
        select id from supply.parcel
        where (state = 'requesting' or cancelling) and requested_at <= :before and (problem is null or cancelling)
        order by requested_at limit :limit
    """)
)
_UNDER_WAY = "state in ('labelled', 'collected', 'in_transit', 'delivering', 'problem')"
_UNHEARD = Statement(
    text(f"select id from supply.parcel where {_UNDER_WAY} and checked_at <= :before order by checked_at limit :limit")
)
_STALLED = Statement(
    text(f"""
        select p.id from supply.parcel p
        where {_UNDER_WAY} and state <> 'problem' and coalesce(newest_trace_at, shipped_at) <= :before
          and not exists (select from supply.work_order o where o.cause = 'stalled:' || cast(p.id as text)
                          and (o.status = 'open' or o.resolved_at > :before))
        order by checked_at limit :limit
    """)
)
_goods = msgspec.json.Decoder(list[ParcelGoods])


class PostgresParcels:
    """Implements `ports.supply.parcels.ParcelStore`."""

    async def add(self, tx: Tx, parcel: Parcel, lines: Sequence[tuple[ParcelLine, SkuId]]) -> None:
        await _ADD.run(
            tx,
            line_ids=[line.line_id for line, _ in lines],
            sku_ids=[sku_id for _, sku_id in lines],
            quantities=[line.quantity for line, _ in lines],
            **msgspec.structs.asdict(parcel),
        )

    async def read(self, tx: Tx, parcel_id: ParcelId) -> Parcel | None:
        return _parcel(await _READ.one(tx, id=parcel_id))

    async def lock(self, tx: Tx, parcel_id: ParcelId) -> Parcel | None:
        return _parcel(await _LOCK.one(tx, id=parcel_id))

    async def lock_tracked(self, tx: Tx, tracking_number: str, courier_code: str) -> Parcel | None:
        return _parcel(await _LOCK_TRACKED.one(tx, tracking_number=tracking_number, courier_code=courier_code))

    async def lines(self, tx: Tx, parcel_id: ParcelId) -> list[ParcelLine]:
        return [ParcelLine(**row) for row in await _LINES.all(tx, parcel_id=parcel_id)]

    async def save(self, tx: Tx, parcel: Parcel) -> None:
        values = {f"new_{name}": value for name, value in msgspec.structs.asdict(parcel).items() if name not in _FIXED}
        await _SAVE.run(tx, parcel_id=parcel.id, **values)

    async def errands(self, tx: Tx, parcel_ids: Sequence[ParcelId]) -> list[Errand]:
        return [_errand(row) for row in await _ERRANDS.all(tx, parcel_ids=list(parcel_ids))]

    async def claim(self, tx: Tx, parcel_id: ParcelId, now: datetime, until: datetime) -> bool:
        return await _CLAIM.run(tx, parcel_id=parcel_id, now=now, until=until) == 1

    async def unclaim(self, tx: Tx, parcel_id: ParcelId) -> None:
        await _UNCLAIM.run(tx, parcel_id=parcel_id)

    async def replace_traces(self, tx: Tx, parcel_id: ParcelId, traces: Sequence[Trace]) -> None:
        await _REPLACE_TRACES.run(
            tx,
            parcel_id=parcel_id,
            count=len(traces),
            ats=[trace.at for trace in traces],
            texts=[trace.text for trace in traces],
            places=[trace.place for trace in traces],
        )

    async def unfinished(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        return [row["id"] for row in await _UNFINISHED.all(tx, before=before, limit=limit)]

    async def unheard(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        return [row["id"] for row in await _UNHEARD.all(tx, before=before, limit=limit)]

    async def stalled(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        return [row["id"] for row in await _STALLED.all(tx, before=before, limit=limit)]


def _parcel(row: asyncpg.Record | None) -> Parcel | None:
    return None if row is None else Parcel(**row)


def _errand(row: asyncpg.Record) -> Errand:
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    return Errand(
        parcel=Parcel(**values),
        order_number=row["order_number"],
        note=row["note"],
        sender=Contact(
            name=row["contact_name"],
            phone=row["contact_phone"],
            province=row["province"],
            city=row["city"],
            district=row["district"],
            detail=row["detail"],
            company=row["company"],
        ),
        receiver=row["receiver"],
        phone_masked=row["phone_masked"],
        goods=tuple(_goods.decode(row["goods"])),
    )
