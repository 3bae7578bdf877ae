"""Who a token belongs to, remembered for a few seconds so that a page of ten requests asks once.

A session that is ended by another process may therefore live REMEMBERED_SECONDS longer in this one.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import msgspec

from ports.governance.api import Actor
from ports.kernel import MemberId

REMEMBERED_SECONDS = 10.0
REMEMBERED_MAX = 20_000


class _Memory[T]:
    def __init__(self, is_lasting: Callable[[T], bool] = lambda _: True) -> None:
        self._known: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._is_lasting = is_lasting

    async def find(self, token: str, ask: Callable[[str], Awaitable[T | None]]) -> T | None:
        known = self._known.get(token)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        found = await ask(token)
        if found is None or not self._is_lasting(found):
            self._known.pop(token, None)
            return found
        self.remember(token, found)
        return found

    def remember(self, token: str, found: T) -> None:
        self._known[token] = (time.monotonic() + REMEMBERED_SECONDS, found)
        self._known.move_to_end(token)
        if len(self._known) > REMEMBERED_MAX:
            self._known.popitem(last=False)

    def forget(self, token: str) -> None:
        self._known.pop(token, None)


class ShopperSessions:
    def __init__(self, ask: Callable[[str], Awaitable[MemberId | None]], end: Callable[[str], Awaitable[None]]) -> None:
        self._memory: _Memory[MemberId] = _Memory()
        self._ask = ask
        self._end = end

    async def resolve(self, token: str) -> MemberId | None:
        return await self._memory.find(token, self._ask)

    def opened(self, token: str, member_id: MemberId) -> None:
        """The login just now: its next request need not ask."""
        self._memory.remember(token, member_id)

    async def sign_out(self, token: str) -> None:
        self._memory.forget(token)
        await self._end(token)


class OperatorSessions:
    def __init__(self, ask: Callable[[str], Awaitable[Actor | None]], end: Callable[[str], Awaitable[None]]) -> None:
        # An operator without any permission may be about to get some, by changing a temporary password.
        self._memory: _Memory[Actor] = _Memory(lambda found: bool(found.permissions))
        self._ask = ask
        self._end = end

    async def resolve(self, token: str, ip: str) -> Actor | None:
        found = await self._memory.find(token, self._ask)
        return msgspec.structs.replace(found, ip=ip) if found else None

    async def sign_out(self, token: str) -> None:
        self._memory.forget(token)
        await self._end(token)
