"""The whole shop, and what growth and levels look like in it."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from ports.governance.api import Actor
from ports.kernel import Event, MemberId, OperatorId, OrderId
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper

DESK = Actor(
    OperatorId(UUID(int=2)), "小周", frozenset({"members.read", "members.write", "members.adjust"}), "127.0.0.1"
)
# The levels of the shop as a migration leaves them, whatever a test has made of them.
_OTHERS = "delete from members.level where code not in ('bronze', 'silver', 'gold', 'diamond')"
_RULES = """
update members.level l set name = v.name, growth_from = v.growth_from, discount_percent = v.percent,
    birthday_points = v.points, free_freight = v.free, free_returns = v.free, benefits = '{}',
    points_multiplier_percent = v.multiplier
from (values ('bronze', '青铜会员', 0, 100, 50, false, 100), ('silver', '白银会员', 1000, 95, 100, false, 120),
             ('gold', '黄金会员', 5000, 90, 200, false, 150), ('diamond', '钻石会员', 15000, 80, 500, true, 200))
     as v (code, name, growth_from, percent, points, free, multiplier)
where l.code = v.code
"""
_WEIGHTS = """
update members.growth_settings set version = 1, per_yuan = 1, per_active_day = 5, per_review = 20, per_share = 5,
    per_check_in = 2, interaction_daily_max = 30, protection_percent = 80, concierge_spend_fen = 2000000
"""


class Club:
    """Short words for what happens to a member's growth and level."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.parts = shop.modules.members.levels

    async def open(self) -> None:
        await self.shop.rows("truncate members.growth_moved, members.growth_merge")
        await self.shop.rows(_OTHERS)
        await self.shop.rows(_RULES)
        await self.shop.rows(_WEIGHTS)

    async def standing(self, member_id: MemberId) -> tuple[str, int]:
        [row] = await self.shop.rows("select level_code, growth::int from members.member where id = $1", member_id)
        return row[0], row[1]

    async def entries(self, member_id: MemberId) -> list[tuple[str, int]]:
        return [
            (row[0], row[1])
            for row in await self.shop.rows(
                "select kind, value::int from members.growth_entry where member_id = $1 order by at, id", member_id
            )
        ]

    async def changes(self, member_id: MemberId) -> list[tuple[str, str, str]]:
        return [
            (row[0], row[1], row[2])
            for row in await self.shop.rows(
                "select from_code, to_code, cause from members.level_change where member_id = $1 order by at, id",
                member_id,
            )
        ]

    @contextmanager
    def listening(self, kind: type[Event]) -> Iterator[None]:
        """Keeps the deliveries of an event that nobody reacts to yet."""
        subscribers = self.shop.uow._subscribers  # type: ignore[attr-defined]
        subscribers[kind] = ("test.ear",)
        try:
            yield
        finally:
            del subscribers[kind]

    async def heard(self) -> list[dict[str, object]]:
        """What was told to the ear, once."""
        found = await self.shop.rows("delete from kernel.delivery where subscriber = 'test.ear' returning payload")
        return [json.loads(row[0]) for row in found]

    async def grow(self, member_id: MemberId, value: int) -> None:
        await self.parts.desk.adjust(DESK, member_id, value, "测试调整")

    async def completed(self, buyer: Shopper, price_fen: int, quantity: int = 1) -> OrderId:
        """Bought, sent, signed for and confirmed."""
        order = await buyer.buy((await self.shop.sku(price_fen, no_reason=True), quantity))
        for parcel_id in await self.shop.ship(order.id):
            await self.shop.sign(parcel_id)
        await self.shop.services.receiving.confirm(buyer.id, order.id, None)
        await self.shop.settle()
        return order.id

    async def refund(self, buyer: Shopper, order_id: OrderId, quantity: int) -> None:
        """Faulty goods, money back, granted by an operator."""
        order = await buyer.see(order_id)
        wish = AfterSaleWish(order_id, "refund_only", (Asked(order.lines[0].id, quantity),), "quality", "起球", ())
        request = await self.shop.services.after_sales.apply(buyer.id, wish)
        await self.shop.services.after_sale_desk.approve(OPERATOR, request.id, "")
        await self.shop.settle()

    def pass_days(self, days: int) -> None:
        self.shop.clock.at += timedelta(days=days)

    async def assert_books_agree(self) -> None:
        """Entries of an order are what it should have earned; the cached growth is a sum that once was right."""
        off = await self.shop.rows("""
            select o.order_id from members.growth_order o
            left join (select order_id, sum(value) as value, min(member_id::text) as low, max(member_id::text) as high
                       from members.growth_entry where order_id is not null group by order_id) e
              on e.order_id = o.order_id
            where coalesce(e.value, 0) <> o.growth or e.low <> e.high or e.low <> o.member_id::text
        """)
        assert off == []


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def club(shop: Shop) -> AsyncIterator[Club]:
    club = Club(shop)
    await club.open()
    yield club
    await club.assert_books_agree()
    await club.open()


@pytest.fixture
async def buyer(shop: Shop) -> Shopper:
    return await shop.shopper()
