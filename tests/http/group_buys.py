"""A group-buy for tests over HTTP: a campaign of some goods, and seats for orders that were placed."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from app.prove.goods import Goods
from ports.commerce.api import OfferedOrderPaid
from ports.kernel import CampaignId, MemberId, OrderId
from ports.promotion.api import ActivityRef, Taking
from ports.promotion.rules import GroupBuy, GroupPrice
from tests.http.shop import Shop

_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'group_buy', '周末拼团', '拼团', 'published', 10, '{}', $2, $3, $4, 1, $3, $3, $3)
"""
_ITEM = "insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen) values ($1, $2, 0, $3)"


async def group_campaign(shop: Shop, goods: Goods, sizes: tuple[int, ...] = (2, 3)) -> CampaignId:
    """Each size five yuan cheaper."""
    campaign, now = CampaignId(uuid4()), shop.clock.now()
    prices = tuple(GroupPrice(goods.sku_id, size, goods.price_fen - 500 * size) for size in sizes)
    rule = msgspec.json.encode(GroupBuy(prices)).decode()
    await shop.rows(_CAMPAIGN, campaign, rule, now - timedelta(hours=1), now + timedelta(days=7))
    await shop.rows(_ITEM, campaign, goods.sku_id, prices[0].price_fen)
    return campaign


async def seat_of(shop: Shop, order_id: str, goods: Goods, ref: ActivityRef, *, paid: bool = True) -> UUID:
    """The team in which the order sits now, as if it had been placed through the activity."""
    group_buys, order, now = shop.built.modules.promotion.group_buys.activity, OrderId(UUID(order_id)), shop.clock.now()
    member = MemberId(await shop.value('select member_id from commerce."order" where id = $1', order))
    taking = Taking(order, member, (), (), ref, goods.sku_id, 1, now + timedelta(minutes=30))
    async with shop.built.services.uow.begin() as tx:
        await group_buys.take(tx, taking)
    if paid:
        async with shop.built.services.uow.begin() as tx:
            await group_buys.paid(tx, OfferedOrderPaid(order, member, "group_buy", now))
    return UUID(str(await shop.value("select team_id from promotion.seat where order_id = $1", order)))
