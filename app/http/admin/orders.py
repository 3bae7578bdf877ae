"""Orders for operators."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line, PostalBody, Query
from app.http.context import AnyRequest, actor, services
from domain.commerce.order_desk import NewReceiver, OrderFilter
from ports.commerce.admin_order_views import AdminOrder, AdminOrderRow, Unmasked
from ports.commerce.order_store import OrderStatus
from ports.kernel import OrderId, Page, WarehouseId

Instant = Annotated[datetime, Meta(tz=True)]


class OrderReasonBody(Body, frozen=True):
    reason: Line


class NewReceiverBody(PostalBody, frozen=True):
    reason: Line
    confirmed_with_buyer: bool


class NoteBody(Body, frozen=True):
    text: Annotated[str, Meta(min_length=1, max_length=500)]


@get("/orders", operation_id="listAdminOrders")
async def list_orders(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: AnyRequest,
    status: FromQuery[OrderStatus | None] = None,
    q: Query = None,
    placed_from: Annotated[Instant | None, QueryParameter(name="from")] = None,
    placed_until: Annotated[Instant | None, QueryParameter(name="to")] = None,
    warehouse_id: Annotated[UUID | None, QueryParameter(name="warehouseId")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminOrderRow]:
    given = OrderFilter(status, q, placed_from, placed_until, WarehouseId(warehouse_id) if warehouse_id else None)
    return await services(request).order_desk.rows(actor(request), given, cursor, limit)


@get("/orders/{order_id:uuid}", operation_id="getAdminOrder")
async def get_order(request: AnyRequest, order_id: FromPath[UUID]) -> AdminOrder:
    return await services(request).order_desk.one(actor(request), OrderId(order_id))


@post("/orders/{order_id:uuid}/unmask", operation_id="unmaskOrder", opt={"natural_key": True}, status_code=200)
async def unmask_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[OrderReasonBody]) -> Unmasked:
    return await services(request).order_desk.unmask(actor(request), OrderId(order_id), data.reason)


@post("/orders/{order_id:uuid}/cancel", operation_id="cancelAdminOrder", status_code=200)
async def cancel_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[OrderReasonBody]) -> AdminOrder:
    return await services(request).order_desk.cancel(actor(request), OrderId(order_id), data.reason)


@put("/orders/{order_id:uuid}/address", operation_id="readdressAdminOrder")
async def readdress_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[NewReceiverBody]) -> AdminOrder:
    given = NewReceiver(data.address(), data.reason, data.confirmed_with_buyer)
    return await services(request).order_desk.readdress(actor(request), OrderId(order_id), given)


@post("/orders/{order_id:uuid}/notes", operation_id="noteOrder", status_code=200)
async def note_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[NoteBody]) -> AdminOrder:
    return await services(request).order_desk.note(actor(request), OrderId(order_id), data.text)


ROUTES = [list_orders, get_order, unmask_order, cancel_order, readdress_order, note_order]
