"""A flash sale from its publication to the last unit: who gets an order, for how much, and what others are told."""

import asyncio
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.promotion.flash_shop import FlashWish
from domain.promotion.flash_tickets import (
    FlashEnded,
    FlashLimit,
    FlashNotOpen,
    FlashRefused,
    FlashSoldOut,
    FlashUnknown,
    TicketUnknown,
)
from ports.kernel import CampaignId
from ports.promotion.api import ActivityRef
from ports.promotion.flash_orders import FlashBatch
from ports.promotion.flash_views import FlashPlace
from ports.promotion.rules import Flash
from tests.flows.flash.conftest import Sale


async def test_a_place_in_the_queue_becomes_an_order_at_the_flash_price(sale: Sale) -> None:
    await sale.publish(units=5, price_fen=5_000, list_fen=12_900, rule=Flash(pay_within_minutes=8))
    assert await sale.shop.levels(sale.sku) == (5, 5) and await sale.free() == 5
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    assert place.place == 1
    assert (await sale.see(buyer, place)).state == "queued"
    await sale.consume()
    seen = await sale.see(buyer, place)
    assert seen.state == "ordered" and seen.place is None and seen.order_id is not None
    order = await buyer.see(seen.order_id)
    assert (order.payable_fen, order.activity, order.status) == (
        5_000 + order.totals.freight_fen,
        "flash",
        "pending_payment",
    )
    assert order.totals.freight_fen == 1_000, "the price of the sale does not reach free freight"
    assert [(one.step, one.amount_fen) for one in order.derivation][:2] == [
        ("list", 12_900),
        ("activity_price", -7_900),
    ]
    assert order.pay_by is not None and (order.pay_by - sale.shop.clock.now()).seconds == 8 * 60
    assert await sale.pool() == (5, 1) and await sale.shop.levels(sale.sku) == (5, 5)
    number = await buyer.start_paying(order.id)
    await sale.shop.modules.payments.books.record(sale.shop.bank.pay(number))
    await sale.shop.settle()
    assert (await buyer.see(order.id)).status == "paid" and await sale.pool() == (5, 1)
    assert (await sale.see(buyer, place)).state == "ordered"


async def test_the_last_units_go_to_the_first_in_the_queue(sale: Sale) -> None:
    await sale.publish(units=3)
    buyers = [await sale.shop.shopper() for _ in range(6)]
    done = await asyncio.gather(*(sale.reserve(buyer) for buyer in buyers), return_exceptions=True)
    won = [(buyer, one) for buyer, one in zip(buyers, done, strict=True) if isinstance(one, FlashPlace)]
    assert sorted(place.place for _, place in won) == [1, 2, 3]
    assert sum(isinstance(one, FlashSoldOut) for one in done) == 3
    await sale.consume()
    assert [(await sale.see(buyer, place)).state for buyer, place in won] == ["ordered"] * 3
    assert await sale.orders() == [("pending_payment", 3, 3)] and await sale.free() == 0


async def test_the_same_key_is_one_ticket_and_one_order_however_often(sale: Sale) -> None:
    await sale.publish(units=3, limit=3)
    buyer, key = await sale.shop.shopper(), uuid4().hex
    places = await asyncio.gather(*(sale.reserve(buyer, key=key) for _ in range(5)))
    assert set(places) == {places[0]}
    taken = await sale.read()
    batch = FlashBatch(taken[0][0], tuple(t for _, bundle in taken for t in bundle.tickets))
    for _ in range(3):
        await sale.shop.modules.commerce.flash_orders.write(batch)
    assert await sale.orders() == [("pending_payment", 1, 1)]
    assert await sale.reserve(buyer, key=key) == places[0]


async def test_nobody_gets_more_than_the_limit_whatever_the_copy_says(sale: Sale) -> None:
    await sale.publish(units=5, limit=2)
    buyer = await sale.shop.shopper()
    await sale.reserve(buyer, 2)
    with pytest.raises(FlashLimit):
        await sale.reserve(buyer)
    [(pool, bundle)] = await sale.read()
    first = bundle.tickets[0]
    forged = tuple(replace(first, ask=replace(first.ask, ticket_id=uuid4(), client_key=uuid4().hex)) for _ in range(2))
    await sale.shop.modules.commerce.flash_orders.write(FlashBatch(pool, (first, *forged)))
    assert await sale.orders() == [("pending_payment", 1, 2)] and await sale.tickets() == {"ordered": 1, "refused": 2}


async def test_the_pool_is_the_last_word_whatever_the_copy_says(sale: Sale) -> None:
    await sale.publish(units=2)
    buyers = [await sale.shop.shopper() for _ in range(2)]
    await asyncio.gather(*(sale.reserve(buyer) for buyer in buyers))
    [(pool, bundle)] = await sale.read()
    others = [await sale.shop.shopper() for _ in range(2)]
    asks = [
        replace(bundle.tickets[0].ask, ticket_id=uuid4(), member_id=one.id, client_key=uuid4().hex) for one in others
    ]
    more = tuple(replace(bundle.tickets[0], ask=ask) for ask in asks)
    await sale.shop.modules.commerce.flash_orders.write(FlashBatch(pool, (*bundle.tickets, *more)))
    assert await sale.orders() == [("pending_payment", 2, 2)] and await sale.pool() == (2, 2)
    assert await sale.tickets() == {"ordered": 2, "refused": 2}


async def test_the_window_is_kept(sale: Sale) -> None:
    await sale.publish(starts_in=60, minutes=10)
    buyer = await sale.shop.shopper()
    with pytest.raises(FlashNotOpen):
        await sale.reserve(buyer)
    sale.shop.clock.pass_(seconds=60)
    assert (await sale.reserve(buyer)).place == 1
    sale.shop.clock.pass_(minutes=10)
    with pytest.raises(FlashEnded):
        await sale.reserve(await sale.shop.shopper())


async def test_what_is_not_for_sale_is_unknown(sale: Sale) -> None:
    await sale.publish()
    buyer = await sale.shop.shopper()
    with pytest.raises(FlashUnknown):
        await sale.flash.reserve(buyer.id, CampaignId(uuid4()), FlashWish(sale.sku, 1, uuid4().hex, None))


async def test_a_ticket_is_its_owners_alone(sale: Sale) -> None:
    await sale.publish()
    buyer, other = await sale.shop.shopper(), await sale.shop.shopper()
    place = await sale.reserve(buyer)
    for _ in range(2):
        with pytest.raises(TicketUnknown):
            await sale.flash.ticket(other.id, place.ticket_id)
        await sale.consume()
    with pytest.raises(TicketUnknown):
        await sale.flash.ticket(buyer.id, uuid4())


async def test_without_an_address_a_ticket_is_refused_and_its_unit_comes_back(sale: Sale) -> None:
    await sale.publish(units=1)
    buyer = await sale.shop.shopper()
    stranger = await sale.shop.shopper()
    place = await sale.reserve(buyer, address_id=stranger.address_id)
    await sale.consume()
    seen = await sale.see(buyer, place)
    assert (seen.state, seen.reason) == ("refused", "收货地址不存在，请重新选择")
    assert await sale.free() == 0
    await sale.keep()
    assert await sale.free() == 1 and (await sale.reserve(buyer)).place == 2


async def test_a_product_that_was_taken_off_sale_is_refused(sale: Sale) -> None:
    await sale.publish(units=1)
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    await sale.shop.rows("update commerce.sku set enabled = false where id = $1", sale.sku)
    await sale.consume()
    assert "已下架" in (await sale.see(buyer, place)).reason
    assert await sale.pool() == (1, 0)


@pytest.mark.parametrize(("stacks", "paid_fen"), [((), 9_800), (("member",), 8_820)])
async def test_a_member_price_counts_only_where_the_campaign_lets_it(
    sale: Sale, stacks: tuple[str, ...], paid_fen: int
) -> None:
    await sale.publish(units=4, price_fen=9_800, list_fen=20_000, stacks=stacks)
    buyer = await sale.shop.shopper()
    dearest = "(select code from members.level where discount_percent = 90)"
    await sale.shop.rows(f"update members.member set level_code = {dearest} where id = $1", buyer.id)
    place = await sale.reserve(buyer)
    await sale.consume()
    order = await buyer.see((await sale.see(buyer, place)).order_id)  # type: ignore[arg-type]
    assert order.totals.goods_fen - order.totals.discount_fen == paid_fen
    # What the member price takes off is not the campaign's doing.
    assert await sale.shop.rows("select off_fen from promotion.order_use") == [(10_200,)]


async def test_the_ordinary_checkout_does_not_sell_what_the_queue_sells(sale: Sale) -> None:
    await sale.publish()
    buyer = await sale.shop.shopper()
    with pytest.raises(FlashRefused):
        await buyer.place((sale.sku, 1), activity=ActivityRef("flash", sale.id))


async def test_a_smaller_stock_than_announced_opens_nothing(sale: Sale) -> None:
    await sale.publish(units=9, stock=(5, 3))
    assert await sale.keeper.open_pools() == [] and await sale.shop.levels(sale.sku) == (8, 0)
    await sale.shop.modules.supply.warehouse_desk.receive("more", sale.sku, sale.shop.north, 1)
    await sale.keep()
    assert await sale.pool() == (9, 0) and await sale.free() == 9


async def test_the_queue_counts_down(sale: Sale) -> None:
    await sale.publish(units=9)
    buyers = [await sale.shop.shopper() for _ in range(4)]
    places = [await sale.reserve(buyer) for buyer in buyers]
    seen = [await sale.see(buyer, place) for buyer, place in zip(buyers, places, strict=True)]
    assert [(one.state, one.place) for one in seen] == [("queued", n) for n in range(4)]
    taken = await sale.read()
    await sale.consumer._write(taken[0][0], [bundle for _, bundle in taken[:2]])
    assert [(await sale.see(b, p)).place for b, p in zip(buyers, places, strict=True)] == [None, None, 0, 1]
