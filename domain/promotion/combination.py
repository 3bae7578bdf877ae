"""Which coupons of a wallet to use together: the best combination, exactly, with a reason for every coupon.

**Legal.** Lines that bar the stage "coupon" count for nothing but the freight and the sum to pay. A coupon is usable if
`valid_from <= at < valid_until`, a line in its scope is open to coupons, and what the open lines in its scope cost
before any coupon reaches `min_fen`. A combination has at most one coupon per layer; an exclusive coupon stands alone.
A basket that costs more than nothing is never brought to nothing: at least 1 fen is paid, a combination that would
leave less is not legal. No coupon at all is always legal.

**Price.** Coupons apply in the order of LAYERS. `amount` takes min(value, what is left in its scope). `percent` takes
left - (left · value + 50) // 100, at most `cap_fen`. Both are split over the lines in scope in proportion to what is
left on them, by the largest remainder, ties to the earlier line. `freight` takes min(value, freight left) off the
freight that the goods cost *after* all goods coupons: a coupon that brings the basket under the line of free freight
can cost more than it saves, and is then not chosen. `gift` lowers nothing; its worth counts among equal prices.

**Best.** The least of (goods and freight to pay, less worth of gifts, number of coupons, days of expiry, ids): of
equals the one whose coupons expire sooner (sorted days compared one by one), then the one with the lower sorted ids.

**Bounds.** LINES_MAX lines; the COUPONS_MAX usable coupons that expire first are combined. With cᵢ of them in layer i
and n lines the time is O((1+c₁)(1+c₂)(1+c₃)(n log n + c₄ n)) at worst; branches that provably hold neither the best nor
the second best are left out (`Search._branch`).
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from domain.promotion.combination_ground import Candidate, Ground, after, candidates_of, ground_of, in_order, uses_of
from domain.promotion.combination_search import Choice, Search
from domain.promotion.combination_words import COUPONS_MAX, ZERO_WORDS, Told, nearest, rivals, verdict
from domain.promotion.coupon_rules import Fit, fit_of
from ports.kernel import CouponId
from ports.promotion.api import (
    CouponHeld,
    CouponOutcome,
    CouponUnusable,
    CouponVerdict,
    FreightCost,
    Item,
    Nearest,
)

LINES_MAX = 100


def best_combination(
    items: Sequence[Item], coupons: Sequence[CouponHeld], freight: FreightCost, at: datetime
) -> CouponOutcome:
    """The best combination, the second best, a verdict on every coupon in the given order, and what is within reach."""
    weighed = _weighed(items, coupons, freight, at)
    best, *rest = weighed.search()
    second = rest[0] if rest else None
    near = nearest(weighed.ground, weighed.fits, best)
    return _outcome(weighed, best.chosen, second, near)


def chosen(
    items: Sequence[Item],
    coupons: Sequence[CouponHeld],
    freight: FreightCost,
    at: datetime,
    choice: tuple[CouponId, ...],
) -> CouponOutcome:
    """What a choice of the shopper's comes to, whatever its order; none at all is a choice too.

    `runner_up` is the best *other* combination, so that one can tell what it would save. Verdicts compare with the
    choice; `nearest` is left to the best combination. Raises CouponUnusable, with the reason, if it is not legal.
    """
    weighed = _weighed(items, coupons, freight, at)
    taken = in_order(_legal(weighed, choice))
    if not weighed.ground.is_legal(weighed.ground.payable_fen(after(weighed.ground, taken))):
        raise CouponUnusable(f"这样用券{ZERO_WORDS}")
    other = next((each for each in weighed.search() if each.chosen != taken), None)
    return _outcome(weighed, taken, other, None)


class _Weighed(Struct, frozen=True):
    """A basket and a wallet before anything is chosen. `fits`: all coupons; `candidates`: the usable ones."""

    ground: Ground
    fits: tuple[Fit, ...]
    candidates: tuple[Candidate, ...]

    def search(self) -> list[Choice]:
        """The best and, if there is one, the second best."""
        return Search(self.ground, self.candidates[:COUPONS_MAX], keep=2).run()


def _weighed(items: Sequence[Item], coupons: Sequence[CouponHeld], freight: FreightCost, at: datetime) -> _Weighed:
    assert len(items) <= LINES_MAX, "more lines than a basket holds"
    ground = ground_of(items, freight)
    fits = tuple(fit_of(coupon, items, at) for coupon in coupons)
    return _Weighed(ground, fits, tuple(candidates_of(ground, fits)))


def _outcome(
    weighed: _Weighed, taken: tuple[Candidate, ...], other: Choice | None, near: Nearest | None
) -> CouponOutcome:
    ground, by_id = weighed.ground, {one.held.id: one for one in weighed.candidates}
    payable_fen = ground.payable_fen(after(ground, taken))
    told = Told(ground, taken, payable_fen, frozenset(one.held.id for one in weighed.candidates[COUPONS_MAX:]))
    return CouponOutcome(
        uses=uses_of(ground, taken),
        payable_fen=payable_fen,
        runner_up=None if other is None else tuple(one.held.id for one in other.chosen),
        runner_up_payable_fen=None if other is None else other.payable_fen,
        verdicts=tuple(
            CouponVerdict(fit.held.id, "unusable", 0, fit.obstacle)
            if fit.obstacle is not None
            else verdict(told, by_id[fit.held.id])
            for fit in weighed.fits
        ),
        nearest=near,
    )


def _legal(weighed: _Weighed, choice: Sequence[CouponId]) -> list[Candidate]:
    """The candidates of a choice. Raises CouponUnusable."""
    by_id, fits = {one.held.id: one for one in weighed.candidates}, {fit.held.id: fit for fit in weighed.fits}
    taken: list[Candidate] = []
    for coupon_id in choice:
        if coupon_id not in fits:
            raise CouponUnusable("没有找到这张优惠券，请重新选择")
        if coupon_id not in by_id:
            raise CouponUnusable(f"「{fits[coupon_id].held.name}」暂不能用：{fits[coupon_id].obstacle}")
        one = by_id[coupon_id]
        if one in taken:
            raise CouponUnusable("同一张优惠券不能重复选用")
        if clash := rivals(one, taken):
            raise CouponUnusable(f"「{one.held.name}」与「{clash[0].held.name}」不能同时使用")
        taken.append(one)
    return taken
