"""Orders as facts for pages: one statement each, lines and parcels folded in as JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.commerce.order_views import (
    AfterSaleBrief,
    LineFacts,
    Note,
    OrderFacts,
    OrderFilter,
    OrderWhole,
    ParcelWhole,
    Slice,
    TimelineEntry,
)
from ports.commerce.pricing import Derivation, Totals
from ports.kernel import LineId, MemberId, OrderId, ParcelId, Tx
from ports.supply.api import ParcelView, TraceView
from ports.supply.words import parcel_state_text

FACTS = """
    o.id, o.number, o.member_id, o.status, o.title, o.placed_at, o.pay_by, o.paid_at, o.delivered_at, o.ended_at,
    o.end_reason, o.reminded_at, o.payable_fen, o.paid_fen, o.refunded_fen, o.freight_fen,
    o.activity, o.held_for,
    o.address_sealed is not null as has_address,
    exists (select from supply.fulfilment_line f where f.order_id = o.id and f.claimed > 0) as asked_to_ship,
    (select count(*) from commerce.order_parcel p
     where p.order_id = o.id and p.shipped_at is not null and p.confirmed_at is null and not p.is_withdrawn
    ) as unconfirmed_parcels,
    (select cast(coalesce(sum(s.freight_fen) filter (where s.status not in ('rejected', 'cancelled')), 0) as bigint)
     from commerce.after_sale s where s.order_id = o.id) as freight_claimed_fen,
    (select count(*) from commerce.after_sale s
     where s.order_id = o.id and s.status in ('applied', 'rejected', 'escalated')) as unresolved,
    (select json_agg(json_build_object(
        'id', l.id, 'sku_id', l.sku_id, 'product_id', l.product_id, 'kind', l.kind, 'title', l.title,
        'option_text', l.option_text, 'image_url', l.image_url, 'price_fen', l.unit_fen, 'quantity', l.quantity,
        'payable_fen', l.payable_fen, 'no_reason_return', l.no_reason_return, 'withdrawn', l.withdrawn,
        'shipped', l.shipped, 'refunded', l.refunded, 'claimed', coalesce(c.claimed, 0),
        'claimed_fen', coalesce(c.claimed_fen, 0), 'running', c.running, 'points', l.points,
        'is_reviewed', exists (select from community.ugc u where u.line_id = l.id and u.kind = 'review'
                               and u.state <> 'refused')) order by l.position)
     from commerce.order_line l
     cross join lateral (
        select sum(a.quantity) as claimed, sum(a.refund_fen) as claimed_fen,
               count(*) filter (where s.status <> 'refunded') as running
        from commerce.after_sale_line a join commerce.after_sale s on s.id = a.after_sale_id
        where a.line_id = l.id and s.status not in ('rejected', 'cancelled')) c
     where l.order_id = o.id) as lines
"""
_PARCEL = """
    json_build_object(
        'id', p.id, 'courier_code', p.courier_code, 'courier_name', p.courier_name,
        'tracking_number', p.tracking_number, 'state', p.state, 'problem', p.problem, 'warehouse_name', w.name,
        'line_ids', (select json_agg(pl.line_id order by pl.line_id) from supply.parcel_line pl
                     where pl.parcel_id = p.id),
        'shipped_at', p.shipped_at, 'signed_at', p.signed_at, 'confirmed_at', c.confirmed_at, 'latest', p.latest)
"""
_PARCEL_TABLES = """
    supply.parcel p join supply.warehouse w on w.id = p.warehouse_id
    left join commerce.order_parcel c on c.parcel_id = p.id
"""
WHOLE = f"""
    {FACTS}, o.address_sealed, o.note, o.goods_fen, o.discount_fen, o.saved_fen, o.derivation,
    (select coalesce(json_agg({_PARCEL} order by p.requested_at, p.id), '[]')
     from {_PARCEL_TABLES} where p.order_id = o.id) as parcels,
    (select coalesce(json_agg(json_build_object('at', t.at, 'text', t.text) order by t.at, t.id), '[]')
     from commerce.order_timeline t where t.order_id = o.id and not t.is_internal) as timeline,
    (select coalesce(json_agg(json_build_object('at', t.at, 'by', t.by, 'text', t.text) order by t.at, t.id), '[]')
     from commerce.order_timeline t where t.order_id = o.id and t.is_internal) as notes,
    (select coalesce(json_agg(json_build_object(
        'id', s.id, 'kind', s.kind, 'status', s.status, 'refund_fen', s.refund_fen) order by s.applied_at, s.id), '[]')
     from commerce.after_sale s where s.order_id = o.id) as after_sales
"""
_OWNED = "o.id = :id and (cast(:member_id as uuid) is null or o.member_id = :member_id)"
_ONE = Statement(text(f'select {FACTS} from commerce."order" o where {_OWNED}'))
_WHOLE = Statement(text(f'select {WHOLE} from commerce."order" o where {_OWNED}'))
_CARDS = Statement(
    text(f"""
        select {FACTS} from commerce."order" o
        where o.member_id = :member_id
          and (cast(:statuses as text[]) is null or o.status = any(cast(:statuses as text[])))
          and (not cast(:after_sale as boolean) or exists (
            select from commerce.after_sale s where s.order_id = o.id))
          and (cast(:before_at as timestamptz) is null or (o.placed_at, o.id) < (:before_at, cast(:before_id as uuid)))
        order by o.placed_at desc, o.id desc limit :size
    """)
)
_TRACK = Statement(
    text(f"""
        select {_PARCEL} as parcel, p.checked_at, p.requested_at,
            (select coalesce(json_agg(json_build_object('at', t.at, 'text', t.text, 'place', t.place)
                                      order by t.at desc, t.position desc), '[]')
             from supply.parcel_trace t where t.parcel_id = p.id) as traces
        from {_PARCEL_TABLES}
        join commerce."order" o on o.id = p.order_id
        where p.id = :parcel_id and o.id = :order_id and o.member_id = :member_id
    """)
)
_STATUSES: dict[OrderFilter, list[str] | None] = {
    "all": None,
    "pending_payment": ["pending_payment"],
    "to_ship": ["paid", "partly_shipped"],
    "to_receive": ["shipped", "delivered"],
    "completed": ["completed"],
    "after_sale": None,
}
_lines = msgspec.json.Decoder(tuple[LineFacts, ...])


class _ParcelRow(msgspec.Struct, frozen=True):
    """A parcel as supply has it, with the shopper's confirmation."""

    id: ParcelId
    courier_code: str
    courier_name: str
    tracking_number: str | None
    state: str
    problem: str | None
    warehouse_name: str
    line_ids: tuple[LineId, ...]
    shipped_at: datetime | None
    signed_at: datetime | None
    confirmed_at: datetime | None
    latest: str | None


_parcel = msgspec.json.Decoder(_ParcelRow)
_parcels = msgspec.json.Decoder(tuple[_ParcelRow, ...])
_traces = msgspec.json.Decoder(tuple[TraceView, ...])
_timeline = msgspec.json.Decoder(tuple[TimelineEntry, ...])
_notes = msgspec.json.Decoder(tuple[Note, ...])
_briefs = msgspec.json.Decoder(tuple[AfterSaleBrief, ...])
_derivation = msgspec.json.Decoder(tuple[Derivation, ...])
_PLAIN = tuple(name for name in OrderFacts.__struct_fields__ if name != "lines")


class PostgresOrderViews:
    """Implements `ports.commerce.order_views.OrderViews`."""

    async def cards(
        self, tx: Tx, member_id: MemberId, state: OrderFilter, cursor: str | None, limit: int
    ) -> Slice[OrderFacts]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _CARDS.all(
            tx,
            member_id=member_id,
            statuses=_STATUSES[state],
            after_sale=state == "after_sale",
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [order_facts(row) for row in rows[:limit]]
        more = len(rows) > limit
        return Slice(items, encode_cursor((items[-1].placed_at, items[-1].id)) if more else None)

    async def facts(self, tx: Tx, order_id: OrderId, member_id: MemberId | None) -> OrderFacts | None:
        row = await _ONE.one(tx, id=order_id, member_id=member_id)
        return order_facts(row) if row else None

    async def whole(self, tx: Tx, order_id: OrderId, member_id: MemberId | None) -> OrderWhole | None:
        row = await _WHOLE.one(tx, id=order_id, member_id=member_id)
        return order_whole(row) if row else None

    async def parcel(self, tx: Tx, order_id: OrderId, parcel_id: ParcelId, member_id: MemberId) -> ParcelWhole | None:
        row = await _TRACK.one(tx, order_id=order_id, parcel_id=parcel_id, member_id=member_id)
        if row is None:
            return None
        return ParcelWhole(
            _parcel_view(_parcel.decode(row["parcel"])),
            _traces.decode(row["traces"]),
            row["checked_at"],
            row["requested_at"],
        )


def order_facts(row: Any) -> OrderFacts:
    return OrderFacts(lines=_lines.decode(row["lines"]), **{name: row[name] for name in _PLAIN})


def order_whole(row: Any) -> OrderWhole:
    facts = order_facts(row)
    return OrderWhole(
        facts=facts,
        address_sealed=row["address_sealed"],
        note=row["note"],
        totals=Totals(
            goods_fen=row["goods_fen"],
            discount_fen=row["discount_fen"],
            freight_fen=facts.freight_fen,
            payable_fen=facts.payable_fen,
            saved_fen=row["saved_fen"],
        ),
        derivation=_derivation.decode(row["derivation"]),
        parcels=tuple(_parcel_view(parcel) for parcel in _parcels.decode(row["parcels"])),
        timeline=_timeline.decode(row["timeline"]),
        notes=_notes.decode(row["notes"]),
        after_sales=_briefs.decode(row["after_sales"]),
    )


def _parcel_view(row: _ParcelRow) -> ParcelView:
    return ParcelView(
        id=row.id,
        courier_code=row.courier_code,
        courier_name=row.courier_name,
        tracking_number=row.tracking_number,
        state=row.state,
        state_text=parcel_state_text(row.state, row.problem),
        warehouse_name=row.warehouse_name,
        line_ids=row.line_ids,
        shipped_at=row.shipped_at,
        signed_at=row.signed_at,
        confirmed_at=row.confirmed_at,
        latest=row.latest,
    )
