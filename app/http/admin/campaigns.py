"""Campaigns of every kind: drafts, publishing, stopping, and what they would meet."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from domain.promotion.campaigns import CampaignDraft
from ports.kernel import CampaignId, Page, SkuId
from ports.promotion.rules import CampaignKind, Rule, Stage
from ports.promotion.store import ItemRow
from ports.promotion.views import CampaignBrief, CampaignFilter, CampaignPhase, CampaignView, Conflict

FEN_MAX = 10**10
Units = Annotated[int, Meta(ge=1, le=10_000_000)]
Kind = Annotated[CampaignKind | None, QueryParameter()]
Phase = Annotated[CampaignPhase | None, QueryParameter()]


class ItemBody(Body, frozen=True):
    """`quota` null: unlimited; `per_member_max` null: no limit per member."""

    sku_id: UUID
    price_fen: Annotated[int, Meta(ge=0, le=FEN_MAX)]
    quota: Units | None = None
    per_member_max: Units | None = None


class CampaignBody(Body, frozen=True):
    """`label` empty: made from the rule. `version` as it was read, 0 for a new one.

    `opens_early` 会员提前购: members whose level has early access may buy before `starts_at`, by their minutes.
    """

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    label: Annotated[str, Meta(max_length=12)]
    priority: Annotated[int, Meta(ge=0, le=1000)]
    stacks: Annotated[list[Stage], Meta(max_length=3)]
    rule: Rule
    items: Annotated[list[ItemBody], Meta(max_length=500)]
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)]
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]
    opens_early: bool = False

    def draft(self) -> CampaignDraft:
        return CampaignDraft(
            name=self.name.strip(),
            label=self.label.strip(),
            priority=self.priority,
            stacks=tuple(dict.fromkeys(self.stacks)),
            rule=self.rule,
            items=tuple(ItemRow(SkuId(i.sku_id), i.price_fen, i.quota, i.per_member_max) for i in self.items),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            version=self.version,
            opens_early=self.opens_early,
        )


class ReasonBody(Body, frozen=True):
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class ForeseeBody(Body, frozen=True):
    """`campaign_id`: the one that is being edited, which does not meet itself."""

    campaign: CampaignBody
    campaign_id: UUID | None = None


class Foreseen(Struct, frozen=True, rename="camel"):
    rule_text: str
    conflicts: list[Conflict]


@get("/campaigns", operation_id="listCampaigns")
async def list_campaigns(  # noqa: PLR0913  the query parameters of the contract
    request: AnyRequest,
    kind: Kind = None,
    phase: Phase = None,
    q: Query = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[CampaignBrief]:
    given = CampaignFilter(kind, phase, q)
    return await services(request).campaigns.page(actor(request), given, cursor, limit)


@post("/campaigns", operation_id="createCampaign")
async def create_campaign(request: AnyRequest, data: JSONBody[CampaignBody]) -> CampaignView:
    return await services(request).campaigns.create(actor(request), data.draft())


@post("/campaigns/foresee", operation_id="foreseeCampaign", opt={"natural_key": True}, status_code=200)
async def foresee_campaign(request: AnyRequest, data: JSONBody[ForeseeBody]) -> Foreseen:
    but = CampaignId(data.campaign_id) if data.campaign_id else None
    return Foreseen(*await services(request).campaigns.foresee(actor(request), data.campaign.draft(), but))


@get("/campaigns/{campaign_id:uuid}", operation_id="getCampaign")
async def get_campaign(request: AnyRequest, campaign_id: FromPath[UUID]) -> CampaignView:
    return await services(request).campaigns.one(actor(request), CampaignId(campaign_id))


@put("/campaigns/{campaign_id:uuid}", operation_id="saveCampaign")
async def save_campaign(request: AnyRequest, campaign_id: FromPath[UUID], data: JSONBody[CampaignBody]) -> CampaignView:
    return await services(request).campaigns.save(actor(request), CampaignId(campaign_id), data.draft())


@post("/campaigns/{campaign_id:uuid}/publish", operation_id="publishCampaign", status_code=200)
async def publish_campaign(request: AnyRequest, campaign_id: FromPath[UUID]) -> CampaignView:
    return await services(request).campaigns.publish(actor(request), CampaignId(campaign_id))


@post("/campaigns/{campaign_id:uuid}/stop", operation_id="stopCampaign", status_code=200)
async def stop_campaign(request: AnyRequest, campaign_id: FromPath[UUID], data: JSONBody[ReasonBody]) -> CampaignView:
    return await services(request).campaigns.stop(actor(request), CampaignId(campaign_id), data.reason)


@delete("/campaigns/{campaign_id:uuid}", operation_id="removeCampaign")
async def remove_campaign(request: AnyRequest, campaign_id: FromPath[UUID]) -> None:
    await services(request).campaigns.remove(actor(request), CampaignId(campaign_id))


ROUTES = [
    list_campaigns,
    create_campaign,
    foresee_campaign,
    get_campaign,
    save_campaign,
    publish_campaign,
    stop_campaign,
    remove_campaign,
]
