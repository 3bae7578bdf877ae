"""What depends on the basket as a whole (P6): bundles, N for a price, add-ons, spend and save, gifts. Pure.

Bundles come first, then N for a price, add-ons, and spend and save last; among equals the lower `priority`. Goods that
one of them lowered are left alone by the next unless the campaign stacks with `threshold`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from domain.promotion.activity_prices import STAGES
from domain.promotion.scopes import by_unit_price, cost_of, open_to, unit_fraction, yuan
from domain.promotion.split import split
from ports.kernel import CampaignId, Fen, LineId
from ports.promotion.api import Adjusted, Cut, GiftWish, Item, Miss, Offers, Use
from ports.promotion.rules import AddOn, Bundle, Campaign, Gift, NForPrice, SpendSave, SpendTier

STEP = "threshold"


def thresholds(offers: Offers, items: Sequence[Item]) -> Adjusted:
    cuts: list[Cut] = []
    misses: list[Miss] = []
    now = list(items)
    for kind, rule in _RULES:
        for campaign in offers.campaigns:
            if not isinstance(campaign.rule, kind):
                continue
            cut, miss = rule(campaign, now)
            if miss is not None:
                misses.append(miss)
            if cut is not None and cut.off_fen:
                cuts.append(cut)
                now = after(now, cut)
    return Adjusted(tuple(cuts), tuple(misses))


def gifts(offers: Offers, items: Sequence[Item]) -> tuple[tuple[GiftWish, ...], tuple[Miss, ...]]:
    """One unit of every item of a gift campaign whose threshold is reached and whose quota is not used up."""
    wishes: list[GiftWish] = []
    misses: list[Miss] = []
    for campaign in offers.campaigns:
        rule = campaign.rule
        if not isinstance(rule, Gift):
            continue
        counted = _payable(open_to("threshold", items, rule.scope))
        if 0 < counted < rule.min_fen and any(item.free != 0 for item in campaign.items):
            missing = rule.min_fen - counted
            misses.append(Miss(campaign.id, campaign.label, f"再买 {yuan(missing)} 元可得赠品", missing))
        if counted < rule.min_fen or counted == 0:
            continue
        for item in campaign.items:
            if item.free == 0:
                misses.append(Miss(campaign.id, campaign.label, "赠品已经送完"))
            else:
                wishes.append(GiftWish(campaign.id, campaign.label, item.sku_id, 1))
    return tuple(wishes), tuple(misses)


def after(items: Sequence[Item], cut: Cut) -> list[Item]:
    """The basket once a cut was made."""
    offs = {line_id.int: fen for line_id, fen in cut.offs}
    return [
        replace(item, payable_fen=item.payable_fen - offs[item.line_id.int], barred=item.barred | cut.bars)
        if item.line_id.int in offs
        else item
        for item in items
    ]


def tier_reached(rule: SpendSave, counted_fen: Fen) -> Fen:
    """What is saved for `counted_fen` of goods."""
    if rule.repeats:
        return counted_fen // rule.tiers[0].min_fen * rule.tiers[0].off_fen
    return max((tier.off_fen for tier in rule.tiers if counted_fen >= tier.min_fen), default=0)


def _spend_save(campaign: Campaign, items: Sequence[Item]) -> tuple[Cut | None, Miss | None]:
    rule = campaign.rule
    assert isinstance(rule, SpendSave)
    goods = open_to("threshold", items, rule.scope)
    counted = _payable(goods)
    if not counted:
        return None, None
    off_fen = min(tier_reached(rule, counted), counted)
    following = _next_tier(rule, counted)
    missing = following.min_fen - counted if following else None
    miss = (
        Miss(campaign.id, campaign.label, f"再买 {yuan(missing)} 元可减 {yuan(following.off_fen)} 元", missing)
        if following and missing
        else None
    )
    return _cut(campaign, f"{campaign.name}：{_save_words(rule, counted)}", _spread(off_fen, goods)), miss


def _save_words(rule: SpendSave, counted_fen: Fen) -> str:
    off_fen = tier_reached(rule, counted_fen)
    if rule.repeats:
        first = rule.tiers[0]
        return f"每满 {yuan(first.min_fen)} 元减 {yuan(first.off_fen)} 元，减 {counted_fen // first.min_fen} 次"
    spent = max((tier.min_fen for tier in rule.tiers if tier.off_fen == off_fen), default=0)
    return f"满 {yuan(spent)} 元减 {yuan(off_fen)} 元"


def _next_tier(rule: SpendSave, counted_fen: Fen) -> SpendTier | None:
    """The nearest one that saves more than now."""
    if rule.repeats:
        first = rule.tiers[0]
        times = counted_fen // first.min_fen + 1
        return SpendTier(times * first.min_fen, times * first.off_fen)
    reached = tier_reached(rule, counted_fen)
    better = [tier for tier in rule.tiers if tier.min_fen > counted_fen and tier.off_fen > reached]
    return min(better, key=lambda tier: tier.min_fen) if better else None


def _n_for_price(campaign: Campaign, items: Sequence[Item]) -> tuple[Cut | None, Miss | None]:
    rule = campaign.rule
    assert isinstance(rule, NForPrice)
    goods = open_to("threshold", items, rule.scope)
    units = sum(item.quantity for item in goods)
    if not units:
        return None, None
    missing = -units % rule.count
    words = f"再选 {missing} 件，{rule.count} 件共 {yuan(rule.price_fen)} 元" if missing else "单独购买已经比活动价便宜"
    dearest = _dearest_first(goods)
    # Not every full set is worth it: cheap units may cost less than their share of the price.
    costs = _costs(dearest, rule.count, units // rule.count)
    off_fen, sets = max(
        ((cost - sets * rule.price_fen, sets) for sets, cost in enumerate(costs, 1)),
        key=lambda each: (each[0], -each[1]),
        default=(0, 0),
    )
    if off_fen <= 0:
        return None, Miss(campaign.id, campaign.label, words)
    miss = Miss(campaign.id, campaign.label, words) if missing else None
    chosen = _first_units(dearest, sets * rule.count)
    shares = split(off_fen, [fen for _, fen in chosen])
    offs = tuple((line_id, share) for (line_id, _), share in zip(chosen, shares, strict=True))
    return _cut(campaign, f"{campaign.name}：{rule.count} 件 {yuan(rule.price_fen)} 元", offs), miss


def _dearest_first(goods: Sequence[Item]) -> list[Item]:
    ranked = sorted(by_unit_price(goods), key=lambda each: (-each[0], each[1].line_id))
    return [item for _, item in ranked]


def _costs(dearest: Sequence[Item], count: int, sets_max: int) -> list[Fen]:
    """What the first `count`, 2 · `count` … units cost. One pass: a basket may hold thousands of units."""
    costs: list[Fen] = []
    whole_fen = whole_units = place = 0
    for units in range(count, sets_max * count + 1, count):
        while place < len(dearest) and whole_units + dearest[place].quantity <= units:
            whole_fen += dearest[place].payable_fen
            whole_units += dearest[place].quantity
            place += 1
        costs.append(whole_fen + (cost_of(dearest[place], units - whole_units) if units > whole_units else 0))
    return costs


def _first_units(dearest: Sequence[Item], units: int) -> list[tuple[LineId, Fen]]:
    """What the first `units` units cost, by line."""
    chosen: list[tuple[LineId, Fen]] = []
    for item in dearest:
        taken = min(units, item.quantity)
        if taken:
            chosen.append((item.line_id, cost_of(item, taken)))
            units -= taken
    return chosen


def _bundle(campaign: Campaign, items: Sequence[Item]) -> tuple[Cut | None, Miss | None]:
    rule = campaign.rule
    assert isinstance(rule, Bundle)
    wanted = {part.sku_id.int for part in rule.parts}
    by_sku = {i.sku_id.int: i for i in items if i.sku_id.int in wanted and "threshold" not in i.barred}
    if not by_sku:
        return None, None
    parts = [(by_sku.get(part.sku_id.int), part.quantity) for part in rule.parts]
    present = [item for item, _ in parts if item is not None]
    sets = min((item.quantity // quantity if item else 0) for item, quantity in parts)
    if not sets:
        lacking = sum(1 for item, quantity in parts if item is None or item.quantity < quantity)
        return None, Miss(
            campaign.id, campaign.label, f"再选套餐里的 {lacking} 种商品，套餐价 {yuan(rule.price_fen)} 元"
        )
    costs = [cost_of(item, sets * quantity) for item, quantity in parts if item is not None]
    off_fen = sum(costs) - sets * rule.price_fen
    if off_fen <= 0:
        return None, Miss(campaign.id, campaign.label, "单独购买已经比套餐便宜")
    offs = tuple((item.line_id, share) for item, share in zip(present, split(off_fen, costs), strict=True))
    times = f"{sets} 套" if sets > 1 else "一套"
    return _cut(campaign, f"{campaign.name}：{times} {yuan(sets * rule.price_fen)} 元", offs), None


def _add_on(campaign: Campaign, items: Sequence[Item]) -> tuple[Cut | None, Miss | None]:
    rule = campaign.rule
    assert isinstance(rule, AddOn)
    offered = {item.sku_id.int: item for item in campaign.items}
    goods = open_to("threshold", items, rule.scope)
    counted = _payable([item for item in goods if item.sku_id.int not in offered])
    wanted = [item for item in items if item.sku_id.int in offered and "threshold" not in item.barred]
    free = [item.price_fen for item in campaign.items if item.free != 0]
    if not free:
        return None, Miss(campaign.id, campaign.label, "换购商品已经换完") if wanted or counted else None
    if counted < rule.min_fen:
        missing = rule.min_fen - counted
        words = f"再买 {yuan(missing)} 元可换购"
        return None, Miss(campaign.id, campaign.label, words, missing) if wanted or counted else None
    if not wanted:
        return None, Miss(campaign.id, campaign.label, f"可加 {yuan(min(free))} 元起换购")
    left, offs, uses = rule.units_max, list[tuple[LineId, Fen]](), list[Use]()
    whole = unit_fraction(wanted)
    # What saves most a unit comes first.
    for _, item in sorted(
        by_unit_price(wanted), key=lambda i: (offered[i[1].sku_id.int].price_fen * whole - i[0], i[1].line_id)
    ):
        offer = offered[item.sku_id.int]
        units = min(left, item.quantity, item.quantity if offer.free is None else offer.free)
        off_fen = cost_of(item, units) - offer.price_fen * units
        if units and off_fen > 0:
            left -= units
            offs.append((item.line_id, off_fen))
            uses.append(Use(campaign.id, item.sku_id, units, off_fen))
    cut = _cut(campaign, f"{campaign.name}：满 {yuan(rule.min_fen)} 元换购", tuple(offs))
    return replace(cut, uses=tuple(uses)), None


def _cut(campaign: Campaign, detail: str, offs: tuple[tuple[LineId, Fen], ...]) -> Cut:
    return Cut(
        step=STEP,
        rule=f"campaign:{campaign.id}",
        label=campaign.label,
        detail=detail,
        offs=offs,
        bars=STAGES.difference(campaign.stacks),
        uses=(Use(CampaignId(campaign.id), None, 1, sum(fen for _, fen in offs)),),
    )


def _spread(off_fen: Fen, goods: Sequence[Item]) -> tuple[tuple[LineId, Fen], ...]:
    shares = split(off_fen, [item.payable_fen for item in goods])
    return tuple((item.line_id, share) for item, share in zip(goods, shares, strict=True))


def _payable(goods: Sequence[Item]) -> Fen:
    return sum(item.payable_fen for item in goods)


_RULES: tuple[tuple[type[Any], Callable[[Campaign, Sequence[Item]], tuple[Cut | None, Miss | None]]], ...] = (
    (Bundle, _bundle),
    (NForPrice, _n_for_price),
    (AddOn, _add_on),
    (SpendSave, _spend_save),
)
