"""What WeChat is told next about an order's parcels."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.payments.shipping import PARCELS_MAX, is_known, next_step, not_ready_wait, upload_time
from ports.kernel import OrderId, ParcelId
from ports.outside.wechat import ShippingRefused, ShippingStatus
from ports.payments.store import ShippingUpload, UploadParcel

NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)


def parcel(number: str, *, told: bool = False, withdrawn: bool = False) -> UploadParcel:
    return UploadParcel(ParcelId(uuid4()), number, "SF", "婴儿柔湿巾", "138****5678", told, withdrawn)


def upload(*parcels: UploadParcel, done: bool = True) -> ShippingUpload:
    return ShippingUpload(OrderId(uuid4()), done, None, 1, 0, 0, 0, None, None, parcels)


def test_one_parcel_is_unified() -> None:
    step = next_step(upload(parcel("A")))
    assert step is not None
    assert (step.split, step.all_delivered, len(step.parcels)) == (False, True, 1)


def test_parts_are_split_and_only_the_new_ones_are_told() -> None:
    first = next_step(upload(parcel("A"), done=False))
    assert first is not None and (first.split, first.all_delivered) == (True, False)
    second = next_step(replace(upload(parcel("A", told=True), parcel("B")), split=True))
    assert second is not None
    assert [p.tracking_number for p in second.parcels] == ["B"]
    assert (second.split, second.all_delivered) == (True, True)


def test_two_parcels_at_once_are_split() -> None:
    step = next_step(upload(parcel("A"), parcel("B")))
    assert step is not None and step.split and len(step.parcels) == 2


def test_told_already_is_nothing() -> None:
    assert next_step(replace(upload(parcel("A", told=True)), told=1)) is None
    assert next_step(upload(parcel("A", withdrawn=True))) is None


def test_a_parcel_that_was_told_closes_an_order_whose_rest_was_refunded() -> None:
    told = (parcel("A", told=True), parcel("B", told=True), parcel("C", told=True, withdrawn=True))
    given = replace(upload(*told), split=True, wanted=2, told=1)
    step = next_step(given)
    assert step is not None
    assert ([p.tracking_number for p in step.parcels], step.split, step.all_delivered) == (["B"], True, True)
    assert not is_known(ShippingStatus(("A", "B", "C"), False, 0), given, step)
    assert is_known(ShippingStatus(("A", "B", "C"), True, 1), given, step)
    assert next_step(replace(given, order_done=False)) is None
    assert next_step(replace(given, completions=1, told=2)) is None


def test_parcels_beyond_what_wechat_takes_do_not_keep_the_order_open() -> None:
    told = (parcel(str(n), told=True) for n in range(PARCELS_MAX))
    step = next_step(replace(upload(*told, parcel("last")), split=True))
    assert step is not None
    assert ([p.tracking_number for p in step.parcels], step.all_delivered) == ([str(PARCELS_MAX - 1)], True)


def test_one_change_after_completion_and_then_no_more() -> None:
    swapped = (parcel("A", told=True, withdrawn=True), parcel("B"))
    waiting = replace(upload(*swapped[:1], done=False), completions=1, split=False)
    assert next_step(waiting) is None
    change = next_step(replace(upload(*swapped), completions=1, split=False))
    assert change is not None
    assert [p.tracking_number for p in change.parcels] == ["B"]
    assert (change.split, change.all_delivered) == (False, True)
    with pytest.raises(ShippingRefused):
        next_step(replace(upload(*swapped), completions=2, split=False))


def test_no_more_parcels_than_wechat_takes() -> None:
    step = next_step(upload(*(parcel(str(n)) for n in range(20))))
    assert step is not None and len(step.parcels) == PARCELS_MAX


def test_upload_times_grow_by_milliseconds() -> None:
    at = upload_time(NOW + timedelta(microseconds=1999), None)
    assert at == NOW + timedelta(milliseconds=1)
    assert upload_time(NOW, at) == at + timedelta(milliseconds=1)


def test_a_lost_answer_is_recognised() -> None:
    given = upload(parcel("A"))
    step = next_step(given)
    assert step is not None
    assert is_known(ShippingStatus(("A",), True, 1), given, step)
    assert not is_known(ShippingStatus((), False, 0), given, step)
    assert not is_known(ShippingStatus(("A",), False, 0), given, step)


def test_waiting_for_wechat_grows_to_half_an_hour() -> None:
    delay = timedelta(seconds=60)
    assert [not_ready_wait(delay, tries).total_seconds() for tries in (0, 1, 4, 60)] == [60, 120, 960, 1800]
