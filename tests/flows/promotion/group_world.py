"""Group-buys over a real PostgreSQL, with orders that commerce would place told by hand."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from adapters.postgres.database import Database
from adapters.postgres.promotion_teams import PostgresTeams
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import Uuid7
from domain.promotion.group_buy import GroupBuys
from domain.promotion.team_clock import TeamClock
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import CampaignId, Event, MemberId, OrderId, ProductId, SkuId
from ports.promotion.api import ActivityFailed, ActivityRef, GroupBuyTold, SpecialPrice, Taking, TeamSucceeded
from ports.promotion.rules import GroupBuy, GroupPrice

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
PAY_WITHIN = timedelta(minutes=30)
WIPE = """
    truncate promotion.seat, promotion.team, promotion.member_taking, promotion.campaign_item, promotion.campaign,
        kernel.delivery, commerce.sku, commerce.product, commerce.category cascade
"""
_CATEGORY = (
    "insert into commerce.category (id, path, name, attribute_names, sort) values ($1, array[$1::uuid], $2, '{}', 0)"
)
_PRODUCT = """
    insert into commerce.product (id, kind, category_id, title, subtitle, tags, media, detail_media, detail_text,
        attributes, options, no_reason_return, status, version, cover_url, cover_width, cover_height, price_fen,
        price_fen_max, sku_count, title_tokens, tokens, created_at, updated_at, published_at)
    values ($1, 'physical', $2, '有机棉连体衣', '', '{}', '[]', '[]', '', '[]', '[]', true, 'on_sale', 1,
        '/files/a.webp', 800, 800, 9900, 9900, 1, '{}', '{}', $3, $3, $3)
"""
_SKU = """
    insert into commerce.sku (id, product_id, position, option_values, code, price_fen, weight_g, volume_cm3,
        limit_per_order, enabled)
    values ($1, $2, $3, '{}', $4, 9900, 200, 0, 99, true)
"""
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'group_buy', '周末拼团', '拼团', 'published', 10, '{}', $2, $3, $4, 1, $3, $3, $3)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, 0, 7900, $3, $4)
"""


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def pass_(self, **parts: int) -> None:
        self.at += timedelta(**parts)


class NoWaker:
    def wake(self, due: object) -> None:
        del due


class GroupWorld:
    """Everything that a team goes through, in short words."""

    def __init__(self, database: Database) -> None:
        self.clock, self.ids, self.database = HandClock(), Uuid7(), database
        events: tuple[type[Event], ...] = (TeamSucceeded, ActivityFailed, GroupBuyTold)
        subscribers = dict.fromkeys(events, ("test",))
        self.uow = PostgresUnitOfWork(database, subscribers, NoWaker(), self.clock, self.ids)
        self.store = PostgresTeams()
        self.group_buys = GroupBuys(self.store, (self.clock, self.ids))
        self.team_clock = TeamClock(self.uow, self.store, self.group_buys, self.clock)

    async def rows(self, sql: str, *values: object) -> list[tuple]:
        pool = await self.database.pool()
        return [tuple(row) for row in await pool.fetch(sql, *values)]

    async def build(self, sizes: tuple[int, ...] = (2, 3), **rule: object) -> None:
        """One product with two SKUs in one campaign."""
        category, now = uuid4(), self.clock.now()
        self.product, self.skus = ProductId(uuid4()), (SkuId(uuid4()), SkuId(uuid4()))
        self.campaign = CampaignId(uuid4())
        await self.rows(_CATEGORY, category, "婴儿服饰")
        await self.rows(_PRODUCT, self.product, category, now)
        prices = tuple(GroupPrice(sku, size, 8900 - 500 * size) for sku in self.skus for size in sizes)
        given = msgspec.json.encode(GroupBuy(prices, **rule)).decode()  # type: ignore[arg-type]
        await self.rows(_CAMPAIGN, self.campaign, given, now, now + timedelta(days=7))
        for position, sku in enumerate(self.skus):
            await self.rows(_SKU, sku, self.product, position, sku.hex[:12])
            await self.rows(_ITEM, self.campaign, sku, None, None)

    def ref(self, size: int | None = None, team_id: UUID | None = None) -> ActivityRef:
        return ActivityRef("group_buy", self.campaign, size, team_id)

    async def price(self, ref: ActivityRef, member: MemberId, sku: int = 0) -> SpecialPrice:
        async with self.uow.reading() as tx:
            return await self.group_buys.special(tx, member, ref, (self.skus[sku],))

    async def take(self, ref: ActivityRef, member: MemberId | None = None, sku: int = 0) -> "Seated":
        """An order of the member takes its seat; a new member if none is given."""
        member, order = member or MemberId(uuid4()), OrderId(self.ids.new())
        taking = Taking(order, member, (), (), ref, self.skus[sku], 1, self.clock.now() + PAY_WITHIN)
        async with self.uow.begin() as tx:
            await self.group_buys.take(tx, taking)
        [(team,)] = await self.rows("select team_id from promotion.seat where order_id = $1", order)
        return Seated(self, member, order, team)

    async def open(self, size: int = 3, *, paid: bool = True) -> "Seated":
        seat = await self.take(self.ref(size))
        if paid:
            await seat.pay()
        return seat

    async def told(self) -> list[str]:
        """The facts in their order, the team's orders counted."""
        found = await self.rows("select name, payload::text from kernel.delivery order by id")
        facts = []
        for name, payload in found:
            content = msgspec.json.decode(payload)
            kind = name.removeprefix("promotion.")
            more = len(content["order_ids"]) if kind == "team_succeeded" else content.get("outcome", "")
            facts.append(f"{kind} {more}".strip())
        return facts

    async def team(self, team_id: UUID) -> tuple[str, str]:
        """Its state, and one word per seat."""
        [(state,)] = await self.rows("select state from promotion.team where id = $1", team_id)
        seats = await self.rows("select state from promotion.seat where team_id = $1 order by taken_at, id", team_id)
        return state, " ".join(row[0] for row in seats)

    async def leader(self, team_id: UUID) -> MemberId:
        [(leader,)] = await self.rows("select leader_id from promotion.team where id = $1", team_id)
        return MemberId(leader)


class Seated:
    """A member with an order and its seat; `team_id` is the first team's."""

    def __init__(self, world: GroupWorld, member: MemberId, order: OrderId, team_id: UUID) -> None:
        self.world, self.member, self.order, self.team_id = world, member, order, team_id

    async def friend(self, *, paid: bool = False, sku: int = 0) -> "Seated":
        """Someone else in the same team."""
        seat = await self.world.take(self.world.ref(None, self.team_id), sku=sku)
        if paid:
            await seat.pay()
        return seat

    async def pay(self) -> None:
        async with self.world.uow.begin() as tx:
            event = OfferedOrderPaid(self.order, self.member, "group_buy", self.world.clock.now())
            await self.world.group_buys.paid(tx, event)

    async def cancel(self) -> None:
        async with self.world.uow.begin() as tx:
            await self.world.group_buys.cancelled(tx, OfferedOrderCancelled(self.order, self.member, "group_buy"))

    async def refund(self) -> None:
        async with self.world.uow.begin() as tx:
            await self.world.group_buys.withdrawn(tx, OfferedOrderWithdrawn(self.order, self.member, "group_buy"))

    async def now_in(self) -> UUID:
        [(team,)] = await self.world.rows("select team_id from promotion.seat where order_id = $1", self.order)
        return UUID(str(team))
