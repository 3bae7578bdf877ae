"""Server-sent events (WHATWG HTML, 9.2): the live feed of stock as the faces read it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Annotated, Any

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct
from prometheus_client import Gauge

from app.http.context import AnyRequest
from domain.supply.live import Figure, Picture, Told, event_id

MEDIA_TYPE = "text/event-stream"
FOLLOWERS = Gauge("siyu_live_followers", "Connections that follow stock", multiprocess_mode="livesum")
SLOW_SECONDS = 20.0
"""A client that takes nothing for so long is cut off: it keeps a place that others want."""
# A proxy that gathers output would keep an event until the next one.
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_TEXT = (
    "A stream of server-sent events. `reset`: everything that was asked for; replaces what is known. `stock`: one SKU's"
    " newest figure. The `id` of an event is its sequence number: who connects again with it, as `Last-Event-ID` or"
    " `lastEventId`, gets what it missed, or a `reset` where that is too much. An event without `id` was told early and"
    " comes again. The server ends a stream after ten minutes, and whenever a client is too slow: connect again."
)

LastEventId = Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=64)]
LastEventIdInQuery = Annotated[
    str | None,
    QueryParameter(name="lastEventId", max_length=64, description="For clients that cannot send the header"),
]
# `streams` marks a route whose answer does not end by itself.
STREAMS = {"streams": True}


class _Reset(Struct, frozen=True, rename="camel"):
    items: tuple[Struct, ...]
    is_whole: bool


def cut_off_slow(app: ASGIApp) -> ASGIApp:
    """Middleware: to the answer, a client that does not read has left."""

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        slow = asyncio.Event()

        async def prompt(message: Message) -> None:
            # The server lets nothing through while the client's buffers are full.
            timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, slow.set)
            try:
                await send(message)
            finally:
                timer.cancel()

        async def receive_or_cut() -> Any:
            received, cut = asyncio.ensure_future(receive()), asyncio.ensure_future(slow.wait())
            try:
                await asyncio.wait({received, cut}, return_when=asyncio.FIRST_COMPLETED)
                return received.result() if received.done() else {"type": "http.disconnect"}
            finally:
                for task in (received, cut):
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

        try:
            await app(scope, receive_or_cut, prompt)
        finally:
            # Who is cut off while something is sent leaves a generator that nobody goes on with.
            if (frames := scope["state"].pop("frames", None)) is not None:
                await frames.aclose()

    return watched


def described(event: type[Struct]) -> dict[int, ResponseSpec]:
    return {200: ResponseSpec(event, description=_TEXT, media_type=MEDIA_TYPE, generate_examples=False)}


def stream(request: AnyRequest, told: AsyncGenerator[Told]) -> Stream:
    """For a route with the middleware `cut_off_slow`, which ends it."""
    frames = request.scope["state"]["frames"] = _frames(told)
    return Stream(frames, media_type=MEDIA_TYPE, headers=_HEADERS)


async def _frames(told: AsyncGenerator[Told]) -> AsyncGenerator[bytes]:
    async with aclosing(told):
        with FOLLOWERS.track_inprogress():
            async for one in told:
                yield frame(one)


def frame(told: Told) -> bytes:
    """One event. A beat has no data, so that a client notes its id and nothing else."""
    if isinstance(told, Figure):
        return _frame(event_id(told.position) if told.position else None, "stock", told.shown)
    if isinstance(told, Picture):
        return _frame(event_id(told.position), "reset", _Reset(told.shown, told.is_whole))
    return f": beat\nid: {event_id(told.position)}\n\n".encode()


def _frame(id_: str | None, name: str, data: Struct) -> bytes:
    head = f"id: {id_}\nevent: {name}\n" if id_ else f"event: {name}\n"
    return head.encode() + b"data: " + msgspec.json.encode(data) + b"\n\n"
