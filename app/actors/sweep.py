"""Periodic work: the scheduler sends a sweep's name, a worker calls it."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from msgspec import Struct
from prometheus_client import Counter

from ports.kernel import OutsideUnavailable, StorageUnavailable

log = structlog.get_logger("siyu.sweep")
SWEPT = Counter("siyu_sweeps", "Sweeps by name and outcome", ["name", "outcome"])


class Sweep(Struct, frozen=True):
    """`run` handles one bounded batch and gives how many things it touched."""

    run: Callable[[], Awaitable[int]]
    every_seconds: int


class Sweeper:
    def __init__(self, sweeps: Mapping[str, Sweep]) -> None:
        self._sweeps = sweeps

    async def sweep(self, name: str) -> None:
        try:
            touched = await self._sweeps[name].run()
        except (OutsideUnavailable, StorageUnavailable) as error:
            SWEPT.labels(name, "unavailable").inc()
            log.warning("sweep put off", name=name, error=error.text)
            return
        SWEPT.labels(name, "done").inc()
        if touched:
            log.info("swept", name=name, touched=touched)
