"""Coupons to grant, scripts to send."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, guide, services
from app.http.documented import problems
from ports.community.guide_sales import CouponGranted, CouponTab, Draft, ScriptTab, SentMessage


class GuideGrantBody(Body, frozen=True):
    template_id: UUID


class GuideDraftBody(Body, frozen=True):
    """`text` as the guide is about to send it; None: as suggested."""

    text: Annotated[str, Meta(min_length=1, max_length=600)] | None = None


class GuideSentBody(Body, frozen=True):
    """What was really sent."""

    text: Annotated[str, Meta(min_length=1, max_length=600)]
    with_card: bool


@get("/contacts/{contact_id:str}/coupons", operation_id="listGrantableCoupons", responses=problems(409))
async def list_coupons(request: AnyRequest, contact_id: FromPath[str]) -> CouponTab:
    return await services(request).community.sidebar.coupons.tab(guide(request), contact_id)


@post("/contacts/{contact_id:str}/coupons", operation_id="grantCoupon")
async def grant_coupon(request: AnyRequest, contact_id: FromPath[str], data: JSONBody[GuideGrantBody]) -> CouponGranted:
    return await services(request).community.sidebar.coupons.grant(guide(request), contact_id, data.template_id)


@get("/contacts/{contact_id:str}/scripts", operation_id="listSuggestions")
async def list_scripts(request: AnyRequest, contact_id: FromPath[str]) -> ScriptTab:
    return await services(request).community.sidebar.scripts.tab(guide(request), contact_id)


@post("/contacts/{contact_id:str}/scripts/{script_id:uuid}/drafts", operation_id="draftScript")
async def draft_script(
    request: AnyRequest, contact_id: FromPath[str], script_id: FromPath[UUID], data: JSONBody[GuideDraftBody]
) -> Draft:
    """Before it is sent: the card's path has the code of its touch."""
    return await services(request).community.sidebar.scripts.draft(guide(request), contact_id, script_id, data.text)


@post("/contacts/{contact_id:str}/drafts/{draft_id:uuid}/sent", operation_id="markSent", status_code=200)
async def mark_sent(
    request: AnyRequest, contact_id: FromPath[str], draft_id: FromPath[UUID], data: JSONBody[GuideSentBody]
) -> SentMessage:
    return await services(request).community.sidebar.scripts.sent(
        guide(request), contact_id, draft_id, (data.text, data.with_card)
    )


ROUTES = [list_coupons, grant_coupon, list_scripts, draft_script, mark_sent]
