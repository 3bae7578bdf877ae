"""Coupons that live codes promise to new contacts."""

import structlog

from domain.promotion.coupons import new_coupon
from ports.community.api import WelcomeCouponPromised
from ports.kernel import Clock, Ids, Tx
from ports.members.api import MembersApi
from ports.promotion.store import CouponStore, GrantStore

log = structlog.get_logger("siyu.promotion")


class WelcomeCoupons:
    def __init__(self, stores: tuple[CouponStore, GrantStore], members: MembersApi, system: tuple[Clock, Ids]) -> None:
        self._coupons, self._grants = stores
        self._members = members
        self._clock, self._ids = system

    async def on_promised(self, tx: Tx, event: WelcomeCouponPromised) -> None:
        """As many as the template lets a member have: whoever adds several guides gets no more than others."""
        key, now = f"welcome:{event.greeting_id}", self._clock.now()
        template = await self._coupons.lock_template(tx, event.template_id)
        if template is None or template.state != "published":
            log.warning("a promised coupon is not to be had", template=str(event.template_id))
            return
        if await self._grants.is_claimed(tx, template.id, key):
            return
        member_id = await self._members.resolve(tx, event.member_id)
        coupon = new_coupon(self._ids, template, member_id, (key, None), now)
        if coupon.valid_until > now:
            await self._grants.grant_claims(tx, [coupon], template.per_member_max, now)
