"""The outermost layer: a request id, a count and a duration for every request."""

import re
import time
from collections.abc import Callable
from functools import cache
from typing import Any, cast
from uuid import uuid4

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

from app.http.busy import is_busy
from ports.kernel import request_id

SECONDS = Histogram(
    "siyu_http_seconds",
    "Duration of requests by operation",
    ["operation"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
REQUESTS = Counter("siyu_http_requests", "Requests by operation and status", ["operation", "status"])
_GIVEN_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")
log = structlog.get_logger("siyu.http")


def observe() -> Callable[[ASGIApp], ASGIApp]:
    def wrap(app: ASGIApp) -> ASGIApp:
        async def observed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
            current = given.decode() if _GIVEN_ID.fullmatch(given) else uuid4().hex
            token = request_id.set(current)
            began, status = time.perf_counter(), 500

            async def with_id(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    start = cast(dict[str, Any], message)
                    status = start["status"]
                    start["headers"] = [*start["headers"], (b"x-request-id", current.encode())]
                await send(message)

            try:
                await app(scope, receive, with_id)
            finally:
                _note(scope, status, time.perf_counter() - began)
                request_id.reset(token)

        return observed

    return wrap


def _note(scope: HTTPScope, status: int, seconds: float) -> None:
    operation = _operation(scope.get("route_handler"))
    duration, count = _figures(operation, status)
    duration.observe(seconds)
    count.inc()
    is_told = scope["method"] != "GET" and not is_busy(scope.get("route_handler"))
    if is_told or status >= 500:
        log.info("request", operation=operation, status=status, ms=round(seconds * 1000, 1))


@cache
def _figures(operation: str, status: int) -> tuple[Histogram, Counter]:
    """Finding them by their labels costs more than counting."""
    return SECONDS.labels(operation), REQUESTS.labels(operation, status)


def _operation(handler: object) -> str:
    """Its operation id; one that is made per address counts under the handler's own name."""
    given = getattr(handler, "operation_id", None) or getattr(handler, "name", None)
    return given if isinstance(given, str) else str(getattr(handler, "handler_name", "other"))
