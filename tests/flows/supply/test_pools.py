"""Pools of a flash sale: units are set aside, taken, given back and dissolved, and no unit is sold twice."""

import asyncio
from uuid import uuid4

import pytest

from ports.kernel import CampaignId
from ports.supply.api import SoldOut
from tests.flows.supply.conftest import World


async def _pool(world: World, campaign_id: CampaignId) -> list[tuple]:
    return await world.rows(
        "select set_aside, taken, dissolved_at is not null from supply.pool where campaign_id = $1"
        " order by set_aside desc, taken",
        campaign_id,
    )


async def test_units_that_are_set_aside_are_not_sold_otherwise(world: World) -> None:
    sku, campaign = await world.stocked(south=6, north=4), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 8)
    await world.set_aside(campaign, sku, 8)
    assert await world.levels(sku) == (10, 8)
    assert await _pool(world, campaign) == [(6, 0, False), (2, 0, False)]
    with pytest.raises(SoldOut):
        await world.reserve((sku, 3))
    await world.reserve((sku, 2))


async def test_more_than_is_free_is_not_set_aside(world: World) -> None:
    sku, campaign = await world.stocked(south=3), CampaignId(uuid4())
    await world.reserve((sku, 1))
    with pytest.raises(SoldOut):
        await world.set_aside(campaign, sku, 3)
    assert await world.levels(sku) == (3, 1) and await _pool(world, campaign) == []


async def test_takes_are_served_whole_in_their_order(world: World) -> None:
    sku, campaign = await world.stocked(south=5), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 5)
    served = await world.from_pool(campaign, sku, 2, 4, 2, 2, 1)
    assert [order.wants[0].quantity for order in served] == [2, 2, 1]
    assert await _pool(world, campaign) == [(5, 5, False)] and await world.levels(sku) == (5, 5)


async def test_given_up_and_run_out_orders_come_back_into_the_pool(world: World) -> None:
    sku, campaign = await world.stocked(south=3), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 3)
    given_up, run_out, paid = await world.from_pool(campaign, sku, 1, 1, 1)
    assert await world.confirm(paid)
    for _ in range(2):
        await world.release(given_up.order_id)
    world.clock.pass_(minutes=16)
    assert await world.reservations.release_expired() == 1
    assert await _pool(world, campaign) == [(3, 1, False)] and await world.levels(sku) == (3, 3)
    [again] = await world.from_pool(campaign, sku, 2)
    assert not await world.confirm(run_out), "its unit went to another"
    await world.release(again.order_id)
    assert await world.confirm(run_out), "it is taken out of the pool again"
    assert await _pool(world, campaign) == [(3, 2, False)] and await world.levels(sku) == (3, 3)


async def test_what_comes_back_to_a_dissolved_pool_is_free(world: World) -> None:
    sku, campaign = await world.stocked(south=4), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 4)
    open_order, paid, late = await world.from_pool(campaign, sku, 1, 1, 1)
    assert await world.confirm(paid)
    assert await world.dissolve(campaign) == 1 and await world.dissolve(campaign) == 0
    assert await world.levels(sku) == (4, 3) and await _pool(world, campaign) == [(3, 3, True)]
    await world.release(open_order.order_id)
    world.clock.pass_(minutes=16)
    await world.reservations.release_expired()
    assert await world.levels(sku) == (4, 1) and await _pool(world, campaign) == [(1, 1, True)]
    assert await world.confirm(late), "free stock serves it"
    assert await world.levels(sku) == (4, 2)


async def test_many_at_once_take_exactly_what_is_there(world: World) -> None:
    sku, campaign = await world.stocked(south=7, north=4), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 11)
    served = await asyncio.gather(*(world.from_pool(campaign, sku, 1, 2, 1) for _ in range(12)))
    assert sum(order.wants[0].quantity for batch in served for order in batch) == 11
    assert await world.pool_rest(campaign, sku) == 0


@pytest.mark.parametrize("times", range(3))
async def test_dissolving_against_giving_up_loses_no_unit(world: World, times: int) -> None:
    del times
    sku, campaign = await world.stocked(south=6), CampaignId(uuid4())
    await world.set_aside(campaign, sku, 6)
    orders = await world.from_pool(campaign, sku, 1, 1, 1, 1)
    await asyncio.gather(world.dissolve(campaign), *(world.release(order.order_id) for order in orders))
    assert await world.levels(sku) == (6, 0)
