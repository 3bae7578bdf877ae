"""Identities, the member card and one's own data, through the doors of the shop."""

import json

from tests.http.identities import match_of, member_of, merge_of
from tests.http.shop import Person, Shop


def refused(answer, status: int, code: str) -> None:  # type: ignore[no-untyped-def]
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_an_operator_decides_and_undoes(shop: Shop, owner: Person) -> None:
    one, two = await shop.shopper(address=True), await shop.shopper(address=True)
    ids = [await member_of(one), await member_of(two)]
    match_id = await match_of(shop, *ids)
    support = await shop.operator("客服")
    refused(
        await support.ask("POST", f"/member-matches/{match_id}/confirm", {"reason": "核实"}),
        403,
        "governance.permission_missing",
    )
    confirmed = await owner.post(f"/member-matches/{match_id}/confirm", {"reason": "电话核实"})
    assert confirmed["state"] == "confirmed"
    refused(
        await owner.ask("POST", f"/member-matches/{match_id}/dismiss", {"reason": "看错了"}),
        409,
        "members.match_decided",
    )
    kept = (await one.get("/me"))["id"]
    assert kept == (await two.get("/me"))["id"] == ids[0]
    assert len((await one.get("/addresses"))["items"]) == 2
    found = await support.get(f"/members/{ids[1]}/identities")
    assert len(found["items"]) == 2 and found["items"][0]["subjectMasked"].startswith("****")
    merge = found["merges"][0]
    detail = await owner.get(f"/member-merges/{merge['id']}")
    assert {moved["name"]: moved["count"] for moved in detail["moved"]} == {"身份": 1, "收货地址": 1}
    assert "电话核实" in "".join(detail["merge"]["evidence"]) and detail["undoWords"]
    undone = await owner.post(f"/member-merges/{merge['id']}/undo", {"reason": "两个人"})
    assert undone["merge"]["undoneReason"] == "两个人" and undone["undoWords"] == []
    refused(
        await owner.ask("POST", f"/member-merges/{merge['id']}/undo", {"reason": "再来"}), 409, "members.merge_undone"
    )
    await shop.settle()
    assert [(await person.get("/me"))["id"] for person in (one, two)] == ids
    trail = (await owner.get("/audit", limit=3))["items"]
    assert [entry["actionText"] for entry in trail][:2] == ["撤销会员合并", "确认为同一个人"]


async def test_a_merge_by_hand_names_two_people(shop: Shop, owner: Person) -> None:
    one = await member_of(await shop.shopper())
    body = {"memberId": one, "otherId": one, "reason": "核实"}
    refused(await owner.ask("POST", "/member-merges", body), 400, "request.invalid")
    other = await member_of(await shop.shopper())
    await merge_of(owner, one, other)
    body = {"memberId": other, "otherId": one, "reason": "核实"}
    refused(await owner.ask("POST", "/member-merges", body), 409, "members.already_one")


async def test_a_card_is_served_once_and_each_refusal_says_why(shop: Shop, owner: Person) -> None:
    shopper, support = await shop.shopper(), await shop.operator("客服")
    shown = await shopper.post("/me/card")
    assert shown["code"].startswith("88") and 0 < shown["refreshSeconds"] <= 30
    warehouse = await shop.operator("仓库")
    scan = {"code": shown["codeGrouped"]}
    refused(await warehouse.ask("POST", "/member-cards/scan", scan), 403, "governance.permission_missing")
    seen = await support.post("/member-cards/scan", scan)
    assert seen["memberId"] == await member_of(shopper) and seen["levelName"]
    refused(await support.ask("POST", "/member-cards/scan", scan), 409, "members.card_code_used")
    refused(await support.ask("POST", "/member-cards/scan", {"code": "12"}), 400, "members.not_a_card_code")


async def test_a_copy_and_a_farewell_belong_to_oneself(shop: Shop, owner: Person) -> None:
    shopper, stranger = await shop.shopper(address=True), await shop.shopper()
    changed = await shopper.ask("PUT", "/me/consents/marketing", {"isGiven": True})
    assert changed.json()["marketing"] is True
    asked = await shopper.post("/me/exports")
    await shop.settle()
    file = await shopper.get(f"/me/exports/{asked['id']}")
    assert file["fileName"].endswith(".json") and len(json.loads(file["content"])["收货地址"]) == 1
    refused(await stranger.ask("GET", f"/me/exports/{asked['id']}"), 404, "members.export_not_ready")
    refused(await stranger.ask("DELETE", "/me/leaving"), 409, "members.leaving_not_asked")
    view = await shopper.post("/me/leaving")
    assert view["leaving"]["state"] == "cooling" and len(view["consequences"]) == 8
    rows = (await owner.get("/member-leavings", state="cooling"))["items"]
    assert await member_of(shopper) in {row["memberId"] for row in rows}
    withdrawn = await shopper.ask("DELETE", "/me/leaving")
    assert withdrawn.json()["leaving"]["state"] == "withdrawn"
