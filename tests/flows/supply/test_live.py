"""Following stock: a picture first, then each change once, and after a break what was missed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from msgspec import Struct

from adapters.postgres.supply_feed import PostgresStockFeed
from domain.supply.live import CATCH_UP_MAX, Beat, Figure, Picture, Told, TooManyFollowers, event_id
from domain.supply.live_stock import LiveStock
from ports.cache import STOCK
from ports.kernel import Invalid, LineId, OrderId, SkuId, Tx
from ports.supply.api import Want
from ports.supply.live import Position, StockChange
from tests.flows.supply.conftest import OPERATOR, World

WAIT_SECONDS = 10.0


class Free(Struct, frozen=True):
    sku_id: SkuId
    free: int


def shown(change: StockChange) -> Free:
    return Free(change.sku_id, change.free)


@pytest.fixture
async def live(world: World) -> AsyncIterator[LiveStock]:
    stock = LiveStock(world.uow, PostgresStockFeed(), 3)
    yield stock
    await stock.close()


@asynccontextmanager
async def following(live: LiveStock, *sku_ids: SkuId, last: str | None = None) -> AsyncIterator[AsyncGenerator[Told]]:
    told = await live.follow(sku_ids, last, shown)
    yield told
    await told.aclose()


async def following_one(told: AsyncIterator[Told]) -> Told:
    async with asyncio.timeout(WAIT_SECONDS):
        return await anext(told)


async def figures(told: AsyncIterator[Told], last: Free) -> list[Free]:
    """What is told, up to this figure."""
    seen: list[Free] = []
    while last not in seen:
        one = await following_one(told)
        assert isinstance(one, Figure)
        seen.append(one.shown)  # type: ignore[arg-type]
    return seen


async def settled(world: World) -> Position:
    """The position of the newest move, once nothing runs before it: other tests' transactions on the server count."""
    [newest] = await world.rows("select xid, id from supply.stock_move order by xid desc, id desc limit 1")
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            async with world.uow.reading() as tx:
                found = await PostgresStockFeed().picture(tx, ())
            if found.position == Position(*newest):
                return found.position
            await asyncio.sleep(0.02)


async def moved(world: World, sku_id: SkuId, times: int = 1) -> None:
    for _ in range(times):
        await world.reserve((sku_id, 1))


async def test_a_picture_then_changes(world: World, live: LiveStock) -> None:
    sku, other = await world.stocked(south=3, north=2), await world.stocked(south=9)
    async with following(live, sku) as told:
        first = await following_one(told)
        assert isinstance(first, Picture) and first.is_whole and first.shown == (Free(sku, 5),)
        await moved(world, other)
        await moved(world, sku)
        assert await figures(told, Free(sku, 4)) == [Free(sku, 4)]


async def test_who_comes_again_gets_what_was_missed_and_no_more(world: World, live: LiveStock) -> None:
    a, b, c = [await world.stocked(south=9) for _ in range(3)]
    async with following(live, a, b, c) as told:
        await following_one(told)
        await moved(world, a)
        assert await figures(told, Free(a, 8)) == [Free(a, 8)]
    position = await settled(world)
    await moved(world, b, 2)
    async with following(live, a, b, c, last=event_id(position)) as told:
        assert await figures(told, Free(b, 7)) == [Free(b, 7)]


async def test_nothing_missed_is_a_beat_at_once(world: World, live: LiveStock) -> None:
    sku = await world.stocked(south=1)
    position = await settled(world)
    async with following(live, sku, last=event_id(position)) as told:
        assert await following_one(told) == Beat(position)


@pytest.mark.parametrize("last", ["7-7", "0-0", "999999999999-1", "nonsense", "", "1-1-1"])
async def test_a_position_of_no_feed_of_ours_gets_a_picture(world: World, live: LiveStock, last: str) -> None:
    sku = await world.stocked(south=4)
    async with following(live, sku, last=last) as told:
        first = await following_one(told)
        assert isinstance(first, Picture) and first.shown == (Free(sku, 4),)


async def test_too_far_behind_gets_a_picture(world: World, live: LiveStock) -> None:
    sku = await world.stocked(south=4)
    position = await settled(world)
    await world.rows(
        """
        insert into supply.stock_move (sku_id, warehouse_id, kind, cause, on_hand_delta, reserved_delta, on_hand_after,
                                       reserved_after, at)
        select $1, $2, 'scrap', 'far:' || n, 0, 0, 4, 0, now() from generate_series(1, $3::int) n
        """,
        sku,
        world.south,
        CATCH_UP_MAX,
    )
    async with following(live, sku, last=event_id(position)) as told:
        again = await following_one(told)
        assert isinstance(again, Picture) and again.position >= position and again.shown == (Free(sku, 4),)


async def test_a_move_behind_a_slow_transaction_is_told_at_once_and_settles_later(
    world: World, live: LiveStock
) -> None:
    """Somebody's long transaction holds the horizon: figures do not wait for it, positions do."""
    sku = await world.stocked(south=5)
    position = await settled(world)
    pool = await world.database.pool()
    async with following(live, sku) as told, pool.acquire() as slow:
        await following_one(told)
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute("select pg_current_xact_id()")
        await moved(world, sku)
        live.wake(STOCK)
        early = await following_one(told)
        assert early == Figure(None, Free(sku, 4))
        async with following(live, sku, last=event_id(position)) as again:
            assert await following_one(again) == early
        await transaction.rollback()
        behind = await settled(world)
        async with following(live, sku, last=event_id(behind)) as again:
            assert await following_one(again) == Beat(behind)


async def test_of_two_transactions_the_slower_with_the_smaller_number_is_not_lost(
    world: World, live: LiveStock
) -> None:
    """The reason for it all: identities are given before the commit."""
    slow_sku, quick_sku = await world.stocked(south=5), await world.stocked(south=5)
    async with following(live, slow_sku, quick_sku) as told:
        await following_one(told)
        began, go_on = asyncio.Event(), asyncio.Event()

        async def slowly() -> None:
            async with world.uow.begin() as tx:
                await _reserve_in(world, tx, slow_sku)
                began.set()
                await go_on.wait()

        slow = asyncio.create_task(slowly())
        await began.wait()
        await moved(world, quick_sku)
        quick = await following_one(told)
        assert quick == Figure(None, Free(quick_sku, 4))
        go_on.set()
        await slow
        assert await figures(told, Free(slow_sku, 4)) == [Free(slow_sku, 4)]


async def _reserve_in(world: World, tx: Tx, sku_id: SkuId) -> None:
    until = world.clock.now() + timedelta(minutes=15)
    want = Want(LineId(world.ids.new()), sku_id, 1)
    await world.supply.reserve(tx, OrderId(world.ids.new()), [want], None, until)


async def test_operators_follow_everything(world: World, live: LiveStock) -> None:
    sku = await world.stocked(south=5)
    told = await live.follow_as(OPERATOR, None, None, shown)
    first = await following_one(told)
    assert isinstance(first, Picture) and not first.is_whole and first.shown == ()
    await moved(world, sku)
    await figures(told, Free(sku, 4))


async def test_what_is_asked_for_is_bounded(world: World, live: LiveStock) -> None:
    sku = await world.stocked(south=1)
    for wrong in ([], [SkuId(world.ids.new()) for _ in range(101)]):
        with pytest.raises(Invalid):
            await live.follow(wrong, None, shown)
    kept = [await live.follow([sku], None, shown) for _ in range(3)]
    with pytest.raises(TooManyFollowers, match="人较多"):
        await live.follow([sku], None, shown)
    # Never begun, and forgotten all the same.
    del kept[0]
    assert await live.follow([sku], None, shown)


async def test_the_end_of_the_process_ends_every_stream(world: World, live: LiveStock) -> None:
    sku = await world.stocked(south=1)
    told = await live.follow([sku], None, shown)
    await following_one(told)
    ended = asyncio.create_task(_rest(told))
    await asyncio.sleep(0)
    await live.close()
    async with asyncio.timeout(WAIT_SECONDS):
        assert await ended == []
    with pytest.raises(TooManyFollowers):
        await live.follow([sku], None, shown)


async def _rest(told: AsyncIterator[Told]) -> Sequence[Told]:
    return [one async for one in told]
