"""The door of qyapi.weixin.qq.com: papers, tokens, rights, limits, faults, and the ciphers of its callbacks."""

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.exceptions import LitestarException

from adapters.emulator.crypto import push_decrypt, push_encrypt, push_signature
from adapters.emulator.merchant import load_papers
from tests.contracts.emulator.corp import QY, Corp
from tests.contracts.emulator.shop import Shop

OFFICIAL = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUk"
    "SUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekU"
    "NXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rU"
    "PA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+"
    "qN+E7Q=="
)


def test_the_official_sample_of_a_callback() -> None:
    """Protocol G.1."""
    key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    signed = push_signature("QDG6eK", "1409659813", "1372623149", OFFICIAL)
    assert signed == "477715d11cdb4164915debcba66cb864d751f3e6"
    plain, receiver = push_decrypt(key, OFFICIAL)
    assert receiver == "wx5823bf96d3bd56c7"
    assert plain.startswith("<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n")
    assert plain.endswith("<AgentID>218</AgentID>\n</xml>")
    assert push_encrypt(key, receiver, plain, b"0960688932c47ef1") == OFFICIAL


def test_the_official_sample_of_sealing() -> None:
    """Protocol G.3."""
    sealed = push_encrypt(
        "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6", "我是中文abcd123", b"aaaabbbbccccdddd"
    )
    assert sealed == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="


def test_papers_of_before_have_no_corporation(tmp_path: Path) -> None:
    drawn = load_papers(tmp_path).merchant
    assert drawn.wecom_corp_id.startswith("ww") and len(drawn.wecom_callback_aes_key) == 43
    assert drawn.wecom_contact_secret != drawn.wecom_agent_secret
    path = tmp_path / "merchant.json"
    old = {name: value for name, value in json.loads(path.read_text()).items() if not name.startswith("wecom_")}
    path.write_text(json.dumps(old))
    assert load_papers(tmp_path).merchant.wecom_corp_id == ""


async def test_one_token_for_each_secret(corp: Corp) -> None:
    first, again = await corp.gettoken(), await corp.gettoken()
    assert first["errcode"] == 0 and first["expires_in"] == 7200
    assert first["access_token"] == again["access_token"]
    assert (await corp.gettoken("agent"))["access_token"] != first["access_token"]


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"corpid": "ww0"}, 40013), ({"corpsecret": "no"}, 40001), ({"corpid": ""}, 41002), ({"corpsecret": ""}, 41004)],
)
async def test_wrong_papers_are_refused(corp: Corp, changed: dict[str, str], errcode: int) -> None:
    assert (await corp.gettoken(**changed))["errcode"] == errcode


async def test_missing_and_invented_tokens(corp: Corp) -> None:
    path = f"{QY}/externalcontact/get_follow_user_list"
    assert (await corp.client.get(path)).json()["errcode"] == 41001
    assert (await corp.client.get(path, params={"access_token": "no"})).json()["errcode"] == 40014


async def test_a_token_that_dies_early_is_replaced(corp: Corp, shop: Shop) -> None:
    path, first = "externalcontact/get_follow_user_list", await corp.token()
    for switch, errcode in (("tokenExpiredOnce", 42001), ("tokenInvalidOnce", 40001)):
        before = await corp.token()
        await shop.faults(wecom={switch: True})
        assert (await corp.get(path))["errcode"] == errcode
        assert await corp.token() != before
        assert (await corp.get(path))["errcode"] == 0
    old = await corp.client.get(f"{QY}/{path}", params={"access_token": first})
    assert old.json()["errcode"] == 42001


@pytest.mark.parametrize(
    ("switches", "errcode"), [({"untrustedIp": True}, 60020), ({"busyRate": 1}, -1), ({"quotaExceeded": True}, 45009)]
)
async def test_switches(corp: Corp, shop: Shop, switches: dict[str, Any], errcode: int) -> None:
    token = await corp.token()
    await shop.faults(wecom=switches)
    answer = await corp.client.get(f"{QY}/externalcontact/get_follow_user_list", params={"access_token": token})
    assert answer.json()["errcode"] == errcode


async def test_the_connection_is_cut_after_the_work(corp: Corp, shop: Shop) -> None:
    url = f"{QY}/externalcontact/add_corp_tag?access_token={await corp.token()}"
    await shop.faults(wecom={"closeAfterWork": True})
    with pytest.raises(LitestarException, match="response started"):
        await corp.client.post(url, json={"group_name": "season", "tag": [{"name": "spring"}]})
    await shop.faults()
    listed = await corp.ok("externalcontact/get_corp_tag_list", {})
    assert [group["group_name"] for group in listed["tag_group"]] == ["season"]


async def test_who_may_do_what(corp: Corp, shop: Shop) -> None:
    path = "externalcontact/get_follow_user_list"
    assert (await corp.get(path, "agent"))["errcode"] == 0
    await shop.faults(wecom={"agentNotCallable": True})
    assert (await corp.get(path, "agent"))["errcode"] == 48002
    assert (await corp.get(path, "contact"))["errcode"] == 0


async def test_any_refusal_of_any_call(corp: Corp, shop: Shop) -> None:
    await shop.faults(wecom={"refuseErrcode": 84074, "refusePath": "get_corp_tag_list"})
    assert (await corp.post("externalcontact/get_corp_tag_list", {}))["errcode"] == 84074
    assert (await corp.get("externalcontact/get_follow_user_list"))["errcode"] == 0


async def test_too_many_calls_in_a_minute(corp: Corp, shop: Shop) -> None:
    path = "externalcontact/get_follow_user_list"
    await shop.faults(timeScale=1, wecom={"callsPerMinute": 3})
    codes = [(await corp.get(path))["errcode"] for _ in range(5)]
    assert codes == [0, 0, 0, 45009, 45009]
    # The limit is that of one call; others go on.
    assert (await corp.post("externalcontact/get_corp_tag_list", {}))["errcode"] == 0


async def test_bodies(corp: Corp) -> None:
    url = f"{QY}/externalcontact/mark_tag?access_token={await corp.token()}"

    async def errcode(content: bytes) -> int:
        answer: httpx.Response = await corp.client.post(url, content=content)
        return int(answer.json()["errcode"])

    assert await errcode(b"") == 44002
    assert await errcode(b"{") == 47001
    assert await errcode(b'{"userid": "\\u5f20"}') == 40033
    assert await errcode(b'{"userid": 1}') == 40058


def test_the_signature_of_the_js_sdk() -> None:
    """Protocol G.6: this is what the tickets of the emulator are for."""
    text = (
        "jsapi_ticket=sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
        "&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url=http://mp.weixin.qq.com?params=value"
    )
    assert hashlib.sha1(text.encode()).hexdigest() == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
