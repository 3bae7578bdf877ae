"""After-sale requests of the shopper."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper
from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from ports.commerce.after_sale_store import Kind, ReturnParcel
from ports.commerce.after_sale_views import AfterSaleOptions, AfterSalePreview, AfterSaleView
from ports.commerce.pricing import LINES_MAX, QUANTITY_MAX
from ports.kernel import LineId, OrderId, Page
from ports.supply.couriers import courier

IMAGES_MAX = 9


class AskedBody(Body, frozen=True):
    line_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]

    def asked(self) -> Asked:
        return Asked(LineId(self.line_id), self.quantity)


Lines = Annotated[list[AskedBody], Meta(min_length=1, max_length=LINES_MAX)]


class AfterSalePreviewBody(Body, frozen=True):
    order_id: UUID
    kind: Kind
    lines: Lines


class AfterSaleBody(Body, frozen=True):
    order_id: UUID
    kind: Kind
    lines: Lines
    reason_code: Annotated[str, Meta(max_length=40)]
    description: Annotated[str, Meta(max_length=500)]
    image_ids: Annotated[list[UUID], Meta(max_length=IMAGES_MAX)]

    def wish(self) -> AfterSaleWish:
        return AfterSaleWish(
            order_id=OrderId(self.order_id),
            kind=self.kind,
            lines=tuple(line.asked() for line in self.lines),
            reason_code=self.reason_code,
            description=self.description.strip(),
            image_ids=tuple(self.image_ids),
        )


class ReturnParcelBody(Body, frozen=True):
    courier_code: Annotated[str, Meta(max_length=20)]
    tracking_number: Annotated[str, Meta(min_length=6, max_length=32, pattern=r"^[0-9A-Za-z-]+$")]


@get("/orders/{order_id:uuid}/after-sale-options", operation_id="getAfterSaleOptions")
async def get_after_sale_options(request: AnyRequest, order_id: FromPath[UUID]) -> AfterSaleOptions:
    return await services(request).after_sale_reading.options(shopper(request), OrderId(order_id))


@post("/after-sales/preview", operation_id="previewAfterSale", opt={"natural_key": True}, status_code=200)
async def preview_after_sale(request: AnyRequest, data: JSONBody[AfterSalePreviewBody]) -> AfterSalePreview:
    asked = [line.asked() for line in data.lines]
    order_id = OrderId(data.order_id)
    return await services(request).after_sales.preview(shopper(request), order_id, data.kind, asked)


@post("/after-sales", operation_id="applyAfterSale")
async def apply_after_sale(request: AnyRequest, data: JSONBody[AfterSaleBody]) -> AfterSaleView:
    return await services(request).after_sales.apply(shopper(request), data.wish())


@get("/after-sales", operation_id="listAfterSales")
async def list_after_sales(request: AnyRequest, cursor: Cursor = None, limit: Limit = 10) -> Page[AfterSaleView]:
    return await services(request).after_sale_reading.page(shopper(request), cursor, limit)


@get("/after-sales/{after_sale_id:uuid}", operation_id="getAfterSale")
async def get_after_sale(request: AnyRequest, after_sale_id: FromPath[UUID]) -> AfterSaleView:
    return await services(request).after_sale_reading.one(shopper(request), after_sale_id)


@post("/after-sales/{after_sale_id:uuid}/cancel", operation_id="cancelAfterSale", status_code=200)
async def cancel_after_sale(request: AnyRequest, after_sale_id: FromPath[UUID]) -> AfterSaleView:
    return await services(request).after_sales.cancel(shopper(request), after_sale_id)


@post("/after-sales/{after_sale_id:uuid}/return-parcel", operation_id="fillReturnParcel", status_code=200)
async def fill_return_parcel(
    request: AnyRequest, after_sale_id: FromPath[UUID], data: JSONBody[ReturnParcelBody]
) -> AfterSaleView:
    member_id, carrier = shopper(request), courier(data.courier_code)
    parcel = ReturnParcel(carrier.code, carrier.name, data.tracking_number)
    return await services(request).after_sales.send_back(member_id, after_sale_id, parcel)


ROUTES = [
    get_after_sale_options,
    preview_after_sale,
    apply_after_sale,
    list_after_sales,
    get_after_sale,
    cancel_after_sale,
    fill_return_parcel,
]
