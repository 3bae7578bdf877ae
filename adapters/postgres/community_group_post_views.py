"""The content calendar as operators see it, over PostgreSQL. Reads commerce and promotion for names and pictures."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.group_post_views import (
    ChatChoice,
    GroupPostDetail,
    GroupPostView,
    PostChatView,
    PostInDoubt,
    PostOrderView,
    PostSendView,
)
from ports.community.group_posts import PostContent
from ports.community.touches import TouchResult, TouchResults
from ports.kernel import Tx

ORDERS_SHOWN = 20
_VIEW = """
    select p.id, p.content, p.planned_at, p.state, p.version, p.made_at, p.made_by, p.problem,
           array(select m.url from jsonb_array_elements_text(p.content -> 'pictureIds') with ordinality x (id, place)
                 join commerce.media m on m.id = cast(x.id as uuid) order by x.place) as picture_urls,
           coalesce(nullif(p.content -> 'card' ->> 'title', ''), g.title) as card_title,
           coalesce(b.url, g.cover_url) as card_picture_url,
           case p.content -> 'attachment' ->> 'kind'
               when 'coupon' then (select t.name from promotion.coupon_template t
                                   where cast(t.id as text) = p.content -> 'attachment' ->> 'ref')
               when 'product' then (select t.title from commerce.product t
                                    where cast(t.id as text) = p.content -> 'attachment' ->> 'ref')
               when 'review' then (select left(t.body, 30) from community.ugc t
                                   where cast(t.id as text) = p.content -> 'attachment' ->> 'ref')
               else (select t.name from promotion.campaign t
                     where cast(t.id as text) = p.content -> 'attachment' ->> 'ref') end as attachment_name,
           (select count(*)::int from community.group_post_chat c where c.post_id = p.id) as chats,
           (select count(*)::int from community.group_post_chat c where c.post_id = p.id and c.state = 'sent')
               as delivered,
           s.owners, s.confirmed
    from community.group_post p
    left join commerce.product g on g.id = cast(p.content -> 'card' ->> 'productId' as uuid)
    left join commerce.media b on b.id = cast(p.content -> 'card' ->> 'mediaId' as uuid)
    cross join lateral (
        select count(*)::int as owners, count(confirmed_at)::int as confirmed from community.group_post_send o
        where o.post_id = p.id
    ) s
"""
_BETWEEN = Statement(
    text(f"{_VIEW} where p.planned_at >= :start and p.planned_at < :end order by p.planned_at, p.id limit 500")
)
_ONE = Statement(text(f"{_VIEW} where p.id = :id"))
_SENDS = Statement(
    text("""
    select s.owner, s.chat_id, coalesce(nullif(g.name, ''), s.owner) as guide_name, coalesce(r.name, '') as chat_name,
           s.state, s.message_id is not null as is_found, c.chats, c.delivered, s.confirmed_at, s.reminded_at, s.problem
    from community.group_post_send s left join community.guide g on g.user_id = s.owner
    left join community.chat r on r.chat_id = s.chat_id
    cross join lateral (
        select count(*)::int as chats, (count(*) filter (where state = 'sent'))::int as delivered
        from community.group_post_chat c
        where c.post_id = s.post_id and c.owner = s.owner and s.chat_id in ('', c.chat_id)
    ) c
    where s.post_id = :id order by s.owner, chat_name, s.chat_id
    """)
)
# A touch with a group was seen by that group alone.
_CHATS = Statement(
    text("""
    select p.chat_id, coalesce(c.name, '') as name, p.owner, p.state, p.sent_at, t.id is not null as is_known,
           1 as touches, v.openings, v.visitors, o.orders, o.buyers, o.kept_fen
    from community.group_post_chat p left join community.chat c on c.chat_id = p.chat_id
    left join community.touches t on t.post_id = p.post_id and t.chat_id = p.chat_id
    cross join lateral (
        select coalesce(sum(n.times), 0)::int as openings, count(distinct n.member_id)::int as visitors
        from community.touch_openings n where n.touch_id = t.id
    ) v
    cross join lateral (
        select count(*)::int as orders, count(distinct a.member_id)::int as buyers,
               coalesce(sum(a.kept_fen), 0)::bigint as kept_fen
        from community.attributed_orders a where a.touch_id = t.id
    ) o
    where p.post_id = :id order by p.owner, 2, p.chat_id
    """)
)
_IN_DOUBT = Statement(
    text("""
    select id, left(content ->> 'text', 60) as text, planned_at from community.group_post
    where state = 'unknown' order by planned_at, id limit 50
    """)
)
_ORDERS = Statement(
    text("""
    select right(o.number, 6) as number, o.title, coalesce(nullif(g.name, ''), t.guide, '') as guide_name, a.paid_at,
           a.kept_fen
    from community.touches t join community.attributed_orders a on a.touch_id = t.id
    join commerce."order" o on o.id = a.order_id left join community.guide g on g.user_id = t.guide
    where t.post_id = :id order by a.paid_at desc, a.order_id desc limit :size
    """)
)
_CHOICES = Statement(
    text("""
    select c.chat_id, c.name, c.kind, c.owner, coalesce(nullif(g.name, ''), c.owner) as owner_name, c.members
    from community.chat c left join community.guide g on g.user_id = c.owner
    where c.dismissed_at is null order by c.name, c.chat_id
    """)
)
_content = msgspec.json.Decoder(PostContent)


class PostgresGroupPostViews:
    """Implements `ports.community.group_post_views.GroupPostReads`."""

    def __init__(self, results: TouchResults) -> None:
        self._results = results

    async def between(self, tx: Tx, start: datetime, end: datetime) -> tuple[GroupPostView, ...]:
        return tuple(_view(row) for row in await _BETWEEN.all(tx, start=start, end=end))

    async def one(self, tx: Tx, post_id: UUID) -> GroupPostDetail | None:
        row = await _ONE.one(tx, id=post_id)
        if row is None:
            return None
        return GroupPostDetail(
            post=_view(row),
            sends=tuple(PostSendView(**send) for send in await _SENDS.all(tx, id=post_id)),
            chats=tuple(_chat(row) for row in await _CHATS.all(tx, id=post_id)),
            result=await self._results.of_post(tx, post_id),
            orders=tuple(PostOrderView(**one) for one in await _ORDERS.all(tx, id=post_id, size=ORDERS_SHOWN)),
        )

    async def in_doubt(self, tx: Tx) -> tuple[PostInDoubt, ...]:
        return tuple(PostInDoubt(**row) for row in await _IN_DOUBT.all(tx))

    async def chats(self, tx: Tx) -> tuple[ChatChoice, ...]:
        return tuple(ChatChoice(**row) for row in await _CHOICES.all(tx))


def _view(row: asyncpg.Record) -> GroupPostView:
    values = {**row, "content": _content.decode(row["content"]), "picture_urls": tuple(row["picture_urls"])}
    return GroupPostView(**values)


def _chat(row: asyncpg.Record) -> PostChatView:
    result = TouchResult(**{name: row[name] for name in TouchResult.__struct_fields__}) if row["is_known"] else None
    return PostChatView(row["chat_id"], row["name"], row["owner"], row["state"], row["sent_at"], result)
