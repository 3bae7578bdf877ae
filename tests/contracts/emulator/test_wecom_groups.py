"""Customer groups, their join codes, and mass messages that wait for a guide."""

import time
from typing import Any

import pytest

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"


async def group(corp: Corp, *devices: str, owner: str = "lan", name: str = "护肤群") -> str:
    return str((await corp.play("groups", owner=owner, name=name, devices=list(devices)))["chatId"])


async def members(corp: Corp, chat_id: str) -> list[dict[str, Any]]:
    found = await corp.ok(f"{EC}/groupchat/get", {"chat_id": chat_id, "need_name": 1})
    return list(found["group_chat"]["member_list"])


async def test_the_life_of_a_group_is_told(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan", "mei")
    chat_id = await group(corp, "phone-1")
    before = (await corp.ok(f"{EC}/groupchat/get", {"chat_id": chat_id}))["group_chat"]
    await corp.play(f"groups/{chat_id}/join", device="phone-2", scene=2)
    await corp.play(f"groups/{chat_id}/join", 409, device="phone-2")
    await corp.play(f"groups/{chat_id}/leave", device="phone-1")
    await corp.play(f"groups/{chat_id}/rename", name="老友群")
    await corp.play(f"groups/{chat_id}/notice", notice="周五上新")
    await corp.play(f"groups/{chat_id}/owner", userId="mei")
    after = (await corp.ok(f"{EC}/groupchat/get", {"chat_id": chat_id, "need_name": 1}))["group_chat"]
    await corp.play(f"groups/{chat_id}/dismiss")
    events = await corp.told(7)
    assert {event["ChatId"] for event in events} == {chat_id}
    updates = {event["UpdateDetail"]: event for event in events if event["ChangeType"] == "update"}
    assert set(updates) == {"add_member", "del_member", "change_name", "change_notice", "change_owner"}
    (joined,) = updates["add_member"]["MemChangeList"]
    assert (updates["add_member"]["MemChangeCnt"], updates["add_member"]["LastMemVer"]) == (
        "1",
        before["member_version"],
    )
    assert updates["add_member"]["CurMemVer"] == updates["del_member"]["LastMemVer"]
    assert updates["del_member"]["CurMemVer"] == after["member_version"]
    assert (after["name"], after["notice"], after["owner"]) == ("老友群", "周五上新", "mei")
    (external,) = [one for one in after["member_list"] if one["type"] == 2]
    assert (external["userid"], external["join_scene"]) == (joined, 2) and external["unionid"].startswith("oU")
    assert external["name"]
    assert sorted(event["ChangeType"] for event in events)[:2] == ["create", "dismiss"]
    assert (await corp.post(f"{EC}/groupchat/get", {"chat_id": chat_id}))["errcode"] == 49008
    assert (await corp.ok(f"{EC}/groupchat/list", {"limit": 10}))["group_chat_list"] == []


async def test_lists_of_groups(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan", "mei")
    made = [await group(corp, owner=owner) for owner in ("lan", "lan", "mei")]
    seen, cursor = [], ""
    while True:
        page = await corp.ok(f"{EC}/groupchat/list", {"limit": 2, "cursor": cursor})
        seen += [one["chat_id"] for one in page["group_chat_list"]]
        if not (cursor := page.get("next_cursor", "")):
            break
    assert seen == sorted(made)
    mine = {"limit": 10, "owner_filter": {"userid_list": ["mei"]}}
    assert (await corp.ok(f"{EC}/groupchat/list", mine))["group_chat_list"] == [{"chat_id": made[2], "status": 0}]
    await corp.play("staff/mei/leave")
    left = await corp.ok(f"{EC}/groupchat/list", {"limit": 10, "status_filter": 1})
    assert left["group_chat_list"] == [{"chat_id": made[2], "status": 1}]
    await shop.faults(wecom={"ownersWithoutFilterMax": 0})
    assert (await corp.post(f"{EC}/groupchat/list", {"limit": 10}))["errcode"] == 81017
    assert (await corp.post(f"{EC}/groupchat/list", mine))["errcode"] == 0
    assert (await corp.post(f"{EC}/groupchat/list", {"limit": 1001}))["errcode"] == 40058


async def test_the_group_of_the_mini_program_is_the_same(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    chat_id = await group(corp, "phone-1")
    entered = await shop.client.post("/play/groups/enter", json={"device": "phone-1", "group": chat_id})
    assert entered.json()["scene"] == 1044
    shown = {one["key"]: one for one in (await shop.client.get("/play/groups")).json()["items"]}
    found = await corp.ok(f"{EC}/opengid_to_chatid", {"opengid": shown[chat_id]["openGId"]})
    assert found["chat_id"] == chat_id
    stranger = {"opengid": shown["run"]["openGId"]}
    assert (await corp.post(f"{EC}/opengid_to_chatid", stranger))["errcode"] == 90501


async def test_a_join_code_opens_a_room_when_all_are_full(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    chat_id = await group(corp)
    way = {"scene": 2, "chat_id_list": [chat_id], "room_base_name": "护肤群", "room_base_id": 2, "state": "g=7"}
    made = await corp.ok(f"{EC}/groupchat/add_join_way", way)
    assert set(made) == {"errcode", "errmsg", "config_id"}
    shown = (await corp.ok(f"{EC}/groupchat/get_join_way", made))["join_way"]
    assert (shown["state"], shown["chat_id_list"]) == ("g=7", [chat_id])
    assert (await corp.client.get(shown["qr_code"].removeprefix("http://emulator"))).status_code == 200
    await shop.faults(wecom={"groupSizeMax": 3})
    rooms = [(await corp.play("groups/scan", device=f"phone-{n}", qr=shown["qr_code"]))["chatId"] for n in range(4)]
    assert rooms[:2] == [chat_id] * 2 and rooms[2] == rooms[3] != chat_id
    shown = (await corp.ok(f"{EC}/groupchat/get_join_way", made))["join_way"]
    assert (shown["chat_id_list"], shown["room_base_id"]) == ([chat_id, rooms[2]], 3)
    assert (await corp.ok(f"{EC}/groupchat/get", {"chat_id": rooms[2]}))["group_chat"]["name"] == "护肤群2"
    (joined, _) = [one for one in await members(corp, chat_id) if one["type"] == 2]
    assert (joined["join_scene"], joined["state"]) == (3, "g=7")
    change = way | made | {"auto_create_room": 0, "chat_id_list": [chat_id]}
    await corp.ok(f"{EC}/groupchat/update_join_way", change)
    await corp.play("groups/scan", 409, device="phone-9", qr=made["config_id"])
    await corp.ok(f"{EC}/groupchat/del_join_way", made)
    assert (await corp.post(f"{EC}/groupchat/get_join_way", made))["errcode"] == 41044


async def test_join_codes_that_are_refused(corp: Corp) -> None:
    await corp.hire("lan")
    chats = [await group(corp) for _ in range(6)]
    for way, errcode in (
        ({"scene": 3, "chat_id_list": chats[:1]}, 41040),
        ({"scene": 2, "chat_id_list": chats}, 41091),
        ({"scene": 2, "chat_id_list": ["wr0"]}, 40050),
        ({"scene": 2, "chat_id_list": []}, 40058),
    ):
        assert (await corp.post(f"{EC}/groupchat/add_join_way", way))["errcode"] == errcode


async def mass(corp: Corp, **more: Any) -> dict[str, Any]:
    return await corp.post(f"{EC}/add_msg_template", {"text": {"content": "周五上新"}} | more)


async def tasks(corp: Corp, msgid: str) -> list[tuple[str, int]]:
    found = await corp.ok(f"{EC}/get_groupmsg_task", {"msgid": msgid})
    return [(one["userid"], one["status"]) for one in found["task_list"]]


async def results(corp: Corp, msgid: str, userid: str) -> dict[str, int]:
    found = await corp.ok(f"{EC}/get_groupmsg_send_result", {"msgid": msgid, "userid": userid})
    return {one.get("external_userid") or one["chat_id"]: one["status"] for one in found["send_list"]}


async def test_nothing_goes_out_before_the_guide_confirms(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"massDispatchSeconds": 0})
    await corp.hire("lan", "mei")
    one, two = await corp.friend("phone-1", "lan"), await corp.friend("phone-2", "lan")
    three = await corp.friend("phone-3", "mei")
    made = await mass(corp, external_userid=[one, two, three, "wmnobody"])
    assert (made["errcode"], made["fail_list"]) == (0, ["wmnobody"])
    assert await tasks(corp, made["msgid"]) == [("lan", 0), ("mei", 0)]
    assert await results(corp, made["msgid"], "lan") == {one: 0, two: 0}
    assert await corp.chat("phone-1") == []
    await corp.play("delete-guide/pair", device="phone-2", userId="lan")
    sent = await corp.play(f"masses/{made['msgid']}/lan/confirm")
    assert sent == {"sent": 1, "notAFriend": 1, "overLimit": 0}
    assert await tasks(corp, made["msgid"]) == [("lan", 2), ("mei", 0)]
    assert await results(corp, made["msgid"], "lan") == {one: 1, two: 2}
    (line,) = await corp.chat("phone-1")
    assert (line["source"], line["parts"]) == ("mass", [{"kind": "text", "text": "周五上新"}])
    await corp.play(f"masses/{made['msgid']}/lan/confirm", 409)
    at = int(time.time())
    asked = {"chat_type": "single", "start_time": at - 60, "end_time": at + 60}
    (listed,) = (await corp.ok(f"{EC}/get_groupmsg_list_v2", asked))["group_msg_list"]
    assert (listed["msgid"], listed["text"]["content"]) == (made["msgid"], "周五上新")
    assert (await corp.ok(f"{EC}/get_groupmsg_list_v2", asked | {"chat_type": "group"}))["group_msg_list"] == []


async def test_to_groups_of_an_owner(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"massDispatchSeconds": 0})
    await corp.hire("lan", "mei")
    chats = [await group(corp, "phone-1"), await group(corp)]
    assert (await mass(corp, chat_type="group"))["errcode"] == 40058
    assert (await mass(corp, chat_type="group", sender="mei"))["errcode"] == 41048
    made = await mass(corp, chat_type="group", sender="lan", chat_id_list=[chats[0]])
    await corp.play(f"masses/{made['msgid']}/lan/confirm")
    assert await results(corp, made["msgid"], "lan") == {chats[0]: 1}
    (line,) = await corp.chat("phone-1")
    assert (line["chatId"], line["group"]) == (chats[0], "护肤群")


@pytest.mark.parametrize(("rule", "allowed"), [("day_1", 1), ("month_4", 4), ("week_7", 7), ("month_days", 28)])
async def test_how_many_one_may_get(corp: Corp, shop: Shop, rule: str, allowed: int) -> None:
    await shop.faults(wecom={"massRule": rule})
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    other = await corp.friend("phone-2", "lan")
    early = await mass(corp, external_userid=[contact])
    count = 0
    while (made := await mass(corp, external_userid=[contact]))["errcode"] == 0:
        sent = await corp.play(f"masses/{made['msgid']}/lan/confirm")
        assert sent["sent"] == 1 and count < 31
        count += 1
    assert made["errcode"] == 41048 and allowed <= count <= (31 if rule == "month_days" else allowed)
    assert (await mass(corp, external_userid=[contact, other]))["fail_list"] == [contact]
    assert await corp.play(f"masses/{early['msgid']}/lan/confirm") == {"sent": 0, "notAFriend": 0, "overLimit": 1}


async def test_dispatch_reminders_and_cancelling(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    contact = await corp.friend("phone-1", "lan")
    await shop.faults(timeScale=1, wecom={"massDispatchSeconds": 60})
    msgid = (await mass(corp, external_userid=[contact]))["msgid"]
    assert (await corp.post(f"{EC}/get_groupmsg_task", {"msgid": msgid}))["errcode"] == 41063
    assert (await corp.post(f"{EC}/get_groupmsg_send_result", {"msgid": msgid, "userid": "lan"}))["errcode"] == 41063
    assert (await corp.post(f"{EC}/get_groupmsg_task", {"msgid": "no"}))["errcode"] == 41047
    codes = [(await corp.post(f"{EC}/remind_groupmsg_send", {"msgid": msgid}))["errcode"] for _ in range(4)]
    assert codes == [0, 0, 0, 41094]
    await corp.ok(f"{EC}/cancel_groupmsg_send", {"msgid": msgid})
    assert (await corp.post(f"{EC}/cancel_groupmsg_send", {"msgid": msgid}))["errcode"] == 41093
    await corp.play(f"masses/{msgid}/lan/confirm", 409)
    assert await corp.chat("phone-1") == []


async def test_by_tags_of_the_guides(corp: Corp) -> None:
    await corp.hire("lan")
    one = await corp.friend("phone-1", "lan")
    await corp.friend("phone-2", "lan")
    (tag,) = (await corp.ok(f"{EC}/add_corp_tag", {"group_name": "g", "tag": [{"name": "t"}]}))["tag_group"]["tag"]
    await corp.ok(f"{EC}/mark_tag", {"userid": "lan", "external_userid": one, "add_tag": [tag["id"]]})
    made = await mass(corp, sender="lan", tag_filter={"group_list": [{"tag_list": [tag["id"]]}]})
    (task,) = (await corp.client.get("/play/wecom/masses")).json()["items"]
    assert (task["msgid"], task["targetCount"], task["userid"]) == (made["msgid"], 1, "lan")
    assert task["parts"] == [{"kind": "text", "text": "周五上新"}]
