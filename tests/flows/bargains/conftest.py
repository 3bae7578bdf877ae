"""The whole shop with a bazaar in it."""

from collections.abc import AsyncIterator

import pytest

from tests.flows.bargains.stage import Bazaar
from tests.flows.orders.conftest import Shop, Shopper


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def bazaar(shop: Shop) -> AsyncIterator[Bazaar]:
    bazaar = Bazaar(shop)
    await bazaar.wipe()
    yield bazaar
    await bazaar.assert_books_agree()
    await bazaar.wipe()


@pytest.fixture
async def owner(shop: Shop) -> Shopper:
    return await shop.shopper()


@pytest.fixture
async def friend(shop: Shop) -> Shopper:
    return await shop.shopper()
