"""The fulfilment desk as the admin reads it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from domain.supply.couriers import suggest
from domain.supply.ground import Ground
from domain.supply.shipping import Begun, ShipItem, Shipping
from domain.supply.work_orders import WorkOrders
from ports.crypto import mask_number
from ports.governance.api import Actor
from ports.kernel import NotFound, OrderId, Page, ParcelId, Tx
from ports.supply.api import FulfilmentView, ParcelView, SuggestedCourier, SupplyAttention
from ports.supply.views import (
    FulfilmentFacts,
    FulfilmentFilter,
    FulfilmentViews,
    ParcelTraces,
    ShipOutcome,
    ShipOutcomes,
    ShipProblem,
    WorkOrderView,
)


class FulfilmentDesk:
    """Reads of fulfilments and parcels, and every action followed by what it led to."""

    def __init__(self, ground: Ground, views: FulfilmentViews, shipping: Shipping, work_orders: WorkOrders) -> None:
        self._uow = ground.uow
        self._clock = ground.clock
        self._views = views
        self._shipping = shipping
        self._work_orders = work_orders

    async def page(self, actor: Actor, given: FulfilmentFilter, cursor: str | None, limit: int) -> Page[FulfilmentView]:
        actor.require("fulfilment.read")
        async with self._uow.reading() as tx:
            page = await self._views.page(tx, given, cursor, limit)
        return Page([_view(facts, self._clock.now()) for facts in page.items], page.next_cursor)

    async def of_order(self, tx: Tx, order_id: OrderId) -> tuple[FulfilmentView, ...]:
        """Implements `ports.supply.api.FulfilmentReads`: the admin's order page shows it."""
        return tuple(_view(facts, self._clock.now()) for facts in await self._views.of_order(tx, order_id))

    async def parcel(self, actor: Actor, parcel_id: ParcelId) -> ParcelTraces:
        """Raises NotFound."""
        actor.require("fulfilment.read")
        async with self._uow.reading() as tx:
            parcel = await self._parcel(tx, parcel_id)
            traces = await self._views.traces(tx, parcel_id)
        fields = {name: getattr(parcel, name) for name in parcel.__struct_fields__}
        return ParcelTraces(**fields, traces=tuple(traces))

    async def ship(self, actor: Actor, items: Sequence[ShipItem]) -> ShipOutcomes:
        begun = await self._shipping.ship(actor, items)
        async with self._uow.reading() as tx:
            parcels = await self._views.parcels(tx, [one.parcel_id for one in begun if one.parcel_id])
        known = {parcel.id: parcel for parcel in parcels}
        return ShipOutcomes([_outcome(one, known) for one in begun])

    async def retry(self, actor: Actor, parcel_id: ParcelId) -> ParcelView:
        await self._shipping.retry(actor, parcel_id)
        async with self._uow.reading() as tx:
            return await self._parcel(tx, parcel_id)

    async def cancel(self, actor: Actor, parcel_id: ParcelId, reason: str) -> ParcelView:
        await self._shipping.cancel(actor, parcel_id, reason)
        async with self._uow.reading() as tx:
            return await self._parcel(tx, parcel_id)

    async def work_orders(self, actor: Actor, status: str, cursor: str | None, limit: int) -> Page[WorkOrderView]:
        actor.require("fulfilment.read")
        async with self._uow.reading() as tx:
            page = await self._views.work_orders(tx, status, cursor, limit)
        return Page([_masked(row) for row in page.items], page.next_cursor)

    async def resolve(self, actor: Actor, work_order_id: UUID, resolution: str) -> WorkOrderView:
        await self._work_orders.resolve(actor, work_order_id, resolution)
        async with self._uow.reading() as tx:
            view = await self._views.work_order(tx, work_order_id)
        assert view is not None, "work orders are never deleted"
        return view

    async def attention(self, tx: Tx) -> SupplyAttention:
        """Counts for the dashboard."""
        return await self._views.attention(tx, self._clock.now())

    async def _parcel(self, tx: Tx, parcel_id: ParcelId) -> ParcelView:
        found = await self._views.parcels(tx, [parcel_id])
        if not found:
            raise NotFound("包裹不存在")
        return found[0]


def _masked(row: WorkOrderView) -> WorkOrderView:
    return replace(row, order_number=mask_number(row.order_number)) if row.order_number else row


def _view(facts: FulfilmentFacts, now: datetime) -> FulfilmentView:
    same_province = facts.province == facts.warehouse_province
    suggestion = suggest(facts.weight_g, facts.value_fen, same_province=same_province)
    shared = {name: getattr(facts, name) for name in FulfilmentView.__struct_fields__ if hasattr(facts, name)}
    shared["order_number"] = mask_number(facts.order_number)
    return FulfilmentView(
        **shared,
        late=facts.status in ("to_ship", "partly_shipped") and facts.ship_by < now,
        suggested_courier=SuggestedCourier(suggestion.courier.code, suggestion.courier.name, suggestion.reason),
    )


def _outcome(begun: Begun, known: dict[ParcelId, ParcelView]) -> ShipOutcome:
    """A courier's refusal stands beside its parcel: the parcel waits for another try."""
    if begun.problem is not None:
        return ShipOutcome(begun.fulfilment_id, None, ShipProblem(begun.problem.code, begun.problem.text))
    assert begun.parcel_id is not None
    parcel = known[begun.parcel_id]
    problem = None
    if parcel.state == "requesting" and parcel.latest:
        problem = ShipProblem("supply.waybill_refused", parcel.latest)
    elif parcel.state == "requesting":
        problem = ShipProblem("supply.waybill_pending", "快递公司暂未返回单号，系统会自动继续获取，请稍后刷新")
    return ShipOutcome(begun.fulfilment_id, parcel, problem)
