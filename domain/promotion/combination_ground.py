"""A basket and the coupons that may be used for it, as the search for the best combination sees them."""

from collections.abc import Callable, Sequence
from operator import itemgetter

from msgspec import Struct

from domain.promotion.coupon_rules import Fit, goods_off_fen
from domain.promotion.split import split
from ports.kernel import Fen
from ports.promotion.api import CouponHeld, CouponUse, FreightCost, Item
from ports.promotion.rules import LAYERS


class Candidate(Struct, frozen=True, eq=False):
    """A usable coupon. `lines`: what it counts and lowers. `cap_fen`: so much less is paid because of it, at most."""

    held: CouponHeld
    lines: tuple[int, ...]
    pick: Callable[[list[Fen]], tuple[Fen, ...]]
    """What is left on its lines. The search asks thousands of times."""
    cap_fen: Fen
    physical_count: int
    until_rank: int
    id_rank: int
    worth_fen: Fen
    """Of the gift that it brings."""


class State(Struct, frozen=True):
    """A basket after some coupons: what is left on each line, on all goods, on the physical ones; freight waived."""

    left: list[Fen]
    goods_fen: Fen
    physical_fen: Fen
    waive_fen: Fen = 0
    gift_fen: Fen = 0


class Ground(Struct, frozen=True):
    """The basket as the search sees it."""

    items: tuple[Item, ...]
    freight: FreightCost
    start: State

    def payable_fen(self, state: State) -> Fen:
        return state.goods_fen + max(0, self.freight.fen(state.physical_fen) - state.waive_fen)

    @property
    def full_fen(self) -> Fen:
        """Goods and freight without a coupon."""
        return self.payable_fen(self.start)

    def is_legal(self, payable_fen: Fen) -> bool:
        """No payment of nothing: at least 1 fen is paid for a basket that cost more than nothing."""
        return payable_fen > 0 or self.full_fen == 0


def ground_of(items: Sequence[Item], freight: FreightCost) -> Ground:
    left = [item.payable_fen for item in items]
    physical_fen = sum(item.payable_fen for item in items if item.is_physical)
    return Ground(tuple(items), freight, State(left, sum(left), physical_fen))


def candidates_of(ground: Ground, fits: Sequence[Fit]) -> list[Candidate]:
    """Those that nothing stands against, the one that expires first in front, then by id."""
    usable = sorted((fit for fit in fits if fit.obstacle is None), key=lambda fit: (fit.held.valid_until, fit.held.id))
    untils = {until: rank for rank, until in enumerate(sorted({fit.held.valid_until for fit in usable}))}
    ids = {coupon_id: rank for rank, coupon_id in enumerate(sorted(fit.held.id for fit in usable))}
    freight_max = ground.freight.surcharge_fen + ground.freight.by_weight_fen
    found = []
    for fit in usable:
        rule = fit.held.rule
        goods_fen = sum(ground.start.left[i] for i in fit.lines)
        cap_fen = min(rule.value, freight_max) if rule.kind == "freight" else goods_off_fen(rule, goods_fen)
        physical_count = sum(ground.items[i].is_physical for i in fit.lines)
        ranks = untils[fit.held.valid_until], ids[fit.held.id]
        worth_fen = rule.gift_worth_fen if rule.kind == "gift" else 0
        found.append(Candidate(fit.held, fit.lines, _picker(fit.lines), cap_fen, physical_count, *ranks, worth_fen))
    return found


def _picker(lines: tuple[int, ...]) -> Callable[[list[Fen]], tuple[Fen, ...]]:
    if len(lines) == 1:
        (only,) = lines
        return lambda left: (left[only],)
    return itemgetter(*lines)


def off_fen(state: State, one: Candidate) -> Fen:
    """What one more coupon takes off the goods."""
    return goods_off_fen(one.held.rule, sum(one.pick(state.left)))


def applied(ground: Ground, state: State, one: Candidate) -> State:
    """The state after one more coupon."""
    rule = one.held.rule
    if rule.kind == "freight":
        waive_fen = state.waive_fen + rule.value
        return State(state.left, state.goods_fen, state.physical_fen, waive_fen, state.gift_fen)
    if rule.kind == "gift":
        gift_fen = state.gift_fen + one.worth_fen
        return State(state.left, state.goods_fen, state.physical_fen, state.waive_fen, gift_fen)
    weights = one.pick(state.left)
    off = goods_off_fen(rule, sum(weights))
    if not off:
        return state
    left, shares = state.left.copy(), split(off, weights)
    for i, share in zip(one.lines, shares, strict=True):
        left[i] -= share
    physical_off = off
    if one.physical_count < len(one.lines):
        physical_off = sum(s for i, s in zip(one.lines, shares, strict=True) if ground.items[i].is_physical)
    return State(left, state.goods_fen - off, state.physical_fen - physical_off, state.waive_fen, state.gift_fen)


def floor_fen(ground: Ground, state: State, one: Candidate, now_fen: Fen) -> Fen:
    """At least so much is paid after one more coupon: exactly that, unless less goods make the freight dearer.

    `now_fen` is paid before it.
    """
    if one.held.rule.kind == "freight":
        waive_fen = state.waive_fen + one.held.rule.value
        return state.goods_fen + max(0, ground.freight.fen(state.physical_fen) - waive_fen)
    return now_fen - off_fen(state, one)


def paid_fen(ground: Ground, state: State, one: Candidate) -> Fen:
    """What is paid after one last coupon."""
    return ground.payable_fen(applied(ground, state, one))


def is_freight_moved(ground: Ground, state: State, one: Candidate) -> bool:
    """Whether one more coupon may make the freight dearer: then only its split over the lines tells what is paid."""
    if not one.physical_count or one.held.rule.kind == "freight":
        return False
    freight, off = ground.freight, off_fen(state, one)
    return freight.fen(state.physical_fen) != freight.fen(state.physical_fen - off)


def after(ground: Ground, chosen: Sequence[Candidate]) -> State:
    """The state after a combination, whose coupons stand in the order of LAYERS."""
    state = ground.start
    for candidate in chosen:
        state = applied(ground, state, candidate)
    return state


def in_order(chosen: Sequence[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(chosen, key=lambda candidate: LAYERS.index(candidate.held.rule.layer)))


def uses_of(ground: Ground, chosen: Sequence[Candidate]) -> tuple[CouponUse, ...]:
    """What each coupon of a combination takes off each line and off the freight. Coupons in the order of LAYERS."""
    states = [ground.start]
    for candidate in chosen:
        states.append(applied(ground, states[-1], candidate))
    freight_fen = ground.freight.fen(states[-1].physical_fen)
    uses = []
    for candidate, before, then in zip(chosen, states, states[1:], strict=False):
        pairs = zip(ground.items, before.left, then.left, strict=True)
        offs = tuple((item.line_id, was - now) for item, was, now in pairs if was > now)
        freight_off = min(then.waive_fen - before.waive_fen, freight_fen)
        freight_fen -= freight_off
        uses.append(CouponUse(candidate.held.id, offs, freight_off))
    return tuple(uses)
