"""What the admin reads of the money ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, OrderId, Page, RefundId, Tx
from ports.payments.api import Purpose


class LedgerLineView(Struct, frozen=True, rename="camel"):
    account: str
    account_text: str
    amount_fen: Fen


class LedgerEntryView(Struct, frozen=True, rename="camel"):
    """`reference` is WeChat Pay's transaction id of a payment, our refund number of a refund."""

    id: UUID
    at: datetime
    kind: str
    kind_text: str
    reference: str
    lines: Sequence[LedgerLineView]


class AccountBalance(Struct, frozen=True, rename="camel"):
    account: str
    account_text: str
    balance_fen: Fen


class MoneySummary(Struct, frozen=True, rename="camel"):
    """`sum_fen` is zero, always."""

    accounts: Sequence[AccountBalance]
    sum_fen: Fen


class StuckRefund(Struct, frozen=True, rename="camel"):
    """`reason` is why it goes back, `problem` what WeChat Pay says of it."""

    id: RefundId
    out_refund_no: str
    order_id: OrderId
    order_number: str
    amount_fen: Fen
    reason: str
    problem: str
    requested_at: datetime
    purpose: Purpose = "order"


class MoneyViews(Protocol):
    async def ledger(self, tx: Tx, account: str | None, cursor: str | None, limit: int) -> Page[LedgerEntryView]:
        """Newest first; with an account, entries that touch it. Raises CursorInvalid."""

    async def summary(self, tx: Tx) -> MoneySummary: ...

    async def stuck_refunds(self, tx: Tx, cursor: str | None, limit: int) -> Page[StuckRefund]:
        """Of every cause, oldest first. Raises CursorInvalid."""
