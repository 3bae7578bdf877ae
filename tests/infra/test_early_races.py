"""Many at the same moment on a price that only some of them may have before its start: exact counts (ADR 0043)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.commerce.checkout import PriceChanged
from ports.commerce.order_views import OrderDetail
from ports.promotion.api import OfferGone
from ports.promotion.rules import TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import Shop
from tests.flows.promotion.conftest import ACTOR, Promo


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


async def test_only_the_entitled_get_the_price_and_never_more_than_there_is(shop: Shop) -> None:
    promo, sku = Promo(shop), await shop.sku(20_000, south=60)
    await shop.rows(
        "update members.level set discount_percent = 100,"
        " early_access_minutes = case code when 'gold' then 30 else 0 end"
    )
    draft = promo.draft(TimedPrice(), ItemRow(sku, 15_000, 7, 1))
    starts_at = shop.clock.now() + timedelta(minutes=20)
    made = await promo.campaigns.create(ACTOR, replace(draft, starts_at=starts_at, opens_early=True))
    run = (await promo.campaigns.publish(ACTOR, made.id)).id
    golds, others = [[await shop.shopper() for _ in range(12)] for _ in range(2)]
    ids = [one.id for one in golds]
    await shop.rows("update members.member set level_code = 'gold' where id = any($1::uuid[])", ids)
    # Half of the entitled lose their level while all of them press the button.
    lost = shop.rows("update members.member set level_code = 'bronze' where id = any($1::uuid[])", ids[:6])
    done = await asyncio.gather(
        *(buyer.place((sku, 1), expected_payable_fen=15_000) for buyer in (*golds, *others)),
        lost,
        return_exceptions=True,
    )
    orders = [one for one in done if isinstance(one, OrderDetail)]
    assert all(isinstance(one, OrderDetail | OfferGone | PriceChanged | list) for one in done), done
    assert not any(isinstance(one, OrderDetail) for one in done[12:24]), "nobody without minutes"
    assert len(orders) == await promo.taken(run, sku) and 6 <= len(orders) <= 7
    assert await shop.levels(sku) == (60, len(orders))
    await shop.settle()
    await promo.assert_sound()
