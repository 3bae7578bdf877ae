"""Coupons that guides give away, within what the shop allows them a month (G3).

Nothing bounds a guide but the one statement that takes from the allowance: it has the bound as its predicate.
"""

from datetime import datetime
from uuid import UUID

from domain.community.duty_rules import SHANGHAI
from domain.community.guide_contacts import member_of
from domain.community.guide_drafts import GuideDrafts, Wanted
from domain.community.script_rules import HOME
from domain.community.visit_rules import yuan
from ports.community.guide_sales import (
    Allowance,
    AllowanceSpent,
    CouponGranted,
    CouponNotGrantable,
    CouponTab,
    GrantableCoupon,
    GrantedCoupon,
)
from ports.community.sidebar_store import AllowanceStore, Gift, SidebarViews
from ports.kernel import Clock, Fen, Ids, UnitOfWork
from ports.promotion.api import GiftRefused, GuideCoupon, GuideCouponApi

GRANTED_SHOWN_MAX = 10


def month_of(now: datetime) -> str:
    """2026-11, in Shanghai."""
    return f"{now.astimezone(SHANGHAI):%Y-%m}"


def shortage(allowance: Allowance, worth_fen: Fen) -> str | None:
    """Why the allowance is not enough for one more coupon, in words; None: it is."""
    left = None if allowance.coupons_max is None else allowance.coupons_max - allowance.coupons_used
    if left is not None and left < 1:
        return f"您本月的 {allowance.coupons_max} 张发券额度已用完" if allowance.coupons_max else "您还没有发券额度"
    if allowance.value_max_fen is None:
        return None
    left_fen = allowance.value_max_fen - allowance.value_used_fen
    if worth_fen > left_fen:
        return f"您本月还能发 {yuan(max(0, left_fen))} 的优惠，这张券要用 {yuan(worth_fen)}"
    return None


class GuideCouponDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[AllowanceStore, SidebarViews],
        promotion: GuideCouponApi,
        drafts: GuideDrafts,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._promotion = promotion
        self._drafts = drafts
        self._clock, self._ids = system

    async def tab(self, guide: str, contact_id: str) -> CouponTab:
        """Raises ContactNotYours, NotAMember."""
        async with self._uow.reading() as tx:
            member_id = await member_of(self._views, tx, guide, contact_id)
            allowance = await self._store.of(tx, guide, month_of(self._clock.now()))
            offered = await self._promotion.offered(tx, await self._store.templates(tx), member_id)
            gifts = await self._store.gifts(tx, guide, contact_id, GRANTED_SHOWN_MAX)
        return CouponTab(allowance, tuple(_grantable(one, allowance) for one in offered), gifts)

    async def grant(self, guide: str, contact_id: str, template_id: UUID) -> CouponGranted:
        """One coupon, once for each call with a key. Raises ContactNotYours, NotAMember, CouponNotGrantable,
        AllowanceSpent; then nothing has changed."""
        gift_id, now = self._ids.new(), self._clock.now()
        month = month_of(now)
        async with self._uow.begin() as tx:
            member_id = await member_of(self._views, tx, guide, contact_id)
            if template_id not in await self._store.templates(tx):
                raise CouponNotGrantable("这张优惠券不在导购可发的范围里")
            try:
                gift = await self._promotion.give(tx, member_id, template_id, f"guide:{gift_id}")
            except GiftRefused as refused:
                raise CouponNotGrantable(refused.text) from refused
            if not await self._store.take(tx, guide, month, gift.worth_fen):
                spent = await self._store.of(tx, guide, month)
                raise AllowanceSpent(shortage(spent, gift.worth_fen))
            allowance = await self._store.of(tx, guide, month)
            granted = GrantedCoupon(gift_id, gift.name, gift.summary, gift.worth_fen, now)
            await self._store.note(
                tx,
                Gift(
                    *(gift_id, guide, contact_id, member_id, template_id, gift.coupon_id),
                    *(gift.name, gift.summary, gift.worth_fen, now),
                ),
            )
            until = gift.valid_until.astimezone(SHANGHAI)
            text = (
                f"给您申请了一张专属优惠券「{gift.name}」，{gift.summary}，"
                f"{until.month} 月 {until.day} 日前有效，已经放进您的券包，点开下面的卡片就能用"
            )
            draft = await self._drafts.make(tx, (guide, contact_id), Wanted("coupon", gift.name, text, HOME))
            return tx.answered(CouponGranted(granted, gift.valid_until, allowance, draft))


def _grantable(one: GuideCoupon, allowance: Allowance) -> GrantableCoupon:
    return GrantableCoupon(
        template_id=one.template_id,
        name=one.name,
        kind=one.kind,
        summary=one.summary,
        scope_text=one.scope_text,
        validity_text=one.validity_text,
        worth_fen=one.worth_fen,
        remaining=one.remaining,
        claimed=one.claimed,
        per_member_max=one.per_member_max,
        refusal=one.refusal or shortage(allowance, one.worth_fen),
    )
