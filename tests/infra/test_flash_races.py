"""Flash sales while servers and consumers die: exact outcomes, on servers of this file's own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from adapters.valkey import flash_queue
from app.actors.flash import FlashConsumer
from app.runtime.scratch import Servers, scratch_servers
from ports.kernel import DomainError
from ports.promotion.flash_views import FlashPlace
from tests.flows.flash.conftest import Sale
from tests.flows.orders.conftest import Shop, Shopper

WAIT_SECONDS = 60.0


@pytest.fixture(scope="module")
def own_servers() -> Iterator[Servers]:
    with scratch_servers() as servers:
        servers.migrate()
        yield servers


@pytest.fixture
async def sale(own_servers: Servers, tmp_path: Path) -> AsyncIterator[Sale]:
    shop = Shop(own_servers.database_url, own_servers.valkey_url, str(tmp_path))
    await shop.open()
    await shop.rows("truncate promotion.campaign, promotion.flash_ticket, promotion.order_use, supply.pool cascade")
    yield Sale(shop)
    await shop.built.partners.aclose()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            if await holds():
                return
        except (DomainError, OSError):
            pass
        assert time.monotonic() < deadline, "it did not come about"
        await asyncio.sleep(0.05)


async def press(sale: Sale, buyer: Shopper) -> FlashPlace | str:
    """Again with its key while the shop is away; the code of a refusal."""
    key, deadline = buyer.id.hex, time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return await sale.reserve(buyer, key=key)
        except DomainError as error:
            if error.kind != "unavailable":
                return error.code
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def decided(sale: Sale, buyer: Shopper, place: FlashPlace) -> bool:
    return (await sale.see(buyer, place)).state != "queued"


async def assert_sold_once(sale: Sale, units: int) -> int:
    """Orders of one unit each, no more than the pool, each with its ticket and its reservation. How many."""
    [(orders, members)] = await sale.shop.rows(
        'select count(*)::int, count(distinct o.member_id)::int from commerce."order" o'
        " join commerce.order_line l on l.order_id = o.id where l.sku_id = $1",
        sale.sku,
    )
    assert orders == members and orders <= units
    assert await sale.pool() == (units, orders) and await sale.shop.levels(sale.sku) == (units, units)
    assert (await sale.tickets()).get("ordered", 0) == orders
    [(held,)] = await sale.shop.rows(
        "select count(*)::int from supply.reservation where campaign_id = $1 and state = 'held'", sale.id
    )
    assert held == orders
    return orders


async def test_valkey_is_killed_in_the_midst_of_a_sale(sale: Sale, own_servers: Servers) -> None:
    await sale.publish(units=20)
    buyers = [await sale.shop.shopper() for _ in range(30)]
    working = asyncio.create_task(sale.consumer.run())
    first = await asyncio.gather(*(press(sale, buyer) for buyer in buyers[:12]))
    own_servers.valkey.kill()
    pressing = asyncio.gather(*(press(sale, buyer) for buyer in buyers[12:]))
    await asyncio.sleep(0)
    own_servers.valkey.start()
    rest = await pressing
    places = list(zip(buyers, [*first, *rest], strict=True))
    won = [(buyer, place) for buyer, place in places if isinstance(place, FlashPlace)]

    async def all_decided() -> bool:
        return all([await decided(sale, buyer, place) for buyer, place in won])

    await until(all_decided)
    states = [(await sale.see(buyer, place)).state for buyer, place in won]
    orders = await assert_sold_once(sale, 20)
    assert states.count("ordered") == orders and set(states) <= {"ordered", "interrupted", "refused"}
    for buyer, _ in [pair for pair, state in zip(won, states, strict=True) if state == "interrupted"]:
        await press(sale, buyer)
    await until(lambda: _drained(sale))
    assert await assert_sold_once(sale, 20) >= orders
    working.cancel()


async def _drained(sale: Sale) -> bool:
    return await sale.keeper.waiting(await sale.row()) == 0


async def test_postgres_is_restarted_in_the_midst_of_a_sale(sale: Sale, own_servers: Servers) -> None:
    await sale.publish(units=15)
    buyers = [await sale.shop.shopper() for _ in range(25)]
    await sale.flash.pools()
    working = asyncio.create_task(sale.consumer.run())
    first = asyncio.gather(*(press(sale, buyer) for buyer in buyers))
    await asyncio.sleep(0.05)
    own_servers.postgres.kill()
    own_servers.postgres.start()
    places = await first
    won = [(buyer, place) for buyer, place in zip(buyers, places, strict=True) if isinstance(place, FlashPlace)]
    assert len(won) == 15 and [one for one in places if isinstance(one, str)] == ["promotion.flash_sold_out"] * 10

    async def all_decided() -> bool:
        return all([await decided(sale, buyer, place) for buyer, place in won])

    await until(all_decided)
    assert await assert_sold_once(sale, 15) == 15
    working.cancel()


@pytest.mark.parametrize("moment", ["before the transaction", "within it", "before it leaves the queue"])
async def test_a_consumer_is_killed_in_the_midst_of_a_batch(
    sale: Sale, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flash_queue, "UNFINISHED_SECONDS", 0.2)
    await sale.publish(units=8)
    buyers = [await sale.shop.shopper() for _ in range(8)]
    places = await asyncio.gather(*(sale.reserve(buyer) for buyer in buyers))
    row = await sale.row()
    read = await sale.stream.read([row.pool], "dies", 100, 0.5)
    bundles = [bundle for _, bundle in read]
    dying = FlashConsumer(sale.stream, sale.keeper, sale.shop.modules.commerce.flash_orders)
    if moment != "before the transaction":
        where = (dying._orders._flash, "decide") if moment == "within it" else (dying._stream, "finish")
        stopped = asyncio.Event()

        async def stop(*_: object) -> None:
            stopped.set()
            await asyncio.Event().wait()

        with monkeypatch.context() as patched:
            patched.setattr(*where, stop)
            work = asyncio.create_task(dying.handle(row.pool, bundles))
            await stopped.wait()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    before = await sale.tickets()
    assert before == ({"ordered": 8} if moment == "before it leaves the queue" else {})
    working = asyncio.create_task(sale.consumer.run())
    await until(lambda: _drained(sale))
    working.cancel()
    seen = [await sale.see(buyer, place) for buyer, place in zip(buyers, places, strict=True)]
    assert [(one.state, one.reason) for one in seen] == [("ordered", "")] * 8
    assert await assert_sold_once(sale, 8) == 8


async def test_several_consumers_on_one_queue_write_each_order_once(sale: Sale) -> None:
    await sale.publish(units=60)
    buyers = [await sale.shop.shopper() for _ in range(60)]
    consumers = [FlashConsumer(sale.stream, sale.keeper, sale.shop.modules.commerce.flash_orders) for _ in range(4)]
    working = [asyncio.create_task(consumer.run()) for consumer in consumers]
    for start in range(0, 60, 6):
        await asyncio.gather(*(sale.reserve(buyer) for buyer in buyers[start : start + 6]))
    await until(lambda: _drained(sale))
    for one in working:
        one.cancel()
    assert await assert_sold_once(sale, 60) == 60
