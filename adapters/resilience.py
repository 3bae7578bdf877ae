"""What every outside call goes through (N2): no open transaction, retry with jitter, a circuit breaker."""

from collections.abc import Awaitable, Callable

import httpx
import stamina
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from ports.kernel import OutsideUnavailable, refuse_in_transaction

FAILURES_MAX = 5
OPEN_SECONDS = 20.0


class Passing(Exception):
    """A fault of the other side that a later attempt may not meet: no answer, 5xx, "system busy"."""


class Guard:
    """One per outside service. `attempts` 1 for calls that must not be repeated on their own."""

    def __init__(self, service: str, *, failures_max: int = FAILURES_MAX, open_seconds: float = OPEN_SECONDS) -> None:
        self._service = service
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=failures_max, default_ttl=open_seconds)

    async def call[T](self, work: Callable[[], Awaitable[T]], *, attempts: int = 3) -> T:
        """Runs `work`, again after a `Passing` or transport error. Raises OutsideUnavailable; refusals pass through."""
        refuse_in_transaction()
        try:
            async for attempt in stamina.retry_context(
                on=(httpx.TransportError, Passing),
                attempts=attempts,
                timeout=None,
                wait_initial=0.2,
                wait_max=2.0,
                wait_jitter=0.3,
            ):
                with attempt:
                    return await self._once(work)
        except (httpx.TransportError, Passing, OpenedState) as error:
            raise OutsideUnavailable from error
        raise AssertionError("a retry context ends in a result or an error")

    async def _once[T](self, work: Callable[[], Awaitable[T]]) -> T:
        refusals: list[Exception] = []
        async with await self._breakers.get_breaker(self._service):
            try:
                return await work()
            except (httpx.TransportError, Passing):
                raise
            except Exception as refusal:
                # An answer, if not the one we like: the service works, its breaker must not count it.
                refusals.append(refusal)
        raise refusals[0]
