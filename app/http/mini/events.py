"""What a shopper does in the mini-program, reported in batches."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, device, services, shopper
from ports.insight.events import BATCH_MAX, DWELL_MS_MAX, Kept, NewEvent
from ports.kernel import ProductId, SkuId

Kind = Literal["page", "product_view", "product_leave", "search", "cart_add", "cart_remove", "checkout_begin"]


Moment = Annotated[datetime, Meta(tz=True)]


class BehaviourBody(Body, frozen=True):
    """`id` is made by the client, and makes a repetition harmless. `view_id`: the view that a leave ends.

    `text`: the name of a page, or what was searched for.
    """

    id: UUID
    kind: Kind
    at: Moment
    product_id: UUID | None = None
    sku_id: UUID | None = None
    quantity: Annotated[int, Meta(ge=1, le=999)] | None = None
    text: Annotated[str, Meta(max_length=64)] | None = None
    view_id: UUID | None = None
    dwell_ms: Annotated[int, Meta(ge=0, le=DWELL_MS_MAX)] | None = None

    def event(self) -> NewEvent:
        return NewEvent(
            id=self.id,
            kind=self.kind,
            at=self.at,
            product_id=ProductId(self.product_id) if self.product_id else None,
            sku_id=SkuId(self.sku_id) if self.sku_id else None,
            quantity=self.quantity,
            text=self.text,
            view_id=self.view_id,
            dwell_ms=self.dwell_ms,
        )


class BehaviourBatchBody(Body, frozen=True):
    """`sent_at` by the client's clock: times are read as so long before now."""

    sent_at: Moment
    events: Annotated[tuple[BehaviourBody, ...], Meta(min_length=1, max_length=BATCH_MAX)]


@post("/events", operation_id="reportEvents", opt={"natural_key": True}, status_code=202)
async def report_events(request: AnyRequest, data: JSONBody[BehaviourBatchBody]) -> Kept:
    """`isOn` false: the shopper does not want it; nothing is kept, and nothing more need be sent."""
    events = [one.event() for one in data.events]
    kept = await services(request).insight.intake.report(shopper(request), data.sent_at, events)
    if kept.is_on:
        await services(request).members.tags.devices.seen(shopper(request), device(request))
    return kept


ROUTES = [report_events]
