"""Coupons that guides give away (G3)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.promotion.coupon_words import scope_text, summary, validity_text
from domain.promotion.coupons import SOON, CouponNotClaimable, new_coupon, refuse_unclaimable
from ports.kernel import Clock, Fen, Ids, MemberId, Tx
from ports.promotion.coupon_views import CouponViews, TemplateFacts
from ports.promotion.guide_coupons import GuideCoupon, GuideGift, HeldByMember
from ports.promotion.refusals import GiftRefused
from ports.promotion.rules import CouponRule
from ports.promotion.store import ClaimRefusal, CouponStore, GrantStore

_REFUSALS: dict[ClaimRefusal, str] = {
    "sold_out": "这张优惠券已发完",
    "channel_out": "这张优惠券已发完",
    "member_limit": "客户已领到这张优惠券的上限",
    "repeated": "客户已领过这张优惠券",
}


UNBOUNDED = "没有封顶的折扣券不能由导购发放"


def is_bounded(rule: CouponRule) -> bool:
    """What has no bound would make every allowance meaningless."""
    return rule.kind != "percent" or rule.cap_fen is not None


def worth_fen(rule: CouponRule) -> Fen:
    """The most that it takes off; 0 where there is no bound, and it is not given."""
    match rule.kind:
        case "amount" | "freight":
            return rule.value
        case "gift":
            return rule.gift_worth_fen * rule.value
        case "percent":
            return rule.cap_fen or 0


class GuideCoupons:
    """Implements `ports.promotion.api.GuideCouponApi`."""

    def __init__(self, stores: tuple[CouponStore, GrantStore, CouponViews], system: tuple[Clock, Ids]) -> None:
        self._store, self._grants, self._views = stores
        self._clock, self._ids = system

    async def offered(self, tx: Tx, template_ids: Sequence[UUID], member_id: MemberId) -> tuple[GuideCoupon, ...]:
        if not template_ids:
            return ()
        now = self._clock.now()
        found = []
        for facts in await self._views.claimable(tx, template_ids, member_id):
            template = await self._store.template(tx, facts.id)
            if template is None or template.state == "draft":
                continue
            try:
                refuse_unclaimable(template, now)
                refusal = _refusal(facts)
            except CouponNotClaimable as error:
                refusal = error.text
            found.append((facts, refusal))
        ids = {id_ for facts, _ in found for id_ in facts.rule.scope.ids if facts.rule.scope.kind != "skus"}
        names = await self._views.scope_names(tx, sorted(ids)) if ids else {}
        return tuple(_offered(facts, refusal, names, now) for facts, refusal in found)

    async def held(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[HeldByMember, ...]:
        now = self._clock.now()
        rows, _ = await self._views.wallet(tx, member_id, ("usable", now), None, limit)
        ids = {id_ for row in rows for id_ in row.rule.scope.ids if row.rule.scope.kind != "skus"}
        names = await self._views.scope_names(tx, sorted(ids)) if ids else {}
        return tuple(
            HeldByMember(
                *(row.id, row.name, summary(row.rule), scope_text(row.rule.scope, names), row.valid_until),
                expires_soon=now < row.valid_until <= now + SOON,
            )
            for row in rows
        )

    async def give(self, tx: Tx, member_id: MemberId, template_id: UUID, cause: str) -> GuideGift:
        now = self._clock.now()
        template = await self._store.lock_template(tx, template_id)
        if template is None or template.state == "draft":
            raise GiftRefused("这张优惠券不存在或还没有发布")
        try:
            refuse_unclaimable(template, now)
        except CouponNotClaimable as error:
            raise GiftRefused(error.text) from error
        if not is_bounded(template.rule):
            raise GiftRefused(UNBOUNDED)
        coupon = new_coupon(self._ids, template, member_id, (cause, None), now)
        refusal = await self._store.claim(tx, coupon, template.per_member_max, now)
        if refusal is not None:
            raise GiftRefused(_REFUSALS[refusal])
        rule = template.rule
        return GuideGift(coupon.id, template.name, summary(rule), worth_fen(rule), coupon.valid_until)


def _refusal(facts: TemplateFacts) -> str | None:
    if not is_bounded(facts.rule):
        return UNBOUNDED
    if facts.claimed_by_me >= facts.per_member_max:
        return _REFUSALS["member_limit"]
    return _REFUSALS["sold_out"] if facts.claimed >= facts.total else None


def _offered(facts: TemplateFacts, refusal: str | None, names: dict[UUID, str], now: datetime) -> GuideCoupon:
    return GuideCoupon(
        template_id=facts.id,
        name=facts.name,
        kind=facts.rule.kind,
        summary=summary(facts.rule),
        scope_text=scope_text(facts.rule.scope, names),
        validity_text=validity_text(facts, now),
        worth_fen=worth_fen(facts.rule),
        remaining=max(0, facts.total - facts.claimed),
        claimed=facts.claimed_by_me,
        per_member_max=facts.per_member_max,
        refusal=refusal,
    )
