"""Calls to qyapi.weixin.qq.com: one token for each secret, counted, renewed once when refused (part 0, C.1).

Addresses carry secrets and tokens: they are never logged, only the name of the call.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping

import httpx
import msgspec
import structlog
from msgspec import Struct
from redis.asyncio import Redis

from adapters.resilience import Outside
from adapters.tencent.answers import TOKEN_ERRORS, Errcode, checked, content, decoded, refusal_returned
from adapters.tencent.lease import Lease, Leased, Margins
from adapters.wecom.budgets import CorpBudgets
from adapters.wecom.config import Secret, WecomConfig
from adapters.wecom.refusals import THROTTLED, no_token, refusal
from ports.kernel import Clock, DomainError, OutsideUnavailable
from ports.outside.wecom import WecomForbidden, WecomThrottled

# Within its life every call gets the same token, so that asking early gains nothing; one that dies early is refused.
MARGINS = Margins(renew=0, drop=0)

log = structlog.get_logger("siyu.wecom")


class Call(Struct, frozen=True):
    """`api`: the path after `/cgi-bin/`. `repeatable`: doing it twice is the same as doing it once.

    `people`: how many persons it counts for in the limit of a day.
    """

    api: str
    repeatable: bool
    by: Secret = "contact"
    people: int = 1


type Send = Callable[[httpx.AsyncClient, str, str], Awaitable[httpx.Response]]
"""With the address, and the token."""


class _Token(Struct, frozen=True):
    access_token: str
    expires_in: int


class WecomClient:
    """Raises WecomRefused and its kinds, WecomThrottled, OutsideUnavailable."""

    def __init__(
        self, config: WecomConfig, valkey: Redis, clock: Clock, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.config = config
        self.valkey = valkey
        self.clock = clock
        self.budgets = CorpBudgets(config, valkey, clock)
        self._outside = Outside("wecom", timeout_seconds=config.timeout_seconds, transport=transport)
        contact, agent = self._lease(config.contact_secret), self._lease(config.agent_secret)
        self._tokens = {"contact": contact, "agent": contact if config.contact_secret == config.agent_secret else agent}

    async def get(self, call: Call, query: Mapping[str, str]) -> bytes:
        async def send(http: httpx.AsyncClient, url: str, token: str) -> httpx.Response:
            return await http.get(url, params={"access_token": token, **query})

        return await self._with_token(call, send)

    async def post(self, call: Call, body: object) -> bytes:
        """JSON as UTF-8: escapes are refused by some calls."""
        encoded = msgspec.json.encode(body)

        async def send(http: httpx.AsyncClient, url: str, token: str) -> httpx.Response:
            headers = {"content-type": "application/json; charset=utf-8"}
            return await http.post(url, params={"access_token": token}, content=encoded, headers=headers)

        return await self._with_token(call, send)

    async def upload(self, kind: str, name: str, body: bytes, media_type: str) -> bytes:
        """A temporary file. Repeating it makes another one, which harms nobody."""

        async def send(http: httpx.AsyncClient, url: str, token: str) -> httpx.Response:
            files = {"media": (name, body, media_type)}
            return await http.post(url, params={"access_token": token, "type": kind}, files=files)

        return await self._with_token(Call("media/upload", repeatable=True), send)

    async def attach(self, scene: int, name: str, body: bytes, media_type: str) -> bytes:
        """A picture for one scene alone (C.10). Repeating it makes another one, which harms nobody."""

        async def send(http: httpx.AsyncClient, url: str, token: str) -> httpx.Response:
            query: dict[str, str | int] = {"access_token": token, "media_type": "image", "attachment_type": scene}
            return await http.post(url, params=query, files={"media": (name, body, media_type)})

        return await self._with_token(Call("media/upload_attachment", repeatable=True), send)

    async def _with_token(self, call: Call, send: Send) -> bytes:
        lease = self._tokens[call.by]
        refused: Errcode | None = None
        for _ in range(2):
            token = await lease.get()
            answer = await self._answer(call, send, token)
            if not isinstance(answer, Errcode):
                return answer
            if answer.code not in TOKEN_ERRORS:
                raise await self._error(call.api, answer)
            # Refused before anything was done: this may be said again, whatever the call does.
            await lease.refused(token)
            refused = answer
        log.error("access token refused twice", api=call.api, reason=str(refused))
        raise OutsideUnavailable from refused

    async def _answer(self, call: Call, send: Send, token: str) -> bytes | Errcode:
        async def act(http: httpx.AsyncClient) -> bytes:
            await self.budgets.count(call.api, call.people)
            return checked(content(await send(http, f"{self.config.base_url}/cgi-bin/{call.api}", token)))

        return await self._outside.call(refusal_returned(act), repeatable=call.repeatable)

    async def _error(self, api: str, error: Errcode) -> DomainError:
        if error.code in THROTTLED:
            seconds = await self.budgets.block_seconds(api)
            log.error("called too often", api=api, errcode=error.code, seconds=seconds)
            return WecomThrottled(seconds)
        found = refusal(error)
        # Somebody must act on the one; the others are everyday answers.
        tell = log.error if isinstance(found, WecomForbidden) else log.info
        tell("refused", api=api, errcode=error.code, words=error.words)
        return found

    def _lease(self, secret: str) -> Lease:
        """The name tells secrets apart without telling them; a new secret does not find the old one's token."""
        name = hashlib.sha256(secret.encode()).hexdigest()[:16]

        async def fetch() -> Leased:
            return await self._fetched(secret)

        return Lease(f"wecom:token:{self.config.corp_id}:{name}", self.valkey, fetch, MARGINS)

    async def _fetched(self, secret: str) -> Leased:
        async def send(http: httpx.AsyncClient, url: str, _: str) -> httpx.Response:
            return await http.get(url, params={"corpid": self.config.corp_id, "corpsecret": secret})

        answer = await self._answer(Call("gettoken", repeatable=True), send, "")
        if isinstance(answer, Errcode):
            if answer.code in THROTTLED:
                raise await self._error("gettoken", answer)
            log.error("no access token", errcode=answer.code, words=answer.words)
            raise no_token(answer)
        token = decoded(answer, _Token)
        return Leased(token.access_token, time.time() + token.expires_in)

    async def close(self) -> None:
        await self._outside.close()
