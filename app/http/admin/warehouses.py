"""Warehouses and stores."""

from litestar import get

from app.http.context import AnyRequest, actor, services
from ports.supply.views import WarehouseList


@get("/warehouses", operation_id="listWarehouses")
async def list_warehouses(request: AnyRequest) -> WarehouseList:
    return await services(request).warehouse_desk.warehouses(actor(request))


ROUTES = [list_warehouses]
