"""Rate limits in a process (N5): how often one member, and one address, may press a button.

Counted in the memory of each process by whole seconds: several processes allow so many times more, and around the turn
of a second twice as many come through. The bound protects the queue from single callers; who gets a unit is not decided
here. The package `limits` was tried: it costs more than the rest of the request, and starts a thread for each second.
"""

import time
from collections.abc import Callable

from ports.kernel import DomainError


class TooOften(DomainError):
    code = "request.too_often"
    kind = "throttled"
    message = "点得太快了，请稍等一下再试"


class Throttle:
    """`rates`: of a member and of an address, a second."""

    def __init__(self, rates: tuple[int, int], now: Callable[[], float] = time.monotonic) -> None:
        self._member_max, self._address_max = rates
        self._now = now
        self._second = 0
        self._counts: dict[object, int] = {}

    def check(self, member: object, address: str) -> None:
        """Raises TooOften. A press that is refused counts too."""
        second = int(self._now())
        if second != self._second:
            self._second, self._counts = second, {}
        if self._count(member) > self._member_max or (address and self._count(address) > self._address_max):
            raise TooOften

    def _count(self, key: object) -> int:
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return count
