"""The emulated phone in a group: opened by the protocol texts alone, without any adapter of ours."""

import base64
import json
import time
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.emulator.wechat.people import invented_names
from tests.contracts.emulator.shop import WX, Shop


async def session_key(shop: Shop, device: str = "phone-1") -> str:
    query = shop.credentials() | {"js_code": (await shop.login(device))["code"], "grant_type": "authorization_code"}
    answer = (await shop.client.get(f"{WX}/sns/jscode2session", params=query)).json()
    return str(answer["session_key"])


def opened(key: str, sealed: dict[str, str]) -> Any:
    data, iv = (base64.b64decode(sealed[name]) for name in ("encryptedData", "iv"))
    decryptor = Cipher(algorithms.AES(base64.b64decode(key)), modes.CBC(iv)).decryptor()
    plain = decryptor.update(data) + decryptor.finalize()
    assert plain.endswith(bytes([plain[-1]]) * plain[-1]) and 1 <= plain[-1] <= 16
    return json.loads(plain[: -plain[-1]])


async def play(shop: Shop, path: str, status: int = 200, **body: str) -> Any:
    answer = await shop.client.post(f"/play/{path}", json={"device": "phone-1"} | body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def groups(shop: Shop) -> Any:
    return (await shop.client.get("/play/groups")).json()


async def test_a_phone_in_a_group_has_a_proof_of_it(shop: Shop) -> None:
    key = await session_key(shop)
    options = await play(shop, "groups/enter", group="class")
    assert options["scene"] == 1044 and options == await play(shop, "wx/enter-options")
    known = {group["key"]: group for group in (await groups(shop))["items"]}
    sealed = [
        await play(shop, "wx/group-enter-info"),
        await play(shop, "wx/group-enter-info"),
        await play(shop, "wx/share-info", shareTicket=options["shareTicket"]),
    ]
    assert [one["errMsg"] for one in sealed] == ["getGroupEnterInfo:ok", "getGroupEnterInfo:ok", "getShareInfo:ok"]
    assert len({one["iv"] for one in sealed}) == 3
    for one in sealed:
        found = opened(key, one)
        assert found["openGId"] == known["class"]["openGId"] and len(found["openGId"]) == 28
        assert found["watermark"]["appid"] == shop.papers["appid"]
        assert abs(found["watermark"]["timestamp"] - time.time()) < 5


async def test_who_came_from_where_is_shown(shop: Shop) -> None:
    assert (await groups(shop))["people"] == []
    await session_key(shop)
    before = {group["key"]: group for group in (await groups(shop))["items"]}
    await play(shop, "groups/enter", group="run")
    after = await groups(shop)
    (person,) = after["people"]
    known = {group["key"]: group for group in after["items"]}
    assert person["group"] == known["run"]["name"]
    assert known["run"]["present"] == [person["nickname"]]
    assert known["run"]["members"] == [*before["run"]["members"], person["nickname"]]
    await play(shop, "groups/enter", group="mama")
    known = {group["key"]: group for group in (await groups(shop))["items"]}
    assert (known["run"]["present"], known["mama"]["present"]) == ([], [person["nickname"]])


async def test_without_a_group_there_is_no_proof(shop: Shop) -> None:
    await session_key(shop)
    refused = await play(shop, "wx/group-enter-info", 409)
    assert refused["message"].startswith("getGroupEnterInfo:fail")
    await play(shop, "groups/enter", group="run")
    await play(shop, "wx/group-enter-info")
    assert await play(shop, "groups/enter", group="") == {"scene": 1001, "shareTicket": ""}
    await play(shop, "wx/group-enter-info", 409)
    await play(shop, "groups/enter", 404, group="no-such-group")


async def test_without_a_login_there_is_no_key_to_seal_with(shop: Shop) -> None:
    await play(shop, "groups/enter", group="run")
    assert "还没有登录" in (await play(shop, "wx/group-enter-info", 409))["message"]


async def test_a_ticket_is_its_owners_alone(shop: Shop) -> None:
    await session_key(shop)
    await session_key(shop, "phone-2")
    ticket = (await play(shop, "groups/enter", group="run"))["shareTicket"]
    await play(shop, "wx/share-info", 409, device="phone-2", shareTicket=ticket)
    await play(shop, "wx/share-info", 409, shareTicket="invented")
    await play(shop, "wx/share-info", shareTicket=ticket)


def test_friends_of_a_round_have_different_names() -> None:
    for start in range(100):
        assert len(set(invented_names(50, start))) == 50
