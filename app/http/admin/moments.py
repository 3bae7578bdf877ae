"""Moments 朋友圈 that guides publish."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.admin.live_codes import CardBody
from app.http.admin.wecom import WecomId
from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from domain.community.moment_desk import MomentDesk, MomentDraft, MomentList
from ports.community.moment_views import MomentDetail
from ports.community.moments import MomentContent

Version = Annotated[int, Meta(ge=1, le=2_000_000_000)]


class MomentBody(Body, frozen=True, kw_only=True):
    """Pictures or a link to a product. No `guideIds`: all guides; no `tagIds`: all their customers."""

    text: Annotated[str, Meta(min_length=1, max_length=2000)]
    picture_ids: Annotated[tuple[UUID, ...], Meta(max_length=9)]
    link: CardBody | None = None
    guide_ids: Annotated[tuple[WecomId, ...], Meta(max_length=500)]
    tag_ids: Annotated[tuple[WecomId, ...], Meta(max_length=50)]
    planned_at: Annotated[datetime, Meta(tz=True)]

    def draft(self) -> MomentDraft:
        link = self.link.wish() if self.link else None
        content = MomentContent(self.text, self.picture_ids, link, self.guide_ids, self.tag_ids)
        return MomentDraft(content, self.planned_at)


class ChangedMomentBody(MomentBody, frozen=True, kw_only=True):
    """`version`: of the moment that was changed."""

    version: Version


class MomentVersionBody(Body, frozen=True):
    version: Version


class MomentDecisionBody(Body, frozen=True):
    """`said`: WeCom has it; `again`: it is to be made again."""

    decision: Literal["said", "again"]


@get("/moments", operation_id="listMoments")
async def list_moments(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> MomentList:
    """By the time they are planned for, newest first."""
    return await _desk(request).page(actor(request), cursor, limit)


@get("/moments/{moment_id:uuid}", operation_id="getMoment")
async def get_moment(request: AnyRequest, moment_id: FromPath[UUID]) -> MomentDetail:
    return await _desk(request).one(actor(request), moment_id)


@post("/moments", operation_id="createMoment")
async def create_moment(request: AnyRequest, data: JSONBody[MomentBody]) -> MomentDetail:
    return await _desk(request).create(actor(request), data.draft())


@put("/moments/{moment_id:uuid}", operation_id="changeMoment")
async def change_moment(
    request: AnyRequest, moment_id: FromPath[UUID], data: JSONBody[ChangedMomentBody]
) -> MomentDetail:
    return await _desk(request).change(actor(request), moment_id, data.draft(), data.version)


@post("/moments/{moment_id:uuid}/plan", operation_id="planMoment", status_code=200)
async def plan_moment(
    request: AnyRequest, moment_id: FromPath[UUID], data: JSONBody[MomentVersionBody]
) -> MomentDetail:
    return await _desk(request).plan(actor(request), moment_id, data.version)


@post("/moments/{moment_id:uuid}/take-back", operation_id="takeBackMoment", status_code=200)
async def take_back_moment(
    request: AnyRequest, moment_id: FromPath[UUID], data: JSONBody[MomentVersionBody]
) -> MomentDetail:
    return await _desk(request).take_back(actor(request), moment_id, data.version)


@post("/moments/{moment_id:uuid}/cancel", operation_id="cancelMoment", status_code=200)
async def cancel_moment(request: AnyRequest, moment_id: FromPath[UUID]) -> MomentDetail:
    """Before WeCom has it."""
    return await _desk(request).cancel(actor(request), moment_id)


@post("/moments/{moment_id:uuid}/stop", operation_id="stopMoment", status_code=200)
async def stop_moment(request: AnyRequest, moment_id: FromPath[UUID]) -> MomentDetail:
    """Nobody can publish it any more; what is published stays."""
    return await _desk(request).stop(actor(request), moment_id)


@post("/moments/{moment_id:uuid}/copy", operation_id="copyMoment")
async def copy_moment(request: AnyRequest, moment_id: FromPath[UUID]) -> MomentDetail:
    return await _desk(request).copy(actor(request), moment_id)


@post("/moments/{moment_id:uuid}/decide", operation_id="decideMoment", status_code=200)
async def decide_moment(
    request: AnyRequest, moment_id: FromPath[UUID], data: JSONBody[MomentDecisionBody]
) -> MomentDetail:
    return await _desk(request).decide(actor(request), moment_id, data.decision)


def _desk(request: AnyRequest) -> MomentDesk:
    return services(request).community.moments.desk


ROUTES = [
    *(list_moments, get_moment, create_moment, change_moment, plan_moment, take_back_moment),
    *(cancel_moment, stop_moment, copy_moment, decide_moment),
]
