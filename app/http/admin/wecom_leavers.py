"""What guides wrote of members who have left, where WeCom refuses to have it made neutral."""

from litestar import get, post
from litestar.params import FromPath

from app.http.admin.wecom import WecomId
from app.http.context import AnyRequest, actor, services
from ports.community.leavers import RefusedRemark
from ports.community.store import Pair


@get("/wecom/leavers", operation_id="listRefusedRemarks")
async def list_refused(request: AnyRequest) -> tuple[RefusedRemark, ...]:
    return await services(request).community.leaver_desk.refused(actor(request))


@post(
    "/wecom/leavers/{contact_id:str}/guides/{user_id:str}/again",
    operation_id="retryRefusedRemark",
    opt={"natural_key": True},
    status_code=202,
)
async def ask_again(request: AnyRequest, contact_id: FromPath[WecomId], user_id: FromPath[WecomId]) -> None:
    """Asked for once; while it is under way, and once WeCom has done it, a second time is refused."""
    await services(request).community.leaver_desk.again(actor(request), Pair(user_id, contact_id))


ROUTES = [list_refused, ask_again]
