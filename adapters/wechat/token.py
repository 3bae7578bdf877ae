"""The stable access token (0.2): one refresher for all processes, through a lock and a cached token in Valkey.

Never `force_refresh`: it is rationed and kills the token that others hold. In the last five minutes of a token WeChat
gives out the next one while both work, and that is when we fetch it.
"""

import asyncio
import time

import httpx
import msgspec
import structlog
from msgspec import Struct
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.resilience import Outside, Unanswered
from adapters.wechat.answers import Errcode, checked
from adapters.wechat.config import WechatConfig
from ports.kernel import OutsideUnavailable

REFRESH_BEFORE_SECONDS = 240
LOCK_SECONDS = 15
LOCK_WAIT_SECONDS = 8
# Deletes the cached token only if it is the one that was refused: another process may have stored a newer one.
_FORGET = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

log = structlog.get_logger("siyu.wechat")


class Token(Struct, frozen=True):
    value: str
    expires_at: float

    def is_fresh(self, now: float) -> bool:
        return now < self.expires_at - REFRESH_BEFORE_SECONDS

    def is_valid(self, now: float) -> bool:
        return now < self.expires_at - 10


class _Answer(Struct, frozen=True):
    access_token: str
    expires_in: int


_token = msgspec.json.Decoder(Token)


class AccessToken:
    def __init__(self, config: WechatConfig, valkey: Redis, outside: Outside) -> None:
        self._config = config
        self._valkey = valkey
        self._outside = outside
        self._name = f"wechat:token:{config.appid}"
        self._known: Token | None = None
        self._turn = asyncio.Lock()

    async def get(self) -> str:
        """Raises OutsideUnavailable."""
        known = self._known
        if known is not None and known.is_fresh(time.time()):
            return known.value
        async with self._turn:
            self._known = await self._shared()
            return self._known.value

    async def refused(self, value: str) -> None:
        """WeChat does not accept this token any more: nobody shall use it again."""
        known = self._known
        if known is not None and known.value == value:
            self._known = None
        try:
            raw = await self._valkey.get(self._name)
            if raw is not None and _token.decode(raw).value == value:
                await self._valkey.eval(_FORGET, 1, self._name, raw)
        except (RedisError, OSError) as error:
            log.warning("token cache unreachable", reason=str(error))

    async def _shared(self) -> Token:
        """The cached token, or a new one fetched under the lock."""
        try:
            cached = await self._cached()
            if cached is not None and cached.is_fresh(time.time()):
                return cached
            lock = self._valkey.lock(f"{self._name}:lock", timeout=LOCK_SECONDS, blocking_timeout=LOCK_WAIT_SECONDS)
            still_valid = cached is not None and cached.is_valid(time.time())
            if not await lock.acquire(blocking=not still_valid):
                if cached is not None and still_valid:
                    return cached
                raise OutsideUnavailable
            try:
                return await self._refreshed(cached)
            finally:
                await lock.release()
        except (RedisError, OSError) as error:
            # The stable interface gives every caller the same token, so that without Valkey each asks for itself.
            log.warning("token cache unreachable", reason=str(error))
            return await self._fetch()

    async def _refreshed(self, before: Token | None) -> Token:
        """Under the lock: somebody may have been faster."""
        cached = await self._cached()
        if cached is not None and cached.is_fresh(time.time()):
            return cached
        try:
            token = await self._fetch()
        except OutsideUnavailable:
            if before is not None and before.is_valid(time.time()):
                return before
            raise
        seconds = max(1, int(token.expires_at - time.time()))
        await self._valkey.set(self._name, msgspec.json.encode(token), ex=seconds)
        return token

    async def _cached(self) -> Token | None:
        raw = await self._valkey.get(self._name)
        return _token.decode(raw) if raw else None

    async def _fetch(self) -> Token:
        config = self._config
        body = msgspec.json.encode(
            {"grant_type": "client_credential", "appid": config.appid, "secret": config.app_secret}
        )

        async def act(http: httpx.AsyncClient) -> bytes:
            answer = await http.post(f"{config.base_url}/cgi-bin/stable_token", content=body)
            if answer.status_code >= 500:
                raise Unanswered(str(answer.status_code))
            return answer.content

        try:
            answer = msgspec.json.decode(checked(await self._outside.call(act, repeatable=True)), type=_Answer)
        except (Errcode, Unanswered, msgspec.DecodeError) as error:
            # A wrong secret or address list: repeating will not help, but somebody may correct it meanwhile.
            log.error("no access token", reason=str(error))
            raise OutsideUnavailable from error
        return Token(answer.access_token, time.time() + answer.expires_in)
