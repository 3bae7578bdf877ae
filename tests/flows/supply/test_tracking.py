"""Histories of couriers, and the work orders that trouble opens (S9, S10)."""

from datetime import timedelta

import msgspec
import pytest

from adapters.postgres.deliveries import DeliveryStore
from ports.kernel import NotFound
from ports.outside.courier import ForgedPush, Trace, Track, TrackState
from ports.supply.api import ParcelMoved
from ports.supply.parcels import Parcel
from tests.flows.supply.conftest import OPERATOR, START, World


def history(parcel: Parcel, state: TrackState, *texts: str) -> Track:
    """One trace an hour from START on."""
    traces = tuple(Trace(START + timedelta(hours=hour + 1), text, "深圳") for hour, text in enumerate(texts))
    assert parcel.tracking_number
    return Track(parcel.courier_code, parcel.tracking_number, state, traces)


async def shipped(world: World) -> Parcel:
    sku = await world.stocked(south=5)
    [begun] = await world.ship(await world.paid((sku, 1)))
    return await world.parcel(begun.parcel_id)


async def test_a_history_replaces_the_last_and_an_older_one_is_ignored(world: World) -> None:
    parcel = await shipped(world)
    assert await world.tracking.apply(history(parcel, "in_transit", "已揽收", "运输中"))
    assert not await world.tracking.apply(history(parcel, "collected", "已揽收"))
    assert not await world.tracking.apply(history(parcel, "in_transit", "已揽收", "运输中"))
    assert await world.tracking.apply(history(parcel, "signed", "已揽收（更正）", "运输中", "已签收"))
    assert not await world.tracking.apply(history(parcel, "delivering", "已揽收", "派送中"))
    after = await world.parcel(parcel.id)
    assert (after.state, after.signed_at, after.latest) == ("signed", START + timedelta(hours=3), "已签收")
    texts = await world.rows("select text from supply.parcel_trace order by position")
    assert texts == [("已揽收（更正）",), ("运输中",), ("已签收",)]
    assert len(await world.events("supply.parcel_moved")) == 1
    assert len(await world.events("supply.parcel_signed")) == 1


async def test_pushes_are_verified_stored_once_and_applied(world: World) -> None:
    parcel = await shipped(world)
    data = msgspec.json.encode(history(parcel, "collected", "已揽收")).decode()
    with pytest.raises(ForgedPush):
        await world.tracking.receive_push({"RequestType": "102", "RequestData": data, "DataSign": "bad"})
    assert await world.rows("select count(*) from kernel.inbox") == [(0,)]
    for _ in range(3):
        await world.tracking.receive_push({"RequestType": "102", "RequestData": data, "DataSign": "good"})
    [(delivery_id,)] = await world.rows("select id from kernel.delivery where kind = 'callback'")
    async with world.uow.begin() as tx:
        taken = await DeliveryStore().take_callback(tx, delivery_id, world.clock.now())
        assert taken is not None
        await world.tracking.on_push(tx, taken[1])
        await world.tracking.on_push(tx, taken[1])
    assert (await world.parcel(parcel.id)).state == "collected"
    assert len(await world.events("supply.parcel_moved")) == 1


async def test_a_foreign_number_is_ignored(world: World) -> None:
    assert not await world.tracking.apply(Track("SF", "SF000", "signed", (Trace(START, "已签收", None),)))


async def test_trouble_opens_one_work_order_and_signing_closes_it(world: World) -> None:
    parcel = await shipped(world)
    await world.tracking.apply(history(parcel, "problem", "已揽收", "快件滞留"))
    await world.tracking.apply(history(parcel, "problem", "已揽收", "快件滞留", "仍在核查"))
    rows = await world.rows("select kind, detail, due_at - created_at from supply.work_order")
    assert rows == [("problem", "快件滞留", timedelta(hours=4))]
    await world.tracking.apply(history(parcel, "signed", "已揽收", "快件滞留", "仍在核查", "已签收"))
    assert await world.rows("select status, resolved_by from supply.work_order") == [("resolved", "系统")]


async def test_stalled_parcels_are_found_once(world: World) -> None:
    parcel = await shipped(world)
    await world.tracking.apply(history(parcel, "collected", "已揽收"))
    world.clock.pass_(hours=72)
    assert await world.tracking.sweep_stalled() == 0
    world.clock.pass_(hours=2)
    assert await world.tracking.sweep_stalled() == 1
    assert await world.tracking.sweep_stalled() == 0
    told = [msgspec.json.decode(text, type=ParcelMoved).text for text in await world.events("supply.parcel_moved")]
    assert told[-1].startswith("物流超过 72 小时没有更新")
    [(order_id,)] = await world.rows("select id from supply.work_order where kind = 'stalled'")
    await world.work_orders.resolve(OPERATOR, order_id, "已与网点确认，明日派送")
    with pytest.raises(NotFound):
        await world.work_orders.resolve(OPERATOR, order_id, "再来")
    assert await world.tracking.sweep_stalled() == 0


async def test_the_poll_finds_what_no_push_told(world: World) -> None:
    parcel = await shipped(world)
    assert parcel.tracking_number
    world.courier.tracks[parcel.tracking_number] = history(parcel, "delivering", "已揽收", "派送中")
    assert await world.tracking.sweep_unheard() == 0
    world.clock.pass_(hours=3)
    assert await world.tracking.sweep_unheard() == 1
    assert await world.tracking.sweep_unheard() == 0
    assert (await world.parcel(parcel.id)).state == "delivering"
    world.clock.pass_(hours=3)
    world.courier.away = True
    assert await world.tracking.sweep_unheard() == 0
