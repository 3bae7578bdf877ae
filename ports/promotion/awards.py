"""Coupons that members award: what became of them."""

from uuid import UUID

from ports.kernel import CouponId, Event


class AwardSettled(Event, tag="promotion.award_settled", frozen=True):
    """The coupon was granted, or (`problem`, in Chinese) could not be."""

    award_id: UUID
    coupon_id: CouponId | None
    problem: str = ""
