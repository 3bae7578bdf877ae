"""Groups, join codes and the application in WeCom: what is written and what is read (C.9, C.11)."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from wechatpy.work import WeChatClient

from adapters.wecom.app import CorpApp, js_signature
from adapters.wecom.groups import CorpGroups
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import (
    CodeWayUnknown,
    WecomForbidden,
    WecomRefused,
)
from ports.outside.wecom_app import AppMessage, StaffLoginRefused
from ports.outside.wecom_groups import (
    GroupMember,
    GroupRow,
    JoinCode,
)
from tests.contracts.wecom.canned import CONFIG, CORP_ID, Office

AT = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = int(AT.timestamp())


async def test_groups(office: Office) -> None:
    groups, api = CorpGroups(office.client), "externalcontact/groupchat/list"
    rows = [{"chat_id": f"wr{status}", "status": status} for status in range(4)]
    office.corp.says(api, {"group_chat_list": rows, "next_cursor": "n"})
    page = await groups.page(("lan",), None)
    assert [row.state for row in page.items] == ["normal", "owner_left", "transferring", "transferred"]
    assert page.next_cursor == "n"
    assert office.corp.body(api)["owner_filter"] == {"userid_list": ["lan"]}
    office.corp.says(api, {"group_chat_list": [{"chat_id": "wr0"}]})
    assert (await groups.page((), "n")).items == (GroupRow("wr0", "normal"),)
    assert "owner_filter" not in office.corp.body(api)
    office.corp.says(api, {"errcode": 81017, "errmsg": ""})
    with pytest.raises(WecomRefused) as caught:
        await groups.page((), None)
    assert caught.value.errcode == 81017


async def test_a_group_with_staff_and_strangers(office: Office) -> None:
    members = [
        {"userid": "lan", "type": 1, "join_time": STAMP, "join_scene": 1, "invitor": {"userid": "lan"}, "name": "兰"},
        {
            "userid": "wmA",
            "type": 2,
            "unionid": "oU",
            "join_time": STAMP,
            "join_scene": 3,
            "state": "s1",
            "group_nickname": "小满妈妈",
        },
    ]
    group = {
        "chat_id": "wrA",
        "name": "",
        "owner": "lan",
        "create_time": STAMP,
        "notice": None,
        "member_list": members,
        "admin_list": [{"userid": "bei"}],
        "member_version": "v7",
    }
    office.corp.says("externalcontact/groupchat/get", {"group_chat": group})
    found = await CorpGroups(office.client).one("wrA")
    assert (found.owner, found.name, found.notice, found.admins, found.version) == ("lan", "", "", ("bei",), "v7")
    assert found.made_at == AT
    assert found.members == (
        GroupMember("lan", True, None, "兰", AT, 1, "lan", ""),
        GroupMember("wmA", False, "oU", "小满妈妈", AT, 3, None, "s1"),
    )
    assert office.corp.body("externalcontact/groupchat/get") == {"chat_id": "wrA", "need_name": 1}


async def test_the_chat_of_a_group_that_the_mini_program_was_opened_in(office: Office) -> None:
    groups, api = CorpGroups(office.client), "externalcontact/opengid_to_chatid"
    office.corp.says(api, {"chat_id": "wrA"})
    assert await groups.chat_of("G1") == "wrA"
    office.corp.says(api, {"errcode": 40058, "errmsg": ""})
    assert await groups.chat_of("G2") is None
    office.corp.says(api, {"errcode": 48002, "errmsg": ""})
    with pytest.raises(WecomForbidden):
        await groups.chat_of("G1")


async def test_join_codes(office: Office) -> None:
    groups, folder = CorpGroups(office.client), "externalcontact/groupchat"
    code = JoinCode(("wrA", "wrB"), "s1", "门店甲", True, "暖禾福利群", 3)
    way = {
        "scene": 2,
        "remark": "门店甲",
        "auto_create_room": 1,
        "room_base_name": "暖禾福利群",
        "room_base_id": 3,
        "chat_id_list": ["wrA", "wrB"],
        "state": "s1",
    }
    office.corp.says(f"{folder}/add_join_way", {"config_id": "j1"})
    assert await groups.add_join_code(code) == "j1"
    assert office.corp.body(f"{folder}/add_join_way") == way
    office.corp.says(f"{folder}/get_join_way", {"join_way": way | {"config_id": "j1", "qr_code": "https://q.example"}})
    assert await groups.join_code("j1") == (code, "https://q.example")
    await groups.change_join_code("j1", JoinCode(("wrA",), "s1", "", False))
    changed = {"config_id": "j1", "scene": 2, "remark": "", "auto_create_room": 0, "chat_id_list": ["wrA"]}
    assert office.corp.body(f"{folder}/update_join_way") == changed | {"state": "s1"}
    office.corp.says(f"{folder}/del_join_way", {"errcode": 41044, "errmsg": ""})
    with pytest.raises(CodeWayUnknown):
        await groups.delete_join_code("j1")
    office.corp.says(f"{folder}/add_join_way", httpx.ReadTimeout("late"))
    with pytest.raises(OutsideUnavailable):
        await groups.add_join_code(code)
    assert len(office.corp.calls(f"{folder}/add_join_way")) == 2


G6_TICKET = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
G6_URL = "http://mp.weixin.qq.com?params=value"


def test_vector_of_the_sidebar() -> None:
    """G.6."""
    signed = js_signature(G6_TICKET, "Wm3WZYTPz0wzccnW", 1414587457, G6_URL)
    assert signed == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert js_signature(G6_TICKET, "Wm3WZYTPz0wzccnW", 1414587457, G6_URL + "#/a?b") == signed
    second = WeChatClient("ww1", "s").jsapi
    assert second.get_jsapi_signature("Wm3WZYTPz0wzccnW", G6_TICKET, 1414587457, G6_URL) == signed


async def test_two_tickets_one_for_each_configuration(office: Office) -> None:
    office.corp.says("get_jsapi_ticket", {"errcode": 0, "ticket": "corp-ticket", "expires_in": 7200})
    office.corp.says("ticket/get", {"errcode": 0, "ticket": "agent-ticket", "expires_in": 7200})
    url = "https://shop.example/sidebar/?code=1&state=甲"
    for client in (office.client, office.process()):
        signed = await CorpApp(client).sign(url + "#/contact")
        for ticket, one in (("corp-ticket", signed.corp), ("agent-ticket", signed.agent)):
            assert (one.app_id, one.agent_id) == (CORP_ID, CONFIG.agent_id)
            assert one.timestamp == int(office.clock.at.timestamp())
            assert one.signature == js_signature(ticket, one.nonce, one.timestamp, url)
    assert len(office.corp.calls("get_jsapi_ticket")) == len(office.corp.calls("ticket/get")) == 1
    asked = office.corp.calls("ticket/get")[0].url.params
    assert asked["type"] == "agent_config" and asked["access_token"].startswith("hush-agent")


async def test_the_login_of_staff_burns_its_code(office: Office) -> None:
    app, api = CorpApp(office.client), "auth/getuserinfo"
    office.corp.says(api, {"errcode": 0, "userid": "lan", "user_ticket": "t"})
    assert await app.staff_of("code-1") == "lan"
    asked = office.corp.calls(api)[0].url.params
    assert asked["code"] == "code-1" and asked["access_token"].startswith("hush-agent")
    refused: list[Any] = [
        *({"errcode": code, "errmsg": ""} for code in (40029, 40163, 42003)),
        {"errcode": 0, "openid": "o1"},
        {"errcode": 0, "openid": "o1", "external_userid": "wmA"},
    ]
    for answer in refused:
        office.corp.says(api, answer)
        with pytest.raises(StaffLoginRefused):
            await app.staff_of("code-1")
    before = len(office.corp.calls(api))
    with pytest.raises(StaffLoginRefused):
        await app.staff_of("")
    assert len(office.corp.calls(api)) == before
    office.corp.says(api, {"errcode": 50002, "errmsg": ""})
    with pytest.raises(WecomForbidden):
        await app.staff_of("code-1")
    office.corp.says(api, httpx.ReadTimeout("late"), {"errcode": 0, "userid": "lan"})
    before = len(office.corp.calls(api))
    with pytest.raises(OutsideUnavailable):
        await app.staff_of("code-1")
    assert len(office.corp.calls(api)) == before + 1


async def test_a_message_to_staff_is_passed_over_when_it_comes_twice(office: Office) -> None:
    app, api = CorpApp(office.client), "message/send"
    office.corp.says(api, httpx.ReadTimeout("late"), {"errcode": 0, "invaliduser": "gone|left", "unlicenseduser": "x"})
    message = AppMessage(
        ("lan", "gone", "left", "x", "@all", "a|b", ""),
        "新客户",
        "<b>小满</b>",
        "https://shop.example/s/?a=1#/c",
        "k 1",
    )
    assert set(await app.tell(message)) == {"gone", "left", "x", "@all", "a|b", ""}
    assert len(office.corp.calls(api)) == 2
    body = office.corp.body(api)
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("lan|gone|left|x", 218, "textcard")
    assert (body["enable_duplicate_check"], body["duplicate_check_interval"]) == (1, 1800)
    assert body["textcard"] == {
        "title": "新客户",
        "description": "＜b＞小满＜/b＞",
        "url": "https://shop.example/s/?a=1&m=k%201#/c",
        "btntxt": "查看",
    }
    office.corp.says(api, {"errcode": 81013, "errmsg": "all invalid"})
    assert await app.tell(AppMessage(("lan",), "t", "x", "https://shop.example/", "k")) == ("lan",)
    before = len(office.corp.calls(api))
    assert await app.tell(AppMessage((), "t", "x", "https://shop.example/", "k")) == ()
    assert len(office.corp.calls(api)) == before
