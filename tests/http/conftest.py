"""The shop over HTTP, one for the run: its own database, an emulator as the outer world."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.runtime.databases import create_database, with_database
from app.settings import Settings, load_settings
from tests.conftest import VALKEY_DATABASES, TestServers
from tests.http.outside import Outside, running_emulator
from tests.http.samples import Samples, make_samples
from tests.http.shop import Person, Shop, running_shop


@pytest.fixture(scope="session")
def http_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("http")


@pytest.fixture(scope="session")
async def outside(http_home: Path) -> AsyncIterator[Outside]:
    async with running_emulator(http_home) as running:
        yield running


@pytest.fixture(scope="session")
def http_settings(
    servers: TestServers, template: str, worker_number: int, http_home: Path, outside: Outside
) -> Settings:
    """A database of its own: the flows empty theirs."""
    valkey = (worker_number + VALKEY_DATABASES // 2) % VALKEY_DATABASES
    return load_settings(
        {
            "SIYU_MODE": "test",
            "SIYU_HOME": str(http_home),
            "SIYU_DATABASE_URL": create_database(servers.database_url, f"siyu_http_{worker_number}", template),
            "SIYU_VALKEY_URL": with_database(servers.valkey_url, str(valkey)),
            "SIYU_EMULATOR_PORT": str(outside.port),
            "SIYU_PUBLIC_URL": outside.hooks.url,
        }
    )


@pytest.fixture(scope="session")
async def shop(http_settings: Settings, outside: Outside) -> AsyncIterator[Shop]:
    async with running_shop(http_settings, outside) as running:
        yield running


@pytest.fixture
async def shopper(shop: Shop) -> Person:
    return await shop.shopper(address=True)


@pytest.fixture(scope="session")
async def owner(shop: Shop) -> Person:
    """An operator who may do everything."""
    return await shop.operator()


@pytest.fixture(scope="session")
async def samples(shop: Shop, owner: Person) -> Samples:
    """One of each thing that somebody owns."""
    return await make_samples(shop, owner)
