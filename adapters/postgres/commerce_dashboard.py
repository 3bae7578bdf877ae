"""Figures of the admin's home page: one statement, each part by an index on its time."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.dashboard_views import Day, Figures, Hour, OwnAttention, Sum, TopProduct, Window
from ports.kernel import Tx

_SUM = """
    (select json_build_object(
        'gmv_fen', coalesce(sum(o.paid_fen), 0), 'paid_orders', count(*),
        'orders', (select count(*) from commerce."order" p where p.placed_at >= {start} and p.placed_at < {end}),
        'refund_fen', (select coalesce(sum(r.amount_fen), 0) from payments.refund r
                       where r.state = 'succeeded' and r.finished_at >= {start} and r.finished_at < {end}))
     from commerce."order" o where o.paid_at >= {start} and o.paid_at < {end})
"""
_TODAY = _SUM.format(start="cast(:today as timestamptz)", end="cast(:now as timestamptz)")
_LAST_WEEK = _SUM.format(start="cast(:last_week as timestamptz)", end="cast(:last_week_now as timestamptz)")
_FIGURES = Statement(
    text(f"""
        select {_TODAY} as today, {_LAST_WEEK} as last_week,
            (select coalesce(json_agg(h), '[]') from (
                select cast(extract(hour from o.paid_at at time zone 'Asia/Shanghai') as int) as hour,
                       coalesce(sum(o.paid_fen) filter (where o.paid_at >= :today), 0) as "gmvFen",
                       coalesce(sum(o.paid_fen) filter (where o.paid_at < :today), 0) as "lastWeekGmvFen"
                from commerce."order" o
                where o.paid_at >= :today
                   or (o.paid_at >= :last_week and o.paid_at < cast(:last_week as timestamptz) + interval '1 day')
                group by 1) h) as hourly,
            (select coalesce(json_agg(d), '[]') from (
                select to_char(o.paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as date,
                       sum(o.paid_fen) as "gmvFen", count(*) as orders
                from commerce."order" o where o.paid_at >= :first_day group by 1) d) as days,
            (select coalesce(json_agg(t), '[]') from (
                select l.product_id as id, p.title, p.cover_url as "coverUrl", sum(l.quantity) as quantity,
                       sum(l.payable_fen) as "gmvFen"
                from commerce."order" o join commerce.order_line l on l.order_id = o.id
                join commerce.product p on p.id = l.product_id
                where o.paid_at >= :top_since
                group by l.product_id, p.title, p.cover_url
                order by quantity desc, "gmvFen" desc, l.product_id limit 10) t) as top_products
    """)
)
_ATTENTION = Statement(
    text("""
        select count(*) filter (where s.status in ('applied', 'escalated', 'returning')) as after_sales_open,
               count(*) filter (where s.status in ('applied', 'escalated', 'returning') and s.deadline_at < :near)
                   as after_sales_near_deadline,
               (select count(*) from payments.refund r where r.state = 'stuck') as stuck_refunds,
               (select count(*) from kernel.delivery d where d.status = 'parked') as parked,
               coalesce((select cast(c.state = 'stopped' and c.problem is not null as int)
                         from community.comparison c order by c.number desc limit 1), 0) as comparisons_stopped,
               (select count(*) from community.unassigned) as unassigned,
               (select count(*) from community.group_post g where g.state = 'unknown') as posts_in_doubt,
               (select count(*) from community.join_code j
                where j.state <> 'stopped' and (j.problem is not null or j.state in ('unknown', 'failed')))
                   as join_code_problems,
               (select count(*) from community.moment m where m.state = 'unknown') as moments_in_doubt,
               (select count(*) from community.leaver_contact w
                join community.follow f on f.user_id = w.user_id and f.contact_id = w.contact_id and f.ended_at is null
                where w.state = 'refused') as remarks_refused,
               (select count(*) from community.ugc u where u.state = 'in_review') as ugc_waiting
        from commerce.after_sale s where s.status in ('applied', 'escalated', 'returning')
    """)
)
_sum = msgspec.json.Decoder(Sum)
_hourly = msgspec.json.Decoder(tuple[Hour, ...])
_days = msgspec.json.Decoder(tuple[Day, ...])
_products = msgspec.json.Decoder(tuple[TopProduct, ...])


class PostgresDashboardViews:
    """Implements `ports.commerce.dashboard_views.DashboardViews`."""

    async def figures(self, tx: Tx, window: Window) -> Figures:
        row = await _FIGURES.one(
            tx,
            now=window.now,
            today=window.today,
            last_week=window.last_week,
            last_week_now=window.last_week_now,
            first_day=window.first_day,
            top_since=window.top_since,
        )
        assert row is not None
        return Figures(
            today=_sum.decode(row["today"]),
            last_week=_sum.decode(row["last_week"]),
            hourly=_hourly.decode(row["hourly"]),
            days=_days.decode(row["days"]),
            top_products=_products.decode(row["top_products"]),
        )

    async def attention(self, tx: Tx, near: datetime) -> OwnAttention:
        row = await _ATTENTION.one(tx, near=near)
        assert row is not None
        return OwnAttention(**row)
