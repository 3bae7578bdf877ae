"""The official account 公众号: who follows it, and comparing with WeChat's list."""

from litestar import get, post

from app.http.context import AnyRequest, actor, services
from ports.members.official import FollowerRunView, OfficialState


@get("/official-account", operation_id="getOfficialAccount")
async def official_account(request: AnyRequest) -> OfficialState:
    return await services(request).members.official.comparison.state(actor(request))


@post(
    "/official-account/comparisons", operation_id="startFollowerComparison", opt={"natural_key": True}, status_code=202
)
async def start_comparison(request: AnyRequest) -> FollowerRunView:
    """One runs at a time: a second press is refused."""
    return await services(request).members.official.comparison.start(actor(request))


ROUTES = [official_account, start_comparison]
