"""The shipping desk: what is to be sent, waybills, labels, parcels."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line, Query
from app.http.context import AnyRequest, actor, services
from domain.supply.shipping import ShipItem
from ports.kernel import LineId, Page, ParcelId, WarehouseId
from ports.supply.api import FulfilmentView, ParcelLine, ParcelView
from ports.supply.views import FulfilmentFilter, ParcelTraces, ShipOutcomes

ITEMS_MAX = 50
LABELS_MAX = 200


class ShipLineBody(Body, frozen=True):
    line_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=100_000)]


class ShipItemBody(Body, frozen=True):
    fulfilment_id: UUID
    courier_code: Annotated[str, Meta(min_length=1, max_length=16)]
    lines: Annotated[list[ShipLineBody], Meta(min_length=1, max_length=200)] | None = None


class ShipBody(Body, frozen=True):
    items: Annotated[list[ShipItemBody], Meta(min_length=1, max_length=ITEMS_MAX)]


class LabelsBody(Body, frozen=True):
    parcel_ids: Annotated[list[UUID], Meta(min_length=1, max_length=LABELS_MAX)]


class ReasonBody(Body, frozen=True):
    reason: Line


@get("/fulfilments", operation_id="listFulfilments")
async def list_fulfilments(  # noqa: PLR0913 - the filters of the list
    request: AnyRequest,
    status: FromQuery[Literal["to_ship", "shipped"]] = "to_ship",
    warehouse_id: Annotated[UUID | None, QueryParameter(name="warehouseId")] = None,
    q: Query = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[FulfilmentView]:
    given = FulfilmentFilter(status, WarehouseId(warehouse_id) if warehouse_id else None, q)
    return await services(request).fulfilment_desk.page(actor(request), given, cursor, limit)


@post("/fulfilments/ship", operation_id="shipFulfilments", status_code=200)
async def ship(request: AnyRequest, data: JSONBody[ShipBody]) -> ShipOutcomes:
    """Each item has its own outcome: a tracking number, or a problem."""
    items = [
        ShipItem(
            item.fulfilment_id,
            item.courier_code,
            tuple(ParcelLine(LineId(line.line_id), line.quantity) for line in item.lines) if item.lines else None,
        )
        for item in data.items
    ]
    return await services(request).fulfilment_desk.ship(actor(request), items)


@post(
    "/labels",
    operation_id="printLabels",
    status_code=200,
    media_type="application/pdf",
    opt={"natural_key": True},
    responses={200: ResponseSpec(bytes, description="一页一张，100 × 150 毫米", media_type="application/pdf")},
)
async def print_labels(request: AnyRequest, data: JSONBody[LabelsBody]) -> Response[bytes]:
    ids = [ParcelId(parcel_id) for parcel_id in data.parcel_ids]
    pdf = await services(request).label_desk.print(actor(request), ids)
    headers = {"content-disposition": 'inline; filename="labels.pdf"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@get("/parcels/{parcel_id:uuid}", operation_id="readParcel")
async def read_parcel(request: AnyRequest, parcel_id: FromPath[UUID]) -> ParcelTraces:
    return await services(request).fulfilment_desk.parcel(actor(request), ParcelId(parcel_id))


@post("/parcels/{parcel_id:uuid}/cancel", operation_id="cancelParcel", status_code=200)
async def cancel_parcel(request: AnyRequest, parcel_id: FromPath[UUID], data: JSONBody[ReasonBody]) -> ParcelView:
    return await services(request).fulfilment_desk.cancel(actor(request), ParcelId(parcel_id), data.reason)


@post("/parcels/{parcel_id:uuid}/retry", operation_id="retryParcel", status_code=200)
async def retry_parcel(request: AnyRequest, parcel_id: FromPath[UUID]) -> ParcelView:
    return await services(request).fulfilment_desk.retry(actor(request), ParcelId(parcel_id))


ROUTES = [list_fulfilments, ship, print_labels, read_parcel, cancel_parcel, retry_parcel]
