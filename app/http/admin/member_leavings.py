"""Members who asked to leave, for operators to read."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page
from ports.members.personal_data import LeavingRow, LeavingState


@get("/member-leavings", operation_id="listMemberLeavings")
async def list_leavings(
    request: AnyRequest,
    which: Annotated[LeavingState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[LeavingRow]:
    return await services(request).members.privacy.leavings(actor(request), which, cursor, limit)


ROUTES = [list_leavings]
