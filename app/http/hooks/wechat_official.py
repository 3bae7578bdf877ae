"""Message push of the official account: the console's URL check, and events (0.3, B.7)."""

from litestar import MediaType, get, post
from litestar.openapi.datastructures import ResponseSpec

from app.http.context import AnyRequest, services
from app.http.problems import Problem

BODY_BYTES_MAX = 64 * 1024
_FORGED = {401: ResponseSpec(Problem, description="签名验证失败", media_type="application/problem+json")}


@get(
    "/wechat-official/push",
    operation_id="checkOfficialPushAddress",
    opt={"public": True},
    media_type=MediaType.TEXT,
    responses=_FORGED,
    sync_to_thread=False,
)
def check_official_push_address(request: AnyRequest) -> str:
    """Answers the echo string bare."""
    return services(request).members.official.push_desk.echo(dict(request.query_params))


@post(
    "/wechat-official/push",
    status_code=200,
    operation_id="receiveOfficialPush",
    opt={"public": True, "natural_key": True, "busy": True},
    media_type=MediaType.TEXT,
    request_max_body_size=BODY_BYTES_MAX,
    responses=_FORGED,
)
async def receive_official_push(request: AnyRequest) -> str:
    """Anything but `success` or nothing makes WeChat repeat the message, and show the person an error."""
    await services(request).members.official.push_desk.receive(dict(request.query_params), await request.body())
    return "success"


ROUTES = [check_official_push_address, receive_official_push]
