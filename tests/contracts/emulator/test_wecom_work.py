"""Transfers of contacts and groups, and the application: tickets, logins, messages to staff."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

EC = "externalcontact"


async def transferred(corp: Corp, contact: str, prefix: str = "", **more: Any) -> list[dict[str, Any]]:
    body = {"handover_userid": "lan", "takeover_userid": "mei", "external_userid": [contact]} | more
    return list((await corp.ok(f"{EC}/{prefix}transfer_customer", body))["customer"])


async def states(corp: Corp, prefix: str = "") -> list[dict[str, Any]]:
    body = {"handover_userid": "lan", "takeover_userid": "mei"}
    return list((await corp.ok(f"{EC}/{prefix}transfer_result", body))["customer"])


async def waiting(corp: Corp) -> int:
    (one,) = (await corp.client.get("/play/wecom/transfers")).json()["items"]
    return int(one["id"])


async def followers(corp: Corp, contact: str) -> list[dict[str, Any]]:
    return list((await corp.get(f"{EC}/get", external_userid=contact)).get("follow_user", []))


async def test_a_contact_of_somebody_on_the_job(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    await corp.ok(f"{EC}/remark", {"userid": "lan", "external_userid": contact, "remark": "小满妈妈"})
    words = "以后由小美为您服务"
    assert await transferred(corp, contact, transfer_success_msg=words) == [{"external_userid": contact, "errcode": 0}]
    assert await states(corp) == [{"external_userid": contact, "status": 2}]
    assert await transferred(corp, contact) == [{"external_userid": contact, "errcode": 40129}]
    assert [one["userid"] for one in await followers(corp, contact)] == ["lan"]
    await corp.play(f"transfers/{await waiting(corp)}/finish")
    (done,) = await states(corp)
    assert done["status"] == 1 and done["takeover_time"] > 0
    (follow,) = await followers(corp, contact)
    assert (follow["userid"], follow["remark"], follow["add_way"]) == ("mei", "小满妈妈", 202)
    assert [line["parts"][0]["text"] for line in await corp.chat("phone-1")] == [words]
    events = (await corp.told(3))[1:]
    by_change = {event["ChangeType"]: event for event in events}
    assert by_change["del_external_contact"]["Source"] == "DELETE_BY_TRANSFER"
    assert by_change["del_external_contact"]["UserID"] == "lan"
    assert by_change["add_external_contact"]["UserID"] == "mei"
    assert "WelcomeCode" not in by_change["add_external_contact"]


async def test_a_refused_one_stays(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    await transferred(corp, contact)
    assert await corp.play(f"transfers/{await waiting(corp)}/refuse") == {"status": 3}
    assert (await states(corp))[0]["status"] == 3
    assert [one["userid"] for one in await followers(corp, contact)] == ["lan"]
    failed = (await corp.told(2))[1]
    assert (failed["ChangeType"], failed["FailReason"]) == ("transfer_fail", "customer_refused")


async def test_a_full_taker(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    await transferred(corp, contact)
    await shop.faults(wecom={"contactsPerGuideMax": 0})
    assert await corp.play(f"transfers/{await waiting(corp)}/finish") == {"status": 4}
    assert (await corp.told(2))[1]["FailReason"] == "customer_limit_exceed"
    assert [one["userid"] for one in await followers(corp, contact)] == ["lan"]


async def test_the_day_passes_by_itself(corp: Corp, shop: Shop) -> None:
    await shop.faults(timeScale=0)
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    await transferred(corp, contact)
    await corp.told(3)
    assert (await states(corp))[0]["status"] == 1


async def test_twice_and_then_not_for_ninety_days(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contact = await corp.friend("phone-1", "lan")
    for pair in (("lan", "mei"), ("mei", "lan"), ("lan", "mei")):
        hands = dict(zip(("handover_userid", "takeover_userid"), pair, strict=True))
        (answer,) = await transferred(corp, contact, **hands)
        if answer["errcode"] == 0:
            await corp.play(f"transfers/{await waiting(corp)}/finish")
    assert answer["errcode"] == 40128
    assert [one["userid"] for one in await followers(corp, contact)] == ["lan"]


async def test_contacts_of_somebody_who_has_left(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    contacts = sorted([await corp.friend(f"phone-{n}", "lan") for n in range(3)])
    body = {"handover_userid": "lan", "takeover_userid": "mei", "external_userid": contacts[:1]}
    assert (await corp.post(f"{EC}/resigned/transfer_customer", body))["errcode"] == 40097
    await corp.play("staff/lan/leave")
    assert await followers(corp, contacts[0]) == []
    first = await corp.ok(f"{EC}/get_unassigned_list", {"page_size": 2})
    assert not first["is_last"] and len(first["info"]) == 2
    second = await corp.ok(f"{EC}/get_unassigned_list", {"page_size": 2, "cursor": first["next_cursor"]})
    assert second["is_last"]
    assert [one["external_userid"] for page in (first, second) for one in page["info"]] == contacts
    assert (await corp.post(f"{EC}/transfer_customer", body))["errcode"] == 60111
    assert await transferred(corp, contacts[0], "resigned/") == [{"external_userid": contacts[0], "errcode": 0}]
    assert await transferred(corp, "wmnobody", "resigned/") == [{"external_userid": "wmnobody", "errcode": 40096}]
    assert len((await corp.ok(f"{EC}/get_unassigned_list", {}))["info"]) == 2
    await corp.play(f"transfers/{await waiting(corp)}/finish")
    assert [(one["external_userid"], one["status"]) for one in await states(corp, "resigned/")] == [(contacts[0], 1)]
    assert await states(corp) == []
    assert [one["userid"] for one in await followers(corp, contacts[0])] == ["mei"]
    truth = (await corp.client.get("/play/wecom/truth")).json()
    assert sorted(one["externalUserId"] for one in truth["orphans"]) == contacts[1:]


async def test_groups_change_hands(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    chat_id = (await corp.play("groups", owner="lan", name="护肤群"))["chatId"]

    async def failed(path: str, chat: str = chat_id, owner: str = "mei") -> list[int]:
        answer = await corp.ok(f"{EC}/groupchat/{path}", {"chat_id_list": [chat], "new_owner": owner})
        return [one["errcode"] for one in answer["failed_chat_list"]]

    async def owner() -> str:
        return str((await corp.ok(f"{EC}/groupchat/get", {"chat_id": chat_id}))["group_chat"]["owner"])

    assert await failed("transfer") == [90500]
    assert await failed("onjob_transfer", owner="lan") == [90504]
    assert await failed("onjob_transfer", "wr0") == [90501]
    assert await owner() == "lan"
    assert await failed("onjob_transfer") == [] and await owner() == "mei"
    assert await failed("onjob_transfer", owner="lan") == [] and await owner() == "lan"
    assert await failed("onjob_transfer") == [90508] and await owner() == "lan"
    await corp.play("staff/lan/leave")
    assert await failed("onjob_transfer") == [90502]
    assert await failed("transfer") == [] and await owner() == "mei"
    listed = await corp.ok(f"{EC}/groupchat/list", {"limit": 10, "status_filter": 3})
    assert listed["group_chat_list"] == [{"chat_id": chat_id, "status": 3}]


async def test_tickets_and_the_signatures_they_are_for(corp: Corp) -> None:
    ticket = await corp.get("get_jsapi_ticket")
    assert ticket["expires_in"] > 7000 and ticket["ticket"] == (await corp.get("get_jsapi_ticket", "agent"))["ticket"]
    assert (await corp.get("ticket/get", "contact", type="agent_config"))["errcode"] == 48002
    agent = await corp.get("ticket/get", "agent", type="agent_config")
    assert agent["ticket"] != ticket["ticket"]

    def page(secret: str) -> dict[str, Any]:
        url = "https://shop.example/sidebar/?a=1"
        text = f"jsapi_ticket={secret}&noncestr=abc&timestamp=1414587457&url={url}"
        signed = {"timestamp": 1414587457, "nonce": "abc", "signature": hashlib.sha1(text.encode()).hexdigest()}
        return signed | {"url": url + "#/customer"}

    async def verdict(kind: str, secret: str) -> int:
        return int((await corp.play("js-config", kind=kind, **page(secret)))["errcode"])

    assert await verdict("corp", ticket["ticket"]) == 0
    assert await verdict("agent", agent["ticket"]) == 0
    assert await verdict("agent", ticket["ticket"]) == 42012
    assert await verdict("corp", "invented") == 40093


async def test_a_login_code_is_good_once(corp: Corp) -> None:
    await corp.hire("lan")
    code = (await corp.play("login", userId="lan"))["code"]
    assert (await corp.get("auth/getuserinfo", "contact", code=code))["errcode"] == 48002
    assert (await corp.get("auth/getuserinfo", "agent", code=code))["userid"] == "lan"
    assert (await corp.get("auth/getuserinfo", "agent", code=code))["errcode"] == 40029
    code = (await corp.play("login", userId="lan"))["code"]
    await corp.play("staff/lan/leave")
    assert (await corp.get("auth/getuserinfo", "agent", code=code))["errcode"] == 40029
    await corp.play("login", 404, userId="lan")


async def test_the_login_page_leads_back_to_the_shop_alone(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    base = "/open.weixin.qq.com/connect/oauth2/authorize"
    query = {"appid": corp.papers["wecom_corp_id"], "response_type": "code", "scope": "snsapi_base", "state": "xyz"}
    home = {"redirect_uri": f"{shop.hooks.url}/sidebar/?next=%2F"}
    page = await corp.client.get(f"{base}?{urlencode(query | home)}")
    assert "导购lan" in page.text
    gone = await corp.client.get(f"{base}?{urlencode(query | home | {'user': 'lan'})}")
    found = parse_qs(urlsplit(gone.headers["location"]).query)
    assert (gone.status_code, found["state"], found["next"]) == (302, ["xyz"], ["/"])
    assert (await corp.get("auth/getuserinfo", "agent", code=found["code"][0]))["userid"] == "lan"
    stray = {"redirect_uri": "https://elsewhere.example/", "user": "lan"}
    assert (await corp.client.get(f"{base}?{urlencode(query | stray)}")).status_code == 400


async def test_messages_to_staff(corp: Corp) -> None:
    await corp.hire("lan", "mei")
    card = {"title": "新客户", "description": "小满妈妈刚刚加了您", "url": "https://shop.example/sidebar/"}
    message = {"touser": "lan|nobody", "msgtype": "textcard", "agentid": int(corp.papers["wecom_agent_id"])}
    message |= {"textcard": card, "enable_duplicate_check": 1, "duplicate_check_interval": 1800}
    for _ in range(2):
        assert (await corp.ok("message/send", message, "agent"))["invaliduser"] == "nobody"

    async def inbox(userid: str) -> list[Any]:
        found = await corp.client.get("/play/wecom/inbox", params={"user": userid})
        return [one["content"] for one in found.json()["items"]]

    assert await inbox("lan") == [{"kind": "textcard"} | card] and await inbox("mei") == []
    await corp.ok("message/send", message | {"touser": "@all", "enable_duplicate_check": 0}, "agent")
    assert (len(await inbox("lan")), len(await inbox("mei"))) == (2, 1)


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"agentid": 1}, 40056), ({"touser": "nobody"}, 81013), ({"msgtype": "song"}, 40008), ({"text": {}}, 40063)],
)
async def test_messages_that_are_refused(corp: Corp, changed: dict[str, Any], errcode: int) -> None:
    await corp.hire("lan")
    message = {"touser": "lan", "msgtype": "text", "agentid": corp.papers["wecom_agent_id"], "text": {"content": "x"}}
    assert (await corp.post("message/send", message | changed, "agent"))["errcode"] == errcode
    assert (await corp.post("message/send", message, "contact"))["errcode"] == 48002
    assert (await corp.client.get("/play/wecom/inbox", params={"user": "lan"})).json()["items"] == []
