"""Identities, matches and merges of members, for operators who may merge."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from domain.members.match_desk import ByHand
from ports.kernel import MemberId, Page
from ports.members.merge_views import IdentityViews, MatchState, MatchView, MergeDetail, MergeView

Reason = Annotated[str, Meta(min_length=2, max_length=100, pattern=r"\S")]


class MergeReasonBody(Body, frozen=True):
    reason: Reason


class MergeByHandBody(Body, frozen=True):
    member_id: UUID
    other_id: UUID
    reason: Reason


@get("/member-matches", operation_id="listMemberMatches")
async def list_matches(
    request: AnyRequest,
    which: Annotated[MatchState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[MatchView]:
    return await services(request).members.identities.matches.matches(actor(request), which, cursor, limit)


@post("/member-matches/{match_id:uuid}/confirm", operation_id="confirmMemberMatch", status_code=200)
async def confirm_match(request: AnyRequest, match_id: FromPath[UUID], data: JSONBody[MergeReasonBody]) -> MatchView:
    return await services(request).members.identities.matches.confirm(actor(request), match_id, data.reason)


@post("/member-matches/{match_id:uuid}/dismiss", operation_id="dismissMemberMatch", status_code=200)
async def dismiss_match(request: AnyRequest, match_id: FromPath[UUID], data: JSONBody[MergeReasonBody]) -> MatchView:
    return await services(request).members.identities.matches.dismiss(actor(request), match_id, data.reason)


@get("/member-merges", operation_id="listMemberMerges")
async def list_merges(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[MergeView]:
    return await services(request).members.identities.matches.merges(actor(request), cursor, limit)


@post("/member-merges", operation_id="mergeMembers", status_code=200)
async def merge_members(request: AnyRequest, data: JSONBody[MergeByHandBody]) -> MergeDetail:
    wanted = ByHand(MemberId(data.member_id), MemberId(data.other_id), data.reason)
    return await services(request).members.identities.matches.merge_by_hand(actor(request), wanted)


@get("/member-merges/{merge_id:uuid}", operation_id="getMemberMerge")
async def get_merge(request: AnyRequest, merge_id: FromPath[UUID]) -> MergeDetail:
    return await services(request).members.identities.matches.merge(actor(request), merge_id)


@post("/member-merges/{merge_id:uuid}/undo", operation_id="undoMemberMerge", status_code=200)
async def undo_merge(request: AnyRequest, merge_id: FromPath[UUID], data: JSONBody[MergeReasonBody]) -> MergeDetail:
    return await services(request).members.identities.matches.undo(actor(request), merge_id, data.reason)


@get("/members/{member_id:uuid}/identities", operation_id="listMemberIdentities")
async def list_identities(request: AnyRequest, member_id: FromPath[UUID]) -> IdentityViews:
    return await services(request).members.identities.matches.identities(actor(request), MemberId(member_id))


ROUTES = [
    list_matches,
    confirm_match,
    dismiss_match,
    list_merges,
    merge_members,
    get_merge,
    undo_merge,
    list_identities,
]
