"""Commerce, as other modules see it: the facts of an order's life."""

from datetime import datetime

from ports.kernel import DomainError, Event, Fen, MemberId, OrderId


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


class OrderCancelled(Event, tag="commerce.order_cancelled", frozen=True):
    """By the shopper, an operator, or the clock (`reason`)."""

    order_id: OrderId
    member_id: MemberId
    reason: str


class OrderCompleted(Event, tag="commerce.order_completed", frozen=True):
    order_id: OrderId
    member_id: MemberId
    kept_fen: Fen


class AfterSaleRefunded(Event, tag="commerce.after_sale_refunded", frozen=True):
    order_id: OrderId
    order_number: str
    member_id: MemberId
    refund_fen: Fen
    title: str


class OrderNotFound(DomainError):
    code = "commerce.order_not_found"
    kind = "not_found"
    message = "订单不存在"
