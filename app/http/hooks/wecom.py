"""Callbacks of WeCom: the console's URL check, and events (C.2)."""

from litestar import MediaType, get, post
from litestar.openapi.datastructures import ResponseSpec

from app.http.context import AnyRequest, services
from app.http.problems import Problem

BODY_BYTES_MAX = 64 * 1024
_FORGED = {401: ResponseSpec(Problem, description="签名验证失败", media_type="application/problem+json")}


@get(
    "/wecom",
    operation_id="checkWecomAddress",
    opt={"public": True},
    media_type=MediaType.TEXT,
    responses=_FORGED,
    sync_to_thread=False,
)
def check_wecom_address(request: AnyRequest) -> str:
    """Answers the opened echo string bare, within a second."""
    return services(request).community.callback_desk.echo(dict(request.query_params))


@post(
    "/wecom",
    status_code=200,
    operation_id="receiveWecomEvent",
    opt={"public": True, "natural_key": True, "busy": True},
    media_type=MediaType.TEXT,
    request_max_body_size=BODY_BYTES_MAX,
    responses=_FORGED,
)
async def receive_wecom_event(request: AnyRequest) -> str:
    """Anything but 200 makes WeCom send the event again, three times in all."""
    await services(request).community.callback_desk.receive(dict(request.query_params), await request.body())
    return ""


ROUTES = [check_wecom_address, receive_wecom_event]
