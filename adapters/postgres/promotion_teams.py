"""Teams of group-buys and their seats over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, MemberId, OrderId, SkuId, Tx
from ports.promotion.groups import DueTeam, Gathering, GroupCampaign, GroupGoods, Seat, Team
from ports.promotion.rules import GroupBuy, OfferItem

_CAMPAIGN = "c.id, c.label, c.stacks, c.rule, c.state = 'published' as is_published, c.starts_at, c.ends_at"
_READ_CAMPAIGN = Statement(
    text(f"select {_CAMPAIGN} from promotion.campaign c where c.id = :id and c.kind = 'group_buy'")
)
_GOODS = Statement(
    text(f"""
        select {_CAMPAIGN}, i.sku_id, i.price_fen, i.quota, i.taken, i.per_member_max,
               coalesce(m.taken, 0) as member_taken, s.product_id, p.title
        from promotion.campaign c
        join promotion.campaign_item i on i.campaign_id = c.id
        join commerce.sku s on s.id = i.sku_id
        join commerce.product p on p.id = s.product_id
        left join promotion.member_taking m
            on m.campaign_id = c.id and m.sku_id = i.sku_id and m.member_id = :member_id
        where c.id = :id and c.kind = 'group_buy' and i.sku_id = any(cast(:sku_ids as uuid[]))
    """)
)
_TEAM_OF = Statement(text("select team_id from promotion.seat where order_id = :order_id"))
_TEAM = f"select {', '.join(Team.__struct_fields__)} from promotion.team where id = :id"
_READ_TEAM = Statement(text(_TEAM))
_LOCK_TEAM = Statement(text(f"{_TEAM} for no key update"))
_SEATS = Statement(
    text(f"""
        select {", ".join(Seat.__struct_fields__)} from promotion.seat where team_id = :team_id order by taken_at, id
    """)
)
_UNPAID = Statement(
    text("""
        select order_id from promotion.seat
        where campaign_id = :campaign_id and member_id = :member_id and state = 'held' and held_until > :at
    """)
)
_LAPSE_OWN = Statement(
    text("""
        update promotion.seat set state = 'lapsed'
        where campaign_id = :campaign_id and member_id = :member_id and state = 'held' and held_until <= :at
    """)
)
_OPEN = Statement(
    text("""
        insert into promotion.team (id, campaign_id, product_id, title, size, state, leader_id, opened_at, expires_at,
                                    ended_at)
        values (:id, :campaign_id, :product_id, :title, :size, :state, :leader_id, :opened_at, :expires_at, :ended_at)
    """)
)
_SIT = Statement(
    text("""
        insert into promotion.seat (id, team_id, campaign_id, member_id, order_id, sku_id, units, state, taken_at,
                                    held_until, paid_at, is_counted, is_moved, reason)
        values (:id, :team_id, :campaign_id, :member_id, :order_id, :sku_id, :units, :state, :taken_at, :held_until,
                :paid_at, :is_counted, :is_moved, :reason)
        on conflict do nothing
    """)
)
_SAVE_TEAM = Statement(
    text("update promotion.team set state = :state, leader_id = :leader_id, ended_at = :ended_at where id = :id")
)
_SAVE_SEATS = Statement(
    text("""
        update promotion.seat s set team_id = n.team_id, state = n.state, paid_at = n.paid_at,
                                    is_counted = n.is_counted, is_moved = n.is_moved, reason = n.reason
        from unnest(cast(:ids as uuid[]), cast(:team_ids as uuid[]), cast(:states as text[]),
                    cast(:paid_at as timestamptz[]), cast(:counted as boolean[]), cast(:moved as boolean[]),
                    cast(:reasons as text[])) as n (id, team_id, state, paid_at, is_counted, is_moved, reason)
        where s.id = n.id
    """)
)
_DUE = Statement(
    text("""
        select t.id, t.expires_at > :expired as is_stopped
        from promotion.team t join promotion.campaign c on c.id = t.campaign_id
        where t.state = 'open' and (t.expires_at <= :expired or (c.state = 'stopped' and c.stopped_at <= :now))
        order by t.expires_at, t.id limit :size
    """)
)
_OVERDUE = Statement(
    text("""
        select distinct team_id from promotion.seat where state = 'held' and held_until <= :now
        order by team_id limit :size
    """)
)
_rule = msgspec.json.Decoder(GroupBuy)
_CAMPAIGN_FIELDS = ("id", "label", "is_published", "starts_at", "ends_at")


class PostgresTeams:
    """Implements `ports.promotion.groups.TeamStore`."""

    async def goods(
        self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId], member_id: MemberId
    ) -> list[GroupGoods]:
        rows = await _GOODS.all(tx, id=campaign_id, sku_ids=list(sku_ids), member_id=member_id)
        return [
            GroupGoods(
                _campaign(row),
                row["product_id"],
                row["title"],
                OfferItem(**{name: row[name] for name in OfferItem.__struct_fields__}),
            )
            for row in rows
        ]

    async def campaign(self, tx: Tx, campaign_id: CampaignId) -> GroupCampaign | None:
        row = await _READ_CAMPAIGN.one(tx, id=campaign_id)
        return _campaign(row) if row else None

    async def team_of(self, tx: Tx, order_id: OrderId) -> UUID | None:
        found: UUID | None = await _TEAM_OF.value(tx, order_id=order_id)
        return found

    async def read(self, tx: Tx, team_id: UUID) -> Gathering | None:
        return await _gathering(tx, await _READ_TEAM.one(tx, id=team_id))

    async def lock(self, tx: Tx, team_id: UUID) -> Gathering | None:
        # Two statements: one that waits for the lock would read the seats as they were before the wait.
        return await _gathering(tx, await _LOCK_TEAM.one(tx, id=team_id))

    async def unpaid(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, at: datetime) -> OrderId | None:
        found: OrderId | None = await _UNPAID.value(tx, campaign_id=campaign_id, member_id=member_id, at=at)
        return found

    async def lapse_own(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, at: datetime) -> None:
        await _LAPSE_OWN.run(tx, campaign_id=campaign_id, member_id=member_id, at=at)

    async def open(self, tx: Tx, team: Team) -> None:
        await _OPEN.run(tx, **_values(team))

    async def sit(self, tx: Tx, seat: Seat) -> bool:
        return await _SIT.run(tx, **_values(seat)) == 1

    async def save(self, tx: Tx, after: Gathering) -> None:
        team = after.team
        await _SAVE_TEAM.run(tx, id=team.id, state=team.state, leader_id=team.leader_id, ended_at=team.ended_at)
        # Those that give a place up go first: the unique indexes are checked row by row.
        for gone in (True, False):
            if seats := [seat for seat in after.seats if (seat.state in ("lapsed", "left")) is gone]:
                await _SAVE_SEATS.run(tx, **_arrays(seats))

    async def due(self, tx: Tx, expired: datetime, now: datetime, limit: int) -> list[DueTeam]:
        return [DueTeam(**row) for row in await _DUE.all(tx, expired=expired, now=now, size=limit)]

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> list[UUID]:
        return [row["team_id"] for row in await _OVERDUE.all(tx, now=now, size=limit)]


async def _gathering(tx: Tx, row: asyncpg.Record | None) -> Gathering | None:
    if row is None:
        return None
    seats = await _SEATS.all(tx, team_id=row["id"])
    return Gathering(Team(**row), tuple(Seat(**seat) for seat in seats))


def _campaign(row: asyncpg.Record) -> GroupCampaign:
    given = {name: row[name] for name in _CAMPAIGN_FIELDS}
    return GroupCampaign(stacks=tuple(row["stacks"]), rule=_rule.decode(row["rule"]), **given)


def _values(row: Team | Seat) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _arrays(seats: Sequence[Seat]) -> dict[str, Any]:
    return {
        "ids": [seat.id for seat in seats],
        "team_ids": [seat.team_id for seat in seats],
        "states": [seat.state for seat in seats],
        "paid_at": [seat.paid_at for seat in seats],
        "counted": [seat.is_counted for seat in seats],
        "moved": [seat.is_moved for seat in seats],
        "reasons": [seat.reason for seat in seats],
    }
