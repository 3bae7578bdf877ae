"""Shipping uploads and WeChat's notes about them, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import OrderId, ParcelId, Tx
from ports.outside.wechat import Settlement
from ports.payments.store import Payer, ShippingUpload, UploadParcel

# Tidings come in any order: the latest of them says whether the order is whole.
_LATEST = (
    "order_done = case when excluded.done_as_of > u.done_as_of then excluded.order_done"
    " when excluded.done_as_of = u.done_as_of then u.order_done or excluded.order_done else u.order_done end,"
    " done_as_of = greatest(u.done_as_of, excluded.done_as_of), wanted = u.wanted + 1"
)
_SHIPPED = Statement(
    text(
        "with upload as (insert into payments.shipping_upload as u (order_id, state, order_done, done_as_of, wanted)"
        " values (:order_id, 'waiting', :order_done, :shipped_at, 1)"
        f" on conflict (order_id) do update set state = 'waiting', {_LATEST} returning order_id)"
        " insert into payments.shipping_parcel (parcel_id, order_id, tracking_number, courier_id, goods,"
        " receiver_contact, shipped_at) select :parcel_id, order_id, :tracking_number, :courier_id, :goods,"
        " :receiver_contact, :shipped_at from upload on conflict (parcel_id) do nothing"
    )
)
# The lines of a withdrawn parcel are still to be shipped, so that the order is not done. Of a parcel that was not heard
# of yet a mark is left: its own tidings then change nothing.
_WITHDRAWN = Statement(
    text(
        "with upload as (insert into payments.shipping_upload as u (order_id, state, order_done, done_as_of, wanted)"
        " values (:order_id, 'waiting', false, :withdrawn_at, 1)"
        f" on conflict (order_id) do update set {_LATEST} returning order_id, order_done),"
        " parcel as (insert into payments.shipping_parcel (parcel_id, order_id, tracking_number, courier_id, goods,"
        " receiver_contact, shipped_at, is_withdrawn)"
        " select :parcel_id, order_id, '', '', '', '', :withdrawn_at, true from upload"
        " on conflict (parcel_id) do update set is_withdrawn = true)"
        " select order_done from upload"
    )
)
_REST_WITHDRAWN = Statement(
    text(
        "insert into payments.shipping_upload as u (order_id, state, order_done, done_as_of, wanted)"
        " values (:order_id, 'waiting', true, :withdrawn_at, 1)"
        f" on conflict (order_id) do update set state = 'waiting', {_LATEST}"
        " where not u.order_done and excluded.done_as_of >= u.done_as_of"
    )
)
_PAYER = Statement(
    text(
        "select transaction_id, openid, paid_at from payments.attempt where order_id = :order_id and state = 'paid'"
        " order by booked_fen < paid_fen desc, paid_at, id limit 1"
    )
)
_LOCK = Statement(
    text(
        "select order_id, order_done, split, wanted, told, completions, not_ready, calling_since, uploaded_at"
        " from payments.shipping_upload where order_id = :order_id for update"
    )
)
_PARCELS = Statement(
    text(
        "select parcel_id, tracking_number, courier_id, goods, receiver_contact, is_told, is_withdrawn"
        " from payments.shipping_parcel where order_id = :order_id order by shipped_at, parcel_id"
    )
)
_CALLING = Statement(
    text(
        "update payments.shipping_upload set split = :split, uploaded_at = :uploaded_at,"
        " calling_since = :calling_since where order_id = :order_id"
    )
)
_UPLOADED = Statement(
    text(
        "with told as (update payments.shipping_parcel set is_told = true where parcel_id ="
        " any(cast(:parcel_ids as uuid[])))"
        " update payments.shipping_upload set told = :told, calling_since = null, problem = null, not_ready = 0,"
        " completions = completions + cast(cast(:done as boolean) as int),"
        " state = case when :done then 'done' else 'partly' end where order_id = :order_id"
    )
)
_WAITING = Statement(
    text(
        "update payments.shipping_upload set calling_since = null, not_ready = not_ready + 1 where order_id = :order_id"
    )
)
_REFUSED = Statement(
    text(
        "update payments.shipping_upload set state = 'refused', problem = :problem, calling_since = null"
        " where order_id = :order_id"
    )
)
_SETTLEMENT = Statement(
    text(
        "update payments.shipping_upload set settle_expected_at = coalesce(:expected_at, settle_expected_at),"
        " receipt_confirmed_at = coalesce(:confirmed_at, receipt_confirmed_at),"
        " settled_at = coalesce(:settled_at, settled_at)"
        " where order_id = (select order_id from payments.attempt where transaction_id = :transaction_id)"
    )
)


class PostgresShipping:
    """Implements `ports.payments.store.ShippingStore`."""

    async def shipped(
        self, tx: Tx, order_id: OrderId, parcel: UploadParcel, shipped_at: datetime, *, order_done: bool
    ) -> bool:
        added = await _SHIPPED.run(
            tx,
            order_id=order_id,
            order_done=order_done,
            parcel_id=parcel.parcel_id,
            tracking_number=parcel.tracking_number,
            courier_id=parcel.courier_id,
            goods=parcel.goods,
            receiver_contact=parcel.receiver_contact,
            shipped_at=shipped_at,
        )
        return bool(added)

    async def withdrawn(self, tx: Tx, order_id: OrderId, parcel_id: ParcelId, withdrawn_at: datetime) -> bool:
        given = {"order_id": order_id, "parcel_id": parcel_id, "withdrawn_at": withdrawn_at}
        return bool(await _WITHDRAWN.value(tx, **given))

    async def rest_withdrawn(self, tx: Tx, order_id: OrderId, withdrawn_at: datetime) -> bool:
        return bool(await _REST_WITHDRAWN.run(tx, order_id=order_id, withdrawn_at=withdrawn_at))

    async def payer(self, tx: Tx, order_id: OrderId) -> Payer | None:
        row = await _PAYER.one(tx, order_id=order_id)
        return Payer(**row) if row else None

    async def lock(self, tx: Tx, order_id: OrderId) -> ShippingUpload | None:
        row = await _LOCK.one(tx, order_id=order_id)
        if row is None:
            return None
        parcels = tuple(UploadParcel(**parcel) for parcel in await _PARCELS.all(tx, order_id=order_id))
        return ShippingUpload(**row, parcels=parcels)

    async def calling(self, tx: Tx, upload: ShippingUpload) -> None:
        await _CALLING.run(
            tx,
            order_id=upload.order_id,
            split=upload.split,
            uploaded_at=upload.uploaded_at,
            calling_since=upload.calling_since,
        )

    async def uploaded(self, tx: Tx, upload: ShippingUpload, parcel_ids: Sequence[ParcelId], *, done: bool) -> None:
        await _UPLOADED.run(tx, order_id=upload.order_id, told=upload.wanted, parcel_ids=list(parcel_ids), done=done)

    async def waiting(self, tx: Tx, order_id: OrderId) -> None:
        await _WAITING.run(tx, order_id=order_id)

    async def refused(self, tx: Tx, order_id: OrderId, problem: str) -> None:
        await _REFUSED.run(tx, order_id=order_id, problem=problem)

    async def settlement(self, tx: Tx, settlement: Settlement) -> None:
        await _SETTLEMENT.run(
            tx,
            transaction_id=settlement.transaction_id,
            expected_at=settlement.expected_at,
            confirmed_at=settlement.confirmed_at,
            settled_at=settlement.settled_at,
        )
