"""The bargains of a campaign, for operators."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import CampaignId, Page
from ports.promotion.bargain_store import BargainState
from ports.promotion.bargain_views import AdminBargain


@get("/campaigns/{campaign_id:uuid}/bargains", operation_id="listCampaignBargains")
async def list_bargains(
    request: AnyRequest,
    campaign_id: FromPath[UUID],
    which: Annotated[BargainState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[AdminBargain]:
    desk = services(request).bargains
    return await desk.of_campaign(actor(request), CampaignId(campaign_id), which, cursor, limit)


ROUTES = [list_bargains]
