"""The official account: our adapter against the emulator and against answers of WeChat, forged and odd pushes."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from wechatpy.crypto import WeChatCrypto

from adapters.tencent.crypt import MessageCipher, signature
from adapters.valkey.connection import connect
from adapters.wechat.client import WechatClient
from adapters.wechat.config import WechatConfig
from adapters.wechat.official_account import WechatOfficialAccount
from adapters.wechat.official_push import WechatOfficialPush
from ports.kernel import OutsideUnavailable
from ports.outside.official_account import Follower, FollowTold, NotAFollower, OfficialRefused
from ports.outside.wechat import ForgedPush
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

PUSH = "/hooks/wechat-official/push"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
APPID = "wx0123456789abcdef"


class StandingClock:
    def now(self) -> datetime:
        return NOW


class TrueClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def config(aes_key: str = AES_KEY) -> WechatConfig:
    return WechatConfig(appid=APPID, app_secret="s", push_token="token", push_aes_key=aes_key, base_url="http://wx")


def push(aes_key: str = AES_KEY) -> WechatOfficialPush:
    return WechatOfficialPush(config(aes_key), StandingClock())


def xml(**fields: str) -> bytes:
    given = {
        "ToUserName": "gh_1",
        "FromUserName": "o1",
        "CreateTime": "1763603990",
        "MsgType": "event",
        "Event": "subscribe",
        "EventKey": "",
    } | fields
    return f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in given.items())}</xml>".encode()


def safe(body: bytes, **changed: str) -> tuple[dict[str, str], bytes]:
    sealed = MessageCipher(AES_KEY, changed.get("appid", APPID)).encrypt(body)
    timestamp, token = changed.get("timestamp", STAMP), changed.get("token", "token")
    query = {
        "signature": signature(token, timestamp, "n"),
        "timestamp": timestamp,
        "nonce": "n",
        "encrypt_type": "aes",
        "msg_signature": signature(token, timestamp, "n", sealed),
    }
    return query, f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()


def plain(body: bytes, token: str = "token") -> tuple[dict[str, str], bytes]:
    return {"signature": signature(token, STAMP, "n"), "timestamp": STAMP, "nonce": "n"}, body


@pytest.mark.parametrize(
    ("event", "what"), [("subscribe", "followed"), ("unsubscribe", "unfollowed"), ("SCAN", "scanned")]
)
def test_what_it_tells(event: str, what: Any) -> None:
    message = push().read(*safe(xml(Event=event)))
    told = push().interpret(message.body)
    assert told == FollowTold("o1", what, datetime.fromtimestamp(1763603990, UTC))
    assert message.event == event


@pytest.mark.parametrize("fields", [{"Event": "CLICK"}, {"MsgType": "text"}, {"FromUserName": "x" * 129}])
def test_what_nobody_handles(fields: dict[str, str]) -> None:
    assert push().interpret(xml(**fields)) is None


@pytest.mark.parametrize(
    "changed",
    [{"token": "other"}, {"appid": "wxfedcba9876543210"}, {"timestamp": "1700000000"}, {"timestamp": "x"}],
)
def test_forged_foreign_and_replayed_messages_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ForgedPush):
        push().read(*safe(xml(), **changed))


def test_in_safe_mode_a_plain_message_is_refused_though_its_time_is_signed() -> None:
    """Whoever has seen one address of WeChat could else put any body to it."""
    with pytest.raises(ForgedPush):
        push().read(*plain(xml()))
    query, body = safe(xml())
    with pytest.raises(ForgedPush):
        push().read(query | {"encrypt_type": "raw"}, body)


def test_an_account_without_a_key_speaks_plainly() -> None:
    message = push("").read(*plain(xml()))
    assert push("").interpret(message.body) is not None
    with pytest.raises(ForgedPush):
        push("").read(*plain(xml(), token="other"))
    with pytest.raises(ForgedPush):
        push("").read(*safe(xml()))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b"\xff\xfe",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>",
        xml(FromUserName=""),
        xml(CreateTime="soon"),
    ],
)
def test_nonsense_with_a_right_signature_is_refused(body: bytes) -> None:
    with pytest.raises(ForgedPush):
        push().read(*safe(body))


def test_keys_are_the_same_for_what_comes_again_and_others_for_what_is_new() -> None:
    def key(**fields: str) -> str:
        return push().read(*safe(xml(**fields))).dedup_key

    assert key() == key()
    different = [
        key(),
        key(Event="unsubscribe"),
        key(CreateTime="1763603991"),
        key(FromUserName="o2"),
        key(Event="SCAN", EventKey="1"),
        key(Event="SCAN", EventKey="2"),
        key(MsgId="77", MsgType="text"),
        key(Event="CLICK", EventKey="a"),
        key(Event="CLICK", EventKey="b"),
    ]
    assert len(set(different)) == len(different)
    assert len(key(Event="SCAN", EventKey="k" * 5000)) <= 200


def test_another_library_reads_what_we_write_and_we_read_it() -> None:
    """wechatpy as a second opinion on the wire format."""
    query, body = safe(xml())
    sealed = body.decode().split("<Encrypt>")[1].split("</Encrypt>")[0]
    second = WeChatCrypto("token", AES_KEY, APPID)
    assert second.decrypt_message({"Encrypt": sealed}, query["msg_signature"], STAMP, "n") == xml().decode()


def test_the_url_check_is_answered_bare() -> None:
    query, _ = plain(b"")
    assert push().echo(query | {"echostr": "1234"}) == "1234"
    with pytest.raises(ForgedPush):
        push().echo(query | {"signature": "0" * 40, "echostr": "1234"})


async def followed(outside: Emulated, device: str) -> str:
    answer = await outside.http.post("/play/wechat/official/follow", json={"device": device})
    answer.raise_for_status()
    return str(answer.json()["openid"])


@pytest.fixture
def account(outside: Emulated, servers) -> WechatOfficialAccount:
    client = WechatClient(outside.official_config(), connect(servers.valkey_url), transport=outside.wire)
    return WechatOfficialAccount(client)


@pytest.mark.parametrize("events", [1, 2])
async def test_what_the_emulator_sends(outside: Emulated, events: int) -> None:
    openid = await followed(outside, "phone-1")
    if events == 2:
        await outside.http.post("/play/wechat/official/unfollow", json={"device": "phone-1"})
    await until(lambda: len(outside.hooks.to(PUSH)) == events)
    real = WechatOfficialPush(outside.official_config(), TrueClock())
    told = [real.interpret(real.read(call.query, call.body).body) for call in outside.hooks.to(PUSH)]
    assert sorted(one.what for one in told if one) == ["followed", "unfollowed"][:events]
    assert {one.openid for one in told if one} == {openid}


async def test_followers_are_read_one_by_one_and_by_the_hundred(
    outside: Emulated, account: WechatOfficialAccount
) -> None:
    openids = [await followed(outside, f"phone-{number}") for number in range(3)]
    one = await account.follower(openids[0])
    assert one.is_following and one.unionid and one.followed_at and one.scene == "ADD_SCENE_SEARCH"
    assert [each.openid for each in await account.followers(openids)] == openids
    await outside.http.post("/play/wechat/official/unfollow", json={"device": "phone-0"})
    assert await account.follower(openids[0]) == Follower(openids[0], False)
    with pytest.raises(NotAFollower):
        await account.follower("nobody")
    # One who is not known spoils a batch of WeChat's, and none of ours.
    assert [each.openid for each in await account.followers([openids[1], "nobody", openids[2]])] == openids[1:]
    await outside.faults(wechat={"officialWithoutUnionid": True})
    assert (await account.follower(openids[1])).unionid is None


async def test_pages_end(outside: Emulated, account: WechatOfficialAccount) -> None:
    assert await account.page(None) == await account.page(None)
    await outside.faults(wechat={"officialPage": 2})
    openids = sorted([await followed(outside, f"phone-{number}") for number in range(5)])
    found: list[str] = []
    after: str | None = None
    for _ in range(10):
        page = await account.page(after)
        assert page.total == 5
        found += page.openids
        if (after := page.next_openid) is None:
            break
    assert found == openids


async def test_an_expired_token_is_renewed_and_trouble_is_told(
    outside: Emulated, account: WechatOfficialAccount
) -> None:
    openid = await followed(outside, "phone-1")
    assert await account.follower(openid)
    await outside.faults(wechat={"tokenExpiredOnce": True})
    assert (await account.follower(openid)).is_following
    await outside.faults(wechat={"quotaExceeded": True})
    with pytest.raises(OutsideUnavailable):
        await account.follower(openid)
    await outside.faults(wechat={"busyRate": 1})
    with pytest.raises(OutsideUnavailable):
        await account.page(None)


def canned(answer: str) -> WechatOfficialAccount:
    """What WeChat might answer to anything."""

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("stable_token"):
            return httpx.Response(200, text='{"access_token":"t","expires_in":7200}')
        return httpx.Response(200, text=answer)

    valkey = connect("redis://127.0.0.1:1/0")
    return WechatOfficialAccount(WechatClient(config(), valkey, transport=httpx.MockTransport(respond)))


async def test_answers_in_other_shapes() -> None:
    text = '{"subscribe":"1","openid":"o1","unionid":"","subscribe_time":"1763603990","subscribe_scene":"NEW"}'
    expected = Follower("o1", True, None, datetime.fromtimestamp(1763603990, UTC), "NEW")
    assert await canned(text).follower("o1") == expected
    # UNCONFIRMED: whether the unionid comes of somebody who does not follow.
    assert await canned('{"subscribe":0,"openid":"o1","unionid":"u1"}').follower("o1") == Follower("o1", False, "u1")
    page = await canned('{"total":1,"count":1,"data":{"openid":["o1","o1",""]},"next_openid":"o1"}').page("o1")
    assert (page.openids, page.next_openid) == (("o1",), None)
    with pytest.raises(OfficialRefused) as caught:
        await canned('{"errcode":48001,"errmsg":"api unauthorized rid: 1-2-3"}').follower("o1")
    assert caught.value.errcode == 48001
    with pytest.raises(OutsideUnavailable):
        await canned('{"subscribe":1}').follower("o1")
