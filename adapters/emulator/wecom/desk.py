"""The application itself: tickets of the JS-SDK, logins of the sidebar, messages to staff."""

import hashlib
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wecom.tokens import Kind
from adapters.emulator.wording import now, random_text, utc_time

TICKET_SECONDS, CODE_SECONDS = 7200, 300
DUPLICATE_SECONDS_DEFAULT, DUPLICATE_SECONDS_MAX = 1800, 4 * 3600
INBOX_MAX = 100
_MSGTYPES = ("text", "textcard", "markdown", "news", "miniprogram_notice", "template_card")


class AppMessage(msgspec.Struct):
    msgtype: str
    agentid: int | str
    touser: str = ""
    toparty: str = ""
    totag: str = ""
    text: dict[str, Any] | None = None
    textcard: dict[str, Any] | None = None
    markdown: dict[str, Any] | None = None
    news: dict[str, Any] | None = None
    miniprogram_notice: dict[str, Any] | None = None
    template_card: dict[str, Any] | None = None
    safe: int = 0
    enable_id_trans: int = 0
    enable_duplicate_check: int = 0
    duplicate_check_interval: int = DUPLICATE_SECONDS_DEFAULT


class PageSignature(msgspec.Struct, frozen=True, rename="camel"):
    """What a page gives to `wx.config` (corp) or `wx.agentConfig` (agent)."""

    timestamp: int | str
    nonce: str
    signature: str
    url: str


class Desk:
    def __init__(self, grounds: Grounds, staff: Staff) -> None:
        self._db = grounds.db
        self._merchant = grounds.merchant
        self._staff = staff
        self._tickets: dict[str, tuple[str, float]] = {}

    def ticket(self, kind: str) -> dict[str, Any]:
        """`corp` for wx.config, `agent` for wx.agentConfig; the same one while it is valid."""
        at = now()
        ticket, expires_at = self._tickets.get(kind, ("", 0.0))
        if expires_at <= at:
            ticket, expires_at = random_text(86), at + TICKET_SECONDS
            self._tickets[kind] = (ticket, expires_at)
        return {"ticket": ticket, "expires_in": max(1, int(expires_at - at))}

    def verdict(self, kind: str, page: PageSignature) -> int:
        """What the client says to a page's signature: 0, 40093 wrong, 42012 the other kind's ticket."""
        url = page.url.partition("#")[0]

        def fits(ticket: str) -> bool:
            text = f"jsapi_ticket={ticket}&noncestr={page.nonce}&timestamp={page.timestamp}&url={url}"
            return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() == page.signature

        if fits(self.ticket(kind)["ticket"]):
            return 0
        return 42012 if fits(self.ticket("corp" if kind == "agent" else "agent")["ticket"]) else 40093

    def issue_code(self, userid: str) -> str:
        """The guide opens a page of the application in their client. Raises Unplayable."""
        if not self._staff.is_working(userid):
            raise Unplayable("这位导购不在职", 404)
        code = random_text(43)
        with self._db.transaction():
            self._db.run("DELETE FROM wecom_login_codes WHERE expires_at < ?", now())
            self._db.run("INSERT INTO wecom_login_codes VALUES (?, ?, ?)", code, userid, now() + CODE_SECONDS)
        return code

    def redeem(self, code: str) -> dict[str, Any]:
        """Once, within five minutes: 40029."""
        rows = self._db.all(
            "DELETE FROM wecom_login_codes WHERE code = ? AND expires_at >= ? RETURNING userid", code, now()
        )
        checked(rows and self._staff.is_working(rows[0]["userid"]), 40029, "invalid code")
        return {"userid": rows[0]["userid"], "user_ticket": random_text(43)}

    def redirect(self, userid: str, redirect_uri: str, state: str, trusted: str) -> str:
        """Where the client goes after the login page of open.weixin.qq.com. Raises Unplayable."""
        target, home = urlsplit(redirect_uri), urlsplit(trusted)
        if (target.scheme, target.netloc) != (home.scheme, home.netloc):
            raise Unplayable("50001 redirect_uri 不在可信域名下", 400)
        query = "&".join(
            part for part in (target.query, urlencode({"code": self.issue_code(userid), "state": state})) if part
        )
        return target._replace(query=query, fragment="").geturl() + (f"#{target.fragment}" if target.fragment else "")

    def send(self, message: AppMessage) -> dict[str, Any]:
        """40056 another application's id, 40008 type, 40063 empty, 81013 nobody can be reached."""
        checked(str(message.agentid) == self._merchant.wecom_agent_id, 40056, "invalid agentid")
        checked(message.msgtype in _MSGTYPES, 40008, "invalid message type")
        content = getattr(message, message.msgtype)
        if not content:
            raise WecomError(40063, f"{message.msgtype} is empty")
        checked(message.touser or message.toparty or message.totag, 40058, "nobody to send to")
        working = set(self._staff.guides())
        named = [one for one in dict.fromkeys(message.touser.split("|")) if one]
        reached = sorted(working) if "@all" in named or message.toparty else [one for one in named if one in working]
        invalid = [one for one in named if one not in working and one != "@all"]
        checked(reached, 81013, "user & party & tag all invalid")
        kept = msgspec.json.encode({"kind": message.msgtype} | content)
        msgid = random_text(64)
        with self._db.transaction():
            for userid in reached:
                self._deliver(userid, msgid, kept, message)
        return {"invaliduser": "|".join(invalid), "invalidparty": "", "invalidtag": "", "msgid": msgid}

    def _deliver(self, userid: str, msgid: str, kept: bytes, message: AppMessage) -> None:
        """A duplicate is passed over without a word."""
        fingerprint = hashlib.sha256(userid.encode() + b"\0" + kept).digest()
        if message.enable_duplicate_check:
            since = now() - min(message.duplicate_check_interval, DUPLICATE_SECONDS_MAX)
            sql = "SELECT 1 FROM wecom_app_messages WHERE fingerprint = ? AND at > ?"
            if self._db.one(sql, fingerprint, since) is not None:
                return
        self._db.run(
            "INSERT INTO wecom_app_messages (msgid, userid, content, fingerprint, at) VALUES (?, ?, ?, ?, ?)",
            *(msgid, userid, kept.decode(), fingerprint, now()),
        )

    def inbox(self, userid: str) -> list[dict[str, Any]]:
        """Newest first."""
        rows = self._db.all(
            "SELECT * FROM wecom_app_messages WHERE userid = ? ORDER BY id DESC LIMIT ?", userid, INBOX_MAX
        )
        return [
            {"msgid": row["msgid"], "content": msgspec.json.decode(row["content"]), "at": utc_time(row["at"])}
            for row in rows
        ]


def ticket_kind(kind: Kind, asked: str) -> str:
    """agent_config is told to the application's own token alone."""
    checked(asked == "agent_config", 40058, "invalid type")
    checked(kind == "agent", 48002, "api forbidden for this secret")
    return "agent"
