"""The radar: what a customer does in the shop, as it happens."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, guide, services
from app.http.documented import problems
from app.http.radar_streams import described_now, described_radar, radar_stream
from app.http.streams import STREAMS, LastEventId, LastEventIdInQuery, cut_off_slow
from ports.community.chat_cards import ChatCard
from ports.community.sidebar import NowList, Visit
from ports.kernel import Page


@get("/contacts/{contact_id:str}/visits", operation_id="listVisits")
async def list_visits(
    request: AnyRequest, contact_id: FromPath[str], cursor: Cursor = None, limit: Limit = 50
) -> Page[Visit]:
    """`limit` counts events."""
    return await services(request).community.sidebar.radar.visits(guide(request), contact_id, (cursor, limit))


@get(
    "/contacts/{contact_id:str}/stream",
    operation_id="followContact",
    opt=STREAMS,
    responses=described_radar() | problems(409),
    middleware=[cut_off_slow],
)
async def follow_contact(
    request: AnyRequest,
    contact_id: FromPath[str],
    last_event_id: LastEventId = None,
    last_in_query: LastEventIdInQuery = None,
) -> Stream:
    told = await services(request).community.sidebar.radar.follow(
        guide(request), contact_id, last_event_id or last_in_query
    )
    return radar_stream(request, told)


@get("/now", operation_id="listNow")
async def list_now(request: AnyRequest) -> NowList:
    return await services(request).community.sidebar.radar.now(guide(request))


@get("/now/stream", operation_id="followNow", opt=STREAMS, responses=described_now(), middleware=[cut_off_slow])
async def follow_now(
    request: AnyRequest, last_event_id: LastEventId = None, last_in_query: LastEventIdInQuery = None
) -> Stream:
    told = await services(request).community.sidebar.radar.follow_all(guide(request), last_event_id or last_in_query)
    return radar_stream(request, told)


@get("/chats/{chat_id:str}", operation_id="getChatCard")
async def get_chat(request: AnyRequest, chat_id: FromPath[str]) -> ChatCard:
    return await services(request).community.sidebar.chats.card(guide(request), chat_id)


ROUTES = [list_visits, follow_contact, list_now, follow_now, get_chat]
