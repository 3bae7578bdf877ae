"""The first answer of the sidebar, and the header, over PostgreSQL. Joins members, commerce, promotion and insight:
everything about one contact in one statement, by keys and indexes alone.
"""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.radar import EventRow
from ports.community.sidebar import CartItem, CartSummary, GuideSelf, SidebarProduct, TabCounts
from ports.community.sidebar_store import CardRow, MostViewed, Whose
from ports.kernel import MemberId, ProductId, Tx

WEEK = timedelta(days=7)
ACTIVE = timedelta(minutes=5)
LEFT_ALONE = timedelta(minutes=30)
CART_SHOWN_MAX = 5
# Only whoever has opened the mini-program has an openid.
_PAIR = """
    community.follow f join community.contact c on c.contact_id = f.contact_id
    left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = c.contact_id
    left join members.member m on m.id = i.member_id and m.left_at is null and m.openid is not null
"""
_MINE = "f.user_id = :guide and f.contact_id = :contact_id and f.ended_at is null"
_WHO = "c.contact_id, c.name, f.remark, coalesce(c.avatar_url, m.avatar_url) as avatar_url, m.id as member_id"
_WHOSE = Statement(text(f"select {_WHO} from {_PAIR} where {_MINE}"))
_CART = f"""
    (select json_build_object('lines', count(*), 'quantity', coalesce(sum(b.quantity), 0),
        'goods_fen', coalesce(sum(b.quantity * b.price_fen), 0), 'touched_at', max(b.added_at),
        'items', coalesce(json_agg(json_build_object('product_id', b.product_id, 'title', b.title,
            'image_url', b.image_url, 'price_fen', b.price_fen, 'option_text', b.option_text, 'quantity', b.quantity,
            'added_at', b.added_at) order by b.added_at desc) filter (where b.nth <= {CART_SHOWN_MAX}), '[]'))
     from (select k.quantity, s.price_fen, k.added_at, p.id as product_id, p.title,
                  coalesce(s.image_url, p.cover_url) as image_url, array_to_string(s.option_values, ' ') as option_text,
                  row_number() over (order by k.added_at desc) as nth
           from commerce.cart_line k join commerce.sku s on s.id = k.sku_id
           join commerce.product p on p.id = s.product_id
           where k.member_id = m.id) b)
"""
_LAST = """
    (select json_build_object('id', e.id, 'kind', e.kind, 'at', e.at, 'product_id', e.product_id, 'title', p.title,
        'image_url', p.cover_url, 'price_fen', p.price_fen, 'quantity', e.quantity, 'words', e.words,
        'order_id', e.order_id, 'amount_fen', e.amount_fen)
     from (select * from insight.event x where x.member_id = m.id and x.kind not in ('product_leave', 'abandoned')
           order by x.at desc, x.id desc limit 1) e left join commerce.product p on p.id = e.product_id)
"""
_VIEWED = """
    (select json_build_object('product_id', v.product_id, 'title', p.title, 'image_url', p.cover_url, 'times', v.times)
     from (select x.product_id, count(*) as times from insight.event x
           where x.member_id = m.id and x.kind = 'product_view' and x.at > :week_ago
           group by x.product_id order by count(*) desc, max(x.at) desc limit 1) v
     join commerce.product p on p.id = v.product_id)
"""
_CARD = Statement(
    text(f"""
    select {_WHO}, c.gender, f.added_at,
           coalesce((select array_agg(t.name order by t.sort desc, t.name) from community.follow_tag x
             join community.corp_tag t on t.tag_id = x.tag_id and not t.is_gone
             where x.user_id = f.user_id and x.contact_id = f.contact_id), '{{}}') as corp_tags,
           coalesce(l.name, '') as level_name, m.joined_at,
           coalesce((select n.name from members.subscription s join members.subscription_plan n on n.code = s.plan_code
             where s.member_id = m.id and s.state <> 'ended' and s.benefits_until > :now limit 1), '') as paid_plan,
           {_CART} as cart, {_LAST} as last, {_VIEWED} as viewed,
           (select count(*) from insight.event x where x.member_id = m.id and x.at > :week_ago
              and x.kind <> 'product_leave') as events_week,
           (select count(*) from commerce."order" o where o.member_id = m.id) as orders,
           (select count(*) from commerce.after_sale a where a.member_id = m.id
              and a.status not in ('refunded', 'rejected', 'cancelled')) as after_sales,
           (select count(*) from promotion.coupon k where k.member_id = m.id and k.state = 'held'
              and k.valid_until > :now) as coupons,
           (select count(*) from community.guide_task t where t.guide = f.user_id and t.contact_id = f.contact_id
              and t.state = 'open') as tasks,
           (select count(*) from community.guide_note n where n.guide = f.user_id
              and n.contact_id = f.contact_id) as notes
    from {_PAIR} left join members.level l on l.code = m.level_code where {_MINE}
    """)
)
_ME = Statement(
    text("""
    select g.user_id, coalesce(nullif(g.name, ''), g.user_id) as name, g.avatar_url,
           (select count(*) from community.follow f where f.user_id = g.user_id and f.ended_at is null) as contacts,
           (select count(*) from insight.presence s
              join members.identity i on i.member_id = s.member_id and i.channel = 'wecom' and i.app = :corp_id
              join community.follow f on f.user_id = g.user_id and f.contact_id = i.subject and f.ended_at is null
            where s.last_at > :active_since) as active_now,
           (select count(*) from community.guide_task t where t.guide = g.user_id and t.state = 'open') as tasks_open,
           (select count(*) from community.guide_task t where t.guide = g.user_id and t.state = 'open'
              and t.due_at < :now) as tasks_overdue
    from community.guide g where g.user_id = :guide and g.is_active
    """)
)


class _CartItemRow(msgspec.Struct, frozen=True):
    product_id: UUID
    title: str
    image_url: str
    price_fen: int
    option_text: str
    quantity: int
    added_at: datetime


class _CartRow(msgspec.Struct, frozen=True):
    lines: int
    quantity: int
    goods_fen: int
    touched_at: datetime | None
    items: tuple[_CartItemRow, ...]


_cart = msgspec.json.Decoder(_CartRow)
_last = msgspec.json.Decoder(EventRow)
_viewed = msgspec.json.Decoder(MostViewed)


class PostgresSidebarCards:
    """The part of `ports.community.sidebar_store.SidebarViews` that a page opens with."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def whose(self, tx: Tx, guide: str, contact_id: str) -> Whose | None:
        row = await _WHOSE.one(tx, guide=guide, contact_id=contact_id, corp_id=self._corp_id)
        return _whose(row) if row else None

    async def card(self, tx: Tx, guide: str, contact_id: str, now: datetime) -> CardRow | None:
        row = await _CARD.one(
            tx, guide=guide, contact_id=contact_id, corp_id=self._corp_id, now=now, week_ago=now - WEEK
        )
        if row is None:
            return None
        has_shop = row["member_id"] is not None
        last = _last.decode(row["last"]) if row["last"] else None
        return CardRow(
            whose=_whose(row),
            gender=row["gender"],
            added_at=row["added_at"],
            corp_tags=tuple(row["corp_tags"]),
            counts=TabCounts(**{name: row[name] for name in TabCounts.__struct_fields__}),
            level_name=row["level_name"],
            paid_plan=row["paid_plan"],
            joined_at=row["joined_at"],
            cart=_cart_summary(_cart.decode(row["cart"]), last, now) if has_shop else None,
            last=last,
            viewed=_viewed.decode(row["viewed"]) if row["viewed"] else None,
        )

    async def me(self, tx: Tx, guide: str, now: datetime) -> GuideSelf | None:
        row = await _ME.one(tx, guide=guide, corp_id=self._corp_id, now=now, active_since=now - ACTIVE)
        return GuideSelf(**row) if row else None


def _whose(row: asyncpg.Record) -> Whose:
    member_id = MemberId(row["member_id"]) if row["member_id"] else None
    return Whose(row["contact_id"], row["name"], row["remark"], row["avatar_url"], member_id)


def _cart_summary(row: _CartRow, last: EventRow | None, now: datetime) -> CartSummary:
    touched = [at for at in (row.touched_at, last.at if last else None) if at is not None]
    return CartSummary(
        lines=row.lines,
        quantity=row.quantity,
        goods_fen=row.goods_fen,
        is_abandoned=bool(row.lines and touched and max(touched) < now - LEFT_ALONE),
        items=tuple(
            CartItem(
                SidebarProduct(ProductId(one.product_id), one.title, one.image_url, one.price_fen),
                one.option_text,
                one.quantity,
                one.added_at,
            )
            for one in row.items
        ),
    )
