"""The shopper's orders: look, pay, cancel, follow, confirm."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper
from ports.commerce.cart_views import CartView
from ports.commerce.order_views import OrderCard, OrderDetail, OrderFilter, ParcelTrack, PaymentCheck
from ports.kernel import OrderId, Page, ParcelId
from ports.payments.api import PayParams


class CancelBody(Body, frozen=True):
    reason: Annotated[str, Meta(max_length=100)]


class NewAddressBody(Body, frozen=True):
    address_id: UUID


class ConfirmBody(Body, frozen=True):
    """`parcel_id` null: everything that is under way."""

    parcel_id: UUID | None


@get("/orders", operation_id="listOrders")
async def list_orders(
    request: AnyRequest,
    which: Annotated[OrderFilter, QueryParameter(name="state")] = "all",
    cursor: Cursor = None,
    limit: Limit = 10,
) -> Page[OrderCard]:
    return await services(request).orders.cards(shopper(request), which, cursor, limit)


@get("/orders/{order_id:uuid}", operation_id="getOrder")
async def get_order(request: AnyRequest, order_id: FromPath[UUID]) -> OrderDetail:
    return await services(request).orders.detail(shopper(request), OrderId(order_id))


@post("/orders/{order_id:uuid}/pay", operation_id="payOrder", opt={"natural_key": True}, status_code=200)
async def pay_order(request: AnyRequest, order_id: FromPath[UUID]) -> PayParams:
    return await services(request).order_payment.start(shopper(request), OrderId(order_id))


@post("/orders/{order_id:uuid}/payment-check", operation_id="checkPayment", opt={"natural_key": True}, status_code=200)
async def check_payment(request: AnyRequest, order_id: FromPath[UUID]) -> PaymentCheck:
    return await services(request).order_payment.check(shopper(request), OrderId(order_id))


@post("/orders/{order_id:uuid}/cancel", operation_id="cancelOrder", status_code=200)
async def cancel_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[CancelBody]) -> OrderDetail:
    return await services(request).cancelling.by_shopper(shopper(request), OrderId(order_id), data.reason.strip())


@put("/orders/{order_id:uuid}/address", operation_id="readdressOrder")
async def readdress_order(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[NewAddressBody]) -> OrderDetail:
    return await services(request).order_changes.readdress(shopper(request), OrderId(order_id), data.address_id)


@post("/orders/{order_id:uuid}/confirm-receipt", operation_id="confirmReceipt", status_code=200)
async def confirm_receipt(request: AnyRequest, order_id: FromPath[UUID], data: JSONBody[ConfirmBody]) -> OrderDetail:
    parcel_id = ParcelId(data.parcel_id) if data.parcel_id else None
    return await services(request).receiving.confirm(shopper(request), OrderId(order_id), parcel_id)


@post("/orders/{order_id:uuid}/buy-again", operation_id="buyAgain", status_code=200)
async def buy_again(request: AnyRequest, order_id: FromPath[UUID]) -> CartView:
    return await services(request).order_changes.buy_again(shopper(request), OrderId(order_id))


@post("/orders/{order_id:uuid}/remind", operation_id="remindOrder", opt={"natural_key": True}, status_code=204)
async def remind_order(request: AnyRequest, order_id: FromPath[UUID]) -> None:
    await services(request).order_changes.remind(shopper(request), OrderId(order_id))


@get("/orders/{order_id:uuid}/parcels/{parcel_id:uuid}", operation_id="trackParcel")
async def track_parcel(request: AnyRequest, order_id: FromPath[UUID], parcel_id: FromPath[UUID]) -> ParcelTrack:
    return await services(request).orders.parcel(shopper(request), OrderId(order_id), ParcelId(parcel_id))


ROUTES = [
    list_orders,
    get_order,
    pay_order,
    check_payment,
    cancel_order,
    readdress_order,
    confirm_receipt,
    buy_again,
    remind_order,
    track_parcel,
]
