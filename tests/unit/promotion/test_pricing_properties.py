"""What holds for every basket under every promotion, through the whole engine (C4, P2, P6)."""

import random
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.commerce.allocation import refund_share_fen
from domain.commerce.pricing import Basket, Step, price
from domain.commerce.promotion_steps import steps_for
from domain.promotion.service import Promotions
from domain.promotion.thresholds import after
from ports.commerce.pricing import PricedBasket
from ports.kernel import LineId
from ports.promotion.api import Adjusted, GiftWish, Item, Offers, Stage
from tests.promotions import promotions
from tests.unit.promotion.campaign_samples import line, sku
from tests.unit.promotion.random_campaigns import Case, nothing_of_it, random_case

dices = st.integers(0, 2**48).map(random.Random)
cases = dices.map(random_case)
MANY = settings(max_examples=120, deadline=None)
_STAGE_OF_STEP: dict[str, Stage] = {"member_level": "member", "threshold": "threshold", "coupon": "coupon"}


def _priced(case: Case) -> PricedBasket:
    return price(case.lines, steps_for(case.terms))


@MANY
@given(cases)
def test_no_amount_is_below_nothing_and_all_of_them_agree(case: Case) -> None:
    basket = _priced(case)
    totals = basket.totals
    assert all(0 <= one.payable_fen <= one.unit_fen * one.quantity for one in basket.lines)
    assert min(totals.goods_fen, totals.discount_fen, totals.freight_fen, totals.payable_fen, totals.saved_fen) >= 0
    lines_fen = sum(one.payable_fen for one in basket.lines)
    assert lines_fen + totals.freight_fen == totals.payable_fen == sum(one.amount_fen for one in basket.derivation)
    assert totals.payable_fen == totals.goods_fen - totals.discount_fen + totals.freight_fen
    assert [one.line_id for one in basket.lines] == [one.line_id for one in case.lines]


@MANY
@given(cases)
def test_what_an_order_takes_is_what_it_was_given(case: Case) -> None:
    basket = _priced(case)
    given_fen: Counter[str] = Counter()
    for note in basket.derivation:
        if note.amount_fen < 0 and note.step in ("activity_price", "threshold"):
            given_fen[note.rule.split(":")[1]] -= note.amount_fen
    taken_fen: Counter[str] = Counter()
    for use in basket.uses:
        taken_fen[str(use.campaign_id)] += use.off_fen
    assert given_fen == +taken_fen
    assert all(use.units > 0 for use in basket.uses)
    keys = [(use.campaign_id, use.sku_id) for use in basket.uses]
    assert len(set(keys)) == len(keys), "an order takes of one thing once"
    coupons_fen = -sum(note.amount_fen for note in basket.derivation if note.step == "coupon")
    outcome = basket.coupons
    assert coupons_fen == (sum(use.off_fen for use in outcome.uses) if outcome else 0)
    assert outcome is None or outcome.payable_fen == basket.totals.payable_fen
    _check_quotas(case, basket)


def _check_quotas(case: Case, basket: PricedBasket) -> None:
    bought = {one.sku_id: one.quantity for one in case.lines}
    items = {(run.id, item.sku_id): item for run in case.terms.offers.campaigns for item in run.items}
    for use in basket.uses:
        item = items.get((use.campaign_id, use.sku_id)) if use.sku_id else None
        if item is not None:
            assert use.units <= bought[item.sku_id]
            assert item.quota is None or item.taken + use.units <= item.quota
            assert item.per_member_max is None or item.member_taken + use.units <= item.per_member_max


class _Watching(Promotions):
    """The real module, which looks at each cut of the thresholds by itself."""

    def thresholds(self, offers: Offers, items: Sequence[Item]) -> Adjusted:
        adjusted = super().thresholds(offers, items)
        now = {item.line_id: item for item in items}
        for cut in adjusted.cuts:
            for line_id, fen in cut.offs:
                assert "threshold" not in now[line_id].barred and 0 <= fen <= now[line_id].payable_fen
            now = {item.line_id: item for item in after(list(now.values()), cut)}
        return adjusted


def _watched(step: Step) -> Step:
    def apply(before: Basket) -> Basket:
        done = step(before)
        stages = {_STAGE_OF_STEP.get(note.step) for note in done.derivation[len(before.derivation) :]}
        for old, new in zip(before.lines, done.lines, strict=True):
            barred = before.barred.get(old.line_id, frozenset())
            assert old.payable_fen == new.payable_fen or not stages & barred
            assert barred <= done.barred.get(old.line_id, frozenset()), "what is barred stays barred"
        return done

    return apply


@MANY
@given(cases)
def test_no_step_lowers_what_it_is_barred_from(case: Case) -> None:
    one = promotions()
    watching = _Watching(one._takings, {}, one._clock)
    steps = steps_for(replace(case.terms, promotion=watching))
    assert price(case.lines, [_watched(step) for step in steps]) == _priced(case)


@MANY
@given(cases, dices)
def test_lines_refunded_in_any_portions_sum_to_what_was_paid(case: Case, dice: random.Random) -> None:
    basket = _priced(case)
    back_fen = 0
    for one in basket.lines:
        already = 0
        while already < one.quantity:
            units = dice.randint(1, one.quantity - already)
            share = refund_share_fen(one.payable_fen, one.quantity, already, units)
            assert share >= 0
            back_fen, already = back_fen + share, already + units
    assert back_fen + basket.totals.freight_fen == basket.totals.payable_fen


@MANY
@given(cases)
def test_the_same_basket_has_the_same_price(case: Case) -> None:
    assert _priced(case) == _priced(case)


@MANY
@given(cases, dices)
def test_a_campaign_of_other_goods_changes_nothing(case: Case, dice: random.Random) -> None:
    offers = case.terms.offers
    more = [*offers.campaigns, *(nothing_of_it(dice, n) for n in range(20, 23))]
    ordered = tuple(sorted(more, key=lambda run: (run.priority, run.id)))
    beside = replace(case.terms, offers=replace(offers, campaigns=ordered))
    assert _priced(replace(case, terms=beside)) == _priced(case)


@MANY
@given(cases)
def test_no_campaign_makes_it_dearer_before_coupons(case: Case) -> None:
    """Beside the list price: a member price may be given up for a lower activity price, never for a dearer one."""
    bare = replace(case.terms.offers, campaigns=(), coupons=())
    if case.terms.offers.special is not None:
        return
    plain = price(case.lines, steps_for(replace(case.terms, offers=bare)))
    run = replace(case.terms, offers=replace(case.terms.offers, coupons=()))
    lowered = price(case.lines, steps_for(run))
    before = {one.line_id: one.payable_fen for one in plain.lines}
    assert all(one.payable_fen <= before[one.line_id] for one in lowered.lines)


@MANY
@given(cases)
def test_a_gift_changes_nothing_for_what_is_bought(case: Case) -> None:
    before = _priced(case)
    wish = GiftWish(None, "赠品", sku(3), 2)
    gift = replace(line(900, 5000, 2, weight_g=20_000), sku_id=sku(3), is_gift=True)
    choice = tuple(use.coupon_id for use in before.coupons.uses) if before.coupons else None
    gifts = {LineId(UUID(int=900)): wish}
    whole = price([*before.lines, gift], steps_for(replace(case.terms, gifts=gifts, choice=choice)))
    assert whole.lines[:-1] == before.lines and whole.lines[-1].payable_fen == 0
    assert whole.totals.payable_fen == before.totals.payable_fen and whole.uses == before.uses
    assert whole.totals.freight_fen == before.totals.freight_fen
    if before.coupons:
        assert whole.coupons is not None and whole.coupons.uses == before.coupons.uses
