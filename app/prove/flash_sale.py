"""A flash sale for a proof or a measurement: one campaign of one item, published in a running shop."""

import asyncio
import time
from datetime import timedelta
from uuid import uuid4

import msgspec

from app.prove.goods import Goods
from app.wiring import Built
from ports.kernel import CampaignId
from ports.promotion.rules import Flash

OPEN_SECONDS = 20.0
PRICE_FEN = 9_900
"""From here on freight is free."""

_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'flash', '证明用秒杀', '秒杀', 'published', 0, '{}', $2, $3, $4, 1, $3, $3, $3)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, 0, $3, $4, $5)
"""


async def publish_sale(built: Built, goods: Goods, units: int, limit: int | None, rule: Flash) -> CampaignId:
    """Returns once its copy is loaded. Raises TimeoutError."""
    campaign_id, now = CampaignId(uuid4()), built.clock.now()
    pool = await built.database.pool()
    encoded = msgspec.json.encode(rule).decode()
    await pool.execute(_CAMPAIGN, campaign_id, encoded, now - timedelta(seconds=1), now + timedelta(hours=2))
    await pool.execute(_ITEM, campaign_id, goods.sku_id, PRICE_FEN, units, limit)
    until = time.monotonic() + OPEN_SECONDS
    while time.monotonic() < until:
        rows = await built.modules.promotion.flash.keeper.open_pools()
        if any(row.is_loaded for row in rows if row.sale.campaign_id == campaign_id):
            return campaign_id
        await asyncio.sleep(0.1)
    raise TimeoutError("the flash sale was not opened: see the logs of worker and scheduler")
