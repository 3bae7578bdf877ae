"""Lotteries, for operators: drafts, publishing, odds, ending."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from domain.members.lottery_desk import LotteryDraft, PrizeChange, PrizeDraft
from ports.kernel import Page
from ports.members.lottery import LotteryState, PrizeKind
from ports.members.lottery_views import AdminLottery, AdminLotteryBrief

Points = Annotated[int, Meta(ge=0, le=1_000_000)]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]
Stock = Annotated[int, Meta(ge=0, le=10_000_000)]
Draws = Annotated[int, Meta(ge=0, le=1_000)]
Version = Annotated[int, Meta(ge=0, le=2_000_000_000)]


class PrizeBody(Body, frozen=True):
    """`stock` null: as many as are drawn."""

    kind: PrizeKind
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    points: Points
    template_id: UUID | None
    odds_ppm: Ppm
    stock: Stock | None


class LotteryBody(Body, frozen=True):
    """`version` as it was read, 0 for a new one."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    words: Annotated[str, Meta(max_length=400)]
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)]
    cost_points: Points
    free_per_day: Draws
    draws_per_day_max: Annotated[int, Meta(ge=1, le=1_000)]
    prizes: Annotated[list[PrizeBody], Meta(min_length=2, max_length=12)]
    version: Version

    def draft(self) -> LotteryDraft:
        return LotteryDraft(
            name=self.name.strip(),
            words=self.words.strip(),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            cost_points=self.cost_points,
            free_per_day=self.free_per_day,
            draws_per_day_max=self.draws_per_day_max,
            prizes=tuple(
                PrizeDraft(one.kind, one.name.strip(), one.points, one.template_id, one.odds_ppm, one.stock)
                for one in self.prizes
            ),
            version=self.version,
        )


class PrizeChangeBody(Body, frozen=True):
    odds_ppm: Ppm
    stock: Stock | None


class AdjustBody(Body, frozen=True):
    """Of every prize, by position."""

    prizes: Annotated[list[PrizeChangeBody], Meta(min_length=2, max_length=12)]
    version: Version


class EndBody(Body, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


@get("/lotteries", operation_id="listAdminLotteries")
async def list_lotteries(
    request: AnyRequest,
    which: Annotated[LotteryState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminLotteryBrief]:
    return await services(request).members.play.lottery_desk.page(actor(request), which, cursor, limit)


@post("/lotteries", operation_id="createLottery")
async def create_lottery(request: AnyRequest, data: JSONBody[LotteryBody]) -> AdminLottery:
    return await services(request).members.play.lottery_desk.create(actor(request), data.draft())


@get("/lotteries/{lottery_id:uuid}", operation_id="getAdminLottery")
async def get_lottery(request: AnyRequest, lottery_id: FromPath[UUID]) -> AdminLottery:
    return await services(request).members.play.lottery_desk.one(actor(request), lottery_id)


@put("/lotteries/{lottery_id:uuid}", operation_id="saveLottery")
async def save_lottery(request: AnyRequest, lottery_id: FromPath[UUID], data: JSONBody[LotteryBody]) -> AdminLottery:
    return await services(request).members.play.lottery_desk.save(actor(request), lottery_id, data.draft())


@post("/lotteries/{lottery_id:uuid}/publish", operation_id="publishLottery", status_code=200)
async def publish_lottery(request: AnyRequest, lottery_id: FromPath[UUID]) -> AdminLottery:
    return await services(request).members.play.lottery_desk.publish(actor(request), lottery_id)


@post("/lotteries/{lottery_id:uuid}/odds", operation_id="adjustLottery", status_code=200)
async def adjust_lottery(request: AnyRequest, lottery_id: FromPath[UUID], data: JSONBody[AdjustBody]) -> AdminLottery:
    changes = [PrizeChange(one.odds_ppm, one.stock) for one in data.prizes]
    return await services(request).members.play.lottery_desk.adjust(actor(request), lottery_id, changes, data.version)


@post("/lotteries/{lottery_id:uuid}/end", operation_id="endLottery", status_code=200)
async def end_lottery(request: AnyRequest, lottery_id: FromPath[UUID], data: JSONBody[EndBody]) -> AdminLottery:
    return await services(request).members.play.lottery_desk.end(actor(request), lottery_id, data.reason.strip())


ROUTES = [list_lotteries, create_lottery, get_lottery, save_lottery, publish_lottery, adjust_lottery, end_lottery]
