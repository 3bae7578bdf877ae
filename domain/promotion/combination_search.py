"""The search for the best combination of coupons: exact, by branch and bound over the layers."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.promotion.combination_ground import Candidate, Ground, State, applied, paid_bounds, share_bounds
from domain.promotion.coupon_rules import goods_off_fen
from ports.kernel import Fen
from ports.promotion.rules import LAYERS


class Choice(NamedTuple):
    """A legal combination, the better one first in order: what is paid, gifts, number, days of expiry, ids."""

    payable_fen: Fen
    minus_gift_fen: Fen
    number: int
    until_ranks: tuple[int, ...]
    id_ranks: tuple[int, ...]
    chosen: tuple[Candidate, ...]


class Search:
    """Finds the `keep` best choices among `candidates`; with `below` only what costs less.

    Time: O((1+c₁)·(1+c₂)·(1+c₃)·(n log n + c₄·n)) at worst, for cᵢ coupons in layer i and n lines.
    """

    def __init__(self, ground: Ground, candidates: Sequence[Candidate], keep: int, below: Fen | None = None) -> None:
        self._ground = ground
        self._candidates = candidates
        self._keep = keep
        self._found: list[Choice] = []
        # Whatever is worse than this in (payable, minus gifts, number) is of no interest.
        self._bar: tuple[float, float, float] = (float("inf"), 0, 0)
        if below is not None:
            self._bar = (below - 1, float("inf"), float("inf"))
        self._layers: list[list[Candidate]] = []
        self._needs: list[bool] = []
        self._gift_after: list[Fen] = []

    def run(self, must: Candidate | None = None) -> list[Choice]:
        """Best first. `must`: only combinations with this coupon."""
        start = self._ground.start
        for one in self._candidates:
            if one.held.rule.is_exclusive and must in (None, one):
                self._record(self._ground.payable_fen(applied(self._ground, start, one)), one.worth_fen, (one,))
        if must is None or not must.held.rule.is_exclusive:
            self._lay_out([one for one in self._candidates if not one.held.rule.is_exclusive], must)
            self._visit(0, start, ())
        return self._found

    def _lay_out(self, together: Sequence[Candidate], must: Candidate | None) -> None:
        for layer in LAYERS:
            ones = [one for one in together if one.held.rule.layer == layer]
            is_need = must in ones
            if ones:
                # The strongest first: a good choice found early prunes more.
                ones.sort(key=lambda one: -one.cap_fen)
                self._layers.append([must] if must is not None and is_need else ones)
                self._needs.append(is_need)
        gifts = [max(one.worth_fen for one in ones) for ones in self._layers]
        self._gift_after = [sum(gifts[depth:]) for depth in range(len(gifts) + 1)]

    def _visit(self, depth: int, state: State, chosen: tuple[Candidate, ...]) -> None:
        """All combinations that begin with `chosen`, of the layers before `depth`."""
        is_need = depth < len(self._layers) and self._needs[depth]
        if depth < len(self._layers) - 1:
            self._branch(depth, state, chosen)
            return
        if depth < len(self._layers):
            self._end(self._layers[depth], state, chosen)
        if not is_need:
            self._record(self._ground.payable_fen(state), state.gift_fen, chosen)

    def _end(self, layer: list[Candidate], state: State, chosen: tuple[Candidate, ...]) -> None:
        """With each coupon of the last layer. Their amounts are split over the lines only where the price needs it."""
        ground = self._ground
        for one in layer:
            payable_fen, at_most_fen = paid_bounds(ground, state, one)
            gift_fen = state.gift_fen + one.worth_fen
            if (payable_fen, -gift_fen, len(chosen) + 1) <= self._bar:
                if payable_fen < at_most_fen:
                    payable_fen = ground.payable_fen(applied(ground, state, one))
                self._record(payable_fen, gift_fen, (*chosen, one))

    def _branch(self, depth: int, state: State, chosen: tuple[Candidate, ...]) -> None:
        """With each coupon of a layer and with none, but for branches that hold nothing of interest. Why that is safe:

        1. A coupon takes off the goods at most what it would take at an earlier moment (`off_fen`): what is left in its
           scope only shrinks by other coupons, and `goods_off_fen` grows with what is left.
        2. The freight can only grow by goods coupons, since less is paid for physical goods then. So what it costs
           now, less what is waived, is the least that it can cost after more goods coupons.
        3. A freight coupon takes at most its value, and at most the whole freight (`cap_fen`).
        4. One coupon per layer. So the final price is at least the present one less the largest such cap of each layer
           to come; the gifts' worth is at most the present one and the largest of each layer; the number only grows.
        5. Choices are compared in exactly this order, and only a bound strictly worse is dropped: ties survive.

        Before a coupon is split over its lines, 1 is estimated by `share_bounds`, for splitting costs the most.
        """
        ground, below = self._ground, depth + 1
        caps_fen, gifts_fen = self._caps_fen(below, state, None), state.gift_fen + self._gift_after[below]
        for one in self._layers[depth]:
            paid_fen, rest = paid_bounds(ground, state, one)[0], (-gifts_fen - one.worth_fen, len(chosen) + 1)
            # First with caps as if the coupon took nothing, which are known, then with those that it leaves.
            if (paid_fen - caps_fen, *rest) > self._bar:
                continue
            if (paid_fen - self._caps_fen(below, state, one), *rest) <= self._bar:
                self._visit(below, applied(ground, state, one), (*chosen, one))
        least_fen = ground.payable_fen(state) - caps_fen
        if not self._needs[depth] and (least_fen, -gifts_fen, len(chosen)) <= self._bar:
            self._visit(below, state, chosen)

    def _caps_fen(self, depth: int, state: State, one: Candidate | None) -> Fen:
        """At most so much less is paid because of the layers from `depth` on, once `one` was used."""
        ground, caps = self._ground, 0
        for layer in self._layers[depth:]:
            most = 0
            for other in layer:
                if other.cap_fen <= most:
                    # They stand by what they take at most, at any moment: the rest takes no more than this.
                    break
                if other.held.rule.kind == "freight":
                    cap_fen = other.cap_fen
                else:
                    left_fen = ground.left_fen(state, other.mask)
                    if one is not None:
                        left_fen -= share_bounds(ground, state, one, other.mask)[0]
                    cap_fen = goods_off_fen(other.held.rule, left_fen)
                most = max(most, cap_fen)
            caps += most
        return caps

    def _record(self, payable_fen: Fen, gift_fen: Fen, chosen: tuple[Candidate, ...]) -> None:
        if (payable_fen, -gift_fen, len(chosen)) > self._bar or not self._ground.is_legal(payable_fen):
            return
        untils = tuple(sorted(one.until_rank for one in chosen))
        ids = tuple(sorted(one.id_rank for one in chosen))
        self._found.append(Choice(payable_fen, -gift_fen, len(chosen), untils, ids, chosen))
        self._found.sort(key=lambda choice: choice[:5])
        del self._found[self._keep :]
        if len(self._found) == self._keep:
            self._bar = self._found[-1][:3]
