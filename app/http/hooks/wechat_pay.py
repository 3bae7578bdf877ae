"""Call-backs of WeChat Pay: verified, stored, answered with 204 at once (D.4)."""

from collections.abc import Sequence
from typing import Any

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from app.http.context import AnyRequest, services
from app.http.problems import Problem

BODY_BYTES_MAX = 64 * 1024
_FORGED = {401: ResponseSpec(Problem, description="签名验证失败", media_type="application/problem+json")}


def _operation_id(_: HTTPRouteHandler, method: Any, path: Sequence[Any]) -> str:
    """Two addresses, one handler: WeChat Pay is told one for payments and one for refunds."""
    return f"receivePayNotice{str(path[-1]).capitalize()}"


@post(
    ["/wechat-pay/transactions", "/wechat-pay/refunds"],
    status_code=204,
    operation_id=_operation_id,
    opt={"public": True, "natural_key": True},
    request_max_body_size=BODY_BYTES_MAX,
    responses=_FORGED,
)
async def receive_pay_notice(request: AnyRequest) -> None:
    """Any answer but 200 and 204 makes WeChat Pay repeat the notice for a day."""
    await services(request).pay_notices.receive(dict(request.headers), await request.body())


ROUTES = [receive_pay_notice]
