"""Pushes of Kdniao: verified, stored, answered at once (E.1)."""

from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from litestar import post
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Struct

from app.http.context import AnyRequest, services
from app.http.problems import Problem
from ports.kernel import Invalid

BODY_BYTES_MAX = 512 * 1024
FIELDS_MAX = 20
_CHINA = ZoneInfo("Asia/Shanghai")
_FORGED = {401: ResponseSpec(Problem, description="签名验证失败", media_type="application/problem+json")}


class PushAnswer(Struct, frozen=True):
    """Anything but `Success` true makes Kdniao push again."""

    EBusinessID: str
    UpdateTime: str
    Success: bool
    Reason: str


@post(
    "/kdniao",
    status_code=200,
    operation_id="receiveTrackPush",
    opt={"public": True, "natural_key": True},
    request_max_body_size=BODY_BYTES_MAX,
    responses=_FORGED,
)
async def receive_track_push(request: AnyRequest) -> PushAnswer:
    """Form fields RequestData, RequestType, DataSign. A forged one gets 401, and nothing is stored."""
    body = (await request.body()).decode(errors="replace")
    try:
        form = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError as error:
        raise Invalid from error
    business_id = await services(request).tracking.receive_push(form)
    return PushAnswer(business_id, datetime.now(_CHINA).strftime("%Y-%m-%d %H:%M:%S"), True, "")


ROUTES = [receive_track_push]
