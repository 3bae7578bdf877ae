"""A flash sale for tests over HTTP: opened, pressed, and its queue worked off."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import msgspec

from app.actors.flash import FlashConsumer
from app.prove.goods import Goods
from ports.promotion.rules import Flash
from tests.http.shop import Person, Shop

_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'flash', '午间秒杀', '秒杀', 'published', 0, '{}', $2, $3, $4, 1, $3, $3, $3)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, 0, $3, $4, 2)
"""


async def open_sale(
    shop: Shop,
    goods: Goods,
    units: int = 10,
    *,
    starts_in: timedelta = timedelta(minutes=-1),
    price_fen: int = 9_900,
    rule: Flash | None = None,
) -> str:
    """The campaign's id."""
    campaign_id, starts = uuid4(), shop.clock.now() + starts_in
    encoded = msgspec.json.encode(rule or Flash()).decode()
    await shop.rows(_CAMPAIGN, campaign_id, encoded, starts, starts + timedelta(hours=2))
    await shop.rows(_ITEM, campaign_id, goods.sku_id, price_fen, units)
    await keep(shop)
    return str(campaign_id)


async def keep(shop: Shop) -> None:
    """The sweep; the application looks anew."""
    await shop.built.modules.promotion.flash.keeper.sweep()
    shop.app.state.services.flash_shop.forget()
    shop.app.state.services.flash_pages.forget()


async def reserve(
    person: Person, campaign_id: str, goods: Goods, quantity: int = 1, **changed: object
) -> httpx.Response:
    body = {"skuId": str(goods.sku_id), "quantity": quantity, "clientKey": uuid4().hex, "addressId": None} | changed
    return await person.ask("POST", f"/flash/{campaign_id}/reservations", body)


async def consume(shop: Shop, campaign_id: str) -> None:
    """Works off what waits."""
    modules = shop.built.modules
    stream, keeper = modules.promotion.flash.stream, modules.promotion.flash.keeper
    consumer = FlashConsumer(stream, keeper, modules.commerce.flash_orders)
    rows = [row for row in await keeper.open_pools() if row.sale.campaign_id == UUID(campaign_id)]
    for row in rows:
        while read := await stream.read([row.pool], "the test", 100, 0.01):
            await consumer.handle(row.pool, [bundle for _, bundle in read])
