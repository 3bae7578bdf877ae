"""What shoppers and operators read of group-buys, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, MemberId, OrderId, Page, ProductId, SkuId, Tx
from ports.promotion.group_views import (
    Face,
    GroupProduct,
    GroupUnits,
    OpenTeam,
    TeamFilter,
    TeamMember,
    TeamRow,
)
from ports.promotion.rules import GroupBuy

TEAMS_SHOWN_MAX = 10
# A popular product has thousands of open teams: those that end first are looked at, and need people the most.
TEAMS_LOOKED_AT_MAX = 200

_PRODUCT = """
    select c.id as campaign_id, c.name, c.label, c.ends_at, c.rule, p.id as product_id, p.title, p.cover_url,
           min(s.price_fen) as list_price_fen,
           jsonb_agg(jsonb_build_object('skuId', i.sku_id, 'quota', i.quota, 'taken', i.taken,
                                             'perMemberMax', i.per_member_max) order by s.position)
               as items,
           (select count(*) from promotion.seat t
            where t.campaign_id = c.id and t.state = 'paid' and t.sku_id = any(array_agg(i.sku_id))) as people
    from promotion.campaign c
    join promotion.campaign_item i on i.campaign_id = c.id
    join commerce.sku s on s.id = i.sku_id and s.enabled and not s.removed
    join commerce.product p on p.id = s.product_id and p.status = 'on_sale'
    where c.kind = 'group_buy'
"""
_PRODUCTS = Statement(
    text(f"""
        {_PRODUCT} and c.state = 'published' and c.starts_at <= :now and c.ends_at > :now
          and (cast(:product_id as uuid) is null or p.id = cast(:product_id as uuid))
        group by c.id, p.id order by c.priority, c.ends_at, c.id, p.id limit :size
    """)
)
_ONE_PRODUCT = Statement(
    text(f"{_PRODUCT} and c.id = :campaign_id and p.id = cast(:product_id as uuid) group by c.id, p.id")
)
_JOINABLE = Statement(
    text("""
        select t.id, t.size, m.nickname, m.avatar_url, t.size - n.sitting as missing, t.expires_at
        from (
            select id, size, leader_id, expires_at from promotion.team
            where campaign_id = :campaign_id and product_id = :product_id and state = 'open' and expires_at > :now
            order by expires_at limit :looked_at
        ) t
        join members.member m on m.id = t.leader_id
        cross join lateral (
            select count(*) filter (where s.state = 'paid') as paid,
                   count(*) filter (where s.state = 'paid' or (s.state = 'held' and s.held_until > :now)) as sitting,
                   bool_or(s.member_id = cast(:member_id as uuid) and s.state in ('held', 'paid')) as is_mine
            from promotion.seat s where s.team_id = t.id
        ) n
        where n.paid > 0 and n.sitting < t.size and n.is_mine is not true
        order by missing, t.expires_at, t.id limit :size
    """)
)
_FACES = Statement(
    text("select id as member_id, nickname, avatar_url from members.member where id = any(cast(:ids as uuid[]))")
)
_OWN_TEAM = Statement(text("select team_id from promotion.seat where order_id = :order_id and member_id = :member_id"))
_TEAMS = Statement(
    text("""
        select t.id, t.product_id, t.title, t.size, t.state, t.opened_at, t.expires_at, t.ended_at,
               n.paid, coalesce(n.members, '[]') as members
        from promotion.team t
        cross join lateral (
            select count(*) filter (where s.state = 'paid' or s.is_counted) as paid,
                   jsonb_agg(jsonb_build_object(
                       'orderId', s.order_id, 'orderNumber', coalesce(o.number, ''),
                       'nickname', coalesce(m.nickname, ''), 'isLeader', s.member_id = t.leader_id, 'state', s.state
                   ) order by s.taken_at, s.id) as members
            from promotion.seat s
            left join members.member m on m.id = s.member_id
            left join commerce."order" o on o.id = s.order_id
            where s.team_id = t.id
        ) n
        where t.campaign_id = :campaign_id and (:which = 'all' or t.state = :which)
          and (cast(:at as timestamptz) is null or (t.opened_at, t.id) < (:at, cast(:id as uuid)))
        order by t.opened_at desc, t.id desc limit :size
    """)
)


class _Item(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    quota: int | None
    taken: int
    per_member_max: int | None


_items = msgspec.json.Decoder(tuple[_Item, ...])
_rule = msgspec.json.Decoder(GroupBuy)
_members = msgspec.json.Decoder(tuple[TeamMember, ...])
_PLAIN = ("campaign_id", "name", "label", "ends_at", "product_id", "title", "cover_url", "list_price_fen", "people")


class PostgresTeamViews:
    """Implements `ports.promotion.group_views.GroupViews`."""

    async def products(self, tx: Tx, now: datetime, product_id: ProductId | None, limit: int) -> Sequence[GroupProduct]:
        rows = await _PRODUCTS.all(tx, now=now, product_id=product_id, size=limit)
        return [found for row in rows if (found := _product(row)) is not None]

    async def product(self, tx: Tx, campaign_id: CampaignId, product_id: ProductId) -> GroupProduct | None:
        row = await _ONE_PRODUCT.one(tx, campaign_id=campaign_id, product_id=product_id)
        return _product(row) if row else None

    async def joinable(
        self, tx: Tx, product: tuple[CampaignId, ProductId], member_id: MemberId | None, now: datetime
    ) -> Sequence[OpenTeam]:
        rows = await _JOINABLE.all(
            tx,
            campaign_id=product[0],
            product_id=product[1],
            member_id=member_id,
            now=now,
            looked_at=TEAMS_LOOKED_AT_MAX,
            size=TEAMS_SHOWN_MAX,
        )
        return [OpenTeam(**row) for row in rows]

    async def faces(self, tx: Tx, member_ids: Sequence[MemberId]) -> Sequence[Face]:
        return [Face(**row) for row in await _FACES.all(tx, ids=list(member_ids))]

    async def own_team(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> UUID | None:
        found: UUID | None = await _OWN_TEAM.value(tx, order_id=order_id, member_id=member_id)
        return found

    async def teams(
        self, tx: Tx, campaign_id: CampaignId, which: TeamFilter, cursor: str | None, limit: int
    ) -> Page[TeamRow]:
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _TEAMS.all(tx, campaign_id=campaign_id, which=which, at=at, id=id_, size=limit + 1)
        items = [TeamRow(**_plain(row, "members"), members=_members.decode(row["members"])) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(items, encode_cursor((items[-1].opened_at, items[-1].id)) if more else None)


def _plain(row: asyncpg.Record, *without: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in without}


def _product(row: asyncpg.Record) -> GroupProduct | None:
    """None: no SKU on sale has a price in any size."""
    rule, items = _rule.decode(row["rule"]), _items.decode(row["items"])
    known = {item.sku_id for item in items}
    prices = tuple(one for one in rule.prices if one.sku_id in known)
    if not prices:
        return None
    units = tuple(
        GroupUnits(
            item.sku_id, item.quota, None if item.quota is None else item.quota - item.taken, item.per_member_max
        )
        for item in items
    )
    given = {name: row[name] for name in _PLAIN}
    return GroupProduct(hours=rule.hours, joins_strangers=rule.joins_strangers, prices=prices, units=units, **given)
