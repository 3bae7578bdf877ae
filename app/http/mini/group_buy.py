"""Group-buys 拼团: the list, a product's offer, the page of a team. Opening and joining is placing an order."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from app.http.context import AnyRequest, services, shopper, shopper_or_none
from ports.kernel import OrderId, ProductId
from ports.promotion.group_views import GroupCards, ProductGroup, TeamPage

PUBLIC = {"public": True}


@get("/group-campaigns", operation_id="listGroupCampaigns", opt=PUBLIC)
async def list_group_campaigns(request: AnyRequest) -> GroupCards:
    return await services(request).group_pages.cards()


@get("/products/{product_id:uuid}/group", operation_id="getProductGroup", opt=PUBLIC)
async def get_product_group(request: AnyRequest, product_id: FromPath[UUID]) -> ProductGroup:
    return await services(request).group_pages.of_product(ProductId(product_id), shopper_or_none(request))


@get("/group-teams/{team_id:uuid}", operation_id="getGroupTeam", opt=PUBLIC)
async def get_group_team(request: AnyRequest, team_id: FromPath[UUID]) -> TeamPage:
    """For whoever has the link: nicknames are masked, `mine` is there for the caller alone."""
    return await services(request).group_pages.team(team_id, shopper_or_none(request))


@get("/group-orders/{order_id:uuid}", operation_id="getGroupOrder")
async def get_group_order(request: AnyRequest, order_id: FromPath[UUID]) -> TeamPage:
    """The team that the shopper's own order is in now: a late payment may have moved it to a new one."""
    return await services(request).group_pages.of_order(shopper(request), OrderId(order_id))


ROUTES = [list_group_campaigns, get_product_group, get_group_team, get_group_order]
