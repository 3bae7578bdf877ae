"""What the shopper sees of orders: the shapes of the HTTP contract, and the facts they are made from.

The views give facts; words and buttons are added by the domain, which alone knows what a state allows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.after_sale_store import AfterSaleStatus, Kind
from ports.commerce.order_store import OrderStatus
from ports.commerce.pricing import Derivation, ProductKind, Totals
from ports.kernel import Fen, LineId, MemberId, OrderId, ParcelId, ProductId, SkuId, Tx
from ports.supply.api import ParcelView, TraceView

OrderAction = Literal[
    "pay", "cancel", "change_address", "remind", "track", "confirm_receipt", "apply_after_sale", "buy_again", "review"
]
OrderFilter = Literal["all", "pending_payment", "to_ship", "to_receive", "completed", "after_sale"]


class LineFacts(Struct, frozen=True):
    """`claimed` units are in after-sale requests that were neither rejected nor cancelled, for `claimed_fen` in all;
    `running` of these requests are not finished yet. `points` paid a part of the line. `is_reviewed`: by its buyer."""

    id: LineId
    sku_id: SkuId
    product_id: ProductId
    kind: ProductKind
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    quantity: int
    payable_fen: Fen
    no_reason_return: bool
    withdrawn: int = 0
    shipped: int = 0
    refunded: int = 0
    claimed: int = 0
    claimed_fen: Fen = 0
    running: int = 0
    points: int = 0
    is_reviewed: bool = False

    @property
    def unshipped(self) -> int:
        return self.quantity - self.withdrawn - self.shipped


class AfterSaleBrief(Struct, frozen=True):
    id: UUID
    kind: Kind
    status: AfterSaleStatus
    refund_fen: Fen


class TimelineEntry(Struct, frozen=True, rename="camel"):
    at: datetime
    text: str


class Note(Struct, frozen=True, rename="camel"):
    at: datetime
    by: str
    text: str


class OrderFacts(Struct, frozen=True):
    """An order as a card and the rules of after-sale need it; `activity` and `held_for` as in `OrderHead`.

    `asked_to_ship`: a parcel was begun, the address can no longer change. `unresolved`: requests that were rejected, or
    that nobody has decided yet.
    """

    id: OrderId
    number: str
    member_id: MemberId
    status: OrderStatus
    title: str
    placed_at: datetime
    pay_by: datetime
    payable_fen: Fen
    freight_fen: Fen
    has_address: bool
    lines: tuple[LineFacts, ...]
    paid_at: datetime | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    reminded_at: datetime | None = None
    paid_fen: Fen = 0
    refunded_fen: Fen = 0
    freight_claimed_fen: Fen = 0
    unresolved: int = 0
    asked_to_ship: bool = False
    unconfirmed_parcels: int = 0
    activity: str | None = None
    held_for: str | None = None


class OrderWhole(Struct, frozen=True):
    """An order as its own page needs it. `address_sealed` is the `PostalAddress` as sealed JSON."""

    facts: OrderFacts
    address_sealed: bytes | None
    note: str
    totals: Totals
    derivation: tuple[Derivation, ...]
    timeline: tuple[TimelineEntry, ...]
    parcels: tuple[ParcelView, ...] = ()
    notes: tuple[Note, ...] = ()
    after_sales: tuple[AfterSaleBrief, ...] = ()


class ParcelWhole(Struct, frozen=True):
    parcel: ParcelView
    traces: tuple[TraceView, ...]
    checked_at: datetime | None
    requested_at: datetime


class CardLine(Struct, frozen=True, rename="camel"):
    id: LineId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    quantity: int


class OrderCard(Struct, frozen=True, rename="camel"):
    id: OrderId
    number: str
    status: OrderStatus
    status_text: str
    sentence: str
    created_at: datetime
    pay_by: datetime | None
    payable_fen: Fen
    quantity: int
    lines: tuple[CardLine, ...]
    actions: tuple[OrderAction, ...]
    activity: str | None = None


class OrderLineView(Struct, frozen=True, rename="camel"):
    id: LineId
    sku_id: SkuId
    product_id: ProductId
    title: str
    option_text: str
    image_url: str
    price_fen: Fen
    quantity: int
    payable_fen: Fen
    shipped_quantity: int
    refunded_quantity: int
    status_text: str
    parcel_id: ParcelId | None
    can_apply_after_sale: bool


class ParcelTrack(ParcelView, frozen=True, rename="camel", kw_only=True):
    """`delayed`: nothing was heard of it for longer than is usual."""

    traces: tuple[TraceView, ...]
    checked_at: datetime | None
    delayed: bool


class MaskedAddress(Struct, frozen=True, rename="camel"):
    name: str
    phone_masked: str
    region: str
    detail: str


class AfterSaleLink(Struct, frozen=True, rename="camel"):
    id: UUID
    kind_text: str
    status_text: str
    refund_fen: Fen


class OrderDetail(Struct, frozen=True, rename="camel"):
    """`OrderCard` with all that the order's own page shows."""

    id: OrderId
    number: str
    status: OrderStatus
    status_text: str
    sentence: str
    created_at: datetime
    pay_by: datetime | None
    payable_fen: Fen
    quantity: int
    lines: tuple[OrderLineView, ...]
    actions: tuple[OrderAction, ...]
    address: MaskedAddress | None
    note: str
    totals: Totals
    derivation: tuple[Derivation, ...]
    parcels: tuple[ParcelView, ...]
    timeline: tuple[TimelineEntry, ...]
    after_sales: tuple[AfterSaleLink, ...]
    paid_at: datetime | None
    payment_method: str | None
    activity: str | None = None


class PaymentCheck(Struct, frozen=True, rename="camel"):
    state: Literal["paid", "pending", "closed"]
    message: str


class Slice[T](Struct, frozen=True):
    """One page of facts and the cursor of the next."""

    items: Sequence[T]
    next_cursor: str | None


class OrderViews(Protocol):
    async def cards(
        self, tx: Tx, member_id: MemberId, state: OrderFilter, cursor: str | None, limit: int
    ) -> Slice[OrderFacts]:
        """The member's orders, newest first."""

    async def facts(self, tx: Tx, order_id: OrderId, member_id: MemberId | None) -> OrderFacts | None: ...

    async def whole(self, tx: Tx, order_id: OrderId, member_id: MemberId | None) -> OrderWhole | None:
        """One statement. With `member_id` only an order of that member; None is for operators."""

    async def parcel(
        self, tx: Tx, order_id: OrderId, parcel_id: ParcelId, member_id: MemberId
    ) -> ParcelWhole | None: ...
