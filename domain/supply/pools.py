"""Pools of flash sales (P5, S3): units set aside for one campaign, which its orders take and give back.

The units of a pool stay reserved in the stock from the first moment to the last; the ledger is told when they enter a
pool and when they leave it unsold. Between the two only the pool's own rows move.

Locks: rows of the pool first, then rows of the stock.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.supply.ground import Ground
from domain.supply.regions import distance_km
from domain.supply.stock import Fact, Units, moves, places
from ports.kernel import CampaignId, LineId, OrderId, SkuId, Tx, WarehouseId
from ports.supply.api import Destination, PoolLevel, PoolTake, SoldOut
from ports.supply.pools import PoolAllotment, PoolReservations, PoolShelf, PoolUnits
from ports.supply.store import Move, Reservation, ReservedLine, Shelf


class Pools:
    def __init__(self, ground: Ground) -> None:
        self._clock = ground.clock
        self._stock = ground.stock
        self._pools = ground.pools

    async def set_aside(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, units: int) -> None:
        """As `SupplyApi.set_aside`."""
        assert units > 0, units
        shelves = await self._stock.lock_shelves(tx, [sku_id])
        if await self._pools.exists(tx, campaign_id, sku_id):
            return
        parts = [PoolUnits(sku_id, place, count) for place, count in fullest_first(shelves, units)]
        if sum(part.quantity for part in parts) < units:
            raise SoldOut([sku_id])
        await self._book(tx, Fact("set_aside", _cause(campaign_id)), parts)
        await self._pools.open(tx, campaign_id, parts, self._clock.now())

    async def dissolve(self, tx: Tx, campaign_id: CampaignId) -> int:
        """As `SupplyApi.dissolve`."""
        rest = [
            PoolUnits(shelf.sku_id, shelf.warehouse_id, shelf.rest)
            for shelf in await self._pools.lock(tx, campaign_id, None)
            if shelf.is_open
        ]
        await self._book(tx, Fact("dissolve", _cause(campaign_id)), rest)
        await self._pools.dissolve(tx, campaign_id, self._clock.now())
        return sum(part.quantity for part in rest)

    async def reserve(
        self, tx: Tx, pool: tuple[CampaignId, SkuId], takes: Sequence[PoolTake], until: datetime
    ) -> frozenset[OrderId]:
        """As `SupplyApi.reserve_from_pool`: one statement locks and reads, one writes."""
        campaign_id, sku_id = pool
        shelves = [shelf for shelf in await self._pools.lock(tx, campaign_id, [sku_id]) if shelf.is_open]
        allotments = tuple(allot(shelves, takes))
        served = frozenset(allotment.order_id for allotment in allotments)
        if served:
            orders = tuple((take.order_id, take.to) for take in takes if take.order_id in served)
            changed = await self._pools.take(tx, PoolReservations(pool, orders, allotments, until), self._clock.now())
            assert changed == len({one.warehouse_id for one in allotments}), "the rows were locked and had enough"
        return served

    async def put_back(self, tx: Tx, reservation: Reservation, lines: Sequence[ReservedLine], fact: Fact) -> None:
        """Units of a held reservation: into their pool, or (when it is dissolved) into the free stock by `fact`."""
        assert reservation.campaign_id is not None
        units = _summed(lines)
        shelves = await self._pools.lock(tx, reservation.campaign_id, sorted({part.sku_id for part in units}))
        is_open = all(shelf.is_open for shelf in shelves)
        given = [PoolUnits(part.sku_id, part.warehouse_id, -part.quantity) for part in units]
        changed = await self._pools.shift(tx, reservation.campaign_id, given, 0 if is_open else 1)
        assert changed == len(given), "what an order took stands in its pool"
        if not is_open:
            await self._book(tx, fact, units)

    async def retake(
        self, tx: Tx, reservation: Reservation, lines: Sequence[ReservedLine]
    ) -> list[ReservedLine] | None:
        """Takes the units of a run-out reservation out of the pool again; its new lines. None: it is dissolved.

        Raises SoldOut when the pool has too few: an order at the price of a flash sale gets no unit from elsewhere.
        """
        assert reservation.campaign_id is not None
        sku_ids = sorted({line.sku_id for line in lines})
        shelves = await self._pools.lock(tx, reservation.campaign_id, sku_ids)
        if not all(shelf.is_open for shelf in shelves):
            return None
        taken: list[ReservedLine] = []
        for line_id, sku_id, quantity in _wanted(lines):
            take = PoolTake(reservation.order_id, line_id, quantity, reservation.to)
            found = list(allot([shelf for shelf in shelves if shelf.sku_id == sku_id], [take]))
            if not found:
                raise SoldOut([sku_id])
            taken += [ReservedLine(line_id, sku_id, one.warehouse_id, one.quantity) for one in found]
        units = _summed(taken)
        changed = await self._pools.shift(tx, reservation.campaign_id, units, 0)
        assert changed == len(units), "the rows were locked and had enough"
        return taken

    async def level(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> PoolLevel:
        return await self._pools.level(tx, campaign_id, sku_id)

    async def _book(self, tx: Tx, fact: Fact, units: Iterable[PoolUnits]) -> None:
        booked: tuple[Move, ...] = moves(fact, (Units(u.sku_id, u.warehouse_id, u.quantity) for u in units))
        if not booked:
            return
        await self._stock.lock(tx, places(booked))
        levels = await self._stock.book(tx, booked, self._clock.now())
        assert len(levels) == len(booked), "the ledger and the pools disagree"


def fullest_first(shelves: Sequence[Shelf], units: int) -> Iterator[tuple[WarehouseId, int]]:
    """So many units out of the warehouses that have most, at most what they have. Pure."""
    left = units
    for shelf in sorted(shelves, key=lambda shelf: (-shelf.free, shelf.sort, shelf.warehouse_id)):
        if (count := min(left, shelf.free)) > 0:
            yield shelf.warehouse_id, count
            left -= count


def allot(shelves: Sequence[PoolShelf], takes: Sequence[PoolTake]) -> Iterator[PoolAllotment]:
    """First come, first served: each take whole or not at all, from the nearest warehouse that has it all, else split.

    The shelves are of one SKU. Pure.
    """
    rest = {shelf.warehouse_id: shelf.rest for shelf in shelves}
    ranked: dict[Destination | None, list[WarehouseId]] = {}
    for take in takes:
        if take.to not in ranked:
            ranked[take.to] = [shelf.warehouse_id for shelf in sorted(shelves, key=lambda s: _rank(s, take.to))]
        near = ranked[take.to]
        if sum(rest.values()) < take.quantity:
            continue
        whole = next((place for place in near if rest[place] >= take.quantity), None)
        left = take.quantity
        for place in near if whole is None else (whole,):
            if (count := min(left, rest[place])) > 0:
                rest[place] -= count
                left -= count
                yield PoolAllotment(take.order_id, take.line_id, place, count)


def _rank(shelf: PoolShelf, to: Destination | None) -> tuple[int, int, WarehouseId]:
    way = distance_km((shelf.province, shelf.city), (to.province, to.city)) if to else 0
    return way, shelf.sort, shelf.warehouse_id


def _cause(campaign_id: CampaignId) -> str:
    return f"pool:{campaign_id}"


def _summed(lines: Sequence[ReservedLine]) -> list[PoolUnits]:
    total: dict[tuple[SkuId, WarehouseId], int] = {}
    for line in lines:
        place = (line.sku_id, line.warehouse_id)
        total[place] = total.get(place, 0) + line.quantity
    return [PoolUnits(sku_id, warehouse_id, count) for (sku_id, warehouse_id), count in sorted(total.items())]


def _wanted(lines: Sequence[ReservedLine]) -> list[tuple[LineId, SkuId, int]]:
    total: dict[tuple[LineId, SkuId], int] = {}
    for line in lines:
        total[line.line_id, line.sku_id] = total.get((line.line_id, line.sku_id), 0) + line.quantity
    return [(line_id, sku_id, quantity) for (line_id, sku_id), quantity in total.items()]
