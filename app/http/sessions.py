"""Who a token belongs to, remembered for a few seconds so that a page of ten requests asks once.

What ends a session or changes what an operator may do is told to every process (`ports/cache.py`), which forgets it at
once. A process that is not reached, because Valkey is away, remembers for REMEMBERED_SECONDS and no longer.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import msgspec

from ports.cache import OPERATOR, OPERATORS, SESSION, operator_topic, session_topic
from ports.governance.api import Actor
from ports.kernel import MemberId

REMEMBERED_SECONDS = 10.0
REMEMBERED_MAX = 20_000


class _Memory[T]:
    """By the topic of the session: it names the token without holding it."""

    def __init__(self, is_lasting: Callable[[T], bool] = lambda _: True) -> None:
        self._known: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._is_lasting = is_lasting
        self._forgotten = 0

    async def find(self, token: str, ask: Callable[[str], Awaitable[T | None]]) -> T | None:
        topic = session_topic(token)
        known = self._known.get(topic)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        forgotten = self._forgotten
        found = await ask(token)
        if found is None or not self._is_lasting(found):
            self._known.pop(topic, None)
        elif forgotten == self._forgotten:
            # Else something ended while we asked: the answer may be of before, and serves this request alone.
            self.remember(topic, found)
        return found

    def remember(self, topic: str, found: T) -> None:
        now = time.monotonic()
        self._known[topic] = (now + REMEMBERED_SECONDS, found)
        self._known.move_to_end(topic)
        # The oldest stand first: whoever does not come back is forgotten as others come.
        while len(self._known) > REMEMBERED_MAX or next(iter(self._known.values()))[0] <= now:
            self._known.popitem(last=False)

    def forget(self, topic: str) -> None:
        self._forgotten += 1
        self._known.pop(topic, None)

    def forget_all(self, is_meant: Callable[[T], bool]) -> None:
        self._forgotten += 1
        for topic in [topic for topic, (_, found) in self._known.items() if is_meant(found)]:
            del self._known[topic]


class ShopperSessions:
    def __init__(self, ask: Callable[[str], Awaitable[MemberId | None]]) -> None:
        self._memory: _Memory[MemberId] = _Memory()
        self._ask = ask

    async def resolve(self, token: str) -> MemberId | None:
        return await self._memory.find(token, self._ask)

    def opened(self, token: str, member_id: MemberId) -> None:
        """The login just now: its next request need not ask."""
        self._memory.remember(session_topic(token), member_id)

    def forget(self, topic: str) -> None:
        """Subscribed to `ports.cache.Invalidation`."""
        if topic.startswith(SESSION):
            self._memory.forget(topic)


class GuideSessions:
    """Staff who leave are told of to nobody here: their sessions end with the next question."""

    def __init__(self, ask: Callable[[str], Awaitable[str | None]]) -> None:
        self._memory: _Memory[str] = _Memory()
        self._ask = ask

    async def resolve(self, token: str) -> str | None:
        return await self._memory.find(token, self._ask)

    def forget(self, topic: str) -> None:
        """Subscribed to `ports.cache.Invalidation`."""
        if topic.startswith(SESSION):
            self._memory.forget(topic)


class OperatorSessions:
    def __init__(self, ask: Callable[[str], Awaitable[Actor | None]]) -> None:
        # An operator without any permission may be about to get some, by changing a temporary password.
        self._memory: _Memory[Actor] = _Memory(lambda found: bool(found.permissions))
        self._ask = ask

    async def resolve(self, token: str, ip: str) -> Actor | None:
        found = await self._memory.find(token, self._ask)
        return msgspec.structs.replace(found, ip=ip) if found else None

    def forget(self, topic: str) -> None:
        """Subscribed to `ports.cache.Invalidation`."""
        if topic == OPERATORS:
            self._memory.forget_all(lambda _: True)
        elif topic.startswith(OPERATOR):
            self._memory.forget_all(lambda found: operator_topic(found.id) == topic)
        elif topic.startswith(SESSION):
            self._memory.forget(topic)
