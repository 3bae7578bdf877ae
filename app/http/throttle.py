"""Rate limits in a process (N5): how often one member, or one address, may press a button.

Counted in the memory of each process by whole seconds: several processes allow so many times more, and around the turn
of a second twice as many come through. The bound protects queues and tables from single callers; who gets a unit is not
decided here. The package `limits` was tried: it costs more than the rest of the request, and starts a thread for each
second.
"""

import time
from collections.abc import Callable

from ports.kernel import DomainError

# Of one address, behind which may be a whole office. Each begun login is a row until it is swept.
GUIDE_LOGINS_A_SECOND = 20


class TooOften(DomainError):
    code = "request.too_often"
    kind = "throttled"
    message = "点得太快了，请稍等一下再试"


class Throttle:
    """`rates`: how often a second, for each of the keys that are checked together, such as a member and an address."""

    def __init__(self, rates: tuple[int, ...], now: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._now = now
        self._second = 0
        self._counts: dict[object, int] = {}

    def check(self, *keys: object) -> None:
        """Raises TooOften. A press that is refused counts too; an empty key, an address that nobody knows, does not."""
        second = int(self._now())
        if second != self._second:
            self._second, self._counts = second, {}
        for key, most in zip(keys, self._rates, strict=True):
            if key and self._count(key) > most:
                raise TooOften

    def _count(self, key: object) -> int:
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count
