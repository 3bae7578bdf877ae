"""WeCom's papers: none at all, or all of them, and none printed."""

import json
from pathlib import Path

import pytest

from app.keys import SettingsError
from app.settings import load_settings
from tests.unit.test_settings import production

PAPERS = {
    "SIYU_WECOM_CORP_ID": "ww0123456789abcdef",
    "SIYU_WECOM_CONTACT_SECRET": "hush-contact",
    "SIYU_WECOM_AGENT_ID": "1000002",
    "SIYU_WECOM_AGENT_SECRET": "hush-agent",
    "SIYU_WECOM_CALLBACK_TOKEN": "hushtoken",
    "SIYU_WECOM_CALLBACK_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
}


def test_a_shop_without_wecom_starts(tmp_path: Path) -> None:
    assert load_settings(production(tmp_path)).wecom is None
    assert load_settings({"SIYU_MODE": "demo", "SIYU_HOME": str(tmp_path)}).wecom is None


def test_whole_papers_are_read_and_not_printed(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path) | PAPERS)
    found = settings.wecom
    assert found is not None
    assert (found.corp_id, found.agent_id) == ("ww0123456789abcdef", "1000002")
    assert (found.contact_secret, found.agent_secret) == ("hush-contact", "hush-agent")
    assert found.base_url == "https://qyapi.weixin.qq.com"
    assert (found.app_messages_per_day, found.mass_messages_per_day) == (0, 0)
    for text in (repr(settings), str(found)):
        assert "hush" not in text and PAPERS["SIYU_WECOM_CALLBACK_AES_KEY"] not in text


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_each_paper_is_needed_on_its_own(name: str, tmp_path: Path) -> None:
    given = production(tmp_path) | PAPERS
    del given[name]
    with pytest.raises(SettingsError, match=f"needs {name} "):
        load_settings(given)


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_one_of_them_asks_for_all_the_others(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(production(tmp_path) | {name: PAPERS[name]})
    assert {other for other in PAPERS if other in str(caught.value)} == PAPERS.keys() - {name}
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIYU_WECOM_CORP_ID", "公司"),
        ("SIYU_WECOM_AGENT_ID", "agent"),
        ("SIYU_WECOM_AGENT_ID", "0"),
        ("SIYU_WECOM_CALLBACK_TOKEN", "hush-token"),
        ("SIYU_WECOM_CALLBACK_TOKEN", "h" * 33),
        ("SIYU_WECOM_CALLBACK_AES_KEY", "hush"),
        ("SIYU_WECOM_CALLBACK_AES_KEY", "a" * 42 + "-"),
    ],
)
def test_wrong_papers_are_named_and_not_shown(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{name} ") as caught:
        load_settings(production(tmp_path) | PAPERS | {name: value})
    assert "\n" not in str(caught.value)
    assert len(value) < 4 or value not in str(caught.value)


def test_limits_of_a_day_may_be_given(tmp_path: Path) -> None:
    given = production(tmp_path) | PAPERS | {"SIYU_WECOM_APP_MESSAGES_PER_DAY": "200000"}
    found = load_settings(given | {"SIYU_WECOM_MASS_MESSAGES_PER_DAY": "500"}).wecom
    assert found is not None
    assert (found.app_messages_per_day, found.mass_messages_per_day) == (200_000, 500)
    assert (found.moment_tasks_per_day, found.moment_attachment_type) == (0, 1)
    of_moments = {"SIYU_WECOM_MOMENT_TASKS_PER_DAY": "3", "SIYU_WECOM_MOMENT_ATTACHMENT_TYPE": "2"}
    found = load_settings(given | of_moments).wecom
    assert found is not None and (found.moment_tasks_per_day, found.moment_attachment_type) == (3, 2)
    with pytest.raises(SettingsError, match="SIYU_WECOM_APP_MESSAGES_PER_DAY"):
        load_settings(given | {"SIYU_WECOM_APP_MESSAGES_PER_DAY": "many"})


def test_the_papers_come_from_the_emulator_in_demo_mode(tmp_path: Path) -> None:
    (tmp_path / "emulator").mkdir()
    papers = {name.removeprefix("SIYU_").lower(): value for name, value in PAPERS.items()}
    (tmp_path / "emulator" / "merchant.json").write_text(json.dumps(papers))
    given = {"SIYU_MODE": "demo", "SIYU_HOME": str(tmp_path), "SIYU_EMULATOR_PORT": "9001"}
    found = load_settings(given).wecom
    assert found is not None
    assert (found.contact_secret, found.callback_token) == ("hush-contact", "hushtoken")
    assert found.base_url == "http://127.0.0.1:9001/qyapi.weixin.qq.com"
    one_own = load_settings(given | {"SIYU_WECOM_AGENT_ID": "7"}).wecom
    assert one_own is not None and (one_own.agent_id, one_own.corp_id) == ("7", "ww0123456789abcdef")
