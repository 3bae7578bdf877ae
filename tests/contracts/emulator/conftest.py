"""The emulator in process, with a shop in front of it that has its own copy of the rules."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from adapters.emulator.app import create_app
from adapters.emulator.settings import Settings
from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import HookServer, Shop


@pytest.fixture(scope="session")
def emulator_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One set of papers for all tests: making three RSA keys is the slow part."""
    return tmp_path_factory.mktemp("emulator")


@pytest.fixture
async def shop(emulator_home: Path) -> AsyncIterator[Shop]:
    for file in emulator_home.glob("emulator.sqlite3*"):
        file.unlink()
    hooks = HookServer()
    await hooks.start()
    app = create_app(Settings(home=emulator_home, hooks_url=hooks.url))
    transport = httpx.ASGITransport(app=app)
    ready, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        # The lifespan must end in the task that began it, and a fixture's two halves are two tasks.
        async with app.lifespan():
            ready.set()
            await over.wait()

    life = asyncio.create_task(live())
    await ready.wait()
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        shop = Shop(client, emulator_home, hooks)
        await shop.faults()
        yield shop
    over.set()
    await life
    await hooks.stop()


@pytest.fixture
async def corp(shop: Shop) -> Corp:
    return Corp(shop)
