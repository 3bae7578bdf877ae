"""Many at the same moment: an order is attributed once, a member has one guide, turns are even, visits count."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from ports.commerce.api import AfterSaleRefunded, OrderPaid
from ports.community.personal_guides import HandoverRules
from ports.community.rule_books import RuleBook
from ports.community.touches import NewTouch
from ports.kernel import OrderId
from tests.flows.community.wecom import Wecom
from tests.flows.orders.conftest import HandClock, Shop, Shopper

MANY = 20


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    wecom = Wecom(HandClock())
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path), wecom=wecom.partners(), clock=wecom.clock)
    await shop.open()
    await shop.rows(
        "insert into community.guide (user_id, name, first_seen_at) values ('mei', '小美', now()),"
        " ('lan', '阿兰', now())"
    )
    yield shop
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def _told(shop: Shop, event: OrderPaid | AfterSaleRefunded) -> None:
    """By a worker of its own, as the deliverer would."""
    own = shop.modules.community.performance
    async with shop.uow.begin() as tx:
        if isinstance(event, OrderPaid):
            await own.attribution.on_order_paid(tx, event)
            await own.handover.on_fact(tx, event)
        else:
            await own.attribution.on_after_sale_refunded(tx, event)


async def _paid(shop: Shop, buyer: Shopper) -> OrderPaid:
    """An order whose payment nobody in the community has heard of yet."""
    order = await buyer.buy((await shop.sku(25_000), 1))
    await shop.rows("delete from community.attributed_orders")
    await shop.rows("delete from community.order_kept")
    return OrderPaid(order.id, order.number, buyer.id, order.payable_fen, "连体衣", shop.clock.now())


async def test_one_order_told_at_once_by_many_is_attributed_once(shop: Shop) -> None:
    buyer = await shop.shopper()
    own = shop.modules.community.performance
    async with shop.uow.begin() as tx:
        touch = await own.touches.issue(tx, NewTouch("script", "script:1", "mei"))
    await own.touches.open(buyer.id, touch.code)
    paid = await _paid(shop, buyer)
    refunds = [
        AfterSaleRefunded(uuid4(), paid.order_id, "1", buyer.id, 1, "", shop.clock.now(), kept)
        for kept in (20_000, 5_000, 12_000)
    ]
    await asyncio.gather(*(_told(shop, event) for event in [paid] * MANY + refunds * 3))
    rows = await shop.rows("select order_id, rule, guide, paid_fen, kept_fen from community.attributed_orders")
    assert rows == [(paid.order_id, "touch", "mei", 25_000, 5_000)]


async def test_refunds_that_race_with_the_payment_are_never_lost(shop: Shop) -> None:
    buyer, now = await shop.shopper(), shop.clock.now()
    orders = [OrderId(uuid4()) for _ in range(30)]
    pairs = [
        (
            OrderPaid(one, "1", buyer.id, 9_900, "", now),
            AfterSaleRefunded(uuid4(), one, "1", buyer.id, 1, "", now, place * 100),
        )
        for place, one in enumerate(orders)
    ]
    await asyncio.gather(*(_told(shop, event) for pair in pairs for event in pair))
    rows = await shop.rows("select order_id, kept_fen from community.attributed_orders")
    assert dict(rows) == {one: place * 100 for place, one in enumerate(orders)}


async def test_many_crossings_at_once_give_one_guide_to_each_in_turns(shop: Shop) -> None:
    rules = HandoverRules(is_on=True, spend_fen=20_000, guides=("mei", "lan"))
    buyers = [await shop.shopper() for _ in range(6)]
    events = [await _paid(shop, buyer) for buyer in buyers]
    async with shop.uow.begin() as tx:
        book: RuleBook[HandoverRules] = RuleBook(rules, 1, shop.clock.now(), "小周")
        assert await shop.modules.community.performance.handover._books.add(tx, "handover", book)
    handover = shop.modules.community.performance.handover
    await asyncio.gather(
        *(_told(shop, event) for event in events for _ in range(MANY // 2)), *(handover.assign_due() for _ in range(4))
    )
    rows = await shop.rows("select member_id, guide from community.personal_guides")
    assert sorted(row[0] for row in rows) == sorted(buyer.id for buyer in buyers)
    assert Counter(row[1] for row in rows) == {"mei": 3, "lan": 3}
    assert await shop.rows("select count(*) from community.live_code") == [(2,)]
    told = await shop.rows("select count(*) from kernel.delivery where name = 'community.tell_personal_guide'")
    assert told == [(6,)]


async def test_many_openings_of_many_members_are_counted_exactly(shop: Shop) -> None:
    own = shop.modules.community.performance
    buyers = [await shop.shopper() for _ in range(4)]
    async with shop.uow.begin() as tx:
        touch = await own.touches.issue(tx, NewTouch("script", "script:1", "mei"))
    for _ in range(3):
        await asyncio.gather(*(own.touches.open(buyer.id, touch.code) for buyer in buyers for _ in range(10)))
        shop.clock.pass_(minutes=30)
    assert await shop.rows("select times from community.touch_openings") == [(3,)] * 4
