"""The live feed when things go wrong: many movers and broken connections, a killed mover, a stopped server."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from adapters.postgres.database import Database
from adapters.postgres.supply_feed import PostgresStockFeed
from app.prove.goods import stock_up
from app.runtime.netports import choose_port
from app.settings import ROOT, load_settings
from app.wiring import Built, build
from domain.supply.live import Picture, event_id
from domain.supply.live_stock import LiveStock
from ports.cache import STOCK
from ports.kernel import LineId, OrderId, SkuId
from ports.supply.api import SoldOut, Want
from tests.conftest import TestServers
from tests.flows.supply.conftest import World
from tests.flows.supply.test_live import Free, settled, shown

WAIT_SECONDS = 60.0


@pytest.fixture
async def world(fresh_database_url: str) -> AsyncIterator[World]:
    database = Database(fresh_database_url, connections_max=20)
    world = World(database)
    await world.build()
    yield world
    await world.assert_conserved()
    await database.close()


class Watcher:
    """A client that loses its connection all the time, and believes what it is told."""

    def __init__(self, live: LiveStock, sku_ids: list[SkuId], rng: random.Random) -> None:
        self._live, self._sku_ids, self._rng = live, sku_ids, rng
        self.known: dict[SkuId, int] = {}
        self.pictures = self.breaks = 0

    async def watch(self) -> None:
        last: str | None = None
        while True:
            left = self._rng.randint(1, 8)
            told = await self._live.follow(self._sku_ids, last, shown)
            async for one in told:
                position = one.position
                if isinstance(one, Picture):
                    self.pictures += 1
                    self.known = {free.sku_id: free.free for free in one.shown if isinstance(free, Free)}
                elif free := getattr(one, "shown", None):
                    self.known[free.sku_id] = free.free
                last = event_id(position) if position else last
                left -= 1
                if left == 0:
                    break
            await told.aclose()
            self.breaks += 1
            await asyncio.sleep(self._rng.random() * 0.02)


class _Reconsidered(Exception):
    pass


async def _move(world: World, sku_ids: list[SkuId], rng: random.Random) -> None:
    """A transaction that takes a unit, dawdles, and sometimes thinks better of it."""
    until = world.clock.now() + timedelta(minutes=15)
    want = Want(LineId(world.ids.new()), rng.choice(sku_ids), 1)
    try:
        async with world.uow.begin() as tx:
            await world.supply.reserve(tx, OrderId(world.ids.new()), [want], None, until)
            await asyncio.sleep(rng.random() * 0.03)
            if rng.random() < 0.2:
                raise _Reconsidered
    except (_Reconsidered, SoldOut):
        return


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_whoever_breaks_off_and_comes_again_ends_with_the_true_figures(world: World, seed: int) -> None:
    sku_ids = [await world.stocked(south=40, north=40) for _ in range(8)]
    await settled(world)
    live = LiveStock(world.uow, PostgresStockFeed(), 50)
    watchers = [Watcher(live, sku_ids, random.Random(seed * 100 + n)) for n in range(5)]
    watching = [asyncio.create_task(watcher.watch()) for watcher in watchers]

    async def mover(number: int) -> None:
        own = random.Random(seed * 1000 + number)
        for _ in range(40):
            await _move(world, sku_ids, own)
            if own.random() < 0.7:
                live.wake(STOCK)

    try:
        await asyncio.gather(*(mover(number) for number in range(10)))
        # Nothing moves any more, and nobody asks for a picture: a change that was lost would stay lost.
        pictures = [watcher.pictures for watcher in watchers]
        truth = {sku_id: 80 - (await world.levels(sku_id))[1] for sku_id in sku_ids}
        async with asyncio.timeout(WAIT_SECONDS):
            while any(watcher.known != truth for watcher in watchers):
                await asyncio.sleep(0.05)
        assert all(not task.done() for task in watching)
        assert [watcher.pictures for watcher in watchers] == pictures
        assert all(watcher.breaks > 5 and watcher.pictures == 1 for watcher in watchers)
    finally:
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await live.close()


_MOVER = """
import asyncio, os, signal, sys
from uuid import UUID
from app.settings import load_settings
from app.wiring import build

async def move(sku_id, warehouse_id):
    desk = build(load_settings()).modules.supply.warehouse_desk
    await desk.receive("killed", sku_id, warehouse_id, 7)
    # Committed; the hint waits for the next turn of the loop, which does not come.
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(move(UUID(sys.argv[1]), UUID(sys.argv[2])))
"""


def _environ(servers: TestServers, database_url: str, **more: str) -> dict[str, str]:
    return {
        "SIYU_MODE": "test",
        "SIYU_HOME": str(servers.home),
        "SIYU_DATABASE_URL": database_url,
        "SIYU_VALKEY_URL": servers.valkey_url,
    } | more


async def test_a_change_whose_process_died_before_it_could_tell_is_found(
    world: World, servers: TestServers, fresh_database_url: str
) -> None:
    sku_id = await world.stocked(south=1)
    live = LiveStock(world.uow, PostgresStockFeed(), 10)
    told = await live.follow([sku_id], None, shown)
    assert isinstance(await anext(told), Picture)
    environ = os.environ | _environ(servers, fresh_database_url)
    command = [sys.executable, "-c", _MOVER, str(sku_id), str(world.south)]
    mover = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ)
    assert await mover.wait() == -signal.SIGKILL
    async with asyncio.timeout(WAIT_SECONDS):
        assert getattr(await anext(told), "shown", None) == Free(sku_id, 8)
    await live.close()


@pytest.fixture
async def built(servers: TestServers, fresh_database_url: str) -> AsyncIterator[Built]:
    built = build(load_settings(_environ(servers, fresh_database_url)))
    async with built.open():
        yield built


async def _ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            try:
                if (await http.get("/health/ready")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_another_process_hears_at_once_and_a_stopped_server_ends_its_streams(
    servers: TestServers, fresh_database_url: str, built: Built
) -> None:
    goods, port = await stock_up(built, (50, 50)), choose_port()
    pool = await built.database.pool()
    warehouse_id = await pool.fetchval("select min(warehouse_id::text)::uuid from supply.stock")
    environ = os.environ | _environ(servers, fresh_database_url, SIYU_PORT=str(port))
    server = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environ)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            await _ready(http)
            query = {"skuIds": str(goods.sku_id)}
            async with http.stream("GET", "/api/mini/live/stock", params=query) as answer:
                pieces = answer.aiter_text()
                assert '"available":100' in await anext(pieces)
                waited = []
                for units in range(5):
                    await built.modules.supply.warehouse_desk.receive(f"r{units}", goods.sku_id, warehouse_id, 1)
                    began = time.perf_counter()
                    assert f'"available":{101 + units}' in await anext(pieces)
                    waited.append(time.perf_counter() - began)
                # Far below the poll: it was the hint that woke the feed. The middle one, as the machine may be busy.
                assert sorted(waited)[2] < 0.1, waited
                began = time.perf_counter()
                server.send_signal(signal.SIGINT)
                assert [piece async for piece in pieces] == []
        await asyncio.to_thread(server.wait, 20)
        # Not the five seconds after which a server that waits for its connections is killed.
        assert server.returncode == 0 and time.perf_counter() - began < 4
    finally:
        server.kill()
        server.wait()
