"""What the admin reads of fulfilments, parcels and work orders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import OrderId, Page, ParcelId, Tx
from ports.supply.api import FulfilmentLineView, ParcelView, SupplyAttention, TraceView
from ports.supply.views import FulfilmentFacts, FulfilmentFilter, WorkOrderView
from ports.supply.words import WORK_ORDER_KIND_TEXTS, parcel_state_text

_PARCEL = """
    select p.id, p.courier_code, p.courier_name, p.tracking_number, p.state, p.problem, p.shipped_at, p.signed_at,
           p.latest, pw.name as warehouse_name, op.confirmed_at,
           array(select line_id from supply.parcel_line where parcel_id = p.id order by line_id) as line_ids
    from supply.parcel p
    join supply.warehouse pw on pw.id = p.warehouse_id
    left join commerce.order_parcel op on op.parcel_id = p.id
"""
_FACTS = f"""
    select f.id, f.order_id, f.order_number, f.warehouse_id, w.name as warehouse_name,
           w.province as warehouse_province, f.province, f.status, f.receiver_masked, f.region, f.paid_at, f.ship_by,
           l.lines, l.weight_g, l.value_fen,
           (select coalesce(jsonb_agg(to_jsonb(q) order by q.id), '[]') from ({_PARCEL} where p.fulfilment_id = f.id) q)
               as parcels
    from supply.fulfilment f
    join supply.warehouse w on w.id = f.warehouse_id
    cross join lateral (
        select jsonb_agg(jsonb_build_object(
                   'lineId', line_id, 'title', title, 'optionText', option_text, 'imageUrl', image_url,
                   'quantity', quantity - withdrawn, 'remaining', quantity - withdrawn - claimed) order by line_id
               ) as lines,
               cast(sum(weight_g * (quantity - withdrawn - claimed)) as bigint) as weight_g,
               cast(sum(price_fen * (quantity - withdrawn - claimed)) as bigint) as value_fen
        from supply.fulfilment_line where fulfilment_id = f.id
    ) l
"""
_MATCHES = """
    (cast(:warehouse_id as uuid) is null or f.warehouse_id = :warehouse_id)
    and (cast(:q as text) is null or f.order_number = :q or f.order_id = cast(:order_id as uuid)
         or exists (select from supply.parcel t where t.fulfilment_id = f.id and t.tracking_number = :q))
"""
_TO_SHIP = Statement(
    text(f"""
        {_FACTS} where f.status in ('to_ship', 'partly_shipped') and not f.on_hold and {_MATCHES}
          and (cast(:at as timestamptz) is null or (f.ship_by, f.id) > (:at, cast(:id as uuid)))
        order by f.ship_by, f.id limit :size
    """)
)
_SHIPPED = Statement(
    text(f"""
        {_FACTS} where f.status = 'shipped' and {_MATCHES}
          and (cast(:at as timestamptz) is null or (f.paid_at, f.id) < (:at, cast(:id as uuid)))
        order by f.paid_at desc, f.id desc limit :size
    """)
)
_OF_ORDER = Statement(text(f"{_FACTS} where f.order_id = :order_id order by f.id"))
_PARCELS = Statement(
    text(f"{_PARCEL} where p.id = any(cast(:ids as uuid[])) order by array_position(cast(:ids as uuid[]), p.id)")
)
_TRACES = Statement(
    text("select at, text, place from supply.parcel_trace where parcel_id = :parcel_id order by position desc")
)
_WORK_ORDER = """
    select id, kind, title, detail, order_id, order_number, parcel_id, due_at, status, created_at, resolution,
           resolved_at
    from supply.work_order
"""
_OPEN = Statement(
    text(f"""
        {_WORK_ORDER} where status = 'open'
          and (cast(:at as timestamptz) is null or (due_at, id) > (:at, cast(:id as uuid)))
        order by due_at, id limit :size
    """)
)
_RESOLVED = Statement(
    text(f"""
        {_WORK_ORDER} where status = 'resolved'
          and (cast(:at as timestamptz) is null or (resolved_at, id) < (:at, cast(:id as uuid)))
        order by resolved_at desc, id desc limit :size
    """)
)
_ONE_WORK_ORDER = Statement(text(f"{_WORK_ORDER} where id = :id"))
_ATTENTION = Statement(
    text("""
        select (select count(*) from supply.fulfilment
                where status in ('to_ship', 'partly_shipped') and not on_hold) as to_ship,
               (select count(*) from supply.fulfilment
                where status in ('to_ship', 'partly_shipped') and not on_hold and ship_by < :now) as late_shipments,
               (select count(*) from supply.stock where on_hand - reserved <= safety) as low_stock,
               (select count(*) from supply.work_order where status = 'open') as work_orders
    """)
)


class _ParcelRow(msgspec.Struct):
    id: ParcelId
    courier_code: str
    courier_name: str
    tracking_number: str | None
    state: str
    problem: str | None
    shipped_at: datetime | None
    signed_at: datetime | None
    latest: str | None
    warehouse_name: str
    confirmed_at: datetime | None
    line_ids: tuple[UUID, ...]


_parcel_rows = msgspec.json.Decoder(list[_ParcelRow])
_lines = msgspec.json.Decoder(tuple[FulfilmentLineView, ...])


class PostgresFulfilmentViews:
    """Implements `ports.supply.views.FulfilmentViews`."""

    async def page(self, tx: Tx, given: FulfilmentFilter, cursor: str | None, limit: int) -> Page[FulfilmentFacts]:
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        statement = _TO_SHIP if given.status == "to_ship" else _SHIPPED
        rows = await statement.all(
            tx,
            warehouse_id=given.warehouse_id,
            q=given.q,
            order_id=_uuid_or_none(given.q),
            at=at,
            id=id_,
            size=limit + 1,
        )
        items = [_facts(row) for row in rows[:limit]]
        if len(rows) <= limit:
            return Page(items)
        last = items[-1]
        return Page(items, encode_cursor((last.ship_by if given.status == "to_ship" else last.paid_at, last.id)))

    async def of_order(self, tx: Tx, order_id: OrderId) -> Sequence[FulfilmentFacts]:
        return [_facts(row) for row in await _OF_ORDER.all(tx, order_id=order_id)]

    async def parcels(self, tx: Tx, parcel_ids: Sequence[ParcelId]) -> Sequence[ParcelView]:
        rows = await _PARCELS.all(tx, ids=list(parcel_ids))
        return [_parcel(_ParcelRow(**(dict(row) | {"line_ids": tuple(row["line_ids"])}))) for row in rows]

    async def traces(self, tx: Tx, parcel_id: ParcelId) -> Sequence[TraceView]:
        return [TraceView(**row) for row in await _TRACES.all(tx, parcel_id=parcel_id)]

    async def work_orders(self, tx: Tx, status: str, cursor: str | None, limit: int) -> Page[WorkOrderView]:
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await (_OPEN if status == "open" else _RESOLVED).all(tx, at=at, id=id_, size=limit + 1)
        items = [_work_order(row) for row in rows[:limit]]
        if len(rows) <= limit:
            return Page(items)
        last = rows[limit - 1]
        return Page(items, encode_cursor((last["due_at"] if status == "open" else last["resolved_at"], last["id"])))

    async def work_order(self, tx: Tx, work_order_id: UUID) -> WorkOrderView | None:
        row = await _ONE_WORK_ORDER.one(tx, id=work_order_id)
        return _work_order(row) if row else None

    async def attention(self, tx: Tx, now: datetime) -> SupplyAttention:
        row = await _ATTENTION.one(tx, now=now)
        assert row is not None
        return SupplyAttention(**row)


def _facts(row: Any) -> FulfilmentFacts:
    parcels = tuple(_parcel(parcel) for parcel in _parcel_rows.decode(row["parcels"]))
    return FulfilmentFacts(**(dict(row) | {"lines": _lines.decode(row["lines"]), "parcels": parcels}))


def _parcel(row: _ParcelRow) -> ParcelView:
    return ParcelView(
        id=row.id,
        courier_code=row.courier_code,
        courier_name=row.courier_name,
        tracking_number=row.tracking_number,
        state=row.state,
        state_text=parcel_state_text(row.state, row.problem),
        warehouse_name=row.warehouse_name,
        line_ids=tuple(row.line_ids),  # type: ignore[arg-type]
        shipped_at=row.shipped_at,
        signed_at=row.signed_at,
        confirmed_at=row.confirmed_at,
        latest=row.problem if row.state == "requesting" else row.latest,
    )


def _work_order(row: Any) -> WorkOrderView:
    fields = {name: row[name] for name in WorkOrderView.__struct_fields__ if name != "kind_text"}
    return WorkOrderView(**fields, kind_text=WORK_ORDER_KIND_TEXTS[row["kind"]])


def _uuid_or_none(words: str | None) -> UUID | None:
    """The order's page leads here by the order's id."""
    try:
        return UUID(words) if words else None
    except ValueError:
        return None
