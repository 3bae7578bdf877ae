"""Rows of after-sale requests 售后, and what the module asks of their store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, LineId, MemberId, OrderId, Tx

Kind = Literal["refund_only", "return_refund"]
ShopperAction = Literal["cancel", "fill_return"]
AfterSaleStatus = Literal[
    "applied",
    "approved",
    "awaiting_return",
    "returning",
    "refunding",
    "refunded",
    "rejected",
    "cancelled",
    "escalated",
]


class AfterSaleLine(Struct, frozen=True):
    line_id: LineId
    quantity: int
    refund_fen: Fen


class ReturnParcel(Struct, frozen=True):
    courier_code: str
    courier_name: str
    tracking_number: str


class AfterSale(Struct, frozen=True):
    """`before_shipping`: about units that no parcel holds, which leave fulfilment when it is approved.

    The amounts are settled when it is asked for, and do not change, nor does who pays for the way back
    (`shop_pays_return`). `problem` says why a person must look at it.
    """

    id: UUID
    number: str
    order_id: OrderId
    order_number: str
    member_id: MemberId
    kind: Kind
    status: AfterSaleStatus
    before_shipping: bool
    reason_code: str
    description: str
    image_urls: tuple[str, ...]
    lines: tuple[AfterSaleLine, ...]
    freight_fen: Fen
    applied_at: datetime
    deadline_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    decision_note: str = ""
    return_parcel: ReturnParcel | None = None
    returned_at: datetime | None = None
    received_at: datetime | None = None
    refund_requested_at: datetime | None = None
    refunded_at: datetime | None = None
    ended_at: datetime | None = None
    problem: str | None = None
    shop_pays_return: bool = False

    @property
    def refund_fen(self) -> Fen:
        return self.freight_fen + sum(line.refund_fen for line in self.lines)


class AfterSaleStore(Protocol):
    async def insert(self, tx: Tx, after_sale: AfterSale) -> None: ...

    async def order_of(self, tx: Tx, after_sale_id: UUID, member_id: MemberId | None = None) -> OrderId | None:
        """Whose lock is to be taken before the request's own. With `member_id` only a request of that member."""

    async def lock(self, tx: Tx, after_sale_id: UUID) -> AfterSale | None:
        """The caller holds the order's lock."""

    async def save(self, tx: Tx, after_sale: AfterSale) -> None:
        """All but what was settled when it was asked for."""

    async def running(self, tx: Tx, order_id: OrderId) -> int:
        """Requests of the order that are not finished."""

    async def unreturned(self, tx: Tx, now: datetime, limit: int) -> Sequence[UUID]:
        """Approved returns whose goods were not sent back in time."""
