"""What a product page says of promotions: tags, limited-time prices, coupons to claim, bundles (P7)."""

from collections.abc import Mapping
from datetime import datetime

from domain.promotion.campaign_rules import kind_of
from domain.promotion.campaign_words import rule_text
from domain.promotion.coupon_rules import in_scope
from domain.promotion.coupon_words import offer_of
from domain.promotion.early_rules import opens_text
from ports.kernel import Clock, LineId, MemberId, NotFound, ProductId, SkuId, Tx, UnitOfWork
from ports.promotion.api import Item
from ports.promotion.coupon_views import CouponOffer, CouponViews
from ports.promotion.rules import Bundle, Campaign, OfferItem, Scope, TimedPrice
from ports.promotion.views import (
    BundlePartView,
    BundleView,
    CampaignViews,
    GoodsFacts,
    OfferTag,
    ProductOffers,
    ProductRead,
    TimedSku,
)


class OffersPage:
    def __init__(self, uow: UnitOfWork, views: tuple[CampaignViews, CouponViews], clock: Clock) -> None:
        self._uow = uow
        self._campaigns, self._coupons = views
        self._clock = clock

    async def product(self, product_id: ProductId, member_id: MemberId | None) -> ProductOffers:
        """Raises NotFound."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            read = await self._campaigns.of_product(tx, product_id, member_id, now)
            if read is None:
                raise NotFound("商品不存在")
            probe = _probe(product_id, read)
            running = [campaign for campaign in read.campaigns if _touches(campaign, read, probe)]
            coupons = await self._claimable(tx, member_id, probe, now)
            bundles = await self._bundles(tx, [c for c in running if isinstance(c.rule, Bundle)])
        return ProductOffers(
            now=now,
            tags=tuple(tag_of(campaign, now) for campaign in running),
            timed=tuple(timed for campaign in running for timed in _timed(campaign)),
            coupons=coupons,
            bundles=bundles,
        )

    async def bundles(self, member_id: MemberId | None) -> tuple[BundleView, ...]:
        async with self._uow.reading() as tx:
            return await self._bundles(tx, await self._campaigns.bundles(tx, member_id, self._clock.now()))

    async def _bundles(self, tx: Tx, campaigns: list[Campaign]) -> tuple[BundleView, ...]:
        """Those whose parts can all be bought."""
        rules = [campaign.rule for campaign in campaigns if isinstance(campaign.rule, Bundle)]
        goods = await self._campaigns.goods(tx, [part.sku_id for rule in rules for part in rule.parts])
        shown = [_bundle(campaign, goods) for campaign in campaigns]
        return tuple(view for view in shown if view is not None)

    async def _claimable(
        self, tx: Tx, member_id: MemberId | None, probe: Item, now: datetime
    ) -> tuple[CouponOffer, ...]:
        found = [facts for facts in await self._coupons.centre(tx, member_id, now) if in_scope(facts.rule.scope, probe)]
        ids = sorted({id_ for facts in found for id_ in facts.rule.scope.ids})
        names = await self._coupons.scope_names(tx, ids) if ids else {}
        return tuple(offer_of(facts, names, now) for facts in found)


def tag_of(campaign: Campaign, now: datetime) -> OfferTag:
    """Of one that runs for the viewer: before its start, if it is a member who may buy early.

    Quantities are summed over the campaign's items that the page is about, where all of them are limited.
    """
    is_early = now < campaign.starts_at
    items = campaign.items
    limited = bool(items) and all(item.quota is not None for item in items)
    return OfferTag(
        campaign_id=campaign.id,
        kind=kind_of(campaign.rule),
        label=campaign.label,
        text=rule_text(campaign.rule),
        ends_at=campaign.ends_at,
        price_fen=min((item.price_fen for item in items), default=None) or None,
        total=sum(item.quota or 0 for item in items) if limited else None,
        remaining=sum(_remaining(item) or 0 for item in items) if limited else None,
        per_member_max=items[0].per_member_max if len(items) == 1 else None,
        opens_at=campaign.starts_at if is_early else None,
        early_text=opens_text(campaign.rule, campaign.starts_at, now) if is_early else "",
    )


def _touches(campaign: Campaign, read: ProductRead, probe: Item) -> bool:
    """Items were read for the product alone; a gift and an add-on are shown on what earns them, too."""
    rule = campaign.rule
    if isinstance(rule, Bundle):
        return any(part.sku_id in read.sku_ids for part in rule.parts)
    scope = getattr(rule, "scope", None)
    if isinstance(scope, Scope):
        return in_scope(scope, probe) or bool(campaign.items)
    return bool(campaign.items)


def _timed(campaign: Campaign) -> list[TimedSku]:
    if not isinstance(campaign.rule, TimedPrice):
        return []
    return [
        TimedSku(
            campaign_id=campaign.id,
            sku_id=item.sku_id,
            price_fen=item.price_fen,
            label=campaign.label,
            ends_at=campaign.ends_at,
            total=item.quota,
            remaining=_remaining(item),
            level_codes=campaign.rule.level_codes,
            with_member="member" in campaign.stacks,
        )
        for item in campaign.items
    ]


def _remaining(item: OfferItem) -> int | None:
    return None if item.quota is None else max(0, item.quota - item.taken)


def _bundle(campaign: Campaign, goods: Mapping[SkuId, GoodsFacts]) -> BundleView | None:
    rule = campaign.rule
    assert isinstance(rule, Bundle)
    parts = []
    for part in rule.parts:
        facts = goods.get(part.sku_id)
        if facts is None or not facts.on_sale or facts.free_stock < part.quantity:
            return None
        parts.append(
            BundlePartView(
                sku_id=part.sku_id,
                product_id=facts.product_id,
                title=facts.title,
                option_text=facts.option_text,
                image_url=facts.image_url,
                price_fen=facts.price_fen,
                quantity=part.quantity,
            )
        )
    list_fen = sum(part.price_fen * part.quantity for part in parts)
    return BundleView(campaign.id, campaign.name, rule.price_fen, list_fen, campaign.ends_at, tuple(parts))


def _probe(product_id: ProductId, read: ProductRead) -> Item:
    """The product as a basket's line would be, to ask scopes about it. A scope of SKUs meets its first SKU."""
    sku_id = read.sku_ids[0] if read.sku_ids else SkuId(product_id)
    return Item(LineId(product_id), sku_id, product_id, read.category_ids, "", 0, 1, 0, is_physical=True)
