"""What a list can be narrowed by: categories, bands of price, values of attributes. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from uuid import UUID

from ports.commerce.views import (
    Attribute,
    AttributeFacet,
    CategoryFacet,
    Facets,
    FacetValue,
    PriceBand,
    Scope,
)
from ports.kernel import Fen, Invalid

NAMES_MAX = 6
VALUES_MAX = 20
KEY_LENGTH_MAX = 241
"""A name of 40 characters, a colon, a value of 200."""
BANDS = 5
_SEPARATOR = ":"
_NICE = (1, 2, 3, 5, 8)


def category_key(category_id: UUID) -> str:
    """Has no colon, unlike the keys of attributes."""
    return f"$c{category_id}"


def attribute_key(attribute: Attribute) -> str | None:
    """None: not to filter by. A name with a colon would make keys that mean two things."""
    if not attribute.name or not attribute.value or _SEPARATOR in attribute.name:
        return None
    return f"{attribute.name}{_SEPARATOR}{attribute.value}"


def attribute_groups(keys: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What a shopper chose, by name and in a fixed order. Raises Invalid."""
    if len(keys) > VALUES_MAX:
        raise Invalid(f"一次最多选择 {VALUES_MAX} 个筛选项", field="attributes")
    groups: dict[str, set[str]] = {}
    for key in keys:
        name, _, value = key.partition(_SEPARATOR)
        if not name or not value or len(key) > KEY_LENGTH_MAX or "\0" in key:
            raise Invalid("筛选条件不正确，请重新选择", field="attributes")
        groups.setdefault(name, set()).add(key)
    if len(groups) > NAMES_MAX:
        raise Invalid(f"一次最多按 {NAMES_MAX} 个参数筛选", field="attributes")
    return tuple(tuple(sorted(groups[name])) for name in sorted(groups))


def facets_of(scope: Scope, *, searched: bool, priced: bool) -> Facets:
    """Categories of a scope that is not complete: those that have products, or that the words were seen in."""
    counted = scope.complete
    return Facets(
        counted=counted,
        total=len(scope.prices) if counted else None,
        categories=tuple(
            CategoryFacet(one.id, one.name, one.count if counted else None)
            for one in scope.categories
            if (one.count > 0 if counted or searched else one.has_products)
        ),
        prices=() if priced and not counted else price_bands(scope.prices, counted=counted),
        attributes=_attributes(scope.keys, counted=counted),
    )


def price_bands(prices: Sequence[Fen], *, counted: bool) -> tuple[PriceBand, ...]:
    """About as many products in each, between amounts that are easy to read. `prices` are in order."""
    if not prices:
        return ()
    wanted = (_nice(prices[len(prices) * place // BANDS]) for place in range(1, BANDS))
    cuts = [cut for cut in dict.fromkeys(wanted) if prices[0] < cut <= prices[-1]]
    if not cuts:
        return ()
    bands = []
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        begin, end = (bisect_left(prices, low) if low else 0), (bisect_left(prices, high) if high else len(prices))
        if begin < end:
            bands.append(PriceBand(low, high - 1 if high else None, end - begin if counted else None))
    return tuple(bands)


def _nice(fen: Fen) -> Fen:
    """The nearest of 1, 2, 3, 5, 8 yuan and their tens, hundreds, …; 1 yuan at least."""
    size = 100
    while size * 10 <= fen:
        size *= 10
    return min((step * size for step in (*_NICE, 10)), key=lambda step: (abs(step - fen), step))


def _attributes(keys: Sequence[tuple[str, int]], *, counted: bool) -> tuple[AttributeFacet, ...]:
    """The names that most products have come first, and so do values."""
    names: dict[str, list[tuple[str, int]]] = {}
    for key, count in keys:
        name, _, value = key.partition(_SEPARATOR)
        names.setdefault(name, []).append((value, count))
    ordered = sorted(names.items(), key=lambda item: (-sum(count for _, count in item[1]), item[0]))
    return tuple(
        AttributeFacet(
            name,
            tuple(
                FacetValue(value, count if counted else None)
                for value, count in sorted(values, key=lambda item: (-item[1], item[0]))
            ),
        )
        for name, values in ordered
    )
