"""The official account over HTTP: its push at the door, its followers at the desk; by our adapter and the emulator."""

import time
from datetime import datetime
from typing import Any
from uuid import uuid4

from adapters.tencent.crypt import MessageCipher, signature
from tests.contracts.emulator.shop import Received, until
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem

PUSH = "/hooks/wechat-official/push"


async def _follows(shop: Shop, device: str) -> str:
    return str((await shop.outside.play("/wechat/official/follow", device=device))["openid"])


async def _told(shop: Shop, device: str) -> Received:
    """The push of a new follower, which nobody has passed on yet."""
    await shop.settle()
    known = len(shop.outside.hooks.to(PUSH))
    await _follows(shop, device)
    await until(lambda: len(shop.outside.hooks.to(PUSH)) > known)
    [call] = [call for call in await shop.new_calls() if call.path == PUSH]
    return call


async def _picture(shop: Shop) -> list[Any]:
    tables = ("kernel.inbox", "members.official_follower", "members.official_change", "members.identity")
    return [await shop.value(f"select count(*) from {table}") for table in tables]


async def test_a_shopper_who_follows_is_the_same_member_and_the_desk_says_since_when(shop: Shop, owner: Person) -> None:
    shopper = await shop.shopper()
    member_id = (await shopper.get("/me"))["id"]
    await _follows(shop, shopper.device)

    async def of_account() -> list[dict[str, Any]]:
        items = (await owner.get(f"/members/{member_id}/identities"))["items"]
        return [one for one in items if one["channel"] == "official_account"]

    async def is_joined() -> bool:
        return [one["following"]["isFollowing"] for one in await of_account()] == [True]

    await shop.settle(is_joined)
    [mini, own] = (await owner.get(f"/members/{member_id}/identities"))["items"]
    assert mini["following"] is None and own["unionidMasked"] == mini["unionidMasked"]
    assert abs(time.time() - _seconds(own["following"]["since"])) < 60
    timeline = (await owner.get(f"/members/{member_id}/timeline"))["items"]
    assert ("关注公众号", "搜索公众号") in [(one["title"], one["text"]) for one in timeline]
    await shop.outside.play("/wechat/official/unfollow", device=shopper.device)

    async def is_over() -> bool:
        return [one["following"]["isFollowing"] for one in await of_account()] == [False]

    await shop.settle(is_over)
    timeline = (await owner.get(f"/members/{member_id}/timeline"))["items"]
    assert "取消关注公众号" in [one["title"] for one in timeline]
    assert (await shopper.get("/me"))["id"] == member_id


async def test_a_forged_message_leaves_nothing(shop: Shop) -> None:
    call = await _told(shop, f"phone-{uuid4().hex[:8]}")
    before = await _picture(shop)
    papers = shop.outside.papers
    for query in (
        call.query | {"msg_signature": "0" * 40},
        call.query | {"nonce": "another"},
        call.query | {"timestamp": str(int(time.time()) + 1)},
        {name: value for name, value in call.query.items() if name != "msg_signature"},
        # Plain mode, whose signature is right: it signs no body.
        {name: value for name, value in call.query.items() if name not in ("encrypt_type", "msg_signature")},
        {},
    ):
        assert_problem(await shop.pass_on(call, query=query), 401, "wechat.forged_push")
    damaged = call.body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[AA", 1)
    for body in (damaged, b"", b"<xml></xml>", b"{}"):
        assert_problem(await shop.pass_on(call, body=body), 401, "wechat.forged_push")
    # Sealed with the right key and token, for another account.
    stamp, text = str(int(time.time())), b"<xml><FromUserName>o1</FromUserName><CreateTime>1</CreateTime></xml>"
    for appid in (papers["appid"], "wxfedcba9876543210", ""):
        sealed = MessageCipher(papers["official_push_aes_key"], appid).encrypt(text)
        query = {"timestamp": stamp, "nonce": "n", "encrypt_type": "aes"}
        query["msg_signature"] = signature(papers["official_push_token"], stamp, "n", sealed)
        body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
        assert_problem(await shop.pass_on(call, query=query, body=body), 401, "wechat.forged_push")
    # What the mini-program's address takes is nothing here, and the other way round.
    assert_problem(await shop.pass_on(call, path="/hooks/wechat/push"), 401, "wechat.forged_push")
    assert await _picture(shop) == before
    assert (await shop.pass_on(call)).text == "success"


async def test_a_doubled_message_counts_once(shop: Shop) -> None:
    device = f"phone-{uuid4().hex[:8]}"
    call = await _told(shop, device)
    openid = await _follows(shop, device)

    async def of_follower() -> list[int]:
        counted = "select count(*) from {} where {} = $1"
        places = {"members.official_follower": "openid", "members.official_change": "openid"}
        places |= {"members.identity": "subject", "kernel.inbox": "split_part(dedup_key, ':', 1)"}
        return [await shop.value(counted.format(*place), openid) for place in places.items()]

    async def is_read() -> bool:
        return bool(await shop.rows("select from members.identity where subject = $1", openid))

    for _ in range(3):
        answer = await shop.pass_on(call)
        assert (answer.status_code, answer.text) == (200, "success")
    await shop.settle(is_read)
    assert await of_follower() == [1, 1, 1, 1]
    assert (await shop.pass_on(call)).text == "success"
    await shop.settle()
    assert await of_follower() == [1, 1, 1, 1]


async def test_the_consoles_check_of_the_address_is_answered_bare(shop: Shop) -> None:
    stamp = str(int(time.time()))
    query = {"timestamp": stamp, "nonce": "n", "echostr": "echo-42"}
    query["signature"] = signature(shop.outside.papers["official_push_token"], stamp, "n")
    answer = await shop.client.get(PUSH, params=query)
    assert (answer.status_code, answer.text) == (200, "echo-42")
    assert_problem(await shop.client.get(PUSH, params=query | {"nonce": "m"}), 401, "wechat.forged_push")


async def test_a_comparison_finds_what_no_push_told(shop: Shop, owner: Person) -> None:
    # One that another test has started would find the follower before ours does.
    await _until_nothing_runs(shop, owner)
    await shop.outside.faults(wechat={"officialDropPushRate": 1.0})
    openid = await _follows(shop, f"phone-{uuid4().hex[:8]}")
    await shop.outside.faults()
    started = await owner.ask("POST", "/official-account/comparisons")
    assert (started.status_code, started.json()["state"]) == (202, "running")
    assert_problem(await owner.ask("POST", "/official-account/comparisons"), 409, "members.official_comparing")
    await _until_nothing_runs(shop, owner)
    state = await owner.get("/official-account")
    assert state["isOn"] and state["runs"][0]["missing"] >= 1 and state["runs"][0]["joined"] >= 1
    assert state["counts"]["following"] == state["counts"]["joined"] + state["counts"]["withoutUnionid"]
    rows = await shop.rows("select member_id from members.identity where subject = $1", openid)
    assert len(rows) == 1


async def _until_nothing_runs(shop: Shop, owner: Person) -> None:
    """The workers' part: a comparison that somebody has started comes to its end."""
    for _ in range(50):
        runs = (await owner.get("/official-account"))["runs"]
        if not runs or runs[0]["state"] != "running":
            return
        await shop.built.modules.members.official.comparison.go_on()
    raise AssertionError("the comparison does not end")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
