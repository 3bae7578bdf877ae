"""A promotion tried over past orders before it is published."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.admin.campaigns import CampaignBody
from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.commerce.simulation_views import Simulation
from ports.kernel import CampaignId
from ports.promotion.rules import Campaign, OfferItem

NOBODYS = CampaignId(UUID(int=0))
"""A draft has no id of its own while it is tried, saved or not."""


class SimulateBody(Body, frozen=True):
    """`uplift_percent`: so many more of the baskets that the promotion touches."""

    campaign: CampaignBody
    uplift_percent: Annotated[int, Meta(ge=0, le=500)]

    def offer(self) -> Campaign:
        draft = self.campaign.draft()
        return Campaign(
            id=NOBODYS,
            name=draft.name,
            label=draft.label,
            priority=draft.priority,
            stacks=draft.stacks,
            rule=draft.rule,
            items=tuple(
                OfferItem(item.sku_id, item.price_fen, item.quota, per_member_max=item.per_member_max)
                for item in draft.items
            ),
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            opens_early=draft.opens_early,
        )


@post("/campaigns/simulate", operation_id="simulateCampaign", opt={"natural_key": True}, status_code=200)
async def simulate_campaign(request: AnyRequest, data: JSONBody[SimulateBody]) -> Simulation:
    return await services(request).simulations.simulate(actor(request), data.offer(), data.uplift_percent)


ROUTES = [simulate_campaign]
