"""Server-sent events of the radar. `reset` replaces what is known; `event` and `now` add to it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream
from msgspec import Struct

from app.http.context import AnyRequest
from app.http.streams import FOLLOWERS, MEDIA_TYPE
from domain.community.radar_live import RadarBeat, RadarNews, RadarPicture, RadarTold
from ports.community.sidebar import NowContact, RadarEvent

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_TEXT = (
    "A stream of server-sent events. `reset`: its `items`, the newest first, replace what is known. `{name}`: one more;"
    " its own id may be known already, and is replaced then. The `id` of an event is its sequence number: who connects"
    " again with it, as `Last-Event-ID` or `lastEventId`, gets what it missed, or a `reset` where that is too much. The"
    " server ends a stream after ten minutes, and whenever a client is too slow: connect again."
)


class _Reset(Struct, frozen=True, rename="camel"):
    items: tuple[Struct, ...]


def described_radar() -> dict[int, ResponseSpec]:
    return _described(RadarEvent, "event")


def described_now() -> dict[int, ResponseSpec]:
    return _described(NowContact, "now")


def _described(event: type[Struct], name: str) -> dict[int, ResponseSpec]:
    text = _TEXT.format(name=name)
    return {200: ResponseSpec(event, description=text, media_type=MEDIA_TYPE, generate_examples=False)}


def radar_stream(request: AnyRequest, told: AsyncGenerator[RadarTold]) -> Stream:
    """For a route with the middleware `cut_off_slow`, which ends it."""
    frames = request.scope["state"]["frames"] = _frames(told)
    return Stream(frames, media_type=MEDIA_TYPE, headers=_HEADERS)


async def _frames(told: AsyncGenerator[RadarTold]) -> AsyncGenerator[bytes]:
    async with aclosing(told):
        with FOLLOWERS.track_inprogress():
            async for one in told:
                yield radar_frame(one)


def radar_frame(told: RadarTold) -> bytes:
    """A beat has no data, so that a client notes its id and nothing else. News that are not settled have no id."""
    match told:
        case RadarPicture(event_id, shown):
            return _frame(event_id, "reset", _Reset(shown))
        case RadarNews(event_id, name, item):
            return _frame(event_id, name, item)
        case RadarBeat(event_id):
            return f": beat\nid: {event_id}\n\n".encode()


def _frame(id_: str | None, name: str, data: Struct) -> bytes:
    head = f"id: {id_}\nevent: {name}\n" if id_ else f"event: {name}\n"
    return head.encode() + b"data: " + msgspec.json.encode(data) + b"\n\n"
