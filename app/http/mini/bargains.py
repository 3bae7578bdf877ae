"""Bargains 砍价: what there is, opening one, looking at it, helping."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from ports.kernel import CampaignId, Page, ProductId, SkuId
from ports.promotion.bargain_views import BargainCard, BargainItems, BargainPage, HelpResult

PUBLIC = {"public": True}


class OpenBargainBody(Body, frozen=True):
    campaign_id: UUID
    sku_id: UUID


@get("/bargain-campaigns", operation_id="listBargainItems", opt=PUBLIC)
async def list_bargain_items(
    request: AnyRequest, product_id: Annotated[UUID | None, QueryParameter(name="productId")] = None
) -> BargainItems:
    only = ProductId(product_id) if product_id else None
    return await services(request).bargains.items(shopper_or_none(request), only)


@get("/bargains", operation_id="listMyBargains")
async def list_my_bargains(request: AnyRequest, cursor: Cursor = None, limit: Limit = 20) -> Page[BargainCard]:
    return await services(request).bargains.mine(shopper(request), cursor, limit)


@post("/bargains", operation_id="openBargain", opt={"natural_key": True}, status_code=200)
async def open_bargain(request: AnyRequest, data: JSONBody[OpenBargainBody]) -> BargainPage:
    who, campaign_id = shopper(request), CampaignId(data.campaign_id)
    return await services(request).bargains.open(who, campaign_id, SkuId(data.sku_id))


@get("/bargains/{bargain_id:uuid}", operation_id="getBargain", opt=PUBLIC)
async def get_bargain(request: AnyRequest, bargain_id: FromPath[UUID]) -> BargainPage:
    return await services(request).bargains.page(shopper_or_none(request), bargain_id)


@post("/bargains/{bargain_id:uuid}/help", operation_id="helpBargain", opt={"natural_key": True}, status_code=200)
async def help_bargain(request: AnyRequest, bargain_id: FromPath[UUID]) -> HelpResult:
    return await services(request).bargains.help(shopper(request), bargain_id)


ROUTES = [list_bargain_items, list_my_bargains, open_bargain, get_bargain, help_bargain]
