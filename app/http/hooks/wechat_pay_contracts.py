"""Call-backs about contracts and deductions: API v2, XML, signed in the body, answered in XML."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from app.http.context import AnyRequest, services
from app.http.problems import Problem

BODY_BYTES_MAX = 64 * 1024
_FORGED = {401: ResponseSpec(Problem, description="签名验证失败", media_type="application/problem+json")}
_TAKEN = "<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>"


def _operation_id(_: HTTPRouteHandler, method: Any, path: Sequence[Any]) -> str:
    return f"receivePayNotice{str(path[-1]).capitalize()}"


@post(
    ["/wechat-pay/contracts", "/wechat-pay/deductions"],
    status_code=200,
    operation_id=_operation_id,
    opt={"public": True, "natural_key": True},
    request_max_body_size=BODY_BYTES_MAX,
    media_type="text/xml",
    responses=_FORGED,
)
async def receive_contract_notice(request: AnyRequest) -> Response[str]:
    """Any other answer makes WeChat Pay repeat the notice for some hours."""
    await services(request).contract_notices.receive(await request.body())
    return Response(_TAKEN, media_type="text/xml")


ROUTES = [receive_contract_notice]
