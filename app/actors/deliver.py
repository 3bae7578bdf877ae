"""The one event actor: claims a delivery row, calls the reaction or the job, marks it done.

What a reaction emits is done next, in the same worker: a way through the broker costs more than most reactions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct
from prometheus_client import Counter

from ports.deliveries import Deliveries, Delivery, Due, following
from ports.inbox import Callback, Source
from ports.kernel import Clock, Event, Job, OutsideUnavailable, StorageUnavailable, Tx, UnitOfWork, request_id

AT_ONCE_MAX = 8
CHAIN_MAX = 8
"""Events that follow from events; what goes on longer is left to the sweep of stale rows."""
log = structlog.get_logger("siyu.deliver")
DELIVERED = Counter("siyu_deliveries", "Deliveries by subscriber and outcome", ["subscriber", "outcome"])

Reaction = Callable[[Tx, Any], Awaitable[None]]
CallbackReaction = Callable[[Tx, Callback], Awaitable[None]]
Handler = Callable[[Any], Awaitable[None]]


class Subscriptions(Struct, frozen=True):
    """Who reacts to which event or callback, and who does which job; written down in `app/subscriptions.py` alone."""

    reactions: Mapping[type[Event], Mapping[str, Reaction]]
    callbacks: Mapping[Source, CallbackReaction]
    jobs: Mapping[type[Job], Handler]

    def subscribers(self) -> dict[type[Event], tuple[str, ...]]:
        return {event: tuple(names) for event, names in self.reactions.items()}


class Deliverer:
    def __init__(self, uow: UnitOfWork, store: Deliveries, subscriptions: Subscriptions, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._clock = clock
        self._reactions = {
            (str(event.__struct_config__.tag), subscriber): (event, reaction)
            for event, subscribers in subscriptions.reactions.items()
            for subscriber, reaction in subscribers.items()
        }
        self._callbacks = subscriptions.callbacks
        self._jobs = {str(job.__struct_config__.tag): (job, handler) for job, handler in subscriptions.jobs.items()}

    async def deliver(self, due: Sequence[Due], depth: int = 0) -> None:
        """Rows that are done, or in other hands, are passed over. `depth` counts the events that led here."""
        places = asyncio.Semaphore(AT_ONCE_MAX)
        jobs = [delivery_id for delivery_id, kind in due if kind == "job"]
        leased: list[Delivery] = []
        if jobs:
            async with self._uow.single() as tx:
                leased = await self._store.lease_jobs(tx, jobs, self._clock.now())

        async def in_place(work: Awaitable[None]) -> None:
            async with places:
                await work

        await asyncio.gather(
            *(in_place(self._chained(one, kind, depth)) for one, kind in due if kind != "job"),
            *(in_place(self._job(one)) for one in leased),
        )

    async def _chained(self, delivery_id: UUID, kind: str, depth: int) -> None:
        """One row, then what follows from it."""
        found: list[Due] = []
        token = following.set(found)
        try:
            await self._react(delivery_id, kind)
        finally:
            following.reset(token)
        if found and depth < CHAIN_MAX:
            await self.deliver(found, depth + 1)

    async def _react(self, delivery_id: UUID, kind: str) -> None:
        delivery = None
        try:
            async with self._uow.begin() as tx:
                taken = await self._take(tx, delivery_id, kind)
                if taken is None:
                    return
                delivery, callback = taken
                request_id.set(delivery.request_id)
                if callback is not None:
                    await self._callbacks[callback.source](tx, callback)
                else:
                    event, reaction = self._reactions[delivery.name, delivery.subscriber]
                    await reaction(tx, msgspec.json.decode(delivery.payload, type=event))
        except Exception as error:  # whatever a reaction raises is written to its row
            await self._fail(delivery, error)
        else:
            DELIVERED.labels(delivery.subscriber, "done").inc()

    async def _take(self, tx: Tx, delivery_id: UUID, kind: str) -> tuple[Delivery, Callback | None] | None:
        if kind == "callback":
            return await self._store.take_callback(tx, delivery_id, self._clock.now())
        delivery = await self._store.take_event(tx, delivery_id, self._clock.now())
        return (delivery, None) if delivery else None

    async def _job(self, delivery: Delivery) -> None:
        request_id.set(delivery.request_id)
        try:
            kind, handler = self._jobs[delivery.name]
            await handler(msgspec.json.decode(delivery.payload, type=kind))
            async with self._uow.single() as tx:
                await self._store.done(tx, delivery.id, self._clock.now())
        except Exception as error:  # whatever a job raises is written to its row
            await self._fail(delivery, error)
        else:
            DELIVERED.labels(delivery.subscriber, "done").inc()

    async def _fail(self, delivery: Delivery | None, error: Exception) -> None:
        if delivery is None or isinstance(error, StorageUnavailable):
            # Nothing can be written now; the row is still pending and the sweeper will find it.
            log.warning("delivery interrupted", error=repr(error))
            return
        outside = isinstance(error, OutsideUnavailable)
        async with self._uow.single() as tx:
            parked = await self._store.fail(tx, delivery, repr(error), self._clock.now(), outside=outside)
        DELIVERED.labels(delivery.subscriber, "parked" if parked else "failed").inc()
        say = log.error if parked else log.warning
        say("delivery failed", subscriber=delivery.subscriber, parked=parked, id=str(delivery.id), exc_info=error)
