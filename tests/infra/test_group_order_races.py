"""Whole orders of a group-buy at the same moment: bank, checkout and workers all at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.prove.teams import off_teams
from domain.promotion.teams import TeamFull
from ports.commerce.order_views import OrderDetail
from ports.promotion.api import OfferGone
from tests.flows.orders.conftest import Shop
from tests.flows.orders.group_sale import PAIR_FEN, Sale, group_sale

LATE = 8
PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.01
_DUE = "select id, kind from kernel.delivery where status = 'pending' and due_at <= $1"


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    assert await off_teams(await shop.built.database.pool()) == {}
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def workers(shop: Shop) -> None:
    """One of several that take whatever is due; what another one holds is passed over and looked at again."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while due := await shop.rows(_DUE, shop.clock.at):
            await shop.deliverer.deliver(due)  # type: ignore[arg-type]
            # Whoever holds the rest must come to run: rounds without a pause would only count how fast we ask.
            await asyncio.sleep(PAUSE_SECONDS)


@pytest.mark.parametrize("reopens", [True, False])
async def test_late_payments_for_the_last_place(shop: Shop, reopens: bool) -> None:
    sale = await group_sale(shop, quota=50, units=50)
    if not reopens:
        await shop.rows("update promotion.campaign set rule = jsonb_set(rule, '{reopens}', 'false')")
    team = await sale.team_of(await sale.buy(await shop.shopper(), size=2))
    numbers = []
    for _ in range(LATE):
        buyer = await shop.shopper()
        order = await sale.place(buyer, team)
        numbers.append(await buyer.start_paying(order.id))
        shop.clock.pass_(minutes=2)
        await shop.rows("update promotion.seat set held_until = $1 where order_id = $2", shop.clock.at, order.id)
    trades = [shop.bank.pay(number) for number in numbers]
    await asyncio.gather(*(shop.modules.payments.books.record(trade) for trade in trades * 2))
    await asyncio.gather(*(workers(shop) for _ in range(4)))
    await shop.settle()
    assert await shop.rows("select state, count(*) from promotion.team group by 1 order by 1") == (
        [("open", LATE - 1), ("succeeded", 1)] if reopens else [("succeeded", 1)]
    )
    refunds = [refund.refund_fen for refund in shop.bank.refunds.values()]
    assert refunds == [] if reopens else refunds == [PAIR_FEN] * (LATE - 1)
    assert await sale.taken() == (LATE + 1 if reopens else 2)
    assert await shop.rows("select count(*) from supply.fulfilment where not on_hold") == [(2,)]


async def test_the_last_place_and_the_last_unit_of_the_quota_are_sold_once(shop: Shop) -> None:
    sale = await group_sale(shop, quota=3, units=50)
    team = await sale.team_of(await sale.buy(await shop.shopper(), size=2))
    buyers = [await shop.shopper() for _ in range(10)]
    joins: list[OrderDetail | BaseException] = await asyncio.gather(
        *(sale.place(one, team) for one in buyers), return_exceptions=True
    )
    assert [type(one) for one in joins].count(OrderDetail) == 1
    assert all(isinstance(one, OrderDetail | TeamFull | OfferGone) for one in joins)
    assert await sale.taken() == 2
    await sale.place(await shop.shopper())
    assert await sale.taken() == 3
    more = await asyncio.gather(*(sale.place(one, size=2) for one in buyers), return_exceptions=True)
    assert not [one for one in more if isinstance(one, OrderDetail)] and await sale.taken() == 3


@pytest.mark.parametrize("times", range(3))
async def test_the_sweep_against_the_completing_payment_of_a_whole_order(shop: Shop, times: int) -> None:
    del times
    sale: Sale = await group_sale(shop)
    opener, last = await shop.shopper(), await shop.shopper()
    team = await sale.team_of(await sale.buy(opener, size=2))
    shop.clock.pass_(hours=23, minutes=55)
    order = await sale.place(last, team)
    number = await last.start_paying(order.id)
    shop.clock.pass_(minutes=7)
    await shop.modules.payments.books.record(shop.bank.pay(number))
    clock = shop.modules.promotion.group_buys.clock
    await asyncio.gather(workers(shop), clock.sweep(), workers(shop), clock.sweep())
    await shop.settle()
    [(state,)] = await shop.rows("select state from promotion.team where id = $1", team)
    refunds = [refund.refund_fen for refund in shop.bank.refunds.values()]
    seen = await last.see(order.id)
    if state == "succeeded":
        assert refunds == [] and seen.status_text == "待发货"
    else:
        assert state == "failed" and refunds == [PAIR_FEN] and seen.status_text == "待成团"
