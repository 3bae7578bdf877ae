"""Payments, as other modules see them: attempts, refunds, and what came of them."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import AttemptId, DomainError, Event, Fen, MemberId, OrderId, RefundId, Tx

Purpose = Literal["order", "subscription"]
"""What the money is for. Whoever asked for it reacts to what came of it, and leaves the rest alone."""


class PaymentIntent(Struct, frozen=True):
    """What is to be paid. `pay_by` becomes WeChat's `time_expire`.

    `order_id` is the order, or with another `purpose` whatever stands for it there. With `contract_id` the amount is
    collected through that contract, and nobody has to confirm it.
    """

    order_id: OrderId
    order_number: str
    member_id: MemberId
    openid: str
    amount_fen: Fen
    description: str
    pay_by: datetime
    purpose: Purpose = "order"
    contract_id: UUID | None = None


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
    purpose: Purpose = "order"
    contract_id: UUID | None = None


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
    """Money arrived for an order, also when it no longer wants it: commerce decides."""

    order_id: OrderId
    attempt_id: AttemptId
    amount_fen: Fen
    transaction_id: str
    paid_at: datetime


class SubscriptionPaid(Event, tag="payments.subscription_paid", frozen=True):
    """As PaymentSucceeded, for a paid membership: an event of its own, so that orders need no delivery more."""

    charge_id: UUID
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
    purpose: Purpose = "order"


class RefundStuck(Event, tag="payments.refund_stuck", frozen=True):
    """WeChat Pay answered ABNORMAL or CLOSED: a person must act."""

    refund_id: RefundId
    key: str
    order_id: OrderId
    reason: str
    purpose: Purpose = "order"


class CollectionFailed(Event, tag="payments.collection_failed", frozen=True):
    """Nothing was taken through the contract, and this attempt will take nothing any more. `reason` is WeChat Pay's."""

    order_id: OrderId
    attempt_id: AttemptId
    contract_id: UUID
    purpose: Purpose
    reason: str


class ContractSigned(Event, tag="payments.contract_signed", frozen=True):
    contract_id: UUID
    member_id: MemberId
    signed_at: datetime


class ContractEnded(Event, tag="payments.contract_ended", frozen=True):
    """By the member in WeChat, by us, or because its time was over: nothing is collected through it any more."""

    contract_id: UUID
    member_id: MemberId
    ended_at: datetime


class GrantTold(Event, tag="payments.grant_told", frozen=True):
    """WeChat's push says that a person answered the popup for a message."""

    openid: str
    template_id: str
    accepted: bool


class MediaJudged(Event, tag="payments.media_judged", frozen=True):
    """WeChat's push brings the verdict on a picture: the fields of `ports.outside.content_check.Verdict`."""

    trace_id: str
    suggest: Literal["pass", "review", "risky"]
    label: int
    failure: str = ""


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


class SigningJump(Struct, frozen=True, rename="camel"):
    """For `wx.navigateToMiniProgram`: WeChat's own mini-program shows the contract and asks for consent.

    `extra_data` is signed by us; its values are texts.
    """

    app_id: str
    path: str
    extra_data: dict[str, str]


ContractState = Literal["signing", "active", "ended"]


class ContractUnavailable(DomainError):
    """The shop has no contract with WeChat Pay to collect by itself (the settings are empty)."""

    code = "payments.contract_unavailable"
    message = "商家暂未开通自动续费"


class ContractsApi(Protocol):
    """Contracts to collect later 委托代扣: consent is given in WeChat, and can be withdrawn there at any time."""

    @property
    def is_available(self) -> bool: ...

    async def begin(self, tx: Tx, contract_id: UUID, member_id: MemberId, openid: str) -> SigningJump:
        """A contract to be signed, under our own number. Raises ContractUnavailable."""

    async def check(self, contract_id: UUID) -> ContractState:
        """Asks WeChat Pay (outside a transaction) and records what it finds; what we know if it does not answer."""

    async def end(self, tx: Tx, contract_id: UUID) -> None:
        """Ends it at WeChat Pay by a job; harmless for one that has ended."""

    async def announce(self, tx: Tx, contract_id: UUID, amount_fen: Fen, key: str) -> None:
        """WeChat tells the member of a coming deduction, once per key, by a job (7:00-22:00 in Shanghai)."""

    async def collect(self, tx: Tx, intent: PaymentIntent) -> Attempt:
        """Asks for the money by a job, under one number that is queried before it is ever sent again.

        Ends with PaymentSucceeded or CollectionFailed.
        """
