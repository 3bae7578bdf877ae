"""Rows of orders, and what the module asks of their store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.commerce.pricing import PricedBasket, ProductKind
from ports.kernel import AttemptId, Fen, LineId, MemberId, OrderId, ParcelId, ProductId, SkuId, Tx
from ports.supply.api import ParcelLine

OrderStatus = Literal[
    "pending_payment", "paid", "partly_shipped", "shipped", "delivered", "completed", "cancelled", "closed"
]
Source = Literal["cart", "direct"]


class OrderHead(Struct, frozen=True):
    """`refunded_fen` counts what really went back of `paid_fen`; `freight_refunded_fen` is the part that was freight.

    `ended_at` and `end_reason` are of the terminal states: completed, cancelled, closed. `activity` is what it was
    bought through; `held_for` "team": paid, and not to be shipped before its group-buy succeeds. `has_offers`: it took
    something of promotions. `points` paid a part of it.
    """

    id: OrderId
    number: str
    member_id: MemberId
    openid: str
    status: OrderStatus
    title: str
    payable_fen: Fen
    freight_fen: Fen
    placed_at: datetime
    pay_by: datetime
    note: str = ""
    address_sealed: bytes | None = None
    paid_fen: Fen = 0
    refunded_fen: Fen = 0
    freight_refunded_fen: Fen = 0
    paid_at: datetime | None = None
    paid_attempt_id: AttemptId | None = None
    delivered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    reminded_at: datetime | None = None
    activity: str | None = None
    held_for: str | None = None
    has_offers: bool = False
    points: int = 0


class OrderLine(Struct, frozen=True):
    """`withdrawn` units left fulfilment unshipped, `shipped` ones are in parcels, `refunded` ones were paid back."""

    id: LineId
    sku_id: SkuId
    product_id: ProductId
    kind: ProductKind
    title: str
    option_text: str
    image_url: str
    weight_g: int
    unit_fen: Fen
    quantity: int
    payable_fen: Fen
    no_reason_return: bool
    withdrawn: int = 0
    shipped: int = 0
    refunded: int = 0
    refunded_fen: Fen = 0
    points: int = 0

    @property
    def unshipped(self) -> int:
        return self.quantity - self.withdrawn - self.shipped


class OrderParcel(Struct, frozen=True):
    """What commerce was told of a parcel. Tidings come in any order: `lines` is empty until the parcel was shipped."""

    id: ParcelId
    lines: tuple[ParcelLine, ...] = ()
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    confirmed_at: datetime | None = None
    is_withdrawn: bool = False

    @property
    def is_under_way(self) -> bool:
        return self.shipped_at is not None and not self.is_withdrawn

    @property
    def received_at(self) -> datetime | None:
        """The courier says so, or the shopper does: whichever came first."""
        known = [at for at in (self.signed_at, self.confirmed_at) if at is not None]
        return min(known) if known else None


class Order(Struct, frozen=True):
    head: OrderHead
    lines: tuple[OrderLine, ...]
    parcels: tuple[OrderParcel, ...] = ()


class Entry(Struct, frozen=True):
    """A line of the timeline. Internal ones are operators' notes, which the shopper does not see."""

    id: UUID
    at: datetime
    text: str
    by: str = ""
    is_internal: bool = False


class SealedReceiver(Struct, frozen=True):
    """The `PostalAddress` as sealed JSON, what may be shown of it, and the blind index of its phone."""

    sealed: bytes
    masked: str
    region: str
    phone_index: bytes


class NewOrder(Struct, frozen=True):
    """`client_key` is unique per member: the natural key of one intention to buy. `openid` will be asked to pay."""

    id: OrderId
    number: str
    member_id: MemberId
    openid: str
    client_key: str
    source: Source
    basket: PricedBasket
    note: str
    receiver: SealedReceiver | None
    virtual_notice_at: datetime | None
    placed_at: datetime
    pay_by: datetime
    entry: Entry
    activity: str | None = None
    has_offers: bool = False


class Change(Struct, frozen=True):
    """What `save` writes: the head, and those lines and parcels that changed. `is_sale`: it was paid just now."""

    head: OrderHead
    lines: tuple[OrderLine, ...] = ()
    parcels: tuple[OrderParcel, ...] = ()
    entries: tuple[Entry, ...] = ()
    is_sale: bool = False


class OrderStore(Protocol):
    async def find(self, tx: Tx, member_id: MemberId, client_key: str) -> OrderId | None: ...

    async def insert(self, tx: Tx, order: NewOrder) -> bool:
        """Order, lines and first timeline entry; takes bought lines out of the cart when they come from there.

        One statement. False: the member used this client key before, and nothing was written.
        """

    async def lock_head(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> OrderHead | None:
        """Locks the order. With `member_id` only an order of that member is found."""

    async def lock(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> Order | None:
        """Locks the order, then reads its lines and parcels."""

    async def lock_placed(self, tx: Tx, order_id: OrderId) -> Order | None:
        """As `lock`, in one statement. Lines and parcels are right as long as the order waits for payment."""

    async def body(self, tx: Tx, head: OrderHead) -> Order:
        """Lines and parcels of an order whose lock the caller holds."""

    async def head(self, tx: Tx, order_id: OrderId, member_id: MemberId | None = None) -> OrderHead | None:
        """Without a lock."""

    async def save(self, tx: Tx, change: Change) -> None:
        """One statement."""

    async def readdress(self, tx: Tx, order_id: OrderId, receiver: SealedReceiver, entry: Entry) -> None: ...

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> Sequence[OrderHead]:
        """Unpaid orders whose time to pay is over, the longest overdue first."""

    async def long_delivered(self, tx: Tx, before: datetime, limit: int) -> Sequence[OrderId]:
        """Orders delivered before then without an after-sale request in progress."""

    async def bought(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> list[tuple[SkuId, int]]:
        """What the member's order was about, to be put into the cart again."""
