"""The goods that a campaign may still lower, what units of them cost, and money in words. Pure."""

from collections.abc import Iterable

from domain.promotion.coupon_rules import in_scope
from ports.kernel import Fen
from ports.promotion.api import Item
from ports.promotion.rules import Scope, Stage


def open_to(stage: Stage, items: Iterable[Item], scope: Scope) -> list[Item]:
    """The goods in scope that nothing before keeps this step from."""
    return [item for item in items if stage not in item.barred and in_scope(scope, item)]


def cost_of(item: Item, units: int) -> Fen:
    """What the first `units` of a line cost: the same floor as a refund of them, so that no fen is counted twice."""
    return item.payable_fen * units // item.quantity


def yuan(fen: Fen) -> str:
    """12 when whole, else 12.50."""
    return str(fen // 100) if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"
