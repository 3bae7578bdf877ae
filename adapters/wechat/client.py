"""Calls with an access token: renewed once and repeated once when WeChat refuses it."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec
import structlog
from redis.asyncio import Redis

from adapters.resilience import Outside
from adapters.tencent.answers import QUOTA_USED_UP, TOKEN_ERRORS, Act, Errcode, checked, content, refusal_returned
from adapters.wechat.config import WechatConfig
from adapters.wechat.token import access_token
from ports.kernel import OutsideUnavailable

log = structlog.get_logger("siyu.wechat")


class WechatClient:
    def __init__(self, config: WechatConfig, valkey: Redis, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.config = config
        self._outside = Outside("wechat", timeout_seconds=config.timeout_seconds, transport=transport)
        self._token = access_token(config, valkey, self._outside)

    async def get(self, path: str, query: dict[str, str]) -> bytes:
        """Without token, never repeated. Raises Errcode, OutsideUnavailable."""

        async def act(http: httpx.AsyncClient) -> bytes:
            return checked(content(await http.get(self.config.base_url + path, params=query)))

        return await self._unless_busy(act)

    async def post(self, path: str, body: object, *, repeatable: bool) -> bytes:
        """Raises Errcode, OutsideUnavailable."""
        return (await self.post_for_file(path, body, repeatable=repeatable))[0]

    async def post_for_file(self, path: str, body: object, *, repeatable: bool) -> tuple[bytes, str]:
        """The body and its type: some calls answer with a picture, or with JSON when they refuse (A.3)."""
        encoded = msgspec.json.encode(body)

        async def ask(http: httpx.AsyncClient, token: str) -> tuple[bytes, str]:
            answer = await http.post(self.config.base_url + path, params={"access_token": token}, content=encoded)
            kind = answer.headers.get("content-type", "")
            return (content(answer) if kind.startswith("image/") else checked(content(answer))), kind

        return await self._with_token(path, ask, repeatable=repeatable)

    async def read(self, path: str, query: dict[str, str]) -> bytes:
        """A GET with token, which may be repeated. Raises Errcode, OutsideUnavailable."""

        async def ask(http: httpx.AsyncClient, token: str) -> bytes:
            answer = await http.get(self.config.base_url + path, params={"access_token": token, **query})
            return checked(content(answer))

        return await self._with_token(path, ask, repeatable=True)

    async def _with_token[T](
        self, path: str, ask: Callable[[httpx.AsyncClient, str], Awaitable[T]], *, repeatable: bool
    ) -> T:
        for is_last in (False, True):
            token = await self._token.get()

            async def act(http: httpx.AsyncClient, token: str = token) -> T:
                return await ask(http, token)

            try:
                return await self._unless_busy(act, repeatable=repeatable)
            except Errcode as error:
                if error.code not in TOKEN_ERRORS:
                    raise
                await self._token.refused(token)
                if is_last:
                    log.error("access token refused twice", path=path, reason=str(error))
                    raise OutsideUnavailable from error
        raise AssertionError("the second try returns or raises")

    async def _unless_busy[T](self, act: Act[T], *, repeatable: bool = False) -> T:
        answer = await self._outside.call(refusal_returned(act), repeatable=repeatable)
        if isinstance(answer, Errcode):
            if answer.code == QUOTA_USED_UP:
                log.error("quota used up", reason=str(answer))
                raise OutsideUnavailable from answer
            raise answer
        return answer

    async def close(self) -> None:
        await self._outside.close()
