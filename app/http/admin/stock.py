"""Stock per SKU and warehouse, and its ledger."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line, Query
from app.http.context import AnyRequest, actor, services
from domain.supply.stock import Units
from ports.kernel import Page, SkuId, WarehouseId
from ports.supply.views import StockFilter, StockMoveView, StockView

UNITS_MAX = 1_000_000

SkuParameter = Annotated[UUID | None, QueryParameter(name="skuId")]
WarehouseParameter = Annotated[UUID | None, QueryParameter(name="warehouseId")]


class AdjustBody(Body, frozen=True):
    sku_id: UUID
    warehouse_id: UUID
    delta: Annotated[int, Meta(ge=-UNITS_MAX, le=UNITS_MAX)]
    reason: Line


class SafetyBody(Body, frozen=True):
    sku_id: UUID
    warehouse_id: UUID
    safety: Annotated[int, Meta(ge=0, le=UNITS_MAX)]


@get("/stock", operation_id="listStock")
async def list_stock(  # noqa: PLR0913 - the filters of the list
    request: AnyRequest,
    q: Query = None,
    warehouse_id: WarehouseParameter = None,
    low: Annotated[bool, QueryParameter()] = False,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[StockView]:
    given = StockFilter(q, WarehouseId(warehouse_id) if warehouse_id else None, low)
    return await services(request).warehouse_desk.stock(actor(request), given, cursor, limit)


@post("/stock/adjust", operation_id="adjustStock", status_code=200)
async def adjust_stock(request: AnyRequest, data: JSONBody[AdjustBody]) -> StockView:
    units = Units(SkuId(data.sku_id), WarehouseId(data.warehouse_id), data.delta)
    return await services(request).warehouse_desk.adjust(actor(request), units, data.reason)


@put("/stock/safety", operation_id="setSafetyStock", opt={"natural_key": True})
async def set_safety(request: AnyRequest, data: JSONBody[SafetyBody]) -> StockView:
    units = Units(SkuId(data.sku_id), WarehouseId(data.warehouse_id), data.safety)
    return await services(request).warehouse_desk.set_safety(actor(request), units)


@get("/stock/moves", operation_id="listStockMoves")
async def list_moves(
    request: AnyRequest,
    sku_id: SkuParameter = None,
    warehouse_id: WarehouseParameter = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[StockMoveView]:
    place = (SkuId(sku_id) if sku_id else None, WarehouseId(warehouse_id) if warehouse_id else None)
    return await services(request).warehouse_desk.moves(actor(request), place, cursor, limit)


ROUTES = [list_stock, adjust_stock, set_safety, list_moves]
