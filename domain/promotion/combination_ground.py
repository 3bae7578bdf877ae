"""A basket and the coupons that may be used for it, as the search for the best combination sees them."""

from collections.abc import Callable, Sequence
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion.coupon_rules import Fit, goods_off_fen
from domain.promotion.split import split
from ports.kernel import Fen
from ports.promotion.api import CouponHeld, CouponUse, FreightCost, Item
from ports.promotion.rules import LAYERS


class Candidate(Struct, frozen=True, eq=False):
    """A usable coupon. `lines`: what it counts and lowers. `cap_fen`: so much less is paid because of it, at most."""

    held: CouponHeld
    lines: tuple[int, ...]
    mask: int
    """The same lines, a bit for each."""
    cap_fen: Fen
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
    sums: dict[int, Fen] = {}
    """What is left on sets of lines, as far as it was asked for: the search asks for the same ones again and again."""


class Ground(Struct, frozen=True):
    """The basket as the search sees it."""

    items: tuple[Item, ...]
    freight: FreightCost
    start: State
    physical_mask: int
    pickers: dict[int, Callable[[list[Fen]], tuple[Fen, ...]]] = {}

    def picked(self, state: State, mask: int) -> tuple[Fen, ...]:
        """What is left on each line of a set that is not empty."""
        if mask not in self.pickers:
            places = [i for i in range(len(state.left)) if mask >> i & 1]
            self.pickers[mask] = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
        return self.pickers[mask](state.left)

    def left_fen(self, state: State, mask: int) -> Fen:
        """What is left on a set of lines."""
        found = state.sums.get(mask)
        if found is None:
            found = state.sums[mask] = sum(self.picked(state, mask)) if mask else 0
        return found

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
    physical_mask = sum(1 << i for i, item in enumerate(items) if item.is_physical)
    return Ground(tuple(items), freight, State(left, sum(left), physical_fen), physical_mask)


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
        ranks = untils[fit.held.valid_until], ids[fit.held.id]
        worth_fen = rule.gift_worth_fen if rule.kind == "gift" else 0
        mask = sum(1 << i for i in fit.lines)
        found.append(Candidate(fit.held, fit.lines, mask, cap_fen, *ranks, worth_fen))
    return found


def off_fen(ground: Ground, state: State, one: Candidate) -> Fen:
    """What one more coupon takes off the goods."""
    return goods_off_fen(one.held.rule, ground.left_fen(state, one.mask))


def applied(ground: Ground, state: State, one: Candidate) -> State:
    """The state after one more coupon."""
    rule = one.held.rule
    if rule.kind == "freight":
        return replace(state, waive_fen=state.waive_fen + rule.value)
    if rule.kind == "gift":
        return replace(state, gift_fen=state.gift_fen + one.worth_fen)
    off = off_fen(ground, state, one)
    if not off:
        return state
    left, shares = state.left.copy(), split(off, ground.picked(state, one.mask))
    for i, share in zip(one.lines, shares, strict=True):
        left[i] -= share
    physical_off = off
    if one.mask & ~ground.physical_mask:
        physical_off = sum(s for i, s in zip(one.lines, shares, strict=True) if ground.items[i].is_physical)
    return State(left, state.goods_fen - off, state.physical_fen - physical_off, state.waive_fen, state.gift_fen)


def share_bounds(ground: Ground, state: State, one: Candidate, mask: int) -> tuple[Fen, Fen]:
    """Of what one more coupon takes, at least and at most so much is borne by a set of lines. Splits nothing.

    Each line bears its exact share rounded down or up: the set bears the exact share of its sum, give or take less than
    1 fen a line; and all of it if it has every line of the coupon.
    """
    off, both = off_fen(ground, state, one), one.mask & mask
    if not off or not both:
        return 0, 0
    if both == one.mask:
        return off, off
    borne, spread = off * ground.left_fen(state, both) // ground.left_fen(state, one.mask), both.bit_count()
    return max(0, borne - spread), min(off, borne + spread)


def paid_bounds(ground: Ground, state: State, one: Candidate) -> tuple[Fen, Fen]:
    """At least and at most so much is paid after one more coupon: the same unless the split decides on free freight."""
    freight = ground.freight
    if one.held.rule.kind == "freight":
        paid_fen = state.goods_fen + max(0, freight.fen(state.physical_fen) - state.waive_fen - one.held.rule.value)
        return paid_fen, paid_fen
    goods_fen = state.goods_fen - off_fen(ground, state, one)
    least, most = share_bounds(ground, state, one, ground.physical_mask)
    return (
        goods_fen + max(0, freight.fen(state.physical_fen - least) - state.waive_fen),
        goods_fen + max(0, freight.fen(state.physical_fen - most) - state.waive_fen),
    )


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
