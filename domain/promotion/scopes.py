"""The goods that a campaign may still lower, what units of them cost, and money in words. Pure."""

from collections.abc import Iterable, Sequence
from math import lcm

from ports.kernel import Fen
from ports.promotion.api import Item
from ports.promotion.rules import Scope, Stage


def open_to(stage: Stage, items: Iterable[Item], scope: Scope) -> list[Item]:
    """The goods in scope that nothing before keeps this step from: `in_scope` for many.

    Ids are compared as the integers they are: hash and equality of UUID are Python code, and a shop has many campaigns.
    """
    left = [item for item in items if stage not in item.barred]
    if scope.excluded_product_ids:
        excluded = {id_.int for id_ in scope.excluded_product_ids}
        left = [item for item in left if item.product_id.int not in excluded]
    if scope.kind == "all" or not left:
        return left
    ids = {id_.int for id_ in scope.ids}
    match scope.kind:
        case "categories":
            return [item for item in left if not ids.isdisjoint([id_.int for id_ in item.category_ids])]
        case "products":
            return [item for item in left if item.product_id.int in ids]
        case "skus":
            return [item for item in left if item.sku_id.int in ids]


def by_unit_price(goods: Sequence[Item]) -> list[tuple[int, Item]]:
    """Each with what a unit costs, all in the same fraction of a fen, so that the figures compare exactly."""
    whole = unit_fraction(goods)
    return [(item.payable_fen * (whole // item.quantity), item) for item in goods]


def unit_fraction(goods: Sequence[Item]) -> int:
    """So many parts of a fen are one fen in `by_unit_price`."""
    return lcm(*(item.quantity for item in goods))


def cost_of(item: Item, units: int) -> Fen:
    """What the first `units` of a line cost: the same floor as a refund of them, so that no fen is counted twice."""
    return item.payable_fen * units // item.quantity


def yuan(fen: Fen) -> str:
    """12 when whole, else 12.50."""
    return str(fen // 100) if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"
