"""Units that come back, copies that are lost, sales that end: nothing is sold twice and everybody is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from msgspec.structs import replace

from app.actors.flash import GIVEN_UP
from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.promotion.flash_tickets import INTERRUPTED, FlashEnded, FlashLimit, FlashSoldOut, FlashUnknown
from ports.promotion.flash import QueueUnavailable
from ports.promotion.flash_orders import FlashBatch
from tests.flows.flash.conftest import Sale
from tests.flows.orders.conftest import Shopper


async def test_an_unpaid_order_gives_its_unit_to_the_next(sale: Sale) -> None:
    await sale.publish(units=1)
    slow, quick = await sale.shop.shopper(), await sale.shop.shopper()
    place = await sale.reserve(slow)
    await sale.consume()
    with pytest.raises(FlashSoldOut):
        await sale.reserve(quick)
    sale.shop.clock.pass_(minutes=10, seconds=1)
    await sale.shop.services.cancelling.close_overdue()
    await sale.shop.settle()
    assert await sale.pool() == (1, 0) and await sale.shop.levels(sale.sku) == (1, 1)
    seen = await sale.see(slow, place)
    assert seen.state == "released" and "付款" in seen.reason
    assert await sale.free() == 0, "the copy is not told by whoever cancels"
    for _ in range(2):
        await sale.keep()
    assert await sale.free() == 1
    assert (await sale.reserve(quick)).place == 2
    await sale.consume()
    assert await sale.orders() == [("cancelled", 1, 1), ("pending_payment", 1, 1)]
    assert (await buyer_reason(sale, slow)) == "超过 10 分钟未付款"


async def buyer_reason(sale: Sale, buyer) -> str:
    [(reason,)] = await sale.shop.rows(
        "select end_reason from commerce.\"order\" where member_id = $1 and status = 'cancelled'", buyer.id
    )
    return str(reason)


async def test_who_gave_up_may_try_again(sale: Sale) -> None:
    await sale.publish(units=2)
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    await sale.consume()
    order_id = (await sale.see(buyer, place)).order_id
    assert order_id is not None
    await sale.shop.services.cancelling.by_shopper(buyer.id, order_id, "点错了")
    await sale.shop.settle()
    with pytest.raises(FlashLimit):
        await sale.reserve(buyer)
    await sale.keep()
    again = await sale.reserve(buyer)
    await sale.consume()
    assert (await sale.see(buyer, again)).state == "ordered" and await sale.pool() == (2, 1)


async def test_a_refunded_unit_goes_to_the_ordinary_stock(sale: Sale) -> None:
    await sale.publish(units=2)
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    await sale.consume()
    order_id = (await sale.see(buyer, place)).order_id
    await buyer.pay(order_id)
    order = await buyer.see(order_id)
    wish = AfterSaleWish(order_id, "refund_only", (Asked(order.lines[0].id, 1),), "no_longer_wanted", "", ())
    await sale.shop.services.after_sales.apply(buyer.id, wish)
    await sale.shop.settle()
    assert await sale.pool() == (2, 1) and await sale.shop.levels(sale.sku) == (2, 1)
    await sale.keep()
    assert await sale.free() == 1


async def test_units_come_back_only_when_nothing_is_under_way(sale: Sale) -> None:
    await sale.publish(units=3)
    first, second = await sale.shop.shopper(), await sale.shop.shopper()
    await sale.reserve(first)
    await sale.consume()
    [(order_id,)] = await sale.shop.rows('select id from commerce."order" where member_id = $1', first.id)
    await sale.shop.services.cancelling.by_shopper(first.id, order_id, "")
    await sale.reserve(second)
    await sale.keep()
    assert await sale.free() == 1, "a ticket waits, whose unit the pool does not know"
    await sale.consume()
    await sale.keep()
    assert await sale.free() == 2 and await sale.pool() == (3, 1)


async def test_a_lost_copy_is_made_anew_and_who_waited_is_told(sale: Sale) -> None:
    await sale.publish(units=3, limit=1)
    done, lost, done_key = await sale.shop.shopper(), await sale.shop.shopper(), uuid4().hex
    place = await sale.reserve(done, key=done_key)
    await sale.consume()
    key = uuid4().hex
    waiting = await sale.reserve(lost, key=key)
    await sale.shop.built.valkey.flushdb()
    assert (await sale.see(lost, waiting)).state == "queued", "nobody knows yet"
    await sale.keep()
    assert await sale.free() == 2 and (await sale.row()).pool.generation == 3
    seen = await sale.see(lost, waiting)
    assert (seen.state, seen.reason) == ("interrupted", INTERRUPTED)
    with pytest.raises(FlashLimit):
        await sale.reserve(done)
    assert (await sale.see(done, place)).state == "ordered"
    repeated = await sale.reserve(done, key=done_key)
    assert (repeated.ticket_id, repeated.place) == (place.ticket_id, 0)
    again = await sale.reserve(lost, key=key)
    assert again.ticket_id == waiting.ticket_id and (await sale.see(lost, again)).state == "queued"
    await sale.consume()
    assert (await sale.see(lost, again)).state == "ordered" and await sale.pool() == (3, 2)


async def test_whoever_finds_the_copy_gone_has_it_made_and_is_served(sale: Sale) -> None:
    await sale.publish(units=9)
    buyers = [await sale.shop.shopper() for _ in range(6)]
    await sale.reserve(buyers[0])
    await sale.shop.built.valkey.flushdb()
    first = await sale.reserve(buyers[1])
    assert first.place == 1 and (await sale.row()).pool.generation == 3
    places = await asyncio.gather(*(sale.reserve(buyer) for buyer in buyers[2:]))
    assert sorted(place.place for place in places) == [2, 3, 4, 5]


async def test_what_a_consumer_holds_of_an_older_copy_counts_nowhere(sale: Sale) -> None:
    await sale.publish(units=2)
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    [(pool, bundle)] = await sale.read()
    await sale.shop.built.valkey.flushdb()
    await sale.keep()
    for _ in range(2):
        await sale.shop.modules.commerce.flash_orders.write(FlashBatch(pool, bundle.tickets))
    assert await sale.orders() == [] and await sale.tickets() == {"interrupted": 1}
    assert (await sale.see(buyer, place)).state == "interrupted" and await sale.free() == 2
    again = await sale.reserve(buyer, key=bundle.tickets[0].ask.client_key)
    assert (await sale.see(buyer, again)).state == "queued"
    await sale.consume()
    assert await sale.tickets() == {"ordered": 1} and await sale.orders() == [("pending_payment", 1, 1)]


async def test_a_server_that_was_started_anew_is_not_trusted_with_what_it_kept(sale: Sale) -> None:
    await sale.publish(units=2)
    await sale.shop.rows("update promotion.flash_pool set server_id = 'the run before' where campaign_id = $1", sale.id)
    before = (await sale.row()).pool
    await sale.keep()
    assert (await sale.row()).pool == replace(before, generation=before.generation + 1)
    assert await sale.free() == 2
    assert await sale.promotion.flash.pages._queue.free([before]) == [None]


async def test_several_sweeps_at_once_make_one_copy(sale: Sale) -> None:
    await sale.publish(units=2)
    before = (await sale.row()).pool.generation
    await sale.shop.built.valkey.flushdb()
    await asyncio.gather(*(sale.keeper.sweep() for _ in range(5)))
    row = await sale.row()
    assert row.pool.generation == before + 1 and row.is_loaded and await sale.free() == 2


async def test_a_sweep_that_died_while_loading_is_followed_by_another(sale: Sale) -> None:
    await sale.publish(units=2)
    row = await sale.row()
    claimed = await sale.keeper._claim(row, row.server_id, is_held=False)
    assert claimed is not None
    await sale.keep()
    assert not (await sale.row()).is_loaded, "the first one may still be at it"
    sale.shop.clock.pass_(seconds=9)
    await sale.keep()
    found = await sale.row()
    assert found.is_loaded and found.pool.generation == row.pool.generation + 2 and await sale.free() == 2


async def test_what_is_over_gives_the_rest_back_after_its_queue(sale: Sale) -> None:
    await sale.publish(units=5, minutes=10)
    one, two = await sale.shop.shopper(), await sale.shop.shopper()
    await sale.reserve(one)
    await sale.consume()
    waiting = await sale.reserve(two)
    sale.shop.clock.pass_(minutes=10)
    await sale.keep()
    assert await sale.pool() == (5, 1), "somebody waits still"
    await sale.consume()
    assert (await sale.see(two, waiting)).state == "ordered"
    await sale.keep()
    assert await sale.pool() == (2, 2) and await sale.shop.levels(sale.sku) == (5, 2)
    assert await sale.keeper.open_pools() == [] and (await sale.see(two, waiting)).state == "ordered"
    with pytest.raises(FlashUnknown):
        await sale.reserve(one)
    sale.shop.clock.pass_(minutes=11)
    await sale.shop.services.cancelling.close_overdue()
    await sale.shop.settle()
    await sale.keep()
    assert await sale.shop.levels(sale.sku) == (5, 0) and await sale.pool() == (0, 0)


async def test_a_stopped_sale_accepts_nothing_more(sale: Sale) -> None:
    await sale.publish(units=5)
    row = await sale.row()
    await sale.reserve(await sale.shop.shopper())
    await sale.shop.rows("update promotion.campaign set state = 'stopped' where id = $1", sale.id)
    await sale.keep()
    with pytest.raises(FlashEnded):
        await sale.reserve(await sale.shop.shopper())
    assert (await sale.row()).pool == row.pool, "a ticket waits"
    await sale.consume()
    await sale.keep()
    assert await sale.keeper.open_pools() == [] and await sale.shop.levels(sale.sku) == (5, 1)


async def test_draining_by_hand_interrupts_nobody(sale: Sale) -> None:
    await sale.publish(units=3)
    buyer = await sale.shop.shopper()
    place = await sale.reserve(buyer)
    row = await sale.row()
    await sale.keeper.pause(row)
    with pytest.raises(QueueUnavailable):
        await sale.reserve(await sale.shop.shopper())
    await sale.keep()
    assert (await sale.row()).pool == row.pool, "no sweep comes between"
    assert await sale.keeper.waiting(row) == 1
    await sale.consume()
    assert await sale.keeper.waiting(row) == 0
    assert await sale.keeper.remake(row, await sale.keeper.server_id(), is_held=True)
    sale.flash.forget()
    assert await sale.free() == 2 and (await sale.see(buyer, place)).state == "ordered"


async def test_what_the_campaign_says_of_units_taken_is_true(sale: Sale) -> None:
    await sale.publish(units=3, limit=2)
    await sale.reserve(await sale.shop.shopper(), 2)
    await sale.consume()
    await sale.keep()
    [(taken,)] = await sale.shop.rows("select taken from promotion.campaign_item where campaign_id = $1", sale.id)
    assert taken == 2


_FAULT = """
    create sequence {name};
    create function {name}() returns trigger language plpgsql as $$ begin
        if new.member_id = '{member}' and nextval('{name}') <= {times} then raise exception 'broken'; end if;
        return new;
    end $$;
    create trigger {name} before insert on commerce."order" for each row execute function {name}()
"""


@asynccontextmanager
async def _broken_orders(sale: Sale, member: Shopper, times: int) -> AsyncIterator[None]:
    """The server itself refuses this member's first orders; a sequence counts through transactions undone."""
    name = f"fault_{uuid4().hex}"
    pool = await sale.shop.built.database.pool()
    await pool.execute(_FAULT.format(name=name, member=member.id, times=times))
    try:
        yield
    finally:
        await pool.execute(f"drop function {name}() cascade; drop sequence {name}")


@pytest.mark.parametrize(("times", "state"), [(1, "ordered"), (2, "ordered"), (100, "refused")])
async def test_a_ticket_that_breaks_a_batch_is_tried_again_before_it_is_given_up(
    sale: Sale, times: int, state: str
) -> None:
    await sale.publish(units=3)
    buyers = [await sale.shop.shopper() for _ in range(3)]
    places = [await sale.reserve(buyer) for buyer in buyers]
    async with _broken_orders(sale, buyers[1], times):
        await sale.consume()
    seen = [await sale.see(buyer, place) for buyer, place in zip(buyers, places, strict=True)]
    assert [one.state for one in seen] == ["ordered", state, "ordered"]
    assert seen[1].reason == ("" if state == "ordered" else GIVEN_UP)
    await sale.keep()
    assert await sale.free() == (0 if state == "ordered" else 1)
