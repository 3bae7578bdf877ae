"""Orders and after-sale requests as operators see them: the shapes of the HTTP contract."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.after_sale_views import AfterSaleView
from ports.commerce.order_store import OrderStatus
from ports.commerce.order_views import Note, OrderDetail, Slice
from ports.kernel import AttemptId, Fen, MemberId, OrderId, RefundId, Tx, WarehouseId
from ports.supply.api import FulfilmentView

AdminAction = Literal["cancel", "change_address", "ship", "note"]


class OrderQuery(Struct, frozen=True):
    """`search`: a whole order number, tracking number or phone, as it was typed and as its blind index.

    `placed_from` is part of the range, `placed_until` no longer.
    """

    status: OrderStatus | None = None
    search: tuple[str, bytes] | None = None
    placed_from: datetime | None = None
    placed_until: datetime | None = None
    warehouse_id: WarehouseId | None = None


class AdminOrderFacts(Struct, frozen=True, rename="camel"):
    """`late`: something of it should have been sent by now."""

    id: OrderId
    number: str
    status: OrderStatus
    member_nickname: str
    receiver_masked: str
    payable_fen: Fen
    quantity: int
    first_title: str
    first_image_url: str
    created_at: datetime
    paid_at: datetime | None
    late: bool


class AdminOrderRow(AdminOrderFacts, frozen=True, rename="camel", kw_only=True):
    status_text: str


class OrderMember(Struct, frozen=True, rename="camel"):
    id: MemberId
    nickname: str
    phone_masked: str | None
    level_name: str


class AttemptView(Struct, frozen=True, rename="camel"):
    attempt_id: AttemptId
    out_trade_no: str
    state: str
    amount_fen: Fen
    transaction_id: str | None
    at: datetime


class RefundView(Struct, frozen=True, rename="camel"):
    id: RefundId
    out_refund_no: str
    state: str
    amount_fen: Fen
    reason: str
    at: datetime


class OrderLedgerLine(Struct, frozen=True, rename="camel"):
    """`account` in words, and in `text` what kind of entry the line is of."""

    at: datetime
    account: str
    amount_fen: Fen
    text: str


class OrderMoney(Struct, frozen=True):
    """What the admin's page shows beside the order."""

    member: OrderMember
    payments: tuple[AttemptView, ...]
    refunds: tuple[RefundView, ...]
    ledger: tuple[OrderLedgerLine, ...]


class AdminOrder(OrderDetail, frozen=True, rename="camel", kw_only=True):
    member: OrderMember
    fulfilments: tuple[FulfilmentView, ...]
    payments: tuple[AttemptView, ...]
    refunds: tuple[RefundView, ...]
    ledger: tuple[OrderLedgerLine, ...]
    operator_notes: tuple[Note, ...]
    admin_actions: tuple[AdminAction, ...]


class Unmasked(Struct, frozen=True):
    """Name, phone and address are empty where nothing is sent."""

    number: str
    name: str = ""
    phone: str = ""
    address: str = ""


class AdminAfterSale(AfterSaleView, frozen=True, rename="camel", kw_only=True):
    """`problem` says why a person must look at it. `decided_by`: an operator, a guide or the rules; empty: nobody."""

    member_nickname: str
    deadline_at: datetime
    problem: str | None
    decided_by: str
    decision_note: str


class AdminAfterSaleDetail(AdminAfterSale, frozen=True, rename="camel", kw_only=True):
    order: AdminOrder


class FoundOrder(Struct, frozen=True, rename="camel"):
    id: OrderId
    number: str
    status_text: str
    payable_fen: Fen


class FoundProduct(Struct, frozen=True, rename="camel"):
    id: UUID
    title: str
    cover_url: str


class FoundMember(Struct, frozen=True, rename="camel"):
    id: MemberId
    nickname: str
    phone_masked: str | None


class Found(Struct, frozen=True):
    orders: tuple[FoundOrder, ...]
    products: tuple[FoundProduct, ...]
    members: tuple[FoundMember, ...]


class AdminOrderViews(Protocol):
    async def rows(
        self, tx: Tx, given: OrderQuery, cursor: str | None, page: tuple[int, datetime]
    ) -> Slice[AdminOrderFacts]:
        """Newest first. `page`: how many, and the time now."""

    async def money(self, tx: Tx, order_id: OrderId) -> OrderMoney | None: ...

    async def products(self, tx: Tx, words: str, limit: int) -> tuple[FoundProduct, ...]: ...

    async def members(self, tx: Tx, words: str, phone_index: bytes, limit: int) -> tuple[FoundMember, ...]: ...
