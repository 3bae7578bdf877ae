"""What every call to qyapi.weixin.qq.com passes: faults, the token and its rights, the limits, the body."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from adapters.emulator.faults import dawdle, happens
from adapters.emulator.wechat.gate import BadGateway, CutAnswer, WireRequest
from adapters.emulator.wecom.errors import WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.tokens import BOTH, CorpTokens, Kind
from adapters.emulator.wording import now

HOST = "/qyapi.weixin.qq.com/cgi-bin"
Answer = Response[bytes]
_MINUTE_SECONDS = 60.0


class _Meter:
    """Calls of one API in the running minute, and until when it is blocked."""

    def __init__(self) -> None:
        self.started_at = 0.0
        self.count = 0
        self.blocked_until = 0.0


class WecomGate:
    def __init__(self, grounds: Grounds, tokens: CorpTokens) -> None:
        self._grounds = grounds
        self._tokens = tokens
        self._meters: dict[str, _Meter] = {}

    async def enter(self, request: WireRequest, allowed: tuple[Kind, ...] = BOTH) -> Kind:
        """Everything before the work; whose token it is. Raises WecomError or BadGateway."""
        await self.enter_open(request)
        token = request.query_params.get("access_token", "")
        self._spoil(token)
        kind = self._tokens.check(token)
        path = request.url.path.partition(HOST)[2]
        faults = self._grounds.faults
        may_contact = kind == "contact" or not faults.agent_not_callable
        checked(kind in allowed, 48002, "api forbidden for this secret")
        checked(
            may_contact or not path.startswith("/externalcontact"), 48002, "api forbidden, not on the callable list"
        )
        checked(not faults.quota_exceeded, 45009, "reach max api daily quota limit")
        if faults.refuse_errcode and faults.refuse_path in path:
            raise WecomError(faults.refuse_errcode, "refused by a switch")
        self._count(path)
        return kind

    async def enter_open(self, request: WireRequest) -> None:
        """For the call that has no token yet."""
        faults = self._grounds.faults
        await dawdle(faults.slow_ms)
        if happens(faults.error5xx_rate):
            raise BadGateway
        checked(not happens(faults.busy_rate), -1, "system busy")
        checked(not faults.untrusted_ip, 60020, "not allow to access from your ip")

    def _spoil(self, token: str) -> None:
        faults = self._grounds.faults
        if faults.token_expired_once:
            self._turn_off("token_expired_once")
            self._tokens.expire(token)
        if faults.token_invalid_once:
            self._turn_off("token_invalid_once")
            self._tokens.forget(token)
            raise WecomError(40001, "invalid credential, access_token is invalid or not latest")

    def _turn_off(self, switch: str) -> None:
        wecom = msgspec.structs.replace(self._grounds.faults, **{switch: False})
        self._grounds.board.replace(msgspec.structs.replace(self._grounds.board.now, wecom=wecom))

    def _count(self, path: str) -> None:
        at, meter = now(), self._meters.setdefault(path, _Meter())
        checked(at >= meter.blocked_until, 45009, "api freq out of limit")
        if at - meter.started_at >= _MINUTE_SECONDS:
            meter.started_at, meter.count = at, 0
        meter.count += 1
        if meter.count > self._grounds.faults.calls_per_minute:
            meter.started_at, meter.count = 0.0, 0
            meter.blocked_until = at + self._grounds.board.scaled(_MINUTE_SECONDS)
            raise WecomError(45009, "api freq out of limit")

    async def body[T](self, request: WireRequest, shape: type[T]) -> T:
        """The JSON body; 44002 empty, 47001 not JSON, 40033 when Chinese was sent as escapes, 40058 wrong fields."""
        raw = await request.body()
        checked(raw, 44002, "empty post data")
        checked(b"\\u" not in raw, 40033, r"invalid charset. please use UTF-8 without \uxxxx escapes")
        try:
            return msgspec.json.decode(raw, type=shape)
        except msgspec.ValidationError as error:
            raise WecomError(40058, f"invalid request parameter: {error}") from error
        except msgspec.DecodeError as error:
            raise WecomError(47001, "data format error") from error

    def answer(self, content: dict[str, Any] | None = None) -> Answer:
        """Success with errcode 0, or a cut connection although the work was done."""
        if self._grounds.faults.close_after_work:
            return CutAnswer(b"")
        body = msgspec.json.encode({"errcode": 0, "errmsg": "ok"} | (content or {}))
        return Response(body, status_code=200, media_type="application/json; charset=UTF-8")


def answer_error(_: Request[None, None, State], error: WecomError) -> Response[dict[str, int | str]]:
    return Response(error.body(), status_code=200)
