"""Members who are looked after by a guide of their own."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.admin.wecom import WecomId
from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.community.personal_guides import HandoverRules, PersonalGuideView
from ports.community.rule_books import RuleBook
from ports.kernel import MemberId, Page

GuideId = Annotated[
    str | None, QueryParameter(name="guide", min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_@.\-]+$")
]
IsPast = Annotated[bool, QueryParameter(name="past")]
Reason = Annotated[str, Meta(min_length=1, max_length=100)]


class HandoverBody(Body, frozen=True):
    """`version`: of the rules that were changed."""

    is_on: bool
    spend_fen: Annotated[int, Meta(ge=0, le=10**10)]
    spend_days: Annotated[int, Meta(ge=1, le=3650)]
    levels: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=32)], ...], Meta(max_length=20)]
    tag_ids: Annotated[tuple[Annotated[int, Meta(ge=1, le=2_000_000_000)], ...], Meta(max_length=50)]
    on_concierge: bool
    guides: Annotated[tuple[WecomId, ...], Meta(max_length=100)]
    choice: Literal["round_robin", "least_loaded"]
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]

    def rules(self) -> HandoverRules:
        return HandoverRules(
            self.is_on,
            self.spend_fen,
            self.spend_days,
            self.levels,
            self.tag_ids,
            self.on_concierge,
            self.guides,
            self.choice,
        )


class PersonalGuideBody(Body, frozen=True):
    user_id: WecomId
    reason: Reason


class EndBody(Body, frozen=True):
    reason: Reason


@get("/personal-guides", operation_id="listPersonalGuides")
async def list_personal_guides(
    request: AnyRequest, user_id: GuideId = None, is_past: IsPast = False, cursor: Cursor = None, limit: Limit = 50
) -> Page[PersonalGuideView]:
    desk = services(request).community.performance.personal_guides
    return await desk.all(actor(request), user_id, is_past, (cursor, limit))


@put("/personal-guides/{member_id:uuid}", operation_id="setPersonalGuide")
async def set_personal_guide(
    request: AnyRequest, member_id: FromPath[UUID], data: JSONBody[PersonalGuideBody]
) -> PersonalGuideView:
    """By hand, instead of the present one."""
    desk = services(request).community.performance.personal_guides
    return await desk.change(actor(request), MemberId(member_id), data.user_id, data.reason)


@post("/personal-guides/{member_id:uuid}/end", operation_id="endPersonalGuide", status_code=204)
async def end_personal_guide(request: AnyRequest, member_id: FromPath[UUID], data: JSONBody[EndBody]) -> None:
    desk = services(request).community.performance.personal_guides
    await desk.end(actor(request), MemberId(member_id), data.reason)


@get("/handover-rules", operation_id="getHandoverRules")
async def handover_rules(request: AnyRequest) -> RuleBook[HandoverRules]:
    return await services(request).community.performance.rule_books.handover(actor(request))


@put("/handover-rules", operation_id="saveHandoverRules")
async def save_handover_rules(request: AnyRequest, data: JSONBody[HandoverBody]) -> RuleBook[HandoverRules]:
    desk = services(request).community.performance.rule_books
    return await desk.save_handover(actor(request), data.rules(), data.version)


ROUTES = [list_personal_guides, set_personal_guide, end_personal_guide, handover_rules, save_handover_rules]
