"""The life of a parcel. Pure: every function gives the parcel as it stands afterwards."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import DomainError
from ports.outside.courier import Track, Waybill
from ports.supply.parcels import Parcel, ParcelGoods

GOODS_TEXT_MAX = 120
"""WeChat's limit for `item_desc` of the shipping upload (A.9)."""


class WaybillPending(DomainError):
    code = "supply.waybill_pending"
    kind = "conflict"
    message = "正在等待快递公司出单，请稍后再操作"


class ParcelUnderWay(DomainError):
    code = "supply.parcel_under_way"
    kind = "conflict"
    message = "包裹已经揽收或已取消，不能再取消"


class NothingToShip(DomainError):
    code = "supply.nothing_to_ship"
    kind = "conflict"
    message = "这些商品已经发出或已退款，没有可以发货的数量"


class News(Struct, frozen=True):
    """What a history tells: the parcel afterwards, and whether its state changed."""

    parcel: Parcel
    text: str
    at: datetime
    state_changed: bool


def labelled(parcel: Parcel, waybill: Waybill, at: datetime) -> Parcel:
    return replace(
        parcel,
        state="labelled",
        problem=None,
        claimed_until=None,
        tracking_number=waybill.tracking_number,
        mark=waybill.mark,
        sorting=waybill.sorting,
        package=waybill.package,
        label_html=waybill.label_html,
        shipped_at=at,
        checked_at=at,
    )


def refused(parcel: Parcel, reason: str) -> Parcel:
    """The claim on the units stays: an operator tries again or gives the parcel up."""
    return replace(parcel, problem=reason, claimed_until=None)


def retried(parcel: Parcel, order_code: str, at: datetime) -> Parcel:
    """After a refusal the courier gets a new order code: the old one may be burned. Raises WaybillPending."""
    if parcel.state != "requesting" or parcel.problem is None:
        raise WaybillPending
    return replace(parcel, order_code=order_code, problem=None, requested_at=at, claimed_until=None)


def cancelled(parcel: Parcel) -> Parcel:
    return replace(parcel, state="cancelled", cancelling=False, claimed_until=None, problem=None)


def cancelling(parcel: Parcel) -> Parcel:
    return replace(parcel, cancelling=True)


def kept(parcel: Parcel) -> Parcel:
    """The courier would not cancel."""
    return replace(parcel, cancelling=False, claimed_until=None)


def news(parcel: Parcel, track: Track) -> News | None:
    """Every history is whole and replaces the last one; None: it says nothing new, or is older than what is known."""
    if parcel.state in ("requesting", "cancelled") or not track.traces:
        return None
    newest = track.traces[-1]
    known = parcel.newest_trace_at
    if known is not None and newest.at < known:
        return None
    state = parcel.state if track.state == "none" else track.state
    if newest.at == known and state == parcel.state:
        return None
    after = replace(
        parcel,
        state=state,
        latest=newest.text,
        newest_trace_at=newest.at,
        signed_at=newest.at if state == "signed" else parcel.signed_at,
    )
    return News(after, newest.text, newest.at, state != parcel.state)


def goods_text(goods: Sequence[ParcelGoods]) -> str:
    """有机棉连体衣×2；纱布巾×1, cut to what WeChat takes."""
    text = "；".join(f"{item.title}×{item.line.quantity}" for item in goods)
    return text if len(text) <= GOODS_TEXT_MAX else text[: GOODS_TEXT_MAX - 1] + "…"
