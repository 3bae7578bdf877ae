"""Levels and growth for operators: the rules, and one member's standing."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line
from app.http.context import AnyRequest, actor, services
from ports.kernel import MemberId, Page
from ports.members.growth import GrowthRules, GrowthWeights, LevelRule
from ports.members.growth_views import GrowthEntryView, LevelRulesView, MemberStanding, RulesPreview

Count = Annotated[int, Meta(ge=0, le=2**53)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]


class LevelBody(Body, frozen=True):
    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=32)]
    growth_from: Count
    discount_percent: Annotated[int, Meta(ge=1, le=100)]
    points_multiplier_percent: Annotated[int, Meta(ge=0, le=100_000)]
    birthday_points: Count
    free_freight: bool
    free_returns: bool
    early_access_minutes: Annotated[int, Meta(ge=0, le=1_000_000)]
    has_concierge: bool
    benefits: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=20)]

    def rule(self) -> LevelRule:
        return LevelRule(
            code=self.code,
            name=self.name,
            growth_from=self.growth_from,
            discount_percent=self.discount_percent,
            points_multiplier_percent=self.points_multiplier_percent,
            birthday_points=self.birthday_points,
            free_freight=self.free_freight,
            free_returns=self.free_returns,
            early_access_minutes=self.early_access_minutes,
            has_concierge=self.has_concierge,
            benefits=tuple(self.benefits),
        )


class WeightsBody(Body, frozen=True):
    per_yuan: Annotated[int, Meta(ge=0, le=1_000_000)]
    per_active_day: Annotated[int, Meta(ge=0, le=1_000_000)]
    per_review: Annotated[int, Meta(ge=0, le=1_000_000)]
    per_share: Annotated[int, Meta(ge=0, le=1_000_000)]
    per_check_in: Annotated[int, Meta(ge=0, le=1_000_000)]
    interaction_daily_max: Annotated[int, Meta(ge=0, le=1_000_000)]
    protection_percent: Annotated[int, Meta(ge=0, le=1000)]
    concierge_spend_fen: Count

    def weights(self) -> GrowthWeights:
        return GrowthWeights(
            per_yuan=self.per_yuan,
            per_active_day=self.per_active_day,
            per_review=self.per_review,
            per_share=self.per_share,
            per_check_in=self.per_check_in,
            interaction_daily_max=self.interaction_daily_max,
            protection_percent=self.protection_percent,
            concierge_spend_fen=self.concierge_spend_fen,
        )


class RulesBody(Body, frozen=True):
    """`version` as it was read."""

    version: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    levels: Annotated[list[LevelBody], Meta(min_length=1, max_length=10)]
    weights: WeightsBody

    def rules(self) -> GrowthRules:
        return GrowthRules(self.version, tuple(level.rule() for level in self.levels), self.weights.weights())


class GrowthBody(Body, frozen=True):
    value: Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
    reason: Line


class PlaceBody(Body, frozen=True):
    level_code: Code
    reason: Line


@get("/level-rules", operation_id="getLevelRules")
async def get_rules(request: AnyRequest) -> LevelRulesView:
    return await services(request).members.levels.desk.rules(actor(request))


@put("/level-rules", operation_id="saveLevelRules")
async def save_rules(request: AnyRequest, data: JSONBody[RulesBody]) -> LevelRulesView:
    return await services(request).members.levels.desk.save(actor(request), data.rules())


@post("/level-rules/preview", operation_id="previewLevelRules", opt={"natural_key": True}, status_code=200)
async def preview_rules(request: AnyRequest, data: JSONBody[RulesBody]) -> RulesPreview:
    return await services(request).members.levels.desk.preview(actor(request), data.rules())


@get("/members/{member_id:uuid}/level", operation_id="getMemberLevel")
async def get_member_level(request: AnyRequest, member_id: FromPath[UUID]) -> MemberStanding:
    return await services(request).members.levels.desk.member(actor(request), MemberId(member_id))


@get("/members/{member_id:uuid}/growth", operation_id="listMemberGrowth")
async def list_member_growth(
    request: AnyRequest, member_id: FromPath[UUID], cursor: Cursor = None, limit: Limit = 20
) -> Page[GrowthEntryView]:
    return await services(request).members.levels.desk.entries(actor(request), MemberId(member_id), cursor, limit)


@post("/members/{member_id:uuid}/growth", operation_id="adjustMemberGrowth", status_code=200)
async def adjust_growth(request: AnyRequest, member_id: FromPath[UUID], data: JSONBody[GrowthBody]) -> MemberStanding:
    return await services(request).members.levels.desk.adjust(
        actor(request), MemberId(member_id), data.value, data.reason
    )


@post("/members/{member_id:uuid}/level", operation_id="placeMemberLevel", status_code=200)
async def place_level(request: AnyRequest, member_id: FromPath[UUID], data: JSONBody[PlaceBody]) -> MemberStanding:
    return await services(request).members.levels.desk.place(
        actor(request), MemberId(member_id), data.level_code, data.reason
    )


ROUTES = [
    get_rules,
    save_rules,
    preview_rules,
    get_member_level,
    list_member_growth,
    adjust_growth,
    place_level,
]
