"""The whole shop, with paid memberships in it, or with members whose tags are looked at."""

from collections.abc import AsyncIterator

import pytest

from adapters.postgres.database import Database
from tests.flows.members.club import Club
from tests.flows.members.histories import Histories
from tests.flows.orders.conftest import Shop, Shopper


@pytest.fixture
async def club(database_url: str, servers, tmp_path) -> AsyncIterator[Club]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    club = Club(shop)
    await club.open()
    yield club
    assert sum((await shop.balance()).values()) == 0
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def member(club: Club) -> Shopper:
    return await club.shop.shopper()


@pytest.fixture
async def histories(database: Database) -> AsyncIterator[Histories]:
    made = Histories(await database.pool())
    await made.wipe()
    yield made
    await made.wipe()


@pytest.fixture
async def shop(histories: Histories, database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    del histories
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def buyer(shop: Shop) -> Shopper:
    return await shop.shopper()
