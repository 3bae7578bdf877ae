"""Members as operators see them: masked."""

from litestar import get

from app.http.bodies import Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from app.http.tag_ids import Filtered, filter_of
from ports.kernel import Page
from ports.members.views import LevelSizes, MemberRow


@get("/members", operation_id="listMembers")
async def list_members(
    request: AnyRequest, q: Query = None, tags: Filtered = None, cursor: Cursor = None, limit: Limit = 20
) -> Page[MemberRow]:
    """`tags`: ids of tags that they have, and with a minus of those that they have not."""
    actor(request).require("members.read")
    if tags:
        return await services(request).members.tags.browser.rows(actor(request), filter_of(tags), (q, cursor, limit))
    return await services(request).identity.rows(q, cursor, limit)


@get("/member-levels", operation_id="listMemberLevels")
async def list_levels(request: AnyRequest) -> LevelSizes:
    actor(request).require_any("members.read", "promotions.read")
    return await services(request).identity.levels()


ROUTES = [list_members, list_levels]
