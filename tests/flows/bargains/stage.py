"""A shop with bargain campaigns, and short words for what people do in them."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from app.prove.bargains import off_bargains
from ports.kernel import CampaignId, MemberId, OrderId, SkuId
from ports.promotion.api import ActivityRef, Taking, Use
from ports.promotion.bargain_views import BargainPage, HelpResult
from ports.promotion.rules import Bargain
from tests.flows.orders.conftest import Shop, Shopper

LIST_FEN, FLOOR_FEN = 9900, 3900
FOUR = Bargain(helpers=4)
_WIPE = "truncate promotion.campaign, promotion.bargain_help_day, promotion.member_taking cascade"
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'bargain', '好物砍价', '砍价', 'published', 10, '{}', $2, $3::timestamptz - interval '1 day',
        $3 + make_interval(hours => $4), 1, $3, $3, $3)
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, 0, $3, $4, $5)
"""


class Bazaar:
    """One campaign with one SKU at a time; `open` makes the caller its owner."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.has_real_orders = shop, True
        self.desk, self.orders = shop.modules.promotion.bargains.desk, shop.modules.promotion.bargains.orders

    async def wipe(self) -> None:
        await self.shop.rows(_WIPE)

    async def campaign(
        self, sku: SkuId, rule: Bargain = FOUR, *, floor_fen: int = FLOOR_FEN, **more: Any
    ) -> CampaignId:
        campaign_id = CampaignId(uuid4())
        now = self.shop.clock.now()
        await self.shop.rows(
            _CAMPAIGN, campaign_id, msgspec.json.encode(rule).decode(), now, more.get("ends_in_hours", 240)
        )
        await self.shop.rows(_ITEM, campaign_id, sku, floor_fen, more.get("quota"), more.get("per_member_max"))
        return campaign_id

    async def opened(self, owner: Shopper, rule: Bargain = FOUR, **more: Any) -> BargainPage:
        """Of a SKU and a campaign of its own."""
        sku = await self.shop.sku(LIST_FEN)
        return await self.desk.open(owner.id, await self.campaign(sku, rule, **more), sku)

    async def help(self, helper: Shopper, bargain_id: UUID) -> HelpResult:
        return await self.desk.help(helper.id, bargain_id)

    async def seen(self, bargain_id: UUID, by: Shopper | None = None) -> BargainPage:
        return await self.desk.page(by.id if by else None, bargain_id)

    async def take(self, page: BargainPage, owner: MemberId, price_fen: int | None = None) -> OrderId:
        """What the order's transaction does with the bargain, priced as the page shows."""
        self.has_real_orders = False
        order_id, price = OrderId(uuid4()), page.price_fen if price_fen is None else price_fen
        taking = Taking(
            order_id=order_id,
            member_id=owner,
            uses=(Use(page.campaign_id, page.sku_id, 1, LIST_FEN - price),),
            coupons=(),
            activity=ActivityRef("bargain", page.campaign_id, bargain_id=page.id),
            activity_sku_id=page.sku_id,
            activity_units=1,
            pay_by=self.shop.clock.now(),
        )
        async with self.shop.uow.begin() as tx:
            await self.orders.take(tx, taking)
        return order_id

    async def tell(self, event: Any) -> None:
        """The bargain's reaction to a fact of commerce, as a worker would call it."""
        name = type(event).__name__.removeprefix("OfferedOrder").lower()
        async with self.shop.uow.begin() as tx:
            await getattr(self.orders, name)(tx, event)

    async def assert_books_agree(self) -> None:
        """Nothing of `siyu prove` is off; orders that a test only played are not looked for in commerce."""
        await self.shop.settle()
        off = await off_bargains(await self.shop.built.database.pool())
        assert {name: count for name, count in off.items() if self.has_real_orders or "order" not in name} == {}
