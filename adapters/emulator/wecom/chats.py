"""Customer groups 客户群: who is in them, and what people do there."""

import hashlib
import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.emulator.wechat.groups import Groups
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wecom.push import WecomPush
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wording import now, random_text

LIST_MAX = 1000
INVITED, BY_LINK, BY_CODE = 1, 2, 3
LEFT_BY_THEMSELVES, REMOVED = 0, 1
NORMAL, OWNER_LEFT, TRANSFERRING, TRANSFERRED = range(4)


class OwnerFilter(msgspec.Struct):
    userid_list: list[str] = []


class GroupList(msgspec.Struct):
    limit: int
    status_filter: int = 0
    owner_filter: OwnerFilter = msgspec.field(default_factory=OwnerFilter)
    cursor: str = ""


class Joining(msgspec.Struct, frozen=True):
    """How somebody comes in; `state` is the code's."""

    scene: int = INVITED
    state: str = ""
    invitor: str = ""


class Members:
    """The people around groups: staff, contacts, and WeChat's own view of a group."""

    def __init__(self, staff: Staff, contacts: Contacts, wechat: Groups) -> None:
        self.staff = staff
        self.contacts = contacts
        self.wechat = wechat


class CorpGroups:
    def __init__(self, grounds: Grounds, members: Members, push: WecomPush) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._members = members
        self._push = push

    def page(self, asked: GroupList) -> dict[str, Any]:
        """81017 without owners where there are too many people."""
        checked(1 <= asked.limit <= LIST_MAX, 40058, "invalid limit")
        owners = asked.owner_filter.userid_list
        too_many = len(self._members.staff.guides()) > self._grounds.faults.owners_without_filter_max
        checked(owners or not too_many, 81017, "too many users, owner_filter is needed")
        (after,) = key_of(asked.cursor, 1)
        wanted = {0: (0, 1, 2, 3), 1: (OWNER_LEFT,), 2: (TRANSFERRING,), 3: (TRANSFERRED,)}.get(asked.status_filter)
        if wanted is None:
            raise WecomError(40058, "invalid status_filter")
        rows = self._db.all(
            "SELECT chat_id, status FROM wecom_groups WHERE dismissed_at IS NULL AND chat_id > ?"
            " AND status IN (SELECT value FROM json_each(?))"
            " AND (? = '[]' OR owner IN (SELECT value FROM json_each(?)))"
            " ORDER BY chat_id LIMIT ?",
            *(after, str(list(wanted)), *[msgspec.json.encode(owners).decode()] * 2, asked.limit + 1),
        )
        page = [dict(row) for row in rows[: asked.limit]]
        more = {"next_cursor": cursor_of(page[-1]["chat_id"])} if len(rows) > asked.limit else {}
        return {"group_chat_list": page} | more

    def detail(self, chat_id: str, *, with_names: bool) -> dict[str, Any]:
        group = self.alive(chat_id)
        rows = self._db.all(
            "SELECT * FROM wecom_group_members WHERE chat_id = ? ORDER BY joined_at, member", group["chat_id"]
        )
        return {
            "chat_id": chat_id,
            "name": group["name"],
            "owner": group["owner"],
            "create_time": int(group["created_at"]),
            "notice": group["notice"],
            "member_list": [self._member(row, with_names=with_names) for row in rows],
            "admin_list": [],
            "member_version": version_of(chat_id, group["version"]),
        }

    def _member(self, row: sqlite3.Row, *, with_names: bool) -> dict[str, Any]:
        member, staff = row["member"], self._members.staff
        shown: dict[str, Any] = {"userid": member, "type": 1 if row["is_staff"] else 2}
        shown |= {"join_time": int(row["joined_at"]), "join_scene": row["join_scene"], "group_nickname": ""}
        if row["invitor"]:
            shown["invitor"] = {"userid": row["invitor"]}
        if row["state"]:
            shown["state"] = row["state"]
        if not row["is_staff"] and (unionid := self._members.contacts.unionid_of(member)):
            shown["unionid"] = unionid
        if with_names:
            known = staff.known(member) if row["is_staff"] else None
            shown["name"] = known["name"] if known is not None else self._members.contacts.name_of(member)
        return shown

    def chat_of(self, open_gid: str) -> str:
        """Of a group id that a mini-program has decrypted. 90501 for a group that is not the corporation's."""
        row = self._db.one("SELECT chat_id FROM wecom_groups WHERE open_gid = ? AND dismissed_at IS NULL", open_gid)
        if row is None:
            raise WecomError(90501, "not external group chat")
        return str(row["chat_id"])

    def make(self, owner: str, name: str, devices: list[str]) -> str:
        """The owner opens a group with some of their contacts."""
        if not self._members.staff.is_working(owner):
            raise Unplayable("这位导购不在职", 404)
        chat_id = "wr" + random_text(30)
        with self._db.transaction():
            self._db.run(
                "INSERT INTO wecom_groups (chat_id, name, owner, open_gid, created_at) VALUES (?, ?, ?, ?, ?)",
                *(chat_id, name, owner, self._members.wechat.found(chat_id, name), now()),
            )
            self._insert(chat_id, (owner, 1), Joining())
            for device in devices:
                self._insert(chat_id, (self._in_chat(chat_id, device), 0), Joining(INVITED, "", owner))
            self._push.emit("change_external_chat", "create", chat_id, {"ChatId": chat_id})
        return chat_id

    def join(self, chat_id: str, device: str, joining: Joining) -> None:
        group = self._playable(chat_id)
        with self._db.transaction():
            member = self._in_chat(chat_id, device)
            if not self._insert(chat_id, (member, 0), joining):
                raise Unplayable("已经在群里了")
            if self.size(chat_id) > self._grounds.faults.group_size_max:
                raise Unplayable("群满了")
            # Whether by invitation or by link, the callback says 0.
            told = {"JoinScene": BY_CODE if joining.scene == BY_CODE else 0}
            self._tell_members(group, "add_member", [member], told)

    def leave(self, chat_id: str, device: str, quit_scene: int = LEFT_BY_THEMSELVES) -> None:
        group = self._playable(chat_id)
        member = self._members.contacts.known_at(device)
        with self._db.transaction():
            gone = self._db.run(
                "DELETE FROM wecom_group_members WHERE chat_id = ? AND member = ?", chat_id, member
            ).rowcount
            if not gone:
                raise Unplayable("不在这个群里", 404)
            self._db.run("DELETE FROM chat_members WHERE chat_key = ? AND device = ?", chat_id, device)
            self._tell_members(group, "del_member", [member], {"QuitScene": quit_scene})

    def rename(self, chat_id: str, name: str) -> None:
        self._playable(chat_id)
        with self._db.transaction():
            self._db.run("UPDATE wecom_groups SET name = ? WHERE chat_id = ?", name, chat_id)
            self._tell_update(chat_id, "change_name", {})

    def announce(self, chat_id: str, notice: str) -> None:
        self._playable(chat_id)
        with self._db.transaction():
            self._db.run("UPDATE wecom_groups SET notice = ? WHERE chat_id = ?", notice, chat_id)
            self._tell_update(chat_id, "change_notice", {})

    def hand_over(self, chat_id: str, owner: str, status: int | None = None) -> None:
        """Inside a transaction; told to nobody: people use `change_owner`."""
        self._insert(chat_id, (owner, 1), Joining())
        self._db.run(
            "UPDATE wecom_groups SET owner = ?, status = coalesce(?, status) WHERE chat_id = ?", owner, status, chat_id
        )

    def change_owner(self, chat_id: str, owner: str) -> None:
        self._playable(chat_id)
        if not self._members.staff.is_working(owner):
            raise Unplayable("这位导购不在职", 404)
        with self._db.transaction():
            self.hand_over(chat_id, owner)
            self._tell_update(chat_id, "change_owner", {})

    def dismiss(self, chat_id: str) -> None:
        self._playable(chat_id)
        with self._db.transaction():
            self._db.run("UPDATE wecom_groups SET dismissed_at = ? WHERE chat_id = ?", now(), chat_id)
            self._push.emit("change_external_chat", "dismiss", chat_id, {"ChatId": chat_id})

    def size(self, chat_id: str) -> int:
        return self._db.number("SELECT count(*) FROM wecom_group_members WHERE chat_id = ?", chat_id)

    def alive(self, chat_id: str) -> sqlite3.Row:
        """40050 unknown, 49008 dismissed."""
        row = self._db.one("SELECT * FROM wecom_groups WHERE chat_id = ?", chat_id)
        if row is None:
            raise WecomError(40050, "invalid chatid")
        checked(row["dismissed_at"] is None, 49008, "chat is dismissed")
        return row

    def of_owner(self, owner: str) -> list[str]:
        rows = self._db.all(
            "SELECT chat_id FROM wecom_groups WHERE owner = ? AND dismissed_at IS NULL ORDER BY chat_id", owner
        )
        return [row["chat_id"] for row in rows]

    def _playable(self, chat_id: str) -> sqlite3.Row:
        row = self._db.one("SELECT * FROM wecom_groups WHERE chat_id = ? AND dismissed_at IS NULL", chat_id)
        if row is None:
            raise Unplayable("没有这个群", 404)
        return row

    def _in_chat(self, chat_id: str, device: str) -> str:
        """The contact id of a person, whose phone now shows the group too."""
        member = self._members.contacts.at_device(device)
        self._db.run("INSERT OR IGNORE INTO chat_members VALUES (?, ?)", chat_id, device)
        return member

    def _insert(self, chat_id: str, member: tuple[str, int], joining: Joining) -> bool:
        return bool(
            self._db.run(
                "INSERT OR IGNORE INTO wecom_group_members VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(chat_id, *member, now(), joining.scene, joining.state, joining.invitor),
            ).rowcount
        )

    def _tell_members(self, group: sqlite3.Row, what: str, members: list[str], told: Mapping[str, Any]) -> None:
        chat_id, version = group["chat_id"], group["version"]
        self._db.run("UPDATE wecom_groups SET version = ? WHERE chat_id = ?", version + 1, chat_id)
        changed = {"MemChangeCnt": len(members), "MemChangeList": members}
        versions = {"LastMemVer": version_of(chat_id, version), "CurMemVer": version_of(chat_id, version + 1)}
        self._tell_update(chat_id, what, dict(told) | changed | versions)

    def _tell_update(self, chat_id: str, what: str, more: Mapping[str, Any]) -> None:
        fields = {"ChatId": chat_id, "UpdateDetail": what} | dict(more)
        self._push.emit("change_external_chat", "update", chat_id, fields)


def version_of(chat_id: str, version: int) -> str:
    """Opaque; another one after every change of members."""
    return hashlib.sha256(f"{chat_id}:{version}".encode()).hexdigest()[:32]
