"""The best combination of coupons against a plain enumeration, its properties, and cases worth explaining."""

import random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.promotion.combination import best_combination, chosen
from domain.promotion.split import split
from ports.kernel import CouponId
from ports.promotion.api import CouponOutcome, CouponUnusable, FreightCost
from tests.unit.promotion import plain_combination as plain
from tests.unit.promotion.basket_samples import Basket, random_basket, random_coupon

baskets = st.integers(0, 2**32).map(lambda seed: random_basket(random.Random(seed)))


def best(basket: Basket) -> CouponOutcome:
    return best_combination(basket.items, basket.coupons, basket.freight, basket.at)


def taken(outcome: CouponOutcome) -> tuple[CouponId, ...]:
    return tuple(use.coupon_id for use in outcome.uses)


def agrees(basket: Basket, with_nearest: bool) -> None:
    given = (basket.items, basket.coupons, basket.freight, basket.at)
    first, *rest = plain.all_legal(*given)
    outcome = best(basket)
    assert taken(outcome) == tuple(coupon.id for coupon in first.chosen)
    assert outcome.payable_fen == first.payable_fen
    for use, offs, freight_off in zip(outcome.uses, first.offs, first.freight_offs, strict=True):
        by_line = {item.line_id: off for item, off in zip(basket.items, offs, strict=True) if off}
        assert (dict(use.offs), use.freight_off_fen) == (by_line, freight_off)
    second = rest[0] if rest else None
    assert outcome.runner_up == (second and tuple(coupon.id for coupon in second.chosen))
    assert outcome.runner_up_payable_fen == (second and second.payable_fen)
    if with_nearest:
        near = plain.nearest(*given)
        told = outcome.nearest
        assert (told and (told.coupon_id, told.add_fen, told.save_fen)) == (near and (near[0].id, near[1], near[2]))


def test_ten_thousand_baskets_as_a_plain_enumeration_has_them() -> None:
    dice = random.Random(2026)
    for number in range(10_000):
        agrees(random_basket(dice), with_nearest=number % 10 == 0)


def test_larger_baskets_too() -> None:
    dice = random.Random(7)
    for number in range(60):
        agrees(random_basket(dice, lines_max=12, coupons_max=12), with_nearest=number % 3 == 0)


@given(baskets)
def test_nothing_goes_below_nothing_and_the_sums_hold(basket: Basket) -> None:
    outcome = best(basket)
    left = {item.line_id: item.payable_fen for item in basket.items}
    for use in outcome.uses:
        assert all(fen > 0 for _, fen in use.offs) and use.freight_off_fen >= 0
        for line_id, fen in use.offs:
            left[line_id] -= fen
    assert all(fen >= 0 for fen in left.values())
    shipped = sum(left[item.line_id] for item in basket.items if item.is_physical)
    freight_fen = basket.freight.fen(shipped) - sum(use.freight_off_fen for use in outcome.uses)
    assert freight_fen >= 0
    assert outcome.payable_fen == sum(left.values()) + freight_fen
    barred = {item.line_id for item in basket.items if "coupon" in item.barred}
    assert not barred.intersection(line_id for use in outcome.uses for line_id, _ in use.offs)


@given(baskets, st.randoms(use_true_random=False))
def test_the_order_of_the_wallet_does_not_matter(basket: Basket, dice: random.Random) -> None:
    coupons = list(basket.coupons)
    dice.shuffle(coupons)
    one, other = best(basket), best(Basket(basket.items, tuple(coupons), basket.freight))
    assert (one.uses, one.payable_fen, one.runner_up, one.nearest) == (
        other.uses,
        other.payable_fen,
        other.runner_up,
        other.nearest,
    )
    assert {each.coupon_id: each for each in one.verdicts} == {each.coupon_id: each for each in other.verdicts}


@given(baskets, st.integers(0, 2**32))
def test_one_more_coupon_never_makes_it_dearer(basket: Basket, seed: int) -> None:
    more = random_coupon(random.Random(seed), 99, sum(item.payable_fen for item in basket.items))
    assert best(Basket(basket.items, (*basket.coupons, more), basket.freight)).payable_fen <= best(basket).payable_fen


@given(baskets)
def test_every_coupon_gets_one_verdict_and_the_best_can_be_chosen_by_hand(basket: Basket) -> None:
    outcome = best(basket)
    assert [each.coupon_id for each in outcome.verdicts] == [coupon.id for coupon in basket.coupons]
    assert all(each.reason and "！" not in each.reason for each in outcome.verdicts)
    assert {each.coupon_id for each in outcome.verdicts if each.state == "used"} == set(taken(outcome))
    by_hand = chosen(basket.items, basket.coupons, basket.freight, basket.at, tuple(reversed(taken(outcome))))
    assert (by_hand.uses, by_hand.payable_fen, by_hand.verdicts) == (
        outcome.uses,
        outcome.payable_fen,
        outcome.verdicts,
    )
    assert by_hand.runner_up == outcome.runner_up


@given(baskets)
def test_what_is_chosen_by_hand_is_priced_alike_or_refused(basket: Basket) -> None:
    given = (basket.items, basket.coupons, basket.freight, basket.at)
    legal = {tuple(coupon.id for coupon in each.chosen): each for each in plain.all_legal(*given)}
    for coupon in basket.coupons:
        if (coupon.id,) in legal:
            assert chosen(*given, (coupon.id,)).payable_fen == legal[coupon.id,].payable_fen
        else:
            with pytest.raises(CouponUnusable):
                chosen(*given, (coupon.id,))
    assert chosen(*given, ()).payable_fen == legal[()].payable_fen


@settings(max_examples=200)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.data())
def test_a_split_loses_nothing_and_takes_from_no_line_more_than_it_has(weights: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(weights)))
    shares = split(total, weights)
    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    assert shares == plain.hamilton(total, weights)


def test_an_unknown_coupon_cannot_be_chosen() -> None:
    basket = random_basket(random.Random(1))
    with pytest.raises(CouponUnusable, match="没有找到"):
        chosen(basket.items, basket.coupons, FreightCost(0, 0), basket.at, (CouponId(UUID(int=12345)),))
