"""Whether the filled shop adds up: money, stock, deliveries, the audit chain, and the bank's own books."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from msgspec import Struct

_FIGURES = """
select (select count(*) from members.member) as members,
       (select count(*) from commerce.product where status = 'on_sale') as products,
       (select count(*) from commerce.sku where enabled and not removed) as skus,
       (select count(*) from commerce."order") as orders,
       (select count(*) from supply.parcel) as parcels,
       (select count(*) from commerce.after_sale) as after_sales,
       (select count(*) from supply.work_order) as work_orders,
       (select coalesce(sum(amount_fen), 0) from payments.ledger_line) as ledger_sum_fen,
       (select coalesce(sum(paid_fen), 0) from payments.attempt) as paid_fen,
       (select coalesce(sum(paid_fen), 0) from payments.attempt where purpose = 'order') as paid_for_orders_fen,
       (select count(*) from payments.attempt where paid_fen > 0) as payments,
       (select coalesce(sum(amount_fen), 0) from payments.refund where state = 'succeeded') as refunded_fen,
       (select count(*) from payments.refund where state <> 'succeeded') as refunds_open,
       (select coalesce(-sum(amount_fen), 0) from payments.ledger_line where account like 'income:%'
           and account <> 'income:refunds') as sales_fen,
       (select coalesce(sum(amount_fen), 0) from payments.ledger_line where account = 'income:refunds') as back_fen,
       (select coalesce(sum(paid_fen), 0) from commerce."order") as orders_paid_fen,
       (select coalesce(sum(refunded_fen), 0) from commerce."order") as orders_refunded_fen,
       (select count(*) from members.growth_order o where o.growth <> (
            select coalesce(sum(e.value), 0) from members.growth_entry e where e.order_id = o.order_id))
           as growth_astray,
       (select count(*) from kernel.delivery where status = 'parked') as parked,
       (select count(*) from kernel.delivery where status = 'pending' and due_at < now() and last_error is not null)
           as failed
"""
_STOCK = """
select count(*) from supply.stock s
left join (
    select sku_id, warehouse_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved
    from supply.stock_move group by sku_id, warehouse_id
) m using (sku_id, warehouse_id)
where s.on_hand <> coalesce(m.on_hand, 0) or s.reserved <> coalesce(m.reserved, 0) or s.reserved > s.on_hand
   or s.reserved < 0
"""
_STATES = 'select status, count(*) as orders from commerce."order" group by status order by count(*) desc'


class Findings(Struct, frozen=True):
    """`wrong` is empty when everything adds up."""

    figures: Mapping[str, Any]
    states: Mapping[str, int]
    wrong: tuple[str, ...]


async def check(pool: asyncpg.Pool, told: tuple[int, int, int] | None, *, audit_is_intact: bool) -> Findings:
    """`told`: payments, paid and refunded fen that the emulator knows; None where there is none."""
    row = await pool.fetchrow(_FIGURES)
    assert row is not None
    figures = dict(row)
    astray = await pool.fetchval(_STOCK)
    rules = {
        "growth of orders is what they keep": figures["growth_astray"] == 0,
        "the money ledger sums to zero": figures["ledger_sum_fen"] == 0,
        "sales in the ledger are what was paid": figures["sales_fen"] == figures["paid_fen"],
        "refunds in the ledger are what went back": figures["back_fen"] == figures["refunded_fen"],
        "orders know what was paid": figures["orders_paid_fen"] == figures["paid_for_orders_fen"],
        "orders know what went back": figures["orders_refunded_fen"] == figures["refunded_fen"],
        "every refund has ended": figures["refunds_open"] == 0,
        "stock is the sum of its moves": astray == 0,
        "nothing is parked": figures["parked"] == 0 and figures["failed"] == 0,
        "the audit chain is intact": audit_is_intact,
    }
    if told is not None:
        ours = (figures["payments"], figures["paid_fen"], figures["refunded_fen"])
        rules["the bank's books are ours"] = told == ours
    states = {row["status"]: row["orders"] for row in await pool.fetch(_STATES)}
    return Findings(figures, states, tuple(rule for rule, holds in rules.items() if not holds))
