"""The sidebar beside a group, over PostgreSQL. Joins members, commerce and insight: who of the group the shop knows."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.chat_cards import ChatCard, ChatKnown, ChatViewed, LevelShare
from ports.community.sidebar import SidebarProduct
from ports.kernel import ProductId, Tx

KNOWN_MAX, VIEWED_MAX = 60, 8
# Only for whoever is in the group; who has been in the mini-program has an openid.
_CARD = Statement(
    text(f"""
    with own as materialized (
        select c.chat_id, c.name, c.owner, c.members from community.chat c
        where c.chat_id = :chat_id and c.state <> 'dismissed' and exists (
            select from community.chat_member m where m.chat_id = c.chat_id and m.subject = :guide and m.is_staff
              and m.left_at is null)
    ), people as materialized (
        select p.subject as contact_id, coalesce(nullif(p.name, ''), c.name, '') as name, c.avatar_url,
               m.id as member_id, l.name as level_name, l.sort,
               exists (select from community.follow f where f.user_id = :guide and f.contact_id = p.subject
                         and f.ended_at is null) as is_mine
        from own o join community.chat_member p on p.chat_id = o.chat_id and not p.is_staff and p.left_at is null
        left join community.contact c on c.contact_id = p.subject
        left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = p.subject
        left join members.member m on m.id = i.member_id and m.left_at is null and m.openid is not null
        left join members.level l on l.code = m.level_code
    ), viewed as (
        select e.product_id, count(distinct e.member_id) as viewers, max(e.at) as last_at
        from (select distinct member_id from people where member_id is not null) w
        join insight.presence s on s.member_id = w.member_id and s.last_at >= :since
        join insight.event e on e.member_id = w.member_id and e.kind = 'product_view' and e.at >= :since
        group by e.product_id order by count(distinct e.member_id) desc, max(e.at) desc limit {VIEWED_MAX}
    )
    select o.chat_id, o.name, coalesce(nullif(g.name, ''), o.owner) as owner_name, o.members,
           (select coalesce(json_agg(k), '[]') from (
               select contact_id, name, avatar_url, level_name, is_mine from people
               where member_id is not null or is_mine order by is_mine desc, sort desc nulls last, name limit {KNOWN_MAX}
            ) k) as known,
           (select coalesce(json_agg(k), '[]') from (
               select level_name, count(*) as members from people where level_name is not null
               group by level_name, sort order by sort desc) k) as levels,
           (select coalesce(json_agg(k), '[]') from (
               select p.id, p.title, p.cover_url as image_url, p.price_fen, v.viewers, v.last_at
               from viewed v join commerce.product p on p.id = v.product_id order by v.viewers desc, v.last_at desc
            ) k) as viewed
    from own o left join community.guide g on g.user_id = o.owner
    """)
)


class _Known(msgspec.Struct, frozen=True):
    contact_id: str
    name: str
    avatar_url: str | None
    level_name: str | None
    is_mine: bool


class _Level(msgspec.Struct, frozen=True):
    level_name: str
    members: int


class _Viewed(msgspec.Struct, frozen=True):
    id: UUID
    title: str
    image_url: str
    price_fen: int
    viewers: int
    last_at: datetime


_known = msgspec.json.Decoder(tuple[_Known, ...])
_levels = msgspec.json.Decoder(tuple[_Level, ...])
_viewed = msgspec.json.Decoder(tuple[_Viewed, ...])


class PostgresChatCards:
    """Implements `ports.community.chat_cards.ChatCardReads`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def card(self, tx: Tx, guide: str, chat_id: str, since: datetime) -> ChatCard | None:
        row = await _CARD.one(tx, guide=guide, chat_id=chat_id, corp_id=self._corp_id, since=since)
        return _card(row) if row else None


def _card(row: Any) -> ChatCard:
    return ChatCard(
        chat_id=row["chat_id"],
        name=row["name"],
        owner_name=row["owner_name"],
        members=row["members"],
        known=tuple(
            ChatKnown(one.contact_id, one.name, one.avatar_url, one.level_name, one.is_mine)
            for one in _known.decode(row["known"])
        ),
        levels=tuple(LevelShare(one.level_name, one.members) for one in _levels.decode(row["levels"])),
        viewed=tuple(
            ChatViewed(
                SidebarProduct(ProductId(one.id), one.title, one.image_url, one.price_fen), one.viewers, one.last_at
            )
            for one in _viewed.decode(row["viewed"])
        ),
        posts=(),
    )
