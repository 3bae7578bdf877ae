"""Lotteries 抽奖: what there is, drawing, and the records that anybody can verify."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from domain.members.lottery import DrawWish
from ports.kernel import Page
from ports.members.lottery_views import DrawResult, DrawView, LotteryBrief, LotteryPage, RoundBrief, RoundRecord

PUBLIC = {"public": True}
Token = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")]


class DrawBody(Body, frozen=True):
    """`client_key`: the same one gets the same draw. `nonce`: the phone's own. `commitment`: as it was shown."""

    client_key: Token
    nonce: Token
    commitment: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]+$")]


class RunningLotteries(Struct, frozen=True, rename="camel"):
    items: list[LotteryBrief]


@get("/lotteries", operation_id="listLotteries", opt=PUBLIC)
async def list_lotteries(request: AnyRequest) -> RunningLotteries:
    return RunningLotteries(await services(request).members.play.lotteries.running())


@get("/lotteries/{lottery_id:uuid}", operation_id="getLottery", opt=PUBLIC)
async def get_lottery(request: AnyRequest, lottery_id: FromPath[UUID]) -> LotteryPage:
    return await services(request).members.play.lotteries.page(shopper_or_none(request), lottery_id)


@post("/lotteries/{lottery_id:uuid}/draws", operation_id="drawLottery", opt={"natural_key": True}, status_code=200)
async def draw_lottery(request: AnyRequest, lottery_id: FromPath[UUID], data: JSONBody[DrawBody]) -> DrawResult:
    wish = DrawWish(data.client_key, data.nonce, data.commitment)
    return await services(request).members.play.lotteries.draw(shopper(request), lottery_id, wish)


@get("/lotteries/{lottery_id:uuid}/draws", operation_id="listMyDraws")
async def list_my_draws(
    request: AnyRequest, lottery_id: FromPath[UUID], cursor: Cursor = None, limit: Limit = 20
) -> Page[DrawView]:
    return await services(request).members.play.lotteries.mine(shopper(request), lottery_id, cursor, limit)


@get("/lotteries/{lottery_id:uuid}/rounds", operation_id="listLotteryRounds", opt=PUBLIC)
async def list_rounds(
    request: AnyRequest, lottery_id: FromPath[UUID], cursor: Cursor = None, limit: Limit = 20
) -> Page[RoundBrief]:
    return await services(request).members.play.lotteries.rounds(lottery_id, cursor, limit)


@get("/lotteries/{lottery_id:uuid}/rounds/{number:int}", operation_id="getLotteryRound", opt=PUBLIC)
async def get_round(request: AnyRequest, lottery_id: FromPath[UUID], number: FromPath[int]) -> RoundRecord:
    return await services(request).members.play.lotteries.record(shopper_or_none(request), lottery_id, number)


ROUTES = [list_lotteries, get_lottery, draw_lottery, list_my_draws, list_rounds, get_round]
