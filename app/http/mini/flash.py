"""Flash sale 秒杀: sessions, the button, the queue, entries from groups."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, client_ip, services, shopper
from app.http.documented import problems
from app.http.mini.checkout import ClientKey
from domain.promotion.flash_shop import FlashWish
from ports.commerce.pricing import QUANTITY_MAX
from ports.kernel import CampaignId, SkuId
from ports.promotion.flash_views import FlashPage, FlashPlace, FlashTicketView, FlashUnlock


class ReserveBody(Body, frozen=True):
    """`address_id` null: the default address, when the order is written."""

    sku_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=QUANTITY_MAX)]
    client_key: ClientKey
    address_id: UUID | None

    def wish(self) -> FlashWish:
        return FlashWish(SkuId(self.sku_id), self.quantity, self.client_key, self.address_id)


class GroupBody(Body, frozen=True):
    """What `wx.getGroupEnterInfo` gave, as it came."""

    encrypted_data: Annotated[str, Meta(min_length=1, max_length=4096)]
    iv: Annotated[str, Meta(min_length=1, max_length=64)]


@get("/flash", operation_id="listFlashSales", opt={"public": True})
async def list_flash_sales(request: AnyRequest) -> FlashPage:
    return await services(request).flash_pages.page()


@post(
    "/flash/{campaign_id:uuid}/reservations",
    operation_id="reserveFlash",
    opt={"natural_key": True, "busy": True},
    status_code=202,
    responses=problems(429),
)
async def reserve_flash(request: AnyRequest, campaign_id: FromPath[UUID], data: JSONBody[ReserveBody]) -> FlashPlace:
    member_id, found = shopper(request), services(request)
    found.flash_throttle.check(member_id, client_ip(request))
    return await found.flash_shop.reserve(member_id, CampaignId(campaign_id), data.wish())


@get("/flash/tickets/{ticket_id:uuid}", operation_id="getFlashTicket")
async def get_flash_ticket(request: AnyRequest, ticket_id: FromPath[UUID]) -> FlashTicketView:
    return await services(request).flash_shop.ticket(shopper(request), ticket_id)


@get("/flash/{campaign_id:uuid}/groups", operation_id="getFlashUnlock")
async def get_flash_unlock(request: AnyRequest, campaign_id: FromPath[UUID]) -> FlashUnlock:
    return await services(request).flash_shop.unlock(shopper(request), CampaignId(campaign_id))


@post(
    "/flash/{campaign_id:uuid}/groups", operation_id="enterFlashFromGroup", opt={"natural_key": True}, status_code=200
)
async def enter_flash_from_group(
    request: AnyRequest, campaign_id: FromPath[UUID], data: JSONBody[GroupBody]
) -> FlashUnlock:
    proof = (data.encrypted_data, data.iv)
    return await services(request).flash_shop.enter(shopper(request), CampaignId(campaign_id), proof)


ROUTES = [list_flash_sales, reserve_flash, get_flash_ticket, get_flash_unlock, enter_flash_from_group]
