"""Contact ways 联系我: live codes that lead to one of several guides."""

import io
import secrets
import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec
import segno

from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.follows import BY_CODE, Follows, Meeting
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wording import now

USERS_MAX, STATE_LENGTH_MAX, REMARK_LENGTH_MAX = 100, 30, 30
LIST_MAX = 1000
SINGLE, MULTI = 1, 2
BUTTON, CODE = 1, 2
PICTURES = "/wework.qpic.cn/wwpic"


class WayTerms(msgspec.Struct):
    """What can be overwritten."""

    style: int = 1
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    user: list[str] = []
    party: list[int] = []
    expires_in: int = 7 * 86400
    chat_expires_in: int = 86400
    unionid: str = ""
    is_exclusive: bool = False
    mark_source: bool = True
    conclusions: dict[str, Any] = {}


class NewWay(WayTerms):
    type: int = 0
    scene: int = 0
    is_temp: bool = False


class ChangedWay(WayTerms):
    config_id: str = ""


class WayId(msgspec.Struct):
    config_id: str


class WayList(msgspec.Struct):
    start_time: int = 0
    end_time: int = 0
    cursor: str = ""
    limit: int = 100


class Scan(msgspec.Struct, frozen=True):
    """`userid` only to choose who of several it is; `is_half`: the guide has not confirmed yet."""

    device: str
    config_id: str
    userid: str = ""
    is_half: bool = False


class Ways:
    def __init__(self, grounds: Grounds, staff: Staff, follows: Follows) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._staff = staff
        self._follows = follows

    def add(self, way: NewWay, origin: str) -> dict[str, Any]:
        """41039 41040 41042 type, scene, style; 41041 41054 users; 41045 too many."""
        checked(way.type in (SINGLE, MULTI), 41039, "invalid contact way type")
        checked(way.scene in (BUTTON, CODE), 41040, "invalid contact way scene")
        self._check(way, way.type)
        checked(not way.is_temp or way.type == SINGLE, 40058, "a temporary way is for a single user")
        count = self._db.number("SELECT count(*) FROM wecom_ways") + self._db.number(
            "SELECT count(*) FROM wecom_join_ways"
        )
        checked(count < self._grounds.faults.ways_max, 41045, "contact way count exceeds the limit")
        config_id = secrets.token_hex(16)
        content = msgspec.json.encode(way).decode()
        self._db.run(
            "INSERT INTO wecom_ways (config_id, content, created_at) VALUES (?, ?, ?)", config_id, content, now()
        )
        return {"config_id": config_id} | ({"qr_code": picture_url(origin, config_id)} if way.scene == CODE else {})

    def update(self, way: ChangedWay) -> None:
        """Overwrites; type and scene stay."""
        old = self._content(way.config_id)
        self._check(way, old.type)
        terms = {name: getattr(way, name) for name in WayTerms.__struct_fields__}
        content = msgspec.json.encode(msgspec.structs.replace(old, **terms)).decode()
        self._db.run("UPDATE wecom_ways SET content = ? WHERE config_id = ?", content, way.config_id)

    def get(self, config_id: str, origin: str) -> dict[str, Any]:
        way = self._content(config_id)
        shown: dict[str, Any] = {"config_id": config_id} | msgspec.to_builtins(way)
        return shown | ({"qr_code": picture_url(origin, config_id)} if way.scene == CODE else {})

    def delete(self, config_id: str) -> None:
        self._row(config_id)
        self._db.run("DELETE FROM wecom_ways WHERE config_id = ?", config_id)

    def page(self, asked: WayList) -> dict[str, Any]:
        """Those that were made in the time, the oldest first."""
        limit = min(asked.limit, LIST_MAX) if asked.limit > 0 else 100
        created_at, after = key_of(asked.cursor, 2)
        rows = self._db.all(
            "SELECT config_id, created_at FROM wecom_ways WHERE created_at >= ? AND created_at < ? + 1"
            " AND (created_at, config_id) > (?, ?) ORDER BY created_at, config_id LIMIT ?",
            *(asked.start_time, asked.end_time or int(now()), float(created_at or 0), after, limit + 1),
        )
        page = rows[:limit]
        more = (
            {"next_cursor": cursor_of(repr(page[-1]["created_at"]), page[-1]["config_id"])} if len(rows) > limit else {}
        )
        return {"contact_way": [{"config_id": row["config_id"]} for row in page]} | more

    def scan(self, scan: Scan) -> Mapping[str, Any]:
        """Somebody points their camera at the code. Raises Unplayable."""
        row = self._db.one("SELECT * FROM wecom_ways WHERE config_id = ?", scan.config_id)
        if row is None:
            raise Unplayable("这个码已失效", 404)
        way = msgspec.json.decode(row["content"], type=NewWay)
        if way.is_temp and (row["scans"] or row["created_at"] + way.expires_in < now()):
            raise Unplayable("这个临时码已失效")
        userids = [userid for userid in way.user if self._may_meet(userid)]
        if not userids or (scan.userid and scan.userid not in userids):
            raise Unplayable("这个码没有能添加的导购")
        standing = "half" if scan.is_half else "live" if way.skip_verify else "asked"
        meeting = Meeting(BY_CODE, way.state, standing)
        met = self._follows.add(scan.userid or secrets.choice(userids), scan.device, meeting)
        self._db.run("UPDATE wecom_ways SET scans = scans + 1 WHERE config_id = ?", scan.config_id)
        return met

    def _may_meet(self, userid: str) -> bool:
        return self._staff.is_working(userid) and not self._staff.is_disabled(userid)

    def _check(self, way: WayTerms, kind: int) -> None:
        users = list(dict.fromkeys(way.user))
        checked(way.style in (1, 2, 3), 41042, "invalid contact way style")
        checked(len(way.remark) <= REMARK_LENGTH_MAX, 40058, "invalid remark")
        checked(len(way.state) <= STATE_LENGTH_MAX, 40058, "invalid state")
        checked(len(users) <= USERS_MAX, 41041, "too many users")
        checked(len(users) == 1 if kind == SINGLE else users, 40058, "invalid user list")
        for userid in users:
            self._staff.working(userid, 41054)

    def _row(self, config_id: str) -> sqlite3.Row:
        row = self._db.one("SELECT * FROM wecom_ways WHERE config_id = ?", config_id)
        if row is None:
            raise WecomError(41044, "invalid config_id")
        return row

    def _content(self, config_id: str) -> NewWay:
        return msgspec.json.decode(self._row(config_id)["content"], type=NewWay)


def picture_url(origin: str, config_id: str) -> str:
    """Where the picture of the code is served."""
    return f"{origin}{PICTURES}/{config_id}/0"


def code_in(text: str) -> str:
    """The config id in what a person has at hand: the id, the address of the picture, or what the picture says."""
    parts = [part for part in text.replace("?code=", "/").replace("#wecom", "").split("/") if part not in ("", "0")]
    return parts[-1] if parts else ""


def picture(origin: str, config_id: str) -> bytes:
    """PNG. A camera is led to the console's tab, where the code can be used."""
    buffer = io.BytesIO()
    segno.make(f"{origin}/?code={config_id}#wecom", error="m").save(buffer, kind="png", scale=8, border=4)
    return buffer.getvalue()
