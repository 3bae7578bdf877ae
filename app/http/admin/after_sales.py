"""The after-sale desk."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line, Query
from app.http.context import AnyRequest, actor, services
from ports.commerce.admin_order_views import AdminAfterSale, AdminAfterSaleDetail
from ports.commerce.after_sale_store import AfterSaleStatus
from ports.commerce.after_sale_views import AfterSaleFilter
from ports.kernel import Page

NoteText = Annotated[str, Meta(max_length=200)]


class ApproveBody(Body, frozen=True):
    note: NoteText = ""


class RejectBody(Body, frozen=True):
    """The shopper reads the reason."""

    reason: Line


class ReceiveBody(Body, frozen=True):
    """`restock`: the goods can be sold again."""

    restock: bool
    note: NoteText = ""


@get("/after-sales", operation_id="listAdminAfterSales")
async def list_after_sales(
    request: AnyRequest,
    status: FromQuery[AfterSaleStatus | Literal["open"] | None] = None,
    q: Query = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminAfterSale]:
    given = AfterSaleFilter(status=status, q=q)
    return await services(request).after_sale_desk.page(actor(request), given, cursor, limit)


@get("/after-sales/{after_sale_id:uuid}", operation_id="getAdminAfterSale")
async def get_after_sale(request: AnyRequest, after_sale_id: FromPath[UUID]) -> AdminAfterSaleDetail:
    return await services(request).after_sale_desk.detail(actor(request), after_sale_id)


@post("/after-sales/{after_sale_id:uuid}/approve", operation_id="approveAfterSale", status_code=200)
async def approve_after_sale(
    request: AnyRequest, after_sale_id: FromPath[UUID], data: JSONBody[ApproveBody]
) -> AdminAfterSale:
    return await services(request).after_sale_desk.approve(actor(request), after_sale_id, data.note)


@post("/after-sales/{after_sale_id:uuid}/reject", operation_id="rejectAfterSale", status_code=200)
async def reject_after_sale(
    request: AnyRequest, after_sale_id: FromPath[UUID], data: JSONBody[RejectBody]
) -> AdminAfterSale:
    return await services(request).after_sale_desk.reject(actor(request), after_sale_id, data.reason)


@post("/after-sales/{after_sale_id:uuid}/receive", operation_id="receiveAfterSale", status_code=200)
async def receive_after_sale(
    request: AnyRequest, after_sale_id: FromPath[UUID], data: JSONBody[ReceiveBody]
) -> AdminAfterSale:
    desk = services(request).after_sale_desk
    return await desk.receive(actor(request), after_sale_id, data.note, restock=data.restock)


ROUTES = [list_after_sales, get_after_sale, approve_after_sale, reject_after_sale, receive_after_sale]
