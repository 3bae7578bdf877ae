"""Points as operators keep them: the rule, a member's points, adjustments, what the shop owes."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from domain.members.points_desk import POINTS_MAX, RuleView
from ports.kernel import MemberId, Page
from ports.members.points_store import PointsRule
from ports.members.points_views import AdjustmentRow, Liability, PointsLine, PointsView

State = Annotated[Literal["waiting", "done", "rejected"] | None, QueryParameter(name="state")]
Figure = Annotated[int, Meta(ge=0, le=POINTS_MAX)]


class RuleBody(Body, frozen=True):
    """As in `PointsRule`; `version` as it was read."""

    earn_per_yuan: Figure
    expire_months: Figure
    redeem_per_yuan: Figure
    redeem_max_percent: Figure
    redeem_min: Figure
    redeem_step: Figure
    return_days: Figure
    approval_above: Figure
    version: Annotated[int, Meta(ge=1, le=2_000_000_000)]

    def rule(self) -> PointsRule:
        return PointsRule(**{name: getattr(self, name) for name in PointsRule.__struct_fields__})


class AdjustBody(Body, frozen=True):
    points: Annotated[int, Meta(ge=-POINTS_MAX, le=POINTS_MAX)]
    reason: Annotated[str, Meta(min_length=1, max_length=100)]


class DecideBody(Body, frozen=True):
    agreed: bool


@get("/points/rule", operation_id="getPointsRule")
async def get_rule(request: AnyRequest) -> RuleView:
    return await services(request).members.points.desk.rule(actor(request))


@put("/points/rule", operation_id="savePointsRule")
async def save_rule(request: AnyRequest, data: JSONBody[RuleBody]) -> RuleView:
    return await services(request).members.points.desk.set_rule(actor(request), data.rule(), data.version)


@get("/points/liability", operation_id="getPointsLiability")
async def get_liability(request: AnyRequest) -> Liability:
    return await services(request).members.points.desk.liability(actor(request))


@get("/points/adjustments", operation_id="listPointsAdjustments")
async def list_adjustments(
    request: AnyRequest, only: State = None, cursor: Cursor = None, limit: Limit = 20
) -> Page[AdjustmentRow]:
    return await services(request).members.points.desk.adjustments(actor(request), only, cursor, limit)


@post("/points/adjustments/{adjustment_id:uuid}/decide", operation_id="decidePointsAdjustment", status_code=200)
async def decide_adjustment(
    request: AnyRequest, adjustment_id: FromPath[UUID], data: JSONBody[DecideBody]
) -> AdjustmentRow:
    return await services(request).members.points.desk.decide(actor(request), adjustment_id, agreed=data.agreed)


@get("/members/{member_id:uuid}/points", operation_id="getMemberPoints")
async def get_member_points(request: AnyRequest, member_id: FromPath[UUID]) -> PointsView:
    return await services(request).members.points.desk.of(actor(request), MemberId(member_id))


@get("/members/{member_id:uuid}/points/statement", operation_id="listMemberPoints")
async def list_member_points(
    request: AnyRequest, member_id: FromPath[UUID], cursor: Cursor = None, limit: Limit = 20
) -> Page[PointsLine]:
    return await services(request).members.points.desk.statement_of(actor(request), MemberId(member_id), cursor, limit)


@post("/members/{member_id:uuid}/points/adjustments", operation_id="adjustMemberPoints")
async def adjust_points(request: AnyRequest, member_id: FromPath[UUID], data: JSONBody[AdjustBody]) -> AdjustmentRow:
    desk = services(request).members.points.desk
    return await desk.adjust(actor(request), MemberId(member_id), data.points, data.reason)


ROUTES = [
    get_rule,
    save_rule,
    get_liability,
    list_adjustments,
    decide_adjustment,
    get_member_points,
    list_member_points,
    adjust_points,
]
