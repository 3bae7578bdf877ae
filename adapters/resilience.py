"""How the outside is called: a time-out, a few repeats with jitter where a repeat is harmless, a circuit breaker.

One `Outside` per partner and process. What fails becomes `OutsideUnavailable`, which says that the effect is unknown.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable

import aiohttp
import httpx
import stamina
import structlog
from httpx_aiohttp import AiohttpTransport
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from ports.kernel import DomainError, OutsideUnavailable, refuse_in_transaction

ATTEMPTS_MAX = 3
FAILURES_MAX = 8
REST_SECONDS = 10.0
CONNECT_SECONDS = 2.0
CONNECTIONS_MAX = 50
KEEP_ALIVE_SECONDS = 20.0

log = structlog.get_logger("siyu.outside")
# httpx logs every address, and WeChat's addresses carry tokens and secrets.
logging.getLogger("httpx").setLevel(logging.WARNING)
_QUERY = re.compile(r"\?[^\s'\"()]*")


class Unanswered(Exception):
    """No answer, or one that says nothing about the effect: a time-out, a 5xx, a garbled body."""


class Outside:
    """`timeout_seconds` bounds one try. After FAILURES_MAX failures in a row nobody is called for REST_SECONDS."""

    def __init__(
        self,
        partner: str,
        *,
        timeout_seconds: float,
        rest_seconds: float = REST_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._partner = partner
        self._transport = transport
        self._timeout = httpx.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds))
        # A refusal is an answer, and a caller who went away proves nothing.
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=FAILURES_MAX, default_ttl=rest_seconds, exclude=[DomainError, asyncio.CancelledError]
        )
        self._http: httpx.AsyncClient | None = None

    async def call[T](self, act: Callable[[httpx.AsyncClient], Awaitable[T]], *, repeatable: bool) -> T:
        """Runs `act`; repeats it only if that is harmless. Raises OutsideUnavailable and what `act` refuses."""
        refuse_in_transaction()
        try:
            async for attempt in stamina.retry_context(
                on=Unanswered,
                attempts=ATTEMPTS_MAX if repeatable else 1,
                wait_initial=0.1,
                wait_max=1.0,
                wait_jitter=0.2,
            ):
                with attempt:
                    return await self._guarded(act)
        except (Unanswered, OpenedState) as error:
            log.warning("outside unavailable", partner=self._partner, reason=str(error) or type(error).__name__)
            raise OutsideUnavailable from error
        raise AssertionError("retrying ends with an answer or an error")

    async def _guarded[T](self, act: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
        breaker = await self._breakers.get_breaker(self._partner)
        async with breaker:
            try:
                return await act(self._client())
            except (httpx.HTTPError, aiohttp.ClientError) as error:
                # An answer that is no HTTP is told with the address, whose query holds tokens and secrets: neither the
                # log line nor a traceback may show it.
                raise Unanswered(_QUERY.sub("?…", f"{type(error).__name__}: {error}")) from None

    def _client(self) -> httpx.AsyncClient:
        """Made at first use, on the loop that uses it."""
        if self._http is None:
            # The partner is named by settings; proxies and credentials of the machine are not meant for it.
            transport = self._transport or AiohttpTransport(client=_session)
            self._http = httpx.AsyncClient(timeout=self._timeout, trust_env=False, transport=transport)
        return self._http

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None


def _session() -> aiohttp.ClientSession:
    """What carries the requests: httpx's own transport costs two and a half times the processor time.

    Partners have no business with cookies.
    """
    connector = aiohttp.TCPConnector(
        limit=CONNECTIONS_MAX,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
        ssl=httpx.create_ssl_context(trust_env=False),
    )
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
