"""Limited-time prices and the price of an activity: quotas, the member's share, the member price, and stacking."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from domain.commerce.pricing import price
from domain.promotion.activity_prices import STAGES, activity_prices
from ports.kernel import CampaignId
from ports.members.api import Level
from ports.promotion.api import ActivityRef, Offers, SpecialPrice, Use
from ports.promotion.rules import OfferItem, SpendSave, SpendTier, Stage, TimedPrice
from tests.promotions import steps
from tests.unit.promotion.basket_samples import AT, coupon
from tests.unit.promotion.campaign_samples import ALL, campaign, goods, line, offers, sku

TIMED = TimedPrice()
GOLD = Level("gold", "黄金会员", 90)


def _item(price_fen: int, **more: int | None) -> OfferItem:
    return OfferItem(sku(1), price_fen, **more)


@pytest.mark.parametrize(
    ("item", "quantity", "units", "off_fen"),
    [
        (_item(8000), 3, 3, 6000),
        (_item(8000, quota=5), 3, 3, 6000),
        (_item(8000, quota=5, taken=3), 3, 2, 4000),
        (_item(8000, quota=5, taken=4), 3, 1, 2000),
        (_item(8000, per_member_max=2), 3, 2, 4000),
        (_item(8000, per_member_max=2, member_taken=1), 3, 1, 2000),
        (_item(8000, quota=10, taken=9, per_member_max=2), 3, 1, 2000),
        (_item(8000, quota=10, taken=2, per_member_max=2, member_taken=1), 3, 1, 2000),
    ],
)
def test_so_many_units_get_the_price(item: OfferItem, quantity: int, units: int, off_fen: int) -> None:
    run = campaign(1, TIMED, item)
    adjusted = activity_prices(offers(run), [goods(1, 10_000, quantity)], 100)
    [cut] = adjusted.cuts
    assert cut.off_fen == off_fen and cut.uses == (Use(run.id, sku(1), units, off_fen),)
    assert (f"其中 {units} 件" in cut.detail) == (units < quantity) and adjusted.misses == ()
    assert cut.bars == STAGES


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (_item(8000, quota=5, taken=5), "活动数量已抢完"),
        (_item(8000, quota=5, taken=5, per_member_max=2, member_taken=2), "活动数量已抢完"),
        (_item(8000, quota=9, taken=5, per_member_max=2, member_taken=2), "每人限购 2 件，您已买满"),
        (_item(8000, quota=9, taken=5, per_member_max=2, member_taken=3), "每人限购 2 件，您已买满"),
        (_item(10_000), "现在的售价已经不高于活动价"),
        (_item(12_000), "现在的售价已经不高于活动价"),
    ],
)
def test_why_nothing_gets_the_price(item: OfferItem, words: str) -> None:
    adjusted = activity_prices(offers(campaign(1, TIMED, item)), [goods(1, 10_000, 2)], 100)
    assert adjusted.cuts == () and words in adjusted.misses[0].reason


@pytest.mark.parametrize(
    ("item", "percent", "stacks", "off_fen"),
    [
        # Two units at list 100: the member price of 90 % takes 20 off.
        (_item(8999), 90, (), 2002),
        (_item(9000), 90, (), None),
        (_item(9100), 90, (), None),
        (_item(9100), 90, ("member",), 1800),
        # One unit at 85 is 15 off; both at the member price are 20 off.
        (_item(8500, quota=1), 90, (), None),
        (_item(7900, quota=1), 90, (), 2100),
        (_item(8500, quota=1), 90, ("member",), 1500),
    ],
)
def test_the_lower_of_activity_and_member_price_counts(
    item: OfferItem, percent: int, stacks: tuple[Stage, ...], off_fen: int | None
) -> None:
    adjusted = activity_prices(offers(campaign(1, TIMED, item, stacks=stacks)), [goods(1, 10_000, 2)], percent)
    assert [cut.off_fen for cut in adjusted.cuts] == ([] if off_fen is None else [off_fen])
    if off_fen is None:
        assert "会员价更优惠" in adjusted.misses[0].reason


def test_the_first_campaign_by_priority_gives_the_price_and_the_next_when_it_is_gone() -> None:
    dear, cheap = campaign(1, TIMED, _item(9000)), campaign(2, TIMED, _item(5000))
    [cut] = activity_prices(offers(cheap, dear), [goods(1, 10_000)], 100).cuts
    assert cut.rule == f"campaign:{dear.id}"
    gone = replace(dear, items=(_item(9000, quota=1, taken=1),))
    adjusted = activity_prices(offers(cheap, gone), [goods(1, 10_000)], 100)
    assert [cut.rule for cut in adjusted.cuts] == [f"campaign:{cheap.id}"] and len(adjusted.misses) == 1


def test_what_is_barred_already_and_what_is_not_in_it_stay_as_they_are() -> None:
    given = offers(campaign(1, TIMED, _item(5000)))
    adjusted = activity_prices(given, [goods(1, 10_000, barred=("member",)), goods(2, 10_000)], 100)
    assert adjusted.cuts == () and adjusted.misses == ()


@pytest.mark.parametrize(
    ("stacks", "expected"),
    [
        ((), [("activity_price", -4000)]),
        (("member",), [("activity_price", -4000), ("member_level", -1600)]),
        (("threshold",), [("activity_price", -4000), ("threshold", -1000)]),
        (("coupon",), [("activity_price", -4000), ("coupon", -500)]),
        (
            ("member", "threshold", "coupon"),
            [("activity_price", -4000), ("member_level", -1600), ("threshold", -1000), ("coupon", -500)],
        ),
    ],
)
def test_later_steps_lower_it_only_where_it_stacks(stacks: tuple[Stage, ...], expected: list[tuple[str, int]]) -> None:
    timed = campaign(1, TIMED, _item(8000), stacks=stacks)
    save = campaign(2, SpendSave(ALL, (SpendTier(10_000, 1000),)), stacks=("coupon",))
    given = replace(offers(timed, save), coupons=(coupon(1, "amount", 500),))
    basket = price([line(1, 10_000, 2)], steps(GOLD, None, given))
    assert [(note.step, note.amount_fen) for note in basket.derivation if note.amount_fen < 0] == expected


def test_the_price_of_an_activity_comes_before_any_campaign() -> None:
    ref = ActivityRef("group_buy", CampaignId(UUID(int=7)), size=3)
    special = SpecialPrice(ref, sku(1), 7000, 2, "3人团", "三人团 70 元")
    given = Offers(AT, (campaign(1, TIMED, _item(5000)),), special=special)
    [cut] = activity_prices(given, [goods(1, 10_000, 2)], 50).cuts
    assert (cut.rule, cut.off_fen, cut.bars) == (f"group_buy:{ref.campaign_id}", 6000, STAGES)
    assert cut.uses == (Use(ref.campaign_id, sku(1), 2, 6000),)
