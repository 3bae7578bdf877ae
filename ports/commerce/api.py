"""Commerce, as other modules see it: the facts of an order's life, and after-sale requests that others decide."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.after_sale_views import AfterSaleView
from ports.governance.api import Actor
from ports.kernel import DomainError, Event, Fen, MemberId, OrderId, ParcelId, Tx


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


class AfterSaleRef(Struct, frozen=True):
    """With `member_id` only a request of that member: anybody else's is not found. None is for operators."""

    id: UUID
    member_id: MemberId | None = None


class Decider(Struct, frozen=True):
    """Who decides for the shop: in the audit, and as the shopper reads it (商家, 导购 顾小青)."""

    actor: Actor
    said_as: str


class AfterSaleSeen(Struct, frozen=True):
    """A request as whoever decides it sees it. `decided_by` empty: nobody yet. `decision_note` in their words.

    `is_undecided`: it waits for the shop's first answer, until `deadline_at`.
    """

    view: AfterSaleView
    deadline_at: datetime
    is_undecided: bool
    decided_by: str
    decision_note: str


class AfterSaleApi(Protocol):
    """Decisions of the shop about after-sale requests. The caller has checked that the decider may.

    Each takes the lock of the order and then of its request, and raises AfterSaleNotFound
    (commerce.after_sale_not_found) or, where the request has moved on, AfterSaleNotAllowed
    (commerce.after_sale_not_allowed). They record the decision in the audit and in the order's timeline.
    """

    async def seen(self, tx: Tx, ref: AfterSaleRef) -> AfterSaleSeen:
        """Takes no lock."""

    async def waiting_fen(self, tx: Tx, ref: AfterSaleRef) -> Fen:
        """What would be refunded, in fen, of a request that waits for the shop's first answer; it is locked."""

    async def approve(self, tx: Tx, decider: Decider, ref: AfterSaleRef, note: str) -> None:
        """The refund begins, or the goods are waited for. Raises AlreadyShipped when units left meanwhile."""

    async def reject(self, tx: Tx, decider: Decider, ref: AfterSaleRef, reason: str) -> None:
        """The shopper reads the reason."""

    async def hand_over(self, tx: Tx, decider: Decider, ref: AfterSaleRef, problem: str) -> None:
        """To the shop's own desk, which reads `problem`. Nothing is decided by it."""

    async def leave_word(self, tx: Tx, decider: Decider, ref: AfterSaleRef, words: str) -> None:
        """The shopper reads the words in the order's timeline."""
