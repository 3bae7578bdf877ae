"""The confirmation page of a checkout."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper
from app.http.mini.activity import ActivityBody, CouponIds, Points, chosen
from app.http.mini.cart import LineBody
from domain.commerce.quote_page import QuoteAsk
from ports.commerce.cart_views import QuoteView
from ports.commerce.pricing import LINES_MAX
from ports.kernel import SkuId


class QuoteBody(Body, frozen=True):
    """`lines` empty with source `cart`: what is ticked there. `address_id` null: the default address.

    `coupon_ids` null: the best combination; empty: none. `points` null: as many as can be used.
    """

    source: Literal["cart", "direct"]
    lines: Annotated[list[LineBody], Meta(max_length=LINES_MAX)]
    address_id: UUID | None
    coupon_ids: CouponIds = None
    activity: ActivityBody | None = None
    points: Points | None = 0

    def ask(self) -> QuoteAsk:
        return QuoteAsk(
            self.source,
            tuple((SkuId(line.sku_id), line.quantity) for line in self.lines),
            self.address_id,
            chosen(self.coupon_ids),
            self.activity.ref() if self.activity else None,
            self.points,
        )


@post("/checkout/quote", operation_id="quoteCheckout", opt={"natural_key": True}, status_code=200)
async def quote_checkout(request: AnyRequest, data: JSONBody[QuoteBody]) -> QuoteView:
    return await services(request).checkout_quotes.quote(shopper(request), data.ask())


ROUTES = [quote_checkout]
