"""What guides have done, and what came of touches, over PostgreSQL. Reads commerce: what an order is called."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.performance import CreditedOrder, GuideFigure, Period
from ports.community.touches import TouchResult
from ports.kernel import Fen, Page, Tx

_ONE = "(cast(:user_id as text) is null or {column} = :user_id)"
_COMMISSION = "a.kept_fen * a.rate / 10000"
_FIGURES = Statement(
    text(f"""
    with sent as (
        select t.guide as user_id, count(distinct t.id) as touches, coalesce(sum(o.times), 0) as openings,
               count(distinct o.member_id) as visitors
        from community.touches t left join community.touch_openings o on o.touch_id = t.id
        where t.guide is not null and t.issued_at >= :since and t.issued_at < :until and {_ONE.format(column="t.guide")}
        group by t.guide
    ), gained as (
        select f.user_id, count(*) as gained from community.follow f
        where f.added_at >= :since and f.added_at < :until and {_ONE.format(column="f.user_id")} group by f.user_id
    ), lost as (
        select f.user_id, count(*) as lost from community.follow f
        where f.ended_at >= :since and f.ended_at < :until and f.ended_by <> 'transfer'
          and {_ONE.format(column="f.user_id")}
        group by f.user_id
    ), sold as (
        select a.guide as user_id, count(*) as orders, count(distinct a.member_id) as buyers,
               sum(a.paid_fen) as paid_fen, sum(a.kept_fen) as kept_fen, sum({_COMMISSION}) as commission_fen
        from community.attributed_orders a
        where a.guide is not null and a.paid_at >= :since and a.paid_at < :until and {_ONE.format(column="a.guide")}
        group by a.guide
    ), named as (
        select user_id from community.guide g where g.has_contacts and g.is_active and {_ONE.format(column="g.user_id")}
        union select user_id from sent union select user_id from gained union select user_id from lost
        union select user_id from sold
        union select d.user_id from community.guide_day d
        where d.day between :first_day and :last_day and d.messages > 0 and {_ONE.format(column="d.user_id")}
    )
    select n.user_id, coalesce(nullif(g.name, ''), n.user_id) as name, g.avatar_url,
           coalesce(g.is_active, false) as is_active,
           coalesce(s.touches, 0)::int as touches, coalesce(s.openings, 0)::int as openings,
           coalesce(s.visitors, 0)::int as visitors, coalesce(w.gained, 0)::int as gained,
           coalesce(l.lost, 0)::int as lost, coalesce(a.orders, 0)::int as orders, coalesce(a.buyers, 0)::int as buyers,
           coalesce(a.paid_fen, 0)::bigint as paid_fen, coalesce(a.kept_fen, 0)::bigint as kept_fen,
           coalesce(a.commission_fen, 0)::bigint as commission_fen
    from named n left join community.guide g on g.user_id = n.user_id left join sent s on s.user_id = n.user_id
    left join gained w on w.user_id = n.user_id left join lost l on l.user_id = n.user_id
    left join sold a on a.user_id = n.user_id
    order by kept_fen desc, orders desc, touches desc, n.user_id limit 1000
    """)
)
_UNATTRIBUTED = Statement(
    text("""
    select count(*)::int as orders, coalesce(sum(kept_fen), 0)::bigint as kept_fen from community.attributed_orders
    where guide is null and paid_at >= :since and paid_at < :until
    """)
)
_ORDERS = Statement(
    text(f"""
    select a.order_id, o.number, o.title, a.paid_at, a.paid_fen, a.kept_fen, a.rule, a.why, a.rate,
           {_COMMISSION} as commission_fen, a.touch_id, t.kind as touch_kind, a.rules_version
    from community.attributed_orders a join commerce."order" o on o.id = a.order_id
    left join community.touches t on t.id = a.touch_id
    where a.guide = :user_id and a.paid_at >= :since and a.paid_at < :until
      and (cast(:before_at as timestamptz) is null or (a.paid_at, a.order_id) < (:before_at, :before_id))
    order by a.paid_at desc, a.order_id desc limit :size
    """)
)

_TASKS_DONE = Statement(
    text("""
    select guide, count(*)::int as done from community.guide_task
    where state = 'done' and ended_at >= :since and ended_at < :until group by guide
    """)
)


def _results(where: str) -> Statement:
    return Statement(
        text(f"""
        with sent as (select id from community.touches where {where})
        select (select count(*)::int from sent) as touches,
               coalesce(sum(o.times), 0)::int as openings, count(distinct o.member_id)::int as visitors,
               (select count(*)::int from community.attributed_orders a join sent s on s.id = a.touch_id) as orders,
               (select count(distinct a.member_id)::int from community.attributed_orders a
                join sent s on s.id = a.touch_id) as buyers,
               (select coalesce(sum(a.kept_fen), 0)::bigint from community.attributed_orders a
                join sent s on s.id = a.touch_id) as kept_fen
        from community.touch_openings o join sent s on s.id = o.touch_id
        """)
    )


_OF_POST = _results("post_id = :key")
_OF_CHAT = _results("chat_id = :key")


class PostgresPerformanceViews:
    """Implements `ports.community.performance.PerformanceViews`."""

    async def figures(self, tx: Tx, period: Period, user_id: str | None) -> tuple[GuideFigure, ...]:
        rows = await _FIGURES.all(
            tx,
            since=period.since,
            until=period.until,
            first_day=period.first_day,
            last_day=period.last_day,
            user_id=user_id,
        )
        return tuple(GuideFigure(**row) for row in rows)

    async def unattributed(self, tx: Tx, period: Period) -> tuple[int, Fen]:
        row = await _UNATTRIBUTED.one(tx, since=period.since, until=period.until)
        return (row["orders"], row["kept_fen"]) if row else (0, 0)

    async def orders(self, tx: Tx, period: Period, user_id: str, cursor: str | None, limit: int) -> Page[CreditedOrder]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _ORDERS.all(
            tx,
            user_id=user_id,
            since=period.since,
            until=period.until,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [CreditedOrder(**row) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(items, encode_cursor((items[-1].paid_at, items[-1].order_id)) if more else None)


class PostgresTasksDone:
    """Implements `ports.community.performance.TasksDone`."""

    async def done(self, tx: Tx, period: Period) -> Mapping[str, int]:
        rows = await _TASKS_DONE.all(tx, since=period.since, until=period.until)
        return {row["guide"]: row["done"] for row in rows}


class PostgresTouchResults:
    """Implements `ports.community.touches.TouchResults`."""

    async def of_post(self, tx: Tx, post_id: UUID) -> TouchResult:
        return TouchResult(**(await _OF_POST.one(tx, key=post_id) or {}))

    async def of_chat(self, tx: Tx, chat_id: str) -> TouchResult:
        return TouchResult(**(await _OF_CHAT.one(tx, key=chat_id) or {}))
