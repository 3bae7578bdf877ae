"""The short way to a handler that a crowd asks at one moment: `opt={"busy": True}`, for signed-in shoppers.

Two thirds of a small request's time go into what Litestar does for any handler: finding it, parameters by name, a
response object, its headers, and the handling of exceptions around each. A busy handler takes `request`, its path
parameters and `data`, and gives a struct: that is all there is here. It is declared, described, tested and measured
like every other route; what does not fit its path exactly goes the long way.
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


class _Lane(Struct, frozen=True):
    """`kind` is the type of the body; `parameters` are those of the path, with what reads them."""

    path: re.Pattern[str]
    handler: HTTPRouteHandler
    call: Callable[..., Any]
    kind: Any
    parameters: tuple[tuple[str, Callable[[str], Any]], ...]

    def arguments(self, path: str) -> dict[str, Any] | None:
        """None: this is another path, or no value of the parameter's type."""
        found = self.path.fullmatch(path)
        if found is None:
            return None
        try:
            return {name: parse(text) for (name, parse), text in zip(self.parameters, found.groups(), strict=True)}
        except ValueError:
            return None


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
                    arguments = lane.arguments(scope["path"])
                    if arguments is not None:
                        await _answer(lane, arguments, (scope, receive, send))
                        return
            await long_way(scope, receive, send)

        return choose

    return wrap


def _lane(route: HTTPRoute, handler: HTTPRouteHandler) -> _Lane:
    assert handler.http_methods == {"POST"} and not handler.opt.get("public"), "made for what shoppers send"
    parts, parameters = [], []
    for part in route.path_components:
        if isinstance(part, str):
            parts.append(re.escape(part))
        else:
            parts.append("([^/]+)")
            parameters.append((part.name, cast(Callable[[str], Any], part.parser or part.type)))
    field = handler.parsed_data_field
    kind = field.annotation if field is not None else Any
    return _Lane(re.compile("/" + "/".join(parts)), handler, cast(Any, handler.fn), kind, tuple(parameters))


async def _answer(lane: _Lane, arguments: dict[str, Any], connection: tuple[HTTPScope, Receive, Send]) -> None:
    scope, receive, send = connection
    scope["route_handler"] = lane.handler
    try:
        authorization = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        services = scope["litestar_app"].state.services
        if await identified(resolve_shopper, services, scope, authorization) is None:
            raise LoginRequired
        data = decoded(await read(receive), lane.kind)
        found = await lane.call(request=StrictRequest(scope, receive, send), data=data, **arguments)
    except DomainError as error:
        await refuse(send, error)
        return
    except Exception as error:  # nothing further out answers it
        await fail(send, scope, error)
        return
    body = msgspec.json.encode(found)
    headers = [_JSON, (b"content-length", str(len(body)).encode())]
    start = {"type": "http.response.start", "status": lane.handler.status_code, "headers": headers}
    await send(cast(Message, start))
    await send(cast(Message, {"type": "http.response.body", "body": body, "more_body": False}))
