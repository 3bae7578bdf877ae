"""The figures of a proof, read straight from the tables and from the emulator's own books."""

from typing import Any

import httpx
from msgspec import Struct

from app.prove.goods import Goods
from app.wiring import Built

_STOCK = """
select coalesce(sum(on_hand), 0), coalesce(sum(reserved), 0) from supply.stock where sku_id = $1
"""
_MOVES = """
select coalesce(sum(on_hand_delta), 0), coalesce(sum(reserved_delta), 0) from supply.stock_move where sku_id = $1
"""
_ORDERS = """
select count(*) filter (where o.paid_at is not null), count(*), count(distinct o.client_key),
       coalesce(sum(l.quantity) filter (where o.paid_at is not null and o.status not in ('cancelled', 'closed')), 0),
       coalesce(sum(o.payable_fen) filter (where o.paid_at is not null), 0),
       coalesce(sum(o.refunded_fen), 0)
from commerce."order" o join commerce.order_line l on l.order_id = o.id where l.sku_id = $1
"""
_ATTEMPTS = """
select count(*), coalesce(sum(paid_fen), 0), count(*) - count(distinct order_id)
from payments.attempt where state = 'paid'
"""
_REFUNDS = "select coalesce(sum(amount_fen), 0), count(*) from payments.refund where state = 'succeeded'"
_LEDGER = "select coalesce(sum(amount_fen), 0) from payments.ledger_line"
_BALANCES = "select account, sum(amount_fen) from payments.ledger_line group by account"
_LEFT = """
select count(*) filter (where status = 'pending' and due_at < now() + interval '1 minute'),
       count(*) filter (where status = 'parked') from kernel.delivery
"""


class Books(Struct, frozen=True):
    on_hand: int
    reserved: int
    moved_on_hand: int
    moved_reserved: int
    orders_paid: int
    orders: int
    client_keys: int
    units_sold: int
    orders_paid_fen: int
    orders_refunded_fen: int
    attempts_paid: int
    attempts_paid_fen: int
    orders_paid_twice: int
    refunded_fen: int
    refunds: int
    ledger_sum_fen: int
    balances: dict[str, int]
    deliveries_pending: int
    deliveries_parked: int
    wechat_paid_fen: int
    wechat_refunded_fen: int

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


async def read_books(built: Built, goods: Goods, emulator: httpx.AsyncClient) -> Books:
    pool = await built.database.pool()
    totals: dict[str, Any] = (await emulator.get("/play/totals")).json()
    stock, moves = await pool.fetchrow(_STOCK, goods.sku_id), await pool.fetchrow(_MOVES, goods.sku_id)
    orders, attempts = await pool.fetchrow(_ORDERS, goods.sku_id), await pool.fetchrow(_ATTEMPTS)
    refunds, left = await pool.fetchrow(_REFUNDS), await pool.fetchrow(_LEFT)
    return Books(
        on_hand=int(stock[0]),
        reserved=int(stock[1]),
        moved_on_hand=int(moves[0]),
        moved_reserved=int(moves[1]),
        orders_paid=orders[0],
        orders=orders[1],
        client_keys=orders[2],
        units_sold=int(orders[3]),
        orders_paid_fen=int(orders[4]),
        orders_refunded_fen=int(orders[5]),
        attempts_paid=attempts[0],
        attempts_paid_fen=int(attempts[1]),
        orders_paid_twice=attempts[2],
        refunded_fen=int(refunds[0]),
        refunds=refunds[1],
        ledger_sum_fen=int(await pool.fetchval(_LEDGER)),
        balances={row[0]: int(row[1]) for row in await pool.fetch(_BALANCES)},
        deliveries_pending=left[0],
        deliveries_parked=left[1],
        wechat_paid_fen=totals["paidFen"],
        wechat_refunded_fen=totals["refundedFen"],
    )
