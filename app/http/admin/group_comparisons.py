"""Comparisons of customer groups with WeCom: how they went, begun and stopped by an operator."""

from litestar import get, post

from app.http.context import AnyRequest, actor, services
from ports.community.chat_views import ChatComparisonsState


@get("/groups/comparisons", operation_id="getGroupComparisons")
async def group_comparisons(request: AnyRequest) -> ChatComparisonsState:
    return await services(request).community.groups.comparison_desk.state(actor(request))


@post("/groups/comparisons", operation_id="startGroupComparison", opt={"natural_key": True}, status_code=202)
async def start_group_comparison(request: AnyRequest) -> None:
    """One runs at a time: a second press is refused."""
    await services(request).community.groups.comparison_desk.start(actor(request))


@post("/groups/comparisons/stop", operation_id="stopGroupComparison", opt={"natural_key": True}, status_code=202)
async def stop_group_comparison(request: AnyRequest) -> None:
    await services(request).community.groups.comparison_desk.stop(actor(request))


ROUTES = [group_comparisons, start_group_comparison, stop_group_comparison]
