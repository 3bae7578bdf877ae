"""What the confirmation page says about coupons: which are used, what the others would do, and why not. Pure."""

from ports.commerce.cart_views import CouponAdvice, CouponChoice
from ports.commerce.pricing import PricedBasket
from ports.kernel import Fen
from ports.promotion.api import CouponHeld, Offers


def coupon_advice(offers: Offers, basket: PricedBasket, is_best: bool) -> CouponAdvice | None:
    """None: the wallet is empty. Used ones first, then those that save most."""
    outcome = basket.coupons
    if outcome is None or basket.combining is None:
        return None
    held = {coupon.id: coupon for coupon in offers.coupons}
    order = {"used": 0, "usable": 1, "unusable": 2}
    verdicts = sorted(outcome.verdicts, key=lambda v: (order[v.state], -v.alone_off_fen, v.coupon_id))
    return CouponAdvice(
        choices=tuple(
            CouponChoice(
                id=verdict.coupon_id,
                name=held[verdict.coupon_id].name,
                summary=summary_of(held[verdict.coupon_id]),
                valid_until=held[verdict.coupon_id].valid_until,
                state=verdict.state,
                alone_off_fen=verdict.alone_off_fen,
                reason=verdict.reason,
                layer=held[verdict.coupon_id].rule.layer,
                is_exclusive=held[verdict.coupon_id].rule.is_exclusive,
            )
            for verdict in verdicts
            if verdict.coupon_id in held
        ),
        off_fen=sum(use.off_fen for use in outcome.uses),
        is_best=is_best,
        runner_up=outcome.runner_up,
        runner_up_payable_fen=outcome.runner_up_payable_fen,
        nearest=outcome.nearest,
        combining=basket.combining,
    )


def summary_of(coupon: CouponHeld) -> str:
    """满 199 元减 30 元, in the words of the wallet."""
    rule = coupon.rule
    spend = f"满 {_plain(rule.min_fen)} 元" if rule.min_fen else "无门槛"
    match rule.kind:
        case "amount":
            return f"{spend}减 {_plain(rule.value)} 元"
        case "percent":
            cap = f"，最多减 {_plain(rule.cap_fen)} 元" if rule.cap_fen else ""
            return f"{spend}享 {rule.value / 10:g} 折{cap}"
        case "freight":
            return f"{spend}免运费，最多 {_plain(rule.value)} 元"
        case "gift":
            return f"{spend}得赠品 {rule.value} 件"


def _plain(fen: Fen) -> str:
    """30, or 30.50."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
