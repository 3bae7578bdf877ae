"""Moves of the stock ledger, made from allotments and lines. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ports.kernel import OrderId, SkuId, WarehouseId
from ports.supply.store import Move, MoveKind

Place = tuple[SkuId, WarehouseId]


class Units(Struct, frozen=True):
    """So many of a SKU at a warehouse."""

    sku_id: SkuId
    warehouse_id: WarehouseId
    quantity: int


class Fact(Struct, frozen=True):
    """Why stock moves. `cause` is the natural key."""

    kind: MoveKind
    cause: str
    order_id: OrderId | None = None
    reference: str = ""
    by: str = ""


_SIGNS: dict[MoveKind, tuple[int, int]] = {
    "receive": (1, 0),
    "reserve": (0, 1),
    "release": (0, -1),
    "expire": (0, -1),
    "ship": (-1, -1),
    "unship": (1, 1),
    "return": (1, 0),
    "scrap": (0, 0),
    "adjust": (1, 0),
    "set_aside": (0, 1),
    "dissolve": (0, -1),
}
"""What one unit of each kind does to (on hand, reserved). Returned goods that cannot be sold enter no stock."""


def moves(fact: Fact, units: Iterable[Units]) -> tuple[Move, ...]:
    """One move per stock row, in (sku, warehouse) order: lines of one SKU are added up."""
    total: dict[Place, int] = {}
    for unit in units:
        place = (unit.sku_id, unit.warehouse_id)
        total[place] = total.get(place, 0) + unit.quantity
    on_hand, reserved = _SIGNS[fact.kind]
    return tuple(
        Move(
            sku_id=sku_id,
            warehouse_id=warehouse_id,
            kind=fact.kind,
            cause=fact.cause,
            on_hand_delta=on_hand * quantity,
            reserved_delta=reserved * quantity,
            order_id=fact.order_id,
            reference=fact.reference,
            by=fact.by,
        )
        for (sku_id, warehouse_id), quantity in sorted(total.items(), key=lambda item: item[0])
        if quantity
    )


def places(moves_: Sequence[Move]) -> list[Place]:
    return [(move.sku_id, move.warehouse_id) for move in moves_]
