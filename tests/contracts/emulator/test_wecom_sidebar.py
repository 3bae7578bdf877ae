"""The client around the sidebar: what a page may send into a chat, and the way there from a desk."""

import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contracts.emulator.corp import Corp
from tests.contracts.emulator.shop import Shop

SAID = {"msgtype": "text", "text": {"content": "您好，小满妈妈"}}
OK, DENIED = "sendChatMessage:ok", "sendChatMessage:fail no permission"
WRONG, NOWHERE = "sendChatMessage:fail invalid parameter", "sendChatMessage:fail without context of external contact"


async def signed(corp: Corp, url: str, kind: str = "agent") -> dict[str, Any]:
    corp_ticket = await corp.get("get_jsapi_ticket", "agent")
    ticket = await corp.get("ticket/get", "agent", type="agent_config") if kind == "agent" else corp_ticket
    text = f"jsapi_ticket={ticket['ticket']}&noncestr=abc&timestamp=1414587457&url={url}"
    mark = hashlib.sha1(text.encode()).hexdigest()
    return {"url": url, "timestamp": 1414587457, "nonce": "abc", "signature": mark}


def card(corp: Corp, **changed: str) -> dict[str, Any]:
    page = "features/product/detail/index.html?id=1&t=abc"
    whole = {"appid": corp.papers["appid"], "title": "润肤霜", "imgUrl": "https://shop.example/a.png", "page": page}
    return {"msgtype": "miniprogram", "miniprogram": whole | changed}


async def said(corp: Corp, where: dict[str, Any], page: dict[str, Any], message: dict[str, Any]) -> str:
    sent = await corp.play("send", userId="lan", page=page, message=message, **where)
    return str(sent["errMsg"])


async def test_a_signed_page_sends_into_its_chat(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan")
    contact = {"externalUserId": await corp.friend("phone-1", "lan")}
    page = await signed(corp, f"{shop.hooks.url}/sidebar/?contact=1")
    assert await said(corp, contact, page, SAID) == OK
    assert await said(corp, contact, page, card(corp)) == OK
    group = {"chatId": (await corp.play("groups", owner="lan", name="护肤群", devices=["phone-1"]))["chatId"]}
    assert await said(corp, group, page, SAID) == OK
    words, shown, in_group = await corp.chat("phone-1")
    assert words["parts"] == in_group["parts"] == [{"kind": "text", "text": "您好，小满妈妈"}]
    assert (words["source"], words["userId"], in_group["group"]) == ("guide", "lan", "护肤群")
    [part] = shown["parts"]
    assert part == {
        "kind": "miniprogram",
        "title": "润肤霜",
        "page": "features/product/detail/index.html?id=1&t=abc",
        "pictureUrl": "https://shop.example/a.png",
    }


async def test_what_the_client_does_not_send(corp: Corp, shop: Shop) -> None:
    await corp.hire("lan", "mei")
    contact = {"externalUserId": await corp.friend("phone-1", "lan")}
    foreign = {"externalUserId": await corp.friend("phone-2", "mei")}
    group = {"chatId": (await corp.play("groups", owner="mei", name="护肤群", devices=["phone-2"]))["chatId"]}
    url = f"{shop.hooks.url}/sidebar/"
    page = await signed(corp, url)
    for untrusted in (
        page | {"signature": "0" * 40},
        page | {"url": url + "?other=1"},
        await signed(corp, url, "corp"),
        await signed(corp, "https://elsewhere.example/sidebar/"),
    ):
        assert await said(corp, contact, untrusted, SAID) == DENIED
    for wrong in (
        {"msgtype": "text", "text": {"content": " "}},
        {"msgtype": "text", "text": {"content": "长" * 1334}},
        {"msgtype": "file"},
        card(corp, appid="wxother"),
        card(corp, page="features/product/detail/index?id=1"),
        card(corp, page="/features/product/detail/index.html"),
        card(corp, title=""),
    ):
        assert await said(corp, contact, page, wrong) == WRONG
    assert await said(corp, foreign, page, SAID) == NOWHERE
    assert await said(corp, group, page, SAID) == NOWHERE
    assert await said(corp, {}, page, SAID) == NOWHERE
    await corp.play("staff/lan/leave")
    assert await said(corp, contact, page, SAID) == DENIED
    assert await corp.chat("phone-1") == [] and await corp.chat("phone-2") == []


@pytest.mark.parametrize("has_contacts", [True, False])
async def test_the_way_into_a_chat(corp: Corp, shop: Shop, has_contacts: bool) -> None:
    expected: dict[str, list[str]] = {}
    if has_contacts:
        await corp.hire("lan")
        expected = {"contact": [await corp.friend("phone-1", "lan")], "guide": ["lan"]}
    gone = await corp.client.get("/play/wecom/sidebar")
    target = urlsplit(gone.headers["location"])
    assert gone.status_code == 302 and f"{target.scheme}://{target.netloc}" == shop.hooks.url
    assert target.path == "/sidebar/" and parse_qs(target.query) == expected
