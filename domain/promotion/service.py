"""Promotion for orders: what may lower a basket, what an order takes of it, and what becomes of that (P1, P6, P7)."""

from collections.abc import Sequence

from domain.promotion import early_rules
from domain.promotion.activities import Activities, Activity
from domain.promotion.activity_prices import activity_prices
from domain.promotion.combination import best_combination, chosen
from domain.promotion.thresholds import gifts, thresholds
from ports.kernel import Clock, CouponId, Tx
from ports.promotion.api import (
    ActivityRef,
    Adjusted,
    CouponOutcome,
    FreightCost,
    GiftWish,
    Item,
    Miss,
    OfferGone,
    Offers,
    OffersAsk,
    Taking,
)
from ports.promotion.store import TakingStore


class Promotions:
    """Implements `ports.promotion.api.PromotionApi`."""

    def __init__(self, takings: TakingStore, activities: Activities, clock: Clock) -> None:
        self._takings = takings
        self._activities = activities
        self._clock = clock

    async def offers(self, tx: Tx, ask: OffersAsk) -> Offers:
        now = self._clock.now()
        special = None
        if ask.activity is not None and ask.member_id is not None:
            found = self._activity(ask.activity)
            special = await found.special(tx, ask.member_id, ask.activity, ask.sku_ids)
        read = await self._takings.offers(tx, ask, now)
        campaigns = tuple(one for one in read.campaigns if early_rules.is_open(one, now, ask.early.minutes))
        return Offers(now, campaigns, read.coupons, special, ask.early)

    def activity_prices(self, offers: Offers, items: Sequence[Item], member_percent: int) -> Adjusted:
        return early_rules.adjusted(offers, activity_prices(offers, items, member_percent))

    def thresholds(self, offers: Offers, items: Sequence[Item]) -> Adjusted:
        return early_rules.adjusted(offers, thresholds(offers, items))

    def gifts(self, offers: Offers, items: Sequence[Item]) -> tuple[tuple[GiftWish, ...], tuple[Miss, ...]]:
        wishes, misses = gifts(offers, items)
        return early_rules.gifts(offers, wishes), misses

    def coupons(
        self, offers: Offers, items: Sequence[Item], freight: FreightCost, choice: tuple[CouponId, ...] | None
    ) -> CouponOutcome:
        if choice is None:
            return best_combination(items, offers.coupons, freight, offers.at)
        return chosen(items, offers.coupons, freight, offers.at, choice)

    async def take(self, tx: Tx, taking: Taking) -> None:
        now, order = self._clock.now(), (taking.order_id, taking.member_id)
        if taking.uses and not await self._takings.take_units(tx, order, taking.uses, (now, taking.early_minutes)):
            raise OfferGone
        if taking.coupons and await self._takings.lock_coupons(tx, order, taking.coupons, now) < len(taking.coupons):
            raise OfferGone("所选优惠券已被使用或已失效，请重新选择", field="couponIds")
        if taking.activity is not None:
            await self._activity(taking.activity).take(tx, taking)

    def _activity(self, ref: ActivityRef) -> Activity:
        """Raises OfferGone for a kind that this shop does not sell through."""
        found = self._activities.get(ref.kind)
        if found is None:
            raise OfferGone("这个活动已经结束，请按原价购买", field="activity")
        return found
