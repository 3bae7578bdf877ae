"""From a paid order to a parcel under way, and back (S7, N2)."""

import asyncio

import msgspec
import pytest

from domain.supply.parcels import NothingToShip, ParcelUnderWay, WaybillPending
from domain.supply.shipping import ShipItem
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import OutsideUnavailable
from ports.outside.courier import WaybillRefused
from ports.supply.api import AlreadyShipped, ParcelLine, ParcelShipped, ParcelWithdrawn
from ports.supply.couriers import UnknownCourier
from ports.supply.jobs import CancelWaybill, RequestWaybill, SubscribeTracking
from tests.flows.supply.conftest import BEIJING, OPERATOR, World


async def test_an_operator_ships_and_sees_the_number_at_once(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    [begun] = await world.ship(placed)
    parcel = await world.parcel(begun.parcel_id)
    assert (parcel.state, parcel.order_code) == ("labelled", f"{placed.number}-1")
    assert parcel.tracking_number == world.courier.waybills[parcel.order_code]
    assert await world.levels(sku) == (3, 0)
    [event] = await world.events("supply.parcel_shipped")
    shipped = msgspec.json.decode(event, type=ParcelShipped)
    assert shipped.order_done and shipped.wechat_courier_id == "SF" and shipped.receiver_phone_masked == "138****5678"
    assert shipped.lines == (ParcelLine(placed.wants[0].line_id, 2),)
    assert shipped.goods == "有机棉婴儿连体衣×2"
    await world.tracking.on_subscribe(SubscribeTracking(parcel.id))
    assert world.courier.subscribed == [f"SF {parcel.tracking_number} 5678"]


async def test_two_warehouses_are_two_parcels_and_the_second_completes(world: World) -> None:
    one, two = await world.stocked(south=1), await world.stocked(north=1)
    placed = await world.paid((one, 1), (two, 1))
    await world.ship(placed)
    done = [
        msgspec.json.decode(event, type=ParcelShipped).order_done
        for event in await world.events("supply.parcel_shipped")
    ]
    assert sorted(done) == [False, True]
    assert await world.rows("select distinct status from supply.fulfilment") == [("shipped",)]


async def test_a_part_may_be_shipped_first(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 3))
    line = placed.wants[0].line_id
    await world.ship(placed, (ParcelLine(line, 1),))
    assert await world.rows("select status from supply.fulfilment") == [("partly_shipped",)]
    [again] = await world.ship(placed, (ParcelLine(line, 3),))
    assert isinstance(again.problem, NothingToShip)
    assert await world.levels(sku) == (4, 2)
    await world.ship(placed)
    assert await world.levels(sku) == (2, 0)
    [nothing] = await world.ship(placed)
    assert isinstance(nothing.problem, NothingToShip)


async def test_the_same_click_by_two_operators_ships_once(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    outcomes = await asyncio.gather(*(world.ship(placed) for _ in range(4)))
    assert sum(one.parcel_id is not None for [one] in outcomes) == 1
    assert await world.levels(sku) == (3, 0)


async def test_request_and_job_and_sweep_together_ship_once(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    world.courier.away = True
    [begun] = await world.ship(placed)
    world.courier.away = False
    world.clock.pass_(seconds=90)
    job = RequestWaybill(begun.parcel_id)
    await asyncio.gather(*(world.waybills.on_request(job) for _ in range(5)), world.waybills.sweep_unfinished())
    assert await world.levels(sku) == (3, 0)
    assert len(await world.events("supply.parcel_shipped")) == 1


async def test_courier_away_then_back(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    world.courier.away = True
    [begun] = await world.ship(placed)
    parcel = await world.parcel(begun.parcel_id)
    assert (parcel.state, parcel.problem) == ("requesting", None)
    assert await world.levels(sku) == (5, 2)
    with pytest.raises(WaybillPending):
        await world.shipping.cancel(OPERATOR, parcel.id, "不要了")
    with pytest.raises(OutsideUnavailable):
        await world.waybills.on_request(RequestWaybill(parcel.id))
    world.courier.away = False
    world.clock.pass_(seconds=61)
    assert await world.waybills.sweep_unfinished() == 1
    assert (await world.parcel(parcel.id)).state == "labelled"


async def test_refused_opens_a_work_order_and_can_be_tried_again(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    world.courier.refusal = "收件地址超出派送范围"
    [begun] = await world.ship(placed)
    parcel = await world.parcel(begun.parcel_id)
    assert (parcel.state, parcel.problem) == ("requesting", "收件地址超出派送范围")
    assert await world.rows("select kind, status, order_number from supply.work_order") == [
        ("waybill_refused", "open", placed.number)
    ]
    world.clock.pass_(seconds=90)
    assert await world.waybills.sweep_unfinished() == 0
    with pytest.raises(AlreadyShipped):
        async with world.uow.begin() as tx:
            await world.supply.readdress(tx, placed.order_id, BEIJING)
    world.courier.refusal = None
    await world.shipping.retry(OPERATOR, parcel.id)
    again = await world.parcel(parcel.id)
    assert (again.state, again.order_code) == ("labelled", f"{placed.number}-2")
    assert await world.rows("select status from supply.work_order") == [("resolved",)]


async def test_a_refused_parcel_is_given_up_and_the_address_mended(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    world.courier.refusal = "收件地址超出派送范围"
    [begun] = await world.ship(placed)
    await world.shipping.cancel(OPERATOR, begun.parcel_id, "换地址")
    async with world.uow.begin() as tx:
        await world.supply.readdress(tx, placed.order_id, BEIJING)
    assert await world.rows("select region, receiver_masked from supply.fulfilment") == [
        ("北京市 朝阳区", "李* 139****4321")
    ]
    world.courier.refusal = None
    await world.ship(placed)
    assert await world.levels(sku) == (3, 0)


async def test_cancel_before_collection_puts_the_units_back(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    [begun] = await world.ship(placed)
    await world.shipping.cancel(OPERATOR, begun.parcel_id, "发错快递")
    assert (await world.parcel(begun.parcel_id)).state == "cancelled"
    assert await world.levels(sku) == (5, 2)
    [event] = await world.events("supply.parcel_withdrawn")
    assert msgspec.json.decode(event, type=ParcelWithdrawn).lines == (ParcelLine(placed.wants[0].line_id, 2),)
    with pytest.raises(ParcelUnderWay):
        await world.shipping.cancel(OPERATOR, begun.parcel_id, "再来一次")
    await world.ship(placed)
    assert await world.levels(sku) == (3, 0)


async def test_the_courier_will_not_cancel(world: World) -> None:
    sku = await world.stocked(south=5)
    [begun] = await world.ship(await world.paid((sku, 2)))
    world.courier.refusal = "快件已揽收，不能取消"
    with pytest.raises(WaybillRefused):
        await world.shipping.cancel(OPERATOR, begun.parcel_id, "发错快递")
    parcel = await world.parcel(begun.parcel_id)
    assert (parcel.state, parcel.cancelling) == ("labelled", False)
    assert await world.levels(sku) == (3, 0)


async def test_cancel_while_the_courier_is_away_catches_up(world: World) -> None:
    sku = await world.stocked(south=5)
    [begun] = await world.ship(await world.paid((sku, 2)))
    world.courier.away = True
    await world.shipping.cancel(OPERATOR, begun.parcel_id, "发错快递")
    assert (await world.parcel(begun.parcel_id)).cancelling
    world.courier.away = False
    await asyncio.gather(*(world.waybills.on_cancel(CancelWaybill(begun.parcel_id)) for _ in range(3)))
    assert (await world.parcel(begun.parcel_id)).state == "cancelled"
    assert await world.levels(sku) == (5, 2)


async def test_units_of_a_given_up_order_go_back_on_sale_when_its_parcel_is_cancelled(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    [begun] = await world.ship(placed)
    await world.release(placed.order_id)
    assert await world.levels(sku) == (3, 0)
    await world.shipping.cancel(OPERATOR, begun.parcel_id, "整单退款")
    assert await world.levels(sku) == (5, 0)


async def test_shipped_units_cannot_be_withdrawn_but_come_back_once(world: World) -> None:
    sku = await world.stocked(south=5)
    placed = await world.paid((sku, 2))
    await world.ship(placed)
    line = ParcelLine(placed.wants[0].line_id, 2)
    with pytest.raises(AlreadyShipped):
        async with world.uow.begin() as tx:
            await world.supply.withdraw(tx, placed.order_id, [line])
    for _ in range(2):
        async with world.uow.begin() as tx:
            await world.supply.restock(tx, "after_sale:1", placed.order_id, ParcelLine(line.line_id, 1), sellable=True)
    assert await world.levels(sku) == (4, 0)
    async with world.uow.begin() as tx:
        await world.supply.restock(tx, "after_sale:2", placed.order_id, ParcelLine(line.line_id, 1), sellable=False)
    assert await world.levels(sku) == (4, 0)
    assert await world.rows("select kind from supply.stock_move order by id desc limit 2") == [("scrap",), ("return",)]


async def test_bad_items_are_refused_one_by_one(world: World) -> None:
    sku = await world.stocked(south=5)
    [fulfilment_id] = await world.fulfilment_ids(await world.paid((sku, 2)))
    items = [
        ShipItem(fulfilment_id, "PIGEON"),
        ShipItem(world.ids.new(), "SF"),
        ShipItem(fulfilment_id, "SF", (ParcelLine(world.ids.new(), 1),)),
        ShipItem(fulfilment_id, "SF", (ParcelLine(world.ids.new(), -1),)),
    ]
    problems = [one.problem for one in await world.shipping.ship(OPERATOR, items)]
    assert isinstance(problems[0], UnknownCourier)
    assert all(problems)
    assert await world.rows("select count(*) from supply.parcel") == [(0,)]
    with pytest.raises(PermissionMissing):
        await world.shipping.ship(Actor(OPERATOR.id, "访客", frozenset(), ""), items)
