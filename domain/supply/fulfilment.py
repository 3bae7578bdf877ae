"""The life of what a warehouse has to send: who claims which units, and what state follows. Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.supply.stock import Units
from ports.kernel import LineId
from ports.supply.api import AlreadyShipped, ParcelLine
from ports.supply.store import FulfilmentLine, FulfilmentStatus

SHIP_WITHIN = timedelta(hours=48)
"""WeChat reminds, and may punish, a shop whose order is unshipped for 48 hours (A.9)."""


def status_of(lines: Iterable[FulfilmentLine]) -> FulfilmentStatus:
    """Of one fulfilment, from its lines."""
    wanted = shipped = 0
    for line in lines:
        wanted += line.quantity - line.withdrawn
        shipped += line.shipped
    if wanted == 0:
        return "cancelled"
    if shipped == 0:
        return "to_ship"
    return "shipped" if shipped == wanted else "partly_shipped"


def statuses(lines: Sequence[FulfilmentLine]) -> list[tuple[UUID, FulfilmentStatus]]:
    """Of every fulfilment that `lines` (all lines of an order) belong to."""
    ids = dict.fromkeys(line.fulfilment_id for line in lines)
    return [(id_, status_of(line for line in lines if line.fulfilment_id == id_)) for id_ in ids]


def order_done(lines: Iterable[FulfilmentLine]) -> bool:
    """Nothing of the order is left to ship."""
    return all(line.unshipped == 0 for line in lines)


def shipped_whole(lines: Sequence[FulfilmentLine]) -> bool:
    """Something of the order was shipped, and nothing of it is left to ship."""
    return order_done(lines) and any(line.shipped for line in lines)


def withdraw(lines: Sequence[FulfilmentLine], wanted: Sequence[ParcelLine]) -> list[FulfilmentLine]:
    """All lines once `wanted` is taken out. Raises AlreadyShipped if parcels have claimed too much of it."""
    after = list(lines)
    for want in wanted:
        open_quantity = want.quantity
        for index, line in enumerate(after):
            if line.line_id == want.line_id and open_quantity:
                count = min(open_quantity, line.remaining)
                after[index] = replace(line, withdrawn=line.withdrawn + count)
                open_quantity -= count
        if open_quantity:
            raise AlreadyShipped(field=str(want.line_id))
    return after


def withdraw_all(lines: Sequence[FulfilmentLine]) -> list[FulfilmentLine]:
    """All lines once everything that no parcel has claimed is taken out."""
    return [replace(line, withdrawn=line.withdrawn + line.remaining) for line in lines]


def withdrawn_units(before: Sequence[FulfilmentLine], after: Sequence[FulfilmentLine]) -> list[Units]:
    """What `withdraw` frees in stock."""
    return [
        Units(new.sku_id, new.warehouse_id, new.withdrawn - old.withdrawn)
        for old, new in zip(before, after, strict=True)
        if new.withdrawn > old.withdrawn
    ]


def take_back(
    lines: Sequence[FulfilmentLine], line_id: LineId, quantity: int
) -> tuple[list[FulfilmentLine], list[Units]] | None:
    """All lines once `quantity` shipped units came back, and where they belong; None: so many never left."""
    after, units, open_quantity = list(lines), list[Units](), quantity
    for index, line in enumerate(after):
        count = min(open_quantity, line.shipped - line.returned) if line.line_id == line_id else 0
        if count > 0:
            after[index] = replace(line, returned=line.returned + count)
            units.append(Units(line.sku_id, line.warehouse_id, count))
            open_quantity -= count
    return None if open_quantity else (after, units)


def plan(
    lines: Sequence[FulfilmentLine], fulfilment_id: UUID, wanted: Sequence[ParcelLine] | None
) -> list[ParcelLine] | None:
    """What a parcel of this fulfilment will hold: `wanted`, or all that is left.

    None: some of it is not left to ship, or nothing would be in it.
    """
    left = {line.line_id: line.remaining for line in lines if line.fulfilment_id == fulfilment_id and line.remaining}
    if wanted is None:
        return [ParcelLine(line_id, quantity) for line_id, quantity in left.items()] or None
    if len({want.line_id for want in wanted}) < len(wanted):
        return None
    if any(want.quantity < 1 or want.quantity > left.get(want.line_id, 0) for want in wanted):
        return None
    return list(wanted) or None


def adjust(
    lines: Sequence[FulfilmentLine], fulfilment_id: UUID, parcel: Sequence[ParcelLine], change: tuple[int, int]
) -> list[FulfilmentLine]:
    """All lines once a parcel's units are added to (claimed, shipped) with the signs of `change`.

    (1, 0) a parcel is begun; (0, 1) it leaves; (-1, -1) its waybill is cancelled; (-1, 0) it is given up without one.
    """
    count = {line.line_id: line.quantity for line in parcel}
    claimed, shipped = change
    return [
        replace(
            line,
            claimed=line.claimed + claimed * count.get(line.line_id, 0),
            shipped=line.shipped + shipped * count.get(line.line_id, 0),
        )
        if line.fulfilment_id == fulfilment_id
        else line
        for line in lines
    ]


def may_unship(lines: Sequence[FulfilmentLine], fulfilment_id: UUID, parcel: Sequence[ParcelLine]) -> bool:
    """Not once goods of it came back: those were sent, whatever the courier's books say."""
    count = {line.line_id: line.quantity for line in parcel}
    return all(
        line.shipped - line.returned >= count.get(line.line_id, 0)
        for line in lines
        if line.fulfilment_id == fulfilment_id
    )


def parcel_units(lines: Sequence[FulfilmentLine], fulfilment_id: UUID, parcel: Sequence[ParcelLine]) -> list[Units]:
    """Where the units of a parcel lie in stock."""
    place = {line.line_id: (line.sku_id, line.warehouse_id) for line in lines if line.fulfilment_id == fulfilment_id}
    return [Units(*place[line.line_id], line.quantity) for line in parcel]
