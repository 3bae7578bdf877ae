"""Asking the courier for a waybill, and cancelling one (S7): intent, call, result, each safe to repeat.

The intent row is the parcel. A claim on it keeps two processes from asking at the same time; should both ask all the
same, the order code makes the courier answer twice with one waybill.
"""

from datetime import datetime, timedelta

from domain.supply import fulfilment as rules
from domain.supply import parcels
from domain.supply.ground import Ground
from domain.supply.receivers import unseal
from domain.supply.reservations import book
from domain.supply.stock import Fact, moves
from ports.kernel import OutsideUnavailable, ParcelId, Tx
from ports.outside.courier import Contact, CourierGateway, Waybill, WaybillOrder, WaybillRefused
from ports.supply.api import ParcelShipped, ParcelWithdrawn
from ports.supply.couriers import courier
from ports.supply.jobs import CancelWaybill, RequestWaybill, SubscribeTracking
from ports.supply.parcels import Errand, Parcel, WorkOrder
from ports.supply.store import FulfilmentLine

CLAIM_TTL = timedelta(seconds=30)
WORK_ORDER_DUE = timedelta(hours=4)
UNFINISHED_AFTER = timedelta(seconds=60)
UNFINISHED_BATCH_MAX = 50
REMARK_MAX = 60


class Waybills:
    """Handles RequestWaybill and CancelWaybill; the operator's request runs the same code to see the answer at once."""

    def __init__(self, ground: Ground, gateway: CourierGateway) -> None:
        self._ground = ground
        self._gateway = gateway

    async def on_request(self, job: RequestWaybill) -> None:
        await self.request(job.parcel_id)

    async def on_cancel(self, job: CancelWaybill) -> None:
        await self.cancel(job.parcel_id)

    async def request(self, parcel_id: ParcelId) -> None:
        """Raises OutsideUnavailable: the parcel stays `requesting`, the job and the sweep ask again."""
        errand = await self._claimed(parcel_id)
        if errand is None or errand.parcel.state != "requesting":
            return
        try:
            waybill = await self._gateway.order(self._order_of(errand))
        except WaybillRefused as refusal:
            await self._refuse(errand, refusal.text)
        except OutsideUnavailable:
            await self._unclaim(parcel_id)
            raise
        else:
            await self._label(errand, waybill)

    async def cancel(self, parcel_id: ParcelId) -> str | None:
        """The courier's reason for refusing, or None. Raises OutsideUnavailable: the job asks again."""
        errand = await self._claimed(parcel_id)
        if errand is None or not errand.parcel.cancelling:
            return None
        parcel = errand.parcel
        try:
            await self._gateway.cancel(parcel.courier_code, parcel.order_code, parcel.tracking_number or "")
        except WaybillRefused as refusal:
            await self._keep(parcel_id)
            return refusal.text
        except OutsideUnavailable:
            await self._unclaim(parcel_id)
            raise
        await self._withdraw(errand)
        return None

    async def sweep_unfinished(self) -> int:
        """Asks again about requests and cancellations that no job brought to an end. Stops when the courier is down."""
        ground = self._ground
        async with ground.uow.reading() as tx:
            before = ground.clock.now() - UNFINISHED_AFTER
            waiting = await ground.parcels.unfinished(tx, before, UNFINISHED_BATCH_MAX)
        done = 0
        for parcel_id in waiting:
            try:
                await self.request(parcel_id)
                await self.cancel(parcel_id)
            except OutsideUnavailable:
                return done
            done += 1
        return done

    async def _claimed(self, parcel_id: ParcelId) -> Errand | None:
        now = self._ground.clock.now()
        async with self._ground.uow.begin() as tx:
            if not await self._ground.parcels.claim(tx, parcel_id, now, now + CLAIM_TTL):
                return None
            return (await self._ground.parcels.errands(tx, [parcel_id]))[0]

    async def _unclaim(self, parcel_id: ParcelId) -> None:
        async with self._ground.uow.begin() as tx:
            await self._ground.parcels.unclaim(tx, parcel_id)

    def _order_of(self, errand: Errand) -> WaybillOrder:
        to = unseal(self._ground.cipher, errand.receiver)
        return WaybillOrder(
            order_code=errand.parcel.order_code,
            courier_code=errand.parcel.courier_code,
            sender=errand.sender,
            receiver=Contact(to.name, to.phone, to.province, to.city, to.district, to.detail),
            cargo=errand.cargo,
            remark=errand.note[:REMARK_MAX],
        )

    async def _label(self, errand: Errand, waybill: Waybill) -> None:
        """The goods leave: stock, fulfilment and parcel change together, once."""
        now = self._ground.clock.now()
        async with self._ground.uow.begin() as tx:
            parcel, lines = await self._locked(tx, errand.parcel)
            if parcel.state != "requesting":
                return
            shipped = parcels.labelled(parcel, waybill, now)
            after = rules.adjust(lines, parcel.fulfilment_id, errand.lines, (0, 1))
            await self._ground.fulfilments.save(tx, after, rules.statuses(after))
            await self._ground.parcels.save(tx, shipped)
            await self._move(tx, errand, after, Fact("ship", f"parcel:{parcel.id}", parcel.order_id))
            tx.emit(_shipped(errand, shipped, now, order_done=rules.order_done(after)))
            tx.enqueue(SubscribeTracking(parcel.id))

    async def _refuse(self, errand: Errand, reason: str) -> None:
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            parcel = await ground.parcels.lock(tx, errand.parcel.id)
            if parcel is None or parcel.state != "requesting":
                return
            await ground.parcels.save(tx, parcels.refused(parcel, reason))
            order = WorkOrder(
                id=ground.ids.new(),
                cause=f"waybill:{parcel.order_code}",
                kind="waybill_refused",
                title=f"{parcel.courier_name}没有接单",
                detail=f"快递公司的答复：{reason}。请核对地址后重试，或取消后换一家快递公司。",
                parcel=parcel,
                order_number=errand.order_number,
                due_at=now + WORK_ORDER_DUE,
            )
            await ground.work_orders.open(tx, order, now)

    async def _keep(self, parcel_id: ParcelId) -> None:
        """The courier did not cancel: the parcel goes on as it was."""
        async with self._ground.uow.begin() as tx:
            parcel = await self._ground.parcels.lock(tx, parcel_id)
            assert parcel is not None
            await self._ground.parcels.save(tx, parcels.kept(parcel))

    async def _withdraw(self, errand: Errand) -> None:
        async with self._ground.uow.begin() as tx:
            parcel, lines = await self._locked(tx, errand.parcel)
            if not parcel.cancelling:
                return
            await self._ground.parcels.save(tx, parcels.cancelled(parcel))
            after = rules.adjust(lines, parcel.fulfilment_id, errand.lines, (-1, -1))
            await self._move(tx, errand, after, Fact("unship", f"parcel:{parcel.id}", parcel.order_id))
            await self.hand_back(tx, after)
            tx.emit(ParcelWithdrawn(parcel.order_id, parcel.id, errand.lines, self._ground.clock.now()))

    async def hand_back(self, tx: Tx, lines: list[FulfilmentLine]) -> None:
        """Saves lines that lost a parcel. If the order was given up meanwhile, its units go back on sale at once."""
        ground, order_id = self._ground, lines[0].order_id
        reservation = await ground.reservations.lock(tx, order_id)
        assert reservation is not None
        after = rules.withdraw_all(lines) if reservation.state == "released" else lines
        await ground.fulfilments.save(tx, after, rules.statuses(after))
        units = rules.withdrawn_units(lines, after)
        withdrawn = sum(line.withdrawn for line in after)
        fact = Fact("release", f"withdraw:{order_id}:{withdrawn}", order_id)
        await book(tx, ground.stock, moves(fact, units), ground.clock.now())

    async def _locked(self, tx: Tx, parcel: Parcel) -> tuple[Parcel, list[FulfilmentLine]]:
        """The order's lock first, then the parcel's."""
        await self._ground.reservations.lock(tx, parcel.order_id)
        newest = await self._ground.parcels.lock(tx, parcel.id)
        assert newest is not None, "parcels are never deleted"
        return newest, await self._ground.fulfilments.lines(tx, parcel.order_id)

    async def _move(self, tx: Tx, errand: Errand, lines: list[FulfilmentLine], fact: Fact) -> None:
        units = rules.parcel_units(lines, errand.parcel.fulfilment_id, errand.lines)
        await book(tx, self._ground.stock, moves(fact, units), self._ground.clock.now())


def _shipped(errand: Errand, parcel: Parcel, at: datetime, *, order_done: bool) -> ParcelShipped:
    return ParcelShipped(
        order_id=parcel.order_id,
        parcel_id=parcel.id,
        lines=errand.lines,
        courier_code=parcel.courier_code,
        courier_name=parcel.courier_name,
        wechat_courier_id=courier(parcel.courier_code).wechat_id,
        tracking_number=parcel.tracking_number or "",
        goods=parcels.goods_text(errand.goods),
        receiver_phone_masked=errand.phone_masked,
        order_done=order_done,
        shipped_at=at,
    )
