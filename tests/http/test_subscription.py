"""Paid membership over HTTP, with the emulator as WeChat Pay: who may do what, and the whole way with real notices."""

import asyncio
from typing import Any

import pytest

from tests.contracts.emulator.shop import Received, until
from tests.flows.members.club import NAMES, PLANS, RULES
from tests.http.shop import Person, Shop

CONTRACTS, DEDUCTIONS = "/hooks/wechat-pay/contracts", "/hooks/wechat-pay/deductions"
MONTHLY = {"planCode": "monthly"}


@pytest.fixture(autouse=True)
async def known_plans(shop: Shop) -> None:
    """As the migration made them: other tests of this shop change whatever operators may change."""
    await shop.rows(PLANS)
    await shop.rows(NAMES)
    await shop.rows(RULES)


async def paid(shop: Shop, who: Person, plan: str = "monthly") -> Any:
    bought = await who.post("/subscription/purchases", {"planCode": plan})
    assert (await shop.confirm_payment(who, bought["pay"]))["result"] == "ok"
    checked = await who.post(f"/subscription/purchases/{bought['chargeId']}/check")
    assert checked["state"] == "paid"
    await shop.settle()
    return bought


async def test_a_guest_sees_the_plans_and_honest_words(shop: Shop) -> None:
    page = await shop.guest.get("/subscription")
    assert [(plan["code"], plan["priceFen"], plan["action"]) for plan in page["plans"]] == [
        ("monthly", 990, "buy"),
        ("yearly", 19900, "buy"),
    ]
    assert page["current"] is None and page["trialAvailable"]
    answer = await shop.guest.ask("POST", "/subscription/trial", MONTHLY)
    assert answer.status_code == 401


async def test_trial_paid_upgraded_cancelled(shop: Shop, shopper: Person) -> None:
    await shopper.post("/subscription/trial", MONTHLY)
    await shopper.post("/subscription/trial", MONTHLY)
    refused = await shopper.ask("POST", "/subscription/trial", {"planCode": "yearly"})
    assert (refused.status_code, refused.json()["code"]) == (409, "members.already_subscribed")
    await paid(shop, shopper)
    page = await shopper.get("/subscription")
    assert page["current"]["state"] == "active"
    [yearly] = [plan for plan in page["plans"] if plan["code"] == "yearly"]
    assert yearly["action"] == "upgrade"
    upgrade = yearly["upgrade"]
    assert upgrade["creditFen"] + upgrade["amountFen"] == upgrade["priceFen"] == 19900
    bought = await paid(shop, shopper, "yearly")
    assert bought["creditFen"] == 990
    assert (await shopper.get("/subscription"))["current"]["planCode"] == "yearly"
    for _ in range(2):
        await shopper.post("/subscription/cancel")
    current = (await shopper.get("/subscription"))["current"]
    assert (current["state"], current["canCancel"]) == ("cancelled", False)


async def test_a_paid_member_pays_the_members_price_and_is_told_why(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    lines = [{"skuId": str(goods.sku_id), "quantity": 1}]
    wish = {"source": "direct", "lines": lines, "addressId": None}
    before = (await shopper.ask("POST", "/checkout/quote", wish)).json()
    assert not any(item["step"] == "member_level" for item in before["derivation"])
    await shopper.post("/subscription/trial", MONTHLY)
    quote = (await shopper.ask("POST", "/checkout/quote", wish)).json()
    [step] = [item for item in quote["derivation"] if item["step"] == "member_level"]
    assert (step["label"], step["rule"]) == ("付费会员价", "subscription:monthly")
    assert quote["totals"]["payableFen"] < before["totals"]["payableFen"]


async def test_the_contract_is_signed_in_wechat_and_ended_there(shop: Shop, shopper: Person) -> None:
    await paid(shop, shopper)
    jump = await shopper.post("/subscription/contract")
    assert jump["appId"] == "wxbd687630cd02ce1d"
    consent = {"device": shopper.device, "extraData": jump["extraData"]}
    answer = await shop.outside.play("/contracts/consent", **consent)
    assert answer["result"] == "ok"
    code = jump["extraData"]["contract_code"].encode()

    def told_of(change: bytes) -> list[Received]:
        return [call for call in shop.outside.hooks.to(CONTRACTS) if code in call.body and change in call.body]

    await until(lambda: told_of(b"ADD"))
    call = told_of(b"ADD")[0]
    for _ in range(2):
        told = await shop.client.post(CONTRACTS, content=call.body, headers={"content-type": "text/xml"})
        assert told.status_code == 200 and "SUCCESS" in told.text
    forged = await shop.client.post(CONTRACTS, content=call.body.replace(b"ADD", b"DEL"))
    assert forged.status_code == 401
    await shop.settle()
    current = (await shopper.get("/subscription"))["current"]
    assert current["renewsItself"] and current["nextAmountFen"] == 990
    await shop.outside.play(f"/contracts/{code.decode()}/end")
    await until(lambda: told_of(b"DELETE"))
    await shop.client.post(CONTRACTS, content=told_of(b"DELETE")[0].body)
    await shop.settle()
    assert not (await shopper.get("/subscription"))["current"]["renewsItself"]


async def test_a_double_press_is_one_purchase(shop: Shop, shopper: Person) -> None:
    bought = await asyncio.gather(*(shopper.post("/subscription/purchases", MONTHLY) for _ in range(4)))
    assert len({one["chargeId"] for one in bought}) == 1


async def test_what_operators_may_do(shop: Shop, owner: Person, shopper: Person) -> None:
    await paid(shop, shopper)
    reader = await shop.operator(permissions=["members.read"])
    numbers = await reader.get("/subscription/numbers")
    assert numbers["active"] >= 1 and numbers["mrrFen"] >= 990
    [mine] = [
        row
        for row in (await reader.get("/subscriptions", state="active", limit=100))["items"]
        if row["paidFen"] == 990 and row["planCode"] == "monthly"
    ][:1]
    charges = (await reader.get(f"/subscriptions/{mine['id']}/charges"))["items"]
    assert [(row["kind"], row["stateText"]) for row in charges] == [("first", "已付款")]
    settings = await reader.get("/subscription/settings")
    plan = settings["plans"][0]
    body = {name: plan[name] for name in plan if name not in ("code", "months")}
    assert (await reader.ask("PUT", "/subscription/plans/monthly", body)).status_code == 403
    assert (await reader.ask("POST", f"/subscriptions/{mine['id']}/end", {"reason": "试"})).status_code == 403
    assert (await owner.ask("PUT", "/subscription/plans/weekly", body)).status_code in (400, 404)
    saved = await owner.ask("PUT", "/subscription/plans/monthly", body)
    assert saved.status_code == 200 and saved.json() == plan
    wrong = await owner.ask("PUT", "/subscription/rules", settings["rules"] | {"retryDays": [0, 5]})
    assert wrong.status_code == 400
    assert (await owner.ask("PUT", "/subscription/rules", settings["rules"])).status_code == 200
    ended = await owner.post(f"/subscriptions/{mine['id']}/end", {"reason": "顾客要求退会员"})
    assert 980 <= ended["refundedFen"] <= 990
    assert (await owner.ask("POST", f"/subscriptions/{mine['id']}/end", {"reason": "再次"})).status_code == 404
    actions = [row["action"] for row in (await owner.get("/audit", limit=20))["items"]]
    assert {"subscription.plan", "subscription.rules", "subscription.end"} <= set(actions)


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>", b"{}"])
async def test_what_is_no_notice_is_refused(shop: Shop, body: bytes) -> None:
    assert (await shop.client.post(DEDUCTIONS, content=body)).status_code == 401
