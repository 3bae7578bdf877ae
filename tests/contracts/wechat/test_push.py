"""Message push: the published vectors, a second library, forged messages, and what the emulator sends."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from wechatpy.crypto import WeChatCrypto

from adapters.tencent.crypt import BadMessage, MessageCipher, is_signed, signature
from adapters.wechat.config import WechatConfig
from adapters.wechat.push import WechatPush
from ports.outside.wechat import ForgedPush, Settlement, SubscribeChoice, SubscribeChoices
from tests.contracts.emulator.shop import until
from tests.emulated import Emulated

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
G1_SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)


class StandingClock:
    def now(self) -> datetime:
        return NOW


class TrueClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def push() -> WechatPush:
    config = WechatConfig(appid="wx1", app_secret="s", push_token="token", push_aes_key=AES_KEY, base_url="")
    return WechatPush(config, StandingClock())


def test_vector_of_the_official_sample() -> None:
    """G.1."""
    assert is_signed("477715d11cdb4164915debcba66cb864d751f3e6", "QDG6eK", "1409659813", "1372623149", G1_SEALED)
    plain = MessageCipher("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7").decrypt(G1_SEALED)
    assert b"<Content><![CDATA[hello]]></Content>" in plain


def test_vector_of_the_echo_check() -> None:
    """G.2."""
    echo = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    assert signature("123456", "1411443780", "437374425", echo) == "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"
    cipher = MessageCipher("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a")
    assert cipher.decrypt(echo) == b"5927782489442352469"


def test_vector_of_the_encrypting_direction() -> None:
    """G.3."""
    sealed = MessageCipher(AES_KEY, "wxb11529c136998cb6").encrypt("我是中文abcd123".encode(), b"aaaabbbbccccdddd")
    assert sealed == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="


@pytest.mark.parametrize("sealed", ["", "abc", "AAAA", "不是", "A" * 64, G1_SEALED])
def test_damaged_or_foreign_messages_are_refused(sealed: str) -> None:
    with pytest.raises(BadMessage):
        MessageCipher(AES_KEY, "wx1").decrypt(sealed)


def test_another_library_reads_what_we_write_and_we_read_it() -> None:
    """wechatpy as a second opinion on the wire format."""
    second = WeChatCrypto("token", AES_KEY, "wx1")
    message = '{"Event":"x","FromUserName":"o1","CreateTime":"1"}'
    for length in range(20, 60):
        text = message + " " * length
        sealed = MessageCipher(AES_KEY, "wx1").encrypt(text.encode())
        assert second.decrypt_message({"Encrypt": sealed}, signature("token", STAMP, "n", sealed), STAMP, "n") == text


def _safe(content: dict[str, Any], **changed: str) -> tuple[dict[str, str], bytes]:
    sealed = MessageCipher(AES_KEY, changed.get("appid", "wx1")).encrypt(msgspec.json.encode(content))
    timestamp = changed.get("timestamp", STAMP)
    query = {
        "timestamp": timestamp,
        "nonce": "n",
        "encrypt_type": "aes",
        "msg_signature": signature(changed.get("token", "token"), timestamp, "n", sealed),
    }
    return query, msgspec.json.encode({"ToUserName": "gh_1", "Encrypt": sealed})


EVENT = {"FromUserName": "o1", "CreateTime": "1620973045", "MsgType": "event", "Event": "subscribe_msg_popup_event"}


@pytest.mark.parametrize(
    "changed", [{"token": "other"}, {"appid": "wx2"}, {"timestamp": "1700000000"}, {"timestamp": "x"}]
)
def test_forged_and_replayed_messages_are_refused(changed: dict[str, str]) -> None:
    query, body = _safe(EVENT, **changed)
    with pytest.raises(ForgedPush):
        push().read(query, body)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"<xml>", b"\xff\xfe", b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml>&a;</xml>"]
)
def test_nonsense_with_a_right_signature_is_refused(body: bytes) -> None:
    query = {"timestamp": STAMP, "nonce": "n", "signature": signature("token", STAMP, "n")}
    with pytest.raises(ForgedPush):
        push().read(query, body)


def test_the_same_message_has_the_same_key_and_another_one_another() -> None:
    first, again = (push().read(*_safe(EVENT)) for _ in range(2))
    other = push().read(*_safe(EVENT | {"List": {"TemplateId": "t"}}))
    assert first.dedup_key == again.dedup_key != other.dedup_key


def test_a_list_may_be_one_object_and_xml_nests_it() -> None:
    items = [
        {"TemplateId": "t1", "SubscribeStatusString": "accept"},
        {"TemplateId": "t2", "SubscribeStatusString": "reject"},
    ]
    yes, no = SubscribeChoice("t1", True), SubscribeChoice("t2", False)
    assert push().interpret(msgspec.json.encode(EVENT | {"List": items})) == SubscribeChoices("o1", (yes, no), False)
    assert push().interpret(msgspec.json.encode(EVENT | {"List": items[0]})) == SubscribeChoices("o1", (yes,), False)
    xml = (
        "<xml><FromUserName><![CDATA[o1]]></FromUserName><Event><![CDATA[subscribe_msg_change_event]]></Event>"
        "<SubscribeMsgChangeEvent><List><TemplateId>t2</TemplateId><SubscribeStatusString>reject</SubscribeStatusString>"
        "</List></SubscribeMsgChangeEvent></xml>"
    )
    assert push().interpret(xml.encode()) == SubscribeChoices("o1", (no,), True)


def test_a_settlement_and_what_nobody_handles() -> None:
    event = {"Event": "trade_manage_order_settlement", "transaction_id": "42", "settlement_time": 1763604000}
    assert push().interpret(msgspec.json.encode(event)) == Settlement("42", None, None, NOW)
    assert push().interpret(b'{"Event":"wxa_media_check"}') is None


def test_the_echo_check() -> None:
    query = {"timestamp": STAMP, "nonce": "n", "signature": signature("token", STAMP, "n"), "echostr": "123"}
    assert push().echo(query) == "123"
    with pytest.raises(ForgedPush):
        push().echo(query | {"nonce": "m"})


@pytest.mark.parametrize("mode", ["safe", "plain"])
@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("templates", [1, 3])
async def test_what_the_emulator_sends(outside: Emulated, mode: str, form: str, templates: int) -> None:
    await outside.faults(wechat={"pushMode": mode, "pushFormat": form})
    ids = list(outside.papers["subscribe_templates"].values())[:templates]
    choice = {"device": "phone-1", "templateIds": ids, "accept": True}
    (await outside.http.post("/play/wx/subscribe", json=choice)).raise_for_status()
    await until(lambda: outside.hooks.to("/hooks/wechat/push"))
    call = outside.hooks.to("/hooks/wechat/push")[0]
    real = WechatPush(outside.wechat_config(), TrueClock())
    message = real.read(call.query, call.body)
    assert message.event == "subscribe_msg_popup_event"
    openid = (await outside.login())["openid"]
    expected = SubscribeChoices(openid, tuple(SubscribeChoice(one, True) for one in ids), False)
    assert real.interpret(message.body) == expected
