"""The search for the best combination of coupons: exact, by branch and bound over the layers."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from domain.promotion.coupon_rules import Fit, goods_off_fen
from domain.promotion.split import split
from ports.kernel import Fen
from ports.promotion.api import CouponHeld, CouponUse, FreightCost, Item
from ports.promotion.rules import LAYERS


class Candidate(Struct, frozen=True):
    """A usable coupon. `lines`: what it counts and lowers. `cap_fen`: so much less is paid because of it, at most."""

    held: CouponHeld
    lines: tuple[int, ...]
    cap_fen: Fen
    physical_count: int
    until_rank: int
    id_rank: int

    @property
    def worth_fen(self) -> Fen:
        """Of the gift that it brings."""
        return self.held.rule.gift_worth_fen if self.held.rule.kind == "gift" else 0


class State(Struct, frozen=True):
    """A basket after some coupons: what is left on each line, on all goods, on the physical ones; freight waived."""

    left: list[Fen]
    goods_fen: Fen
    physical_fen: Fen
    waive_fen: Fen = 0
    gift_fen: Fen = 0


class Choice(NamedTuple):
    """A legal combination, the better one first in order: what is paid, gifts, number, days of expiry, ids."""

    payable_fen: Fen
    minus_gift_fen: Fen
    number: int
    until_ranks: tuple[int, ...]
    id_ranks: tuple[int, ...]
    chosen: tuple[Candidate, ...]


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
        found.append(Candidate(fit.held, fit.lines, cap_fen, physical_count, *ranks))
    return found


def applied(ground: Ground, state: State, candidate: Candidate, *, is_last: bool = False) -> State:
    """The state after one more coupon. `is_last`: the lines are looked at no more, so they are split only if they must.

    The lines matter then only when the goods in scope are of both kinds and the freight hangs on how they split.
    """
    rule = candidate.held.rule
    if rule.kind == "freight":
        return State(state.left, state.goods_fen, state.physical_fen, state.waive_fen + rule.value, state.gift_fen)
    if rule.kind == "gift":
        gift_fen = state.gift_fen + candidate.worth_fen
        return State(state.left, state.goods_fen, state.physical_fen, state.waive_fen, gift_fen)
    left, lines = state.left, candidate.lines
    weights = [left[i] for i in lines]
    off_fen = goods_off_fen(rule, sum(weights))
    physical_off = off_fen if candidate.physical_count == len(lines) else 0
    is_mixed = 0 < candidate.physical_count < len(lines)
    freight = ground.freight
    if off_fen and not (
        is_last and (not is_mixed or freight.fen(state.physical_fen) == freight.fen(state.physical_fen - off_fen))
    ):
        shares = split(off_fen, weights)
        left = left.copy()
        for i, share in zip(lines, shares, strict=True):
            left[i] -= share
        if is_mixed:
            physical_off = sum(s for i, s in zip(lines, shares, strict=True) if ground.items[i].is_physical)
    return State(left, state.goods_fen - off_fen, state.physical_fen - physical_off, state.waive_fen, state.gift_fen)


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


class Search:
    """Finds the `keep` best choices among `candidates`; with `below_fen` only those that cost less than that.

    With `must` only those with this coupon. Time: O(c₁·c₂·c₃·c₄·n log n) for cᵢ coupons in layer i and n lines.
    """

    def __init__(
        self, ground: Ground, candidates: Sequence[Candidate], keep: int, below_fen: Fen | None = None
    ) -> None:
        self._ground = ground
        self._candidates = candidates
        self._keep = keep
        self._found: list[Choice] = []
        # Whatever is worse than this in (payable, minus gifts, number) is of no interest.
        self._bar: tuple[float, float, float] = (float("inf"), 0, 0)
        if below_fen is not None:
            self._bar = (below_fen - 1, float("inf"), float("inf"))
        self._layers: list[list[Candidate]] = []
        self._needs: list[bool] = []
        self._cap_after: list[Fen] = []
        self._gift_after: list[Fen] = []

    def run(self, must: Candidate | None = None) -> list[Choice]:
        """Best first."""
        alone = [one for one in self._candidates if one.held.rule.is_exclusive]
        together = [one for one in self._candidates if not one.held.rule.is_exclusive]
        for one in alone:
            if must is None or must is one:
                self._record(applied(self._ground, self._ground.start, one, is_last=True), (one,))
        if must is None or not must.held.rule.is_exclusive:
            self._prepare(together, must)
            self._visit(0, self._ground.start, ())
        return self._found

    def _prepare(self, together: Sequence[Candidate], must: Candidate | None) -> None:
        for layer in LAYERS:
            ones = [one for one in together if one.held.rule.layer == layer]
            is_need = must is not None and must in ones
            if is_need:
                ones = [one for one in ones if one is must]
            if ones:
                # The strongest first: a good choice found early prunes more.
                self._layers.append(sorted(ones, key=lambda one: -one.cap_fen))
                self._needs.append(is_need)
        caps = [max(one.cap_fen for one in ones) for ones in self._layers]
        gifts = [max(one.worth_fen for one in ones) for ones in self._layers]
        self._cap_after = [sum(caps[depth:]) for depth in range(len(caps) + 1)]
        self._gift_after = [sum(gifts[depth:]) for depth in range(len(gifts) + 1)]

    def _visit(self, depth: int, state: State, chosen: tuple[Candidate, ...]) -> None:
        if depth == len(self._layers):
            self._record(state, chosen)
            return
        if self._is_hopeless(depth, state, len(chosen)):
            return
        is_last = depth == len(self._layers) - 1
        for one in self._layers[depth]:
            then = applied(self._ground, state, one, is_last=is_last)
            self._visit(depth + 1, then, (*chosen, one))
        if not self._needs[depth]:
            self._visit(depth + 1, state, chosen)

    def _is_hopeless(self, depth: int, state: State, number: int) -> bool:
        """Whether nothing below this state can be among the best. Why that is proven:

        1. A coupon takes off the goods at most what it would take alone (`cap_fen`): what is left in its scope only
           shrinks by other coupons, and `goods_off_fen` grows with what is left.
        2. The freight can only grow by further goods coupons, since less is paid for physical goods then.
        3. A freight coupon takes at most its value, and at most the whole freight.
        4. One coupon per layer. So the final price is at least the present one less the largest cap of each layer to
           come; the gifts' worth is at most the present one and the largest of each layer; the number only grows.
        5. Choices are compared in exactly this order, and only a bound strictly worse is dropped: ties survive.
        """
        floor_fen = self._ground.payable_fen(state) - self._cap_after[depth]
        return (floor_fen, -state.gift_fen - self._gift_after[depth], number) > self._bar

    def _record(self, state: State, chosen: tuple[Candidate, ...]) -> None:
        payable_fen = self._ground.payable_fen(state)
        if (payable_fen, -state.gift_fen, len(chosen)) > self._bar or not self._ground.is_legal(payable_fen):
            return
        untils = tuple(sorted(one.until_rank for one in chosen))
        ids = tuple(sorted(one.id_rank for one in chosen))
        self._found.append(Choice(payable_fen, -state.gift_fen, len(chosen), untils, ids, chosen))
        self._found.sort(key=lambda choice: choice[:5])
        del self._found[self._keep :]
        if len(self._found) == self._keep:
            self._bar = self._found[-1][:3]
