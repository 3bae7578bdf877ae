"""Time and delivery of the past: every story has its own now, and delivers what it caused itself."""

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime

from app.actors.deliver import Deliverer
from ports.deliveries import Due

_now: ContextVar[datetime] = ContextVar("seed_now")
_due: ContextVar[list[Due]] = ContextVar("seed_due")


class PastClock:
    """Implements `ports.kernel.Clock`. Stories of one hour run side by side, each with its own time."""

    def now(self) -> datetime:
        return _now.get()

    def set(self, at: datetime) -> None:
        """For this task and the tasks that it starts."""
        _now.set(at.astimezone(UTC))


class OwnDeliveries:
    """Implements `ports.deliveries.Waker`: what a task wakes, it delivers itself, before it goes on."""

    def open(self) -> None:
        """For this task and the tasks that it starts."""
        _due.set([])

    def wake(self, due: Sequence[Due]) -> None:
        _due.get().extend(due)

    async def deliver(self, deliverer: Deliverer) -> None:
        """Until nothing follows any more."""
        waiting = _due.get()
        while waiting:
            now, waiting[:] = list(waiting), []
            await deliverer.deliver(now)
