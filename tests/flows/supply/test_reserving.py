"""Reservations over a real PostgreSQL (S1, N1)."""

import asyncio
import random
from datetime import timedelta

import pytest

from ports.supply.api import AlreadyShipped, ParcelLine, SoldOut, Want
from tests.flows.supply.conftest import BEIJING, SHENZHEN, World


async def test_the_nearest_warehouse_that_has_it_all_serves(world: World) -> None:
    sku = await world.stocked(south=5, north=5)
    await world.reserve((sku, 2), to=BEIJING)
    assert await world.rows("select warehouse_id, reserved from supply.stock where reserved > 0") == [(world.north, 2)]


async def test_a_line_is_split_only_when_no_warehouse_has_it_all(world: World) -> None:
    sku = await world.stocked(south=3, north=2)
    await world.reserve((sku, 5))
    assert await world.levels(sku) == (5, 5)


async def test_refused_when_too_few_are_free_and_nothing_changes(world: World) -> None:
    plenty, scarce = await world.stocked(south=9), await world.stocked(south=1, north=1)
    with pytest.raises(SoldOut) as refused:
        await world.reserve((plenty, 1), (scarce, 3))
    assert refused.value.sku_ids == (scarce,)
    assert await world.levels(plenty) == (9, 0)
    assert await world.rows("select count(*) from supply.reservation") == [(0,)]


async def test_run_out_reservations_free_their_units_and_can_be_taken_anew(world: World) -> None:
    sku = await world.stocked(south=2)
    placed = await world.reserve((sku, 2), minutes=15)
    world.clock.pass_(minutes=16)
    assert await world.reservations.release_expired() == 1
    assert await world.reservations.release_expired() == 0
    assert await world.levels(sku) == (2, 0)
    async with world.uow.begin() as tx:
        await world.supply.hold(tx, placed.order_id, world.clock.now() + timedelta(minutes=15))
    assert await world.levels(sku) == (2, 2)


async def test_hold_after_the_units_went_elsewhere_is_sold_out(world: World) -> None:
    sku = await world.stocked(south=2)
    placed = await world.reserve((sku, 2))
    world.clock.pass_(minutes=16)
    await world.reservations.release_expired()
    await world.reserve((sku, 1))
    with pytest.raises(SoldOut):
        async with world.uow.begin() as tx:
            await world.supply.hold(tx, placed.order_id, world.clock.now() + timedelta(minutes=15))
    assert await world.levels(sku) == (2, 1)
    assert await world.confirm(placed) is False


async def test_hold_extends_and_never_shortens(world: World) -> None:
    sku = await world.stocked(south=2)
    placed = await world.reserve((sku, 1), minutes=15)
    async with world.uow.begin() as tx:
        await world.supply.hold(tx, placed.order_id, world.clock.now() + timedelta(minutes=5))
    world.clock.pass_(minutes=14)
    assert await world.reservations.release_expired() == 0


async def test_confirm_opens_one_fulfilment_per_warehouse_once(world: World) -> None:
    one, two = await world.stocked(south=5), await world.stocked(north=5)
    placed = await world.reserve((one, 2), (two, 1))
    assert await world.confirm(placed) is True
    assert await world.confirm(placed) is True
    rows = await world.rows("select order_number, status, receiver_masked, region from supply.fulfilment")
    assert rows == [(placed.number, "to_ship", "王** 138****5678", "广东省 深圳市 南山区")] * 2
    world.clock.pass_(hours=1)
    assert await world.reservations.release_expired() == 0
    sealed = (await world.rows("select receiver from supply.fulfilment limit 1"))[0][0]
    assert SHENZHEN.name.encode() not in sealed


async def test_confirm_takes_run_out_units_anew(world: World) -> None:
    sku = await world.stocked(south=2)
    placed = await world.reserve((sku, 2))
    world.clock.pass_(hours=1)
    await world.reservations.release_expired()
    assert await world.confirm(placed) is True
    assert await world.levels(sku) == (2, 2)


async def test_release_gives_back_once(world: World) -> None:
    sku = await world.stocked(south=4)
    held, paid = await world.reserve((sku, 1)), await world.reserve((sku, 2))
    await world.confirm(paid)
    for order_id in (held.order_id, held.order_id, paid.order_id, paid.order_id):
        await world.release(order_id)
    assert await world.levels(sku) == (4, 0)
    assert await world.rows("select status from supply.fulfilment") == [("cancelled",)]
    assert await world.confirm(held) is False


async def test_withdraw_frees_unshipped_units_and_refuses_more(world: World) -> None:
    sku = await world.stocked(south=4)
    placed = await world.reserve((sku, 3))
    await world.confirm(placed)
    line = placed.wants[0].line_id
    async with world.uow.begin() as tx:
        await world.supply.withdraw(tx, placed.order_id, [ParcelLine(line, 1)])
    async with world.uow.begin() as tx:
        await world.supply.withdraw(tx, placed.order_id, [ParcelLine(line, 1)])
    assert await world.levels(sku) == (4, 1)
    with pytest.raises(AlreadyShipped):
        async with world.uow.begin() as tx:
            await world.supply.withdraw(tx, placed.order_id, [ParcelLine(line, 2)])
    assert await world.levels(sku) == (4, 1)


async def test_the_last_unshipped_units_leave_and_the_order_is_shipped_whole(world: World) -> None:
    placed = await world.paid((await world.stocked(south=4), 4))
    line = placed.wants[0].line_id
    for taken, told in ((1, 0), (2, 1)):
        async with world.uow.begin() as tx:
            await world.supply.withdraw(tx, placed.order_id, [ParcelLine(line, taken)])
        assert len(await world.events("supply.rest_withdrawn")) == told
        if not told:
            await world.ship(placed, (ParcelLine(line, 1),))


async def test_nothing_shipped_is_not_shipped_whole(world: World) -> None:
    placed = await world.paid((await world.stocked(south=4), 4))
    async with world.uow.begin() as tx:
        await world.supply.withdraw(tx, placed.order_id, [ParcelLine(placed.wants[0].line_id, 4)])
    assert await world.events("supply.rest_withdrawn") == []


async def test_fifty_buyers_of_the_last_ten_units(world: World) -> None:
    """Exactly ten win, over two warehouses; the others are told that it is sold out, and nothing else."""
    sku = await world.stocked(south=6, north=4)

    async def buy() -> str:
        await asyncio.sleep(random.random() / 50)
        try:
            await world.reserve((sku, 1), to=random.choice([SHENZHEN, BEIJING]))
        except SoldOut:
            return "sold out"
        return "won"

    outcomes = await asyncio.gather(*(buy() for _ in range(50)))
    assert outcomes.count("won") == 10
    assert outcomes.count("sold out") == 40
    assert await world.levels(sku) == (10, 10)


async def test_baskets_that_cross_never_deadlock(world: World) -> None:
    """Everybody locks in one order, whatever the order of the basket."""
    one, two = await world.stocked(south=40), await world.stocked(south=40)

    async def buy(number: int) -> None:
        pair = ((one, 1), (two, 1)) if number % 2 else ((two, 1), (one, 1))
        placed = await world.reserve(*pair)
        if number % 3 == 0:
            await world.release(placed.order_id)
        else:
            await world.confirm(placed)

    await asyncio.gather(*(buy(number) for number in range(30)))
    assert await world.levels(one) == await world.levels(two) == (40, 20)


async def test_expiry_races_with_payment(world: World) -> None:
    """A payment and the sweep meet at the same reservation: whoever is second sees what the first did."""
    sku = await world.stocked(south=20)
    placed = [await world.reserve((sku, 1)) for _ in range(20)]
    world.clock.pass_(minutes=16)
    sweeps = [world.reservations.release_expired() for _ in range(3)]
    outcomes = await asyncio.gather(*(world.confirm(order) for order in placed), *sweeps)
    assert all(outcomes[:20])
    assert await world.levels(sku) == (20, 20)


async def test_free_and_route_read_without_taking(world: World) -> None:
    sku = await world.stocked(south=2, north=3)
    async with world.uow.reading() as tx:
        assert [(stock.sku_id, stock.free) for stock in await world.supply.free(tx, [sku])] == [(sku, 5)]
        allotments = await world.supply.route(tx, [Want(world.ids.new(), sku, 3)], None)
    assert [allotment.warehouse_name for allotment in allotments] == ["北京仓"]
    assert await world.levels(sku) == (5, 0)


async def test_goods_received_twice_count_once(world: World) -> None:
    sku = await world.stocked(south=2)
    await world.warehouses.receive(f"seed:{sku}", sku, world.south, 2)
    assert await world.levels(sku) == (2, 0)
