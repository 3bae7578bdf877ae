"""Coupons as shoppers claim and keep them (P1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.promotion.coupon_rules import day_words
from domain.promotion.coupon_words import offer_of, scope_text, summary, wallet_text
from ports.kernel import Clock, CouponId, DomainError, Ids, MemberId, Page, Tx, UnitOfWork
from ports.promotion.coupon_views import (
    CouponCentre,
    CouponOffer,
    CouponShelf,
    CouponViews,
    TemplateFacts,
    WalletCoupon,
    WalletRow,
)
from ports.promotion.store import ClaimRefusal, CouponStore, NewCoupon, TemplateRow

EXPIRE_BATCH_MAX = 500
SOON = timedelta(days=3)
REMIND_BEFORE = timedelta(days=1)


class CouponNotFound(DomainError):
    code = "promotion.coupon_not_found"
    kind = "not_found"
    message = "优惠券不存在或已下架"


class CouponNotClaimable(DomainError):
    code = "promotion.coupon_not_claimable"
    message = "这张优惠券现在不能领取"


_REFUSALS: dict[ClaimRefusal, str] = {
    "sold_out": "手慢了，优惠券已被领完",
    "channel_out": "这个渠道的优惠券已被领完",
    "member_limit": "您已领过这张优惠券，去使用吧",
    "repeated": "您已领过这张优惠券，去使用吧",
}


class Claimed(Struct, frozen=True, rename="camel"):
    """What the shopper has now; `offer` as the centre shows it afterwards."""

    coupon_id: CouponId
    name: str
    valid_until: datetime
    offer: CouponOffer


class Coupons:
    def __init__(self, uow: UnitOfWork, store: CouponStore, views: CouponViews, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._views = views
        self._clock, self._ids = system

    async def centre(self, member_id: MemberId | None) -> CouponCentre:
        """What anybody may claim now or soon."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            found = await self._views.centre(tx, member_id, now)
            names = await self._names(tx, found)
        return CouponCentre(tuple(offer_of(facts, names, now) for facts in found))

    async def claim(self, member_id: MemberId, template_id: UUID, channel_code: str | None = None) -> Claimed:
        """One more coupon of the template. Raises CouponNotFound, CouponNotClaimable."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            template = await self._store.template(tx, template_id)
            if template is None or template.state == "draft" or not (template.is_listed or channel_code):
                raise CouponNotFound
            refuse_unclaimable(template, now)
            held = await self._store.held_by(tx, template_id, member_id)
            # The n-th claim of a member has one key: whoever presses twice at once gets one coupon.
            coupon = new_coupon(self._ids, template, member_id, (f"{member_id}:{held + 1}", channel_code), now)
            refusal = await self._store.claim(tx, coupon, template.per_member_max, now)
            if refusal is not None:
                raise CouponNotClaimable(_REFUSALS[refusal])
            offers = await self._views.claimable(tx, (template_id,), member_id)
            names = await self._names(tx, offers)
            offer = offer_of(offers[0], names, now)
            return tx.answered(Claimed(coupon.id, template.name, coupon.valid_until, offer))

    async def claim_by_code(self, member_id: MemberId, code: str) -> Claimed:
        """Through a channel's code, which also opens templates that the centre does not list. Raises as `claim`."""
        async with self._uow.reading() as tx:
            channel = await self._store.channel(tx, code)
        if channel is None:
            raise CouponNotFound("领取码不正确，请检查后再试")
        return await self.claim(member_id, channel.template_id, code)

    async def wallet(
        self, member_id: MemberId, shelf: CouponShelf, cursor: str | None, limit: int
    ) -> Page[WalletCoupon]:
        """The member's own, what expires first in front."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            rows, following = await self._views.wallet(tx, member_id, (shelf, now), cursor, limit)
            names = await self._names(tx, rows)
        return Page([_wallet_coupon(row, names, now) for row in rows], following)

    async def expire_due(self) -> int:
        """Sweep."""
        async with self._uow.begin() as tx:
            return await self._store.expire_due(tx, self._clock.now(), EXPIRE_BATCH_MAX)

    async def revoke_rest(self) -> int:
        """Sweep: what one revocation did not reach, because it was much, or on its way home."""
        async with self._uow.begin() as tx:
            return await self._store.revoke(tx, None, "", self._clock.now(), EXPIRE_BATCH_MAX)

    async def remind_expiring(self) -> int:
        """Sweep: tells owners once that a coupon ends within a day, unless they got it only on that day."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            due = await self._store.remind(tx, (now, now + REMIND_BEFORE), EXPIRE_BATCH_MAX)
            for event in due:
                tx.emit(event)
        return len(due)

    async def _names(self, tx: Tx, rows: Sequence[TemplateFacts] | Sequence[WalletRow]) -> dict[UUID, str]:
        ids = {id_ for row in rows for id_ in row.rule.scope.ids if row.rule.scope.kind != "skus"}
        return await self._views.scope_names(tx, sorted(ids)) if ids else {}


def refuse_unclaimable(template: TemplateRow, now: datetime) -> None:
    """Raises CouponNotClaimable outside the days of claiming, and when it was stopped."""
    if template.state == "stopped" or now >= template.claim_until:
        raise CouponNotClaimable("领取已结束")
    if now < template.claim_from:
        raise CouponNotClaimable(f"{day_words(template.claim_from, now)}开始领取")
    if template.valid_until is not None and template.valid_until <= now:
        raise CouponNotClaimable("优惠券已过使用期")


def new_coupon(
    ids: Ids, template: TemplateRow, member_id: MemberId, how: tuple[str, str | None], now: datetime
) -> NewCoupon:
    """`how`: the natural key of the claim, and the channel."""
    if template.valid_days is not None:
        valid = (now, now + timedelta(days=template.valid_days))
    else:
        assert template.valid_from is not None and template.valid_until is not None
        valid = (template.valid_from, template.valid_until)
    return NewCoupon(CouponId(ids.new()), template.id, member_id, how[0], how[1], *valid, ids.new())


def _wallet_coupon(row: WalletRow, names: dict[UUID, str], now: datetime) -> WalletCoupon:
    return WalletCoupon(
        id=row.id,
        name=row.name,
        kind=row.rule.kind,
        summary=summary(row.rule),
        scope_text=scope_text(row.rule.scope, names),
        value=row.rule.value,
        min_fen=row.rule.min_fen,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state_text=wallet_text(row, now),
        expires_soon=row.state == "held" and now < row.valid_until <= now + SOON,
    )
