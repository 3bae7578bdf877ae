"""Guides and contacts: what the API tells, what people change, and that only people's changes are called back."""

import asyncio
import time
from typing import Any

import pytest

from tests.contracts.emulator.corp import HOOK, Corp, signature, unsealed
from tests.contracts.emulator.shop import WX, Received, Shop, until

EC = "externalcontact"


async def test_the_same_person_in_the_mini_program_and_in_wecom(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    query = shop.credentials() | {"js_code": (await shop.login())["code"], "grant_type": "authorization_code"}
    unionid = (await shop.client.get(f"{WX}/sns/jscode2session", params=query)).json()["unionid"]
    found = await corp.get(f"{EC}/get", external_userid=contact)
    assert found["external_contact"]["unionid"] == unionid
    assert contact.startswith("wm") and len(contact) == 32
    await shop.faults(wecom={"withoutUnionid": True})
    assert "unionid" not in (await corp.get(f"{EC}/get", external_userid=contact))["external_contact"]


async def test_what_a_guide_notes_through_the_api_is_told_to_nobody(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    await corp.told(1)
    tags = (await corp.ok(f"{EC}/add_corp_tag", {"group_name": "肤质", "tag": [{"name": "干性"}, {"name": "油性"}]}))[
        "tag_group"
    ]["tag"]
    pair = {"userid": "lan", "external_userid": contact}
    await corp.ok(
        f"{EC}/remark", pair | {"remark": "小满妈妈", "remark_mobiles": ["16000010001"], "description": "二胎"}
    )
    await corp.ok(f"{EC}/mark_tag", pair | {"add_tag": [tags[0]["id"]]})
    await corp.ok(f"{EC}/remark", pair | {"description": ""})
    (follow,) = (await corp.get(f"{EC}/get", external_userid=contact))["follow_user"]
    assert (follow["remark"], follow["description"], follow["remark_mobiles"]) == ("小满妈妈", "", ["16000010001"])
    assert follow["tags"] == [{"group_name": "肤质", "tag_name": "干性", "tag_id": tags[0]["id"], "type": 1}]
    (item,) = (await corp.ok(f"{EC}/batch/get_by_user", {"userid_list": ["lan", "mei"], "limit": 100}))[
        "external_contact_list"
    ]
    assert item["external_contact"]["external_userid"] == contact
    assert item["follow_info"]["tag_id"] == [tags[0]["id"]] and "tags" not in item["follow_info"]
    await corp.ok(f"{EC}/remark", pair | {"remark_mobiles": [""]})
    await corp.ok(f"{EC}/del_corp_tag", {"tag_id": [tag["id"] for tag in tags]})
    (follow,) = (await corp.get(f"{EC}/get", external_userid=contact))["follow_user"]
    assert (follow["remark_mobiles"], follow["tags"]) == ([], [])
    assert (await corp.ok(f"{EC}/get_corp_tag_list", {}))["tag_group"] == []
    assert len(corp.events()) == 1


async def test_what_people_change_is_called_back(corp: Corp) -> None:
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    made = await corp.play("tags", group="肤质", tags=["干性"])
    (tag,) = made["tag"]
    who = {"device": "phone-1", "userId": "lan"}
    await corp.play("note", **who, remark="小满妈妈", addTagIds=[tag["id"]])
    await corp.play("note", **who, phones=["16000010001"])
    await corp.play(f"tags/{tag['id']}/rename", name="敏感")
    await corp.play("delete-guide/pair", **who)
    await corp.play("delete-guide/pair", 404, **who)
    await corp.play("add", **who)
    await corp.play("delete-contact/pair", **who)
    await corp.play(f"tags/{made['group_id']}/delete")
    await corp.play("staff/lan/rename", name="兰兰")
    await corp.play("staff/lan/leave")
    events = await corp.told(11)
    kinds = [f"{event['Event']}/{event['ChangeType']}" for event in events]
    assert sorted(kinds) == sorted(
        [
            "change_external_contact/add_external_contact",
            "change_external_tag/create",
            "change_external_tag/create",
            "change_external_contact/edit_external_contact",
            "change_external_tag/update",
            "change_external_contact/del_follow_user",
            "change_external_contact/add_external_contact",
            "change_external_contact/del_external_contact",
            "change_external_tag/delete",
            "change_contact/update_user",
            "change_contact/delete_user",
        ]
    )
    for event in events:
        assert (event["FromUserName"], event["MsgType"]) == ("sys", "event")
        if event["Event"] == "change_external_contact":
            assert (event["UserID"], event["ExternalUserID"]) == ("lan", contact)
    assert {event.get("TagType") for event in events if event["Event"] == "change_external_tag"} == {"tag", "tag_group"}


async def test_who_is_no_contact_is_not_shown(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    assert (await corp.get(f"{EC}/list", userid="lan"))["errcode"] == 84061
    contact = await corp.friend("phone-1", "lan")
    assert (await corp.get(f"{EC}/list", userid="lan"))["external_userid"] == [contact]
    pair = {"userid": "mei", "external_userid": contact, "remark": "x"}
    assert (await corp.post(f"{EC}/remark", pair))["errcode"] == 84061
    await corp.play("delete-guide/pair", device="phone-1", userId="lan")
    assert (await corp.get(f"{EC}/get", external_userid=contact))["errcode"] == 84061
    assert (await corp.get(f"{EC}/get", external_userid="nonsense"))["errcode"] == 40096
    assert (await corp.get("user/get", userid="nobody"))["errcode"] == 60111
    await corp.play("staff/mei/leave")
    assert (await corp.get(f"{EC}/get_follow_user_list"))["follow_user"] == ["lan"]


async def test_pages(corp: Corp, shop: Shop) -> None:
    await corp.hire("a", "b", "c")
    contact, _, _ = [await corp.friend("phone-1", guide) for guide in ("a", "b", "c")]
    await corp.friend("phone-2", "b")
    seen: list[tuple[str, str]] = []
    cursor = ""
    while True:
        asked = {"userid_list": ["c", "a", "b"], "limit": 1, "cursor": cursor}
        page = await corp.ok(f"{EC}/batch/get_by_user", asked)
        items = page["external_contact_list"]
        seen += [(item["follow_info"]["userid"], item["external_contact"]["external_userid"]) for item in items]
        if not (cursor := page["next_cursor"]):
            break
    assert len(seen) == len(set(seen)) == 4
    await shop.faults(wecom={"followersPerPage": 2})
    first = await corp.get(f"{EC}/get", external_userid=contact)
    second = await corp.get(f"{EC}/get", external_userid=contact, cursor=first["next_cursor"])
    assert [row["userid"] for page in (first, second) for row in page["follow_user"]] == ["a", "b", "c"]
    assert "next_cursor" not in second


@pytest.mark.parametrize(
    ("path", "body", "errcode"),
    [
        ("add_corp_tag", {"group_name": "季节", "tag": [{"name": "春"}]}, 40071),
        ("add_corp_tag", {"group_name": "季节", "tag": [{"name": ""}]}, 40072),
        ("add_corp_tag", {"group_name": "季节", "tag": [{"name": "长" * 31}]}, 40072),
        ("add_corp_tag", {"group_name": "季节", "tag": []}, 40058),
        ("add_corp_tag", {"group_id": "et0", "tag": [{"name": "夏"}]}, 40068),
        ("edit_corp_tag", {"id": "et0", "name": "夏"}, 40068),
        ("del_corp_tag", {"tag_id": [], "group_id": []}, 40058),
        ("del_corp_tag", {"tag_id": ["et0"]}, 40068),
        ("mark_tag", {"userid": "lan", "external_userid": "CONTACT", "add_tag": [], "remove_tag": []}, 40058),
        ("mark_tag", {"userid": "lan", "external_userid": "CONTACT", "add_tag": ["et0"]}, 40068),
        ("mark_tag", {"userid": "gone", "external_userid": "CONTACT", "add_tag": ["et0"]}, 81011),
    ],
)
async def test_tags_that_are_refused_change_nothing(corp: Corp, path: str, body: dict[str, Any], errcode: int) -> None:
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    await corp.ok(f"{EC}/add_corp_tag", {"group_name": "季节", "tag": [{"name": "春", "order": 2}]})
    before = await corp.ok(f"{EC}/get_corp_tag_list", {})
    filled = {name: contact if value == "CONTACT" else value for name, value in body.items()}
    assert (await corp.post(f"{EC}/{path}", filled))["errcode"] == errcode
    assert await corp.ok(f"{EC}/get_corp_tag_list", {}) == before


async def test_a_callback_is_tried_three_times(corp: Corp, shop: Shop) -> None:
    shop.hooks.answer = lambda _: (500, b"")
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    await until(lambda: len(shop.hooks.to(HOOK)) == 3)
    deadline = time.monotonic() + 5
    while (notice := (await shop.notices(contact))[0])["state"] == "pending":
        assert time.monotonic() < deadline
        await asyncio.sleep(0.005)
    assert (notice["state"], notice["tries"], len(shop.hooks.to(HOOK))) == ("gave_up", 3, 3)


async def test_callbacks_are_lost_and_doubled(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan", "mei")
    await shop.faults(wecom={"dropPushRate": 1})
    contact = await corp.friend("phone-1", "lan")
    assert [notice["state"] for notice in await shop.notices(contact)] == ["dropped"]
    await shop.faults(wecom={"duplicatePushRate": 1})
    await corp.friend("phone-1", "mei")
    events = await corp.told(2)
    assert events[0] == events[1]


async def test_callbacks_come_late_and_overtake_one_another(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    await shop.faults(wecom={"latePushMs": 120_000})
    first = await corp.friend("phone-1", "lan")
    await shop.faults(wecom={"reorderPushRate": 1})
    second = await corp.friend("phone-2", "lan")
    await shop.faults()
    third = await corp.friend("phone-3", "lan")
    # The order of the last two is drawn; the first is still on its way.
    assert {event["ExternalUserID"] for event in await corp.told(2)} == {second, third}
    assert [notice["state"] for notice in await shop.notices(first)] == ["pending"]


async def test_an_account_is_switched_off(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    way = await corp.way("lan", "mei")
    await corp.play("staff/lan/disable")
    (event,) = await corp.told(1)
    assert (event["ChangeType"], event["UserID"], event["Status"]) == ("update_user", "lan", "2")
    assert (await corp.get("user/get", userid="lan"))["status"] == 2
    met = [await corp.play("scan", device=f"phone-{n}", configId=way["config_id"]) for n in range(6)]
    assert {one["userId"] for one in met} == {"mei"}
    await corp.play("staff/lan/enable")
    assert (await corp.get("user/get", userid="lan"))["status"] == 1


async def test_a_guide_sends_from_the_sidebar(corp: Corp) -> None:
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    chat_id = (await corp.play("groups", owner="lan", name="护肤群", devices=["phone-1"]))["chatId"]
    card = {"kind": "miniprogram", "title": "润肤霜", "page": "pages/product/index?id=1"}
    await corp.play("reply", userId="lan", externalUserId=contact, part=card)
    await corp.play("reply", userId="lan", chatId=chat_id, part={"kind": "text", "text": "大家好"})
    lines = await corp.chat("phone-1")
    assert [(line["source"], line["group"], line["parts"]) for line in lines] == [
        ("guide", "", [card]),
        ("guide", "护肤群", [{"kind": "text", "text": "大家好"}]),
    ]
    await corp.play("reply", 409, userId="lan", externalUserId="wmnobody", part=card)


async def test_the_callback_address_is_checked_within_a_second(corp: Corp, shop: Shop) -> None:
    assert await corp.play("callback-check") == {"ok": False, "note": "success"}

    def echo(call: Received) -> tuple[int, bytes]:
        query = call.query
        signed = signature(corp.papers["wecom_callback_token"], query["timestamp"], query["nonce"], query["echostr"])
        assert signed == query["msg_signature"]
        return 200, unsealed(corp.papers["wecom_callback_aes_key"], query["echostr"])[0].encode()

    shop.hooks.answer = echo
    assert (await corp.play("callback-check"))["ok"] is True
