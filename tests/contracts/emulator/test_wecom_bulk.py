"""A full corporation, and the truth about it."""

import time
from typing import Any

from tests.contracts.emulator.corp import HOOK, Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"
FILL_SECONDS_MAX = 30
"""It takes about three on an idle machine."""


async def truth(corp: Corp) -> dict[str, Any]:
    return dict((await corp.client.get("/play/wecom/truth")).json())


async def test_fifty_thousand_contacts_in_seconds(corp: Corp, shop: Shop) -> None:
    started = time.monotonic()
    filled = await corp.play("fill", guides=20, contacts=50_000)
    assert time.monotonic() - started < FILL_SECONDS_MAX
    assert (filled["contacts"], filled["follows"], len(filled["userIds"])) == (50_000, 50_000, 20)
    found = await truth(corp)
    assert len(found["contacts"]) == len({one["unionid"] for one in found["contacts"]}) == 50_000
    assert len(found["follows"]) == len({one["externalUserId"] for one in found["follows"]}) == 50_000
    assert shop.hooks.to(HOOK) == []


async def test_the_api_tells_the_truth(corp: Corp) -> None:
    tags = (await corp.ok(f"{EC}/add_corp_tag", {"group_name": "来源", "tag": [{"name": "门店"}, {"name": "直播"}]}))[
        "tag_group"
    ]["tag"]
    first = await corp.play("fill", guides=3, contacts=130, followers=2, tagIds=[tag["id"] for tag in tags])
    second = await corp.play("fill", guides=3, contacts=20)
    assert (first["firstDevice"], second["firstDevice"]) == ("wecom-1", "wecom-131")
    found = await truth(corp)
    seen, cursor = {}, ""
    while True:
        asked = {"userid_list": first["userIds"], "limit": 100, "cursor": cursor}
        page = await corp.ok(f"{EC}/batch/get_by_user", asked)
        for item in page["external_contact_list"]:
            key = (item["follow_info"]["userid"], item["external_contact"]["external_userid"])
            seen[key] = (item["external_contact"]["unionid"], sorted(item["follow_info"]["tag_id"]))
        if not (cursor := page["next_cursor"]):
            break
    unionids = {one["externalUserId"]: one["unionid"] for one in found["contacts"]}
    assert len(seen) == 280
    assert seen == {
        (one["userId"], one["externalUserId"]): (unionids[one["externalUserId"]], one["tagIds"])
        for one in found["follows"]
    }
    assert [group["name"] for group in found["tagGroups"]] == ["来源"]
    assert [one["isActive"] for one in found["staff"]] == [True] * 3
    # A filled person can do what any other can.
    await corp.play("delete-guide/pair", device="wecom-131", userId=_guide_of(found, "wecom-131"))
    (event,) = await corp.told(1)
    assert event["ChangeType"] == "del_follow_user"


def _guide_of(found: dict[str, Any], device: str) -> str:
    (contact,) = [one["externalUserId"] for one in found["contacts"] if one["device"] == device]
    return next(one["userId"] for one in found["follows"] if one["externalUserId"] == contact)


def a_past(*openids: str) -> dict[str, Any]:
    at = "2026-09-01T08:00:00Z"
    follows = [
        {"openid": openid, "userId": "lan", "addedAt": at, "remark": "老客", "state": "s=1", "tags": ["来源/门店"]}
        for openid in openids
    ]
    return {
        "staff": [{"userId": "lan", "name": "兰兰", "hiredAt": at}],
        "tagGroups": [{"name": "来源", "tags": ["门店", "直播"]}],
        "follows": follows,
        "groups": [{"key": "care", "name": "护肤群", "owner": "lan", "madeAt": at, "openids": list(openids)}],
    }


async def test_a_past_that_is_told_twice_counts_once(corp: Corp, shop: Shop) -> None:
    openids = [(await shop.login(f"phone-{n}"))["openid"] for n in range(2)]
    known = await corp.play("import", **a_past(*openids))
    before = await truth(corp)
    assert await corp.play("import", **a_past(*openids)) == known
    assert await truth(corp) == before
    assert sorted(known["externalUserIds"].values()) == [one["externalUserId"] for one in before["follows"]]
    assert {tuple(one["tagIds"]) for one in before["follows"]} == {(known["tagIds"]["来源/门店"],)}
    (follow,) = (await corp.get(f"{EC}/get", external_userid=known["externalUserIds"][openids[0]]))["follow_user"]
    assert (follow["remark"], follow["state"], follow["createtime"]) == ("老客", "s=1", 1788249600)
    group = (await corp.ok(f"{EC}/groupchat/get", {"chat_id": known["chatIds"]["care"]}))["group_chat"]
    assert len(group["member_list"]) == 3
    assert shop.hooks.to(HOOK) == []


async def test_a_past_of_strangers_is_refused(corp: Corp) -> None:
    await corp.play("import", 400, **a_past("oNOBODY"))
    found = await truth(corp)
    assert (found["staff"], found["follows"], found["groups"]) == ([], [], [])


async def test_fifty_thousand_are_read_in_a_minute(corp: Corp) -> None:
    filled = await corp.play("fill", guides=20, contacts=50_000)
    started, count, cursor = time.monotonic(), 0, ""
    while True:
        asked = {"userid_list": filled["userIds"], "limit": 100, "cursor": cursor}
        page = await corp.ok(f"{EC}/batch/get_by_user", asked)
        count += len(page["external_contact_list"])
        if not (cursor := page["next_cursor"]):
            break
    assert count == 50_000
    assert time.monotonic() - started < 60
