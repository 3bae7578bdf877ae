"""The one event actor: claims a delivery row, calls the reaction or the job, marks it done."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct
from prometheus_client import Counter

from ports.deliveries import Deliveries, Delivery, Due
from ports.kernel import Clock, Event, Job, OutsideUnavailable, StorageUnavailable, Tx, UnitOfWork, request_id

AT_ONCE_MAX = 8
log = structlog.get_logger("siyu.deliver")
DELIVERED = Counter("siyu_deliveries", "Deliveries by subscriber and outcome", ["subscriber", "outcome"])

Reaction = Callable[[Tx, Any], Awaitable[None]]
Handler = Callable[[Any], Awaitable[None]]


class Subscriptions(Struct, frozen=True):
    """Who reacts to which event, and who does which job; written down in `app/wiring.py` alone."""

    reactions: Mapping[type[Event], Mapping[str, Reaction]]
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
        self._jobs = {str(job.__struct_config__.tag): (job, handler) for job, handler in subscriptions.jobs.items()}

    async def deliver(self, due: Sequence[Due]) -> None:
        """Rows that are done, or in other hands, are passed over."""
        places = asyncio.Semaphore(AT_ONCE_MAX)

        async def in_place(work: Awaitable[None]) -> None:
            async with places:
                await work

        jobs = [delivery_id for delivery_id, kind in due if kind == "job"]
        leased: list[Delivery] = []
        if jobs:
            async with self._uow.reading() as tx:
                leased = await self._store.lease_jobs(tx, jobs, self._clock.now())
        events = [delivery_id for delivery_id, kind in due if kind == "event"]
        await asyncio.gather(
            *(in_place(self._event(one)) for one in events), *(in_place(self._job(one)) for one in leased)
        )

    async def _event(self, delivery_id: UUID) -> None:
        delivery = None
        try:
            async with self._uow.begin() as tx:
                delivery = await self._store.take_event(tx, delivery_id, self._clock.now())
                if delivery is None:
                    return
                request_id.set(delivery.request_id)
                kind, reaction = self._reactions[delivery.name, delivery.subscriber]
                await reaction(tx, msgspec.json.decode(delivery.payload, type=kind))
        except Exception as error:  # whatever a reaction raises is written to its row
            await self._fail(delivery, error)
        else:
            DELIVERED.labels(delivery.subscriber, "done").inc()

    async def _job(self, delivery: Delivery) -> None:
        request_id.set(delivery.request_id)
        try:
            kind, handler = self._jobs[delivery.name]
            await handler(msgspec.json.decode(delivery.payload, type=kind))
            async with self._uow.reading() as tx:
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
        async with self._uow.reading() as tx:
            parked = await self._store.fail(tx, delivery, repr(error), self._clock.now(), outside=outside)
        DELIVERED.labels(delivery.subscriber, "parked" if parked else "failed").inc()
        say = log.error if parked else log.warning
        say("delivery failed", subscriber=delivery.subscriber, parked=parked, id=str(delivery.id), exc_info=error)
