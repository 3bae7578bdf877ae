"""Rows of payments and what the module asks of its stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import AttemptId, Fen, OrderId, ParcelId, RefundId, Tx
from ports.outside.pay import Trade
from ports.outside.wechat import Settlement
from ports.payments.api import Attempt, PaymentIntent, Purpose, RefundRequest

RefundState = Literal["requested", "sent", "succeeded", "stuck"]
Account = Literal[
    "asset:wechat_pay",
    "income:sales",
    "income:memberships",
    "income:refunds",
    "liability:refunds_payable",
    "expense:payment_fee",
]


class LedgerLine(Struct, frozen=True):
    """Debit is positive, credit negative."""

    account: Account
    amount_fen: Fen


class LedgerEntry(Struct, frozen=True):
    """Lines add up to zero. The natural key follows from the kind and the thing it is about."""

    id: UUID
    at: datetime
    lines: tuple[LedgerLine, ...]


class PaidAttempt(Struct, frozen=True):
    id: AttemptId
    order_id: OrderId
    amount_fen: Fen
    purpose: Purpose = "order"


class AttemptStore(Protocol):
    async def intend(
        self, tx: Tx, attempt_id: AttemptId, out_trade_no: str, intent: PaymentIntent, now: datetime
    ) -> Attempt:
        """Inserts, or returns the open attempt of the same order, amount and expiry."""

    async def read(self, tx: Tx, attempt_id: AttemptId) -> Attempt | None: ...

    async def by_number(self, tx: Tx, out_trade_no: str) -> Attempt | None: ...

    async def of_order(self, tx: Tx, order_id: OrderId) -> Sequence[Attempt]: ...

    async def prepaid(self, tx: Tx, attempt: Attempt, check_at: datetime) -> bool:
        """Stores prepay id and validity. False: it is no longer open."""

    async def begin_closing(self, tx: Tx, order_id: OrderId, now: datetime) -> Sequence[AttemptId]:
        """Marks the order's open attempts as closing."""

    async def closed(self, tx: Tx, attempt_id: AttemptId) -> bool:
        """An open attempt can no longer be paid. False: it was not open."""

    async def asked(self, tx: Tx, attempt_id: AttemptId, check_at: datetime) -> bool:
        """The call that collects through a contract begins. False: the attempt is not open."""

    async def paid(self, tx: Tx, trade: Trade, fee_fen: Fen, entry: LedgerEntry) -> PaidAttempt | None:
        """Sets the attempt paid, once, whatever its state was, and books `entry` (key `payment:<attempt>`).

        None: it is paid already, or not ours; `known` tells which.
        """

    async def known(self, tx: Tx, out_trade_no: str) -> bool: ...

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Attempt]:
        """Open attempts that are due to be asked about; nobody else gets them before `lease_until`."""

    async def check_later(self, tx: Tx, attempt_id: AttemptId, check_at: datetime) -> None:
        """Counts the check and sets when the next one is due."""


class Refund(Struct, frozen=True):
    """With what its attempt says: `total_fen` was paid, `refunded_fen` has already gone back."""

    id: RefundId
    key: str
    attempt_id: AttemptId
    order_id: OrderId
    out_refund_no: str
    out_trade_no: str
    amount_fen: Fen
    reason: str
    state: RefundState
    checks: int
    total_fen: Fen
    fee_fen: Fen
    refunded_fen: Fen
    purpose: Purpose = "order"


class RefundStore(Protocol):
    async def book(
        self, tx: Tx, refund_id: RefundId, out_refund_no: str, request: RefundRequest, entry: LedgerEntry
    ) -> RefundId | None:
        """Claims the amount of a paid attempt and books `entry` (key `refund_booked:<refund>`), in one statement.

        None: no attempt of the order has that much left, or the key is known (`by_key`).
        """

    async def by_key(self, tx: Tx, key: str) -> RefundId | None: ...

    async def read(self, tx: Tx, refund_id: RefundId) -> Refund | None: ...

    async def lock(self, tx: Tx, out_refund_no: str) -> Refund | None:
        """Locks the attempt, then the refund."""

    async def sent(self, tx: Tx, refund_id: RefundId, check_at: datetime) -> None:
        """The call to WeChat Pay begins: from now on a lost answer is queried first."""

    async def succeeded(self, tx: Tx, refund: Refund, wechat_refund_id: str, entry: LedgerEntry) -> None:
        """Under `lock`. Books `entry` (key `refund_paid:<refund>`)."""

    async def stuck(self, tx: Tx, refund_id: RefundId, problem: str, check_at: datetime | None) -> bool:
        """False: it was stuck or finished before."""

    async def requested_again(self, tx: Tx, refund_id: RefundId) -> bool:
        """A stuck refund is to be sent anew, under the same number. False: it is not stuck."""

    async def claim_due(self, tx: Tx, now: datetime, lease_until: datetime, size: int) -> Sequence[Refund]: ...

    async def check_later(self, tx: Tx, refund_id: RefundId, check_at: datetime) -> None: ...


class UploadParcel(Struct, frozen=True):
    parcel_id: ParcelId
    tracking_number: str
    courier_id: str
    goods: str
    receiver_contact: str
    is_told: bool
    is_withdrawn: bool


class ShippingUpload(Struct, frozen=True):
    """The upload of one order. `split` None: nothing was told yet, the mode is free."""

    order_id: OrderId
    order_done: bool
    split: bool | None
    wanted: int
    told: int
    completions: int
    not_ready: int
    calling_since: datetime | None
    uploaded_at: datetime | None
    parcels: tuple[UploadParcel, ...]


class Payer(Struct, frozen=True):
    transaction_id: str
    openid: str
    paid_at: datetime


class ShippingStore(Protocol):
    async def shipped(
        self, tx: Tx, order_id: OrderId, parcel: UploadParcel, shipped_at: datetime, *, order_done: bool
    ) -> bool:
        """False: the parcel was told before."""

    async def withdrawn(self, tx: Tx, order_id: OrderId, parcel_id: ParcelId, withdrawn_at: datetime) -> bool:
        """Whether the order is whole all the same: what was shipped later has been heard of already."""

    async def rest_withdrawn(self, tx: Tx, order_id: OrderId, withdrawn_at: datetime) -> bool:
        """Nothing more of the order will be shipped. False: that was known."""

    async def payer(self, tx: Tx, order_id: OrderId) -> Payer | None:
        """The payment that the order kept."""

    async def lock(self, tx: Tx, order_id: OrderId) -> ShippingUpload | None: ...

    async def calling(self, tx: Tx, upload: ShippingUpload) -> None:
        """Saves `split`, `uploaded_at` and `calling_since` before the call."""

    async def uploaded(self, tx: Tx, upload: ShippingUpload, parcel_ids: Sequence[ParcelId], *, done: bool) -> None:
        """These parcels are told; `upload.wanted` is what was told of."""

    async def waiting(self, tx: Tx, order_id: OrderId) -> None:
        """WeChat does not know the payment yet."""

    async def refused(self, tx: Tx, order_id: OrderId, problem: str) -> None: ...

    async def settlement(self, tx: Tx, settlement: Settlement) -> None:
        """WeChat's note about the frozen money; what it leaves out stays as it is known."""
