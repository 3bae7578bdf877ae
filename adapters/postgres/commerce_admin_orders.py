"""Orders as operators see them, with the money, and the search over everything."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.payments_views import ACCOUNT_TEXTS, KIND_TEXTS
from adapters.postgres.sql import Statement
from adapters.postgres.title_words import HITS_MAX, TITLE_HITS, pattern, sure_pairs
from ports.commerce.admin_order_views import (
    AdminOrderFacts,
    AttemptView,
    FoundMember,
    FoundProduct,
    OrderLedgerLine,
    OrderMember,
    OrderMoney,
    OrderQuery,
    RefundView,
)
from ports.commerce.order_views import Slice
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import OrderId, Tx

_ROWS = """
    select o.id, o.number, o.status, coalesce(m.nickname, '') as member_nickname,
           coalesce(o.receiver_masked, '') as receiver_masked, o.payable_fen, o.quantity, o.title as first_title,
           l.image_url as first_image_url, o.placed_at as created_at, o.paid_at,
           o.status in ('paid', 'partly_shipped') and exists (
                select from supply.fulfilment f where f.order_id = o.id
                and f.status in ('to_ship', 'partly_shipped') and not f.on_hold and f.ship_by < :now) as late
    from commerce."order" o
    join commerce.order_line l on l.order_id = o.id and l.position = 0
    left join members.member m on m.id = o.member_id
    where (cast(:status as text) is null or o.status = :status)
      and (cast(:placed_from as timestamptz) is null or o.placed_at >= :placed_from)
      and (cast(:placed_until as timestamptz) is null or o.placed_at < :placed_until)
      and (cast(:warehouse_id as uuid) is null or exists (
            select from supply.reservation_line r where r.order_id = o.id and r.warehouse_id = :warehouse_id))
      and (cast(:before_at as timestamptz) is null or (o.placed_at, o.id) < (:before_at, cast(:before_id as uuid)))
"""
_NEWEST_FIRST = " order by o.placed_at desc, o.id desc limit :size"
_LIST = Statement(text(_ROWS + _NEWEST_FIRST))
# Three readings of one text, each by its index.
_SEARCH = Statement(
    text(
        _ROWS
        + """ and o.id = any(array(
            select s.id from commerce."order" s where s.number = :words
            union select s.id from commerce."order" s where s.phone_index = :phone_index
            union select p.order_id from supply.parcel p where p.tracking_number = :words))"""
        + _NEWEST_FIRST
    )
)
_MONEY = Statement(
    text("""
        select m.id, coalesce(m.nickname, '') as nickname, m.phone_sealed, coalesce(v.name, '') as level_name,
            (select coalesce(json_agg(json_build_object(
                'attemptId', a.id, 'outTradeNo', a.out_trade_no, 'state', a.state, 'amountFen', a.amount_fen,
                'transactionId', a.transaction_id, 'at', coalesce(a.paid_at, a.created_at))
                order by a.created_at, a.id), '[]')
             from payments.attempt a where a.order_id = o.id) as payments,
            (select coalesce(json_agg(json_build_object(
                'id', r.id, 'outRefundNo', r.out_refund_no, 'state', r.state, 'amountFen', r.amount_fen,
                'reason', r.reason, 'at', coalesce(r.finished_at, r.created_at)) order by r.created_at), '[]')
             from payments.refund r where r.order_id = o.id) as refunds,
            (select coalesce(json_agg(json_build_object(
                'at', e.at, 'account', n.account, 'amountFen', n.amount_fen, 'text', e.kind) order by e.at, n.id), '[]')
             from payments.ledger_entry e join payments.ledger_line n on n.entry_id = e.id
             where e.order_id = o.id) as ledger
        from commerce."order" o
        join members.member m on m.id = o.member_id
        left join members.level v on v.code = m.level_code
        where o.id = :id
    """)
)
_PRODUCTS = Statement(
    text(f"""
        with hits as materialized ({TITLE_HITS}), few as materialized (select count(*) <= {HITS_MAX} as so from hits)
        select id, title, cover_url from (
            (select p.id, p.title, p.cover_url, p.updated_at from hits h join commerce.product p on p.id = h.id
             where (select so from few) order by p.updated_at desc, p.id desc limit :size)
            union all
            (select p.id, p.title, p.cover_url, p.updated_at from commerce.product p
             where (p.title ilike '%' || :pattern || '%') is true and not (select so from few)
             order by p.updated_at desc, p.id desc limit :size)
        ) found order by updated_at desc, id desc
    """)
)
_MEMBERS = Statement(
    text("""
        select id, nickname, phone_sealed from members.member
        where merged_into is null and left_at is null
          and (nickname ilike '%' || :words || '%' or phone_index = :phone_index)
        order by joined_at desc limit :size
    """)
)
_payments = msgspec.json.Decoder(tuple[AttemptView, ...])
_refunds = msgspec.json.Decoder(tuple[RefundView, ...])
_ledger = msgspec.json.Decoder(tuple[OrderLedgerLine, ...])


class PostgresAdminOrderViews:
    """Implements `ports.commerce.admin_order_views.AdminOrderViews`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def rows(
        self, tx: Tx, given: OrderQuery, cursor: str | None, page: tuple[int, datetime]
    ) -> Slice[AdminOrderFacts]:
        limit, now = page
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        filters = {
            "now": now,
            "status": given.status,
            "placed_from": given.placed_from,
            "placed_until": given.placed_until,
            "warehouse_id": given.warehouse_id,
            "before_at": before[0],
            "before_id": before[1],
            "size": limit + 1,
        }
        if given.search:
            words, phone_index = given.search
            found = await _SEARCH.all(tx, words=words, phone_index=phone_index, **filters)
        else:
            found = await _LIST.all(tx, **filters)
        items = [AdminOrderFacts(**row) for row in found[:limit]]
        more = len(found) > limit
        return Slice(items, encode_cursor((items[-1].created_at, items[-1].id)) if more else None)

    async def money(self, tx: Tx, order_id: OrderId) -> OrderMoney | None:
        row = await _MONEY.one(tx, id=order_id)
        if row is None:
            return None
        return OrderMoney(
            member=OrderMember(row["id"], row["nickname"], self._masked(row["phone_sealed"]), row["level_name"]),
            payments=_payments.decode(row["payments"]),
            refunds=_refunds.decode(row["refunds"]),
            ledger=tuple(
                replace(line, account=ACCOUNT_TEXTS[line.account], text=KIND_TEXTS[line.text])
                for line in _ledger.decode(row["ledger"])
            ),
        )

    async def products(self, tx: Tx, words: str, limit: int) -> tuple[FoundProduct, ...]:
        found = await _PRODUCTS.all(tx, pairs=sure_pairs(words), pattern=pattern(words), size=limit)
        return tuple(FoundProduct(**row) for row in found)

    async def members(self, tx: Tx, words: str, phone_index: bytes, limit: int) -> tuple[FoundMember, ...]:
        rows = await _MEMBERS.all(tx, words=pattern(words), phone_index=phone_index, size=limit)
        return tuple(FoundMember(row["id"], row["nickname"], self._masked(row["phone_sealed"])) for row in rows)

    def _masked(self, sealed: bytes | None) -> str | None:
        return mask_phone(self._cipher.decrypt(sealed)) if sealed else None
