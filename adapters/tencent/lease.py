"""Tokens and tickets: one refresher for all processes, through a lock and a cached value in Valkey."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec
import structlog
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.tencent.brief import briefly
from ports.kernel import OutsideUnavailable

LOCK_SECONDS = 15
LOCK_WAIT_SECONDS = 8
# Deletes the cached value only if it is the one that was refused: another process may have stored a newer one.
_FORGET = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

log = structlog.get_logger("siyu.outside")


class Leased(Struct, frozen=True):
    """`expires_at` in Unix seconds."""

    value: str
    expires_at: float


class Margins(Struct, frozen=True):
    """Seconds before the end: from `renew` on a new value is fetched, from `drop` on the old one is not used."""

    renew: float
    drop: float


_leased = msgspec.json.Decoder(Leased)


class Lease:
    """`fetch` asks the other side; what it raises is passed on, OutsideUnavailable only when nothing valid is left."""

    def __init__(self, name: str, valkey: Redis, fetch: Callable[[], Awaitable[Leased]], margins: Margins) -> None:
        self._name = name
        self._valkey = valkey
        self._fetch = fetch
        self._margins = margins
        self._known: Leased | None = None
        self._turn = asyncio.Lock()

    async def get(self) -> str:
        """Raises OutsideUnavailable, and what `fetch` refuses."""
        known = self._known
        if known is not None and self._is_fresh(known):
            return known.value
        async with self._turn:
            self._known = await self._shared()
            return self._known.value

    async def refused(self, value: str) -> None:
        """The other side does not accept this value any more: nobody shall use it again."""
        known = self._known
        if known is not None and known.value == value:
            self._known = None
        try:
            raw = await briefly(self._valkey.get(self._name))
            if raw is not None and _leased.decode(raw).value == value:
                await self._valkey.eval(_FORGET, 1, self._name, raw)
        except (RedisError, OSError) as error:
            log.warning("token cache unreachable", reason=str(error))

    def _is_fresh(self, leased: Leased) -> bool:
        return time.time() < leased.expires_at - self._margins.renew

    def _is_valid(self, leased: Leased) -> bool:
        return time.time() < leased.expires_at - self._margins.drop

    async def _shared(self) -> Leased:
        """The cached value, or a new one fetched under the lock."""
        try:
            cached = await self._cached()
            if cached is not None and self._is_fresh(cached):
                return cached
            lock = self._valkey.lock(f"{self._name}:lock", timeout=LOCK_SECONDS, blocking_timeout=LOCK_WAIT_SECONDS)
            still_valid = cached is not None and self._is_valid(cached)
            if not await lock.acquire(blocking=not still_valid):
                if cached is not None and still_valid:
                    return cached
                raise OutsideUnavailable
            try:
                return await self._refreshed(cached)
            finally:
                await lock.release()
        except (RedisError, OSError) as error:
            # Both hosts give every caller the same value, so that without Valkey each process asks for itself.
            log.warning("token cache unreachable", reason=str(error))
            return await self._fetch()

    async def _refreshed(self, before: Leased | None) -> Leased:
        """Under the lock: somebody may have been faster."""
        cached = await self._cached()
        if cached is not None and self._is_fresh(cached):
            return cached
        try:
            leased = await self._fetch()
        except OutsideUnavailable:
            if before is not None and self._is_valid(before):
                return before
            raise
        seconds = max(1, int(leased.expires_at - time.time()))
        await self._valkey.set(self._name, msgspec.json.encode(leased), ex=seconds)
        return leased

    async def _cached(self) -> Leased | None:
        raw = await briefly(self._valkey.get(self._name))
        return _leased.decode(raw) if raw else None
