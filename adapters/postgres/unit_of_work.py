"""The unit of work over asyncpg: one transaction, its events and jobs, and the idempotency key of the call."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import structlog

from adapters.postgres.database import Database
from adapters.postgres.idempotency import store_key
from ports.deliveries import Due, Waker
from ports.kernel import (
    Clock,
    Event,
    Ids,
    Invalid,
    Job,
    StorageUnavailable,
    Tx,
    idempotent_call,
    in_transaction,
    request_id,
)

_UNREACHABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ConnectionDoesNotExistError,
    # What the driver says when the server goes away between two messages of one exchange.
    asyncpg.InternalClientError,
)
_VICTIM = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""The same transaction goes through when it is tried again."""

log = structlog.get_logger("siyu.storage")

_INSERT_DELIVERIES = """
insert into kernel.delivery (id, kind, name, subscriber, payload, request_id, due_at, created_at)
select d.id, d.kind, d.name, d.subscriber, d.payload, $6, d.due_at, $7
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $8::timestamptz[])
     as d (id, kind, name, subscriber, payload, due_at)
"""


class PostgresTx:
    """Implements `ports.kernel.Tx`; stores reach `connection` through `Statement`."""

    __slots__ = ("_clock", "_due", "_ids", "_rows", "_subscribers", "after_commit", "answer", "connection", "writable")

    def __init__(
        self, connection: Any, subscribers: Mapping[type[Event], tuple[str, ...]], clock: Clock, ids: Ids
    ) -> None:
        self.connection = connection
        self._subscribers = subscribers
        self._clock = clock
        self._ids = ids
        self._rows: list[tuple[UUID, str, str, str, str, datetime]] = []
        self._due: list[Due] = []
        self.after_commit: set[Callable[[], None]] = set()
        self.answer: bytes | None = None
        self.writable = True

    def emit(self, event: Event) -> None:
        assert self.writable, "a reading cannot emit"
        subscribers = self._subscribers.get(type(event), ())
        if not subscribers:
            return
        payload, now = msgspec.json.encode(event).decode(), self._clock.now()
        for subscriber in subscribers:
            self._rows.append((self._ids.new(), "event", tag(event), subscriber, payload, now))

    def enqueue(self, job: Job, due_at: datetime | None = None) -> None:
        assert self.writable, "a reading cannot enqueue"
        name = tag(job)
        payload = msgspec.json.encode(job).decode()
        self._rows.append((self._ids.new(), "job", name, name, payload, due_at or self._clock.now()))

    def answered[T](self, view: T) -> T:
        assert self.writable, "a reading answers nothing that is kept"
        if idempotent_call.get() is not None:
            self.answer = msgspec.json.encode(view)
        return view

    def tell_after(self, tell: Callable[[], None]) -> None:
        """A hint to whoever watches what a store has written. Called once, after the commit; lost with the process."""
        self.after_commit.add(tell)

    def wake_after(self, delivery_id: UUID, kind: str) -> None:
        """A row that a store has written itself is due at once."""
        self._due.append((delivery_id, kind))

    async def flush(self) -> list[Due]:
        """Writes the delivery rows; returns id and kind of those that are due now."""
        if not self._rows:
            return self._due
        ids, kinds, names, subscribers, payloads, due = (list(column) for column in zip(*self._rows, strict=True))
        now = self._clock.now()
        await self.connection.execute(
            _INSERT_DELIVERIES, ids, kinds, names, subscribers, payloads, request_id.get(), now, due
        )
        return self._due + [(row[0], row[1]) for row in self._rows if row[5] <= now]


def tag(message: Event | Job) -> str:
    return str(message.__struct_config__.tag)


class PostgresUnitOfWork:
    """Implements `ports.kernel.UnitOfWork`."""

    def __init__(
        self,
        database: Database,
        subscribers: Mapping[type[Event], tuple[str, ...]],
        waker: Waker,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._database = database
        self._subscribers = subscribers
        self._waker = waker
        self._clock = clock
        self._ids = ids

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        assert not in_transaction.get(), "transactions do not nest"
        call = idempotent_call.get()
        async with self._connection() as connection:
            token = in_transaction.set(True)
            try:
                transaction = connection.transaction()
                await transaction.start()
                tx = PostgresTx(connection, self._subscribers, self._clock, self._ids)
                try:
                    yield tx
                    due = await tx.flush()
                    if call is not None and not call.is_stored:
                        # Last, so that whoever repeats a call waits here alone, and undoes all that it did again.
                        await store_key(connection, call, self._clock.now(), tx.answer)
                except BaseException:
                    await _roll_back(transaction)
                    raise
                await transaction.commit()
            finally:
                in_transaction.reset(token)
        if call is not None and not call.is_stored:
            call.is_stored, call.is_answered = True, tx.answer is not None
        for tell in tx.after_commit:
            tell()
        if due:
            self._waker.wake(due)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            pool = await self._database.pool()
            async with pool.acquire() as connection:
                yield connection
        except _UNREACHABLE as error:
            raise StorageUnavailable from error
        except _VICTIM as error:
            # Somewhere two pieces of code lock in two orders: that is a fault to find, though nobody has to suffer.
            log.error("a transaction was given up for another one", exc_info=error)
            raise StorageUnavailable from error
        except asyncpg.DataError as error:
            # Class 22: a value that no column takes, such as text with a NUL in it.
            raise Invalid from error

    @asynccontextmanager
    async def single(self) -> AsyncIterator[Tx]:
        call = idempotent_call.get()
        assert call is None or call.is_stored, "the key would be kept apart from the effect"
        assert not in_transaction.get(), "transactions do not nest"
        async with self._connection() as connection:
            token = in_transaction.set(True)
            try:
                tx = PostgresTx(connection, self._subscribers, self._clock, self._ids)
                tx.writable = False
                yield tx
            finally:
                in_transaction.reset(token)
        if due := await tx.flush():
            self._waker.wake(due)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        async with self._connection() as connection:
            tx = PostgresTx(connection, self._subscribers, self._clock, self._ids)
            tx.writable = False
            yield tx


async def _roll_back(transaction: Any) -> None:
    try:
        await transaction.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        # The connection is gone; the server rolled back with it. The first error is the one to tell.
        return
