"""What WeChat is told next about an order's parcels (A.9): pure rules."""

from datetime import datetime, timedelta

from msgspec import Struct

from ports.outside.wechat import ShippedParcel, ShippingRefused, ShippingStatus
from ports.payments.store import ShippingUpload, UploadParcel

PARCELS_MAX = 15
COMPLETIONS_MAX = 2
"""The first completed upload, and the one change that WeChat allows after it."""
NOT_READY_MAX = 60
NOT_READY_AFTER_MAX = timedelta(minutes=30)


class Step(Struct, frozen=True):
    """One upload: these parcels, in this mode."""

    parcels: tuple[UploadParcel, ...]
    split: bool
    all_delivered: bool

    def shipped(self) -> tuple[ShippedParcel, ...]:
        return tuple(
            ShippedParcel(parcel.tracking_number, parcel.courier_id, parcel.goods, parcel.receiver_contact or None)
            for parcel in self.parcels
        )


def next_step(upload: ShippingUpload) -> Step | None:
    """None: there is nothing to tell now. Raises ShippingRefused when the one change is used up.

    Before completion each upload adds parcels. After it an upload replaces everything, so that it waits until the
    order is whole again. When the rest of an order was refunded there is no parcel left that could say "all delivered":
    the last one that was told says so again, in the same mode, which is no change of a completed shipment (A.9).
    """
    if upload.told == upload.wanted:
        return None
    alive = tuple(parcel for parcel in upload.parcels if not parcel.is_withdrawn)
    if upload.completions == 0:
        fresh = tuple(parcel for parcel in alive if not parcel.is_told)
        split = upload.split if upload.split is not None else not (upload.order_done and len(alive) == 1)
        room = PARCELS_MAX - sum(parcel.is_told for parcel in upload.parcels)
        if fresh and room > 0:
            return Step(fresh[:room], split, upload.order_done)
        told = tuple(parcel for parcel in alive if parcel.is_told)
        return Step(told[-1:], split, True) if upload.order_done and told else None
    if not upload.order_done or not alive:
        return None
    if upload.completions >= COMPLETIONS_MAX:
        raise ShippingRefused("发货信息只能修改一次，已用完，请在微信公众平台处理")
    return Step(alive[:PARCELS_MAX], bool(upload.split), True)


def upload_time(now: datetime, last: datetime | None) -> datetime:
    """Whole milliseconds, and later than the last one."""
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return now if last is None or now > last else last + timedelta(milliseconds=1)


def is_known(status: ShippingStatus, upload: ShippingUpload, step: Step) -> bool:
    """Whether the upload whose answer was lost did arrive: repeating it could use up the one change."""
    told = set(status.tracking_numbers)
    if any(parcel.tracking_number not in told for parcel in step.parcels):
        return False
    return not step.all_delivered or (status.is_complete and status.completions > upload.completions)


def not_ready_wait(delay: timedelta, tries: int) -> timedelta:
    """WeChat learns of a payment 10 to 60 s later, now and then much later."""
    return min(delay * (1 << min(tries, 6)), NOT_READY_AFTER_MAX)
