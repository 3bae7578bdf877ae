"""Supply, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.supply.desk import FulfilmentDesk
from domain.supply.forgetting import Forgetting
from domain.supply.ground import Ground
from domain.supply.label_desk import LabelDesk
from domain.supply.live_stock import LiveStock
from domain.supply.reservations import Reservations
from domain.supply.service import SupplyService
from domain.supply.shipping import Shipping
from domain.supply.tracking import Tracking
from domain.supply.warehouse_desk import WarehouseDesk
from domain.supply.waybills import Waybills
from domain.supply.work_orders import WorkOrders
from ports.cache import Invalidation
from ports.governance.api import AuditApi
from ports.outside.courier import CourierGateway
from ports.outside.labels import LabelPrinter
from ports.supply.live import StockFeed
from ports.supply.parcels import ParcelStore, WorkOrderStore
from ports.supply.pools import PoolStore
from ports.supply.receivers import ReceiverStore
from ports.supply.store import FulfilmentStore, ReservationStore, StockStore
from ports.supply.views import FulfilmentViews, StockViews


@dataclass(frozen=True)
class SupplyStores:
    stock: StockStore
    reservations: ReservationStore
    fulfilments: FulfilmentStore
    parcels: ParcelStore
    work_orders: WorkOrderStore
    pools: PoolStore
    stock_views: StockViews
    fulfilment_views: FulfilmentViews
    feed: StockFeed
    receivers: ReceiverStore


@dataclass(frozen=True)
class SupplyServices:
    api: SupplyService
    reservations: Reservations
    waybills: Waybills
    tracking: Tracking
    warehouse_desk: WarehouseDesk
    fulfilment_desk: FulfilmentDesk
    label_desk: LabelDesk
    live_stock: LiveStock
    forgetting: Forgetting


def supply(
    base: Base,
    stores: SupplyStores,
    partners: tuple[CourierGateway, LabelPrinter],
    audit: AuditApi,
    live: tuple[Invalidation, int],
) -> SupplyServices:
    """`live`: what wakes the feed of stock, and how many may follow it in this process."""
    (courier, printer), (invalidation, followers_max) = partners, live
    ground = Ground(
        uow=base.uow,
        clock=base.clock,
        ids=base.ids,
        cipher=base.cipher,
        stock=stores.stock,
        reservations=stores.reservations,
        fulfilments=stores.fulfilments,
        parcels=stores.parcels,
        work_orders=stores.work_orders,
        pools=stores.pools,
    )
    reservations = Reservations(ground)
    waybills = Waybills(ground, courier)
    live_stock = LiveStock(base.uow, stores.feed, followers_max)
    invalidation.subscribe(live_stock.wake)
    desk = FulfilmentDesk(ground, stores.fulfilment_views, Shipping(ground, waybills, audit), WorkOrders(ground, audit))
    return SupplyServices(
        api=SupplyService(ground, reservations),
        reservations=reservations,
        waybills=waybills,
        tracking=Tracking(ground, courier, base.inbox),
        warehouse_desk=WarehouseDesk(ground, stores.stock_views, audit),
        fulfilment_desk=desk,
        label_desk=LabelDesk(ground, printer, audit),
        live_stock=live_stock,
        forgetting=Forgetting(stores.receivers, base.cipher),
    )
