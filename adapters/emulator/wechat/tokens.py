"""Access tokens: two slots of each account that do not know of each other, the plain one and the stable one."""

import sqlite3
from typing import Literal

from adapters.emulator.database import Database
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wording import now, random_text

TOKEN_SECONDS = 7200
OVERLAP_SECONDS = 300
FORCED_PER_DAY_MAX = 20
FORCED_GAP_SECONDS = 30
Slot = Literal["plain", "stable"]
Account = Literal["", "official "]
"""Before the slots of an account; the mini-program's bear no name."""


class Tokens:
    def __init__(self, db: Database, account: Account = "") -> None:
        self._db = db
        self._account = account
        slots = (account + "plain", account + "stable")
        rows = db.all("SELECT * FROM tokens WHERE slot IN (?, ?) AND expires_at > ?", *slots, now())
        self._expiries: dict[str, float] = {row["token"]: row["expires_at"] for row in rows}

    def plain(self) -> tuple[str, int]:
        """Always a new token; the previous one lives five more minutes."""
        with self._db.transaction():
            self._age("plain", OVERLAP_SECONDS)
            return self._issue("plain", False), TOKEN_SECONDS

    def stable(self, force: bool) -> tuple[str, int]:
        """The current token until its last five minutes; a refused force silently returns the current one."""
        at = now()
        current = self._current("stable")
        with self._db.transaction():
            if force and self._may_force(at):
                self._age("stable", 0)
                return self._issue("stable", True), TOKEN_SECONDS
            if current and current["expires_at"] - at > OVERLAP_SECONDS:
                return str(current["token"]), int(current["expires_at"] - at)
            return self._issue("stable", False), TOKEN_SECONDS

    def check(self, token: str) -> None:
        """Raise what the API answers for a missing, unknown or old token."""
        if not token:
            raise WechatError(41001, "access_token missing")
        expires_at = self._expiries.get(token)
        if expires_at is None:
            raise WechatError(40001, "invalid credential, access_token is invalid or not latest")
        if expires_at <= now():
            raise WechatError(42001, "access_token expired")

    def expire(self, token: str) -> None:
        """The switch `tokenExpiredOnce`: this token is over before its time."""
        self._db.run("UPDATE tokens SET expires_at = ? WHERE token = ?", now(), token)
        self._expiries[token] = now()

    def _current(self, slot: Slot) -> sqlite3.Row | None:
        return self._db.one(
            "SELECT * FROM tokens WHERE slot = ? AND expires_at > ? ORDER BY issued_at DESC LIMIT 1",
            self._account + slot,
            now(),
        )

    def _may_force(self, at: float) -> bool:
        recent = self._db.one(
            "SELECT count(*) AS times, max(issued_at) AS latest FROM tokens"
            " WHERE slot = ? AND forced = 1 AND issued_at > ?",
            self._account + "stable",
            at - 86400,
        )
        assert recent is not None
        return recent["times"] < FORCED_PER_DAY_MAX and at - (recent["latest"] or 0.0) >= FORCED_GAP_SECONDS

    def _age(self, slot: Slot, seconds_left: float) -> None:
        until = now() + seconds_left
        named = self._account + slot
        for row in self._db.all("SELECT token FROM tokens WHERE slot = ? AND expires_at > ?", named, until):
            self._db.run("UPDATE tokens SET expires_at = ? WHERE token = ?", until, row["token"])
            self._expiries[row["token"]] = until

    def _issue(self, slot: Slot, forced: bool) -> str:
        at, named, token = now(), self._account + slot, f"{random_text(3)}_{random_text(132)}"
        self._db.run("INSERT INTO tokens VALUES (?, ?, ?, ?, ?)", token, named, at, at + TOKEN_SECONDS, forced)
        self._expiries[token] = at + TOKEN_SECONDS
        return token
