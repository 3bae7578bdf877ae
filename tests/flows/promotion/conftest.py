"""Promotions in a whole shop: campaigns and coupons made by an operator, orders placed and paid by shoppers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from app.prove.offers import breaches
from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.commerce.quote_page import QuoteAsk
from domain.promotion.campaigns import CampaignDraft
from domain.promotion.coupon_desk import TemplateDraft
from ports.commerce.cart_views import QuoteView
from ports.commerce.order_views import OrderDetail
from ports.governance.api import Actor
from ports.kernel import CampaignId, CouponId, Event, OrderId, SkuId
from ports.promotion.rules import CouponKind, CouponRule, Rule, Scope, Stage
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper

ACTOR = Actor(OPERATOR.id, OPERATOR.name, frozenset(("promotions.read", "promotions.write")), OPERATOR.ip)
ALL = Scope()


class Promo:
    """Short words for what operators and shoppers do about promotions."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.campaigns, self.coupons = shop.modules.promotion.campaigns, shop.modules.promotion.coupons
        self.desk, self.reactions = shop.modules.promotion.coupon_desk, shop.modules.promotion.reactions

    def draft(self, rule: Rule, *items: ItemRow, stacks: tuple[Stage, ...] = (), hours: int = 24) -> CampaignDraft:
        now = self.shop.clock.now()
        return CampaignDraft("周年庆", "", 10, stacks, rule, items, now, now + timedelta(hours=hours))

    async def run(self, rule: Rule, *items: ItemRow, stacks: tuple[Stage, ...] = (), hours: int = 24) -> CampaignId:
        made = await self.campaigns.create(ACTOR, self.draft(rule, *items, stacks=stacks, hours=hours))
        return (await self.campaigns.publish(ACTOR, made.id)).id

    def template_draft(self, kind: CouponKind = "amount", value: int = 1000, **more: object) -> TemplateDraft:
        """`more`: fields of the draft or of its rule."""
        now = self.shop.clock.now()
        layer = "freight" if kind == "freight" else "shop"
        rule = CouponRule(kind, layer, value, 0, ALL)
        rule = replace(rule, **{name: more.pop(name) for name in list(more) if hasattr(rule, name)})
        given = {
            "name": "满减券",
            "total": 100,
            "per_member_max": 1,
            "claim_from": now,
            "claim_until": now + timedelta(days=30),
            "valid_from": None,
            "valid_until": None,
            "valid_days": 7,
            "returns_on_refund": True,
            "is_listed": True,
        }
        return TemplateDraft(rule=rule, **given | more)  # type: ignore[arg-type]

    async def template(self, kind: CouponKind = "amount", value: int = 1000, **more: object) -> UUID:
        made = await self.desk.create(ACTOR, self.template_draft(kind, value, **more))
        await self.desk.publish(ACTOR, made.id)
        return made.id

    async def coupon(self, buyer: Shopper, kind: CouponKind = "amount", value: int = 1000, **more: object) -> CouponId:
        """Made, published and claimed."""
        return (await self.coupons.claim(buyer.id, await self.template(kind, value, **more))).coupon_id

    async def state(self, coupon_id: CouponId) -> str:
        [(state,)] = await self.shop.rows("select state from promotion.coupon where id = $1", coupon_id)
        return str(state)

    async def ledger(self, coupon_id: CouponId) -> list[str]:
        rows = await self.shop.rows(
            "select kind from promotion.coupon_entry where coupon_id = $1 order by at", coupon_id
        )
        return [row[0] for row in rows]

    async def taken(self, campaign_id: CampaignId, sku_id: SkuId) -> int:
        [(taken,)] = await self.shop.rows(
            "select taken from promotion.campaign_item where campaign_id = $1 and sku_id = $2", campaign_id, sku_id
        )
        return int(taken)

    async def uses(self, order_id: OrderId) -> list[tuple[str, int, int]]:
        """State, units and fen."""
        rows = await self.shop.rows(
            "select state, units, off_fen from promotion.order_use where order_id = $1 order by sku_id nulls last",
            order_id,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def quote(self, buyer: Shopper, *lines: tuple[SkuId, int], **more: object) -> QuoteView:
        ask = QuoteAsk("direct", lines, buyer.address_id, **more)  # type: ignore[arg-type]
        return await self.shop.services.checkout_quotes.quote(buyer.id, ask)

    async def refund(self, buyer: Shopper, order: OrderDetail, *quantities: int) -> int:
        """Units not shipped, by line; gives what came back."""
        lines = tuple(Asked(line.id, n) for line, n in zip(order.lines, quantities, strict=True) if n)
        wish = AfterSaleWish(order.id, "refund_only", lines, "no_longer_wanted", "", ())
        request = await self.shop.services.after_sales.apply(buyer.id, wish)
        await self.shop.settle()
        return request.refund_fen

    async def tell(self, *events: Event) -> None:
        """Each again, in this order, as late deliveries would."""
        handlers = {
            event: reaction
            for event, reactions in self.shop.built.subscriptions.reactions.items()
            for name, reaction in reactions.items()
            if name in ("promotion.orders", "commerce.order")
        }
        for event in events:
            async with self.shop.uow.begin() as tx:
                await handlers[type(event)](tx, event)
        await self.shop.settle()

    async def picture(self) -> list[tuple]:
        """All that promotion keeps."""
        return await self.shop.rows("""
            select 'item', campaign_id::text, sku_id::text, taken::text from promotion.campaign_item
            union all select 'member', campaign_id::text, member_id::text, taken::text from promotion.member_taking
            union all select 'use', order_id::text, campaign_id::text, state from promotion.order_use
            union all select 'coupon', id::text, coalesce(order_id::text, ''), state from promotion.coupon
            union all select 'entry', id::text, coupon_id::text, kind from promotion.coupon_entry
            order by 1, 2, 3, 4
        """)

    async def assert_sound(self) -> None:
        pool = await self.shop.built.database.pool()
        assert [breach for breach in await breaches(pool) if breach.rows] == []


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def promo(shop: Shop) -> AsyncIterator[Promo]:
    promo = Promo(shop)
    yield promo
    await shop.settle()
    await promo.assert_sound()


@pytest.fixture
async def buyer(shop: Shop) -> Shopper:
    return await shop.shopper()
