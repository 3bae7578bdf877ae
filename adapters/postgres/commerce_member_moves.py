"""Orders, after-sale requests, favourites and cart lines of members who become one, or two again."""

from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.member_moves import Erased
from ports.commerce.pricing import LINES_MAX, QUANTITY_MAX
from ports.kernel import MemberId, OrderId, Tx
from ports.members.api import MergeStep

# Two phones may have made up the same key for two orders: the one that comes keeps its own under a longer name.
_CLIENT_KEY = """
    case when exists (select from commerce."order" k where k.member_id = {to} and k.client_key = o.client_key)
        then o.client_key || ':' || o.id else o.client_key end
"""
_TAKE_ORDERS = Statement(
    text(f"""
    with own as (
        select id from commerce."order" where member_id = :gone_id order by id for update
    ), moved as (
        update commerce."order" o
        set member_id = :kept_id, client_key = {_CLIENT_KEY.format(to="cast(:kept_id as uuid)")},
            openid = case when o.status = 'pending_payment' and :openid <> '' then :openid else o.openid end
        from own where o.id = own.id returning o.id
    )
    insert into commerce.member_move (merge_id, kind, row_id, amount)
    select :merge_id, 'order', id, 1 from moved on conflict do nothing
    """)
)
_TAKE_AFTER_SALES = Statement(
    text("""
    with own as (
        select id from commerce.after_sale where member_id = :gone_id order by id for update
    ), moved as (
        update commerce.after_sale a set member_id = :kept_id from own where a.id = own.id returning a.id
    )
    insert into commerce.member_move (merge_id, kind, row_id, amount)
    select :merge_id, 'after_sale', id, 1 from moved on conflict do nothing
    """)
)
# Favourites and cart lines are copied once, so that both have them when they are two again. What the person has thrown
# out since is not copied again: what is remembered decides.
_COPY_FAVOURITES = Statement(
    text("""
    with noted as (
        insert into commerce.member_move (merge_id, kind, row_id, amount)
        select :merge_id, 'favourite', f.product_id,
               case when exists (select from commerce.favourite k
                                 where k.member_id = :kept_id and k.product_id = f.product_id) then 0 else 1 end
        from commerce.favourite f where f.member_id = :gone_id
        on conflict do nothing returning row_id, amount
    )
    insert into commerce.favourite (member_id, product_id, created_at)
    select cast(:kept_id as uuid), f.product_id, f.created_at
    from noted n join commerce.favourite f on f.member_id = :gone_id and f.product_id = n.row_id
    where n.amount = 1 on conflict do nothing
    """)
)
# `amount` is what really came: at most so many of one thing are in a cart, and so many lines.
_COPY_CART = Statement(
    text(f"""
    with own as (
        select c.sku_id, c.quantity, c.selected, c.added_at, k.quantity as there,
               row_number() over (partition by k.sku_id is null order by c.added_at desc, c.sku_id) as nth
        from commerce.cart_line c
        left join commerce.cart_line k on k.member_id = :kept_id and k.sku_id = c.sku_id
        where c.member_id = :gone_id
          and not exists (select from commerce.member_move m
                          where m.merge_id = :merge_id and m.kind = 'cart' and m.row_id = c.sku_id)
    ), noted as (
        insert into commerce.member_move (merge_id, kind, row_id, amount)
        select :merge_id, 'cart', sku_id,
               case when there is not null then least(quantity, {QUANTITY_MAX} - there)
                    when nth + (select count(*) from commerce.cart_line where member_id = :kept_id) <= {LINES_MAX}
                    then quantity else 0 end
        from own on conflict do nothing returning row_id, amount
    )
    insert into commerce.cart_line as c (member_id, sku_id, quantity, selected, added_at)
    select cast(:kept_id as uuid), o.sku_id, n.amount, o.selected, o.added_at
    from noted n join own o on o.sku_id = n.row_id where n.amount > 0 order by o.sku_id
    on conflict (member_id, sku_id) do update set
        quantity = least(c.quantity + excluded.quantity, {QUANTITY_MAX}), selected = c.selected or excluded.selected
    """)
)
_GIVE_ORDERS = Statement(
    text(f"""
    with gone as (
        delete from commerce.member_move where merge_id = :merge_id and kind = 'order' returning row_id
    ), own as (
        select o.id from commerce."order" o join gone on gone.row_id = o.id where o.member_id = :kept_id
        order by o.id for update of o
    )
    update commerce."order" o
    set member_id = :gone_id, client_key = {_CLIENT_KEY.format(to="cast(:gone_id as uuid)")}
    from own where o.id = own.id
    """)
)
_GIVE_AFTER_SALES = Statement(
    text("""
    with gone as (
        delete from commerce.member_move where merge_id = :merge_id and kind = 'after_sale'
    ), own as (
        select a.id from commerce.after_sale a join commerce."order" o on o.id = a.order_id
        where a.member_id = :kept_id and o.member_id = :gone_id order by a.id for update of a
    )
    update commerce.after_sale a set member_id = :gone_id from own where a.id = own.id
    """)
)
_GIVE_FAVOURITES = Statement(
    text("""
    with gone as (
        delete from commerce.member_move where merge_id = :merge_id and kind = 'favourite' returning row_id, amount
    )
    delete from commerce.favourite f using gone
    where f.member_id = :kept_id and f.product_id = gone.row_id and gone.amount = 1
    """)
)
_GIVE_CART = Statement(
    text("""
    with gone as (
        delete from commerce.member_move where merge_id = :merge_id and kind = 'cart' returning row_id, amount
    ), less as (
        update commerce.cart_line c set quantity = c.quantity - gone.amount from gone
        where c.member_id = :kept_id and c.sku_id = gone.row_id and c.quantity > gone.amount and gone.amount > 0
    )
    delete from commerce.cart_line c using gone
    where c.member_id = :kept_id and c.sku_id = gone.row_id and c.quantity <= gone.amount
    """)
)
_ERASE_CART = Statement(text("delete from commerce.cart_line where member_id = :member_id"))
_ERASE_FAVOURITES = Statement(text("delete from commerce.favourite where member_id = :member_id"))
_ERASE_RECEIVERS = Statement(
    text("""
    with due as (
        select id from commerce."order" where member_id = :member_id and address_sealed is not null
          and status in ('completed', 'cancelled', 'closed') and coalesce(ended_at, placed_at) < :settled_before
          and receiver_masked is distinct from '已注销' order by id for update
    )
    update commerce."order" o set address_sealed = :erased, receiver_masked = '已注销', phone_index = null, note = ''
    from due where o.id = due.id returning o.id
    """)
)
_RECEIVERS_LEFT = Statement(
    text("""
    select count(*) from commerce."order"
    where member_id = :member_id and address_sealed is not null and receiver_masked is distinct from '已注销'
    """)
)


class PostgresCommerceMemberMoves:
    """Implements `ports.commerce.member_moves.MemberMoveStore`."""

    async def take_over(self, tx: Tx, step: MergeStep, openid: str) -> None:
        given = {"merge_id": step.merge_id, "gone_id": step.gone_id, "kept_id": step.kept_id}
        await _TAKE_ORDERS.run(tx, **given, openid=openid)
        for statement in (_TAKE_AFTER_SALES, _COPY_FAVOURITES, _COPY_CART):
            await statement.run(tx, **given)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        given = {"merge_id": step.merge_id, "kept_id": step.kept_id}
        for statement in (_GIVE_ORDERS, _GIVE_AFTER_SALES):
            await statement.run(tx, **given, gone_id=step.gone_id)
        for statement in (_GIVE_FAVOURITES, _GIVE_CART):
            await statement.run(tx, **given)

    async def erase(self, tx: Tx, member_id: MemberId, settled_before: datetime, erased: bytes) -> Erased:
        await _ERASE_CART.run(tx, member_id=member_id)
        await _ERASE_FAVOURITES.run(tx, member_id=member_id)
        rows = await _ERASE_RECEIVERS.all(tx, member_id=member_id, settled_before=settled_before, erased=erased)
        left = await _RECEIVERS_LEFT.value(tx, member_id=member_id)
        return Erased(tuple(OrderId(row["id"]) for row in rows), left)
