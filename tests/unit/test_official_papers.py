"""The official account's papers: none at all, or all that it needs, and none printed."""

import json
from pathlib import Path

import pytest

from app.keys import SettingsError
from app.settings import load_settings
from tests.unit.test_settings import production

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PAPERS = {
    "SIYU_OFFICIAL_APPID": "wx0123456789abcdef",
    "SIYU_OFFICIAL_APP_SECRET": "hush-secret",
    "SIYU_OFFICIAL_PUSH_TOKEN": "hushtoken",
}


def test_a_shop_without_an_official_account_starts(tmp_path: Path) -> None:
    assert load_settings(production(tmp_path)).official is None
    assert load_settings({"SIYU_MODE": "demo", "SIYU_HOME": str(tmp_path)}).official is None


@pytest.mark.parametrize("aes_key", ["", AES_KEY])
def test_whole_papers_are_read_and_not_printed(aes_key: str, tmp_path: Path) -> None:
    """Without the key the account pushes in plain mode."""
    settings = load_settings(production(tmp_path) | PAPERS | {"SIYU_OFFICIAL_PUSH_AES_KEY": aes_key})
    found = settings.official
    assert found is not None
    assert (found.appid, found.push_aes_key) == (PAPERS["SIYU_OFFICIAL_APPID"], aes_key)
    assert found.base_url == "https://api.weixin.qq.com"
    for text in (repr(settings), str(found)):
        assert "hush" not in text and AES_KEY not in text


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_each_paper_is_needed_on_its_own(name: str, tmp_path: Path) -> None:
    given = production(tmp_path) | PAPERS
    del given[name]
    with pytest.raises(SettingsError, match=f"needs {name} "):
        load_settings(given)


@pytest.mark.parametrize("name", [*sorted(PAPERS), "SIYU_OFFICIAL_PUSH_AES_KEY"])
def test_one_of_them_asks_for_all_the_others(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(production(tmp_path) | {name: (PAPERS | {"SIYU_OFFICIAL_PUSH_AES_KEY": AES_KEY})[name]})
    assert all(other in str(caught.value) for other in PAPERS if other != name)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SIYU_OFFICIAL_APPID", "gh_0123456789ab", "is no appid"),
        ("SIYU_OFFICIAL_PUSH_TOKEN", "with-a-dash", "has not 3 to 32"),
        ("SIYU_OFFICIAL_PUSH_AES_KEY", "short", "has not 43 characters"),
    ],
)
def test_what_is_in_the_wrong_place_is_named_and_not_shown(name: str, value: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"{name} {words}") as caught:
        load_settings(production(tmp_path) | PAPERS | {name: value})
    assert value not in str(caught.value)


def test_the_mini_programs_appid_is_not_the_accounts(tmp_path: Path) -> None:
    given = production(tmp_path) | PAPERS | {"SIYU_WECHAT_APPID": PAPERS["SIYU_OFFICIAL_APPID"]}
    with pytest.raises(SettingsError, match="the mini-program's"):
        load_settings(given)


def test_the_emulators_papers_are_taken_outside_of_production(tmp_path: Path) -> None:
    (tmp_path / "emulator").mkdir()
    papers = {"official_appid": "wx1", "official_app_secret": "s", "official_push_token": "t"}
    (tmp_path / "emulator" / "merchant.json").write_text(json.dumps(papers | {"official_push_aes_key": AES_KEY}))
    found = load_settings({"SIYU_MODE": "demo", "SIYU_HOME": str(tmp_path)}).official
    assert found is not None and (found.appid, found.push_aes_key) == ("wx1", AES_KEY)
    assert found.base_url == "http://127.0.0.1:8001/api.weixin.qq.com"
