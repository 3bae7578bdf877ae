"""What the confirmation page is told of each coupon."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.commerce.coupon_advice import coupon_advice
from ports.commerce.pricing import PricedBasket, Totals
from ports.kernel import CouponId
from ports.promotion.api import Combining, CouponHeld, CouponOutcome, CouponUse, CouponVerdict, FreightCost, Offers
from ports.promotion.rules import CouponRule, Scope

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
ONE, TWO, THREE = (CouponId(UUID(int=n)) for n in (1, 2, 3))


def held(coupon_id: CouponId, rule: CouponRule) -> CouponHeld:
    return CouponHeld(coupon_id, f"券 {coupon_id.int}", rule, NOW, NOW + timedelta(days=2))


def test_used_ones_come_first_and_each_says_beside_what_it_can_stand() -> None:
    offers = Offers(
        NOW,
        coupons=(
            held(ONE, CouponRule("amount", "shop", 500, 0, Scope(), is_exclusive=True)),
            held(TWO, CouponRule("freight", "freight", 800, 0, Scope())),
            held(THREE, CouponRule("amount", "shop", 3000, 99_900, Scope())),
        ),
    )
    outcome = CouponOutcome(
        uses=(CouponUse(TWO, (), 800),),
        payable_fen=9000,
        runner_up=(ONE,),
        runner_up_payable_fen=9300,
        verdicts=(
            CouponVerdict(ONE, "usable", 500, "与「券 2」不能同时使用"),
            CouponVerdict(THREE, "unusable", 0, "还差 900 元可用"),
            CouponVerdict(TWO, "used", 800, "已选用，省 8 元"),
        ),
        nearest=None,
    )
    combining = Combining((), offers.coupons, FreightCost(800, None), NOW)
    basket = PricedBasket((), Totals(9000, 0, 0, 9000, 800), (), coupons=outcome, combining=combining)
    advice = coupon_advice(offers, basket, is_best=True)
    assert advice is not None
    assert [(one.id, one.layer, one.is_exclusive) for one in advice.choices] == [
        (TWO, "freight", False),
        (ONE, "shop", True),
        (THREE, "shop", False),
    ]
    assert [one.summary for one in advice.choices] == [
        "无门槛免运费，最多 8 元",
        "无门槛减 5 元",
        "满 999 元减 30 元",
    ]
    assert advice.combining == combining
    assert (advice.off_fen, advice.runner_up_payable_fen) == (800, 9300)


def test_an_empty_wallet_has_no_advice() -> None:
    assert coupon_advice(Offers(NOW), PricedBasket((), Totals(0, 0, 0, 0, 0), ()), is_best=True) is None
