"""Many at the same moment: completions of one member, one order told by many, refunds between, a merge among them."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from ports.commerce.api import AfterSaleRefunded, OrderCompleted
from ports.kernel import OrderId
from ports.members.merging import Merge
from tests.flows.levels.conftest import DESK, Club
from tests.flows.orders.conftest import Shop


@pytest.fixture
async def club(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Club]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    club = Club(shop)
    await club.open()
    yield club
    await club.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def _react(club: Club, *events: object) -> None:
    """All at once, each in a transaction of its own, as many workers would."""
    growth = club.parts.growth

    async def one(event: object) -> None:
        async with club.shop.uow.begin() as tx:
            if isinstance(event, OrderCompleted):
                await growth.on_order_completed(tx, event)
            elif isinstance(event, AfterSaleRefunded):
                await growth.on_after_sale_refunded(tx, event)

    await asyncio.gather(*(one(event) for event in events))


async def test_twenty_completions_at_once_lift_exactly_as_their_sum(club: Club) -> None:
    buyer = await club.shop.shopper()
    await _react(club, *(OrderCompleted(OrderId(uuid4()), buyer.id, 300_00) for _ in range(20)))
    assert await club.standing(buyer.id) == ("gold", 6005)
    assert await club.changes(buyer.id) == [("bronze", "silver", "growth"), ("silver", "gold", "growth")]


async def test_one_order_told_by_many_at_once_counts_once(club: Club) -> None:
    buyer, order_id = await club.shop.shopper(), OrderId(uuid4())
    now = club.shop.clock.now()
    refunds = [
        AfterSaleRefunded(uuid4(), order_id, "N1", buyer.id, 100_00, "连体衣", now, kept)
        for kept in (900_00, 800_00, 700_00)
    ]
    await _react(club, *[OrderCompleted(order_id, buyer.id, 1000_00)] * 8, *refunds * 4)
    assert (await club.standing(buyer.id))[1] == 705
    assert await club.shop.rows("select kept_fen::int, growth::int from members.growth_order") == [(70_000, 700)]


async def test_interactions_at_once_keep_to_the_days_maximum(club: Club) -> None:
    buyer = await club.shop.shopper()

    async def share(number: int) -> int:
        async with club.shop.uow.begin() as tx:
            what = ("share", str(number % 9))
            return await club.parts.growth.interacted(tx, buyer.id, what, club.shop.clock.now())  # type: ignore[arg-type]

    earned = await asyncio.gather(*(share(number) for number in range(18)))
    assert sum(earned) == 30 and (await club.standing(buyer.id))[1] == 35


async def test_a_merge_among_completions_loses_nothing(club: Club) -> None:
    kept, gone = await club.shop.shopper(), await club.shop.shopper()
    merge = Merge(uuid4(), gone.id, kept.id, club.shop.clock.now())
    known = [OrderId(uuid4()) for _ in range(6)]
    await _react(club, *(OrderCompleted(order_id, gone.id, 200_00) for order_id in known))

    async def merges() -> None:
        async with club.shop.uow.begin() as tx:
            for member_id in sorted((kept.id, gone.id)):
                await club.parts.growth.lock(tx, member_id)
            await club.parts.follower.merge(tx, merge)

    now = club.shop.clock.now()
    refunds = [AfterSaleRefunded(uuid4(), order_id, "N1", gone.id, 100_00, "连体衣", now, 100_00) for order_id in known]
    await asyncio.gather(_react(club, *refunds), merges())
    assert await club.standing(kept.id) == ("silver", 610)
    assert (await club.standing(gone.id))[1] == 0
    assert await club.entries(gone.id) == []


async def test_reviews_by_two_workers_lower_by_one(club: Club) -> None:
    shop = club.shop
    await shop.rows(
        "insert into members.member (id, openid, nickname, level_code, joined_at, level_until)"
        " select gen_random_uuid(), 'review-' || n, '小禾', 'gold', $1, $1 from generate_series(1, 150) n",
        shop.clock.now(),
    )
    done = await asyncio.gather(*(club.parts.reviews.review() for _ in range(4)))
    while more := await club.parts.reviews.review():
        done.append(more)
    assert sum(done) == 150
    assert await shop.rows("select level_code, count(*)::int from members.member group by 1") == [("silver", 150)]
    assert await shop.rows("select count(*)::int from members.level_change") == [(150,)]


async def test_adjustments_at_once_never_go_below_nothing(club: Club) -> None:
    buyer = await club.shop.shopper()
    await club.grow(buyer.id, 500)
    done = await asyncio.gather(
        *(club.parts.desk.adjust(DESK, buyer.id, -200, "测试扣减") for _ in range(6)), return_exceptions=True
    )
    assert sum(not isinstance(one, Exception) for one in done) == 2
    assert await club.standing(buyer.id) == ("bronze", 105)
