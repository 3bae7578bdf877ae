"""WeChat users: one lasting person per device, their single-use codes and session keys."""

import base64
import hashlib
import secrets
import sqlite3
from typing import Literal

from adapters.emulator.database import Database
from adapters.emulator.merchant import Papers
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wording import now, random_text

CODE_SECONDS = 300
ACTIVE_SECONDS = 2 * 3600
_NEW_PERSON = "INSERT INTO users (openid, unionid, device, nickname, phone) VALUES (?, ?, ?, ?, ?)"
CodeKind = Literal["login", "phone"]
_FIRST = ("小满", "知夏", "南乔", "晚晴", "禾苗", "阿宁", "青禾", "初一", "糯米", "团团", "安安", "柚子")
_LAST = ("妈妈", "同学", "在路上", "的小院", "爸爸", "慢慢来", "不吃糖", "爱散步")


def invented_name(first: int, last: int) -> str:
    return _FIRST[first % len(_FIRST)] + _LAST[last % len(_LAST)]


def invented_names(count: int, start: int) -> list[str]:
    """`count` nicknames, all different while there are enough; `start` lets the next round begin elsewhere."""
    return [invented_name(place, place + place // len(_FIRST)) for place in range(start, start + count)]


class People:
    def __init__(self, db: Database, papers: Papers) -> None:
        self._db = db
        self._appid = papers.merchant.appid

    def at_device(self, device: str, nickname: str = "") -> sqlite3.Row:
        """The person who holds this device; a device seen for the first time brings a new person."""
        row = self._db.one("SELECT * FROM users WHERE device = ?", device)
        if row is None:
            self._db.run(_NEW_PERSON, *self._drawn(device, nickname or self.nickname(device)))
            row = self._db.one("SELECT * FROM users WHERE device = ?", device)
            assert row is not None
        return row

    def at_devices(self, devices: list[str]) -> list[tuple[str, str]]:
        """(openid, nickname) of thousands of devices that nobody has held before."""
        drawn = [self._drawn(device, self._invented(device)) for device in devices]
        self._db.many(_NEW_PERSON, drawn)
        return [(openid, nickname) for openid, _, _, nickname, _ in drawn]

    def _drawn(self, device: str, nickname: str) -> tuple[str, str, str, str, str]:
        digest = self._digest(device)
        text = base64.b32encode(digest).decode().rstrip("=")
        # No carrier gives out numbers of the range 160: no real person can be reached by one.
        phone = f"1600000{int.from_bytes(digest[2:6]) % 10_000:04d}"
        return "o" + text[:27], "oU" + text[27:] + text[:3], device, nickname, phone

    def nickname(self, device: str) -> str:
        """Of the person who holds the device, or would if anybody came with it."""
        row = self._db.one("SELECT nickname FROM users WHERE device = ?", device)
        return str(row["nickname"]) if row else self._invented(device)

    def _invented(self, device: str) -> str:
        digest = self._digest(device)
        return invented_name(digest[0], digest[1])

    def _digest(self, device: str) -> bytes:
        return hashlib.sha256(f"{self._appid}:{device}".encode()).digest()

    def by_openid(self, openid: str) -> sqlite3.Row:
        row = self._db.one("SELECT * FROM users WHERE openid = ?", openid)
        if row is None:
            raise WechatError(40003, "invalid openid")
        return row

    def issue_code(self, openid: str, kind: CodeKind) -> str:
        code = "0" + random_text(31) if kind == "login" else secrets.token_hex(32)
        self._db.run("INSERT INTO codes VALUES (?, ?, ?, ?, NULL)", code, kind, openid, now() + CODE_SECONDS)
        return code

    def redeem(self, code: str, kind: CodeKind) -> sqlite3.Row:
        """Burn a code and return its person. Used: 40163 for logins, 40029 for phones; unknown or old: 40029."""
        row = self._db.one("SELECT * FROM codes WHERE code = ? AND kind = ?", code, kind)
        if row is not None and row["used_at"] is not None and kind == "login":
            raise WechatError(40163, "code been used")
        if row is None or row["used_at"] is not None or row["expires_at"] < now():
            raise WechatError(40029, "invalid code")
        self._db.run("UPDATE codes SET used_at = ? WHERE code = ?", now(), code)
        return self.by_openid(row["openid"])

    def new_session(self, openid: str) -> str:
        """A fresh session key: what was encrypted under the previous one can no longer be read."""
        session_key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._db.run("UPDATE users SET session_key = ?, active_at = ? WHERE openid = ?", session_key, now(), openid)
        return session_key

    def require_active(self, openid: str) -> sqlite3.Row:
        """Content and risk checks want somebody who used the app within two hours."""
        person = self.by_openid(openid)
        if person["active_at"] < now() - ACTIVE_SECONDS:
            raise WechatError(61010, "code is expired")
        return person

    def forget_old_codes(self) -> None:
        self._db.run("DELETE FROM codes WHERE expires_at < ?", now() - 86400)
