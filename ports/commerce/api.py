"""Commerce, as other modules see it: the facts of an order's life."""

from datetime import datetime
from uuid import UUID

from ports.kernel import DomainError, Event, Fen, MemberId, OrderId, ParcelId


class OrderPlaced(Event, tag="commerce.order_placed", frozen=True):
    order_id: OrderId
    member_id: MemberId
    payable_fen: Fen


class OrderPaid(Event, tag="commerce.order_paid", frozen=True):
    order_id: OrderId
    order_number: str
    member_id: MemberId
    paid_fen: Fen
    title: str
    paid_at: datetime


class OrderParcelShipped(Event, tag="commerce.order_parcel_shipped", frozen=True):
    """One parcel of the order is on its way: what the shopper is told."""

    order_id: OrderId
    order_number: str
    member_id: MemberId
    parcel_id: ParcelId
    title: str
    courier_name: str
    tracking_number: str
    shipped_at: datetime


class OrderCancelled(Event, tag="commerce.order_cancelled", frozen=True):
    """By the shopper, an operator, or the clock (`reason`)."""

    order_id: OrderId
    member_id: MemberId
    reason: str


class PointsOrderPaid(Event, tag="commerce.points_order_paid", frozen=True):
    """Points were held for it, and are spent now."""

    order_id: OrderId


class PointsOrderCancelled(Event, tag="commerce.points_order_cancelled", frozen=True):
    """It ended unpaid, or its goods were gone when the payment came: the points held for it are free again."""

    order_id: OrderId


class OfferedOrderPaid(Event, tag="commerce.offered_order_paid", frozen=True):
    """An order that took units, coupons or a seat of promotions was paid. `activity`: group_buy, bargain, flash."""

    order_id: OrderId
    member_id: MemberId
    activity: str | None
    paid_at: datetime


class OfferedOrderCancelled(Event, tag="commerce.offered_order_cancelled", frozen=True):
    """It ended unpaid, or its goods were gone when the payment came: everything it took is free again."""

    order_id: OrderId
    member_id: MemberId
    activity: str | None


class OfferedOrderWithdrawn(Event, tag="commerce.offered_order_withdrawn", frozen=True):
    """A paid one was given up whole before anything was shipped. The money is on its way back."""

    order_id: OrderId
    member_id: MemberId
    activity: str | None


class OfferedOrderReturned(Event, tag="commerce.offered_order_returned", frozen=True):
    """The whole of a paid one was refunded, shipped or not: coupons come back where their rule says so."""

    order_id: OrderId
    member_id: MemberId
    activity: str | None


class OrderCompleted(Event, tag="commerce.order_completed", frozen=True):
    """`kept_fen`: paid less refunded. It only ever falls, by later refunds: the least that was told is right."""

    order_id: OrderId
    member_id: MemberId
    kept_fen: Fen


class AfterSaleRefunded(Event, tag="commerce.after_sale_refunded", frozen=True):
    """`kept_fen`: what the order keeps after it, as in `OrderCompleted`. `points` of its payment go back too."""

    after_sale_id: UUID
    order_id: OrderId
    order_number: str
    member_id: MemberId
    refund_fen: Fen
    title: str
    refunded_at: datetime
    kept_fen: Fen
    points: int = 0


class OrderReceiversErased(Event, tag="commerce.order_receivers_erased", frozen=True):
    """The buyer has left: whoever keeps the receiver of these orders forgets it."""

    order_ids: tuple[OrderId, ...]


class OrderNotFound(DomainError):
    code = "commerce.order_not_found"
    kind = "not_found"
    message = "订单不存在"
