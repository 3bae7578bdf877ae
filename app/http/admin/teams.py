"""The teams of a group-buy, for operators."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import FromPath, QueryParameter

from app.http.bodies import Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.kernel import CampaignId, Page
from ports.promotion.group_views import TeamFilter, TeamRow


@get("/campaigns/{campaign_id:uuid}/teams", operation_id="listCampaignTeams")
async def list_campaign_teams(
    request: AnyRequest,
    campaign_id: FromPath[UUID],
    which: Annotated[TeamFilter, QueryParameter(name="state")] = "all",
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[TeamRow]:
    """The newest first. A campaign that is no group-buy has none."""
    return await services(request).group_pages.teams(actor(request), CampaignId(campaign_id), which, (cursor, limit))


ROUTES = [list_campaign_teams]
