"""The operator's shipping desk: begin parcels in bulk, try again, cancel (S7)."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from domain.supply import fulfilment as rules
from domain.supply import parcels
from domain.supply.ground import Ground
from domain.supply.waybills import Waybills
from ports.crypto import mask_number
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import DomainError, NotFound, OutsideUnavailable, ParcelId, Tx
from ports.outside.courier import WaybillRefused
from ports.supply.api import ParcelLine
from ports.supply.couriers import courier
from ports.supply.jobs import CancelWaybill, RequestWaybill
from ports.supply.parcels import Parcel, Resolution

ANSWER_WAIT_SECONDS = 3.0
"""How long an operator waits for the courier; slower answers come in through the job."""

JOB_DELAY = timedelta(seconds=10)
ASKED_AT_ONCE_MAX = 5


class ShipItem(Struct, frozen=True):
    """`lines` None: everything that is left."""

    fulfilment_id: UUID
    courier_code: str
    lines: tuple[ParcelLine, ...] | None = None


class Begun(Struct, frozen=True):
    """Either a parcel was begun, or there is a problem."""

    fulfilment_id: UUID
    parcel_id: ParcelId | None = None
    problem: DomainError | None = None


class Shipping:
    """Writes the intent, then asks the courier at once, so that the operator sees the number."""

    def __init__(self, ground: Ground, waybills: Waybills, audit: AuditApi) -> None:
        self._ground = ground
        self._waybills = waybills
        self._audit = audit
        self._asking: set[asyncio.Task[object]] = set()
        self._few = asyncio.Semaphore(ASKED_AT_ONCE_MAX)

    async def ship(self, actor: Actor, items: Sequence[ShipItem]) -> list[Begun]:
        """One transaction per fulfilment: what cannot be shipped does not stop the rest."""
        actor.require("fulfilment.write")
        begun = []
        for item in items:
            try:
                begun.append(Begun(item.fulfilment_id, await self._begin(actor, item)))
            except DomainError as problem:
                begun.append(Begun(item.fulfilment_id, problem=problem))
        await self._ask([self._waybills.request(one.parcel_id) for one in begun if one.parcel_id])
        return begun

    async def retry(self, actor: Actor, parcel_id: ParcelId) -> None:
        """Asks again after a refusal, or at once when the courier was away."""
        actor.require("fulfilment.write")
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            parcel, number = await self._locked(tx, parcel_id)
            if parcel.problem is not None:
                resolution = Resolution(actor.name, "已重新下单", now)
                await ground.work_orders.resolve_cause(tx, f"waybill:{parcel.order_code}", resolution)
                await ground.parcels.save(tx, parcels.retried(parcel, await self._next_code(tx, parcel, number), now))
            tx.enqueue(RequestWaybill(parcel_id), now + JOB_DELAY)
        await self._ask([self._waybills.request(parcel_id)])

    async def cancel(self, actor: Actor, parcel_id: ParcelId, reason: str) -> None:
        """Before collection only. Raises ParcelUnderWay, WaybillPending, or WaybillRefused with the courier's words."""
        actor.require("fulfilment.write")
        async with self._ground.uow.begin() as tx:
            parcel, number = await self._locked(tx, parcel_id)
            await self._audit.record(
                tx, AuditEntry(actor, "fulfilment.cancel_parcel", mask_number(number), parcel.id, reason)
            )
            if parcel.state == "requesting":
                await self._give_up(tx, actor, parcel)
                return
            if parcel.state != "labelled":
                raise parcels.ParcelUnderWay
            contents = await self._ground.parcels.lines(tx, parcel.id)
            lines = await self._ground.fulfilments.lines(tx, parcel.order_id)
            if not rules.may_unship(lines, parcel.fulfilment_id, contents):
                raise parcels.ParcelUnderWay("包裹里的商品已经退回入库，不能再取消")
            await self._ground.parcels.save(tx, parcels.cancelling(parcel))
            tx.enqueue(CancelWaybill(parcel_id), self._ground.clock.now() + JOB_DELAY)
        answers = await self._ask([self._waybills.cancel(parcel_id)])
        if isinstance(answers[0], str):
            raise WaybillRefused(f"快递公司没有同意取消：{answers[0]}")

    async def _begin(self, actor: Actor, item: ShipItem) -> ParcelId:
        """The intent: a parcel that claims its units, and the job that will ask the courier."""
        chosen, ground, now = courier(item.courier_code), self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            fulfilment = await ground.fulfilments.read(tx, item.fulfilment_id)
            if fulfilment is None:
                raise NotFound
            if fulfilment.on_hold:
                raise parcels.NothingToShip("拼团还没有成功，暂时不能发货")
            await ground.reservations.lock(tx, fulfilment.order_id)
            lines = await ground.fulfilments.lines(tx, fulfilment.order_id)
            planned = rules.plan(lines, fulfilment.id, item.lines)
            if planned is None:
                raise parcels.NothingToShip
            count = await ground.reservations.count_parcel(tx, fulfilment.order_id)
            parcel = Parcel(
                id=ParcelId(ground.ids.new()),
                order_id=fulfilment.order_id,
                fulfilment_id=fulfilment.id,
                warehouse_id=fulfilment.warehouse_id,
                order_code=f"{fulfilment.order_number}-{count}",
                courier_code=chosen.code,
                courier_name=chosen.name,
                requested_at=now,
                requested_by=actor.name,
            )
            sku_ids = {line.line_id: line.sku_id for line in lines}
            await ground.parcels.add(tx, parcel, [(line, sku_ids[line.line_id]) for line in planned])
            await ground.fulfilments.save(tx, rules.adjust(lines, fulfilment.id, planned, (1, 0)))
            await self._audit.record(
                tx,
                AuditEntry(
                    actor, "fulfilment.ship", mask_number(fulfilment.order_number), parcel.id, None, chosen.name
                ),
            )
            # A little later than now: mostly the operator's own request has the answer by then.
            tx.enqueue(RequestWaybill(parcel.id), now + JOB_DELAY)
        return parcel.id

    async def _give_up(self, tx: Tx, actor: Actor, parcel: Parcel) -> None:
        """A parcel that the courier refused: nothing left the stock, its units may be shipped otherwise."""
        if parcel.problem is None:
            raise parcels.WaybillPending
        ground = self._ground
        contents = await ground.parcels.lines(tx, parcel.id)
        lines = await ground.fulfilments.lines(tx, parcel.order_id)
        resolution = Resolution(actor.name, "已取消这个包裹", ground.clock.now())
        await ground.work_orders.resolve_cause(tx, f"waybill:{parcel.order_code}", resolution)
        await ground.parcels.save(tx, parcels.cancelled(parcel))
        await self._waybills.hand_back(tx, rules.adjust(lines, parcel.fulfilment_id, contents, (-1, 0)))

    async def _locked(self, tx: Tx, parcel_id: ParcelId) -> tuple[Parcel, str]:
        """The parcel and its order's number; the order's lock first, then the parcel's. Raises NotFound."""
        found = await self._ground.parcels.errands(tx, [parcel_id])
        if not found:
            raise NotFound
        await self._ground.reservations.lock(tx, found[0].parcel.order_id)
        parcel = await self._ground.parcels.lock(tx, parcel_id)
        assert parcel is not None, "parcels are never deleted"
        return parcel, found[0].order_number

    async def _next_code(self, tx: Tx, parcel: Parcel, order_number: str) -> str:
        return f"{order_number}-{await self._ground.reservations.count_parcel(tx, parcel.order_id)}"

    async def _ask(self, questions: Sequence[Awaitable[object]]) -> list[object]:
        """The answers that came in time; None for others. They go on in the background: an answer is never dropped."""
        tasks = [asyncio.create_task(self._one(question)) for question in questions]
        self._asking.update(tasks)
        for task in tasks:
            task.add_done_callback(self._asking.discard)
        if tasks:
            await asyncio.wait(tasks, timeout=ANSWER_WAIT_SECONDS)
        return [task.result() if task.done() else None for task in tasks]

    async def _one(self, question: Awaitable[object]) -> object:
        async with self._few:
            try:
                return await question
            except OutsideUnavailable:
                # Stated fallback: the parcel waits as it is, and the job asks again.
                return None
