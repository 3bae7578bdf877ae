"""What got stuck inside: deliveries and callbacks, and trying them again."""

from typing import Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page
from ports.platform.views import Count, DeliveryRow, InboxRow

Status = Literal["parked", "pending", "done"]


@get("/deliveries", operation_id="listDeliveries")
async def list_deliveries(
    request: AnyRequest, status: FromQuery[Status] = "parked", cursor: Cursor = None, limit: Limit = 20
) -> Page[DeliveryRow]:
    return await services(request).delivery_desk.deliveries(actor(request), status, cursor, limit)


@post("/deliveries/{delivery_id:uuid}/retry", operation_id="retryDelivery", status_code=200)
async def retry_delivery(request: AnyRequest, delivery_id: FromPath[UUID]) -> DeliveryRow:
    return await services(request).delivery_desk.retry(actor(request), delivery_id)


@post("/deliveries/retry-all", operation_id="retryAllDeliveries", status_code=200)
async def retry_all(request: AnyRequest) -> Count:
    return await services(request).delivery_desk.retry_all(actor(request))


@get("/inbox", operation_id="listInbox")
async def list_inbox(
    request: AnyRequest,
    status: FromQuery[Status | None] = None,
    source: FromQuery[Literal["wechat_pay", "wechat", "kdniao"] | None] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[InboxRow]:
    return await services(request).delivery_desk.callbacks(actor(request), (status, source), cursor, limit)


@post("/inbox/{inbox_id:uuid}/retry", operation_id="retryCallback", status_code=200)
async def retry_callback(request: AnyRequest, inbox_id: FromPath[UUID]) -> InboxRow:
    return await services(request).delivery_desk.retry_callback(actor(request), inbox_id)


ROUTES = [list_deliveries, retry_delivery, retry_all, list_inbox, retry_callback]
