"""Moments as operators see them, over PostgreSQL. Reads commerce for names and pictures."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.group_post_views import PostOrderView
from ports.community.moment_views import MomentDetail, MomentGuideView, MomentView
from ports.community.moments import MomentContent
from ports.community.touches import TouchResults
from ports.kernel import Page, Tx

ORDERS_SHOWN = 20
_VIEW = """
    select m.id, m.content, m.planned_at, m.state, m.version, m.made_at, m.made_by, m.started_at, m.problem,
           array(select f.url from jsonb_array_elements_text(m.content -> 'pictureIds') with ordinality x (id, place)
                 join commerce.media f on f.id = cast(x.id as uuid) order by x.place) as picture_urls,
           coalesce(nullif(m.content -> 'link' ->> 'title', ''), p.title) as link_title,
           coalesce(b.url, p.cover_url) as link_picture_url,
           array(select coalesce(t.name, x.id)
                 from jsonb_array_elements_text(m.content -> 'tagIds') with ordinality x (id, place)
                 left join community.corp_tag t on t.tag_id = x.id order by x.place) as tag_names,
           g.guides, g.published, g.customers,
           (select count(distinct o.member_id)::int from community.touches t
            join community.touch_openings o on o.touch_id = t.id where t.post_id = m.id) as visitors,
           (select count(*)::int from community.touches t
            join community.attributed_orders a on a.touch_id = t.id where t.post_id = m.id) as orders
    from community.moment m
    left join commerce.product p on p.id = cast(m.content -> 'link' ->> 'productId' as uuid)
    left join commerce.media b on b.id = cast(m.content -> 'link' ->> 'mediaId' as uuid)
    cross join lateral (
        select (count(*) filter (where state <> 'left_out'))::int as guides,
               (count(*) filter (where state = 'published'))::int as published,
               coalesce(sum(customers), 0)::int as customers
        from community.moment_guide o where o.moment_id = m.id
    ) g
"""
_PAGE = Statement(
    text(f"""
    {_VIEW} where cast(:before_at as timestamptz) is null or (m.planned_at, m.id) < (:before_at, :before_id)
    order by m.planned_at desc, m.id desc limit :size
    """)
)
_ONE = Statement(text(f"{_VIEW} where m.id = :id"))
_BEGUN = Statement(
    text("""
    select count(*)::int from community.moment
    where state not in ('draft', 'failed', 'cancelled') and planned_at >= :start and planned_at < :end
    """)
)
_GUIDES = Statement(
    text("""
    select g.user_id, coalesce(nullif(w.name, ''), g.user_id) as name, coalesce(w.is_active, false) as is_active,
           g.state, g.published_at, g.reminded_at, g.customers
    from community.moment_guide g left join community.guide w on w.user_id = g.user_id
    where g.moment_id = :id order by g.published_at nulls last, 2, g.user_id
    """)
)
_ORDERS = Statement(
    text("""
    select right(o.number, 6) as number, o.title, coalesce(nullif(w.name, ''), a.guide, '') as guide_name, a.paid_at,
           a.kept_fen
    from community.touches t join community.attributed_orders a on a.touch_id = t.id
    join commerce."order" o on o.id = a.order_id left join community.guide w on w.user_id = a.guide
    where t.post_id = :id order by a.paid_at desc, a.order_id desc limit :size
    """)
)
_content = msgspec.json.Decoder(MomentContent)


class PostgresMomentViews:
    """Implements `ports.community.moment_views.MomentReads`."""

    def __init__(self, results: TouchResults) -> None:
        self._results = results

    async def page(self, tx: Tx, cursor: str | None, limit: int) -> Page[MomentView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _PAGE.all(tx, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [_view(row) for row in rows[:limit]]
        return Page(items, encode_cursor((items[-1].planned_at, items[-1].id)) if len(rows) > limit else None)

    async def begun(self, tx: Tx, start: datetime, end: datetime) -> int:
        return int(await _BEGUN.value(tx, start=start, end=end) or 0)

    async def one(self, tx: Tx, moment_id: UUID) -> MomentDetail | None:
        row = await _ONE.one(tx, id=moment_id)
        if row is None:
            return None
        return MomentDetail(
            moment=_view(row),
            guides=tuple(MomentGuideView(**one) for one in await _GUIDES.all(tx, id=moment_id)),
            result=await self._results.of_post(tx, moment_id),
            orders=tuple(PostOrderView(**one) for one in await _ORDERS.all(tx, id=moment_id, size=ORDERS_SHOWN)),
        )


def _view(row: asyncpg.Record) -> MomentView:
    lists = {name: tuple(row[name]) for name in ("picture_urls", "tag_names")}
    return MomentView(**{**row, "content": _content.decode(row["content"]), **lists})
