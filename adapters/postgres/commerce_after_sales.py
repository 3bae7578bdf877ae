"""After-sale requests over PostgreSQL, and the pages that show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.commerce.after_sale_store import AfterSale, AfterSaleLine, ReturnParcel
from ports.commerce.after_sale_views import AfterSaleFilter, AfterSaleLineView, AfterSaleWhole, ReturnAddress
from ports.commerce.order_views import Slice
from ports.kernel import MemberId, OrderId, Tx
from ports.supply.words import region_text

_INSERT = Statement(
    text("""
        with asked as (
            insert into commerce.after_sale (
                id, number, order_id, member_id, kind, status, before_shipping, reason_code, description, image_urls,
                freight_fen, refund_fen, applied_at, deadline_at, decided_at, decided_by, decision_note,
                refund_requested_at, refunded_at, ended_at, problem, shop_pays_return)
            values (
                cast(:id as uuid), :number, :order_id, :member_id, :kind, :status, :before_shipping, :reason_code,
                :description, cast(:image_urls as text[]), :freight_fen, :refund_fen, :applied_at, :deadline_at,
                :decided_at, :decided_by, :decision_note, :refund_requested_at, :refunded_at, :ended_at, :problem,
                :shop_pays_return)
        )
        insert into commerce.after_sale_line (after_sale_id, line_id, position, quantity, refund_fen)
        select cast(:id as uuid), l.line_id, l.position - 1, l.quantity, l.refund_fen
        from unnest(cast(:line_ids as uuid[]), cast(:quantities as int[]), cast(:refunds_fen as bigint[]))
             with ordinality as l (line_id, quantity, refund_fen, position)
    """)
)
_ORDER_OF = Statement(
    text("""
        select order_id from commerce.after_sale
        where id = :id and (cast(:member_id as uuid) is null or member_id = :member_id)
    """)
)
_COLUMNS = """
    s.id, s.number, s.order_id, o.number as order_number, s.member_id, s.kind, s.status, s.before_shipping,
    s.reason_code, s.description, s.image_urls, s.freight_fen, s.applied_at, s.deadline_at, s.decided_at, s.decided_by,
    s.decision_note, s.return_courier_code, s.return_courier_name, s.return_tracking_number, s.returned_at,
    s.received_at, s.refund_requested_at, s.refunded_at, s.ended_at, s.problem, s.shop_pays_return,
    (select json_agg(json_build_object('line_id', a.line_id, 'quantity', a.quantity, 'refund_fen', a.refund_fen)
                     order by a.position)
     from commerce.after_sale_line a where a.after_sale_id = s.id) as lines
"""
_FROM = 'from commerce.after_sale s join commerce."order" o on o.id = s.order_id'
_LOCK = Statement(text(f"select {_COLUMNS} {_FROM} where s.id = :id for no key update of s"))
_SAVE = Statement(
    text("""
        update commerce.after_sale set
            status = :status, deadline_at = :deadline_at, decided_at = :decided_at, decided_by = :decided_by,
            decision_note = :decision_note, return_courier_code = :return_courier_code,
            return_courier_name = :return_courier_name, return_tracking_number = :return_tracking_number,
            returned_at = :returned_at, received_at = :received_at, refund_requested_at = :refund_requested_at,
            refunded_at = :refunded_at, ended_at = :ended_at, problem = :problem
        where id = :id
    """)
)
_RUNNING = Statement(
    text("""
        select count(*) from commerce.after_sale
        where order_id = :order_id and status not in ('refunded', 'rejected', 'cancelled')
    """)
)
_UNRETURNED = Statement(
    text("""
        select id from commerce.after_sale where status = 'awaiting_return' and deadline_at <= :now
        order by deadline_at limit :size
    """)
)
_WHOLE = f"""
    {_COLUMNS}, m.nickname,
    (select json_agg(json_build_object(
        'lineId', a.line_id, 'title', l.title, 'optionText', l.option_text, 'imageUrl', l.image_url,
        'quantity', a.quantity, 'refundFen', a.refund_fen) order by a.position)
     from commerce.after_sale_line a join commerce.order_line l on l.id = a.line_id
     where a.after_sale_id = s.id) as shown_lines,
    (select json_build_object('name', w.contact_name, 'phone', w.contact_phone, 'detail', w.detail,
                              'province', w.province, 'city', w.city, 'district', w.district)
     from commerce.after_sale_line a join supply.fulfilment_line f on f.line_id = a.line_id
     join supply.warehouse w on w.id = f.warehouse_id
     where a.after_sale_id = s.id order by a.position, w.sort, w.id limit 1) as return_address
    {_FROM} left join members.member m on m.id = s.member_id
"""
_ONE = Statement(
    text(f"select {_WHOLE} where s.id = :id and (cast(:member_id as uuid) is null or s.member_id = :member_id)")
)
_PAGE = Statement(
    text(f"""
        select {_WHOLE}
        where (cast(:member_id as uuid) is null or s.member_id = :member_id)
          and (cast(:statuses as text[]) is null or s.status = any(cast(:statuses as text[])))
          and (cast(:q as text) is null or s.number = :q or o.number = :q)
          and (cast(:before_at as timestamptz) is null or (s.applied_at, s.id) < (:before_at, cast(:before_id as uuid)))
        order by s.applied_at desc, s.id desc limit :size
    """)
)
_OPEN = ["applied", "escalated", "returning"]
_lines = msgspec.json.Decoder(tuple[AfterSaleLine, ...])
_shown_lines = msgspec.json.Decoder(tuple[AfterSaleLineView, ...])


class _Place(msgspec.Struct, frozen=True):
    name: str
    phone: str
    detail: str
    province: str
    city: str
    district: str


_place = msgspec.json.Decoder(_Place)


class PostgresAfterSales:
    """Implements `ports.commerce.after_sale_store.AfterSaleStore`."""

    async def insert(self, tx: Tx, after_sale: AfterSale) -> None:
        await _INSERT.run(
            tx,
            id=after_sale.id,
            number=after_sale.number,
            order_id=after_sale.order_id,
            member_id=after_sale.member_id,
            kind=after_sale.kind,
            status=after_sale.status,
            before_shipping=after_sale.before_shipping,
            shop_pays_return=after_sale.shop_pays_return,
            reason_code=after_sale.reason_code,
            description=after_sale.description,
            image_urls=list(after_sale.image_urls),
            freight_fen=after_sale.freight_fen,
            refund_fen=after_sale.refund_fen,
            applied_at=after_sale.applied_at,
            deadline_at=after_sale.deadline_at,
            decided_at=after_sale.decided_at,
            decided_by=after_sale.decided_by,
            decision_note=after_sale.decision_note,
            refund_requested_at=after_sale.refund_requested_at,
            refunded_at=after_sale.refunded_at,
            ended_at=after_sale.ended_at,
            problem=after_sale.problem,
            line_ids=[line.line_id for line in after_sale.lines],
            quantities=[line.quantity for line in after_sale.lines],
            refunds_fen=[line.refund_fen for line in after_sale.lines],
        )

    async def order_of(self, tx: Tx, after_sale_id: UUID, member_id: MemberId | None = None) -> OrderId | None:
        found: OrderId | None = await _ORDER_OF.value(tx, id=after_sale_id, member_id=member_id)
        return found

    async def lock(self, tx: Tx, after_sale_id: UUID) -> AfterSale | None:
        row = await _LOCK.one(tx, id=after_sale_id)
        return _request(row) if row else None

    async def save(self, tx: Tx, after_sale: AfterSale) -> None:
        parcel = after_sale.return_parcel
        await _SAVE.run(
            tx,
            id=after_sale.id,
            status=after_sale.status,
            deadline_at=after_sale.deadline_at,
            decided_at=after_sale.decided_at,
            decided_by=after_sale.decided_by,
            decision_note=after_sale.decision_note,
            return_courier_code=parcel.courier_code if parcel else None,
            return_courier_name=parcel.courier_name if parcel else None,
            return_tracking_number=parcel.tracking_number if parcel else None,
            returned_at=after_sale.returned_at,
            received_at=after_sale.received_at,
            refund_requested_at=after_sale.refund_requested_at,
            refunded_at=after_sale.refunded_at,
            ended_at=after_sale.ended_at,
            problem=after_sale.problem,
        )

    async def running(self, tx: Tx, order_id: OrderId) -> int:
        count: int = await _RUNNING.value(tx, order_id=order_id)
        return count

    async def unreturned(self, tx: Tx, now: datetime, limit: int) -> Sequence[UUID]:
        return [row["id"] for row in await _UNRETURNED.all(tx, now=now, size=limit)]


class PostgresAfterSaleViews:
    """Implements `ports.commerce.after_sale_views.AfterSaleViews`."""

    async def page(self, tx: Tx, given: AfterSaleFilter, cursor: str | None, limit: int) -> Slice[AfterSaleWhole]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        statuses = [given.status] if given.status else None
        rows = await _PAGE.all(
            tx,
            member_id=given.member_id,
            statuses=_OPEN if given.status == "open" else statuses,
            q=given.q,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [_whole(row) for row in rows[:limit]]
        last = items[-1].request if len(rows) > limit else None
        return Slice(items, encode_cursor((last.applied_at, last.id)) if last else None)

    async def one(self, tx: Tx, after_sale_id: UUID, member_id: MemberId | None) -> AfterSaleWhole | None:
        row = await _ONE.one(tx, id=after_sale_id, member_id=member_id)
        return _whole(row) if row else None


def _request(row: Any) -> AfterSale:
    tracking_number = row["return_tracking_number"]
    return AfterSale(
        id=row["id"],
        number=row["number"],
        order_id=row["order_id"],
        order_number=row["order_number"],
        member_id=row["member_id"],
        kind=row["kind"],
        status=row["status"],
        before_shipping=row["before_shipping"],
        shop_pays_return=row["shop_pays_return"],
        reason_code=row["reason_code"],
        description=row["description"],
        image_urls=tuple(row["image_urls"]),
        lines=_lines.decode(row["lines"]),
        freight_fen=row["freight_fen"],
        applied_at=row["applied_at"],
        deadline_at=row["deadline_at"],
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        decision_note=row["decision_note"],
        return_parcel=ReturnParcel(row["return_courier_code"], row["return_courier_name"], tracking_number)
        if tracking_number
        else None,
        returned_at=row["returned_at"],
        received_at=row["received_at"],
        refund_requested_at=row["refund_requested_at"],
        refunded_at=row["refunded_at"],
        ended_at=row["ended_at"],
        problem=row["problem"],
    )


def _whole(row: Any) -> AfterSaleWhole:
    place = _place.decode(row["return_address"]) if row["return_address"] else None
    return AfterSaleWhole(
        request=_request(row),
        lines=_shown_lines.decode(row["shown_lines"]),
        return_address=ReturnAddress(
            place.name, place.phone, region_text(place.province, place.city, place.district), place.detail
        )
        if place
        else None,
        member_nickname=row["nickname"] or "",
    )
