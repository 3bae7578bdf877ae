"""Placing orders."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper
from app.http.mini.activity import ActivityBody, CouponIds, Points, chosen
from app.http.mini.cart import LineBody, Quantity
from domain.commerce.checkout import Wish
from ports.commerce.order_views import OrderDetail
from ports.commerce.pricing import LINES_MAX
from ports.kernel import SkuId

ClientKey = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
AMOUNT_FEN_MAX = 10_000_000_000


class PlaceBody(Body, frozen=True):
    """`lines` empty with source `cart`: what is ticked there. `expected_payable_fen` is what the page showed.

    `coupon_ids` null: the best combination; empty: none. `points` pay a part of it. An `activity` is bought through
    directly, one SKU at a time.
    """

    client_key: ClientKey
    source: Literal["cart", "direct"]
    lines: Annotated[list[LineBody], Meta(max_length=LINES_MAX)]
    address_id: UUID | None
    note: Annotated[str, Meta(max_length=200)]
    expected_payable_fen: Annotated[int, Meta(ge=0, le=AMOUNT_FEN_MAX)]
    virtual_notice_accepted: bool
    coupon_ids: CouponIds = None
    activity: ActivityBody | None = None
    points: Points = 0

    def wish(self) -> Wish:
        return Wish(
            client_key=self.client_key,
            source=self.source,
            lines=tuple((SkuId(line.sku_id), line.quantity) for line in self.lines),
            address_id=self.address_id,
            note=self.note.strip(),
            expected_payable_fen=self.expected_payable_fen,
            virtual_notice_accepted=self.virtual_notice_accepted,
            coupon_ids=chosen(self.coupon_ids),
            activity=self.activity.ref() if self.activity else None,
            points=self.points,
        )


class QuickBody(Body, frozen=True):
    client_key: ClientKey
    sku_id: UUID
    quantity: Quantity


@post("/orders", operation_id="placeOrder", opt={"natural_key": True})
async def place_order(request: AnyRequest, data: JSONBody[PlaceBody]) -> OrderDetail:
    return await services(request).checkout.place(shopper(request), data.wish())


@post("/orders/quick", operation_id="quickBuy", opt={"natural_key": True})
async def quick_buy(request: AnyRequest, data: JSONBody[QuickBody]) -> OrderDetail:
    member_id = shopper(request)
    return await services(request).checkout.quick(member_id, data.client_key, SkuId(data.sku_id), data.quantity)


ROUTES = [place_order, quick_buy]
