"""Customer groups: the list, one with its members, and what kind it is."""

from typing import Annotated

from litestar import get, put
from litestar.params import FromPath, JSONBody, QueryParameter

from app.http.admin.wecom import WecomId
from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from ports.community.chat_views import (
    ChatFilter,
    ChatMemberView,
    ChatRowView,
    ChatSize,
    ChatsState,
    ChatView,
    Presence,
)
from ports.community.chats import ChatKind, ChatState
from ports.kernel import Page


class KindBody(Body, frozen=True):
    kind: ChatKind


@get("/groups/state", operation_id="getGroupsState")
async def groups_state(request: AnyRequest) -> ChatsState:
    return await services(request).community.groups.desk.state(actor(request))


@get("/groups", operation_id="listGroups")
async def list_groups(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: AnyRequest,
    q: Query = None,
    owner: Annotated[str | None, QueryParameter(name="owner", max_length=64)] = None,
    kind: Annotated[ChatKind | None, QueryParameter(name="kind")] = None,
    of_state: Annotated[ChatState | None, QueryParameter(name="state")] = None,
    size: Annotated[ChatSize | None, QueryParameter(name="size")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[ChatRowView]:
    wanted = ChatFilter(q, owner, kind, of_state, size)
    return await services(request).community.groups.desk.groups(actor(request), wanted, cursor, limit)


@get("/groups/{chat_id:str}", operation_id="getGroup")
async def get_group(request: AnyRequest, chat_id: FromPath[WecomId]) -> ChatView:
    return await services(request).community.groups.desk.group(actor(request), chat_id)


@get("/groups/{chat_id:str}/members", operation_id="listGroupMembers")
async def list_group_members(
    request: AnyRequest,
    chat_id: FromPath[WecomId],
    presence: Annotated[Presence, QueryParameter(name="presence")] = "present",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[ChatMemberView]:
    """Stays: whoever has left and come back is in both lists."""
    desk = services(request).community.groups.desk
    return await desk.members(actor(request), chat_id, presence, (cursor, limit))


@put("/groups/{chat_id:str}/kind", operation_id="setGroupKind", opt={"natural_key": True})
async def set_group_kind(request: AnyRequest, chat_id: FromPath[WecomId], data: JSONBody[KindBody]) -> ChatView:
    return await services(request).community.groups.desk.set_kind(actor(request), chat_id, data.kind)


ROUTES = [groups_state, list_groups, get_group, list_group_members, set_group_kind]
