"""WeCom's contacts as the shop mirrors them: state and comparisons, guides, tags, contacts."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from domain.community.contact_desk import TagWish
from ports.community.store import Pair
from ports.community.views import (
    ContactFilter,
    ContactRowView,
    ContactView,
    CorpTagView,
    FollowState,
    GuideView,
    MirrorState,
)
from ports.kernel import Page
from ports.outside.wecom import Remark

WecomId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_@.\-]+$")]
TagIds = Annotated[tuple[WecomId, ...], Meta(max_length=50)]


class RemarkBody(Body, frozen=True):
    """WeCom's own limits of length."""

    remark: Annotated[str, Meta(max_length=20)]
    description: Annotated[str, Meta(max_length=150)]


class MarkBody(Body, frozen=True):
    """Tag ids of the corporation."""

    add: TagIds = ()
    remove: TagIds = ()


@get("/wecom/state", operation_id="getWecomState")
async def wecom_state(request: AnyRequest) -> MirrorState:
    return await services(request).community.contact_desk.state(actor(request))


@post("/wecom/comparisons", operation_id="startWecomComparison", opt={"natural_key": True}, status_code=202)
async def start_comparison(request: AnyRequest) -> None:
    """One runs at a time: a second press is refused."""
    await services(request).community.comparison.start(actor(request))


@post("/wecom/comparisons/stop", operation_id="stopWecomComparison", opt={"natural_key": True}, status_code=202)
async def stop_comparison(request: AnyRequest) -> None:
    await services(request).community.comparison.stop(actor(request))


@get("/wecom/guides", operation_id="listWecomGuides")
async def list_guides(request: AnyRequest) -> tuple[GuideView, ...]:
    return await services(request).community.contact_desk.guides(actor(request))


@get("/wecom/tags", operation_id="listWecomTags")
async def list_tags(request: AnyRequest) -> tuple[CorpTagView, ...]:
    return await services(request).community.contact_desk.tags(actor(request))


@get("/wecom/contacts", operation_id="listWecomContacts")
async def list_contacts(  # noqa: PLR0913, PLR0917 - the filters of the list
    request: AnyRequest,
    q: Query = None,
    guide: Annotated[str | None, QueryParameter(name="guide", max_length=64)] = None,
    tag: Annotated[str | None, QueryParameter(name="tag", max_length=64)] = None,
    of_state: Annotated[FollowState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[ContactRowView]:
    wanted = ContactFilter(q, guide, tag, of_state)
    return await services(request).community.contact_desk.contacts(actor(request), wanted, cursor, limit)


@get("/wecom/contacts/{contact_id:str}", operation_id="getWecomContact")
async def get_contact(request: AnyRequest, contact_id: FromPath[WecomId]) -> ContactView:
    return await services(request).community.contact_desk.contact(actor(request), contact_id)


@put(
    "/wecom/contacts/{contact_id:str}/guides/{user_id:str}/remark",
    operation_id="setWecomRemark",
    opt={"natural_key": True},
)
async def set_remark(
    request: AnyRequest, contact_id: FromPath[WecomId], user_id: FromPath[WecomId], data: JSONBody[RemarkBody]
) -> ContactView:
    remark = Remark(remark=data.remark, description=data.description)
    return await services(request).community.contact_desk.remark(actor(request), Pair(user_id, contact_id), remark)


@put(
    "/wecom/contacts/{contact_id:str}/guides/{user_id:str}/tags",
    operation_id="markWecomContact",
    opt={"natural_key": True},
)
async def mark_contact(
    request: AnyRequest, contact_id: FromPath[WecomId], user_id: FromPath[WecomId], data: JSONBody[MarkBody]
) -> ContactView:
    """Said again it changes nothing more."""
    wish = TagWish(data.add, data.remove)
    return await services(request).community.contact_desk.mark(actor(request), Pair(user_id, contact_id), wish)


ROUTES = [
    wecom_state,
    start_comparison,
    stop_comparison,
    list_guides,
    list_tags,
    list_contacts,
    get_contact,
    set_remark,
    mark_contact,
]
