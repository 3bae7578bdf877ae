"""The short way to a handler that a crowd asks at one moment, `opt={"busy": True}`: of signed-in shoppers, and hooks.

Two thirds of a small request's time go into what Litestar does for any handler: finding it, parameters by name, a
response object, its headers, and the handling of exceptions around each. A shopper's busy handler takes `request`, its
path parameters and `data`, and gives a struct; a hook's takes `request`, and gives text: that is all there is here. It
is declared, described, tested and measured like every other route; what does not fit exactly goes the long way.
"""

import re
from collections.abc import Callable
from typing import Any, cast

import msgspec
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from msgspec import Struct

from app.http.context import LoginRequired
from app.http.gate import identified, resolve_shopper
from app.http.problems import fail, refuse
from app.http.requests import StrictRequest, decoded, read
from ports.kernel import DomainError

_JSON = (b"content-type", b"application/json")
_TEXT = (b"content-type", b"text/plain; charset=utf-8")


class _Lane(Struct, frozen=True):
    """`kind` is the type of `data`; None: a hook, which reads its body itself. `parameters` are those of the path."""

    path: re.Pattern[str]
    handler: HTTPRouteHandler
    call: Callable[..., Any]
    kind: Any
    parameters: tuple[tuple[str, Callable[[str], Any]], ...]

    def arguments(self, scope: HTTPScope) -> dict[str, Any] | None:
        """None: this is another path, no value of the parameter's type, or a hook's body that may be too large."""
        found = self.path.fullmatch(scope["path"])
        if found is None or (self.kind is None and not self._is_small(scope)):
            return None
        try:
            return {name: parse(text) for (name, parse), text in zip(self.parameters, found.groups(), strict=True)}
        except ValueError:
            return None

    def _is_small(self, scope: HTTPScope) -> bool:
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        return length.isdigit() and int(length) <= cast(int, self.handler.resolve_request_max_body_size())


def is_busy(handler: object) -> bool:
    return bool(getattr(handler, "opt", {}).get("busy"))


def short_ways(app: Litestar) -> Callable[[ASGIApp], ASGIApp]:
    """Around the whole application."""
    lanes = [
        _lane(route, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if is_busy(handler)
    ]

    def wrap(long_way: ASGIApp) -> ASGIApp:
        async def choose(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP and scope["method"] == "POST":
                for lane in lanes:
                    arguments = lane.arguments(scope)
                    if arguments is not None:
                        await _answer(lane, arguments, (scope, receive, send))
                        return
            await long_way(scope, receive, send)

        return choose

    return wrap


def _lane(route: HTTPRoute, handler: HTTPRouteHandler) -> _Lane:
    assert handler.http_methods == {"POST"}
    parts, parameters = [], []
    for part in route.path_components:
        if isinstance(part, str):
            parts.append(re.escape(part))
        else:
            parts.append("([^/]+)")
            parameters.append((part.name, cast(Callable[[str], Any], part.parser or part.type)))
    field = handler.parsed_data_field
    is_hook = bool(handler.opt.get("public"))
    assert is_hook == (field is None), "made for what shoppers send, and for bare hooks"
    kind = field.annotation if field is not None else None
    return _Lane(re.compile("/" + "/".join(parts)), handler, cast(Any, handler.fn), kind, tuple(parameters))


async def _answer(lane: _Lane, arguments: dict[str, Any], connection: tuple[HTTPScope, Receive, Send]) -> None:
    scope, receive, send = connection
    scope["route_handler"] = lane.handler
    try:
        if lane.kind is not None:
            await _admit(scope)
            arguments["data"] = decoded(await read(receive), lane.kind)
        found = await lane.call(request=StrictRequest(scope, receive, send), **arguments)
    except DomainError as error:
        await refuse(send, error)
        return
    except Exception as error:  # nothing further out answers it
        await fail(send, scope, error)
        return
    body = found.encode() if lane.kind is None else msgspec.json.encode(found)
    headers = [_TEXT if lane.kind is None else _JSON, (b"content-length", str(len(body)).encode())]
    start = {"type": "http.response.start", "status": lane.handler.status_code, "headers": headers}
    await send(cast(Message, start))
    await send(cast(Message, {"type": "http.response.body", "body": body, "more_body": False}))


async def _admit(scope: HTTPScope) -> None:
    """Raises LoginRequired."""
    authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    if await identified(resolve_shopper, scope["litestar_app"].state.services, scope, authorization) is None:
        raise LoginRequired
