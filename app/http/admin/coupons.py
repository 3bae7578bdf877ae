"""Coupon templates, their channels and grants."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta, Struct

from app.http.admin.campaigns import FEN_MAX, ReasonBody, Units
from app.http.bodies import Body, Cursor, Limit, Query
from app.http.context import AnyRequest, actor, services
from domain.promotion.coupon_desk import GrantWish, TemplateDraft
from ports.kernel import MemberId, Page, SkuId
from ports.promotion.coupon_views import TemplateBrief, TemplateView
from ports.promotion.rules import CouponKind, CouponLayer, CouponRule, Scope

State = Annotated[Literal["draft", "published", "stopped"] | None, QueryParameter(name="state")]
Name = Annotated[str, Meta(min_length=1, max_length=30)]
Moment = Annotated[datetime, Meta(tz=True)]


class ScopeBody(Body, frozen=True):
    kind: Literal["all", "categories", "products", "skus"]
    ids: Annotated[list[UUID], Meta(max_length=500)]
    excluded_product_ids: Annotated[list[UUID], Meta(max_length=500)]

    def scope(self) -> Scope:
        return Scope(self.kind, tuple(self.ids), tuple(self.excluded_product_ids))


class CouponRuleBody(Body, frozen=True):
    """`value`: fen, per cent paid, or units of the gift, by kind."""

    kind: CouponKind
    layer: CouponLayer
    value: Annotated[int, Meta(ge=1, le=FEN_MAX)]
    min_fen: Annotated[int, Meta(ge=0, le=FEN_MAX)]
    scope: ScopeBody
    cap_fen: Annotated[int, Meta(ge=1, le=FEN_MAX)] | None = None
    is_exclusive: bool = False
    gift_sku_id: UUID | None = None
    gift_worth_fen: Annotated[int, Meta(ge=0, le=FEN_MAX)] = 0

    def rule(self) -> CouponRule:
        return CouponRule(
            kind=self.kind,
            layer=self.layer,
            value=self.value,
            min_fen=self.min_fen,
            scope=self.scope.scope(),
            cap_fen=self.cap_fen,
            is_exclusive=self.is_exclusive,
            gift_sku_id=SkuId(self.gift_sku_id) if self.gift_sku_id else None,
            gift_worth_fen=self.gift_worth_fen,
        )


class TemplateBody(Body, frozen=True):
    """Valid from one time to another, or for `valid_days` from the claim on. `is_listed`: in the coupon centre."""

    name: Name
    rule: CouponRuleBody
    total: Units
    per_member_max: Annotated[int, Meta(ge=1, le=100)]
    claim_from: Moment
    claim_until: Moment
    valid_from: Moment | None
    valid_until: Moment | None
    valid_days: Annotated[int, Meta(ge=1, le=366)] | None
    returns_on_refund: bool
    is_listed: bool
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]

    def draft(self) -> TemplateDraft:
        fields = {name: getattr(self, name) for name in TemplateDraft.__struct_fields__}
        return TemplateDraft(**fields | {"name": self.name.strip(), "rule": self.rule.rule()})


class ChannelBody(Body, frozen=True):
    name: Name
    quota: Units | None


class GrantBody(Body, frozen=True):
    """`member_ids` empty: all members of the levels; `level_codes` empty too: all members."""

    name: Name
    level_codes: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=20)]
    member_ids: Annotated[list[UUID], Meta(max_length=10_000)]

    def wish(self) -> GrantWish:
        members = tuple(MemberId(id_) for id_ in dict.fromkeys(self.member_ids))
        return GrantWish(self.name.strip(), tuple(self.level_codes), members)


class Revoked(Struct, frozen=True, rename="camel"):
    count: int


@get("/coupon-templates", operation_id="listCouponTemplates")
async def list_templates(
    request: AnyRequest, of_state: State = None, q: Query = None, cursor: Cursor = None, limit: Limit = 20
) -> Page[TemplateBrief]:
    return await services(request).coupon_desk.page(actor(request), (of_state, q), cursor, limit)


@post("/coupon-templates", operation_id="createCouponTemplate")
async def create_template(request: AnyRequest, data: JSONBody[TemplateBody]) -> TemplateView:
    return await services(request).coupon_desk.create(actor(request), data.draft())


@get("/coupon-templates/{template_id:uuid}", operation_id="getCouponTemplate")
async def get_template(request: AnyRequest, template_id: FromPath[UUID]) -> TemplateView:
    return await services(request).coupon_desk.one(actor(request), template_id)


@put("/coupon-templates/{template_id:uuid}", operation_id="saveCouponTemplate")
async def save_template(request: AnyRequest, template_id: FromPath[UUID], data: JSONBody[TemplateBody]) -> TemplateView:
    return await services(request).coupon_desk.save(actor(request), template_id, data.draft())


@post("/coupon-templates/{template_id:uuid}/publish", operation_id="publishCouponTemplate", status_code=200)
async def publish_template(request: AnyRequest, template_id: FromPath[UUID]) -> TemplateView:
    return await services(request).coupon_desk.publish(actor(request), template_id)


@post("/coupon-templates/{template_id:uuid}/stop", operation_id="stopCouponTemplate", status_code=200)
async def stop_template(request: AnyRequest, template_id: FromPath[UUID]) -> TemplateView:
    return await services(request).coupon_desk.stop(actor(request), template_id)


@post("/coupon-templates/{template_id:uuid}/revoke", operation_id="revokeCoupons", status_code=200)
async def revoke_coupons(request: AnyRequest, template_id: FromPath[UUID], data: JSONBody[ReasonBody]) -> Revoked:
    return Revoked(await services(request).coupon_desk.revoke(actor(request), template_id, data.reason))


@post("/coupon-templates/{template_id:uuid}/channels", operation_id="addCouponChannel")
async def add_channel(request: AnyRequest, template_id: FromPath[UUID], data: JSONBody[ChannelBody]) -> TemplateView:
    desk = services(request).coupon_desk
    return await desk.add_channel(actor(request), template_id, data.name.strip(), data.quota)


@post("/coupon-templates/{template_id:uuid}/grants", operation_id="grantCoupons")
async def grant_coupons(request: AnyRequest, template_id: FromPath[UUID], data: JSONBody[GrantBody]) -> TemplateView:
    return await services(request).coupon_desk.grant(actor(request), template_id, data.wish())


@post(
    "/coupon-templates/{template_id:uuid}/grants/{grant_id:uuid}/stop",
    operation_id="stopCouponGrant",
    status_code=200,
)
async def stop_grant(request: AnyRequest, template_id: FromPath[UUID], grant_id: FromPath[UUID]) -> TemplateView:
    return await services(request).coupon_desk.stop_grant(actor(request), template_id, grant_id)


ROUTES = [
    list_templates,
    create_template,
    get_template,
    save_template,
    publish_template,
    stop_template,
    revoke_coupons,
    add_channel,
    grant_coupons,
    stop_grant,
]
