"""Deliveries and callbacks as an operator sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Page, Tx

DeliveryStatus = Literal["parked", "pending", "done"]


class DeliveryRow(Struct, frozen=True, rename="camel"):
    id: UUID
    kind: str
    name: str
    subscriber: str
    status: str
    attempts: int
    last_error: str | None
    created_at: datetime
    due_at: datetime
    payload: str


class InboxRow(Struct, frozen=True, rename="camel"):
    """`payload` shows the shape of the body; values that may be personal or secret are masked."""

    id: UUID
    source: str
    kind: str
    status: str
    attempts: int
    last_error: str | None
    received_at: datetime
    payload: str


class Count(Struct, frozen=True):
    count: int


class DeliveryDeskStore(Protocol):
    async def deliveries(self, tx: Tx, status: DeliveryStatus, cursor: str | None, limit: int) -> Page[DeliveryRow]: ...

    async def delivery(self, tx: Tx, delivery_id: UUID) -> DeliveryRow | None: ...

    async def callbacks(
        self, tx: Tx, given: tuple[DeliveryStatus | None, str | None], cursor: str | None, limit: int
    ) -> Page[InboxRow]:
        """`given`: status and source, None for any."""

    async def callback(self, tx: Tx, inbox_id: UUID) -> InboxRow | None: ...

    async def retry(self, tx: Tx, delivery_id: UUID | None) -> Sequence[tuple[UUID, str]]:
        """Parked rows, one or (None) all, are pending again; their id and kind."""
