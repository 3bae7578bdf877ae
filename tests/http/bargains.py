"""A bargain campaign for the tests over HTTP."""

from uuid import uuid4

import msgspec

from app.prove.goods import Goods
from ports.promotion.rules import Bargain
from tests.http.shop import Shop

FLOOR_FEN = 4_900
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'bargain', '好物砍价', '砍价', 'published', 10, '{}', $2, now() - interval '1 hour',
        now() + interval '10 days', 1, now(), now(), now())
"""
FOUR = Bargain(helpers=4, helps_per_day_max=50)


async def bargain_campaign(shop: Shop, goods: Goods, rule: Bargain = FOUR, quota: int | None = None) -> str:
    """The id of a campaign that has just this SKU."""
    campaign_id = uuid4()
    await shop.rows(_CAMPAIGN, campaign_id, msgspec.json.encode(rule).decode())
    await shop.rows(
        "insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota)"
        " values ($1, $2, 0, $3, $4)",
        campaign_id,
        goods.sku_id,
        FLOOR_FEN,
        quota,
    )
    return str(campaign_id)
