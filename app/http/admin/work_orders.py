"""Courier work orders."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page
from ports.supply.views import WorkOrderView


class ResolveBody(Body, frozen=True):
    resolution: Annotated[str, Meta(min_length=1, max_length=500)]


@get("/work-orders", operation_id="listWorkOrders")
async def list_work_orders(
    request: AnyRequest,
    status: FromQuery[Literal["open", "resolved"]] = "open",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[WorkOrderView]:
    return await services(request).fulfilment_desk.work_orders(actor(request), status, cursor, limit)


@post("/work-orders/{work_order_id:uuid}/resolve", operation_id="resolveWorkOrder", status_code=200)
async def resolve_work_order(
    request: AnyRequest, work_order_id: FromPath[UUID], data: JSONBody[ResolveBody]
) -> WorkOrderView:
    return await services(request).fulfilment_desk.resolve(actor(request), work_order_id, data.resolution)


ROUTES = [list_work_orders, resolve_work_order]
