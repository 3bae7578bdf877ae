"""WeCom's papers 企业微信: a shop may do without them, but not with half of them."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from typing import Protocol

from app.keys import Masked

# Variable and the emulator's name for it.
_REQUIRED = {
    "SIYU_WECOM_CORP_ID": "wecom_corp_id",
    "SIYU_WECOM_CONTACT_SECRET": "wecom_contact_secret",
    "SIYU_WECOM_AGENT_ID": "wecom_agent_id",
    "SIYU_WECOM_AGENT_SECRET": "wecom_agent_secret",
    "SIYU_WECOM_CALLBACK_TOKEN": "wecom_callback_token",
    "SIYU_WECOM_CALLBACK_AES_KEY": "wecom_callback_aes_key",
}
_ID = re.compile(r"[0-9A-Za-z_-]{4,64}")
_AGENT_ID = re.compile(r"[1-9][0-9]{0,9}")
_TOKEN = re.compile(r"[0-9A-Za-z]{1,32}")
_AES_KEY = re.compile(r"[0-9A-Za-z+/]{43}")


class Source(Protocol):
    """`app.settings` reads the environment."""

    def text(self, name: str, default: str | None = None) -> str: ...

    def number(self, name: str, default: int, largest: int = 65535) -> int: ...


class WecomSettings(Masked, frozen=True, kw_only=True):
    """`contact_secret` of 客户联系, or the application's once more where the corporation has none of its own.

    The limits of a day are what the corporation may do by its size, shown beside what was used; 0: not known.
    `app_messages_per_day` counts persons, `mass_messages_per_day` and `moment_tasks_per_day` calls. `behaviour_…`: how
    many days of a guide's figures a call may ask for, and for how many WeCom keeps them. `moment_attachment_type`:
    WeCom's number for pictures of moments, of which its documents do not agree.
    """

    SECRET = frozenset({"contact_secret", "agent_secret", "callback_token", "callback_aes_key"})
    corp_id: str
    contact_secret: str
    agent_id: str
    agent_secret: str
    callback_token: str
    callback_aes_key: str
    base_url: str
    app_messages_per_day: int
    mass_messages_per_day: int
    moment_tasks_per_day: int
    moment_attachment_type: int
    behaviour_span_days: int
    behaviour_kept_days: int


def wecom_settings(
    source: Source, papers: Mapping[str, object], host: str, *, is_production: bool
) -> WecomSettings | None:
    """None: a shop without WeCom. With one of the papers, production needs all of them, and the source says which."""
    defaults = {name: "" if is_production else str(papers.get(paper, "")) for name, paper in _REQUIRED.items()}
    if not any(source.text(name, default) for name, default in defaults.items()):
        return None
    given = [source.text(name, default or None) for name, default in defaults.items()]
    corp_id, contact_secret, agent_id, agent_secret, callback_token, callback_aes_key = given
    return WecomSettings(
        corp_id=corp_id,
        contact_secret=contact_secret,
        agent_id=agent_id,
        agent_secret=agent_secret,
        callback_token=callback_token,
        callback_aes_key=callback_aes_key,
        base_url=source.text("SIYU_WECOM_BASE_URL", host),
        app_messages_per_day=_limit(source, "SIYU_WECOM_APP_MESSAGES_PER_DAY"),
        mass_messages_per_day=_limit(source, "SIYU_WECOM_MASS_MESSAGES_PER_DAY"),
        moment_tasks_per_day=_limit(source, "SIYU_WECOM_MOMENT_TASKS_PER_DAY"),
        moment_attachment_type=source.number("SIYU_WECOM_MOMENT_ATTACHMENT_TYPE", 1, 9),
        behaviour_span_days=source.number("SIYU_WECOM_BEHAVIOUR_SPAN_DAYS", 30, 366),
        behaviour_kept_days=source.number("SIYU_WECOM_BEHAVIOUR_KEPT_DAYS", 180, 3660),
    )


def _limit(source: Source, name: str) -> int:
    return source.number(name, 1, 10**9) if source.text(name, "") else 0


def wecom_faults(papers: WecomSettings | None) -> list[str]:
    """What is wrong, without the value: it may be a secret put in the wrong place."""
    if papers is None:
        return []
    checks: tuple[tuple[str, str, Callable[[str], object], str], ...] = (
        ("SIYU_WECOM_CORP_ID", papers.corp_id, _ID.fullmatch, "is no id of a corporation"),
        ("SIYU_WECOM_AGENT_ID", papers.agent_id, _AGENT_ID.fullmatch, "is no number of an application"),
        ("SIYU_WECOM_CALLBACK_TOKEN", papers.callback_token, _TOKEN.fullmatch, "has not 1 to 32 letters and digits"),
        ("SIYU_WECOM_CALLBACK_AES_KEY", papers.callback_aes_key, is_aes_key, "has not 43 characters of base64"),
    )
    return [f"{name} {words}" for name, value, is_right, words in checks if value and not is_right(value)]


def is_aes_key(value: str) -> bool:
    try:
        return _AES_KEY.fullmatch(value) is not None and len(b64decode(value + "=")) == 32
    except NotBase64:
        return False
