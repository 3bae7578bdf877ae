"""The best combination of coupons once more, as plainly as it can be said: every subset is tried, fractions are exact.

Shares nothing with `domain/promotion` but the records that go in. Slow, and meant to be.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import combinations
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ports.promotion.api import CouponHeld, FreightCost, Item

ORDER = ["product", "category", "shop", "freight"]


class Plain(Struct, frozen=True):
    """One legal combination: `offs` per coupon and line, `freight_offs` per coupon."""

    chosen: tuple[CouponHeld, ...]
    payable_fen: int
    gift_fen: int
    offs: tuple[tuple[int, ...], ...]
    freight_offs: tuple[int, ...]

    @property
    def key(self) -> tuple[Any, ...]:
        untils = sorted(coupon.valid_until for coupon in self.chosen)
        ids = sorted(coupon.id for coupon in self.chosen)
        return self.payable_fen, -self.gift_fen, len(self.chosen), untils, ids


def covers(coupon: CouponHeld, item: Item) -> bool:
    scope = coupon.rule.scope
    named = {
        "all": True,
        "skus": item.sku_id in scope.ids,
        "products": item.product_id in scope.ids,
        "categories": bool(set(item.category_ids) & set(scope.ids)),
    }[scope.kind]
    return named and item.product_id not in scope.excluded_product_ids


def counted(coupon: CouponHeld, items: Sequence[Item]) -> list[int]:
    return [i for i, item in enumerate(items) if covers(coupon, item) and "coupon" not in item.barred]


def is_usable(coupon: CouponHeld, items: Sequence[Item], at: datetime) -> bool:
    lines = counted(coupon, items)
    enough = sum(items[i].payable_fen for i in lines) >= coupon.rule.min_fen
    return coupon.valid_from <= at < coupon.valid_until and bool(lines) and enough


def hamilton(total: int, weights: list[int]) -> list[int]:
    if total == 0:
        return [0] * len(weights)
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    shares = [int(quota) for quota in quotas]
    while sum(shares) < total:
        largest = max(range(len(weights)), key=lambda i: (quotas[i] - shares[i], -i))
        shares[largest] += 1
    return shares


def tried(items: Sequence[Item], chosen: Sequence[CouponHeld], freight: FreightCost) -> Plain:
    left = [item.payable_fen for item in items]
    offs = []
    for coupon in chosen:
        rule, lines = coupon.rule, counted(coupon, items)
        there = sum(left[i] for i in lines)
        off = 0
        if rule.kind == "amount":
            off = min(rule.value, there)
        elif rule.kind == "percent":
            off = there - int(Fraction(there * rule.value, 100) + Fraction(1, 2))
            off = off if rule.cap_fen is None else min(off, rule.cap_fen)
        taken = [0] * len(items)
        for i, share in zip(lines, hamilton(off, [left[i] for i in lines]), strict=True):
            taken[i] = share
            left[i] -= share
        offs.append(tuple(taken))
    shipped = sum(fen for fen, item in zip(left, items, strict=True) if item.is_physical)
    is_free = freight.free_from_fen is not None and shipped >= freight.free_from_fen
    owed = freight.surcharge_fen + (0 if is_free else freight.by_weight_fen)
    freight_offs = []
    for coupon in chosen:
        off = min(coupon.rule.value, owed) if coupon.rule.kind == "freight" else 0
        freight_offs.append(off)
        owed -= off
    gift_fen = sum(coupon.rule.gift_worth_fen for coupon in chosen if coupon.rule.kind == "gift")
    return Plain(tuple(chosen), sum(left) + owed, gift_fen, tuple(offs), tuple(freight_offs))


def all_legal(items: Sequence[Item], coupons: Sequence[CouponHeld], freight: FreightCost, at: datetime) -> list[Plain]:
    """Every legal combination, the best first."""
    usable = [coupon for coupon in coupons if is_usable(coupon, items, at)]
    usable.sort(key=lambda coupon: ORDER.index(coupon.rule.layer))
    full = tried(items, [], freight).payable_fen
    found = []
    for size in range(5):
        for chosen in combinations(usable, size):
            layers = [coupon.rule.layer for coupon in chosen]
            if len(set(layers)) < size or (size > 1 and any(coupon.rule.is_exclusive for coupon in chosen)):
                continue
            plain = tried(items, chosen, freight)
            if plain.payable_fen > 0 or full == 0:
                found.append(plain)
    return sorted(found, key=lambda plain: plain.key)


def nearest(
    items: Sequence[Item], coupons: Sequence[CouponHeld], freight: FreightCost, at: datetime
) -> tuple[CouponHeld, int, int] | None:
    """(coupon, fen to add, fen saved more)."""
    saved_now = tried(items, [], freight).payable_fen - all_legal(items, coupons, freight, at)[0].payable_fen
    near = []
    for coupon in coupons:
        lines = counted(coupon, items)
        missing = coupon.rule.min_fen - sum(items[i].payable_fen for i in lines)
        if not lines or coupon.rule.kind == "gift" or missing <= 0 or not coupon.valid_from <= at < coupon.valid_until:
            continue
        near.append((missing, coupon.valid_until, coupon.id, lines[0], coupon))
    found = []
    for missing, _, _, line, coupon in sorted(near, key=lambda row: row[:3])[:4]:
        larger = list(items)
        larger[line] = replace(larger[line], payable_fen=larger[line].payable_fen + missing)
        best = next((one for one in all_legal(larger, coupons, freight, at) if coupon in one.chosen), None)
        if best is None:
            continue
        more = tried(larger, [], freight).payable_fen - best.payable_fen - saved_now
        without = tried(larger, [one for one in best.chosen if one != coupon], freight)
        if more > 0 and without.payable_fen > best.payable_fen:
            found.append((missing, -more, coupon.valid_until, coupon.id, coupon))
    if not found:
        return None
    missing, minus_more, _, _, coupon = min(found, key=lambda row: row[:4])
    return coupon, missing, -minus_more
