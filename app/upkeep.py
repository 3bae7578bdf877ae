"""Sweeps of the kernel itself: deliveries that nobody took, and rows that have served their time."""

import structlog

from ports.deliveries import Deliveries, Waker
from ports.idempotency import FirstAnswers
from ports.kernel import Clock, UnitOfWork

log = structlog.get_logger("siyu.upkeep")


class Upkeep:
    def __init__(self, uow: UnitOfWork, stores: tuple[Deliveries, FirstAnswers], waker: Waker, clock: Clock) -> None:
        self._uow = uow
        self._deliveries, self._first_answers = stores
        self._waker = waker
        self._clock = clock

    async def wake_stale(self) -> int:
        """Rows that are due and were not taken: lost messages, crashed workers, waits that are over."""
        async with self._uow.begin() as tx:
            again, parked = await self._deliveries.sweep(tx, self._clock.now())
        if parked:
            log.error("deliveries were parked", ids=[str(one) for one in parked])
        self._waker.wake(again)
        return len(again) + len(parked)

    async def forget_old(self) -> int:
        now = self._clock.now()
        async with self._uow.begin() as tx:
            return await self._deliveries.forget(tx, now) + await self._first_answers.forget(tx, now)
