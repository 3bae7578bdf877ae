"""Supply's own rows and stores: stock, reservations, fulfilments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import CampaignId, Fen, LineId, OrderId, SkuId, Tx, WarehouseId
from ports.supply.api import Allotment, Destination, FreeStock

MoveKind = Literal[
    "receive", "reserve", "release", "expire", "ship", "unship", "return", "scrap", "adjust", "set_aside", "dissolve"
]


class Shelf(Struct, frozen=True):
    """What one warehouse has free of one SKU, and where it stands."""

    sku_id: SkuId
    warehouse_id: WarehouseId
    warehouse_name: str
    province: str
    city: str
    sort: int
    free: int


class Move(Struct, frozen=True):
    """One change of one stock row. (cause, kind, sku, warehouse) is unique: the natural key of the fact."""

    sku_id: SkuId
    warehouse_id: WarehouseId
    kind: MoveKind
    cause: str
    on_hand_delta: int
    reserved_delta: int
    order_id: OrderId | None = None
    reference: str = ""
    by: str = ""


class Level(Struct, frozen=True):
    """A stock row after a move."""

    sku_id: SkuId
    warehouse_id: WarehouseId
    on_hand: int
    reserved: int


class Warehouse(Struct, frozen=True):
    """The contact is the sender on the waybill and the receiver of returned goods."""

    id: WarehouseId
    code: str
    name: str
    kind: Literal["warehouse", "store"]
    contact_name: str
    contact_phone: str
    province: str
    city: str
    district: str
    detail: str
    sort: int = 0


class StockStore(Protocol):
    async def free(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[FreeStock]: ...

    async def shelves(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[Shelf]:
        """A reading: nothing is locked."""

    async def lock_shelves(self, tx: Tx, sku_ids: Sequence[SkuId]) -> list[Shelf]:
        """Locks the stock rows in (sku, warehouse) order and tells their newest values."""

    async def lock(self, tx: Tx, places: Sequence[tuple[SkuId, WarehouseId]]) -> None:
        """Locks these rows, in the same order."""

    async def book(self, tx: Tx, moves: Sequence[Move], at: datetime) -> list[Level]:
        """Applies all moves and writes the ledger: at most one move per row, rows locked before.

        A row that would go below zero, or below what is reserved, is left out of the answer: nothing of it is changed.
        """

    async def told(self, tx: Tx, cause: str) -> bool:
        """Whether the ledger knows a move of this cause."""

    async def open_row(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId) -> None:
        """Makes the row with zero units if it is not there."""

    async def set_safety(self, tx: Tx, sku_id: SkuId, warehouse_id: WarehouseId, safety: int) -> None: ...

    async def add_warehouse(self, tx: Tx, warehouse: Warehouse, at: datetime) -> None: ...


ReservationState = Literal["held", "expired", "firm", "released"]


class Reservation(Struct, frozen=True):
    """`round` counts how often the units were taken; `parcel_count` how many parcels were begun.

    With `campaign_id` the units came out of that campaign's pool.
    """

    order_id: OrderId
    state: ReservationState
    until: datetime
    to: Destination | None
    round: int = 1
    parcel_count: int = 0
    campaign_id: CampaignId | None = None


class ReservedLine(Struct, frozen=True):
    line_id: LineId
    sku_id: SkuId
    warehouse_id: WarehouseId
    quantity: int


class Taking(Struct, frozen=True):
    """Units to be taken for an order: the moves, and which line gets what from where."""

    reservation: Reservation
    allotments: tuple[Allotment, ...]
    moves: tuple[Move, ...]


class ReservationStore(Protocol):
    async def take(self, tx: Tx, taking: Taking, at: datetime) -> int:
        """Books the moves and opens (or renews) the reservation in one statement; how many stock rows changed."""

    async def extend(self, tx: Tx, order_id: OrderId, until: datetime) -> bool:
        """Extends a held reservation, never shortens it. False: it is not held."""

    async def lock(self, tx: Tx, order_id: OrderId) -> Reservation | None: ...

    async def lock_whole(self, tx: Tx, order_id: OrderId) -> tuple[Reservation, list[ReservedLine]] | None:
        """With its lines, in one statement, for a caller who holds the order's own lock.

        Units are taken anew under that lock alone, so the lines cannot change while this one is waited for.
        """

    async def lock_expired(self, tx: Tx, order_id: OrderId, now: datetime) -> Reservation | None:
        """The held reservation, if it ran out and nobody else works on it."""

    async def lines(self, tx: Tx, order_id: OrderId) -> list[ReservedLine]: ...

    async def forget_lines(self, tx: Tx, order_id: OrderId) -> None: ...

    async def set_state(self, tx: Tx, order_id: OrderId, state: ReservationState) -> None: ...

    async def count_parcel(self, tx: Tx, order_id: OrderId) -> int:
        """The number of the next parcel of the order."""

    async def expired(self, tx: Tx, now: datetime, limit: int) -> Sequence[OrderId]: ...


FulfilmentStatus = Literal["to_ship", "partly_shipped", "shipped", "cancelled"]


class Receiver(Struct, frozen=True):
    """The address as a fulfilment keeps it: the sealed `PostalAddress` as JSON, and what may be shown of it."""

    sealed: bytes
    masked: str
    phone_masked: str
    province: str
    city: str
    region: str


class Fulfilment(Struct, frozen=True):
    """What one warehouse sends of one order; nothing while it is `on_hold`."""

    id: UUID
    order_id: OrderId
    order_number: str
    warehouse_id: WarehouseId
    status: FulfilmentStatus
    receiver: Receiver
    note: str
    paid_at: datetime
    ship_by: datetime
    on_hold: bool = False


class FulfilmentLine(Struct, frozen=True):
    """`claimed` units are in parcels that are not cancelled; of these `shipped` left, and `returned` came back."""

    fulfilment_id: UUID
    line_id: LineId
    order_id: OrderId
    sku_id: SkuId
    warehouse_id: WarehouseId
    title: str
    option_text: str
    image_url: str
    weight_g: int
    price_fen: Fen
    quantity: int
    withdrawn: int = 0
    claimed: int = 0
    shipped: int = 0
    returned: int = 0

    @property
    def remaining(self) -> int:
        """Units that no parcel has claimed yet."""
        return self.quantity - self.withdrawn - self.claimed

    @property
    def unshipped(self) -> int:
        """Units that are still reserved in stock for this line."""
        return self.quantity - self.withdrawn - self.shipped


class FulfilmentStore(Protocol):
    async def open(self, tx: Tx, fulfilments: Sequence[Fulfilment], lines: Sequence[FulfilmentLine]) -> None:
        """Writes them and makes the reservation firm, in one statement."""

    async def read(self, tx: Tx, fulfilment_id: UUID) -> Fulfilment | None: ...

    async def lines(self, tx: Tx, order_id: OrderId) -> list[FulfilmentLine]:
        """All lines of the order, in (line, fulfilment) order. The caller holds the reservation's lock."""

    async def save(
        self, tx: Tx, lines: Sequence[FulfilmentLine], statuses: Sequence[tuple[UUID, FulfilmentStatus]] = ()
    ) -> None: ...

    async def readdress(self, tx: Tx, order_id: OrderId, receiver: Receiver) -> None: ...

    async def let_go(self, tx: Tx, order_id: OrderId, ship_by: datetime) -> None:
        """Ends the hold, if there is one."""
