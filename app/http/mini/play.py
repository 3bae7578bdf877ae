"""Check-in 签到, tasks 任务, and the points shop 积分商城."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper
from ports.kernel import Page
from ports.members.check_in import CheckInPage, CheckInResult
from ports.members.redeeming import AwardView, RedeemResult, RedeemShop
from ports.members.tasks import TaskClaim, TaskPage

NATURAL = {"natural_key": True}
ClientKey = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


class ClaimBody(Body, frozen=True):
    """`client_key`: the same one is the same claim."""

    client_key: ClientKey


class RedeemBody(Body, frozen=True):
    """`client_key`: the same one is the same redemption."""

    client_key: ClientKey


@get("/check-in", operation_id="getCheckIn")
async def get_check_in(
    request: AnyRequest, month: Annotated[str | None, QueryParameter(min_length=7, max_length=7)] = None
) -> CheckInPage:
    return await services(request).members.play.check_ins.page(shopper(request), month)


@post("/check-in", operation_id="checkIn", opt=NATURAL, status_code=200)
async def check_in(request: AnyRequest) -> CheckInResult:
    return await services(request).members.play.check_ins.check_in(shopper(request))


@get("/tasks", operation_id="listTasks")
async def list_tasks(request: AnyRequest) -> TaskPage:
    return await services(request).members.play.tasks.page(shopper(request))


@post("/tasks/{code:str}/claim", operation_id="claimTask", opt=NATURAL, status_code=200)
async def claim_task(request: AnyRequest, code: FromPath[str], data: JSONBody[ClaimBody]) -> TaskClaim:
    return await services(request).members.play.tasks.claim(shopper(request), code, data.client_key)


@get("/redeem-shop", operation_id="getRedeemShop")
async def get_redeem_shop(request: AnyRequest) -> RedeemShop:
    return await services(request).members.play.redeeming.shop(shopper(request))


@post("/redeem-items/{item_id:uuid}/redeem", operation_id="redeemItem", opt=NATURAL, status_code=200)
async def redeem_item(request: AnyRequest, item_id: FromPath[UUID], data: JSONBody[RedeemBody]) -> RedeemResult:
    return await services(request).members.play.redeeming.redeem(shopper(request), item_id, data.client_key)


@get("/awards", operation_id="listMyAwards")
async def list_my_awards(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[AwardView]:
    return await services(request).members.play.redeeming.mine(shopper(request), cursor, limit)


ROUTES = [get_check_in, check_in, list_tasks, claim_task, get_redeem_shop, redeem_item, list_my_awards]
