"""Access tokens: one for each secret, the same one for as long as it is valid."""

from typing import Literal

from adapters.emulator.wecom.errors import WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wording import now, random_text

TOKEN_SECONDS = 7200
Kind = Literal["contact", "agent"]
"""By which secret: 客户联系, or the application's own."""
CONTACT: tuple[Kind, ...] = ("contact",)
AGENT: tuple[Kind, ...] = ("agent",)
BOTH: tuple[Kind, ...] = ("contact", "agent")


class CorpTokens:
    def __init__(self, grounds: Grounds) -> None:
        self._db = grounds.db
        self._merchant = grounds.merchant
        self._known: dict[str, tuple[Kind, float]] = {
            row["token"]: (row["kind"], row["expires_at"]) for row in self._db.all("SELECT * FROM wecom_tokens")
        }

    def issue(self, corp_id: str, secret: str) -> tuple[str, int]:
        """(token, seconds left). 41002 41004 40013 40001."""
        checked(corp_id, 41002, "corpid missing")
        checked(secret, 41004, "corpsecret missing")
        checked(corp_id == self._merchant.wecom_corp_id, 40013, "invalid corpid")
        secrets: dict[str, Kind] = {
            self._merchant.wecom_contact_secret: "contact",
            self._merchant.wecom_agent_secret: "agent",
        }
        kind = secrets.get(secret)
        if kind is None:
            raise WecomError(40001, "invalid credential")
        at = now()
        row = self._db.one("SELECT * FROM wecom_tokens WHERE kind = ? AND expires_at > ?", kind, at)
        if row is not None:
            return row["token"], max(1, int(row["expires_at"] - at))
        token, expires_at = random_text(214), at + TOKEN_SECONDS
        with self._db.transaction():
            # Expired ones stay for a day: they are old (42001), not unknown (40014).
            self._db.run("DELETE FROM wecom_tokens WHERE expires_at < ?", at - 86400)
            self._db.run("INSERT INTO wecom_tokens VALUES (?, ?, ?)", token, kind, expires_at)
        self._known[token] = (kind, expires_at)
        return token, TOKEN_SECONDS

    def check(self, token: str) -> Kind:
        """Whose token it is. 41001 40014 42001."""
        checked(token, 41001, "access_token missing")
        known = self._known.get(token)
        if known is None:
            raise WecomError(40014, "invalid access_token")
        kind, expires_at = known
        checked(expires_at > now(), 42001, "access_token expired")
        return kind

    def expire(self, token: str) -> None:
        """This token is over before its time."""
        if token in self._known:
            self._db.run("UPDATE wecom_tokens SET expires_at = ? WHERE token = ?", now(), token)
            self._known[token] = (self._known[token][0], now())

    def forget(self, token: str) -> None:
        """As if it had never been issued."""
        self._db.run("DELETE FROM wecom_tokens WHERE token = ?", token)
        self._known.pop(token, None)
