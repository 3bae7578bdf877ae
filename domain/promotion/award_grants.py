"""Coupons that members won in a lottery or bought with points: granted when members tell of them."""

from domain.promotion.coupons import new_coupon
from ports.kernel import Clock, Ids, Tx
from ports.members.api import CouponAwarded
from ports.promotion.awards import AwardSettled
from ports.promotion.store import CouponStore, GrantStore

NO_LIMIT = 2_000_000_000
"""What was won or paid for is not subject to how many each member may claim."""


class AwardGrants:
    def __init__(self, stores: tuple[CouponStore, GrantStore], system: tuple[Clock, Ids]) -> None:
        self._coupons, self._grants = stores
        self._clock, self._ids = system

    async def on_coupon_awarded(self, tx: Tx, event: CouponAwarded) -> None:
        """Once per award, whoever tells how often; members hear whether it could be granted."""
        key, now = f"award:{event.award_id}", self._clock.now()
        template = await self._coupons.lock_template(tx, event.template_id)
        if template is None:
            tx.emit(AwardSettled(event.award_id, None, "优惠券不存在"))
            return
        if await self._grants.is_claimed(tx, template.id, key):
            return
        coupon = new_coupon(self._ids, template, event.member_id, (key, None), now)
        problem = ""
        if template.state != "published":
            problem = "优惠券没有发布或已经停止"
        elif coupon.valid_until <= now:
            problem = "优惠券已经过期"
        elif not await self._grants.grant_claims(tx, [coupon], NO_LIMIT, now):
            problem = "优惠券已经发完"
        tx.emit(AwardSettled(event.award_id, None if problem else coupon.id, problem))
