"""Many at the same moment on the same points: exact counts, and books that agree."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from app.prove.points_books import points_breaches
from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.commerce.order_views import OrderDetail
from ports.commerce.pricing import PointsUnusable
from ports.kernel import DomainError, MemberId, OrderId, StorageUnavailable
from ports.members.merging import Merge
from ports.members.points import PointsShort
from tests.flows.orders.conftest import Shop
from tests.flows.points.conftest import Points


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def points(shop: Shop) -> AsyncIterator[Points]:
    yield Points(shop)
    await shop.settle()
    assert await points_breaches(await shop.built.database.pool()) == []


def kinds(done: list[object]) -> Counter[str]:
    return Counter(str(one) if isinstance(one, bool) else type(one).__name__ for one in done)


async def test_the_last_points_are_spent_once(shop: Shop, points: Points) -> None:
    buyer = await shop.shopper()
    await points.earn(buyer.id, 730)
    done = await asyncio.gather(*(points.spend(buyer.id, 100) for _ in range(20)), return_exceptions=True)
    assert kinds(done) == {"True": 7, "PointsShort": 13}
    assert await points.of(buyer.id) == (30, 0, 0)


async def test_one_cause_told_twenty_times_at_once_counts_once(shop: Shop, points: Points) -> None:
    buyer = await shop.shopper()
    done = await asyncio.gather(*(points.earn(buyer.id, 100, key="gift") for _ in range(20)))
    assert Counter(done) == {True: 1, False: 19}
    done = await asyncio.gather(*(points.spend(buyer.id, 80, key="draw") for _ in range(20)))
    assert Counter(done) == {True: 1, False: 19}, "who comes later is not told that points are short"
    assert await points.of(buyer.id) == (20, 0, 0)


async def test_points_are_held_for_no_more_orders_than_they_pay(shop: Shop, points: Points) -> None:
    buyer, sku = await shop.shopper(), await shop.sku(9950, south=50)
    await points.earn(buyer.id, 1000)
    done = await asyncio.gather(*(buyer.place((sku, 1), points=400) for _ in range(8)), return_exceptions=True)
    assert kinds(done)["OrderDetail"] == 2
    assert all(isinstance(one, OrderDetail | PointsShort | PointsUnusable) for one in done), kinds(done)
    assert await points.of(buyer.id) == (200, 800, 0)
    assert await shop.levels(sku) == (50, 2), "a refused order reserves nothing"


async def test_expiry_and_spending_at_once_take_every_point_once(shop: Shop, points: Points) -> None:
    buyers = [await shop.shopper() for _ in range(6)]
    for buyer in buyers:
        await points.earn(buyer.id, 100, until=shop.clock.now() + timedelta(seconds=10))
        await points.earn(buyer.id, 100, until=shop.clock.now() + timedelta(days=10))
    shop.clock.pass_(seconds=10)
    spending = [points.spend(buyer.id, 60) for buyer in buyers for _ in range(4)]
    done = await asyncio.gather(*spending, *(points.book.sweep() for _ in range(4)), return_exceptions=True)
    assert not [one for one in done if isinstance(one, Exception) and not isinstance(one, PointsShort)], kinds(done)
    assert kinds(done[: len(spending)]) == {"True": 6, "PointsShort": 18}
    for buyer in buyers:
        assert await points.of(buyer.id) == (40, 0, 0)


async def test_completion_and_refunds_told_at_once_and_twice(shop: Shop, points: Points) -> None:
    buyer = await shop.shopper()
    order_id = OrderId(uuid4())

    async def refunded(kept_fen: int) -> None:
        event = AfterSaleRefunded(uuid4(), order_id, "1234", buyer.id, 1, "", shop.clock.now(), kept_fen)
        async with shop.uow.begin() as tx:
            await points.orders.on_after_sale_refunded(tx, event)

    async def completed() -> None:
        async with shop.uow.begin() as tx:
            await points.orders.on_order_completed(tx, OrderCompleted(order_id, buyer.id, 30_000))

    told = [refunded(20_000), completed(), refunded(10_000), completed(), refunded(10_000), refunded(20_000)]
    await asyncio.gather(*told)
    assert await points.of(buyer.id) == (100, 0, 0)


async def test_merging_and_parting_while_points_are_used(shop: Shop, points: Points) -> None:
    people = [(await shop.shopper()).id for _ in range(3)]
    for person in people:
        await points.earn(person, 10_000)
    merges = [
        Merge(uuid4(), people[0], people[1], shop.clock.now()),
        Merge(uuid4(), people[1], people[2], shop.clock.now()),
    ]
    earned = spent = 0

    async def use(member: MemberId, number: int) -> None:
        nonlocal earned, spent
        for _ in range(15):
            try:
                if number % 2:
                    done = await points.spend(member, 7)
                    spent += 7 * done
                else:
                    done = await points.earn(member, 5)
                    earned += 5 * done
            except (PointsShort, StorageUnavailable):
                pass

    async def move(merge: Merge) -> None:
        for step in range(6):
            follow = points.services.follower.part if step % 2 else points.services.follower.merge
            try:
                async with shop.uow.begin() as tx:
                    await follow(tx, Merge(uuid4(), merge.gone_id, merge.kept_id, merge.at))
            except DomainError:
                pass

    await asyncio.gather(*(use(person, n) for n in range(4) for person in people), *(move(merge) for merge in merges))
    total = sum([(await points.of(person))[0] for person in people])
    assert total == 30_000 + earned - spent
