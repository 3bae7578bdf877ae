"""Profile and orders of a customer for the sidebar, over PostgreSQL. Joins members, commerce, supply and insight."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.community_sidebar import PostgresSidebarCards
from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.guide_sales import GuideLine, GuideParcel
from ports.community.sidebar import PreferredOption
from ports.community.sidebar_store import AfterSaleRow, OrderRow, PreferredRow, ProfileFacts
from ports.kernel import MemberId, OrderId, ProductId, Tx

PREFERRED_MAX = 6
OPTIONS_MAX = 4
# What was bought and kept counts three times what was only looked at.
_PREFERRED = """
    with seen as (
        select product_id, count(*) as views from insight.event
        where member_id = :member_id and kind = 'product_view' and at > :since group by product_id
    ), bought as (
        select l.product_id, sum(l.quantity - l.refunded) as bought from commerce."order" o
        join commerce.order_line l on l.order_id = o.id
        where o.member_id = :member_id and o.paid_at is not null and l.quantity > l.refunded group by l.product_id
    ), both_ as (
        select coalesce(s.product_id, b.product_id) as product_id, coalesce(s.views, 0) as views,
               coalesce(b.bought, 0) as bought from seen s full join bought b on b.product_id = s.product_id
    )
"""
_PROFILE = Statement(
    text(f"""
    {_PREFERRED}, products as (
        select p.id, p.title as name, p.cover_url as image_url, n.views, n.bought
        from both_ n join commerce.product p on p.id = n.product_id
        order by n.bought * 3 + n.views desc, p.id limit {PREFERRED_MAX}
    ), categories as (
        select k.id, k.name, cast(null as text) as image_url, sum(n.views) as views, sum(n.bought) as bought
        from both_ n join commerce.product p on p.id = n.product_id join commerce.category k on k.id = p.category_id
        group by k.id, k.name order by sum(n.bought) * 3 + sum(n.views) desc, k.id limit {PREFERRED_MAX}
    ), chosen as (
        select a.name, s.option_values[a.place] as value, count(*) as lines
        from commerce."order" o join commerce.order_line l on l.order_id = o.id join commerce.sku s on s.id = l.sku_id
        join commerce.product p on p.id = s.product_id
        cross join lateral jsonb_array_elements(p.options) with ordinality as x (option, place)
        cross join lateral (select x.option ->> 'name' as name, cast(x.place as int) as place) a
        where o.member_id = :member_id and o.paid_at is not null and s.option_values[a.place] is not null
        group by a.name, s.option_values[a.place] order by count(*) desc, a.name, value limit {OPTIONS_MAX}
    )
    select l.name as level_name, m.joined_at, m.birthday_month, m.birthday_day, coalesce(a.available, 0) as points,
           (select coalesce(json_agg(p), '[]') from products p) as products,
           (select coalesce(json_agg(k), '[]') from categories k) as categories,
           (select coalesce(json_agg(c), '[]') from chosen c) as options
    from members.member m join members.level l on l.code = m.level_code
    left join members.points_account a on a.member_id = m.id where m.id = :member_id
    """)
)
_ORDER = """
    select o.id, o.number, o.status, o.held_for, o.placed_at, o.pay_by, o.payable_fen, o.refunded_fen, o.quantity,
           (select json_agg(json_build_object('title', l.title, 'optionText', l.option_text,
                'imageUrl', l.image_url, 'quantity', l.quantity) order by l.position)
            from commerce.order_line l where l.order_id = o.id) as lines,
           (select l.product_id from commerce.order_line l where l.order_id = o.id order by l.position limit 1)
             as product_id,
           (select coalesce(json_agg(json_build_object('courierName', p.courier_name,
                'trackingNumber', p.tracking_number) order by p.requested_at), '[]')
            from supply.parcel p where p.order_id = o.id and p.tracking_number is not null
              and p.state <> 'cancelled') as parcels,
           (select coalesce(json_agg(json_build_object('id', a.id, 'kind', a.kind, 'status', a.status,
                'refund_fen', a.refund_fen) order by a.applied_at desc), '[]')
            from commerce.after_sale a where a.order_id = o.id) as after_sales
    from commerce."order" o where o.member_id = :member_id
"""
_ORDERS = Statement(
    text(f"""
    {_ORDER} and (cast(:before_at as timestamptz) is null
                  or (o.placed_at, o.id) < (:before_at, cast(:before_id as uuid)))
    order by o.placed_at desc, o.id desc limit :size
    """)
)
_ONE = Statement(text(f"{_ORDER} and o.id = :order_id"))
_lines = msgspec.json.Decoder(tuple[GuideLine, ...])
_parcels = msgspec.json.Decoder(tuple[GuideParcel, ...])
_after_sales = msgspec.json.Decoder(tuple[AfterSaleRow, ...])
_preferred = msgspec.json.Decoder(tuple[PreferredRow, ...])
_options = msgspec.json.Decoder(tuple[PreferredOption, ...])
_PLAIN = [
    *("id", "number", "status", "held_for", "placed_at", "pay_by", "payable_fen", "refunded_fen", "quantity"),
]


class PostgresSidebar(PostgresSidebarCards):
    """Implements `ports.community.sidebar_store.SidebarViews`."""

    async def profile(self, tx: Tx, member_id: MemberId, since: datetime) -> ProfileFacts:
        row = await _PROFILE.one(tx, member_id=member_id, since=since)
        assert row is not None, "a member of a contact"
        born = (row["birthday_month"], row["birthday_day"])
        return ProfileFacts(
            level_name=row["level_name"],
            joined_at=row["joined_at"],
            birthday=born if born[0] is not None else None,
            points=row["points"],
            products=_preferred.decode(row["products"]),
            categories=_preferred.decode(row["categories"]),
            options=_options.decode(row["options"]),
        )

    async def orders(
        self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int
    ) -> tuple[list[OrderRow], str | None]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _ORDERS.all(tx, member_id=member_id, before_at=before[0], before_id=before[1], size=limit + 1)
        found = [_order(row) for row in rows[:limit]]
        return found, encode_cursor((found[-1].placed_at, found[-1].id)) if len(rows) > limit else None

    async def order(self, tx: Tx, member_id: MemberId, order_id: OrderId) -> OrderRow | None:
        row = await _ONE.one(tx, member_id=member_id, order_id=order_id)
        return _order(row) if row else None


def _order(row: Any) -> OrderRow:
    return OrderRow(
        **{name: row[name] for name in _PLAIN},
        lines=_lines.decode(row["lines"]),
        parcels=_parcels.decode(row["parcels"]),
        after_sales=_after_sales.decode(row["after_sales"]),
        product_id=ProductId(row["product_id"]) if row["product_id"] else None,
    )
