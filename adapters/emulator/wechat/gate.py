"""What every call to api.weixin.qq.com passes: faults, the token, the body."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from adapters.emulator.faults import FaultBoard, dawdle, happens
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.tokens import Tokens

WireRequest = Request[None, None, State]


class ConnectionCut(Exception):
    """Raised after a first fragment so that the server closes the connection under the client."""


class BadGateway(Exception):
    """The switch `error5xxRate`: a page of the load balancer instead of JSON."""


class WechatGate:
    def __init__(self, faults: FaultBoard, tokens: Tokens) -> None:
        self._faults = faults
        self._tokens = tokens

    async def enter(self, request: WireRequest, needs_token: bool = True) -> None:
        """Faults before the work, then the token. Raises WechatError or BadGateway."""
        faults = self._faults.now.wechat
        await dawdle(faults.slow_ms)
        if happens(faults.error5xx_rate):
            raise BadGateway
        if happens(faults.busy_rate):
            raise WechatError(-1, "system error")
        if not needs_token:
            return
        token = request.query_params.get("access_token", "")
        if faults.token_expired_once:
            self._faults.replace(
                msgspec.structs.replace(
                    self._faults.now, wechat=msgspec.structs.replace(faults, token_expired_once=False)
                )
            )
            self._tokens.expire(token)
        self._tokens.check(token)
        if faults.quota_exceeded:
            raise WechatError(45009, "reach max api daily quota limit")

    async def body[T](self, request: WireRequest, shape: type[T]) -> T:
        """The JSON body; 44002 empty, 47001 not JSON, 40033 when Chinese was sent as escapes, 40097 wrong fields."""
        raw = await request.body()
        if not raw:
            raise WechatError(44002, "empty post data")
        if b"\\u" in raw:
            raise WechatError(40033, r"invalid charset. please use UTF-8 without \uxxxx escapes")
        try:
            return msgspec.json.decode(raw, type=shape)
        except msgspec.ValidationError as error:
            raise WechatError(40097, f"invalid args: {error}") from error
        except msgspec.DecodeError as error:
            raise WechatError(47001, "data format error") from error

    def answer(self, content: dict[str, Any]) -> Response[bytes]:
        """Success with errcode 0, or a cut connection although the work was done."""
        return self.bare({"errcode": 0, "errmsg": "ok"} | content)

    def bare(self, content: dict[str, Any]) -> Response[bytes]:
        """Success as the older calls answer it: without errcode."""
        if self._faults.now.wechat.close_after_work:
            return CutAnswer(b"")
        return Response(msgspec.json.encode(content), status_code=200, media_type="application/json; charset=utf-8")


class _CutWire(ASGIResponse):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"64")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        raise ConnectionCut


class CutAnswer(Response[bytes]):
    """Promises more bytes than it sends."""

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:
        return _CutWire()


def answer_error(_: Request[None, None, State], error: WechatError) -> Response[dict[str, int | str]]:
    return Response(error.body(), status_code=200)


def answer_gateway(_: Request[None, None, State], __: BadGateway) -> Response[str]:
    return Response("<html><h1>502 Bad Gateway</h1></html>", status_code=502, media_type="text/html")
