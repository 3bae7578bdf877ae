"""The content calendar of customer groups."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from app.http.admin.live_codes import CardBody
from app.http.admin.wecom import WecomId
from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from domain.community.group_post_deciding import Decision
from domain.community.group_post_desk import Draft, GroupPostDesk, Week
from ports.community.group_post_views import ChatChoice, GroupPostDetail
from ports.community.group_posts import AttachmentKind, PostAttachment, PostContent, PostTarget, SendKey, TargetKind
from ports.community.ugc_views import FeaturedUgc

Day = Annotated[date | None, QueryParameter()]
Version = Annotated[int, Meta(ge=1, le=2_000_000_000)]


class AttachmentBody(Body, frozen=True):
    """`ref`: the id of the coupon template, review, campaign or product."""

    kind: AttachmentKind
    ref: Annotated[str, Meta(min_length=1, max_length=64)] | None


class TargetBody(Body, frozen=True):
    kind: TargetKind
    chat_ids: Annotated[tuple[WecomId, ...], Meta(max_length=2000)]


class GroupPostBody(Body, frozen=True, kw_only=True):
    """`text` ≤ 4000 bytes of UTF-8. `byChat`: a message for each group, which owners confirm one by one."""

    text: Annotated[str, Meta(min_length=1, max_length=4000)]
    picture_ids: Annotated[tuple[UUID, ...], Meta(max_length=8)]
    card: CardBody | None = None
    attachment: AttachmentBody | None = None
    target: TargetBody
    by_chat: bool = False
    planned_at: Annotated[datetime, Meta(tz=True)]

    def draft(self) -> Draft:
        attachment = PostAttachment(self.attachment.kind, self.attachment.ref) if self.attachment else None
        target = PostTarget(self.target.kind, self.target.chat_ids)
        card = self.card.wish() if self.card else None
        content = PostContent(self.text, self.picture_ids, card, attachment, target, self.by_chat)
        return Draft(content, self.planned_at)


class ChangedGroupPostBody(GroupPostBody, frozen=True, kw_only=True):
    """`version`: of the post that was changed."""

    version: Version


class VersionBody(Body, frozen=True):
    version: Version


class DecisionBody(Body, frozen=True, kw_only=True):
    """`said`: it is out; `again`: it is to be said again; `withdraw`: it is to be taken back before it is confirmed.

    `chat_id`: of a message to this group alone; empty for the one to all groups of the owner.
    """

    owner: WecomId
    chat_id: Annotated[str, Meta(max_length=64)] = ""
    decision: Decision


class ChatChoices(Struct, frozen=True, rename="camel"):
    items: tuple[ChatChoice, ...]


class ReviewChoices(Struct, frozen=True, rename="camel"):
    items: tuple[FeaturedUgc, ...]


@get("/group-posts", operation_id="getGroupPostWeek")
async def get_week(request: AnyRequest, day: Day = None) -> Week:
    """The week of a day, or of today, in Shanghai."""
    return await _desk(request).week(actor(request), day)


@get("/group-posts/chats", operation_id="listPostChats")
async def list_chats(request: AnyRequest) -> ChatChoices:
    return ChatChoices(await _desk(request).chats(actor(request)))


@get("/group-posts/reviews", operation_id="listPostReviews")
async def list_reviews(request: AnyRequest) -> ReviewChoices:
    """Reviews and posts of shoppers that a person has chosen: what a post may be about."""
    return ReviewChoices(await _desk(request).reviews(actor(request)))


@get("/group-posts/{group_post_id:uuid}", operation_id="getGroupPost")
async def get_post(request: AnyRequest, group_post_id: FromPath[UUID]) -> GroupPostDetail:
    return await _desk(request).one(actor(request), group_post_id)


@post("/group-posts", operation_id="createGroupPost")
async def create_post(request: AnyRequest, data: JSONBody[GroupPostBody]) -> GroupPostDetail:
    return await _desk(request).create(actor(request), data.draft())


@put("/group-posts/{group_post_id:uuid}", operation_id="changeGroupPost")
async def change_post(
    request: AnyRequest, group_post_id: FromPath[UUID], data: JSONBody[ChangedGroupPostBody]
) -> GroupPostDetail:
    return await _desk(request).change(actor(request), group_post_id, data.draft(), data.version)


@post("/group-posts/{group_post_id:uuid}/plan", operation_id="planGroupPost", status_code=200)
async def plan_post(request: AnyRequest, group_post_id: FromPath[UUID], data: JSONBody[VersionBody]) -> GroupPostDetail:
    return await _desk(request).plan(actor(request), group_post_id, data.version)


@post("/group-posts/{group_post_id:uuid}/take-back", operation_id="takeBackGroupPost", status_code=200)
async def take_back_post(
    request: AnyRequest, group_post_id: FromPath[UUID], data: JSONBody[VersionBody]
) -> GroupPostDetail:
    return await _desk(request).take_back(actor(request), group_post_id, data.version)


@post("/group-posts/{group_post_id:uuid}/cancel", operation_id="cancelGroupPost", status_code=200)
async def cancel_post(
    request: AnyRequest, group_post_id: FromPath[UUID], data: JSONBody[VersionBody]
) -> GroupPostDetail:
    return await _desk(request).cancel(actor(request), group_post_id, data.version)


@post("/group-posts/{group_post_id:uuid}/copy", operation_id="copyGroupPost")
async def copy_post(request: AnyRequest, group_post_id: FromPath[UUID]) -> GroupPostDetail:
    return await _desk(request).copy(actor(request), group_post_id)


@post("/group-posts/{group_post_id:uuid}/decide", operation_id="decideGroupPost", status_code=200)
async def decide_post(
    request: AnyRequest, group_post_id: FromPath[UUID], data: JSONBody[DecisionBody]
) -> GroupPostDetail:
    """Of one message of the post. A withdrawal is over when WeCom has answered: the message says what came of it."""
    key = SendKey(group_post_id, data.owner, data.chat_id)
    return await services(request).community.group_posts.deciding.decide(actor(request), key, data.decision)


def _desk(request: AnyRequest) -> GroupPostDesk:
    return services(request).community.group_posts.desk


ROUTES = [
    get_week,
    list_chats,
    list_reviews,
    get_post,
    create_post,
    change_post,
    plan_post,
    take_back_post,
    cancel_post,
    copy_post,
    decide_post,
]
