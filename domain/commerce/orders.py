"""The life of an order. Pure: whoever calls brings the time and the facts.

pending_payment → paid → partly_shipped → shipped → delivered → completed, and the two other ends: cancelled (never
paid) and closed (paid, and all of it given back). Between payment and end the state is not stepped but *derived* from
lines and parcels, because tidings of parcels come late, twice and in any order.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.allocation import refund_share_fen
from ports.commerce.order_store import Change, Entry, Order, OrderHead, OrderLine, OrderParcel, OrderStatus
from ports.kernel import AttemptId, DomainError, Fen, LineId, ParcelId
from ports.supply.api import AlreadyShipped, ParcelLine

TERMINAL: frozenset[OrderStatus] = frozenset(("completed", "cancelled", "closed"))
FLOWING: frozenset[OrderStatus] = frozenset(("paid", "partly_shipped", "shipped", "delivered"))
"""Paid and not ended: the state follows from lines and parcels."""


class NotAllowedNow(DomainError):
    """The order's state does not allow it; the message says which."""

    code = "commerce.not_allowed_now"
    message = "订单当前状态不能这样操作"


class Verdict(Enum):
    """What a payment that arrived means to the order."""

    ACCEPT = "accept"
    REPEATED = "repeated"
    SECOND = "second"
    LATE = "late"
    MISMATCH = "mismatch"


class Payment(Struct, frozen=True):
    attempt_id: AttemptId
    amount_fen: Fen
    paid_at: datetime


class LineRefund(Struct, frozen=True):
    line_id: LineId
    quantity: int
    refund_fen: Fen


def judge(head: OrderHead, payment: Payment) -> Verdict:
    """Every payment but the first right one goes back."""
    if head.paid_attempt_id == payment.attempt_id:
        return Verdict.REPEATED
    if head.paid_attempt_id is not None:
        return Verdict.SECOND
    if head.status != "pending_payment":
        return Verdict.LATE
    return Verdict.ACCEPT if payment.amount_fen == head.payable_fen else Verdict.MISMATCH


def paid(order: Order, payment: Payment) -> Order:
    """After a payment that was judged ACCEPT. Virtual goods are delivered by it."""
    head = replace(
        order.head,
        status="paid",
        paid_fen=payment.amount_fen,
        paid_at=payment.paid_at,
        paid_attempt_id=payment.attempt_id,
    )
    return progress(replace(order, head=head))


def paid_in_vain(head: OrderHead, payment: Payment, reason: str) -> OrderHead:
    """The money came, the goods are gone: the order ends, and its whole payment goes back."""
    after = replace(head, paid_fen=payment.amount_fen, paid_at=payment.paid_at, paid_attempt_id=payment.attempt_id)
    return ended(after, "closed", reason, payment.paid_at)


def ended(head: OrderHead, status: OrderStatus, reason: str, now: datetime) -> OrderHead:
    assert status in TERMINAL and head.status not in TERMINAL, "an end is the end"
    return replace(head, status=status, ended_at=now, end_reason=reason)


def cancelled(head: OrderHead, reason: str, now: datetime) -> OrderHead:
    """Raises NotAllowedNow unless it waits for payment."""
    if head.status != "pending_payment":
        raise NotAllowedNow("订单已付款，请申请退款" if head.status in FLOWING else "订单已经结束，不用再取消")
    return ended(head, "cancelled", reason, now)


def shipped(order: Order, parcel_id: ParcelId, lines: tuple[ParcelLine, ...], at: datetime) -> Order:
    return progress(_with_parcel(order, parcel_id, lambda parcel: replace(parcel, lines=lines, shipped_at=at)))


def signed(order: Order, parcel_id: ParcelId, at: datetime) -> Order:
    return progress(_with_parcel(order, parcel_id, lambda parcel: replace(parcel, signed_at=at)))


def recalled(order: Order, parcel_id: ParcelId) -> Order:
    """Its waybill was cancelled: the units are to be shipped again, in another parcel."""
    return progress(_with_parcel(order, parcel_id, lambda parcel: replace(parcel, is_withdrawn=True)))


def confirmed(order: Order, parcel_id: ParcelId | None, now: datetime) -> Order:
    """The shopper has it: one parcel, or (None) all that are under way. Raises NotAllowedNow if there is none."""
    open_ids = {
        parcel.id
        for parcel in order.parcels
        if parcel.is_under_way and parcel.confirmed_at is None and parcel_id in (None, parcel.id)
    }
    if not open_ids or order.head.status not in FLOWING:
        raise NotAllowedNow("没有需要确认收货的包裹")
    parcels = tuple(replace(parcel, confirmed_at=now) if parcel.id in open_ids else parcel for parcel in order.parcels)
    return progress(replace(order, parcels=parcels))


def withdrawn(order: Order, taken: Sequence[ParcelLine]) -> Order:
    """Unshipped units leave the order. Raises AlreadyShipped if a line has not so many left."""
    count = {line.line_id: line.quantity for line in taken}
    lines = []
    for line in order.lines:
        if count.get(line.id, 0) > line.unshipped:
            raise AlreadyShipped
        lines.append(replace(line, withdrawn=line.withdrawn + count.get(line.id, 0)))
    return progress(replace(order, lines=tuple(lines)))


def refunded(order: Order, refunds: Iterable[LineRefund], freight_fen: Fen, now: datetime) -> Order:
    """Money of these units went back. All units refunded: an order that still flows is closed."""
    back = {refund.line_id: refund for refund in refunds}
    lines = tuple(
        replace(
            line,
            refunded=line.refunded + back[line.id].quantity,
            refunded_fen=line.refunded_fen + back[line.id].refund_fen,
        )
        if line.id in back
        else line
        for line in order.lines
    )
    assert all(line.refunded <= line.quantity and line.refunded_fen <= line.payable_fen for line in lines)
    head = replace(
        order.head,
        refunded_fen=order.head.refunded_fen + sum(refund.refund_fen for refund in back.values()) + freight_fen,
        freight_refunded_fen=order.head.freight_refunded_fen + freight_fen,
    )
    assert head.refunded_fen <= head.paid_fen, "never more than was paid"
    if head.status in FLOWING and all(line.refunded == line.quantity for line in lines):
        head = ended(head, "closed", "全部商品已退款", now)
    return progress(Order(head, lines, order.parcels))


def points_back(before: Order, refunds: Iterable[LineRefund]) -> int:
    """The points that paid for these units; in whatever portions a line comes back, they sum to all of its points."""
    lines = {line.id: line for line in before.lines}
    return sum(
        refund_share_fen(
            lines[refund.line_id].points,
            lines[refund.line_id].quantity,
            lines[refund.line_id].refunded,
            refund.quantity,
        )
        for refund in refunds
    )


def completed(head: OrderHead, now: datetime) -> OrderHead:
    """Raises NotAllowedNow unless everything was delivered."""
    if head.status != "delivered":
        raise NotAllowedNow
    return ended(head, "completed", "交易完成", now)


def is_confirmed(order: Order) -> bool:
    """Everything is delivered, and the shopper said so of every parcel, or has the money for all in it back."""
    under_way = [parcel for parcel in order.parcels if parcel.is_under_way]
    kept = {line.id for line in order.lines if line.refunded < line.quantity}
    settled = (p.confirmed_at is not None or kept.isdisjoint(line.line_id for line in p.lines) for p in under_way)
    return order.head.status == "delivered" and bool(under_way) and all(settled)


def progress(order: Order) -> Order:
    """Counts what is shipped, and derives the state of an order that flows. Everything else stays as it is."""
    count: dict[LineId, int] = {}
    for parcel in order.parcels:
        for line in parcel.lines if parcel.is_under_way else ():
            count[line.line_id] = count.get(line.line_id, 0) + line.quantity
    flows = order.head.status in FLOWING
    lines = tuple(_shipped_line(line, count.get(line.id, 0), flows) for line in order.lines)
    head = order.head
    if flows:
        status = _status(lines, order.parcels)
        delivered_at = (head.delivered_at or _received_at(order)) if status == "delivered" else None
        head = replace(head, status=status, delivered_at=delivered_at)
    return Order(head, lines, order.parcels)


def change(before: Order, after: Order, *entries: Entry) -> Change:
    """What there is to write."""
    old_lines, old_parcels = {line.id: line for line in before.lines}, {p.id: p for p in before.parcels}
    return Change(
        after.head,
        tuple(line for line in after.lines if line != old_lines.get(line.id)),
        tuple(parcel for parcel in after.parcels if parcel != old_parcels.get(parcel.id)),
        entries,
    )


def _shipped_line(line: OrderLine, in_parcels: int, flows: bool) -> OrderLine:
    """Virtual goods and services need no parcel: payment hands them over."""
    if line.kind != "physical":
        return replace(line, shipped=line.quantity - line.withdrawn) if flows else line
    return replace(line, shipped=min(in_parcels, line.quantity - line.withdrawn))


def _status(lines: Sequence[OrderLine], parcels: Sequence[OrderParcel]) -> OrderStatus:
    wanted = sum(line.quantity - line.withdrawn for line in lines)
    sent = sum(line.shipped for line in lines)
    if sent == 0:
        return "paid"
    if sent < wanted:
        # What payment handed over is no shipment that the shopper could follow.
        return "partly_shipped" if any(parcel.is_under_way for parcel in parcels) else "paid"
    under_way = [parcel for parcel in parcels if parcel.is_under_way]
    return "delivered" if all(parcel.received_at is not None for parcel in under_way) else "shipped"


def _received_at(order: Order) -> datetime | None:
    """When the last parcel came; of goods without parcels, when they were paid."""
    times = [parcel.received_at for parcel in order.parcels if parcel.is_under_way and parcel.received_at is not None]
    return max(times, default=order.head.paid_at)


def _with_parcel(order: Order, parcel_id: ParcelId, update: Callable[[OrderParcel], OrderParcel]) -> Order:
    known = next((parcel for parcel in order.parcels if parcel.id == parcel_id), None)
    after = update(known or OrderParcel(parcel_id))
    others = tuple(parcel for parcel in order.parcels if parcel.id != parcel_id)
    return replace(order, parcels=(*others, after))
