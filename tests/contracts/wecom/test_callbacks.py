"""Callbacks: published vectors, a second library, and forgeries (C.2)."""

from datetime import UTC, datetime

import pytest
from wechatpy.work.crypto import WeChatCrypto

from adapters.tencent.crypt import MessageCipher
from ports.outside.wecom_app import (
    ForgedCallback,
)
from tests.contracts.wecom.canned import AES_KEY, CONFIG, CORP_ID
from tests.contracts.wecom.sealing import AT, CHAT, CONTACT, STAFF, STAMP, TAG, callbacks, event, read, sealed, xml

G1_STAMP = 1409659813
G1_SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)


def test_vector_of_the_official_sample() -> None:
    """G.1: token, key and receiver are those of the configuration here."""
    query = {
        "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
        "timestamp": str(G1_STAMP),
        "nonce": "1372623149",
    }
    body = f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{G1_SEALED}]]></Encrypt></xml>"
    found = callbacks(datetime.fromtimestamp(G1_STAMP + 3, UTC)).read(query, body.encode())
    assert b"<Content><![CDATA[hello]]></Content>" in found.body
    assert (found.dedup_key, found.kind) == ("4561255354251345929", "text")
    assert callbacks().interpret(found.body) is None


def test_vector_of_the_echo_check() -> None:
    """G.2."""
    echo = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    query = {
        "msg_signature": "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96",
        "timestamp": "1411443780",
        "nonce": "437374425",
        "echostr": echo,
    }
    papers = {
        "corp_id": "wx49f0ab532d5d035a",
        "callback_token": "123456",
        "callback_aes_key": "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
    }
    checking = callbacks(datetime.fromtimestamp(1411443780, UTC), **papers)
    assert checking.echo(query) == "5927782489442352469"
    # A plus that nobody escaped on the way.
    assert checking.echo(query | {"echostr": echo.replace("+", " ")}) == "5927782489442352469"
    for changed in ({"echostr": ""}, {"echostr": echo[:-4]}, {"nonce": "1"}, {"timestamp": ""}, {"msg_signature": ""}):
        with pytest.raises(ForgedCallback):
            checking.echo(query | changed)
    with pytest.raises(ForgedCallback):
        callbacks(AT, **papers).echo(query)


def test_vector_of_the_encrypting_direction() -> None:
    """G.3."""
    cipher = MessageCipher("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6")
    text = cipher.encrypt("我是中文abcd123".encode(), b"aaaabbbbccccdddd")
    assert text == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="


@pytest.mark.parametrize("length", range(0, 64, 3))
def test_another_library_writes_what_we_read(length: int) -> None:
    """wechatpy as a second opinion; every length of the padding."""
    clear = xml(event(CONTACT, "edit_external_contact", UserID="a", ExternalUserID="wm" + "x" * length)).decode()
    second = WeChatCrypto(CONFIG.callback_token, AES_KEY, CORP_ID)
    written = second.encrypt_message(clear, "n", str(STAMP))
    query = {"timestamp": str(STAMP), "nonce": "n"}
    cipher = written.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    query["msg_signature"] = written.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    assert callbacks().read(query, xml({"ToUserName": CORP_ID, "Encrypt": cipher})).body == clear.encode()
    ours, envelope = sealed(clear.encode())
    assert second.decrypt_message(envelope, ours["msg_signature"], ours["timestamp"], ours["nonce"]) == clear


EDIT = event(CONTACT, "edit_external_contact", UserID="lan", ExternalUserID="wmA")


@pytest.mark.parametrize(
    "changed",
    [
        {"token": "another"},
        {"receiver": "ww0000000000000000"},
        {"to": "ww0000000000000000"},
        {"aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"},
        {"timestamp": str(STAMP - 301)},
        {"timestamp": str(STAMP + 301)},
        {"timestamp": "x"},
        {"timestamp": "-1"},
        {"timestamp": "9" * 40},
        {"timestamp": ""},
    ],
)
def test_forged_foreign_and_old_ones_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ForgedCallback):
        callbacks().read(*sealed(xml(EDIT), **changed))
    assert callbacks().read(*sealed(xml(EDIT))).kind == f"{CONTACT}/edit_external_contact"


@pytest.mark.parametrize("part", ["msg_signature", "timestamp", "nonce", "body"])
def test_what_was_changed_on_the_way_is_refused(part: str) -> None:
    query, body = sealed(xml(EDIT))
    if part == "body":
        other = sealed(xml(EDIT | {"UserID": "somebody-else"}))[1]
        body = other
    else:
        query[part] = "1372623140"
    with pytest.raises(ForgedCallback):
        callbacks().read(query, body)
    for incomplete in ({}, {name: value for name, value in query.items() if name != "msg_signature"}):
        with pytest.raises(ForgedCallback):
            callbacks().read(incomplete, body)


@pytest.mark.parametrize(
    "clear",
    [
        b"",
        b"not xml",
        b"<xml>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><ToUserName>&a;</ToUserName></xml>",
        xml({"CreateTime": STAMP, "Event": CONTACT}),
        xml(EDIT | {"ToUserName": "ww0000000000000000"}),
        xml(EDIT | {"CreateTime": "soon"}),
    ],
)
def test_nonsense_that_is_rightly_sealed_is_refused(clear: bytes) -> None:
    with pytest.raises(ForgedCallback):
        callbacks().read(*sealed(clear))


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<xml>", b"<xml></xml>", b"\xff\xfe", b"<xml><Encrypt>AAAA</Encrypt></xml>"]
)
def test_bodies_that_hold_nothing_are_refused(body: bytes) -> None:
    query, _ = sealed(xml(EDIT))
    with pytest.raises(ForgedCallback):
        callbacks().read(query, body)


def test_the_same_fact_has_one_key_however_often_it_is_sent() -> None:
    first = callbacks().read(*sealed(xml(EDIT)))
    again = callbacks().read(*sealed(xml(EDIT), timestamp=str(STAMP + 5), nonce="2"))
    assert first.dedup_key == again.dedup_key == f"{CONTACT}:edit_external_contact:lan:wmA:{STAMP}"


def test_facts_of_one_second_are_told_apart() -> None:
    update = event(CHAT, "update", ChatId="wrA", UpdateDetail="add_member", LastMemVer="v1", CurMemVer="v2")
    facts = [
        EDIT,
        EDIT | {"ExternalUserID": "wmB"},
        EDIT | {"UserID": "bei"},
        EDIT | {"ChangeType": "del_follow_user"},
        EDIT | {"CreateTime": STAMP + 1},
        update,
        update | {"UpdateDetail": "del_member"},
        update | {"LastMemVer": "v2", "CurMemVer": "v3"},
        update | {"ChatId": "wrB"},
        event(TAG, "create", Id="et1", TagType="tag"),
        event(TAG, "create", Id="et1", TagType="tag_group"),
        event(TAG, "create", Id="et2", TagType="tag"),
        event(STAFF, "update_user", UserID="lan"),
        event("enter_agent", "", FromUserName="lan"),
        event("enter_agent", "", FromUserName="bei"),
    ]
    keys = [read(fact).dedup_key for fact in facts]
    assert len(set(keys)) == len(facts)
    assert max(map(len, keys)) <= 200


def test_long_keys_are_cut_and_still_differ() -> None:
    long = [read(EDIT | {"UserID": "u" * 200, "ExternalUserID": "x" * 60 + end}) for end in ("a", "b")]
    assert [len(found.dedup_key) for found in long] == [200, 200]
    assert long[0].dedup_key != long[1].dedup_key
