"""Errors as RFC 9457 problem details: a stable `code`, Chinese words fit for a person, and the field at fault."""

from typing import Any, cast

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.types import ExceptionHandlersMap, HTTPScope, Message, Send
from msgspec import UNSET, Struct, UnsetType

from app.http.faults import Fault, explained
from ports.kernel import AlreadyCalled, DomainError, ErrorKind, request_id

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("siyu.http")

STATUS: dict[ErrorKind, int] = {
    "invalid": 400,
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "throttled": 429,
    "unavailable": 503,
}
TITLES = {
    400: "填写有误",
    401: "需要登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的操作",
    409: "无法完成",
    413: "内容太大",
    416: "没有这一段",
    422: "填写有误",
    429: "操作太频繁",
    503: "服务繁忙",
}


_UNEXPECTED = (500, "kernel.internal", "系统出了点问题，我们已经记录，请稍后再试")


class Problem(Struct, frozen=True, rename="camel"):
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    field: str | UnsetType = UNSET
    type: str = "about:blank"


def problem(status: int, code: str, detail: str, field: str | None = None) -> Response[Problem]:
    content = Problem(
        title=TITLES.get(status, "出错了"),
        status=status,
        code=code,
        detail=detail,
        request_id=request_id.get(),
        field=field or UNSET,
    )
    return Response(content, status_code=status, media_type=MEDIA_TYPE)


async def refuse(send: Send, error: DomainError) -> None:
    """For middleware, which stands outside of Litestar's own handling and inside of `observe`."""
    await _send(send, problem(STATUS[error.kind], error.code, error.text, error.field))


async def _send(send: Send, answer: Response[Problem]) -> None:
    body = msgspec.json.encode(answer.content)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send(cast(Message, {"type": "http.response.start", "status": answer.status_code, "headers": headers}))
    await send(cast(Message, {"type": "http.response.body", "body": body, "more_body": False}))


async def fail(send: Send, scope: HTTPScope, error: Exception) -> None:
    """The same for what nobody expected."""
    log.error("request failed", path=scope["path"], method=scope["method"], exc_info=error)
    await _send(send, problem(*_UNEXPECTED))


def _domain_error(_: Request[Any, Any, Any], error: DomainError) -> Response[Problem]:
    return problem(STATUS[error.kind], error.code, error.text, error.field)


def _already_called(request: Request[Any, Any, Any], _: AlreadyCalled) -> Response[Problem]:
    request.scope["state"]["replay"] = True
    return problem(409, "request.in_progress", "这次操作已经提交，请稍后刷新查看")


def _http_error(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    if isinstance(error, NotFoundException):
        return problem(404, "request.no_such_route", "没有这个地址")
    if isinstance(error, MethodNotAllowedException):
        return problem(405, "request.method_not_allowed", "这个地址不支持这种操作")
    if error.status_code == 413:
        return problem(413, "request.too_large", "提交的内容太大")
    if error.status_code >= 500:
        return _unexpected(_, error)
    fault = _fault(error)
    return problem(error.status_code, "request.invalid", fault.text, fault.field)


def _fault(error: HTTPException) -> Fault:
    """From what Litestar says about parameters; bodies are read by `StrictRequest`."""
    extra = error.extra
    first = extra[0] if isinstance(extra, list) and extra and isinstance(extra[0], dict) else {}
    return explained(str(first.get("message") or error.detail or ""), str(first.get("key") or "") or None)


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    log.error("request failed", path=request.url.path, method=request.method, exc_info=error)
    return problem(*_UNEXPECTED)


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    DomainError: _domain_error,
    AlreadyCalled: _already_called,
    HTTPException: _http_error,
    Exception: _unexpected,
}
