"""The cart: every change answers with the whole page."""

from typing import Annotated
from uuid import UUID

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper
from domain.commerce.cart import LineChange
from ports.commerce.cart_store import WantedLine
from ports.commerce.cart_views import CartView
from ports.commerce.pricing import LINES_MAX, QUANTITY_MAX
from ports.kernel import SkuId

Quantity = Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
SkuIds = Annotated[list[UUID], Meta(max_length=LINES_MAX)]


class LineBody(Body, frozen=True):
    sku_id: UUID
    quantity: Quantity

    def wanted(self) -> WantedLine:
        return WantedLine(SkuId(self.sku_id), self.quantity)


class PreviewLine(Body, frozen=True):
    sku_id: UUID
    quantity: Quantity
    selected: bool


class PreviewBody(Body, frozen=True):
    lines: Annotated[list[PreviewLine], Meta(max_length=LINES_MAX)]


class MergeBody(Body, frozen=True):
    lines: Annotated[list[LineBody], Meta(max_length=LINES_MAX)]


class ChangeBody(Body, frozen=True):
    quantity: Quantity | None = None
    selected: bool | None = None
    new_sku_id: UUID | None = None


class SelectBody(Body, frozen=True):
    """`sku_ids` null: all lines."""

    sku_ids: SkuIds | None
    selected: bool


class RemoveBody(Body, frozen=True):
    sku_ids: SkuIds


@get("/cart", operation_id="getCart")
async def get_cart(request: AnyRequest) -> CartView:
    return await services(request).carts.show(shopper(request))


@post("/cart/preview", operation_id="previewCart", opt={"public": True, "natural_key": True}, status_code=200)
async def preview_cart(request: AnyRequest, data: JSONBody[PreviewBody]) -> CartView:
    lines = [WantedLine(SkuId(line.sku_id), line.quantity, line.selected) for line in data.lines]
    return await services(request).carts.preview(lines)


@post("/cart/lines", operation_id="addCartLine", status_code=200)
async def add_cart_line(request: AnyRequest, data: JSONBody[LineBody]) -> CartView:
    return await services(request).carts.add(shopper(request), [data.wanted()])


@patch("/cart/lines/{sku_id:uuid}", operation_id="changeCartLine")
async def change_cart_line(request: AnyRequest, sku_id: FromPath[UUID], data: JSONBody[ChangeBody]) -> CartView:
    change = LineChange(data.quantity, data.selected, SkuId(data.new_sku_id) if data.new_sku_id else None)
    return await services(request).carts.change(shopper(request), SkuId(sku_id), change)


@post("/cart/select", operation_id="selectCartLines", opt={"natural_key": True}, status_code=200)
async def select_cart_lines(request: AnyRequest, data: JSONBody[SelectBody]) -> CartView:
    sku_ids = None if data.sku_ids is None else [SkuId(sku_id) for sku_id in data.sku_ids]
    return await services(request).carts.select(shopper(request), sku_ids, data.selected)


@post("/cart/remove", operation_id="removeCartLines", opt={"natural_key": True}, status_code=200)
async def remove_cart_lines(request: AnyRequest, data: JSONBody[RemoveBody]) -> CartView:
    return await services(request).carts.remove(shopper(request), [SkuId(sku_id) for sku_id in data.sku_ids])


@post("/cart/merge", operation_id="mergeCart", status_code=200)
async def merge_cart(request: AnyRequest, data: JSONBody[MergeBody]) -> CartView:
    return await services(request).carts.merge(shopper(request), [line.wanted() for line in data.lines])


ROUTES = [
    get_cart,
    preview_cart,
    add_cart_line,
    change_cart_line,
    select_cart_lines,
    remove_cart_lines,
    merge_cart,
]
