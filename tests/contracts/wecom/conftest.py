"""WeCom by script for what it says, and the emulator as WeCom for what it does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.contracts.wecom.canned import Office
from tests.contracts.wecom.shop import Shop
from tests.emulated import Emulated, emulated


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    connection = Redis.from_url(valkey_url)
    await connection.flushdb()
    yield connection
    await connection.aclose()


@pytest.fixture
async def office(valkey: Redis) -> AsyncIterator[Office]:
    world = Office(valkey)
    yield world
    for client in world.clients:
        await client.close()


@pytest.fixture(scope="session")
def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("emulator")


@pytest.fixture
async def outside(emulator_home: Path) -> AsyncIterator[Emulated]:
    async with emulated(emulator_home) as world:
        yield world


@pytest.fixture
async def shop(outside: Emulated, valkey: Redis) -> AsyncIterator[Shop]:
    world = Shop(outside, valkey)
    yield world
    for client in world.clients:
        await client.close()
