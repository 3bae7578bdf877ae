"""What the admin reads of supply: the shapes of the HTTP contract."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import OrderId, Page, ParcelId, ProductId, SkuId, Tx, WarehouseId
from ports.supply.api import FulfilmentLineView, ParcelView, SupplyAttention, TraceView


class WarehouseView(Struct, frozen=True, rename="camel"):
    id: WarehouseId
    name: str
    region: str
    kind: Literal["warehouse", "store"]


class WarehouseList(Struct, frozen=True):
    items: Sequence[WarehouseView]


class CourierName(Struct, frozen=True):
    code: str
    name: str


class CourierList(Struct, frozen=True):
    items: Sequence[CourierName]


class StockView(Struct, frozen=True, rename="camel"):
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    code: str
    warehouse_id: WarehouseId
    warehouse_name: str
    on_hand: int
    reserved: int
    free: int
    safety: int


class StockMoveView(Struct, frozen=True, rename="camel"):
    id: str
    at: datetime
    sku_id: SkuId
    title: str
    option_text: str
    warehouse_name: str
    kind: str
    kind_text: str
    on_hand_delta: int
    reserved_delta: int
    on_hand_after: int
    reserved_after: int
    reference: str
    by: str


class StockFilter(Struct, frozen=True):
    """`q`: part of a title, or a whole SKU code."""

    q: str | None = None
    warehouse_id: WarehouseId | None = None
    is_low: bool = False


class ParcelTraces(ParcelView, frozen=True, rename="camel", kw_only=True):
    traces: tuple[TraceView, ...]


class FulfilmentFacts(Struct, frozen=True):
    """A fulfilment as read; weight and value are of what no parcel holds yet."""

    id: UUID
    order_id: OrderId
    order_number: str
    warehouse_id: WarehouseId
    warehouse_name: str
    warehouse_province: str
    province: str
    status: str
    receiver_masked: str
    region: str
    paid_at: datetime
    ship_by: datetime
    lines: tuple[FulfilmentLineView, ...]
    parcels: tuple[ParcelView, ...]
    weight_g: int
    value_fen: int


class FulfilmentFilter(Struct, frozen=True):
    """`q`: a whole order number, an order's id or a tracking number."""

    status: Literal["to_ship", "shipped"] = "to_ship"
    warehouse_id: WarehouseId | None = None
    q: str | None = None


class ShipProblem(Struct, frozen=True):
    code: str
    message: str


class ShipOutcome(Struct, frozen=True, rename="camel"):
    fulfilment_id: UUID
    parcel: ParcelView | None
    problem: ShipProblem | None


class ShipOutcomes(Struct, frozen=True):
    items: Sequence[ShipOutcome]


class WorkOrderView(Struct, frozen=True, rename="camel"):
    id: UUID
    kind: str
    kind_text: str
    title: str
    detail: str
    order_id: OrderId | None
    order_number: str | None
    parcel_id: ParcelId | None
    due_at: datetime
    status: Literal["open", "resolved"]
    created_at: datetime
    resolution: str | None


class StockViews(Protocol):
    async def warehouses(self, tx: Tx) -> Sequence[WarehouseView]: ...

    async def stock(self, tx: Tx, given: StockFilter, cursor: str | None, limit: int) -> Page[StockView]: ...

    async def stock_row(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId) -> StockView | None: ...

    async def moves(
        self, tx: Tx, place: tuple[SkuId | None, WarehouseId | None], cursor: str | None, limit: int
    ) -> Page[StockMoveView]:
        """Newest first."""


class FulfilmentViews(Protocol):
    async def page(self, tx: Tx, given: FulfilmentFilter, cursor: str | None, limit: int) -> Page[FulfilmentFacts]:
        """To ship: most urgent first. Shipped: newest first."""

    async def of_order(self, tx: Tx, order_id: OrderId) -> Sequence[FulfilmentFacts]: ...

    async def parcels(self, tx: Tx, parcel_ids: Sequence[ParcelId]) -> Sequence[ParcelView]: ...

    async def traces(self, tx: Tx, parcel_id: ParcelId) -> Sequence[TraceView]: ...

    async def work_orders(self, tx: Tx, status: str, cursor: str | None, limit: int) -> Page[WorkOrderView]:
        """Open: most urgent first. Resolved: newest first."""

    async def work_order(self, tx: Tx, work_order_id: UUID) -> WorkOrderView | None: ...

    async def attention(self, tx: Tx, now: datetime) -> SupplyAttention: ...
