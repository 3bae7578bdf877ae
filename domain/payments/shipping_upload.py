"""Telling WeChat that the goods have left, or the money stays frozen (A.9)."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.payments.shipping import NOT_READY_MAX, Step, is_known, next_step, not_ready_wait, upload_time
from ports.kernel import Clock, OrderId, Tx, UnitOfWork
from ports.outside.wechat import MiniProgram, ShippingInfo, ShippingNotReady, ShippingRefused
from ports.payments.jobs import UploadShipping
from ports.payments.store import Payer, ShippingStore, ShippingUpload, UploadParcel
from ports.supply.api import ParcelShipped, ParcelWithdrawn, RestWithdrawn

COLLECTED_FOR = timedelta(seconds=5)
"""Parcels that are shipped together are told together."""


class ShippingPace(Struct, frozen=True):
    """WeChat does not know a payment at once: nothing is uploaded before `delay` after it."""

    delay: timedelta = timedelta(seconds=60)


class Call(Struct, frozen=True):
    """An upload about to be made. `was_calling`: an earlier answer is missing."""

    upload: ShippingUpload
    step: Step
    payer: Payer
    was_calling: bool

    def info(self) -> ShippingInfo:
        assert self.upload.uploaded_at is not None
        return ShippingInfo(
            transaction_id=self.payer.transaction_id,
            openid=self.payer.openid,
            split=self.step.split,
            parcels=self.step.shipped(),
            all_delivered=self.step.all_delivered,
            uploaded_at=self.upload.uploaded_at,
        )


class ShippingUploads:
    def __init__(
        self, uow: UnitOfWork, clock: Clock, store: ShippingStore, wechat: MiniProgram, pace: ShippingPace
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._store = store
        self._wechat = wechat
        self._pace = pace

    async def on_parcel_shipped(self, tx: Tx, event: ParcelShipped) -> None:
        parcel = UploadParcel(
            parcel_id=event.parcel_id,
            tracking_number=event.tracking_number,
            courier_id=event.wechat_courier_id,
            goods=event.goods,
            receiver_contact=event.receiver_phone_masked,
            is_told=False,
            is_withdrawn=False,
        )
        if await self._store.shipped(tx, event.order_id, parcel, event.shipped_at, order_done=event.order_done):
            tx.enqueue(UploadShipping(event.order_id), self._clock.now() + COLLECTED_FOR)

    async def on_parcel_withdrawn(self, tx: Tx, event: ParcelWithdrawn) -> None:
        # Its lines are shipped again in another parcel, and only that one can be told.
        if await self._store.withdrawn(tx, event.order_id, event.parcel_id, event.withdrawn_at):
            tx.enqueue(UploadShipping(event.order_id), self._clock.now() + COLLECTED_FOR)

    async def on_rest_withdrawn(self, tx: Tx, event: RestWithdrawn) -> None:
        # WeChat frees the money of an order that is shipped whole: no further parcel will say so.
        if await self._store.rest_withdrawn(tx, event.order_id, event.withdrawn_at):
            tx.enqueue(UploadShipping(event.order_id), self._clock.now() + COLLECTED_FOR)

    async def handle_upload(self, job: UploadShipping) -> None:
        """Raises ShippingRefused (a person must look) and OutsideUnavailable (it comes again)."""
        call = await self._prepare(job.order_id)
        if call is None:
            return
        try:
            if not (call.was_calling and await self._arrived(call)):
                await self._wechat.upload_shipping(call.info())
        except ShippingNotReady:
            await self._wait(call.upload)
            return
        except ShippingRefused as error:
            async with self._uow.begin() as tx:
                await self._store.refused(tx, job.order_id, error.text)
            raise
        async with self._uow.begin() as tx:
            parcel_ids = [parcel.parcel_id for parcel in call.step.parcels]
            await self._store.uploaded(tx, call.upload, parcel_ids, done=call.step.all_delivered)

    async def _prepare(self, order_id: OrderId) -> Call | None:
        """Writes down that the call begins. None: nothing to tell, or too early (then the job comes again)."""
        refusal: ShippingRefused | None = None
        async with self._uow.begin() as tx:
            upload = await self._store.lock(tx, order_id)
            payer = await self._store.payer(tx, order_id)
            if upload is None or payer is None:
                return None
            try:
                step = next_step(upload)
            except ShippingRefused as error:
                await self._store.refused(tx, order_id, error.text)
                step, refusal = None, error
            call = await self._begin(tx, upload, step, payer) if step else None
        if refusal is not None:
            raise refusal
        return call

    async def _begin(self, tx: Tx, upload: ShippingUpload, step: Step, payer: Payer) -> Call | None:
        now, ready_at = self._clock.now(), payer.paid_at + self._pace.delay
        if now < ready_at:
            tx.enqueue(UploadShipping(upload.order_id), ready_at)
            return None
        at = upload_time(now, upload.uploaded_at)
        begun = replace(upload, split=step.split, uploaded_at=at, calling_since=now)
        await self._store.calling(tx, begun)
        return Call(begun, step, payer, was_calling=upload.calling_since is not None)

    async def _arrived(self, call: Call) -> bool:
        return is_known(await self._wechat.shipping_status(call.payer.transaction_id), call.upload, call.step)

    async def _wait(self, upload: ShippingUpload) -> None:
        if upload.not_ready >= NOT_READY_MAX:
            async with self._uow.begin() as tx:
                await self._store.refused(tx, upload.order_id, "微信一直没有同步这笔付款，请在微信公众平台核对")
            raise ShippingRefused("微信一直没有同步这笔付款，请在微信公众平台核对")
        async with self._uow.begin() as tx:
            await self._store.waiting(tx, upload.order_id)
            tx.enqueue(UploadShipping(upload.order_id), self._due(upload))

    def _due(self, upload: ShippingUpload) -> datetime:
        return self._clock.now() + not_ready_wait(self._pace.delay, upload.not_ready)
