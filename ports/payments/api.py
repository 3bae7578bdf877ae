"""Payments, as other modules see them: attempts, refunds, and what came of them."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import AttemptId, DomainError, Event, Fen, MemberId, OrderId, RefundId, Tx


class PaymentIntent(Struct, frozen=True):
    """What is to be paid. `pay_by` becomes WeChat's `time_expire`."""

    order_id: OrderId
    order_number: str
    member_id: MemberId
    openid: str
    amount_fen: Fen
    description: str
    pay_by: datetime


AttemptState = Literal["created", "prepaid", "closing", "closed", "paid"]


class Attempt(Struct, frozen=True):
    """One try to collect what an order owes. `prepay_until`: the prepay id may be shown to the client until then."""

    id: AttemptId
    order_id: OrderId
    openid: str
    out_trade_no: str
    amount_fen: Fen
    description: str
    state: AttemptState
    expires_at: datetime
    prepay_id: str | None
    prepay_until: datetime | None
    checks: int


class PayParams(Struct, frozen=True, rename="camel"):
    """For `wx.requestPayment` (D.6), signed with the merchant key."""

    attempt_id: AttemptId
    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str
    pay_by: datetime


class RefundRequest(Struct, frozen=True):
    """`key` is the natural key of the cause (`after_sale:<id>`): one key refunds once.

    `attempt_id` None means the attempt that paid the order.
    """

    key: str
    order_id: OrderId
    amount_fen: Fen
    reason: str
    attempt_id: AttemptId | None = None


class PaymentSucceeded(Event, tag="payments.payment_succeeded", frozen=True):
    """Money arrived, also when the order no longer wants it: commerce decides."""

    order_id: OrderId
    attempt_id: AttemptId
    amount_fen: Fen
    transaction_id: str
    paid_at: datetime


class RefundSucceeded(Event, tag="payments.refund_succeeded", frozen=True):
    refund_id: RefundId
    key: str
    order_id: OrderId
    amount_fen: Fen
    refunded_at: datetime


class RefundStuck(Event, tag="payments.refund_stuck", frozen=True):
    """WeChat Pay answered ABNORMAL or CLOSED: a person must act."""

    refund_id: RefundId
    key: str
    order_id: OrderId
    reason: str


class RefundTooLarge(DomainError):
    """More than was paid. Never expected: the callers compute from the same allocation."""

    code = "payments.refund_too_large"
    kind = "conflict"
    message = "退款金额超过了实付金额"


CheckState = Literal["paid", "pending", "closed"]


class PaymentsApi(Protocol):
    async def intend(self, tx: Tx, intent: PaymentIntent) -> Attempt:
        """A new attempt, or the open one with the same amount and expiry."""

    async def prepay(self, attempt: Attempt) -> PayParams:
        """Asks WeChat Pay for a prepay id (outside a transaction) and signs it for the client."""

    async def check(self, order_id: OrderId) -> CheckState:
        """Asks WeChat Pay about the order's open attempts, and records what it finds."""

    async def close(self, tx: Tx, order_id: OrderId) -> None:
        """The order wants no money any more: its open attempts are closed at WeChat Pay by a job."""

    async def request_refund(self, tx: Tx, request: RefundRequest) -> RefundId:
        """Books the refund and enqueues its sending. The same key again gives the same refund.

        Raises RefundTooLarge.
        """
