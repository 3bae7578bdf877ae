"""Settings: one frozen record, read once from the environment when a process starts.

In `demo` and `test` mode the merchant's papers come from the emulator's `merchant.json` and local keys are made at
random once per state folder. In `production` mode nothing is assumed: every secret has to be given.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec
import structlog

from app.keys import FieldKey, Masked, SettingsError, key_bytes, local_secrets, parse_field_keys, plain_scheme
from app.official_papers import OfficialSettings, official_faults, official_settings
from app.pay_contracts import MESSAGE_PURPOSES, ContractSettings, contract_settings
from app.pay_papers import faults
from app.wecom_papers import WecomSettings, wecom_faults, wecom_settings

Mode = Literal["demo", "production", "test"]

log = structlog.get_logger("siyu.settings")
ROOT = Path(__file__).resolve().parent.parent


class WechatSettings(Masked, frozen=True, kw_only=True):
    """`templates` maps a purpose (order_paid …) to a template id. `group_fresh_seconds`: how far the time in the proof
    of a WeChat group may lie from ours, before or after. `verdict_minutes`: how long WeChat has to judge content."""

    SECRET = frozenset({"app_secret", "push_token", "push_aes_key"})
    appid: str
    app_secret: str
    push_token: str
    push_aes_key: str
    base_url: str
    templates: Mapping[str, str]
    group_fresh_seconds: int
    verdict_minutes: int


class PaySettings(Masked, frozen=True, kw_only=True):
    """WeChat Pay. `key_mode` says what verifies its answers: `public_key_pem`, or certificates fetched from it."""

    SECRET = frozenset({"private_key_pem", "apiv3_key"})
    mchid: str
    serial: str
    private_key_pem: str
    apiv3_key: str
    key_mode: Literal["public_key", "certificate"]
    public_key_id: str
    public_key_pem: str
    base_url: str
    notify_url: str
    contracts: ContractSettings


class KdniaoSettings(Masked, frozen=True, kw_only=True):
    """The courier aggregator. `sender` is the default sender's line: name|phone|province|city|district|detail."""

    SECRET = frozenset({"app_key", "sender"})
    ebusiness_id: str
    app_key: str
    base_url: str
    sender: str


class Settings(Masked, frozen=True, kw_only=True):
    """`field_keys[0]` encrypts, all of them decrypt. URLs carry no trailing slash.

    `workers` are processes that serve HTTP; `worker_…` are those that run actors, a thread for each message in work.
    Each that serves lets `live_followers` follow stock, and (member, address) make `flash_rates` reservations a second.
    The worker and the scheduler tell their metrics at ports of their own; None: nowhere.
    """

    SECRET = frozenset({"database_url", "valkey_url", "field_keys", "index_key", "cursor_key", "metrics_token"})
    mode: Mode
    home: Path
    host: str
    port: int
    workers: int
    worker_processes: int
    worker_threads: int
    emulator_port: int
    emulator_url: str | None
    public_url: str
    database_url: str
    database_pool: int
    valkey_url: str
    field_keys: tuple[FieldKey, ...]
    index_key: bytes
    cursor_key: bytes
    metrics_token: str
    worker_metrics_port: int | None
    scheduler_metrics_port: int | None
    storage_folder: Path
    log_level: str
    keeps_pages: bool
    live_followers: int
    flash_rates: tuple[int, int]
    wechat: WechatSettings
    pay: PaySettings
    kdniao: KdniaoSettings
    wecom: WecomSettings | None
    official: OfficialSettings | None

    @property
    def sqlalchemy_url(self) -> str:
        """The database address as SQLAlchemy wants it for asyncpg."""
        return "postgresql+asyncpg://" + self.database_url.split("://", 1)[1]


class _Source:
    """Reads variables and remembers which required ones are missing, so that one line can name them all."""

    def __init__(self, environ: Mapping[str, str], mode: Mode) -> None:
        self._environ = environ
        self._strict = mode == "production"
        self.missing: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """The variable, else the default; without one it is required in production and empty elsewhere."""
        if value := self._environ.get(name, "").strip():
            return value
        if default is not None:
            return default
        if self._strict:
            self.missing.append(name)
        return ""

    def number(self, name: str, default: int, largest: int = 65535) -> int:
        raw = self._environ.get(name, "").strip() or str(default)
        if not raw.isdecimal() or not 1 <= int(raw) <= largest:
            raise SettingsError(f"{name}={raw} is not a whole number from 1 to {largest}")
        return int(raw)

    def port_or_none(self, name: str) -> int | None:
        return self.number(name, 1) if self._environ.get(name, "").strip() else None

    def named(self, name: str) -> str:
        """NAME, or NAME_FILE where that is what was given."""
        return f"{name}_FILE" if self._environ.get(f"{name}_FILE", "").strip() else name

    def filed(self, name: str, default: str | None = None) -> str:
        """A text given in NAME, or in a file named by NAME_FILE (which may be replaced while we run)."""
        if not (path := self._environ.get(name + "_FILE", "").strip()):
            return self.text(name, default).replace("\\n", "\n")
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise SettingsError(f"{name}_FILE={path} cannot be read: {error.strerror}") from error

    def key(self, name: str, default: bytes | None, length: int) -> bytes:
        """A base64 key of at least `length` bytes."""
        raw = self.text(name, None if default is None else b64encode(default).decode())
        return b"" if not raw else key_bytes(name, raw, length)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises `SettingsError`, one line, naming every variable that is missing or wrong."""
    env = os.environ if environ is None else environ
    mode = env.get("SIYU_MODE", "production")
    if mode not in ("demo", "production", "test"):
        raise SettingsError(f"SIYU_MODE={mode} is none of demo, production, test")
    source = _Source(env, cast(Mode, mode))
    home = Path(env.get("SIYU_HOME") or ROOT / ".siyu").resolve()
    try:
        settings = _read(source, cast(Mode, mode), home)
    except (OSError, msgspec.DecodeError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        raise SettingsError(f"the state folder {home} cannot be used: {told} (set SIYU_HOME)") from error
    if source.missing:
        raise SettingsError("production mode needs " + ", ".join(source.missing) + " (SIYU_MODE=demo makes its own)")
    # Outside of production the papers are the emulator's own.
    if mode == "production":
        wrong = faults(settings.pay, source.named) + wecom_faults(settings.wecom)
        if wrong := wrong + official_faults(settings.official, settings.wechat.appid):
            raise SettingsError("; ".join(wrong))
    return settings


def read_again(before: Settings) -> Settings:
    """The settings as they are now; those of before while they cannot be read, as in the midst of a rotation."""
    try:
        return load_settings()
    except SettingsError as error:
        log.error("the settings cannot be read again", reason=str(error))
        return before


def _read(source: _Source, mode: Mode, home: Path) -> Settings:
    strict = mode == "production"
    papers: dict[str, object] = {} if strict else _json(home / "emulator" / "merchant.json")
    running = {} if strict else _json(home / "runtime.json")
    local = None if strict else local_secrets(home)
    port = source.number("SIYU_PORT", 8000)
    emulator_port = source.number("SIYU_EMULATOR_PORT", 8001)
    emulator_url = None if strict else f"http://127.0.0.1:{emulator_port}"
    public_url = source.text("SIYU_PUBLIC_URL", None if strict else f"http://127.0.0.1:{port}").rstrip("/")
    keys = source.text("SIYU_FIELD_KEYS", None if local is None else f"demo1:sm4-gcm:{local['field_key']}")
    return Settings(
        mode=mode,
        home=home,
        host=source.text("SIYU_HOST", "127.0.0.1"),
        port=port,
        workers=source.number("SIYU_WORKERS", 1, 64),
        worker_processes=source.number("SIYU_WORKER_PROCESSES", 1, 64),
        worker_threads=source.number("SIYU_WORKER_THREADS", 8, 256),
        emulator_port=emulator_port,
        emulator_url=emulator_url,
        public_url=public_url,
        database_url=plain_scheme(source.text("SIYU_DATABASE_URL", _text(running, "database_url", mode))),
        database_pool=source.number("SIYU_DATABASE_POOL", 16, 500),
        valkey_url=source.text("SIYU_VALKEY_URL", _text(running, "valkey_url", mode)),
        field_keys=parse_field_keys(keys),
        index_key=source.key("SIYU_INDEX_KEY", None if local is None else b64decode(local["index_key"]), 32),
        cursor_key=source.key("SIYU_CURSOR_KEY", None if local is None else b64decode(local["cursor_key"]), 32),
        metrics_token=source.text("SIYU_METRICS_TOKEN", ""),
        worker_metrics_port=source.port_or_none("SIYU_WORKER_METRICS_PORT"),
        scheduler_metrics_port=source.port_or_none("SIYU_SCHEDULER_METRICS_PORT"),
        storage_folder=Path(source.text("SIYU_STORAGE_FOLDER", str(home / "storage"))),
        log_level=source.text("SIYU_LOG_LEVEL", "INFO").upper(),
        keeps_pages=source.text("SIYU_KEEP_PAGES", "on") != "off",
        live_followers=source.number("SIYU_LIVE_FOLLOWERS", 2000),
        flash_rates=(source.number("SIYU_FLASH_RATE", 5, 10**6), source.number("SIYU_FLASH_ADDRESS_RATE", 300, 10**6)),
        wechat=_wechat(source, papers, _host(emulator_url, "api.weixin.qq.com"), mode),
        pay=_pay(source, papers, (_host(emulator_url, "api.mch.weixin.qq.com"), public_url), mode),
        kdniao=_kdniao(source, papers, _host(emulator_url, "api.kdniao.com"), mode),
        wecom=wecom_settings(source, papers, _host(emulator_url, "qyapi.weixin.qq.com"), is_production=strict),
        official=official_settings(source, papers, _host(emulator_url, "api.weixin.qq.com"), is_production=strict),
    )


def _wechat(source: _Source, papers: Mapping[str, object], host: str, mode: Mode) -> WechatSettings:
    templates = cast(dict[str, str], papers.get("subscribe_templates", {}))
    return WechatSettings(
        appid=source.text("SIYU_WECHAT_APPID", _text(papers, "appid", mode)),
        app_secret=source.text("SIYU_WECHAT_APP_SECRET", _text(papers, "app_secret", mode)),
        push_token=source.text("SIYU_WECHAT_PUSH_TOKEN", _text(papers, "push_token", mode)),
        push_aes_key=source.text("SIYU_WECHAT_PUSH_AES_KEY", _text(papers, "push_aes_key", mode)),
        base_url=source.text("SIYU_WECHAT_BASE_URL", host),
        # A shop may run without subscribe messages, so that a missing template is no error.
        templates={
            name: source.text(f"SIYU_WECHAT_TEMPLATE_{name.upper()}", templates.get(name, ""))
            for name in MESSAGE_PURPOSES
        },
        group_fresh_seconds=source.number("SIYU_WECHAT_GROUP_FRESH_SECONDS", 600, 86_400),
        verdict_minutes=source.number("SIYU_WECHAT_VERDICT_MINUTES", 30, 24 * 60),
    )


def _pay(source: _Source, papers: Mapping[str, object], urls: tuple[str, str], mode: Mode) -> PaySettings:
    key_mode = source.text("SIYU_PAY_KEY_MODE", "public_key")
    if key_mode not in ("public_key", "certificate"):
        raise SettingsError(f"SIYU_PAY_KEY_MODE={key_mode} is neither public_key nor certificate")
    by_certificate = key_mode == "certificate"
    return PaySettings(
        mchid=source.text("SIYU_PAY_MCHID", _text(papers, "mchid", mode)),
        serial=source.filed("SIYU_PAY_SERIAL", _text(papers, "merchant_serial", mode)),
        private_key_pem=source.filed("SIYU_PAY_PRIVATE_KEY", _text(papers, "merchant_private_key_pem", mode)),
        apiv3_key=source.text("SIYU_PAY_APIV3_KEY", _text(papers, "apiv3_key", mode)),
        key_mode="certificate" if by_certificate else "public_key",
        public_key_id=source.filed(
            "SIYU_PAY_PUBLIC_KEY_ID", "" if by_certificate else _text(papers, "pay_public_key_id", mode)
        ),
        public_key_pem=source.filed(
            "SIYU_PAY_PUBLIC_KEY", "" if by_certificate else _text(papers, "pay_public_key_pem", mode)
        ),
        base_url=source.text("SIYU_PAY_BASE_URL", urls[0]),
        notify_url=source.text("SIYU_PAY_NOTIFY_URL", f"{urls[1]}/hooks/wechat-pay"),
        contracts=contract_settings(source, papers),
    )


def _kdniao(source: _Source, papers: Mapping[str, object], host: str, mode: Mode) -> KdniaoSettings:
    demo_sender = "暖禾仓库|16000000000|浙江省|杭州市|余杭区|文一西路 1 号"
    return KdniaoSettings(
        ebusiness_id=source.text("SIYU_KDNIAO_EBUSINESS_ID", _text(papers, "kdniao_ebusiness_id", mode)),
        app_key=source.text("SIYU_KDNIAO_APP_KEY", _text(papers, "kdniao_app_key", mode)),
        base_url=source.text("SIYU_KDNIAO_BASE_URL", host),
        sender=source.text("SIYU_KDNIAO_SENDER", None if mode == "production" else demo_sender),
    )


def _json(path: Path) -> dict[str, object]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    except FileNotFoundError:
        return {}


def _text(given: Mapping[str, object], name: str, mode: Mode) -> str | None:
    """The paper's value; None (so: required) in production, empty where the emulator has not run yet."""
    return None if mode == "production" else str(given.get(name, ""))


def _host(emulator_url: str | None, host: str) -> str:
    return f"https://{host}" if emulator_url is None else f"{emulator_url}/{host}"
