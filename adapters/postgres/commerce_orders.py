"""Orders over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.commerce_order_values import head_values, line_values
from adapters.postgres.sql import Statement
from ports.commerce.order_store import (
    Change,
    Entry,
    NewOrder,
    Order,
    OrderHead,
    OrderLine,
    OrderParcel,
    SealedReceiver,
)
from ports.kernel import MemberId, OrderId, SkuId, Tx

_HEAD = """
    id, number, member_id, openid, status, title, payable_fen, freight_fen, placed_at, pay_by, note, address_sealed,
           paid_fen, refunded_fen, freight_refunded_fen, paid_at, paid_attempt_id, delivered_at, ended_at, end_reason,
           reminded_at, activity, held_for, has_offers, points
"""
_HEAD_COLUMNS = f'select {_HEAD} from commerce."order"'
_LINE_COLUMNS = """
    id, sku_id, product_id, kind, title, option_text, image_url, weight_g, unit_fen, quantity, payable_fen,
    no_reason_return, withdrawn, shipped, refunded, refunded_fen, points
"""
_FIND = Statement(text('select id from commerce."order" where member_id = :member_id and client_key = :client_key'))
_INSERT = Statement(
    text("""
        with placed as (
            insert into commerce."order" (
                id, number, member_id, openid, client_key, source, status, title, quantity, goods_fen, discount_fen,
                freight_fen, payable_fen, saved_fen, derivation, note, address_sealed, receiver_masked, region,
                phone_index, virtual_notice_at, placed_at, pay_by, activity, has_offers, points)
            values (
                :id, :number, :member_id, :openid, :client_key, :source, 'pending_payment', :title, :quantity,
                :goods_fen, :discount_fen, :freight_fen, :payable_fen, :saved_fen, cast(:derivation as jsonb), :note,
                :address_sealed, :receiver_masked, :region, :phone_index, :virtual_notice_at, :placed_at, :pay_by,
                :activity, :has_offers, :points)
            on conflict (member_id, client_key) do nothing
            returning id, member_id, source
        ), lined as (
            insert into commerce.order_line (
                id, order_id, position, sku_id, product_id, kind, title, option_text, image_url, weight_g, unit_fen,
                quantity, payable_fen, no_reason_return, points)
            select l.id, placed.id, l.position - 1, l.sku_id, l.product_id, l.kind, l.title, l.option_text, l.image_url,
                   l.weight_g, l.unit_fen, l.quantity, l.payable_fen, l.no_reason_return, l.points
            from placed, unnest(
                cast(:line_ids as uuid[]), cast(:sku_ids as uuid[]), cast(:product_ids as uuid[]),
                cast(:kinds as text[]), cast(:titles as text[]), cast(:option_texts as text[]),
                cast(:image_urls as text[]), cast(:weights_g as int[]), cast(:units_fen as bigint[]),
                cast(:quantities as int[]), cast(:payables_fen as bigint[]), cast(:no_reason as boolean[]),
                cast(:line_points as int[])
            ) with ordinality as l (id, sku_id, product_id, kind, title, option_text, image_url, weight_g, unit_fen,
                                    quantity, payable_fen, no_reason_return, points, position)
        ), told as (
            insert into commerce.order_timeline (id, order_id, at, text, by, is_internal)
            select cast(:entry_id as uuid), placed.id, cast(:entry_at as timestamptz), cast(:entry_text as text),
                   cast(:entry_by as text), false
            from placed
        ), emptied as (
            delete from commerce.cart_line c using placed
            where placed.source = 'cart' and c.member_id = placed.member_id
              and c.sku_id = any(cast(:bought_ids as uuid[]))
        )
        select count(*) from placed
    """)
)
_OWNED = f"{_HEAD_COLUMNS} where id = :id and (cast(:member_id as uuid) is null or member_id = :member_id)"
_READ = Statement(text(_OWNED))
_LOCK = Statement(text(f"{_OWNED} for no key update"))
_PARTS = f"""
    (select json_agg(l order by l.position) from
        (select {_LINE_COLUMNS}, position from commerce.order_line where order_id = :id) l) as lines,
    (select coalesce(json_agg(p), '[]') from
        (select parcel_id as id, lines, shipped_at, signed_at, confirmed_at, is_withdrawn
         from commerce.order_parcel where order_id = :id) p) as parcels
"""
_BODY = Statement(text(f"select {_PARTS}"))
_LOCK_PLACED = Statement(text(f'select {_HEAD}, {_PARTS} from commerce."order" where id = :id for no key update'))
_SAVE = Statement(
    text("""
        with headed as (
            update commerce."order" set
                status = :status, paid_fen = :paid_fen, refunded_fen = :refunded_fen,
                freight_refunded_fen = :freight_refunded_fen, paid_at = :paid_at, paid_attempt_id = :paid_attempt_id,
                delivered_at = :delivered_at, ended_at = :ended_at, end_reason = :end_reason,
                reminded_at = :reminded_at, held_for = :held_for
            where id = cast(:id as uuid)
        ), lined as (
            update commerce.order_line o
            set withdrawn = l.withdrawn, shipped = l.shipped, refunded = l.refunded, refunded_fen = l.refunded_fen
            from unnest(cast(:line_ids as uuid[]), cast(:withdrawn as int[]), cast(:shipped as int[]),
                        cast(:refunded as int[]), cast(:line_refunded_fen as bigint[]))
                 as l (id, withdrawn, shipped, refunded, refunded_fen)
            where o.id = l.id
        ), parcelled as (
            insert into commerce.order_parcel
                (parcel_id, order_id, lines, shipped_at, signed_at, confirmed_at, is_withdrawn)
            select p.id, cast(:id as uuid), p.lines, p.shipped_at, p.signed_at, p.confirmed_at, p.is_withdrawn
            from unnest(cast(:parcel_ids as uuid[]), cast(:parcel_lines as jsonb[]),
                        cast(:shipped_at as timestamptz[]), cast(:signed_at as timestamptz[]),
                        cast(:confirmed_at as timestamptz[]), cast(:parcel_withdrawn as boolean[]))
                 as p (id, lines, shipped_at, signed_at, confirmed_at, is_withdrawn)
            on conflict (parcel_id) do update set
                lines = excluded.lines, shipped_at = excluded.shipped_at, signed_at = excluded.signed_at,
                confirmed_at = excluded.confirmed_at, is_withdrawn = excluded.is_withdrawn
        ), sold as (
            insert into commerce.uncounted_sale (order_id) select cast(:id as uuid) where :is_sale
        )
        insert into commerce.order_timeline (id, order_id, at, text, by, is_internal)
        select t.id, cast(:id as uuid), t.at, t.text, t.by, t.is_internal
        from unnest(cast(:entry_ids as uuid[]), cast(:entry_at as timestamptz[]), cast(:entry_texts as text[]),
                    cast(:entry_by as text[]), cast(:entry_internal as boolean[])) as t (id, at, text, by, is_internal)
    """)
)
_READDRESS = Statement(
    text("""
        with told as (
            insert into commerce.order_timeline (id, order_id, at, text, by, is_internal)
            values (:entry_id, cast(:id as uuid), :entry_at, :entry_text, :entry_by, false)
        )
        update commerce."order" set address_sealed = :sealed, receiver_masked = :masked, region = :region,
                                    phone_index = :phone_index
        where id = cast(:id as uuid)
    """)
)
_OVERDUE = Statement(
    text(f"{_HEAD_COLUMNS} where status = 'pending_payment' and pay_by <= :now order by pay_by limit :size")
)
_LONG_DELIVERED = Statement(
    text("""
        select o.id from commerce."order" o
        where o.status = 'delivered' and o.delivered_at <= :before and not exists (
            select from commerce.after_sale s
            where s.order_id = o.id and s.status not in ('refunded', 'rejected', 'cancelled'))
        order by o.delivered_at limit :size
    """)
)
_BOUGHT = Statement(
    text("""
        select l.sku_id, l.quantity from commerce.order_line l join commerce."order" o on o.id = l.order_id
        where o.id = :id and o.member_id = :member_id order by l.position
    """)
)
_lines = msgspec.json.Decoder(tuple[OrderLine, ...])
_parcels = msgspec.json.Decoder(tuple[OrderParcel, ...])
_encode = msgspec.json.encode


class PostgresOrders:
    """Implements `ports.commerce.order_store.OrderStore`."""

    async def find(self, tx: Tx, member_id: MemberId, client_key: str) -> OrderId | None:
        found: OrderId | None = await _FIND.value(tx, member_id=member_id, client_key=client_key)
        return found

    async def insert(self, tx: Tx, order: NewOrder) -> bool:
        return bool(await _INSERT.value(tx, **head_values(order), **line_values(order)))

    async def lock_head(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> OrderHead | None:
        return _head(await _LOCK.one(tx, id=order_id, member_id=member_id))

    async def lock(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> Order | None:
        # Two statements: one that waits for the lock would read lines and parcels as they were before the wait.
        head = await self.lock_head(tx, order_id, member_id)
        return await self.body(tx, head) if head else None

    async def lock_placed(self, tx: Tx, order_id: OrderId) -> Order | None:
        row = await _LOCK_PLACED.one(tx, id=order_id)
        if row is None:
            return None
        head = OrderHead(**{name: row[name] for name in OrderHead.__struct_fields__})
        return Order(head, _lines.decode(row["lines"]), _parcels.decode(row["parcels"]))

    async def body(self, tx: Tx, head: OrderHead) -> Order:
        row = await _BODY.one(tx, id=head.id)
        assert row is not None
        return Order(head, _lines.decode(row["lines"]), _parcels.decode(row["parcels"]))

    async def head(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> OrderHead | None:
        return _head(await _READ.one(tx, id=order_id, member_id=member_id))

    async def save(self, tx: Tx, change: Change) -> None:
        head = change.head
        await _SAVE.run(
            tx,
            id=head.id,
            status=head.status,
            paid_fen=head.paid_fen,
            refunded_fen=head.refunded_fen,
            freight_refunded_fen=head.freight_refunded_fen,
            paid_at=head.paid_at,
            paid_attempt_id=head.paid_attempt_id,
            delivered_at=head.delivered_at,
            ended_at=head.ended_at,
            end_reason=head.end_reason,
            reminded_at=head.reminded_at,
            held_for=head.held_for,
            line_ids=[line.id for line in change.lines],
            withdrawn=[line.withdrawn for line in change.lines],
            shipped=[line.shipped for line in change.lines],
            refunded=[line.refunded for line in change.lines],
            line_refunded_fen=[line.refunded_fen for line in change.lines],
            parcel_ids=[parcel.id for parcel in change.parcels],
            parcel_lines=[_encode(parcel.lines).decode() for parcel in change.parcels],
            shipped_at=[parcel.shipped_at for parcel in change.parcels],
            signed_at=[parcel.signed_at for parcel in change.parcels],
            confirmed_at=[parcel.confirmed_at for parcel in change.parcels],
            parcel_withdrawn=[parcel.is_withdrawn for parcel in change.parcels],
            entry_ids=[entry.id for entry in change.entries],
            entry_at=[entry.at for entry in change.entries],
            entry_texts=[entry.text for entry in change.entries],
            entry_by=[entry.by for entry in change.entries],
            entry_internal=[entry.is_internal for entry in change.entries],
            is_sale=change.is_sale,
        )

    async def readdress(self, tx: Tx, order_id: OrderId, receiver: SealedReceiver, entry: Entry) -> None:
        await _READDRESS.run(
            tx,
            id=order_id,
            sealed=receiver.sealed,
            masked=receiver.masked,
            region=receiver.region,
            phone_index=receiver.phone_index,
            entry_id=entry.id,
            entry_at=entry.at,
            entry_text=entry.text,
            entry_by=entry.by,
        )

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> Sequence[OrderHead]:
        return [OrderHead(**row) for row in await _OVERDUE.all(tx, now=now, size=limit)]

    async def long_delivered(self, tx: Tx, before: datetime, limit: int) -> Sequence[OrderId]:
        return [row["id"] for row in await _LONG_DELIVERED.all(tx, before=before, size=limit)]

    async def bought(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> list[tuple[SkuId, int]]:
        rows = await _BOUGHT.all(tx, id=order_id, member_id=member_id)
        return [(row["sku_id"], row["quantity"]) for row in rows]


def _head(row: asyncpg.Record | None) -> OrderHead | None:
    return OrderHead(**row) if row else None
