"""Bundles, N for a price, add-ons, spend and save, and gifts: tables of cases (P6)."""

import time

import pytest

from domain.promotion.thresholds import gifts, thresholds
from ports.kernel import Fen
from ports.promotion.api import Adjusted, Item
from ports.promotion.rules import AddOn, Campaign, Gift, NForPrice, OfferItem, Rule, Scope, SpendSave, SpendTier, Stage
from tests.unit.promotion.campaign_samples import ALL, bundle, campaign, goods, offers, sku

TIERS = (SpendTier(10_000, 1000), SpendTier(20_000, 3000), SpendTier(30_000, 6000))
EVERY = SpendSave(ALL, (SpendTier(10_000, 1500),), repeats=True)


def _run(items: list[Item], *campaigns: Campaign) -> Adjusted:
    adjusted = thresholds(offers(*campaigns), items)
    lines = {item.line_id: item for item in items}
    for cut in adjusted.cuts:
        assert sum(use.off_fen for use in cut.uses) == cut.off_fen > 0
        assert all(0 <= fen <= lines[line_id].payable_fen for line_id, fen in cut.offs)
    return adjusted


def _offs(adjusted: Adjusted) -> list[Fen]:
    return [cut.off_fen for cut in adjusted.cuts]


@pytest.mark.parametrize(
    ("rule", "spent", "off_fen", "missing"),
    [
        (SpendSave(ALL, TIERS), 9999, 0, 1),
        (SpendSave(ALL, TIERS), 10_000, 1000, 10_000),
        (SpendSave(ALL, TIERS), 19_999, 1000, 1),
        (SpendSave(ALL, TIERS), 20_000, 3000, 10_000),
        (SpendSave(ALL, TIERS), 30_000, 6000, None),
        (SpendSave(ALL, TIERS), 999_999, 6000, None),
        # Tiers in any order, and a later one that saves less, are read rightly all the same.
        (SpendSave(ALL, TIERS[::-1]), 25_000, 3000, 5000),
        (SpendSave(ALL, (SpendTier(10_000, 2000), SpendTier(20_000, 1000))), 20_000, 2000, None),
        (EVERY, 9999, 0, 1),
        (EVERY, 10_000, 1500, 10_000),
        (EVERY, 39_999, 4500, 1),
        (EVERY, 1_000_000, 150_000, 10_000),
    ],
)
def test_spend_and_save(rule: SpendSave, spent: int, off_fen: int, missing: int | None) -> None:
    adjusted = _run([goods(1, spent - 1), goods(2, 1)], campaign(1, rule))
    assert _offs(adjusted) == ([off_fen] if off_fen else [])
    assert [miss.add_fen for miss in adjusted.misses] == ([] if missing is None else [missing])


def test_spend_and_save_counts_and_lowers_its_scope_alone() -> None:
    rule = SpendSave(Scope("skus", (sku(1), sku(2))), TIERS)
    adjusted = _run([goods(1, 6000), goods(2, 4000), goods(3, 90_000)], campaign(1, rule))
    [cut] = adjusted.cuts
    assert dict(cut.offs) == {goods(1, 1).line_id: 600, goods(2, 1).line_id: 400}
    assert _run([goods(3, 90_000)], campaign(1, rule)) == Adjusted()


@pytest.mark.parametrize(
    ("count", "price_fen", "lines", "off_fen"),
    [
        (3, 10_000, [(5000, 3)], 5000),
        (3, 10_000, [(5000, 2)], 0),
        (3, 10_000, [(5000, 7)], 10_000),
        # The dearest three of four: 60 + 50 + 40 for 100.
        (3, 10_000, [(6000, 1), (5000, 1), (4000, 1), (1000, 1)], 5000),
        # A second set of cheap units would cost more than it is worth.
        (2, 10_000, [(9000, 2), (1000, 2)], 8000),
        (2, 10_000, [(1000, 4)], 0),
        # Dear units make up for a cheap one in the same set; the third line only partly.
        (3, 10_000, [(9000, 1), (4000, 1), (1500, 5)], 4500),
        (2, 100, [(51, 1), (50, 1)], 1),
    ],
)
def test_n_for_a_price(count: int, price_fen: int, lines: list[tuple[int, int]], off_fen: int) -> None:
    items = [goods(n, fen, quantity) for n, (fen, quantity) in enumerate(lines, 1)]
    adjusted = _run(items, campaign(1, NForPrice(ALL, count, price_fen)))
    assert sum(_offs(adjusted)) == off_fen
    units = sum(quantity for _, quantity in lines)
    assert [miss.reason for miss in adjusted.misses] == (
        [f"再选 {count - units % count} 件，{count} 件共 {_yuan(price_fen)} 元"]
        if units % count
        else ([] if off_fen else ["单独购买已经比活动价便宜"])
    )


def test_n_for_a_price_of_a_full_basket_takes_no_time() -> None:
    items = [goods(n, 100 + n, 99) for n in range(1, 101)]
    began = time.perf_counter()
    adjusted = _run(items, campaign(1, NForPrice(ALL, 2, 150)))
    assert adjusted.cuts and time.perf_counter() - began < 0.25


@pytest.mark.parametrize(
    ("quantities", "off_fens", "reason"),
    [
        # The parts cost 50 and 2 x 30, together 90.
        ((1, 2), (909, 1091), None),
        ((2, 4), (1818, 2182), None),
        ((3, 5), (1818, 1745), None),
        ((5, 2), (182, 1091), None),
        ((1, 1), None, "再选套餐里的 1 种商品，套餐价 90 元"),
        ((0, 2), None, "再选套餐里的 1 种商品，套餐价 90 元"),
        ((1, 0), None, "再选套餐里的 1 种商品，套餐价 90 元"),
    ],
)
def test_bundles(quantities: tuple[int, int], off_fens: tuple[int, int] | None, reason: str | None) -> None:
    items = [goods(n, fen, q) for n, fen, q in zip((1, 2), (5000, 3000), quantities, strict=True) if q]
    adjusted = _run([*items, goods(3, 7000)], campaign(1, bundle(9000, (1, 1), (2, 2))))
    if off_fens is None:
        assert adjusted.cuts == () and [miss.reason for miss in adjusted.misses] == [reason]
        return
    [cut] = adjusted.cuts
    sets = min(quantities[0], quantities[1] // 2)
    assert cut.off_fen == sets * 2000 and {line_id for line_id, _ in cut.offs} == {item.line_id for item in items}
    if quantities in ((1, 2), (2, 4)):
        assert tuple(fen for _, fen in cut.offs) == off_fens


def test_a_bundle_dearer_than_its_parts_or_none_of_it_in_the_basket() -> None:
    dear = campaign(1, bundle(9000, (1, 1), (2, 1)))
    assert [miss.reason for miss in _run([goods(1, 4000), goods(2, 5000)], dear).misses] == ["单独购买已经比套餐便宜"]
    assert _run([goods(3, 5000)], dear) == Adjusted()


ADD_ON = (OfferItem(sku(8), 990), OfferItem(sku(9), 1990, quota=5, taken=4))


@pytest.mark.parametrize(
    ("units_max", "spent", "wanted", "offs"),
    [
        (1, 10_000, {8: 1}, {8: 2010}),
        (1, 10_000, {8: 3}, {8: 2010}),
        (2, 10_000, {8: 3}, {8: 4020}),
        # The one that saves more comes first, then what is left of the units.
        (2, 10_000, {8: 3, 9: 1}, {8: 2010, 9: 4010}),
        # One unit of the quota is left.
        (5, 10_000, {9: 4}, {9: 4010}),
        (1, 9999, {8: 1}, None),
        # The add-on itself does not count towards the threshold.
        (1, 7500, {8: 1}, None),
        (1, 10_000, {}, None),
    ],
)
def test_add_ons(units_max: int, spent: int, wanted: dict[int, int], offs: dict[int, int] | None) -> None:
    run = campaign(1, AddOn(ALL, 10_000, units_max), *ADD_ON)
    lists = {8: 3000, 9: 6000}
    items = [goods(1, spent), *(goods(n, lists[n], quantity) for n, quantity in wanted.items())]
    adjusted = _run(items, run)
    if offs is None:
        assert adjusted.cuts == () and len(adjusted.misses) == 1
        return
    [cut] = adjusted.cuts
    assert {line_id.int: fen for line_id, fen in cut.offs} == offs
    assert all(use.sku_id is not None for use in cut.uses)


@pytest.mark.parametrize("wanted", [True, False])
def test_an_add_on_that_is_used_up_invites_nobody(wanted: bool) -> None:
    run = campaign(1, AddOn(ALL, 10_000, 1), OfferItem(sku(9), 1990, quota=5, taken=5))
    items = [goods(1, 20_000), *([goods(9, 6000)] if wanted else [])]
    adjusted = _run(items, run)
    assert adjusted.cuts == () and [miss.reason for miss in adjusted.misses] == ["换购商品已经换完"]


def test_an_add_on_dearer_than_the_goods_lowers_nothing() -> None:
    run = campaign(1, AddOn(ALL, 10_000, 1), OfferItem(sku(8), 990))
    assert _run([goods(1, 20_000), goods(8, 500)], run).cuts == ()


SAVE = SpendSave(ALL, (SpendTier(10_000, 1000),))
PAIR = NForPrice(Scope("skus", (sku(1), sku(2))), 2, 10_000)


@pytest.mark.parametrize(
    ("rules", "stacks", "offs"),
    [
        # Bundles before N for a price before spend and save, whatever the priorities say.
        ((SAVE, PAIR), ((), ()), [2000]),
        ((SAVE, PAIR), ((), ("threshold",)), [2000, 1000]),
        ((SAVE, PAIR), (("threshold",), ()), [2000]),
        ((PAIR, bundle(9000, (1, 1), (2, 1))), ((), ()), [3000]),
        ((PAIR, bundle(11_000, (1, 1), (2, 1))), ((), ("threshold",)), [1000, 1000]),
        # Equals by priority: the second finds nothing left, or too little.
        ((SAVE, SAVE), ((), ()), [1000]),
        ((SAVE, SAVE), (("threshold",), ()), [1000, 1000]),
        ((SpendSave(ALL, (SpendTier(5000, 4000),)), SAVE), (("threshold",), ()), [4000]),
    ],
)
def test_one_after_the_other(rules: tuple[Rule, Rule], stacks: tuple[tuple[Stage, ...], ...], offs: list[int]) -> None:
    runs = [campaign(n, rule, stacks=stack) for n, (rule, stack) in enumerate(zip(rules, stacks, strict=True), 1)]
    assert _offs(_run([goods(1, 6000), goods(2, 6000)], *runs)) == offs


def test_goods_that_one_lowered_do_not_count_for_the_next() -> None:
    runs = [campaign(1, PAIR), campaign(2, SAVE)]
    adjusted = _run([goods(1, 6000), goods(2, 6000), goods(3, 9000)], *runs)
    assert _offs(adjusted) == [2000] and [miss.add_fen for miss in adjusted.misses] == [1000]


def test_barred_goods_are_left_alone() -> None:
    barred: tuple[Stage, ...] = ("threshold",)
    items = [goods(1, 6000, barred=barred), goods(2, 6000, barred=barred)]
    for rule in (SAVE, PAIR, bundle(9000, (1, 1), (2, 1))):
        assert _run(items, campaign(1, rule)).cuts == ()


GIFT = Gift(ALL, 10_000)


@pytest.mark.parametrize(
    ("spent", "items", "wishes", "words"),
    [
        (10_000, (OfferItem(sku(8), 0),), [8], []),
        (10_000, (OfferItem(sku(8), 0), OfferItem(sku(9), 0)), [8, 9], []),
        (9999, (OfferItem(sku(8), 0),), [], ["再买 0.01 元可得赠品"]),
        (10_000, (OfferItem(sku(8), 0, quota=3, taken=3), OfferItem(sku(9), 0)), [9], ["赠品已经送完"]),
        (10_000, (OfferItem(sku(8), 0, per_member_max=1, member_taken=1),), [], ["赠品已经送完"]),
        # Nobody is sent for a gift that is gone.
        (9999, (OfferItem(sku(8), 0, quota=3, taken=3),), [], []),
    ],
)
def test_gifts(spent: int, items: tuple[OfferItem, ...], wishes: list[int], words: list[str]) -> None:
    found, misses = gifts(offers(campaign(1, GIFT, *items)), [goods(1, spent)])
    assert [wish.sku_id.int for wish in found] == wishes and [miss.reason for miss in misses] == words
    assert all(wish.quantity == 1 for wish in found)


def test_a_gift_is_earned_by_its_scope_and_by_what_is_open_to_it() -> None:
    run = campaign(1, Gift(Scope("skus", (sku(1),)), 10_000), OfferItem(sku(8), 0))
    assert gifts(offers(run), [goods(2, 90_000)]) == ((), ())
    assert gifts(offers(run), [goods(1, 90_000, barred=("threshold",))]) == ((), ())
    assert len(gifts(offers(run), [goods(1, 90_000, barred=("coupon",))])[0]) == 1


def _yuan(fen: int) -> str:
    return str(fen // 100) if fen % 100 == 0 else f"{fen / 100:.2f}"
