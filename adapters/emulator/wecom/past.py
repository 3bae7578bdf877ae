"""A corporation as it has been for long: told by whoever fills a shop, written into the books, called back to nobody.

Telling it twice counts once: what is known stays as it is.
"""

import base64
import hashlib
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from adapters.emulator.wechat.groups import Groups
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.errors import Unplayable
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.tags import AddTags, CorpTags, NewTag

Name = Annotated[str, Meta(min_length=1, max_length=128)]


class PastStaff(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    user_id: Name
    name: Name
    hired_at: datetime


class PastTagGroup(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    name: Name
    tags: list[Name]


class PastFollow(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """`tags` as `group/tag`. The person is one of WeChat's already."""

    openid: Name
    user_id: Name
    added_at: datetime
    add_way: int = 1
    state: str = ""
    remark: str = ""
    description: str = ""
    phones: list[str] = []
    tags: list[str] = []


class PastGroup(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """`key` names it for ever."""

    key: Name
    name: Name
    owner: Name
    made_at: datetime
    openids: list[Name] = []
    notice: str = ""


class PastLine(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Written in a single chat. Of one pair and moment there is one line."""

    openid: Name
    user_id: Name
    source: Literal["guide", "contact"]
    text: Name
    at: datetime


class PastCorp(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    staff: list[PastStaff] = []
    tag_groups: list[PastTagGroup] = []
    follows: list[PastFollow] = []
    groups: list[PastGroup] = []
    lines: list[PastLine] = []


class KnownCorp(msgspec.Struct, rename="camel"):
    """WeCom's ids of what was told: by openid, by `group/tag`, by the group's key."""

    external_user_ids: dict[str, str]
    tag_ids: dict[str, str]
    chat_ids: dict[str, str]


class CorpPast:
    def __init__(self, grounds: Grounds, contacts: Contacts, tags: CorpTags, wechat: Groups) -> None:
        self._db = grounds.db
        self._corp_id = grounds.merchant.wecom_corp_id
        self._contacts = contacts
        self._tags = tags
        self._wechat = wechat

    def write(self, told: PastCorp) -> KnownCorp:
        """One commit for all but the tags, which come first. Raises Unplayable for strangers and unknown guides."""
        tag_ids = self._write_tags(told.tag_groups)
        known = KnownCorp({}, tag_ids, {})
        with self._db.transaction():
            for number, one in enumerate(told.staff):
                row = (one.user_id, one.name, f"1600003{number % 10_000:04d}", one.hired_at.timestamp())
                self._db.run("INSERT OR IGNORE INTO wecom_staff VALUES (?, ?, ?, ?, NULL)", *row)
            for follow in told.follows:
                known.external_user_ids[follow.openid] = self._write_follow(follow, tag_ids)
            for group in told.groups:
                known.chat_ids[group.key] = self._write_group(group)
            for line in told.lines:
                self._write_line(line)
        return known

    def _write_tags(self, groups: list[PastTagGroup]) -> dict[str, str]:
        for group in groups:
            rows = self._db.all(
                "SELECT t.name FROM wecom_tags t JOIN wecom_tag_groups g USING (group_id) WHERE g.name = ?", group.name
            )
            missing = [name for name in group.tags if name not in {row["name"] for row in rows}]
            if missing:
                self._tags.add(AddTags([NewTag(name) for name in missing], group_name=group.name))
        rows = self._db.all(
            "SELECT g.name || '/' || t.name AS path, t.tag_id FROM wecom_tags t"
            " JOIN wecom_tag_groups g USING (group_id)"
        )
        return {row["path"]: row["tag_id"] for row in rows}

    def _write_follow(self, follow: PastFollow, tag_ids: dict[str, str]) -> str:
        self._require_guide(follow.user_id)
        external_userid = self._contact(follow.openid)
        added = self._db.run(
            "INSERT OR IGNORE INTO wecom_follows (userid, external_userid, standing, remark, description,"
            " remark_mobiles, oper_userid, add_way, state, created_at) VALUES (?, ?, 'live', ?, ?, ?, ?, ?, ?, ?)",
            *(follow.user_id, external_userid, follow.remark, follow.description),
            *(msgspec.json.encode(follow.phones).decode(), external_userid, follow.add_way, follow.state),
            follow.added_at.timestamp(),
        ).rowcount
        if added:
            if unknown := [path for path in follow.tags if path not in tag_ids]:
                raise Unplayable(f"没有标签 {unknown[0]}", 400)
            marks = tuple(tag_ids[path] for path in follow.tags)
            self._tags.write_marks((follow.user_id, external_userid), marks, ())
        return external_userid

    def _write_line(self, line: PastLine) -> None:
        self._require_guide(line.user_id)
        content = msgspec.json.encode([{"kind": "text", "text": line.text}]).decode()
        place = (line.user_id, self._contact(line.openid), line.source, content, line.at.timestamp())
        self._db.run(
            "INSERT INTO wecom_lines (userid, external_userid, source, content, at) SELECT ?, ?, ?, ?, ?"
            " WHERE NOT EXISTS (SELECT 1 FROM wecom_lines"
            " WHERE userid = ? AND external_userid = ? AND source = ? AND at = ?)",
            *(*place, *place[:3], place[4]),
        )

    def _contact(self, openid: str) -> str:
        person = self._db.one("SELECT device FROM users WHERE openid = ?", openid)
        if person is None:
            raise Unplayable(f"没有 {openid} 这个人", 400)
        return self._contacts.at_device(person["device"])

    def _require_guide(self, userid: str) -> None:
        if not self._db.one("SELECT 1 FROM wecom_staff WHERE userid = ?", userid):
            raise Unplayable(f"没有成员 {userid}", 400)

    def _write_group(self, group: PastGroup) -> str:
        self._require_guide(group.owner)
        digest = hashlib.sha256(f"{self._corp_id}:chat:{group.key}".encode()).digest()
        chat_id = "wr" + base64.urlsafe_b64encode(digest).decode()[:30]
        if self._db.one("SELECT 1 FROM wecom_groups WHERE chat_id = ?", chat_id):
            return chat_id
        at = group.made_at.timestamp()
        self._db.run(
            "INSERT INTO wecom_groups (chat_id, name, owner, notice, open_gid, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            *(chat_id, group.name, group.owner, group.notice, self._wechat.found(chat_id, group.name), at),
        )
        members = [(chat_id, group.owner, 1, at, 1, "", "")]
        members += [(chat_id, self._contact(openid), 0, at, 1, "", group.owner) for openid in group.openids]
        self._db.many("INSERT OR IGNORE INTO wecom_group_members VALUES (?, ?, ?, ?, ?, ?, ?)", members)
        self._db.run(
            "INSERT OR IGNORE INTO chat_members SELECT ?, device FROM users WHERE openid IN"
            " (SELECT value FROM json_each(?))",
            *(chat_id, msgspec.json.encode(group.openids).decode()),
        )
        return chat_id
