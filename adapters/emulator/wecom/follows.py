"""What people do to each other: they become contacts, note things down, and delete one another. All of it is told."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.errors import Unplayable
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.push import WecomPush
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wecom.tags import CorpTags
from adapters.emulator.wecom.welcomes import Welcomes
from adapters.emulator.wording import now

CONTACT_EVENT = "change_external_contact"
BY_CODE, BY_GROUP, BY_ALLOTMENT = 1, 4, 202


class Meeting(msgspec.Struct, frozen=True):
    """How they came together. `standing`: live, half, or asked where the guide has to agree first."""

    add_way: int
    state: str = ""
    standing: str = "live"


class GuideNotes(msgspec.Struct, frozen=True):
    """What the guide changes; None leaves it. Phones alone are not told to the shop."""

    remark: str | None = None
    description: str | None = None
    phones: list[str] | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


class Parties:
    """Everything that a change between two people touches."""

    def __init__(self, staff: Staff, contacts: Contacts, tags: CorpTags, welcomes: Welcomes) -> None:
        self.staff = staff
        self.contacts = contacts
        self.tags = tags
        self.welcomes = welcomes


class Follows:
    def __init__(self, grounds: Grounds, parties: Parties, push: WecomPush) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._parties = parties
        self._push = push

    def add(self, userid: str, device: str, meeting: Meeting) -> Mapping[str, Any]:
        """The person becomes a contact, or asks to. What the play API answers."""
        if not self._parties.staff.is_working(userid):
            raise Unplayable("这位导购不在职", 404)
        external_userid = self._parties.contacts.at_device(device)
        row = self._parties.contacts.pair(userid, external_userid)
        if row is not None and row["standing"] in ("live", "half", "asked"):
            raise Unplayable("已经是好友了" if row["standing"] == "live" else "已经申请过了")
        if self.count(userid) >= self._grounds.faults.contacts_per_guide_max:
            raise Unplayable("对方的好友数已达上限")
        with self._db.transaction():
            self._db.run(
                "INSERT INTO wecom_follows (userid, external_userid, standing, oper_userid, add_way, state, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET standing = excluded.standing,"
                " add_way = excluded.add_way, state = excluded.state, created_at = excluded.created_at,"
                " ended_at = NULL",
                *(userid, external_userid, meeting.standing, external_userid, meeting.add_way, meeting.state, now()),
            )
            code = self._tell_added(userid, external_userid, meeting)
        return self._met(userid, external_userid, meeting.standing, code)

    def confirm(self, userid: str, external_userid: str) -> Mapping[str, Any]:
        """The guide agrees to a half or asked one."""
        row = self._parties.contacts.pair(userid, external_userid)
        if row is None or row["standing"] not in ("half", "asked"):
            raise Unplayable("没有等待通过的申请")
        with self._db.transaction():
            self._stand(userid, external_userid, "live", None)
            # Who has been welcomed while they were half a contact is not welcomed again.
            is_welcomed = self._parties.welcomes.was_used(userid, external_userid, row["created_at"])
            meeting = Meeting(row["add_way"], row["state"])
            code = self._tell_added(userid, external_userid, meeting, may_welcome=not is_welcomed)
        return self._met(userid, external_userid, "live", code)

    def count(self, userid: str) -> int:
        return self._db.number("SELECT count(*) FROM wecom_follows WHERE userid = ? AND standing = 'live'", userid)

    def _met(self, userid: str, external_userid: str, standing: str, code: str) -> Mapping[str, Any]:
        return {"userId": userid, "externalUserId": external_userid, "standing": standing, "welcomeCode": code}

    def _tell_added(self, userid: str, external_userid: str, meeting: Meeting, *, may_welcome: bool = True) -> str:
        """The welcome code, empty where there is none."""
        if meeting.standing == "asked":
            return ""
        may_welcome = may_welcome and not self._grounds.faults.admin_welcome
        code = self._parties.welcomes.issue(userid, external_userid) if may_welcome else ""
        told = {"State": meeting.state} if meeting.state else {}
        change = "add_half_external_contact" if meeting.standing == "half" else "add_external_contact"
        self._tell(change, userid, external_userid, told | ({"WelcomeCode": code} if code else {}))
        return code

    def note(self, userid: str, external_userid: str, notes: GuideNotes) -> None:
        """The guide edits what they know, in the client."""
        row = self._live(userid, external_userid)
        for tag_id in (*notes.add_tags, *notes.remove_tags):
            if not self._parties.tags.knows(tag_id):
                raise Unplayable("没有这个标签", 404)
        with self._db.transaction():
            phones = msgspec.json.encode(notes.phones).decode() if notes.phones is not None else None
            self._db.run(
                "UPDATE wecom_follows SET remark = coalesce(?, remark), description = coalesce(?, description),"
                " remark_mobiles = coalesce(?, remark_mobiles) WHERE userid = ? AND external_userid = ?",
                *(notes.remark, notes.description, phones, row["userid"], row["external_userid"]),
            )
            self._parties.tags.write_marks((userid, external_userid), notes.add_tags, notes.remove_tags)
            if notes.remark is not None or notes.description is not None or notes.add_tags or notes.remove_tags:
                self._tell("edit_external_contact", userid, external_userid, {})

    def deleted_by_contact(self, userid: str, external_userid: str) -> None:
        """The guide still has their notes, and would have them again."""
        self._live(userid, external_userid)
        with self._db.transaction():
            self._stand(userid, external_userid, "deleted_by_contact", now())
            # Who comes back later has parted nevertheless: the follow itself forgets it.
            parting = "INSERT INTO wecom_partings (userid, external_userid, at) VALUES (?, ?, ?)"
            self._db.run(parting, userid, external_userid, now())
            self._tell("del_follow_user", userid, external_userid, {})

    def deleted_by_guide(self, userid: str, external_userid: str) -> None:
        self._live(userid, external_userid)
        with self._db.transaction():
            self.forget(userid, external_userid, "deleted_by_guide")
            self._tell("del_external_contact", userid, external_userid, {})

    def handed_over(self, userid: str, external_userid: str) -> None:
        """Inside the transaction of a transfer that is done."""
        self.forget(userid, external_userid, "transferred")
        self._tell("del_external_contact", userid, external_userid, {"Source": "DELETE_BY_TRANSFER"})

    def taken_over(self, handover: sqlite3.Row, takeover: str) -> None:
        """Inside the transaction of a transfer that is done: with the remark and the tags of before."""
        external_userid = handover["external_userid"]
        known = self._parties.contacts.pair(takeover, external_userid)
        if known is not None and known["standing"] == "live":
            return
        self._db.run(
            "INSERT OR REPLACE INTO wecom_follows (userid, external_userid, standing, remark, description,"
            " remark_corp_name, remark_mobiles, oper_userid, add_way, state, created_at)"
            " VALUES (?, ?, 'live', ?, ?, ?, ?, ?, ?, '', ?)",
            *(takeover, external_userid, handover["remark"], handover["description"], handover["remark_corp_name"]),
            *(handover["remark_mobiles"], handover["userid"], BY_ALLOTMENT, now()),
        )
        self._db.run(
            "INSERT OR IGNORE INTO wecom_marks SELECT ?, external_userid, tag_id FROM wecom_marks"
            " WHERE userid = ? AND external_userid = ?",
            *(takeover, handover["userid"], external_userid),
        )
        self._tell("add_external_contact", takeover, external_userid, {})

    def transfer_failed(self, takeover: str, external_userid: str, reason: str) -> None:
        self._tell("transfer_fail", takeover, external_userid, {"FailReason": reason})

    def forget(self, userid: str, external_userid: str, standing: str) -> None:
        """With the notes and tags of this pair."""
        self._db.run("DELETE FROM wecom_marks WHERE userid = ? AND external_userid = ?", userid, external_userid)
        self._db.run(
            "UPDATE wecom_follows SET standing = ?, ended_at = ?, remark = '', description = '', remark_corp_name = '',"
            " remark_mobiles = '[]' WHERE userid = ? AND external_userid = ?",
            *(standing, now(), userid, external_userid),
        )

    def _live(self, userid: str, external_userid: str) -> sqlite3.Row:
        row = self._parties.contacts.pair(userid, external_userid)
        if row is None or row["standing"] not in ("live", "half"):
            raise Unplayable("他们不是好友", 404)
        return row

    def _stand(self, userid: str, external_userid: str, standing: str, ended_at: float | None) -> None:
        self._db.run(
            "UPDATE wecom_follows SET standing = ?, ended_at = ? WHERE userid = ? AND external_userid = ?",
            *(standing, ended_at, userid, external_userid),
        )

    def _tell(self, change: str, userid: str, external_userid: str, more: dict[str, Any]) -> None:
        fields = {"UserID": userid, "ExternalUserID": external_userid} | more
        self._push.emit(CONTACT_EVENT, change, external_userid, fields)
