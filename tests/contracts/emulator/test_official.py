"""The official account by the protocol texts alone: its token, its followers, its pushes."""

import hashlib
from typing import Any

from adapters.emulator.crypto import push_decrypt
from tests.contracts.emulator.shop import WX, Received, Shop, until

PUSH = "/hooks/wechat-official/push"


async def token(shop: Shop) -> str:
    content = {
        "grant_type": "client_credential",
        "appid": shop.papers["official_appid"],
        "secret": shop.papers["official_app_secret"],
    }
    answer = (await shop.client.post(f"{WX}/cgi-bin/stable_token", json=content)).json()
    assert "errcode" not in answer
    return str(answer["access_token"])


async def followed(shop: Shop, device: str, **more: str) -> str:
    answer = await shop.client.post("/play/wechat/official/follow", json={"device": device} | more)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["openid"])


async def asked(shop: Shop, path: str, **query: str) -> dict[str, Any]:
    answer = await shop.client.get(f"{WX}/cgi-bin/user/{path}", params={"access_token": await token(shop)} | query)
    return dict(answer.json())


def opened(shop: Shop, call: Received) -> str:
    """What safe mode hides; its signature is right and it is for this account."""
    sealed = call.body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    parts = (shop.papers["official_push_token"], call.query["timestamp"], call.query["nonce"])
    assert call.query["encrypt_type"] == "aes"
    assert call.query["msg_signature"] == hashlib.sha1("".join(sorted((*parts, sealed))).encode()).hexdigest()
    assert call.query["signature"] == hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()
    text, receiver = push_decrypt(shop.papers["official_push_aes_key"], sealed)
    assert receiver == shop.papers["official_appid"]
    return text


async def test_tokens_of_the_two_accounts_do_not_open_each_other(shop: Shop) -> None:
    theirs, own = await token(shop), await shop.token()
    assert theirs != own
    assert await token(shop) == theirs
    answer = await shop.client.get(f"{WX}/cgi-bin/user/get", params={"access_token": own})
    assert answer.json()["errcode"] == 40001
    assert (await shop.wx("/wxa/sec/order/is_trade_managed", {}, theirs))["errcode"] == 40001
    wrong = {
        "grant_type": "client_credential",
        "appid": shop.papers["official_appid"],
        "secret": shop.papers["app_secret"],
    }
    assert (await shop.client.post(f"{WX}/cgi-bin/stable_token", json=wrong)).json()["errcode"] == 40125


async def test_a_follower_has_another_openid_and_the_same_unionid(shop: Shop) -> None:
    person = await shop.login()
    openid = await followed(shop, "phone-1")
    assert openid != person["openid"] and len(openid) == 28
    session = await shop.client.get(
        f"{WX}/sns/jscode2session",
        params=shop.credentials() | {"js_code": person["code"], "grant_type": "authorization_code"},
    )
    info = await asked(shop, "info", openid=openid)
    assert (info["subscribe"], info["unionid"]) == (1, session.json()["unionid"])
    assert info["nickname"] == info["headimgurl"] == ""
    assert info["subscribe_scene"] == "ADD_SCENE_SEARCH"
    assert (await asked(shop, "info", openid="nobody"))["errcode"] == 40003


async def test_whoever_unfollows_is_shown_as_such_and_pushes_tell_it(shop: Shop) -> None:
    openid = await followed(shop, "phone-1")
    await shop.client.post("/play/wechat/official/unfollow", json={"device": "phone-1"})
    assert await asked(shop, "info", openid=openid) == {"subscribe": 0, "openid": openid, "tagid_list": []}
    assert (await asked(shop, "get")) == {"total": 0, "count": 0, "next_openid": ""}
    await until(lambda: len(shop.hooks.to(PUSH)) == 2)
    texts = sorted((opened(shop, call) for call in shop.hooks.to(PUSH)), key=len)
    for text, event in zip(texts, ("subscribe", "unsubscribe"), strict=True):
        assert f"<Event><![CDATA[{event}]]></Event>" in text
        assert f"<FromUserName><![CDATA[{openid}]]></FromUserName>" in text
        assert "<CreateTime>1" in text
    again = await shop.client.post("/play/wechat/official/unfollow", json={"device": "phone-1"})
    assert again.status_code == 409


async def test_following_again_tells_nothing_and_a_code_tells_that_it_was_scanned(shop: Shop) -> None:
    openid = await followed(shop, "phone-1", qrScene="spring")
    await until(lambda: shop.hooks.to(PUSH))
    assert "<EventKey><![CDATA[qrscene_spring]]></EventKey>" in opened(shop, shop.hooks.to(PUSH)[0])
    assert await followed(shop, "phone-1") == openid
    await followed(shop, "phone-1", qrScene="summer")
    await until(lambda: len(shop.hooks.to(PUSH)) == 2)
    text = opened(shop, shop.hooks.to(PUSH)[1])
    assert "<Event><![CDATA[SCAN]]></Event>" in text and "<EventKey><![CDATA[summer]]></EventKey>" in text


async def test_the_list_comes_in_pages_and_batches_have_a_limit(shop: Shop) -> None:
    await shop.faults(wechat={"officialPage": 2})
    openids = sorted([await followed(shop, f"phone-{number}") for number in range(3)])
    first = await asked(shop, "get")
    assert (first["total"], first["count"], first["data"]["openid"]) == (3, 2, openids[:2])
    second = await asked(shop, "get", next_openid=first["next_openid"])
    assert second["data"]["openid"] == openids[2:]
    assert await asked(shop, "get", next_openid=second["next_openid"]) == {"total": 3, "count": 0, "next_openid": ""}

    async def batch(wanted: list[str]) -> dict[str, Any]:
        content = {"user_list": [{"openid": openid, "lang": "zh_CN"} for openid in wanted]}
        return await shop.wx("/cgi-bin/user/info/batchget", content, await token(shop))

    assert [one["openid"] for one in (await batch(openids))["user_info_list"]] == openids
    assert (await batch(openids * 40))["errcode"] == 40130
    assert (await batch([*openids, "nobody"]))["errcode"] == 40003


async def test_followers_of_a_past_are_told_to_nobody(shop: Shop) -> None:
    await shop.login()
    past = [{"device": "phone-1", "followedAt": "2025-06-01T02:00:00Z", "scene": "ADD_SCENE_QR_CODE"}]
    for _ in range(2):
        answer = await shop.client.post("/play/wechat/official/import", json={"followers": past})
        assert answer.json()["total"] == 1
    assert (await asked(shop, "get"))["total"] == 1
    assert shop.hooks.to(PUSH) == []
    shown = (await shop.client.get("/play/official")).json()
    assert (shown["isOn"], shown["total"], shown["people"][0]["isFollowing"]) == (True, 1, 1)
    ended = [past[0] | {"unfollowedAt": "2025-07-01T02:00:00Z"}]
    openid = (await shop.client.post("/play/wechat/official/import", json={"followers": ended})).json()["openids"][
        "phone-1"
    ]
    assert (await asked(shop, "info", openid=openid))["subscribe"] == 0
    assert shop.hooks.to(PUSH) == []
    strangers = [past[0] | {"device": "nobody"}]
    assert (await shop.client.post("/play/wechat/official/import", json={"followers": strangers})).status_code == 400
