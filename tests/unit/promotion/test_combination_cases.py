"""Baskets and wallets worth explaining: what is chosen, and what a person is told about each coupon."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.promotion.combination import best_combination, chosen
from domain.promotion.combination_words import COUPONS_MAX
from ports.kernel import CouponId
from ports.promotion.api import CouponHeld, CouponOutcome, CouponUnusable, FreightCost, Item
from ports.promotion.rules import Scope
from tests.unit.promotion.basket_samples import AT, NO_FREIGHT, coupon, item

FREE_FROM_99 = FreightCost(1000, 9900)
CREAM = Scope("categories", (UUID(int=1),))
ONE = Scope("skus", (UUID(int=1),))


def best(items: list[Item], coupons: list[CouponHeld], freight: FreightCost = NO_FREIGHT) -> CouponOutcome:
    return best_combination(items, coupons, freight, AT)


def ids(outcome: CouponOutcome) -> list[int]:
    return [use.coupon_id.int for use in outcome.uses]


def reasons(outcome: CouponOutcome) -> list[str]:
    return [each.reason for each in outcome.verdicts]


def test_one_of_each_layer_in_their_order() -> None:
    wallet = [
        coupon(1, "freight", 1500, layer="freight"),
        coupon(2, "percent", 90),
        coupon(3, "amount", 2000, layer="category", scope=CREAM),
        coupon(4, "amount", 1000, layer="product", scope=ONE),
    ]
    outcome = best([item(1, 8000), item(2, 5000), item(3, 3000, category=2)], wallet, FreightCost(1200, None, 500))
    assert ids(outcome) == [4, 3, 2, 1]
    # 160 yuan: 10 off line 1; 20 off lines 1 and 2 as 70 to 50; then a tenth of 130; 15 of 17 yuan of freight.
    assert [[fen for _, fen in use.offs] for use in outcome.uses] == [[1000], [1167, 833], [583, 417, 300], []]
    assert [use.off_fen for use in outcome.uses] == [1000, 2000, 1300, 1500]
    assert outcome.payable_fen == 16_000 - 4300 + 1700 - 1500
    assert reasons(outcome) == [
        "已选用，省 15.00 元",
        "已选用，省 13.00 元",
        "已选用，省 20.00 元",
        "已选用，省 10.00 元",
    ]


def test_a_coupon_that_loses_free_freight_is_left_out_and_told() -> None:
    outcome = best([item(1, 10_000)], [coupon(1, "amount", 800)], FREE_FROM_99)
    assert (ids(outcome), outcome.payable_fen) == ([], 10_000)
    assert (outcome.runner_up, outcome.runner_up_payable_fen) == ((CouponId(UUID(int=1)),), 10_200)
    assert reasons(outcome) == ["用它就不满包邮金额，反而要多付 2.00 元"]
    assert outcome.verdicts[0].alone_off_fen == 0


def test_with_a_freight_coupon_beside_it_the_same_coupon_pays() -> None:
    wallet = [coupon(1, "amount", 800), coupon(2, "freight", 1000, layer="freight")]
    outcome = best([item(1, 10_000)], wallet, FREE_FROM_99)
    assert (ids(outcome), outcome.payable_fen) == ([1, 2], 9200)


def test_a_virtual_good_bears_no_freight_line() -> None:
    outcome = best(
        [item(1, 9900), item(2, 5000, physical=False)],
        [coupon(1, "amount", 800, scope=Scope("skus", (UUID(int=2),)))],
        FREE_FROM_99,
    )
    assert (ids(outcome), outcome.payable_fen) == ([1], 14_100)


def test_two_small_ones_beat_an_exclusive_one_and_each_is_told_why() -> None:
    wallet = [
        replace(coupon(1, "amount", 2500, is_exclusive=True), name="新客专享"),
        replace(coupon(2, "amount", 2000), name="满100减20"),
        replace(coupon(3, "amount", 800, layer="category", scope=CREAM), name="面霜券"),
        replace(coupon(4, "amount", 1700), name="店铺券"),
    ]
    outcome = best([item(1, 12_000)], wallet)
    assert ids(outcome) == [3, 2]
    assert reasons(outcome) == [
        "与「面霜券」、「满100减20」不能同时使用，用它能多省 3.00 元",
        "已选用，省 20.00 元",
        "已选用，省 8.00 元",
        "与「满100减20」不能同时使用，用它能多省 3.00 元",
    ]
    assert [each.alone_off_fen for each in outcome.verdicts] == [2500, 2000, 800, 1700]


def test_of_equals_the_one_that_expires_first_then_the_lower_id() -> None:
    wallet = [coupon(1, "amount", 500, until_day=9), coupon(3, "amount", 500), coupon(2, "amount", 500)]
    outcome = best([item(1, 5000)], wallet)
    assert (ids(outcome), outcome.runner_up) == ([2], (CouponId(UUID(int=3)),))
    assert reasons(outcome)[0] == "与「券2」不能同时使用，两种用法省得一样多"


def test_a_gift_counts_among_equal_prices_alone() -> None:
    wallet = [coupon(1, "gift", 1, layer="product", gift_worth_fen=3900), coupon(2, "amount", 1, layer="product")]
    assert ids(best([item(1, 5000)], wallet)) == [2]
    outcome = best([item(1, 5000)], wallet[:1])
    assert (ids(outcome), outcome.payable_fen, outcome.uses[0].off_fen) == ([1], 5000, 0)
    assert reasons(outcome) == ["已选用，送价值 39.00 元的赠品"]


def test_at_least_one_fen_is_paid() -> None:
    outcome = best([item(1, 3000)], [coupon(1, "amount", 3000), coupon(2, "amount", 2000)])
    assert (ids(outcome), outcome.payable_fen) == ([2], 1000)
    assert reasons(outcome)[0] == "与「券2」不能同时使用，换成这张就没有应付金额了，订单至少要付 0.01 元"
    with pytest.raises(CouponUnusable, match="就没有应付金额了"):
        chosen([item(1, 3000)], [coupon(1, "amount", 3000)], NO_FREIGHT, AT, (CouponId(UUID(int=1)),))


def test_a_percentage_has_its_cap_and_rounds_what_is_paid_half_up() -> None:
    assert best([item(1, 10)], [coupon(1, "percent", 95)]).payable_fen == 10
    assert best([item(1, 30)], [coupon(1, "percent", 95)]).payable_fen == 29
    assert best([item(1, 50_000)], [coupon(1, "percent", 80, cap_fen=3000)]).payable_fen == 47_000


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (coupon(1, "amount", 500, min_fen=6200), "还差 12.00 元可用"),
        (coupon(1, "amount", 500, scope=Scope("skus", (UUID(int=9),))), "本单没有适用的商品"),
        (coupon(1, "amount", 500, scope=Scope("all", (), (UUID(int=1), UUID(int=2)))), "本单没有适用的商品"),
        (coupon(1, "amount", 500, scope=Scope("skus", (UUID(int=2),))), "这些商品已享活动价，不能再用券"),
        (
            replace(coupon(1, "amount", 5), valid_from=datetime(2026, 11, 30, 16, tzinfo=UTC)),
            "12 月 1 日起可用",
        ),
        (
            replace(coupon(1, "amount", 5), valid_from=datetime(2026, 12, 31, 16, tzinfo=UTC)),
            "2027 年 1 月 1 日起可用",
        ),
        (replace(coupon(1, "amount", 5), valid_from=datetime(2026, 11, 22, 10, tzinfo=UTC)), "今天 18:00 起可用"),
        (replace(coupon(1, "amount", 5), valid_until=AT), "已过期"),
        (coupon(1, "freight", 5, layer="freight"), "本单没有运费要减"),
    ],
)
def test_why_a_coupon_is_not_used(held: CouponHeld, reason: str) -> None:
    items = [item(1, 5000), item(2, 9000, barred=("coupon",))]
    assert reasons(best(items, [held])) == [reason]
    if held.rule.kind != "freight":
        with pytest.raises(CouponUnusable, match=reason):
            chosen(items, [held], NO_FREIGHT, AT, (held.id,))


def test_what_is_barred_is_paid_and_shipped_but_not_lowered() -> None:
    items = [item(1, 5000), item(2, 5000, barred=("coupon",))]
    outcome = best(items, [coupon(1, "percent", 50)], FREE_FROM_99)
    assert (ids(outcome), outcome.payable_fen) == ([1], 2500 + 5000 + 1000)


def test_a_little_more_makes_a_coupon_usable() -> None:
    wallet = [
        replace(coupon(1, "amount", 3000, min_fen=19_900), name="满199减30"),
        replace(coupon(2, "amount", 1200), name="满减券"),
    ]
    outcome = best([item(1, 18_700)], wallet)
    assert outcome.nearest is not None
    assert outcome.nearest.text == "再买 12.00 元可用「满199减30」，多省 18.00 元"
    assert (outcome.nearest.coupon_id.int, outcome.nearest.add_fen, outcome.nearest.save_fen) == (1, 1200, 1800)


def test_a_coupon_within_reach_that_saves_no_more_is_not_advertised() -> None:
    wallet = [coupon(1, "amount", 1000, min_fen=6000), coupon(2, "amount", 1200)]
    assert best([item(1, 5000)], wallet).nearest is None


def test_a_choice_by_hand_says_what_the_best_would_save() -> None:
    items, wallet = [item(1, 9000)], [coupon(1, "amount", 900), coupon(2, "amount", 600)]
    outcome = chosen(items, wallet, NO_FREIGHT, AT, (CouponId(UUID(int=2)),))
    assert (outcome.payable_fen, outcome.runner_up, outcome.runner_up_payable_fen) == (
        8400,
        (CouponId(UUID(int=1)),),
        8100,
    )
    assert reasons(outcome)[0] == "与「券2」不能同时使用，换成这张能多省 3.00 元"
    none = chosen(items, wallet[:1], NO_FREIGHT, AT, ())
    assert (none.payable_fen, reasons(none)) == (9000, ["可以一起使用，再省 9.00 元"])


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ((1, 2), "「券2」与「券1」不能同时使用"),
        ((3, 4), "「券4」与「券3」不能同时使用"),
        ((4, 3), "「券3」与「券4」不能同时使用"),
        ((1, 1), "不能重复选用"),
    ],
)
def test_choices_that_are_not_legal(choice: tuple[int, ...], reason: str) -> None:
    wallet = [
        coupon(1, "amount", 10),
        coupon(2, "amount", 10),
        coupon(3, "amount", 10, layer="product", is_exclusive=True),
        coupon(4, "amount", 10, layer="category"),
    ]
    with pytest.raises(CouponUnusable, match=reason):
        chosen([item(1, 5000)], wallet, NO_FREIGHT, AT, tuple(CouponId(UUID(int=n)) for n in choice))


def test_beyond_forty_coupons_those_that_expire_first_are_compared() -> None:
    wallet = [coupon(n, "amount", 100 + n, until_day=1 if n % 2 else 2) for n in range(1, 61)]
    outcome = best([item(1, 50_000)], [*wallet, coupon(99, "amount", 1, min_fen=90_000)])
    assert ids(outcome) == [59]
    left_out = [each for each in outcome.verdicts if each.reason == "一次最多比较 40 张优惠券，请手动选用"]
    assert [each.coupon_id.int for each in left_out] == list(range(22, 61, 2))
    assert {each.state for each in left_out} == {"usable"} and COUPONS_MAX == 40
    assert chosen([item(1, 50_000)], wallet, NO_FREIGHT, AT, (CouponId(UUID(int=60)),)).payable_fen == 49_840
