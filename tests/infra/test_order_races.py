"""Many at the same moment: the last unit, two payments, a cancellation against a payment, a repeated key."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from ports.commerce.order_views import OrderDetail
from ports.kernel import DomainError
from ports.supply.api import SoldOut
from tests.flows.orders.conftest import Shop


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def test_the_last_units_go_to_exactly_as_many_buyers(shop: Shop) -> None:
    sku = await shop.sku(south=3, north=2)
    buyers = [await shop.shopper() for _ in range(20)]
    done = await asyncio.gather(*(buyer.place((sku, 1)) for buyer in buyers), return_exceptions=True)
    won = [(buyer, one) for buyer, one in zip(buyers, done, strict=True) if isinstance(one, OrderDetail)]
    assert len(won) == 5 and all(isinstance(one, SoldOut | OrderDetail) for one in done)
    assert await shop.levels(sku) == (5, 5)
    await asyncio.gather(*(buyer.start_paying(order.id) for buyer, order in won))
    for number in list(shop.bank.asked):
        await shop.modules.payments.books.record(shop.bank.pay(number))
    await shop.settle()
    assert await shop.rows('select status, count(*) from commerce."order" group by 1') == [("paid", 5)]
    assert await shop.levels(sku) == (5, 5)


async def test_paying_at_once_from_two_phones_makes_one_attempt(shop: Shop) -> None:
    buyer = await shop.shopper()
    order = await buyer.place((await shop.sku(), 1))
    numbers = await asyncio.gather(*(buyer.start_paying(order.id) for _ in range(6)))
    assert len(set(numbers)) == 1
    trade = shop.bank.pay(numbers[0])
    told = await asyncio.gather(*(shop.modules.payments.books.record(trade) for _ in range(6)))
    assert sum(told) == 1
    await shop.settle()
    assert (await buyer.see(order.id)).status == "paid" and shop.bank.refunds == {}


@pytest.mark.parametrize("times", range(3))
async def test_cancelling_against_paying_ends_one_way(shop: Shop, times: int) -> None:
    del times
    sku, buyer = await shop.sku(), await shop.shopper()
    order = await buyer.place((sku, 1))
    number = await buyer.start_paying(order.id)

    async def pay() -> None:
        await shop.modules.payments.books.record(shop.bank.pay(number))
        await shop.settle()

    await asyncio.gather(pay(), shop.services.cancelling.by_shopper(buyer.id, order.id, ""), return_exceptions=True)
    await shop.settle()
    seen = await buyer.see(order.id)
    refunded = sum(refund.refund_fen for refund in shop.bank.refunds.values())
    if seen.status == "paid":
        assert refunded == 0 and await shop.levels(sku) == (10, 1)
    else:
        assert seen.status == "cancelled" and refunded == order.payable_fen and await shop.levels(sku) == (10, 0)


async def test_a_repeated_key_wins_once_also_for_the_last_unit(shop: Shop) -> None:
    sku, buyer = await shop.sku(south=1), await shop.shopper()
    wish = buyer.wish((sku, 1))
    done = await asyncio.gather(*(shop.services.checkout.place(buyer.id, wish) for _ in range(10)))
    assert len({order.number for order in done}) == 1 and await shop.levels(sku) == (1, 1)


async def test_the_clock_and_the_shopper_end_an_order_once(shop: Shop) -> None:
    sku, buyer = await shop.sku(), await shop.shopper()
    order = await buyer.place((sku, 2))
    shop.clock.pass_(minutes=31)
    done = await asyncio.gather(
        *(shop.services.cancelling.close_overdue() for _ in range(3)),
        shop.services.cancelling.by_shopper(buyer.id, order.id, "不要了"),
        return_exceptions=True,
    )
    assert all(isinstance(one, int | OrderDetail | DomainError) for one in done)
    assert await shop.levels(sku) == (10, 0)
    assert [entry.text.startswith("订单已取消") for entry in (await buyer.see(order.id)).timeline] == [False, True]
