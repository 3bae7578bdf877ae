"""Levels over HTTP: what a shopper sees of their own, what operators may change, forged and repeated calls."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.http.shop import Person, Shop


@pytest.fixture
async def member_id(shopper: Person) -> str:
    return str((await shopper.get("/me"))["id"])


@pytest.fixture
async def rules(shop: Shop, owner: Person) -> Any:
    """As they are; put back afterwards."""
    return await owner.get("/level-rules")


async def test_my_level_from_nothing_to_silver(shop: Shop, owner: Person, shopper: Person, member_id: str) -> None:
    await shop.settle()
    page = await shopper.get("/me/level")
    assert (page["code"], page["growth"], page["next"]["missing"], page["untilText"]) == ("bronze", 5, 995, "")
    assert [level["growthFrom"] for level in page["levels"]] == [0, 1000, 5000, 15000]
    assert page["entries"]["items"][0]["words"] == "活跃的一天"
    assert page["sentence"] == "再得 995 成长值，升级为白银会员"
    seen = await owner.post(f"/members/{member_id}/growth", {"value": 1200, "reason": "线下活动补录"})
    assert (seen["levelName"], seen["growth"]) == ("白银会员", 1205)
    me = await shopper.get("/me")
    assert (me["level"]["name"], me["level"]["growth"], me["level"]["nextGrowth"]) == ("白银会员", 1205, 5000)
    [newest] = (await shopper.get("/me/growth", limit=1))["items"]
    assert (newest["value"], newest["words"]) == (1200, "店铺调整：线下活动补录")


async def test_growth_is_read_page_by_page(owner: Person, shopper: Person, member_id: str) -> None:
    for value in (10, 20, 30, 40, 50):
        await owner.post(f"/members/{member_id}/growth", {"value": value, "reason": "分页"})
    seen, cursor = [], None
    while True:
        found = await shopper.get("/me/growth", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item["value"] for item in found["items"]]
        cursor = found["nextCursor"]
        if cursor is None:
            break
    assert [value for value in seen if value != 5] == [50, 40, 30, 20, 10]
    assert (await owner.get(f"/members/{member_id}/growth", limit=5))["items"][0]["value"] == 50


async def test_a_repeated_adjustment_counts_once(shop: Shop, owner: Person, member_id: str) -> None:
    body, key = {"value": 100, "reason": "补录"}, {"idempotency-key": uuid4().hex}
    path = f"/members/{member_id}/growth"
    answers = await asyncio.gather(*(owner.ask("POST", path, body, key) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    again = await owner.ask("POST", path, body, key)
    assert again.status_code == 200
    total = "select sum(value)::int from members.growth_entry where member_id = $1 and kind = 'adjustment'"
    assert await shop.value(total, member_id) == 100


async def test_a_guest_has_no_level_and_a_shopper_no_desk(shop: Shop, shopper: Person, member_id: str) -> None:
    before = await shop.picture()
    for path in ("/me/level", "/me/growth"):
        assert (await shop.guest.ask("GET", path)).status_code == 401
    assert (await shop.guest.ask("PUT", "/me/birthday", {"month": 5, "day": 1})).status_code == 401
    forged = Person(shop.client, "/api/admin", shopper.token)
    assert (await forged.ask("GET", f"/members/{member_id}/level")).status_code == 401
    assert await shop.picture() == before


async def test_permissions_are_asked_for_each_thing(shop: Shop, rules: Any, member_id: str) -> None:
    reader = await shop.operator(permissions=["members.read"])
    writer = await shop.operator(permissions=["members.read", "members.write"])
    body = {name: rules[name] for name in ("version", "levels", "weights")}
    before = await shop.picture()
    assert (await reader.ask("GET", f"/members/{member_id}/level")).status_code == 200
    for method, path, given in (
        ("PUT", "/level-rules", body),
        ("POST", "/level-rules/preview", body),
        ("POST", f"/members/{member_id}/growth", {"value": 1, "reason": "没有权限"}),
        ("POST", f"/members/{member_id}/level", {"levelCode": "gold", "reason": "没有权限"}),
    ):
        assert (await reader.ask(method, path, given)).status_code == 403, path
    for path in ("growth", "level"):
        given = {"value": 1, "reason": "没有权限"} if path == "growth" else {"levelCode": "gold", "reason": "没有权限"}
        assert (await writer.ask("POST", f"/members/{member_id}/{path}", given)).status_code == 403
    assert await shop.picture() == before


async def test_rules_are_previewed_saved_and_guarded_by_their_version(
    shop: Shop, owner: Person, rules: Any, member_id: str
) -> None:
    body = {name: rules[name] for name in ("version", "levels", "weights")}
    levels = [dict(level) for level in rules["levels"]]
    levels[1]["growthFrom"] = 800
    await owner.post(f"/members/{member_id}/growth", {"value": 850, "reason": "补录"})
    seen = await owner.post("/level-rules/preview", body | {"levels": levels})
    assert [(move["fromName"], move["toName"]) for move in seen["rising"]] == [("青铜会员", "白银会员")]
    assert seen["rising"][0]["members"] >= 1
    saved = await owner.ask("PUT", "/level-rules", body | {"levels": levels})
    assert saved.status_code == 200, saved.text
    stale = await owner.ask("PUT", "/level-rules", body)
    assert (stale.status_code, stale.json()["code"]) == (409, "members.level_rules_changed")
    wrong = await owner.ask("PUT", "/level-rules", body | {"version": saved.json()["version"], "levels": levels[:2]})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "levels")
    assert (await owner.get("/level-rules"))["levels"][1]["growthFrom"] == 800
    while await shop.built.modules.members.levels.reviews.apply_rules():
        pass
    assert (await owner.get(f"/members/{member_id}/level"))["levelCode"] == "silver"
    await owner.ask("PUT", "/level-rules", body | {"version": saved.json()["version"]})


async def test_a_birthday_is_told_once_a_year(shopper: Person) -> None:
    told = await shopper.ask("PUT", "/me/birthday", {"month": 2, "day": 29, "year": 2000})
    assert (told.status_code, told.json()["day"]) == (200, 29)
    again = await shopper.ask("PUT", "/me/birthday", {"month": 2, "day": 29, "year": 2000})
    assert again.json() == told.json()
    other = await shopper.ask("PUT", "/me/birthday", {"month": 3, "day": 1})
    assert (other.status_code, other.json()["code"]) == (409, "members.birthday_locked")
    for body in ({"month": 2, "day": 30}, {"month": 2, "day": 29, "year": 2023}, {"month": 13, "day": 1}):
        assert (await shopper.ask("PUT", "/me/birthday", body)).status_code == 400
    assert (await shopper.get("/me/level"))["birthday"] == told.json()


async def test_nobody_adjusts_who_is_not_there(shop: Shop, owner: Person) -> None:
    before = await shop.picture()
    path = f"/members/{uuid4()}"
    for answer in (
        await owner.ask("GET", f"{path}/level"),
        await owner.ask("POST", f"{path}/growth", {"value": 1, "reason": "没有这个人"}),
        await owner.ask("POST", f"{path}/level", {"levelCode": "gold", "reason": "没有这个人"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "members.member_not_found")
    assert await shop.picture() == before
