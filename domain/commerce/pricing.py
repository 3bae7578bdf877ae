"""The pricing engine (C4): a basket goes through steps, each of which leaves a line of derivation.

A step is a function from basket to basket. Which steps run, and in which order, is data (`steps_for`): a promotion or a
coupon is one more function in that tuple, and most of them are `discount_lines` or `spread_discount` with a rule.

Rounding: a percentage is applied to the *unit* price, half up to a whole fen, so that what is shown for one unit times
the quantity is what is paid. Amounts that belong to many lines are split by `allocation.allocate`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.allocation import allocate
from domain.commerce.freight import FreightRule, freight_of
from ports.commerce.pricing import Derivation, PointsShare, PricedBasket, PricedLine, Totals
from ports.kernel import LineId
from ports.members.api import Level
from ports.promotion.api import Combining, CouponOutcome, GiftWish, Miss, Stage, Use


class Basket(Struct, frozen=True):
    """The state between steps. `freight_waived_fen` is what a rule spared the shopper.

    `barred`: the steps that must leave a line alone, because a promotion before them does not stack.
    """

    lines: tuple[PricedLine, ...]
    freight_fen: int = 0
    freight_waived_fen: int = 0
    derivation: tuple[Derivation, ...] = ()
    barred: Mapping[LineId, frozenset[Stage]] = {}
    uses: tuple[Use, ...] = ()
    coupons: CouponOutcome | None = None
    misses: tuple[Miss, ...] = ()
    gifts: tuple[GiftWish, ...] = ()
    combining: Combining | None = None
    points: PointsShare | None = None

    def is_barred(self, line: PricedLine, stage: Stage) -> bool:
        return stage in self.barred.get(line.line_id, ())

    @property
    def list_fen(self) -> int:
        return sum(line.unit_fen * line.quantity for line in self.lines)

    @property
    def payable_fen(self) -> int:
        """Of the goods, so far."""
        return sum(line.payable_fen for line in self.lines)


Step = Callable[[Basket], Basket]


def percent_of(fen: int, percent: int) -> int:
    """`percent` per cent of an amount, half up to a whole fen."""
    return (fen * percent + 50) // 100


def price(lines: Sequence[PricedLine], steps: Sequence[Step]) -> PricedBasket:
    """Runs the steps over the lines, whose `payable_fen` starts at the list price whatever the caller put there.

    Lines keep their order and identity; no line goes below nothing; the derivation sums to the payable total.
    """
    basket = _listed(lines)
    for step in steps:
        before, basket = basket, step(basket)
        assert [line.line_id for line in basket.lines] == [line.line_id for line in before.lines], "a step keeps lines"
    assert all(line.payable_fen >= 0 for line in basket.lines) and basket.freight_fen >= 0, "a price below nothing"
    goods_fen, lines_fen = basket.list_fen, basket.payable_fen
    payable_fen = lines_fen + basket.freight_fen
    assert sum(item.amount_fen for item in basket.derivation) == payable_fen, "a step changed a price without saying so"
    discount_fen = goods_fen - lines_fen
    points_fen = basket.points.used_fen if basket.points else 0
    totals = Totals(
        goods_fen=goods_fen,
        discount_fen=discount_fen,
        freight_fen=basket.freight_fen,
        payable_fen=payable_fen,
        saved_fen=discount_fen - points_fen + basket.freight_waived_fen,
    )
    return PricedBasket(
        lines=basket.lines,
        totals=totals,
        derivation=basket.derivation,
        uses=basket.uses,
        coupons=basket.coupons,
        misses=basket.misses,
        gifts=basket.gifts,
        combining=basket.combining,
        points=basket.points,
    )


def member_level(level: Level) -> Step:
    def off_fen(line: PricedLine) -> int:
        listed_fen = line.unit_fen * line.quantity
        if line.payable_fen < listed_fen:
            # An activity price came before it and stacks: the percentage is of what is left.
            return line.payable_fen - percent_of(line.payable_fen, level.discount_percent)
        return listed_fen - percent_of(line.unit_fen, level.discount_percent) * line.quantity

    def apply(basket: Basket) -> Basket:
        return discount_lines(
            basket,
            lambda line: 0 if basket.is_barred(line, "member") else off_fen(line),
            Derivation(
                step="member_level",
                rule=f"subscription:{level.paid_plan}" if level.paid_plan else f"level:{level.code}",
                label=f"{level.name}价",
                amount_fen=0,
                detail=f"商品享会员 {discount_words(level.discount_percent)}",
            ),
        )

    return apply


def add_freight(rule: FreightRule, province: str | None, waived_for: Level | None) -> Step:
    def apply(basket: Basket) -> Basket:
        weighed = shipped_for_money(basket.lines)
        if not weighed:
            return basket
        goods_fen = sum(line.payable_fen for line in weighed)
        weight_g = sum(line.weight_g * line.quantity for line in weighed)
        freight = freight_of(rule, goods_fen, weight_g, province)
        fen, waived_fen, detail = freight.fen, freight.waived_fen, freight.detail
        if waived_for is not None:
            fen, waived_fen, detail = 0, fen + waived_fen, f"{waived_for.name}免运费"
        note = Derivation(step="freight", rule=rule.code, label="运费", amount_fen=fen, detail=detail)
        return replace(
            basket,
            freight_fen=basket.freight_fen + fen,
            freight_waived_fen=basket.freight_waived_fen + waived_fen,
            derivation=(*basket.derivation, note),
        )

    return apply


def shipped_for_money(lines: Iterable[PricedLine]) -> list[PricedLine]:
    """The lines that freight is counted of: what comes along for nothing makes it no dearer."""
    return [line for line in lines if line.kind == "physical" and not line.is_gift]


def discount_lines(basket: Basket, off_fen: Callable[[PricedLine], int], note: Derivation) -> Basket:
    """Takes `off_fen(line)` off each line, at most what the line still costs. Nothing off leaves no trace."""
    offs = [max(0, min(off_fen(line), line.payable_fen)) for line in basket.lines]
    if not any(offs):
        return basket
    lines = tuple(
        replace(line, payable_fen=line.payable_fen - off) if off else line
        for line, off in zip(basket.lines, offs, strict=True)
    )
    return replace(basket, lines=lines, derivation=(*basket.derivation, replace(note, amount_fen=-sum(offs))))


def spread_discount(basket: Basket, total_fen: int, applies: Callable[[PricedLine], bool], note: Derivation) -> Basket:
    """Takes one amount off all lines that it applies to, in proportion to what they cost; never more than that."""
    weights = [line.payable_fen if applies(line) else 0 for line in basket.lines]
    shares = allocate(min(total_fen, sum(weights)), weights) if any(weights) else [0] * len(weights)
    by_line = {line.line_id: share for line, share in zip(basket.lines, shares, strict=True)}
    return discount_lines(basket, lambda line: by_line[line.line_id], note)


def discount_words(percent: int) -> str:
    """95 → 9.5 折, 90 → 9 折."""
    return f"{percent / 10:g} 折"


def _listed(lines: Sequence[PricedLine]) -> Basket:
    listed = tuple(replace(line, payable_fen=line.unit_fen * line.quantity) for line in lines)
    basket = Basket(listed)
    quantity = sum(line.quantity for line in listed)
    note = Derivation("list", "list_price", "商品金额", basket.list_fen, f"共 {quantity} 件")
    return replace(basket, derivation=(note,))
