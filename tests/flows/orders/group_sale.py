"""A group-buy of one SKU in a whole shop: what its buyers do, in short words."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from ports.commerce.order_views import OrderDetail
from ports.kernel import CampaignId, OrderId, SkuId
from ports.promotion.api import ActivityRef
from ports.promotion.rules import GroupBuy, GroupPrice
from tests.flows.orders.conftest import Shop, Shopper

# Dear enough for free freight.
LIST_FEN, PAIR_FEN, THREE_FEN = 39900, 29900, 25900
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'group_buy', '周末拼团', '拼团', 'published', 10, '{}', $2, $3, $4, 1, $3, $3, $3)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, 0, 7900, $3, $4)
"""


class Sale:
    """One SKU in a group-buy of two or three."""

    def __init__(self, shop: Shop, sku: SkuId, campaign: CampaignId) -> None:
        self.shop, self.sku, self.campaign = shop, sku, campaign

    async def place(self, buyer: Shopper, team: UUID | None = None, size: int = 3, **more: object) -> OrderDetail:
        ref = ActivityRef("group_buy", self.campaign, None if team else size, team)
        return await buyer.place((self.sku, 1), activity=ref, **more)

    async def buy(self, buyer: Shopper, team: UUID | None = None, size: int = 3) -> OrderId:
        order = await self.place(buyer, team, size)
        await buyer.pay(order.id)
        return order.id

    async def team_of(self, order_id: OrderId) -> UUID:
        [(team,)] = await self.shop.rows("select team_id from promotion.seat where order_id = $1", order_id)
        return UUID(str(team))

    async def taken(self) -> int:
        [(taken,)] = await self.shop.rows("select taken from promotion.campaign_item where sku_id = $1", self.sku)
        return int(taken)

    async def sweep(self) -> None:
        await self.shop.modules.promotion.group_buys.clock.sweep()
        await self.shop.settle()

    async def on_hold(self) -> list[bool]:
        return [row[0] for row in await self.shop.rows("select on_hold from supply.fulfilment order by order_id")]


async def group_sale(shop: Shop, *, quota: int = 5, per_member_max: int = 2, units: int = 10) -> Sale:
    sku, campaign, now = await shop.sku(LIST_FEN, south=units), CampaignId(uuid4()), shop.clock.now()
    rule = GroupBuy((GroupPrice(sku, 2, PAIR_FEN), GroupPrice(sku, 3, THREE_FEN)))
    await shop.rows(_CAMPAIGN, campaign, msgspec.json.encode(rule).decode(), now, now + timedelta(days=7))
    await shop.rows(_ITEM, campaign, sku, quota, per_member_max)
    return Sale(shop, sku, campaign)
