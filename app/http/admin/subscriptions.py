"""Paid memberships for operators."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit, Line
from app.http.context import AnyRequest, actor, services
from ports.kernel import Page
from ports.members.subscription_store import Plan, PlanCode, SubscriptionRules, SubscriptionState
from ports.members.subscription_views import (
    EndedSubscription,
    SubscriberCharges,
    SubscriberRow,
    SubscriptionNumbers,
    SubscriptionSettings,
)


class MembershipPlanBody(Body, frozen=True):
    """The length of a plan is what it is."""

    name: Annotated[str, Meta(min_length=1, max_length=12)]
    price_fen: Annotated[int, Meta(ge=2, le=1_000_000)]
    trial_days: Annotated[int, Meta(ge=0, le=31)]
    price_percent: Annotated[int, Meta(ge=50, le=100)]
    free_freight: bool
    points_percent: Annotated[int, Meta(ge=100, le=1000)]
    on_sale: bool

    def plan(self, code: PlanCode) -> Plan:
        return Plan(
            code=code,
            name=self.name,
            price_fen=self.price_fen,
            months=0,
            trial_days=self.trial_days,
            price_percent=self.price_percent,
            free_freight=self.free_freight,
            points_percent=self.points_percent,
            on_sale=self.on_sale,
        )


class MembershipRulesBody(Body, frozen=True):
    grace_days: Annotated[int, Meta(ge=0, le=6)]
    retry_days: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(min_length=1, max_length=7)]
    remind_days: Annotated[int, Meta(ge=1, le=15)]


class EndMembershipBody(Body, frozen=True):
    reason: Line


@get("/subscription/settings", operation_id="getSubscriptionSettings")
async def get_settings(request: AnyRequest) -> SubscriptionSettings:
    return await services(request).members.subscriptions.desk.settings(actor(request))


@put("/subscription/plans/{plan_code:str}", operation_id="saveSubscriptionPlan", opt={"natural_key": True})
async def save_plan(request: AnyRequest, plan_code: FromPath[PlanCode], data: JSONBody[MembershipPlanBody]) -> Plan:
    return await services(request).members.subscriptions.desk.save_plan(actor(request), data.plan(plan_code))


@put("/subscription/rules", operation_id="saveSubscriptionRules", opt={"natural_key": True})
async def save_rules(request: AnyRequest, data: JSONBody[MembershipRulesBody]) -> SubscriptionRules:
    given = SubscriptionRules(data.grace_days, tuple(data.retry_days), data.remind_days)
    return await services(request).members.subscriptions.desk.save_rules(actor(request), given)


@get("/subscription/numbers", operation_id="getSubscriptionNumbers")
async def get_numbers(request: AnyRequest) -> SubscriptionNumbers:
    return await services(request).members.subscriptions.desk.numbers(actor(request))


@get("/subscriptions", operation_id="listSubscribers")
async def list_subscribers(
    request: AnyRequest,
    which: Annotated[SubscriptionState | None, QueryParameter(name="state")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[SubscriberRow]:
    return await services(request).members.subscriptions.desk.subscribers(actor(request), which, cursor, limit)


@get("/subscriptions/{subscription_id:uuid}/charges", operation_id="listSubscriptionCharges")
async def list_charges(request: AnyRequest, subscription_id: FromPath[UUID]) -> SubscriberCharges:
    return await services(request).members.subscriptions.desk.charges(actor(request), subscription_id)


@post("/subscriptions/{subscription_id:uuid}/end", operation_id="endSubscription", status_code=200)
async def end_subscription(
    request: AnyRequest, subscription_id: FromPath[UUID], data: JSONBody[EndMembershipBody]
) -> EndedSubscription:
    return await services(request).members.subscriptions.desk.end(actor(request), subscription_id, data.reason)


ROUTES = [get_settings, save_plan, save_rules, get_numbers, list_subscribers, list_charges, end_subscription]
