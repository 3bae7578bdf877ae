"""After-sale requests of a customer, as their guide sees and decides them."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Line
from app.http.context import AnyRequest, client_ip, guide, services
from app.http.documented import problems
from domain.community.guide_after_sales import Wish
from ports.community.guide_after_sales import GuideAfterSaleDetail, GuideCaller, GuideCase, GuideDecision

_PATH = "/contacts/{contact_id:str}/after-sales/{after_sale_id:uuid}"


class GuideAgreeBody(Body, frozen=True):
    """`note` is read in the shop alone."""

    note: Annotated[str, Meta(max_length=200)] = ""


class GuideRefuseBody(Body, frozen=True):
    """The customer reads the reason."""

    reason: Line


class GuideWordBody(Body, frozen=True):
    """The customer reads the words."""

    words: Line


@get(_PATH, operation_id="getContactAfterSale", responses=problems(409))
async def get_after_sale(
    request: AnyRequest, contact_id: FromPath[str], after_sale_id: FromPath[UUID]
) -> GuideAfterSaleDetail:
    case = GuideCase(contact_id, after_sale_id)
    return await services(request).community.sidebar.after_sales.one(guide(request), case)


@post(f"{_PATH}/agree", operation_id="agreeToAfterSale", status_code=200, responses=problems(403))
async def agree(
    request: AnyRequest, contact_id: FromPath[str], after_sale_id: FromPath[UUID], data: JSONBody[GuideAgreeBody]
) -> GuideDecision:
    """Above the guide's limit it goes to the shop instead: `outcome` says so."""
    case, desk = GuideCase(contact_id, after_sale_id), services(request).community.sidebar.after_sales
    return await desk.decide(_caller(request), case, Wish(True, data.note))


@post(f"{_PATH}/refuse", operation_id="refuseAfterSale", status_code=200, responses=problems(403))
async def refuse(
    request: AnyRequest, contact_id: FromPath[str], after_sale_id: FromPath[UUID], data: JSONBody[GuideRefuseBody]
) -> GuideDecision:
    """Above the guide's limit it goes to the shop instead: `outcome` says so."""
    case, desk = GuideCase(contact_id, after_sale_id), services(request).community.sidebar.after_sales
    return await desk.decide(_caller(request), case, Wish(False, data.reason))


@post(f"{_PATH}/words", operation_id="leaveAfterSaleWord")
async def leave_word(
    request: AnyRequest, contact_id: FromPath[str], after_sale_id: FromPath[UUID], data: JSONBody[GuideWordBody]
) -> GuideAfterSaleDetail:
    case, desk = GuideCase(contact_id, after_sale_id), services(request).community.sidebar.after_sales
    return await desk.leave_word(_caller(request), case, data.words)


def _caller(request: AnyRequest) -> GuideCaller:
    return GuideCaller(guide(request), client_ip(request))


ROUTES = [get_after_sale, agree, refuse, leave_word]
