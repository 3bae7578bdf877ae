"""Coupons and campaigns over HTTP: whose they are, repeated requests, and bodies that nobody could mean."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.http.samples import campaign_body, template_body
from tests.http.shop import Person, Shop
from tests.http.test_gate import HUGE, assert_problem


async def _coupon(shop: Shop, owner: Person, person: Person, sku_id: str) -> str:
    scope = {"kind": "skus", "ids": [sku_id], "excludedProductIds": []}
    template = await owner.post("/coupon-templates", template_body(scope=scope))
    await owner.post(f"/coupon-templates/{template['id']}/publish")
    return str((await person.post("/coupons/claim", {"templateId": template["id"]}))["couponId"])


async def test_a_strangers_coupon_is_no_coupon(shop: Shop, shopper: Person, owner: Person) -> None:
    goods, other = await shop.goods(), await shop.shopper()
    theirs = await _coupon(shop, owner, other, str(goods.sku_id))
    before = await shop.picture()
    for coupon_id in (theirs, str(uuid4())):
        lines = [{"skuId": str(goods.sku_id), "quantity": 1}]
        body = {"source": "direct", "lines": lines, "addressId": None, "couponIds": [coupon_id]}
        quote = await shopper.post("/checkout/quote", body)
        assert [one["code"] for one in quote["problems"]] == ["promotion.coupon_unusable"] and not quote["canSubmit"]
        assert quote["totals"]["payableFen"] == goods.price_fen and coupon_id not in str(quote["coupons"])
        answer = await shop.order(shopper, goods, couponIds=[coupon_id])
        assert_problem(answer, 409, "promotion.coupon_unusable")
    assert await shop.picture() == before
    assert theirs not in str(await shopper.get("/coupons"))
    assert [one["id"] for one in (await other.get("/coupons"))["items"]] == [theirs]


async def test_a_coupon_is_used_and_named_twice_is_one(shop: Shop, shopper: Person, owner: Person) -> None:
    goods = await shop.goods()
    mine = await _coupon(shop, owner, shopper, str(goods.sku_id))
    payable = goods.price_fen - 1000
    answer = await shop.order(shopper, goods, couponIds=[mine, mine], expectedPayableFen=payable)
    assert answer.status_code == 201, answer.text
    [held] = (await shopper.get("/coupons"))["items"]
    assert held["stateText"].startswith("订单待付款")
    again = await shop.order(shopper, goods, couponIds=[mine], expectedPayableFen=payable)
    assert_problem(again, 409, "promotion.coupon_unusable")
    await shop.pay(shopper, answer.json()["id"])
    await shop.settle()
    assert [one["id"] for one in (await shopper.get("/coupons", shelf="used"))["items"]] == [mine]


async def test_a_claim_repeated_with_its_key_is_one_coupon(shop: Shop, shopper: Person, owner: Person) -> None:
    template = await owner.post("/coupon-templates", template_body(name="重复", value=1, minFen=10**9))
    await owner.post(f"/coupon-templates/{template['id']}/publish")
    body, headers = {"templateId": template["id"]}, {"idempotency-key": uuid4().hex}
    answers = await asyncio.gather(*(shopper.ask("POST", "/coupons/claim", body, headers) for _ in range(4)))
    found = [answer.json()["couponId"] for answer in answers if answer.status_code == 201]
    assert (
        len(set(found)) == 1
        and (await shopper.ask("POST", "/coupons/claim", body, headers)).json()["couponId"] == found[0]
    )
    assert (await owner.get(f"/coupon-templates/{template['id']}"))["claimed"] == 1


HUGE_RULES: list[tuple[dict[str, Any], str]] = [
    ({"type": "spend_save", "scope": {}, "tiers": [{"minFen": HUGE, "offFen": 1}]}, "rule.tiers[0].minFen"),
    ({"type": "spend_save", "scope": {}, "tiers": [{"minFen": 10, "offFen": -HUGE}]}, "rule.tiers[0].offFen"),
    ({"type": "spend_save", "scope": {}, "tiers": []}, "rule.tiers"),
    ({"type": "n_for_price", "scope": {}, "count": 2**63, "priceFen": 1}, "rule.count"),
    ({"type": "n_for_price", "scope": {"kind": "skus"}, "count": 2, "priceFen": 1}, "rule.scope"),
    ({"type": "bundle", "parts": [], "priceFen": 2**64}, "rule.priceFen"),
]


@pytest.mark.parametrize(("rule", "field"), HUGE_RULES)
async def test_rules_too_large_for_anything(shop: Shop, owner: Person, rule: dict[str, Any], field: str) -> None:
    before = await shop.picture()
    body = campaign_body("", 1, rule=rule, items=[])
    assert_problem(await owner.ask("POST", "/campaigns", body), 400, "request.invalid", field)
    foreseen = await owner.ask("POST", "/campaigns/foresee", {"campaign": body, "campaignId": None})
    assert_problem(foreseen, 400, "request.invalid", field)
    assert await shop.picture() == before


@pytest.mark.parametrize("value", [HUGE, -HUGE, 2**63, 0, -1, 1.5, "5", None, True])
async def test_odd_values_of_coupons_are_refused(shop: Shop, owner: Person, value: object) -> None:
    before = await shop.picture()
    answer = await owner.ask("POST", "/coupon-templates", template_body(value=value))
    assert_problem(answer, 400, "request.invalid", "rule.value")
    for field in ("total", "perMemberMax"):
        answer = await owner.ask("POST", "/coupon-templates", template_body(**{field: value}))
        assert_problem(answer, 400, "request.invalid", field)
    assert await shop.picture() == before


async def test_an_activity_takes_one_kind_of_goods_and_must_exist(shop: Shop, shopper: Person) -> None:
    goods = await shop.goods()
    before = await shop.picture()
    for kind in ("group_buy", "bargain"):
        activity = {"kind": kind, "campaignId": str(uuid4()), "size": 2, "bargainId": str(uuid4())}
        answer = await shop.order(shopper, goods, activity=activity)
        assert answer.status_code in (400, 404, 409), answer.text
        assert answer.json()["code"].startswith("promotion.") or answer.json()["field"] == "activity"
    assert await shop.picture() == before


async def test_reading_is_not_writing(shop: Shop) -> None:
    reader = await shop.operator(permissions=["promotions.read"])
    before = await shop.picture()
    assert (await reader.ask("GET", "/campaigns")).status_code == 200
    assert_problem(
        await reader.ask("POST", "/campaigns", campaign_body(str(uuid4()), 1)), 403, "governance.permission_missing"
    )
    assert_problem(await reader.ask("POST", "/coupon-templates", template_body()), 403, "governance.permission_missing")
    assert await shop.picture() == before
