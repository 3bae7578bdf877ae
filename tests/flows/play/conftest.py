"""The whole shop with a fair in it. After every test its books must agree."""

from collections.abc import AsyncIterator

import pytest

from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.play.stage import Fair


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def fair(shop: Shop) -> AsyncIterator[Fair]:
    fair = Fair(shop)
    await fair.wipe()
    yield fair
    await fair.assert_books_agree()
    await fair.wipe()


@pytest.fixture
async def mei(shop: Shop) -> Shopper:
    return await shop.shopper()


@pytest.fixture
async def lin(shop: Shop) -> Shopper:
    return await shop.shopper()
