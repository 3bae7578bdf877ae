"""Mass messages: tasks that guides have to confirm. Nothing is sent before somebody presses the button."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from adapters.emulator.wecom.chats import CorpGroups
from adapters.emulator.wecom.errors import Unplayable, WecomError, checked, listed
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.lines import Lines
from adapters.emulator.wecom.messages import Content, Contents
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wecom.quotas import Quotas
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wording import now, random_text

CONTACTS_MAX, GROUPS_MAX = 10_000, 2000
LIST_MAX, TASKS_MAX = 100, 1000
LIST_SECONDS_MAX = 31 * 86400
REMINDERS_MAX, REMINDER_SECONDS = 3, 86400
UNSENT, SENT, NOT_A_FRIEND, OVER_LIMIT = range(4)
TASK_SENT = 2


class TagGroup(msgspec.Struct):
    tag_list: list[str] = []


class TagFilter(msgspec.Struct):
    group_list: list[TagGroup] = []


class Mass(Content):
    chat_type: Literal["single", "group"] = "single"
    external_userid: list[str] = msgspec.field(default_factory=list)
    chat_id_list: list[str] = msgspec.field(default_factory=list)
    tag_filter: TagFilter = msgspec.field(default_factory=TagFilter)
    sender: str = ""
    allow_select: bool = False


class MassList(msgspec.Struct):
    chat_type: Literal["single", "group"]
    start_time: int
    end_time: int
    creator: str = ""
    filter_type: int = 2
    limit: int = 50
    cursor: str = ""


class MassId(msgspec.Struct):
    msgid: str
    userid: str = ""
    limit: int = 500
    cursor: str = ""


class Crowd:
    """Who may be written to."""

    def __init__(self, staff: Staff, groups: CorpGroups) -> None:
        self.staff = staff
        self.groups = groups


class Masses:
    def __init__(self, grounds: Grounds, crowd: Crowd, contents: Contents, lines: Lines) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._crowd = crowd
        self._contents = contents
        self._lines = lines
        self._quotas = Quotas(grounds)

    def add(self, asked: Mass) -> dict[str, Any]:
        """One task for each guide. 41048 when there is nobody to write to."""
        parts = self._contents.parts(asked)
        if asked.sender:
            self._crowd.staff.working(asked.sender)
        found = self._chosen_groups(asked) if asked.chat_type == "group" else self._chosen_contacts(asked)
        named = asked.chat_id_list if asked.chat_type == "group" else asked.external_userid
        targets = [(userid, target) for userid, target in found if not self._quotas.is_used_up(target)]
        taken = {target for _, target in targets}
        checked(targets, 41048, "no customer to send")
        msgid = "msg" + random_text(29)
        kept = msgspec.json.encode({"parts": parts, "text": asked.text, "attachments": asked.attachments}).decode()
        with self._db.transaction():
            self._db.run("INSERT INTO wecom_masses VALUES (?, ?, ?, '', ?, NULL)", msgid, asked.chat_type, kept, now())
            for userid in sorted({userid for userid, _ in targets}):
                self._db.run("INSERT INTO wecom_mass_tasks VALUES (?, ?, 0, NULL)", msgid, userid)
            self._db.many(
                "INSERT INTO wecom_mass_targets VALUES (?, ?, ?, 0, NULL)",
                [(msgid, userid, target) for userid, target in targets],
            )
        return {"fail_list": [one for one in dict.fromkeys(named) if one not in taken], "msgid": msgid}

    def _chosen_groups(self, asked: Mass) -> Iterable[tuple[str, str]]:
        checked(asked.sender, 40058, "sender is needed for groups")
        checked(len(asked.chat_id_list) <= GROUPS_MAX, 40058, "too many chats")
        own = self._crowd.groups.of_owner(asked.sender)
        wanted = set(asked.chat_id_list)
        return [(asked.sender, chat_id) for chat_id in own if not wanted or chat_id in wanted]

    def _chosen_contacts(self, asked: Mass) -> Iterable[tuple[str, str]]:
        """Through the sender; without one, through whoever became their guide last."""
        ids, groups = asked.external_userid, [group.tag_list for group in asked.tag_filter.group_list]
        checked(len(ids) <= CONTACTS_MAX, 40058, "too many external_userid")
        checked(ids or asked.sender or groups, 40058, "external_userid and sender are both empty")
        rows = self._db.all(
            "SELECT external_userid, userid, max(created_at) FROM wecom_follows WHERE standing = 'live'"
            " AND (? = '' OR userid = ?) AND (? = '[]' OR external_userid IN (SELECT value FROM json_each(?)))"
            " GROUP BY external_userid ORDER BY external_userid",
            *(asked.sender, asked.sender, listed(ids), listed(ids)),
        )
        pairs = [(row["userid"], row["external_userid"]) for row in rows]
        return [pair for pair in pairs if ids or all(self._has_one(pair, tags) for tags in groups)]

    def _has_one(self, pair: tuple[str, str], tags: list[str]) -> bool:
        row = self._db.one(
            "SELECT 1 FROM wecom_marks WHERE userid = ? AND external_userid = ?"
            " AND tag_id IN (SELECT value FROM json_each(?))",
            *(*pair, listed(tags)),
        )
        return row is not None

    def page(self, asked: MassList) -> dict[str, Any]:
        """Newest last; what a call whose answer was lost has to be looked for in."""
        checked(asked.start_time <= asked.end_time, 40058, "invalid time range")
        checked(asked.end_time - asked.start_time <= LIST_SECONDS_MAX, 40058, "time range is longer than a month")
        limit = min(asked.limit, LIST_MAX) if asked.limit > 0 else 50
        created_at, after = key_of(asked.cursor, 2)
        # All of them are the API's: nobody writes to many by hand here.
        rows = self._db.all(
            "SELECT * FROM wecom_masses WHERE chat_type = ? AND created_at >= ? AND created_at < ? + 1"
            " AND (created_at, msgid) > (?, ?) AND ? != 1 AND ? = '' ORDER BY created_at, msgid LIMIT ?",
            *(asked.chat_type, asked.start_time, asked.end_time, float(created_at or 0), after),
            *(asked.filter_type, asked.creator, limit + 1),
        )
        page = rows[:limit]
        items = []
        for row in page:
            content = msgspec.json.decode(row["content"])
            head = {"msgid": row["msgid"], "create_time": int(row["created_at"]), "create_type": 0}
            items.append(head | {"text": content["text"], "attachments": content["attachments"]})
        last = cursor_of(repr(page[-1]["created_at"]), page[-1]["msgid"]) if len(rows) > limit else ""
        return {"group_msg_list": items, "next_cursor": last}

    def tasks(self, asked: MassId) -> dict[str, Any]:
        """41063 while it is still being handed out."""
        self._dispatched(asked.msgid)
        (after,) = key_of(asked.cursor, 1)
        limit = min(asked.limit, TASKS_MAX) if asked.limit > 0 else 500
        rows = self._db.all(
            "SELECT * FROM wecom_mass_tasks WHERE msgid = ? AND userid > ? ORDER BY userid LIMIT ?",
            *(asked.msgid, after, limit + 1),
        )
        page = rows[:limit]
        last = cursor_of(page[-1]["userid"]) if len(rows) > limit else ""
        return {"task_list": [_dated(row, {"userid": row["userid"]}) for row in page], "next_cursor": last}

    def results(self, asked: MassId) -> dict[str, Any]:
        mass = self._dispatched(asked.msgid)
        (after,) = key_of(asked.cursor, 1)
        limit = min(asked.limit, TASKS_MAX) if asked.limit > 0 else 500
        rows = self._db.all(
            "SELECT * FROM wecom_mass_targets WHERE msgid = ? AND userid = ? AND target > ? ORDER BY target LIMIT ?",
            *(asked.msgid, asked.userid, after, limit + 1),
        )
        page, name = rows[:limit], "chat_id" if mass["chat_type"] == "group" else "external_userid"
        last = cursor_of(page[-1]["target"]) if len(rows) > limit else ""
        items = [_dated(row, {name: row["target"], "userid": row["userid"]}) for row in page]
        return {"send_list": items, "next_cursor": last}

    def remind(self, msgid: str) -> None:
        """Three times in 24 (virtual) hours: 41094."""
        self._open(msgid)
        since = now() - self._grounds.board.scaled(REMINDER_SECONDS)
        count = self._db.number("SELECT count(*) FROM wecom_mass_reminders WHERE msgid = ? AND at > ?", msgid, since)
        checked(count < REMINDERS_MAX, 41094, "remind too frequently")
        self._db.run("INSERT INTO wecom_mass_reminders (msgid, at) VALUES (?, ?)", msgid, now())

    def cancel(self, msgid: str) -> None:
        """What has been sent stays sent."""
        self._open(msgid)
        self._db.run("UPDATE wecom_masses SET cancelled_at = ? WHERE msgid = ?", now(), msgid)

    def confirm(self, msgid: str, userid: str) -> dict[str, int]:
        """The guide presses 发送. How many got it."""
        mass = self._db.one("SELECT * FROM wecom_masses WHERE msgid = ?", msgid)
        task = self._db.one("SELECT * FROM wecom_mass_tasks WHERE msgid = ? AND userid = ?", msgid, userid)
        if mass is None or task is None:
            raise Unplayable("没有这个群发任务", 404)
        if mass["cancelled_at"] is not None or task["status"] != UNSENT:
            raise Unplayable("这个群发任务已经发送或取消")
        parts = msgspec.json.decode(mass["content"])["parts"]
        counts = {SENT: 0, NOT_A_FRIEND: 0, OVER_LIMIT: 0}
        with self._db.transaction():
            for row in self._db.all("SELECT * FROM wecom_mass_targets WHERE msgid = ? AND userid = ?", msgid, userid):
                status = self._send_one(mass["chat_type"], row, parts)
                counts[status] += 1
            self._db.run(
                "UPDATE wecom_mass_tasks SET status = ?, sent_at = ? WHERE msgid = ? AND userid = ?",
                *(TASK_SENT, now(), msgid, userid),
            )
        return {"sent": counts[SENT], "notAFriend": counts[NOT_A_FRIEND], "overLimit": counts[OVER_LIMIT]}

    def _send_one(self, chat_type: str, row: sqlite3.Row, parts: list[dict[str, Any]]) -> int:
        userid, target = row["userid"], row["target"]
        if chat_type == "group":
            reached = target in self._crowd.groups.of_owner(userid)
        else:
            reached = self._is_friend(userid, target)
        status = NOT_A_FRIEND if not reached else OVER_LIMIT if self._quotas.is_used_up(target) else SENT
        if status == SENT and chat_type == "group":
            self._lines.write_in_group("mass", userid, target, parts)
        elif status == SENT:
            self._lines.write("mass", (userid, target), parts)
        self._db.run(
            "UPDATE wecom_mass_targets SET status = ?, sent_at = ? WHERE msgid = ? AND userid = ? AND target = ?",
            *(status, now() if status == SENT else None, row["msgid"], userid, target),
        )
        return status

    def _is_friend(self, userid: str, external_userid: str) -> bool:
        row = self._db.one(
            "SELECT 1 FROM wecom_follows WHERE userid = ? AND external_userid = ? AND standing = 'live'",
            *(userid, external_userid),
        )
        return row is not None

    def _found(self, msgid: str) -> sqlite3.Row:
        checked(msgid, 41046, "missing msgid")
        row = self._db.one("SELECT * FROM wecom_masses WHERE msgid = ?", msgid)
        if row is None:
            raise WecomError(41047, "invalid msgid")
        return row

    def _dispatched(self, msgid: str) -> sqlite3.Row:
        row = self._found(msgid)
        wait_seconds = self._grounds.board.scaled(self._grounds.faults.mass_dispatch_seconds)
        checked(now() >= row["created_at"] + wait_seconds, 41063, "message is being dispatched, try later")
        return row

    def _open(self, msgid: str) -> None:
        checked(self._found(msgid)["cancelled_at"] is None, 41093, "message task has been cancelled")


def _dated(row: sqlite3.Row, head: dict[str, Any]) -> dict[str, Any]:
    return head | {"status": row["status"]} | ({"send_time": int(row["sent_at"])} if row["sent_at"] else {})
