"""Refusals of promotion that other modules meet."""

from ports.kernel import DomainError


class OfferGone(DomainError):
    """Between the page and the order an offer ended, ran out, or a coupon was used elsewhere."""

    code = "promotion.offer_gone"
    message = "优惠刚刚发生变化，请刷新后再提交"


class CouponUnusable(DomainError):
    code = "promotion.coupon_unusable"
    message = "这张优惠券不能用于本单"


class GiftRefused(DomainError):
    """Sold out, over, not begun, or the member has as many as one may have: the message says which."""

    code = "promotion.gift_refused"
    message = "这张优惠券现在不能发放"
