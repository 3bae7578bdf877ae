"""A member all round, and the manual tags that operators give and take."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, put
from litestar.params import FromPath
from msgspec import Meta

from app.http.admin.tags import TAG_ID_MAX
from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import MemberId, Page
from ports.members.tag_views import MemberProfile, TimelineItem

TagId = Annotated[int, Meta(ge=1, le=TAG_ID_MAX)]


@get("/members/{member_id:uuid}/profile", operation_id="getMemberProfile")
async def get_profile(request: AnyRequest, member_id: FromPath[UUID]) -> MemberProfile:
    return await services(request).members.tags.profiles.one(actor(request), MemberId(member_id))


@get("/members/{member_id:uuid}/timeline", operation_id="getMemberTimeline")
async def get_timeline(
    request: AnyRequest, member_id: FromPath[UUID], cursor: Cursor = None, limit: Limit = 20
) -> Page[TimelineItem]:
    return await services(request).members.tags.profiles.timeline(actor(request), MemberId(member_id), cursor, limit)


@put(
    "/members/{member_id:uuid}/manual-tags/{tag_id:int}",
    operation_id="giveManualTag",
    opt={"natural_key": True},
    status_code=204,
)
async def give_tag(request: AnyRequest, member_id: FromPath[UUID], tag_id: FromPath[TagId]) -> None:
    await services(request).members.tags.manual.give(actor(request), MemberId(member_id), tag_id)


@delete("/members/{member_id:uuid}/manual-tags/{tag_id:int}", operation_id="takeManualTag", opt={"natural_key": True})
async def take_tag(request: AnyRequest, member_id: FromPath[UUID], tag_id: FromPath[TagId]) -> None:
    await services(request).members.tags.manual.take(actor(request), MemberId(member_id), tag_id)


ROUTES = [get_profile, get_timeline, give_tag, take_tag]
