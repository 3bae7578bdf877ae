"""The refusals that every route of an audience may answer with, written into the API description in one place."""

from collections.abc import Iterable

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from app.http.problems import MEDIA_TYPE, TITLES, Problem

ALL = (400, 503)
WRITES = (404, 409, 413)


def _spec(status: int) -> ResponseSpec:
    return ResponseSpec(Problem, description=TITLES[status], media_type=MEDIA_TYPE, generate_examples=False)


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """For a handler with refusals of its own."""
    return {status: _spec(status) for status in statuses}


def with_problems(
    handlers: Iterable[HTTPRouteHandler], *, guarded: tuple[int, ...], writes: tuple[int, ...] = WRITES
) -> list[HTTPRouteHandler]:
    """Adds problem documents to each handler, and the token that it wants.

    `guarded`: what a caller gets whom the gate or a permission refuses.
    """
    found = list(handlers)
    for handler in found:
        statuses = set(ALL)
        if not handler.opt.get("public"):
            statuses.update(guarded)
            handler.security = [{"bearer": []}]
        if handler.http_methods != {"GET"}:
            statuses.update(writes)
        if any("{" in path for path in handler.paths):
            statuses.add(404)
        # What a handler says itself stands.
        handler.responses = problems(*sorted(statuses)) | dict(handler.responses or {})
    return found
