"""Taking units for an order, and giving back what ran out (S1).

Stock rows are locked before they are read, in one order for everybody: whoever waits sees the newest figures, so nobody
is refused while units are free and nobody has to try again.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.supply.ground import Ground
from domain.supply.pools import Pools
from domain.supply.routing import Route, route
from domain.supply.stock import Fact, Units, moves, places
from ports.kernel import OrderId, Tx
from ports.supply.api import Allotment, Destination, Want
from ports.supply.store import Move, MoveKind, Reservation, ReservedLine, StockStore, Taking

EXPIRE_BATCH_MAX = 100


class Reservations:
    """Holds, extends, retakes and expires reservations."""

    def __init__(self, ground: Ground) -> None:
        self._uow = ground.uow
        self._clock = ground.clock
        self._stock = ground.stock
        self._reservations = ground.reservations
        self._pools = Pools(ground)

    async def route(self, tx: Tx, wants: Sequence[Want], to: Destination | None) -> list[Allotment]:
        """As `SupplyApi.route`."""
        shelves = await self._stock.shelves(tx, list({want.sku_id for want in wants}))
        return list(route(wants, shelves, to).allotments)

    async def reserve(
        self, tx: Tx, order_id: OrderId, wants: Sequence[Want], to: Destination | None, until: datetime
    ) -> list[Allotment]:
        """As `SupplyApi.reserve`: one statement locks and reads, one writes."""
        routed = await self._routed(tx, wants, to)
        await self._take(tx, Reservation(order_id, "held", until, to), routed)
        return list(routed.allotments)

    async def hold(self, tx: Tx, order_id: OrderId, until: datetime) -> None:
        """As `SupplyApi.hold`."""
        if await self._reservations.extend(tx, order_id, until):
            return
        reservation = await self._reservations.lock(tx, order_id)
        if reservation is not None and reservation.state == "expired":
            await self.retake(tx, reservation, until)

    async def retake(self, tx: Tx, reservation: Reservation, until: datetime) -> None:
        """Takes the units of a run-out reservation anew, from whichever warehouses have them. Raises SoldOut.

        Those of a pool come out of the pool; when it is dissolved, out of the free stock like all others.
        The caller holds the reservation's lock.
        """
        lines = await self._reservations.lines(tx, reservation.order_id)
        renewed = replace(reservation, until=until, round=reservation.round + 1)
        if reservation.campaign_id is not None:
            pooled = await self._pools.retake(tx, reservation, lines)
            if pooled is not None:
                await self._reservations.forget_lines(tx, reservation.order_id)
                await self._reservations.take(tx, Taking(renewed, _allotted(pooled), ()), self._clock.now())
                return
            renewed = replace(renewed, campaign_id=None)
        routed = await self._routed(tx, _wants(lines), reservation.to)
        await self._reservations.forget_lines(tx, reservation.order_id)
        await self._take(tx, renewed, routed)

    async def give_back(self, tx: Tx, reservation: Reservation, kind: MoveKind) -> None:
        """Frees all units of a held reservation, whose lock the caller holds; those of an open pool go back there."""
        lines = await self._reservations.lines(tx, reservation.order_id)
        fact = Fact(kind, cause_of(reservation.order_id, reservation.round), reservation.order_id)
        if reservation.campaign_id is not None:
            await self._pools.put_back(tx, reservation, lines, fact)
            return
        units = (Units(line.sku_id, line.warehouse_id, line.quantity) for line in lines)
        await book(tx, self._stock, moves(fact, units), self._clock.now())

    async def release_expired(self) -> int:
        """Sweep: frees the units of reservations that ran out. The orders stay payable; `hold` takes units anew."""
        async with self._uow.reading() as tx:
            due = await self._reservations.expired(tx, self._clock.now(), EXPIRE_BATCH_MAX)
        freed = 0
        for order_id in due:
            async with self._uow.begin() as tx:
                reservation = await self._reservations.lock_expired(tx, order_id, self._clock.now())
                if reservation is None:
                    continue
                await self.give_back(tx, reservation, "expire")
                await self._reservations.set_state(tx, order_id, "expired")
                freed += 1
        return freed

    async def _routed(self, tx: Tx, wants: Sequence[Want], to: Destination | None) -> Route:
        assert wants, "an order without stocked goods reserves nothing"
        shelves = await self._stock.lock_shelves(tx, list({want.sku_id for want in wants}))
        return route(wants, shelves, to)

    async def _take(self, tx: Tx, reservation: Reservation, routed: Route) -> None:
        units = (Units(a.sku_id, a.warehouse_id, a.quantity) for a in routed.allotments)
        cause = cause_of(reservation.order_id, reservation.round)
        taken = moves(Fact("reserve", cause, reservation.order_id), units)
        changed = await self._reservations.take(tx, Taking(reservation, routed.allotments, taken), self._clock.now())
        assert changed == len(taken), "the rows were locked and had enough"


def cause_of(order_id: OrderId, round_: int) -> str:
    """The natural key of taking units for an order, for the n-th time."""
    return f"order:{order_id}:{round_}"


def _wants(lines: Sequence[ReservedLine]) -> list[Want]:
    """What the order wanted, from where it once lay."""
    total: dict[tuple[str, str], Want] = {}
    for line in lines:
        key = (str(line.line_id), str(line.sku_id))
        known = total.get(key)
        total[key] = Want(line.line_id, line.sku_id, line.quantity + (known.quantity if known else 0))
    return list(total.values())


def _allotted(lines: Sequence[ReservedLine]) -> tuple[Allotment, ...]:
    """Lines as a taking wants them, without what only a page shows."""
    return tuple(Allotment(line.line_id, line.sku_id, line.warehouse_id, "", "", line.quantity) for line in lines)


async def book(tx: Tx, stock: StockStore, moves_: Sequence[Move], at: datetime) -> None:
    """Locks the rows in order and applies moves that must fit; anything else is a programmer's error."""
    if not moves_:
        return
    await stock.lock(tx, places(moves_))
    levels = await stock.book(tx, moves_, at)
    assert len(levels) == len(moves_), "the ledger and the reservations disagree"
