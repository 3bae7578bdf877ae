"""The steps of pricing that promotion decides (C4): gifts, activity prices, thresholds, coupons and their freight.

The order of all steps is here, in `steps_for`; what a promotion takes off is the promotion module's answer.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.freight import FreightRule, freight_of
from domain.commerce.points_step import PointsTerms, pay_with_points
from domain.commerce.pricing import Basket, Step, add_freight, member_level, shipped_for_money
from ports.commerce.pricing import Derivation, PricedLine
from ports.kernel import CouponId, LineId
from ports.members.api import Level
from ports.promotion.api import Adjusted, Combining, Cut, FreightCost, GiftWish, Item, Offers, PromotionApi, Stage

ALL: frozenset[Stage] = frozenset(("member", "threshold", "coupon"))


class Terms(Struct, frozen=True):
    """On what a basket is priced. `choice` None: the best combination of coupons; `province` None: not remote.

    `gifts` are lines that the basket brought along for nothing. `points` None: nobody asked about them.
    """

    promotion: PromotionApi
    offers: Offers
    level: Level | None
    freight: FreightRule
    province: str | None
    choice: tuple[CouponId, ...] | None = None
    gifts: Mapping[LineId, GiftWish] = {}
    points: PointsTerms | None = None


def steps_for(terms: Terms) -> tuple[Step, ...]:
    """Gifts, activity price, member price, thresholds, coupons, freight, the coupon on freight, and points."""
    level = terms.level
    steps: list[Step] = []
    if terms.gifts:
        steps.append(_gifts(terms))
    steps.append(_activity_prices(terms))
    if level is not None and level.discount_percent < 100:
        steps.append(member_level(level))
    waived_for = level if level is not None and level.free_freight else None
    steps.extend((_thresholds(terms), _coupons(terms), add_freight(terms.freight, terms.province, waived_for)))
    steps.append(_freight_coupon(terms))
    if terms.points is not None:
        steps.append(pay_with_points(terms.points))
    return tuple(steps)


def _gifts(terms: Terms) -> Step:
    def apply(basket: Basket) -> Basket:
        for line in basket.lines:
            wish = terms.gifts.get(line.line_id)
            if wish is None:
                continue
            rule = f"campaign:{wish.campaign_id}" if wish.campaign_id else "coupon"
            cut = Cut(
                "gift",
                rule,
                "赠品",
                f"{wish.label}：「{line.title}」{wish.note}",
                ((line.line_id, line.payable_fen),),
                ALL,
            )
            basket = _made(basket, cut)
        return basket

    return apply


def _activity_prices(terms: Terms) -> Step:
    percent = terms.level.discount_percent if terms.level is not None else 100

    def apply(basket: Basket) -> Basket:
        return _adjusted(basket, terms.promotion.activity_prices(terms.offers, _items(basket), percent))

    return apply


def _thresholds(terms: Terms) -> Step:
    def apply(basket: Basket) -> Basket:
        after = _adjusted(basket, terms.promotion.thresholds(terms.offers, _items(basket)))
        gifts, misses = terms.promotion.gifts(terms.offers, _items(after))
        return replace(after, gifts=gifts, misses=(*after.misses, *misses))

    return apply


def _coupons(terms: Terms) -> Step:
    names = {coupon.id: coupon for coupon in terms.offers.coupons}

    def apply(basket: Basket) -> Basket:
        if not names and not terms.choice:
            return basket
        freight = _freight_cost(terms, basket.lines)
        # Gifts are barred from everything; without them a full basket stays within what the search is bounded by.
        bought = tuple(item for item in _items(basket) if item.line_id not in terms.gifts)
        outcome = terms.promotion.coupons(terms.offers, bought, freight, terms.choice)
        combining = Combining(bought, terms.offers.coupons, freight, terms.offers.at)
        after = replace(basket, coupons=outcome, combining=combining)
        for use in outcome.uses:
            coupon = names[use.coupon_id]
            after = _made(after, Cut("coupon", f"coupon:{use.coupon_id}", "优惠券", coupon.name, use.offs))
            if coupon.rule.kind == "gift" and coupon.rule.gift_sku_id is not None:
                wish = GiftWish(None, coupon.name, coupon.rule.gift_sku_id, coupon.rule.value)
                after = replace(after, gifts=(*after.gifts, wish))
        return after

    return apply


def _freight_coupon(terms: Terms) -> Step:
    names = {coupon.id: coupon.name for coupon in terms.offers.coupons}

    def apply(basket: Basket) -> Basket:
        for use in basket.coupons.uses if basket.coupons else ():
            if not use.freight_off_fen:
                continue
            assert use.freight_off_fen <= basket.freight_fen, "the freight that the coupon was chosen for"
            note = Derivation("coupon", f"coupon:{use.coupon_id}", "运费券", -use.freight_off_fen, names[use.coupon_id])
            basket = replace(
                basket,
                freight_fen=basket.freight_fen - use.freight_off_fen,
                freight_waived_fen=basket.freight_waived_fen + use.freight_off_fen,
                derivation=(*basket.derivation, note),
            )
        return basket

    return apply


def _freight_cost(terms: Terms, lines: Sequence[PricedLine]) -> FreightCost:
    """What the freight step will ask, whatever coupons leave of the goods' price."""
    weighed = shipped_for_money(lines)
    if not weighed or (terms.level is not None and terms.level.free_freight):
        return FreightCost(0, 0)
    weight_g = sum(line.weight_g * line.quantity for line in weighed)
    waived = freight_of(terms.freight, terms.freight.free_from_fen, weight_g, terms.province)
    return FreightCost(waived.waived_fen, terms.freight.free_from_fen, waived.fen)


def _items(basket: Basket) -> list[Item]:
    return [item_of(line, basket.barred.get(line.line_id, frozenset())) for line in basket.lines]


def item_of(line: PricedLine, barred: frozenset[Stage] = frozenset()) -> Item:
    return Item(
        line_id=line.line_id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        category_ids=line.category_ids,
        title=line.title,
        unit_fen=line.unit_fen,
        quantity=line.quantity,
        payable_fen=line.payable_fen,
        is_physical=line.kind == "physical",
        barred=barred,
    )


def _adjusted(basket: Basket, adjusted: Adjusted) -> Basket:
    return replace(_made(basket, *adjusted.cuts), misses=(*basket.misses, *adjusted.misses))


def _made(basket: Basket, *cuts: Cut) -> Basket:
    """The cuts one after the other, and the lines written once. A cut of nothing leaves no trace in the derivation."""
    if not cuts:
        return basket
    # By the integers that the ids are: hash and equality of UUID are Python code.
    left = {line.line_id.int: line.payable_fen for line in basket.lines}
    barred, notes, uses = dict(basket.barred), list(basket.derivation), list(basket.uses)
    for cut in cuts:
        for line_id, fen in cut.offs:
            assert 0 <= fen <= left[line_id.int], "a cut takes exactly what it says"
            left[line_id.int] -= fen
            barred[line_id] = barred.get(line_id, frozenset()) | cut.bars
        if off_fen := cut.off_fen:
            notes.append(Derivation(cut.step, cut.rule, cut.label, -off_fen, cut.detail))
        uses.extend(cut.uses)
    lines = tuple(
        line if left[line.line_id.int] == line.payable_fen else replace(line, payable_fen=left[line.line_id.int])
        for line in basket.lines
    )
    return replace(basket, lines=lines, barred=barred, derivation=tuple(notes), uses=tuple(uses))
