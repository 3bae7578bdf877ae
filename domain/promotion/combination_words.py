"""What is told about each coupon once a combination stands, and which coupon is nearly within reach."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion.combination_ground import Candidate, Ground, after, candidates_of, ground_of, in_order, uses_of
from domain.promotion.combination_search import Choice, Search
from domain.promotion.coupon_rules import Fit, grown, yuan
from ports.kernel import CouponId, Fen
from ports.promotion.api import CouponVerdict, Nearest

COUPONS_MAX = 40
"""So many usable coupons are combined, those that expire first. At 10 per layer that is 11⁴ combinations."""

NEAREST_MAX = 4
"""So many coupons that are not reached yet are tried, those that lack least: each takes a search of its own."""

ZERO_WORDS = "就没有应付金额了，订单至少要付 0.01 元"
BEYOND_WORDS = f"一次最多比较 {COUPONS_MAX} 张优惠券，请手动选用"


class Told(Struct, frozen=True):
    """The combination that verdicts compare with. `beyond`: usable ones that the search left out."""

    ground: Ground
    chosen: tuple[Candidate, ...]
    payable_fen: Fen
    beyond: frozenset[CouponId] = frozenset()


def rivals(one: Candidate, chosen: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Those of `chosen` that `one` cannot stand beside."""
    if one.held.rule.is_exclusive:
        return tuple(chosen)
    layer = one.held.rule.layer
    return tuple(each for each in chosen if each.held.rule.is_exclusive or each.held.rule.layer == layer)


def verdict(told: Told, one: Candidate) -> CouponVerdict:
    """Of a usable coupon."""
    alone_fen = told.ground.payable_fen(after(told.ground, (one,)))
    alone_off_fen = max(0, told.ground.full_fen - alone_fen) if told.ground.is_legal(alone_fen) else 0
    if one in told.chosen:
        return CouponVerdict(one.held.id, "used", alone_off_fen, _used_words(told, one))
    reason = BEYOND_WORDS if one.held.id in told.beyond else _unused_words(told, one)
    return CouponVerdict(one.held.id, "usable", alone_off_fen, reason)


def _used_words(told: Told, one: Candidate) -> str:
    if one.held.rule.kind == "gift":
        return f"已选用，送价值 {yuan(one.worth_fen)} 元的赠品" if one.worth_fen else "已选用，送赠品"
    off_fen = next(use.off_fen for use in uses_of(told.ground, told.chosen) if use.coupon_id == one.held.id)
    return f"已选用，省 {yuan(off_fen)} 元" if off_fen else "已选用，本单没有可减的金额"


def _unused_words(told: Told, one: Candidate) -> str:
    """Compares with the combination after `one` has taken the place of those that it cannot stand beside."""
    against = rivals(one, told.chosen)
    swapped = in_order((*(each for each in told.chosen if each not in against), one))
    payable_fen = told.ground.payable_fen(after(told.ground, swapped))
    dearer_fen = payable_fen - told.payable_fen
    if not against:
        return f"用它{ZERO_WORDS}" if not told.ground.is_legal(payable_fen) else _beside_words(one, dearer_fen)
    clash = f"与{'、'.join(f'「{each.held.name}」' for each in against)}不能同时使用"
    if not told.ground.is_legal(payable_fen):
        return f"{clash}，换成这张{ZERO_WORDS}"
    if dearer_fen > 0:
        return f"{clash}，用它能多省 {yuan(dearer_fen)} 元"
    return f"{clash}，换成这张能多省 {yuan(-dearer_fen)} 元" if dearer_fen < 0 else f"{clash}，两种用法省得一样多"


def _beside_words(one: Candidate, dearer_fen: Fen) -> str:
    if dearer_fen > 0:
        return f"用它就不满包邮金额，反而要多付 {yuan(dearer_fen)} 元"
    if dearer_fen < 0:
        return f"可以一起使用，再省 {yuan(-dearer_fen)} 元"
    if one.worth_fen:
        return f"可以一起使用，送价值 {yuan(one.worth_fen)} 元的赠品"
    return "本单没有运费要减" if one.held.rule.kind == "freight" else "用它不会更省"


def nearest(ground: Ground, fits: Sequence[Fit], best: Choice) -> Nearest | None:
    """The least that is to be bought so that one more coupon saves more than `best` does now; None: there is no such.

    Considered are coupons, but for gifts, that lack nothing but spending; of those the NEAREST_MAX that lack least. The
    goods to come are thought of as more of the first open line in the coupon's scope. The coupon counts if it
    lowers the price of the best combination that it is in, and this one saves more in the larger basket (by coupons,
    against the same basket without them) than the best one saves now. The least addition wins, then what saves more,
    then what expires first, then the id.
    """
    saved_fen = ground.full_fen - best.payable_fen
    near = [fit for fit in fits if fit.missing_fen and fit.lines and fit.is_in_time and fit.held.rule.kind != "gift"]
    near.sort(key=lambda fit: (fit.missing_fen, fit.held.valid_until, fit.held.id))
    found: list[tuple[Fen, Fit]] = []
    for fit in near[:NEAREST_MAX]:
        if found and fit.missing_fen > found[0][1].missing_fen:
            break
        gain_fen = _gain_fen(ground, fits, fit, saved_fen)
        if gain_fen > 0:
            found.append((gain_fen, fit))
    if not found:
        return None
    # The first of equals, for `near` has them in the right order.
    gain_fen, fit = max(found, key=lambda row: row[0])
    text = f"再买 {yuan(fit.missing_fen)} 元可用「{fit.held.name}」，多省 {yuan(gain_fen)} 元"
    return Nearest(fit.held.id, fit.missing_fen, gain_fen, text)


def _gain_fen(ground: Ground, fits: Sequence[Fit], wanted: Fit, saved_fen: Fen) -> Fen:
    """What the best combination with `wanted` saves beyond `saved_fen` once that is reached; 0: has no part in it."""
    items, line = list(ground.items), wanted.lines[0]
    items[line] = replace(items[line], payable_fen=items[line].payable_fen + wanted.missing_fen)
    larger = ground_of(items, ground.freight)
    candidates = candidates_of(larger, [grown(fit, line, wanted.missing_fen) for fit in fits])[:COUPONS_MAX]
    one = next((each for each in candidates if each.held.id == wanted.held.id), None)
    below_fen = larger.full_fen - saved_fen
    found = [] if one is None else Search(larger, candidates, 1, below_fen).run(must=one)
    if not found:
        return 0
    without = [each for each in found[0].chosen if each is not one]
    is_needed = larger.payable_fen(after(larger, without)) > found[0].payable_fen
    return below_fen - found[0].payable_fen if is_needed else 0
