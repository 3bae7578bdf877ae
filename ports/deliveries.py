"""Delivery rows of events and jobs, as the actors and the upkeep need them."""

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from ports.inbox import Callback
from ports.kernel import Tx

Due = tuple[UUID, str]
"""A row's id and kind (event, callback, job)."""


following: ContextVar[list[Due] | None] = ContextVar("following", default=None)
"""Set while a worker handles a row: what follows from it is left here, and that worker does it next."""


class Delivery(Struct, frozen=True):
    id: UUID
    kind: str
    name: str
    subscriber: str
    payload: str
    request_id: str
    attempts: int


class Waker(Protocol):
    def wake(self, due: Sequence[Due]) -> None:
        """Tells the workers at once. May be lost: the sweeper finds what was not told."""


class Deliveries(Protocol):
    async def take_event(self, tx: Tx, delivery_id: UUID, now: datetime) -> Delivery | None:
        """Marks the event done in the reaction's own transaction: a rollback makes it pending again.

        None: done, parked, of another kind, or in another worker's hands.
        """

    async def take_callback(self, tx: Tx, delivery_id: UUID, now: datetime) -> tuple[Delivery, Callback] | None:
        """The same for a stored callback, which comes with it."""

    async def lease_jobs(self, tx: Tx, delivery_ids: Sequence[UUID], now: datetime) -> list[Delivery]: ...

    async def done(self, tx: Tx, delivery_id: UUID, now: datetime) -> None: ...

    async def fail(self, tx: Tx, delivery: Delivery, error: str, now: datetime, *, outside: bool) -> bool:
        """Due again later, or parked (then True). `outside`: a partner was down, be patient.

        The sweeper counts the attempt when it wakes the row, so that one that kills its process counts too.
        """

    async def sweep(self, tx: Tx, now: datetime) -> tuple[list[Due], list[UUID]]:
        """Counts an attempt of each stale row; returns those to wake again and those that were parked."""

    async def pending(self, tx: Tx, now: datetime) -> tuple[list[Due], int]:
        """All rows that are due and in nobody's hands, and the number of those that are due later."""

    async def retry(self, tx: Tx, delivery_id: UUID | None, now: datetime) -> list[Due]:
        """Parked rows, one or (None) all, made pending again."""

    async def forget(self, tx: Tx, now: datetime) -> int: ...
