"""Pools: units of the stock that are set aside for one campaign."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import CampaignId, LineId, OrderId, SkuId, Tx, WarehouseId
from ports.supply.api import Destination, PoolLevel


class PoolShelf(Struct, frozen=True):
    """The part of a pool that lies in one warehouse. `is_open`: what comes back goes into the pool again."""

    campaign_id: CampaignId
    sku_id: SkuId
    warehouse_id: WarehouseId
    warehouse_name: str
    province: str
    city: str
    sort: int
    set_aside: int
    taken: int
    is_open: bool

    @property
    def rest(self) -> int:
        return self.set_aside - self.taken


class PoolUnits(Struct, frozen=True):
    """So many units of a pool at one warehouse."""

    sku_id: SkuId
    warehouse_id: WarehouseId
    quantity: int


class PoolAllotment(Struct, frozen=True):
    """What one order gets out of a pool, from one warehouse."""

    order_id: OrderId
    line_id: LineId
    warehouse_id: WarehouseId
    quantity: int


class PoolReservations(Struct, frozen=True):
    """Reservations of many orders on one pool, all held until the same time."""

    pool: tuple[CampaignId, SkuId]
    orders: tuple[tuple[OrderId, Destination | None], ...]
    allotments: tuple[PoolAllotment, ...]
    until: datetime


class PoolStore(Protocol):
    async def open(self, tx: Tx, campaign_id: CampaignId, units: Sequence[PoolUnits], at: datetime) -> None: ...

    async def exists(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> bool: ...

    async def lock(self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId] | None) -> list[PoolShelf]:
        """Locks rows in (sku, warehouse) order and tells their newest values. None: all SKUs."""

    async def level(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId) -> PoolLevel: ...

    async def take(self, tx: Tx, taken: PoolReservations, at: datetime) -> int:
        """Takes the units and writes the reservations in one statement; how many rows of the pool gave units."""

    async def shift(self, tx: Tx, campaign_id: CampaignId, units: Sequence[PoolUnits], set_aside_delta: int) -> int:
        """Adds to `taken`, and `set_aside_delta` times as much to what is set aside; how many rows allowed it."""

    async def dissolve(self, tx: Tx, campaign_id: CampaignId, at: datetime) -> None: ...
