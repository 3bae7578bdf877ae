"""Which device says that it is there: headers as phones and computers send them."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.members.device_rules import device_of
from domain.members.tag_catalogue import CATALOGUE
from domain.members.tag_predicates import Tagger
from ports.members.devices import CLIENT_WORDS, SYSTEM_WORDS, Client, Device, System
from tests.unit.members.figure_samples import nobody

PAGE = "https://servicewechat.com/wx0000000000000000/12/page-frame.html"
_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {_WEBKIT}"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; V2324A Build/UP1A.231005.007; wv) {_CHROME} Version/4.0 Chrome/122.0 Mobile"
IN_WECHAT = "MicroMessenger/8.0.50(0x1800323c) NetType/WIFI Language/zh_CN"


@pytest.mark.parametrize(
    ("agent", "referer", "system", "client"),
    [
        (f"{IPHONE} Mobile/15E148 {IN_WECHAT}", PAGE, "ios", "mini_program"),
        (f"{ANDROID} Safari/537.36 MMWEBID/1 {IN_WECHAT} MiniProgramEnv/android", "", "android", "mini_program"),
        (f"{IPHONE} Mobile/15E148 {IN_WECHAT} miniProgram/wx0000000000000000", "", "ios", "mini_program"),
        (f"{IPHONE} Mobile/15E148 {IN_WECHAT}", "https://shop.example/mini/", "ios", "wechat"),
        (f"{ANDROID} Safari/537.36 XWEB/1220 MMWEBSDK/1 {IN_WECHAT}", "", "android", "wechat"),
        (f"{ANDROID} Safari/537.36 wxwork/4.1.22 {IN_WECHAT}", "", "android", "wechat"),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "", "ios", "browser"),
        (
            f"Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) {_WEBKIT} Version/15.0 Mobile Safari/604.1",
            "",
            "ios",
            "browser",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN01; HMSCore 6.13.0.302) {_CHROME} Chrome/114.0"
            " HuaweiBrowser/14.0.5.302 Mobile Safari/537.36",
            "",
            "harmony",
            "browser",
        ),
        (
            f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {_CHROME} Chrome/114.0 ArkWeb/4.1.6.1 Mobile",
            PAGE,
            "harmony",
            "mini_program",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Chrome/122.0 Safari/537.36 MicroMessenger/7.0.20.1781"
            "(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF XWEB/11275",
            PAGE,
            "windows",
            "mini_program",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Chrome/126.0 Safari/537.36 Edg/126.0",
            "",
            "windows",
            "browser",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} MicroMessenger/6.8.0(0x16080000) NetType/WIFI"
            " MiniProgramEnv/Mac MacWechat/WMPF XWEB/30515",
            "",
            "mac",
            "mini_program",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME} Chrome/126.0 Safari/537.36", "", "other", "browser"),
        ("python-httpx/0.28.1", "", "other", "other"),
        ("", "", "other", "other"),
        # A page cannot pretend by its path.
        ("curl/8.5.0", "https://shop.example/?https://servicewechat.com/", "other", "other"),
    ],
)
def test_known_headers(agent: str, referer: str, system: System, client: Client) -> None:
    assert device_of(agent, referer) == Device(system, client)


@given(st.text(max_size=3000), st.text(max_size=300))
def test_whatever_is_sent_is_one_of_a_few(agent: str, referer: str) -> None:
    found = device_of(agent, referer)
    assert found.system in get_args(System) and found.client in get_args(Client)


def test_what_stands_far_behind_is_not_read() -> None:
    assert device_of("Mozilla/5.0 " + "x" * 2000 + " iPhone", "") == Device("other", "browser")


def test_every_kind_has_its_words_and_its_tag() -> None:
    assert set(SYSTEM_WORDS) == set(get_args(System)) and set(CLIENT_WORDS) == set(get_args(Client))
    codes = {tag.id: tag.code for family in CATALOGUE.families for tag in family.tags if 1200 < tag.id < 1300}

    def held(system: System | None, client: Client | None) -> set[str]:
        words = {
            "device_system": SYSTEM_WORDS[system] if system else None,
            "device_client": CLIENT_WORDS[client] if client else None,
        }
        return {codes[tag] for tag in Tagger(CATALOGUE).tags(nobody(**words)) if tag in codes}

    for system in get_args(System):
        for client in get_args(Client):
            assert held(system, client) == {f"device_system.{system}", f"device_client.{client}"}
    assert held(None, None) == {"device_known.none"}
