"""Settings: nothing secret is assumed in production, and nothing secret is printed."""

import base64
import json
import stat
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.keys import SettingsError, local_secrets, parse_field_keys
from app.settings import load_settings

APIV3_KEY = "hush-apiv3".ljust(32, "0")
KEY_16 = base64.b64encode(b"\x01" * 16).decode()
KEY_32 = base64.b64encode(b"\x02" * 32).decode()


@cache
def pems() -> tuple[str, str]:
    """A merchant's private key, and a public key of WeChat Pay."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.decode(), key.public_key().public_bytes(serialization.Encoding.PEM, spki).decode()


def production(home: Path) -> dict[str, str]:
    """A whole production environment."""
    return {
        "SIYU_MODE": "production",
        "SIYU_HOME": str(home),
        "SIYU_PUBLIC_URL": "https://shop.example/",
        "SIYU_DATABASE_URL": "postgresql+asyncpg://shop:hush-db@db/shop",
        "SIYU_VALKEY_URL": "redis://:hush-valkey@cache/0",
        "SIYU_FIELD_KEYS": f"k2:sm4-gcm:{KEY_16},k1:aes-256-gcm:{KEY_32}",
        "SIYU_INDEX_KEY": KEY_32,
        "SIYU_CURSOR_KEY": KEY_32,
        "SIYU_WECHAT_APPID": "wx1",
        "SIYU_WECHAT_APP_SECRET": "hush-app",
        "SIYU_WECHAT_PUSH_TOKEN": "hush-token",
        "SIYU_WECHAT_PUSH_AES_KEY": "hush-aes",
        "SIYU_PAY_MCHID": "1900000001",
        "SIYU_PAY_SERIAL": "AA",
        "SIYU_PAY_PRIVATE_KEY": pems()[0].replace("\n", "\\n"),
        "SIYU_PAY_APIV3_KEY": APIV3_KEY,
        "SIYU_PAY_PUBLIC_KEY_ID": "PUB_KEY_ID_1",
        "SIYU_PAY_PUBLIC_KEY": pems()[1],
        "SIYU_KDNIAO_EBUSINESS_ID": "1",
        "SIYU_KDNIAO_APP_KEY": "hush-kdniao",
        "SIYU_KDNIAO_SENDER": "a|b|c|d|e|f",
    }


def test_production_names_every_missing_variable_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"SIYU_HOME": str(tmp_path)})
    needed = production(tmp_path).keys() - {"SIYU_MODE", "SIYU_HOME"}
    assert {name for name in needed if name in str(caught.value)} == needed
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "secrets.json").exists(), "production makes no keys of its own"


@pytest.mark.parametrize("name", sorted(production(Path("x")).keys() - {"SIYU_MODE", "SIYU_HOME"}))
def test_each_variable_is_needed_on_its_own(name: str, tmp_path: Path) -> None:
    given = production(tmp_path)
    del given[name]
    with pytest.raises(SettingsError, match=f"needs {name} "):
        load_settings(given)


def test_printed_settings_show_no_secret(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path))
    for text in (repr(settings), str(settings), f"{settings.field_keys[0]}"):
        assert "hush" not in text and KEY_16 not in text and "\\x01" not in text
        assert "PRIVATE KEY" not in text and pems()[0].splitlines()[1] not in text
    assert "shop.example" in repr(settings)


def test_urls_are_put_in_one_form(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path))
    assert settings.public_url == "https://shop.example"
    assert settings.database_url == "postgresql://shop:hush-db@db/shop"
    assert settings.sqlalchemy_url == "postgresql+asyncpg://shop:hush-db@db/shop"
    assert settings.pay.notify_url == "https://shop.example/hooks/wechat-pay"
    assert settings.wechat.base_url == "https://api.weixin.qq.com"
    assert settings.emulator_url is None


def test_how_old_the_proof_of_a_group_may_be(tmp_path: Path) -> None:
    given = production(tmp_path)
    assert load_settings(given).wechat.group_fresh_seconds == 600
    assert load_settings(given | {"SIYU_WECHAT_GROUP_FRESH_SECONDS": "60"}).wechat.group_fresh_seconds == 60
    with pytest.raises(SettingsError, match="SIYU_WECHAT_GROUP_FRESH_SECONDS"):
        load_settings(given | {"SIYU_WECHAT_GROUP_FRESH_SECONDS": "0"})


def test_the_papers_come_from_the_emulator_in_demo_mode(tmp_path: Path) -> None:
    (tmp_path / "emulator").mkdir()
    papers = {"appid": "wx9", "mchid": "1900", "subscribe_templates": {"order_paid": "T1"}}
    (tmp_path / "emulator" / "merchant.json").write_text(json.dumps(papers))
    settings = load_settings({"SIYU_MODE": "demo", "SIYU_HOME": str(tmp_path), "SIYU_EMULATOR_PORT": "9001"})
    assert (settings.wechat.appid, settings.pay.mchid) == ("wx9", "1900")
    assert settings.wechat.templates["order_paid"] == "T1"
    assert settings.pay.base_url == "http://127.0.0.1:9001/api.mch.weixin.qq.com"


def test_local_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = local_secrets(tmp_path)
    assert local_secrets(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert local_secrets(tmp_path / "other") != first


@pytest.mark.parametrize(
    "text",
    [
        "k1",
        "k1:rot13:AAAA",
        f"k1:sm4-gcm:{KEY_32}",
        "k1:sm4-gcm:AAAA",
        "k1:sm4-gcm:!",
        f"a:sm4-gcm:{KEY_16},a:sm4-gcm:{KEY_16}",
    ],
)
def test_wrong_field_keys_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="SIYU_FIELD_KEYS"):
        parse_field_keys(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIYU_PORT", "0"),
        ("SIYU_PORT", "65536"),
        ("SIYU_PORT", "x"),
        ("SIYU_WORKER_METRICS_PORT", "70000"),
        ("SIYU_SCHEDULER_METRICS_PORT", "on"),
        ("SIYU_MODE", "prod"),
        ("SIYU_PAY_KEY_MODE", "none"),
        ("SIYU_DATABASE_URL", "mysql://x/y"),
        ("SIYU_PAY_PRIVATE_KEY_FILE", "/no/such/file"),
    ],
)
def test_wrong_values_are_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({"SIYU_MODE": "test", "SIYU_HOME": str(tmp_path), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIYU_PAY_MCHID", "wx1234567890"),
        ("SIYU_PAY_SERIAL", "not hexadecimal"),
        ("SIYU_PAY_PRIVATE_KEY", "hush-pem"),
        ("SIYU_PAY_PRIVATE_KEY", pems()[1]),
        ("SIYU_PAY_PRIVATE_KEY", pems()[0][:-200]),
        ("SIYU_PAY_APIV3_KEY", "hush-apiv3"),
        ("SIYU_PAY_PUBLIC_KEY_ID", "0114000000"),
        ("SIYU_PAY_PUBLIC_KEY", "hush-pem"),
        ("SIYU_PAY_PUBLIC_KEY", pems()[0]),
        ("SIYU_PAY_NOTIFY_URL", "shop.example/hooks"),
    ],
)
def test_wrong_pay_papers_are_named_and_not_shown(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{name} ") as caught:
        load_settings(production(tmp_path) | {name: value})
    assert "\n" not in str(caught.value) and value not in str(caught.value)


def test_all_wrong_pay_papers_are_named_at_once_and_files_by_their_variable(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("hush-pem")
    given = production(tmp_path) | {"SIYU_PAY_PRIVATE_KEY_FILE": str(tmp_path / "key.pem"), "SIYU_PAY_MCHID": "1"}
    with pytest.raises(SettingsError, match=r"^SIYU_PAY_MCHID .*; SIYU_PAY_PRIVATE_KEY_FILE is no RSA"):
        load_settings(given)


def test_certificates_need_no_public_key_but_half_of_one_is_an_error(tmp_path: Path) -> None:
    given = production(tmp_path) | {"SIYU_PAY_KEY_MODE": "certificate"}
    assert load_settings(given).pay.public_key_id == "PUB_KEY_ID_1"
    del given["SIYU_PAY_PUBLIC_KEY"]
    with pytest.raises(SettingsError, match="go together"):
        load_settings(given)
    del given["SIYU_PAY_PUBLIC_KEY_ID"]
    assert load_settings(given).pay.key_mode == "certificate"
