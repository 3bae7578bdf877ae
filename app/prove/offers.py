"""What must hold between campaigns, coupons and orders at any quiet moment, as SQL that counts where it does not.

Quiet: no delivery of promotion is pending. Each statement stands by itself, so that an operator can run it too.
"""

from typing import Any

from msgspec import Struct

BREACHES: dict[str, str] = {
    "items whose taken units are not those of their orders": """
        select count(*) from promotion.campaign_item i full join (
            select campaign_id, sku_id, sum(units) as units from promotion.order_use
            where sku_id is not null and state <> 'released' group by 1, 2) u using (campaign_id, sku_id)
        where coalesce(i.taken, 0) <> coalesce(u.units, 0)
          and not exists (select from supply.pool p where p.campaign_id = i.campaign_id and p.sku_id = i.sku_id)
    """,
    "items with a pool of their own that count other units than the pool has sold": """
        select count(*) from promotion.campaign_item i join promotion.flash_pool f using (campaign_id, sku_id) join (
            select campaign_id, sku_id, sum(taken) as taken from supply.pool group by 1, 2) p
            using (campaign_id, sku_id)
        where f.state = 'open' and i.taken <> p.taken
    """,
    "items sold beyond their quota": """
        select count(*) from promotion.campaign_item where taken > quota
    """,
    "members whose taken units are not those of their orders": """
        select count(*) from promotion.member_taking m full join (
            select campaign_id, sku_id, member_id, sum(units) as units from promotion.order_use
            where sku_id is not null and state <> 'released' group by 1, 2, 3) u using (campaign_id, sku_id, member_id)
        where coalesce(m.taken, 0) <> coalesce(u.units, 0)
    """,
    "members beyond their share": """
        select count(*) from promotion.member_taking m
        join promotion.campaign_item i using (campaign_id, sku_id) where m.taken > i.per_member_max
    """,
    # A day is the most that a level may be early; what levels had at the time is not kept.
    "uses by a campaign that did not run for anybody": """
        select count(*) from promotion.order_use u join promotion.campaign c on c.id = u.campaign_id
        where c.kind not in ('group_buy', 'bargain', 'flash')
          and (u.taken_at >= c.ends_at
               or u.taken_at < c.starts_at - case when c.opens_early then interval '1 day' else interval '0' end)
    """,
    "uses whose state is not that of their order": """
        select count(*) from promotion.order_use u left join commerce."order" o on o.id = u.order_id
        where o.id is null
           or u.state = 'held' and o.status <> 'pending_payment'
           or u.state = 'used' and (o.paid_at is null or o.status = 'cancelled')
           or u.state = 'released' and o.status not in ('cancelled', 'closed')
    """,
    "templates that count other coupons than there are": """
        select count(*) from promotion.coupon_template t
        where t.claimed <> (select count(*) from promotion.coupon k where k.template_id = t.id) or t.claimed > t.total
    """,
    "members who count other coupons than they have": """
        select count(*) from promotion.coupon_count c full join (
            select template_id, member_id, count(*) as n from promotion.coupon group by 1, 2) k
            using (template_id, member_id)
        where coalesce(c.claimed, 0) <> coalesce(k.n, 0)
    """,
    "channels that count other coupons than there are": """
        select count(*) from promotion.coupon_channel c
        where c.claimed <> (select count(*) from promotion.coupon k where k.channel_code = c.code)
    """,
    "coupons whose state is not what their ledger says": """
        select count(*) from promotion.coupon k left join (
            select distinct on (coupon_id) coupon_id, kind, order_id from promotion.coupon_entry
            order by coupon_id, at desc) l on l.coupon_id = k.id
        where l.kind is null or k.order_id is distinct from (case when l.kind in ('lock', 'redeem') then l.order_id end)
           or k.state <> case l.kind when 'lock' then 'locked' when 'redeem' then 'used' when 'expire' then 'expired'
                                     when 'revoke' then 'revoked' else 'held' end
    """,
    "locked coupons of orders that do not wait for payment": """
        select count(*) from promotion.coupon k left join commerce."order" o on o.id = k.order_id
        where k.state = 'locked' and o.status is distinct from 'pending_payment'
    """,
    "used coupons of orders that nobody paid": """
        select count(*) from promotion.coupon k left join commerce."order" o on o.id = k.order_id
        where k.state = 'used' and (o.paid_at is null or o.status = 'cancelled')
    """,
    "used coupons of refunded orders that should have come back": """
        select count(*) from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
        where k.state = 'used' and t.returns_on_refund and not exists (
            select from commerce.order_line l where l.order_id = k.order_id and l.refunded < l.quantity)
    """,
    "coupons of other members' orders": """
        select count(*) from promotion.coupon k join commerce."order" o on o.id = k.order_id
        where k.member_id <> o.member_id
    """,
    "orders whose coupons took something else than was said": """
        select count(*) from commerce."order" o join (
            select order_id, sum(off_fen) as off_fen from promotion.coupon where order_id is not null group by 1) k
            on k.order_id = o.id
        where not exists (select from promotion.coupon_entry e where e.order_id = o.id and e.kind = 'return')
          and k.off_fen <> -(select coalesce(sum((d ->> 'amountFen')::bigint), 0)
                             from jsonb_array_elements(o.derivation) d where d ->> 'step' = 'coupon')
    """,
    "orders whose campaigns took something else than was said": """
        select count(*) from (
            select u.order_id, u.campaign_id::text as campaign, sum(u.off_fen) as off_fen
            from promotion.order_use u group by 1, 2) u
        full join (
            select o.id as order_id, split_part(d ->> 'rule', ':', 2) as campaign,
                   -sum((d ->> 'amountFen')::bigint) as off_fen
            from commerce."order" o, jsonb_array_elements(o.derivation) d
            where d ->> 'step' in ('activity_price', 'threshold') group by 1, 2) d using (order_id, campaign)
        where coalesce(u.off_fen, 0) <> coalesce(d.off_fen, 0)
    """,
    "orders whose sums do not agree with their lines and their derivation": """
        select count(*) from commerce."order" o cross join lateral (
            select sum(payable_fen) as payable_fen, sum(unit_fen * quantity) as goods_fen, min(payable_fen) as least_fen
            from commerce.order_line where order_id = o.id) l
        cross join lateral (
            select sum((d ->> 'amountFen')::bigint) as payable_fen from jsonb_array_elements(o.derivation) d) s
        where o.payable_fen <> l.payable_fen + o.freight_fen or o.payable_fen <> s.payable_fen
           or o.goods_fen <> l.goods_fen or o.discount_fen <> l.goods_fen - l.payable_fen
           or o.discount_fen < 0 or o.freight_fen < 0 or l.least_fen < 0
    """,
    "paid orders that keep another sum than their payment": """
        select count(*) from commerce."order" o join payments.attempt a on a.id = o.paid_attempt_id
        where a.paid_fen <> o.paid_fen or a.refunded_fen <> o.refunded_fen or o.paid_fen <> o.payable_fen
           or o.refunded_fen > o.paid_fen
    """,
    "orders that gave back more than was paid for a line": """
        select count(*) from commerce.order_line
        where refunded_fen > payable_fen or refunded > quantity or (refunded = quantity and refunded_fen <> payable_fen)
    """,
    "grants that count other coupons than they gave": """
        select count(*) from promotion.coupon_grant g
        where g.granted <> (select count(*) from promotion.coupon k
                            where k.template_id = g.template_id and k.claim_key like 'grant:' || g.id || ':%')
    """,
}
_COUNTS = """
    select 'order ' || status as name, count(*) from commerce."order" group by 1
    union all select 'coupon ' || state, count(*) from promotion.coupon group by 1
    union all select 'coupon entry ' || kind, count(*) from promotion.coupon_entry group by 1
    union all select 'use ' || u.state || ' of ' || c.kind, count(*)
              from promotion.order_use u join promotion.campaign c on c.id = u.campaign_id group by 1
    union all select 'team ' || state, count(*) from promotion.team group by 1
    union all select 'bargain ' || state, count(*) from promotion.bargain group by 1
    union all select 'ticket ' || state, count(*) from promotion.flash_ticket group by 1
    order by 1
"""
_UNSETTLED = """
    select (select count(*) from kernel.delivery where status = 'pending' and due_at < now() + interval '1 minute')
         + (select count(*) from payments.refund where state <> 'succeeded')
         + (select count(*) from commerce.after_sale where status = 'refunding')
         + (select count(*) from promotion.team where state = 'open' and expires_at < now())
         + (select count(*) from promotion.flash_pool f join promotion.campaign c on c.id = f.campaign_id
            where f.state = 'open' and (c.ends_at < now() or c.state <> 'published'))
"""


class Breach(Struct, frozen=True):
    name: str
    rows: int


async def breaches(pool: Any) -> list[Breach]:
    """Every rule with the number of rows that break it; `pool` is asyncpg's."""
    return [Breach(name, int(await pool.fetchval(sql))) for name, sql in BREACHES.items()]


async def unsettled(pool: Any) -> int:
    """Deliveries, refunds and payments that are still under way."""
    return int(await pool.fetchval(_UNSETTLED))


async def counts(pool: Any) -> list[tuple[str, int]]:
    return [(str(row[0]), int(row[1])) for row in await pool.fetch(_COUNTS)]
