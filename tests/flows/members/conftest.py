"""The whole shop with paid memberships in it."""

from collections.abc import AsyncIterator

import pytest

from tests.flows.members.club import Club
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
