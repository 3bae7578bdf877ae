"""Points in a whole shop. After every test the books must agree."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import uuid4

import pytest

from app.prove.points_books import points_breaches
from ports.kernel import MemberId
from ports.members.points import Earning, Spending
from tests.flows.orders.conftest import Shop, Shopper


class Points:
    """Short words for what happens to points."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.services = shop.modules.members.points
        self.book, self.orders = self.services.book, self.services.orders

    async def earn(self, member_id: MemberId, points: int, *, until: datetime | None = None, key: str = "") -> bool:
        async with self.shop.uow.begin() as tx:
            return await self.book.earn(tx, Earning(key or uuid4().hex, member_id, points, "task", "完成任务", until))

    async def spend(self, member_id: MemberId, points: int, *, key: str = "") -> bool:
        async with self.shop.uow.begin() as tx:
            return await self.book.spend(tx, Spending(key or uuid4().hex, member_id, points, "lottery", "抽奖"))

    async def of(self, member_id: MemberId) -> tuple[int, int, int]:
        """Available, held, owed."""
        found = await self.shop.rows(
            "select available, held, owed from members.points_account where member_id = $1", member_id
        )
        return found[0] if found else (0, 0, 0)

    async def words(self, member_id: MemberId) -> list[str]:
        found = await self.shop.rows(
            "select words from members.points_booking where member_id = $1 order by at, id", member_id
        )
        return [row[0] for row in found]


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def points(shop: Shop) -> AsyncIterator[Points]:
    await shop.rows(
        "truncate members.points_account, members.points_booking, members.points_hold, members.points_order,"
        " members.points_bonus, members.points_adjustment cascade"
    )
    yield Points(shop)
    pool = await shop.built.database.pool()
    assert await points_breaches(pool) == []


@pytest.fixture
async def buyer(shop: Shop) -> Shopper:
    return await shop.shopper()
