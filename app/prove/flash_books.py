"""The figures of a flash sale, read straight from the tables."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from app.wiring import Built

_POOL = """
select coalesce(sum(set_aside), 0)::int, coalesce(sum(taken), 0)::int from supply.pool where campaign_id = $1
"""
_STOCK = """
select (select coalesce(sum(on_hand), 0)::int from supply.stock where sku_id = $1),
       (select coalesce(sum(reserved), 0)::int from supply.stock where sku_id = $1),
       (select coalesce(sum(on_hand_delta), 0)::int from supply.stock_move where sku_id = $1),
       (select coalesce(sum(reserved_delta), 0)::int from supply.stock_move where sku_id = $1)
"""
_ORDERS = """
select count(*)::int, count(*) filter (where o.status = 'paid')::int,
       count(*) filter (where o.status = 'cancelled')::int,
       count(*) filter (where o.status = 'pending_payment')::int,
       coalesce(sum(l.quantity) filter (where o.status = 'paid'), 0)::int,
       coalesce(sum(l.quantity) filter (where o.status in ('paid', 'pending_payment')), 0)::int,
       count(distinct o.client_key)::int
from commerce."order" o join commerce.order_line l on l.order_id = o.id where l.sku_id = $1
"""
_TICKETS = "select state, count(*)::int from promotion.flash_ticket where campaign_id = $1 group by state"
_OVER = """
select count(*)::int from (
    select o.member_id from commerce."order" o join commerce.order_line l on l.order_id = o.id
    where l.sku_id = $1 and o.status <> 'cancelled' group by o.member_id having sum(l.quantity) > $2) m
"""
_TORN = """
select count(*)::int from promotion.flash_ticket t full join (
    select o.id, o.member_id from commerce."order" o where o.activity = 'flash') o on o.id = t.order_id
where (t.order_id is not null or o.id is not null)
  and (t.order_id is distinct from o.id or t.member_id is distinct from o.member_id)
"""
_LEFT = """
select count(*) filter (where status = 'pending' and due_at < now() + interval '1 minute')::int,
       count(*) filter (where status = 'parked')::int from kernel.delivery
"""
_UNTOLD = "select count(*)::int from promotion.flash_ticket where campaign_id = $1 and not is_told"


class FlashBooks(Struct, frozen=True):
    """`keys`: different client keys of orders; `torn`: tickets and orders that do not belong together."""

    set_aside: int
    taken: int
    on_hand: int
    reserved: int
    moved_on_hand: int
    moved_reserved: int
    orders: int
    paid: int
    cancelled: int
    pending: int
    units_paid: int
    units_held: int
    keys: int
    tickets: dict[str, int]
    members_over: int
    torn: int
    deliveries_pending: int
    deliveries_parked: int
    untold: int


async def read_flash_books(built: Built, campaign_id: UUID, sku_id: UUID, limit: int) -> FlashBooks:
    pool = await built.database.pool()
    tickets = await pool.fetch(_TICKETS, campaign_id)
    row: dict[str, Any] = {}
    for sql, names, of in (
        (_POOL, ("set_aside", "taken"), (campaign_id,)),
        (_STOCK, ("on_hand", "reserved", "moved_on_hand", "moved_reserved"), (sku_id,)),
        (_ORDERS, ("orders", "paid", "cancelled", "pending", "units_paid", "units_held", "keys"), (sku_id,)),
        (_LEFT, ("deliveries_pending", "deliveries_parked"), ()),
        (_OVER, ("members_over",), (sku_id, limit)),
        (_TORN, ("torn",), ()),
        (_UNTOLD, ("untold",), (campaign_id,)),
    ):
        row |= dict(zip(names, await pool.fetchrow(sql, *of), strict=True))
    return FlashBooks(**row, tickets={found[0]: found[1] for found in tickets})


async def units_held(built: Built, sku_id: UUID) -> int:
    """By orders that are paid or may be, at one moment."""
    pool = await built.database.pool()
    return int((await pool.fetchrow(_ORDERS, sku_id))[5])
