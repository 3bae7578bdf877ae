"""The official account's papers 公众号: a shop may do without them, but not with half of them."""

import re
from collections.abc import Mapping

from app.keys import Masked
from app.wecom_papers import Source, is_aes_key

# Variable and the emulator's name for it.
_REQUIRED = {
    "SIYU_OFFICIAL_APPID": "official_appid",
    "SIYU_OFFICIAL_APP_SECRET": "official_app_secret",
    "SIYU_OFFICIAL_PUSH_TOKEN": "official_push_token",
}
_AES_KEY = "SIYU_OFFICIAL_PUSH_AES_KEY"
_APPID = re.compile(r"wx[0-9a-f]{16}")
_TOKEN = re.compile(r"[0-9A-Za-z]{3,32}")


class OfficialSettings(Masked, frozen=True, kw_only=True):
    """`push_aes_key` is empty where the account pushes in plain mode; with it nothing but safe mode is taken."""

    SECRET = frozenset({"app_secret", "push_token", "push_aes_key"})
    appid: str
    app_secret: str
    push_token: str
    push_aes_key: str
    base_url: str


def official_settings(
    source: Source, papers: Mapping[str, object], host: str, *, is_production: bool
) -> OfficialSettings | None:
    """None: a shop without one. With one of the papers, production needs all of them, and the source says which."""
    defaults = {name: "" if is_production else str(papers.get(paper, "")) for name, paper in _REQUIRED.items()}
    aes_key = source.text(_AES_KEY, "" if is_production else str(papers.get("official_push_aes_key", "")))
    if not aes_key and not any(source.text(name, default) for name, default in defaults.items()):
        return None
    appid, app_secret, push_token = (source.text(name, default or None) for name, default in defaults.items())
    return OfficialSettings(
        appid=appid,
        app_secret=app_secret,
        push_token=push_token,
        push_aes_key=aes_key,
        base_url=source.text("SIYU_OFFICIAL_BASE_URL", host),
    )


def official_faults(papers: OfficialSettings | None, mini_program: str) -> list[str]:
    """What is wrong, without the value: it may be a secret put in the wrong place."""
    if papers is None:
        return []
    found = []
    if papers.appid and not _APPID.fullmatch(papers.appid):
        found.append("SIYU_OFFICIAL_APPID is no appid of WeChat")
    if papers.appid and papers.appid == mini_program:
        found.append("SIYU_OFFICIAL_APPID is the mini-program's, the official account has one of its own")
    if papers.push_token and not _TOKEN.fullmatch(papers.push_token):
        found.append("SIYU_OFFICIAL_PUSH_TOKEN has not 3 to 32 letters and digits")
    if papers.push_aes_key and not is_aes_key(papers.push_aes_key):
        found.append(f"{_AES_KEY} has not 43 characters of base64")
    return found
