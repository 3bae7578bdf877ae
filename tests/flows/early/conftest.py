"""A shop in which two levels may buy early, and campaigns that start in two hours."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from domain.commerce.quote_page import QuoteAsk
from ports.commerce.cart_views import QuoteView
from ports.kernel import CampaignId, MemberId, ProductId, SkuId
from ports.promotion.rules import Rule, Stage
from ports.promotion.store import ItemRow
from ports.promotion.views import ProductOffers
from tests.flows.identity.conftest import TellingWechat
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ACTOR, Promo

MINUTES = {"diamond": 60, "gold": 30}
_LEVEL = "update members.level set early_access_minutes = $2 where code = $1"


class Early:
    """`starts_at`: of every campaign that `run` makes."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.promo = shop, Promo(shop)
        self.starts_at: datetime = shop.clock.now() + timedelta(hours=2)

    async def run(
        self, rule: Rule, *items: ItemRow, stacks: tuple[Stage, ...] = (), opens_early: bool = True, hours: int = 4
    ) -> CampaignId:
        """Published now, starts later, and lasts for so many hours."""
        draft = self.promo.draft(rule, *items, stacks=stacks)
        ends_at = self.starts_at + timedelta(hours=hours)
        draft = replace(draft, starts_at=self.starts_at, ends_at=ends_at, opens_early=opens_early)
        made = await self.promo.campaigns.create(ACTOR, draft)
        return (await self.promo.campaigns.publish(ACTOR, made.id)).id

    async def member(self, level: str = "bronze") -> Shopper:
        shopper = await self.shop.shopper()
        await self.become(shopper.id, level)
        return shopper

    async def become(self, member_id: MemberId, level: str) -> None:
        await self.shop.rows("update members.member set level_code = $2 where id = $1", member_id, level)

    async def minutes(self, level: str, minutes: int) -> None:
        await self.shop.rows(_LEVEL, level, minutes)

    def at(self, *, minutes: int, seconds: int = 0) -> None:
        """So long before (or, below nothing, after) the start."""
        self.shop.clock.at = self.starts_at - timedelta(minutes=minutes, seconds=seconds)

    async def quote(self, buyer: Shopper, *lines: tuple[SkuId, int]) -> QuoteView:
        ask = QuoteAsk("direct", lines, buyer.address_id)
        return await self.shop.services.checkout_quotes.quote(buyer.id, ask)

    async def pays(self, buyer: Shopper, *lines: tuple[SkuId, int]) -> int:
        """For the goods, without freight."""
        totals = (await self.quote(buyer, *lines)).totals
        return totals.payable_fen - totals.freight_fen

    async def page(self, sku_id: SkuId, member_id: MemberId | None) -> ProductOffers:
        [(product_id,)] = await self.shop.rows("select product_id from commerce.sku where id = $1", sku_id)
        return await self.shop.services.offers_page.product(ProductId(product_id), member_id)


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path), wechat=TellingWechat())
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def early(shop: Shop) -> AsyncIterator[Early]:
    """The levels give no discount here, so that prices are those of the campaigns."""
    kept = await shop.rows("select code, discount_percent, free_freight, early_access_minutes from members.level")
    await shop.rows("update members.level set discount_percent = 100, free_freight = false, early_access_minutes = 0")
    for level, minutes in MINUTES.items():
        await shop.rows(_LEVEL, level, minutes)
    early = Early(shop)
    yield early
    for code, percent, free, minutes in kept:
        await shop.rows(
            "update members.level set discount_percent = $2, free_freight = $3, early_access_minutes = $4"
            " where code = $1",
            code, percent, free, minutes,
        )  # fmt: skip
    await shop.settle()
    await early.promo.assert_sound()
