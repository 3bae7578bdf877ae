"""Supply over a real PostgreSQL: two warehouses, a clock that is set by hand, and the ledger's invariants."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.postgres.database import Database
from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.supply_fulfilment_views import PostgresFulfilmentViews
from adapters.postgres.supply_fulfilments import PostgresFulfilments
from adapters.postgres.supply_parcels import PostgresParcels
from adapters.postgres.supply_pools import PostgresPools
from adapters.postgres.supply_reservations import PostgresReservations
from adapters.postgres.supply_stock import PostgresStock
from adapters.postgres.supply_stock_views import PostgresStockViews
from adapters.postgres.supply_work_orders import PostgresWorkOrders
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import Uuid7
from domain.supply.desk import FulfilmentDesk
from domain.supply.ground import Ground
from domain.supply.reservations import Reservations
from domain.supply.service import SupplyService
from domain.supply.shipping import Begun, ShipItem, Shipping
from domain.supply.tracking import Tracking
from domain.supply.warehouse_desk import WarehouseDesk
from domain.supply.waybills import Waybills
from domain.supply.work_orders import WorkOrders
from ports.governance.api import Actor
from ports.kernel import (
    CampaignId,
    Event,
    LineId,
    OperatorId,
    OrderId,
    ParcelId,
    SkuId,
    WarehouseId,
)
from ports.members.api import PostalAddress
from ports.supply.api import (
    Consignment,
    Destination,
    Goods,
    ParcelLine,
    ParcelMoved,
    ParcelShipped,
    ParcelSigned,
    ParcelWithdrawn,
    PoolTake,
    RestWithdrawn,
    Want,
)
from ports.supply.parcels import Parcel
from ports.supply.store import Warehouse
from tests.flows.supply.ledger import OFF
from tests.flows.supply.partners import HandCourier, Notebook

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
SHENZHEN = PostalAddress("王小明", "13812345678", "广东省", "深圳市", "南山区", "科技园路 1 号 3 栋 502")
BEIJING = PostalAddress("李梅", "13987654321", "北京市", "北京市", "朝阳区", "建国路 88 号")


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def pass_(self, **parts: int) -> None:
        self.at += timedelta(**parts)


class NoWaker:
    """Deliveries wait in the table: the tests read them there."""

    def wake(self, delivery_ids: object) -> None:
        del delivery_ids


SUBSCRIBERS: Mapping[type[Event], tuple[str, ...]] = {
    ParcelShipped: ("test.reads",),
    ParcelMoved: ("test.reads",),
    ParcelSigned: ("test.reads",),
    ParcelWithdrawn: ("test.reads",),
    RestWithdrawn: ("test.reads",),
}


OPERATOR = Actor(
    OperatorId(UUID(int=1)),
    "小周",
    frozenset({"fulfilment.read", "fulfilment.write", "stock.read", "stock.write"}),
    "127.0.0.1",
)


class World:
    """Supply's services on one database, and short words for what the tests do."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.ids = Uuid7()
        self.uow = PostgresUnitOfWork(database, SUBSCRIBERS, NoWaker(), self.clock, self.ids)
        self.ground = Ground(
            uow=self.uow,
            clock=self.clock,
            ids=self.ids,
            cipher=KeyedFieldCipher([Key("k1", "sm4-gcm", os.urandom(16))], os.urandom(32)),
            stock=PostgresStock(),
            reservations=PostgresReservations(),
            fulfilments=PostgresFulfilments(),
            parcels=PostgresParcels(),
            work_orders=PostgresWorkOrders(),
            pools=PostgresPools(),
        )
        self.audit = Notebook()
        self.reservations = Reservations(self.ground)
        self.supply = SupplyService(self.ground, self.reservations)
        self.warehouses = WarehouseDesk(self.ground, PostgresStockViews(), self.audit)
        self.courier = HandCourier()
        self.waybills = Waybills(self.ground, self.courier)
        self.shipping = Shipping(self.ground, self.waybills, self.audit)
        self.tracking = Tracking(self.ground, self.courier, PostgresInbox(self.uow, self.clock, self.ids))
        self.work_orders = WorkOrders(self.ground, self.audit)
        self.desk = FulfilmentDesk(self.ground, PostgresFulfilmentViews(), self.shipping, self.work_orders)
        self.south = WarehouseId(self.ids.new())
        self.north = WarehouseId(self.ids.new())

    async def build(self) -> None:
        places = [(self.south, "深圳仓", "广东省", "深圳市"), (self.north, "北京仓", "北京市", "北京市")]
        for id_, name, province, city in places:
            await self.warehouses.open(
                Warehouse(
                    id_, str(id_), name, "warehouse", "仓库管理员", "0755-12345678", province, city, "某区", "某路 1 号"
                )
            )

    async def stocked(self, south: int = 0, north: int = 0) -> SkuId:
        """A new SKU with so many units in each warehouse."""
        sku_id = SkuId(self.ids.new())
        for warehouse_id, quantity in ((self.south, south), (self.north, north)):
            if quantity:
                await self.warehouses.receive(f"seed:{sku_id}", sku_id, warehouse_id, quantity)
        return sku_id

    async def reserve(self, *wanted: tuple[SkuId, int], minutes: int = 15, to: PostalAddress = SHENZHEN) -> "Placed":
        order_id = OrderId(self.ids.new())
        wants = [Want(LineId(self.ids.new()), sku_id, quantity) for sku_id, quantity in wanted]
        async with self.uow.begin() as tx:
            until = self.clock.now() + timedelta(minutes=minutes)
            await self.supply.reserve(tx, order_id, wants, Destination(to.province, to.city), until)
        return Placed(order_id, wants, to, self)

    async def set_aside(self, campaign_id: CampaignId, sku_id: SkuId, units: int) -> None:
        async with self.uow.begin() as tx:
            await self.supply.set_aside(tx, campaign_id, sku_id, units)

    async def from_pool(
        self, campaign_id: CampaignId, sku_id: SkuId, *quantities: int, minutes: int = 15
    ) -> list["Placed"]:
        """One order for each quantity; those that got their units."""
        orders = [
            Placed(OrderId(self.ids.new()), [Want(LineId(self.ids.new()), sku_id, quantity)], SHENZHEN, self)
            for quantity in quantities
        ]
        to = Destination(SHENZHEN.province, SHENZHEN.city)
        takes = [PoolTake(one.order_id, one.wants[0].line_id, one.wants[0].quantity, to) for one in orders]
        async with self.uow.begin() as tx:
            until = self.clock.now() + timedelta(minutes=minutes)
            served = await self.supply.reserve_from_pool(tx, (campaign_id, sku_id), takes, until)
        return [one for one in orders if one.order_id in served]

    async def pool_rest(self, campaign_id: CampaignId, sku_id: SkuId) -> int:
        async with self.uow.reading() as tx:
            return (await self.supply.pool_level(tx, campaign_id, sku_id)).rest

    async def dissolve(self, campaign_id: CampaignId) -> int:
        async with self.uow.begin() as tx:
            return await self.supply.dissolve(tx, campaign_id)

    async def confirm(self, placed: "Placed") -> bool:
        async with self.uow.begin() as tx:
            return await self.supply.confirm(tx, placed.order_id, placed.consignment())

    async def paid(self, *wanted: tuple[SkuId, int]) -> "Placed":
        placed = await self.reserve(*wanted)
        assert await self.confirm(placed)
        return placed

    async def fulfilment_ids(self, placed: "Placed") -> list[UUID]:
        rows = await self.rows("select id from supply.fulfilment where order_id = $1 order by id", placed.order_id)
        return [row[0] for row in rows]

    async def ship(self, placed: "Placed", lines: tuple[ParcelLine, ...] | None = None) -> list[Begun]:
        items = [ShipItem(id_, "SF", lines) for id_ in await self.fulfilment_ids(placed)]
        return await self.shipping.ship(OPERATOR, items)

    async def parcel(self, parcel_id: ParcelId) -> Parcel:
        async with self.uow.reading() as tx:
            parcel = await self.ground.parcels.read(tx, parcel_id)
        assert parcel is not None
        return parcel

    async def release(self, order_id: OrderId) -> None:
        async with self.uow.begin() as tx:
            await self.supply.release(tx, order_id)

    async def levels(self, sku_id: SkuId) -> tuple[int, int]:
        """On hand and reserved, over both warehouses."""
        row = (
            await self.rows(
                "select coalesce(sum(on_hand), 0), coalesce(sum(reserved), 0) from supply.stock where sku_id = $1",
                sku_id,
            )
        )[0]
        return row[0], row[1]

    async def rows(self, sql: str, *values: object) -> list[tuple]:
        pool = await self.database.pool()
        return [tuple(row) for row in await pool.fetch(sql, *values)]

    async def events(self, name: str) -> list[str]:
        return [
            row[0] for row in await self.rows("select payload from kernel.delivery where name = $1 order by id", name)
        ]

    async def assert_conserved(self) -> None:
        """Stock equals the sum of its moves; what is reserved, what live orders hold and pools have left."""
        for sql in OFF:
            assert await self.rows(sql) == []


class Placed:
    """An order as the tests know it."""

    def __init__(self, order_id: OrderId, wants: Sequence[Want], to: PostalAddress, world: World) -> None:
        self.order_id = order_id
        self.wants = wants
        self.to = to
        self.number = str(order_id.int)[-18:]
        self._world = world

    def consignment(self) -> Consignment:
        goods = tuple(
            Goods(w.line_id, "有机棉婴儿连体衣", "66cm 云朵白", "/files/a.webp", 250, 12900) for w in self.wants
        )
        return Consignment(self.number, self.to, goods, self._world.clock.now())


@pytest.fixture(scope="session")
async def supply_database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, connections_max=30)
    yield database
    await database.close()


async def forget_everything(database: Database) -> None:
    """An empty supply schema, without deliveries."""
    pool = await database.pool()
    await pool.execute(
        "truncate supply.warehouse, supply.stock, supply.stock_move, supply.reservation, supply.reservation_line,"
        " supply.fulfilment, supply.fulfilment_line, supply.parcel, supply.parcel_line, supply.parcel_trace,"
        " supply.work_order, supply.pool, kernel.delivery, kernel.inbox restart identity cascade"
    )


@pytest.fixture
async def world(supply_database: Database) -> AsyncIterator[World]:
    """An empty supply schema and a new world."""
    await forget_everything(supply_database)
    world = World(supply_database)
    await world.build()
    yield world
    await asyncio.wait_for(world.assert_conserved(), 10)
