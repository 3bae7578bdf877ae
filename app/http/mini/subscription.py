"""Paid membership 付费会员: what there is, trial, paying, automatic renewal, cancelling."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody

from app.http.bodies import Body
from app.http.context import AnyRequest, services, shopper, shopper_or_none
from ports.members.subscription_store import PlanCode
from ports.members.subscription_views import PurchaseCheck, SubscriptionPage, SubscriptionPurchase
from ports.payments.api import SigningJump


class PlanChoiceBody(Body, frozen=True):
    plan_code: PlanCode


@get("/subscription", operation_id="getSubscription", opt={"public": True})
async def get_subscription(request: AnyRequest) -> SubscriptionPage:
    return await services(request).members.subscriptions.pages.page(shopper_or_none(request))


@post("/subscription/trial", operation_id="startSubscriptionTrial", opt={"natural_key": True}, status_code=204)
async def start_trial(request: AnyRequest, data: JSONBody[PlanChoiceBody]) -> None:
    await services(request).members.subscriptions.buying.start_trial(shopper(request), data.plan_code)


@post("/subscription/purchases", operation_id="buySubscription", opt={"natural_key": True}, status_code=200)
async def buy_subscription(request: AnyRequest, data: JSONBody[PlanChoiceBody]) -> SubscriptionPurchase:
    return await services(request).members.subscriptions.buying.buy(shopper(request), data.plan_code)


@post(
    "/subscription/purchases/{charge_id:uuid}/check",
    operation_id="checkSubscriptionPurchase",
    opt={"natural_key": True},
    status_code=200,
)
async def check_purchase(request: AnyRequest, charge_id: FromPath[UUID]) -> PurchaseCheck:
    return await services(request).members.subscriptions.buying.check(shopper(request), charge_id)


@post("/subscription/contract", operation_id="signRenewalContract", opt={"natural_key": True}, status_code=200)
async def sign_contract(request: AnyRequest) -> SigningJump:
    return await services(request).members.subscriptions.buying.sign(shopper(request))


@post("/subscription/contract/check", operation_id="checkRenewalContract", opt={"natural_key": True}, status_code=200)
async def check_contract(request: AnyRequest) -> SubscriptionPage:
    who = shopper(request)
    await services(request).members.subscriptions.buying.confirm_signing(who)
    return await services(request).members.subscriptions.pages.page(who)


@post("/subscription/cancel", operation_id="cancelSubscription", opt={"natural_key": True}, status_code=204)
async def cancel_subscription(request: AnyRequest) -> None:
    await services(request).members.subscriptions.buying.cancel(shopper(request))


ROUTES = [
    get_subscription,
    start_trial,
    buy_subscription,
    check_purchase,
    sign_contract,
    check_contract,
    cancel_subscription,
]
