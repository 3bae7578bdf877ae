"""Parcels, their traces and the courier's work orders: rows and stores of supply alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import OrderId, ParcelId, SkuId, Tx, WarehouseId
from ports.outside.courier import Cargo, Contact, Trace
from ports.supply.api import ParcelLine

ParcelState = Literal[
    "requesting", "labelled", "collected", "in_transit", "delivering", "signed", "problem", "returned", "cancelled"
]


class Parcel(Struct, frozen=True):
    """`requesting` with a `problem`: the courier refused, an operator must act.

    `claimed_until`: someone is asking the courier about it just now. `cancelling`: the waybill is to be cancelled.
    """

    id: ParcelId
    order_id: OrderId
    fulfilment_id: UUID
    warehouse_id: WarehouseId
    order_code: str
    courier_code: str
    courier_name: str
    requested_at: datetime
    requested_by: str
    state: ParcelState = "requesting"
    tracking_number: str | None = None
    problem: str | None = None
    mark: str = ""
    sorting: str = ""
    package: str = ""
    label_html: str = ""
    latest: str | None = None
    claimed_until: datetime | None = None
    cancelling: bool = False
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    newest_trace_at: datetime | None = None
    subscribed_at: datetime | None = None
    checked_at: datetime | None = None


class ParcelGoods(Struct, frozen=True):
    """A parcel's line with what the waybill says of it. `weight_g` and `price_fen` are of one unit."""

    line: ParcelLine
    sku_id: SkuId
    title: str
    option_text: str
    weight_g: int
    price_fen: int


class Errand(Struct, frozen=True):
    """All that a courier must know of a parcel. `receiver` is the sealed address."""

    parcel: Parcel
    order_number: str
    note: str
    sender: Contact
    receiver: bytes
    phone_masked: str
    goods: tuple[ParcelGoods, ...]

    @property
    def cargo(self) -> tuple[Cargo, ...]:
        return tuple(
            Cargo(goods.title, goods.line.quantity, goods.weight_g * goods.line.quantity, goods.price_fen)
            for goods in self.goods
        )

    @property
    def lines(self) -> tuple[ParcelLine, ...]:
        return tuple(goods.line for goods in self.goods)


class ParcelStore(Protocol):
    async def add(self, tx: Tx, parcel: Parcel, lines: Sequence[tuple[ParcelLine, SkuId]]) -> None: ...

    async def read(self, tx: Tx, parcel_id: ParcelId) -> Parcel | None: ...

    async def lock(self, tx: Tx, parcel_id: ParcelId) -> Parcel | None: ...

    async def lock_tracked(self, tx: Tx, tracking_number: str, courier_code: str) -> Parcel | None: ...

    async def lines(self, tx: Tx, parcel_id: ParcelId) -> list[ParcelLine]: ...

    async def save(self, tx: Tx, parcel: Parcel) -> None: ...

    async def errands(self, tx: Tx, parcel_ids: Sequence[ParcelId]) -> list[Errand]: ...

    async def claim(self, tx: Tx, parcel_id: ParcelId, now: datetime, until: datetime) -> bool:
        """The right to ask the courier about this parcel until then. False: somebody has it."""

    async def unclaim(self, tx: Tx, parcel_id: ParcelId) -> None: ...

    async def replace_traces(self, tx: Tx, parcel_id: ParcelId, traces: Sequence[Trace]) -> None: ...

    async def unfinished(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        """Parcels whose request or cancellation began before then and has no answer."""

    async def unheard(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        """Parcels under way of which nothing was heard or asked since then."""

    async def stalled(self, tx: Tx, before: datetime, limit: int) -> Sequence[ParcelId]:
        """Parcels under way whose newest trace, or label, is older, and that no open or fresh work order covers."""


WorkOrderKind = Literal["waybill_refused", "problem", "returned", "stalled"]


class WorkOrder(Struct, frozen=True):
    """`cause` is the natural key: one open work order per trouble of a parcel."""

    id: UUID
    cause: str
    kind: WorkOrderKind
    title: str
    detail: str
    parcel: Parcel
    order_number: str
    due_at: datetime


class Resolution(Struct, frozen=True):
    by: str
    text: str
    at: datetime


class WorkOrderStore(Protocol):
    async def open(self, tx: Tx, order: WorkOrder, at: datetime) -> bool:
        """Opens it, or opens it again. False: it is open already."""

    async def resolve(self, tx: Tx, work_order_id: UUID, resolution: Resolution) -> str | None:
        """The title, or None if it is not open."""

    async def resolve_cause(self, tx: Tx, cause: str, resolution: Resolution) -> None:
        """The trouble went away by itself."""
