"""Corporation tags: groups of them, and which guide has given which to whom."""

from typing import Any

import msgspec

from adapters.emulator.wecom.errors import Unplayable, WecomError, checked, listed
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.push import WecomPush
from adapters.emulator.wording import now, random_text

NAME_LENGTH_MAX = 30
TAGS_MAX = 10_000


class TagList(msgspec.Struct):
    tag_id: list[str] = []
    group_id: list[str] = []


class NewTag(msgspec.Struct):
    name: str
    order: int = 0


class AddTags(msgspec.Struct):
    tag: list[NewTag]
    group_id: str = ""
    group_name: str = ""
    order: int = 0
    agentid: int | str = 0


class EditTag(msgspec.Struct):
    id: str
    name: str | None = None
    order: int | None = None
    agentid: int | str = 0


class DeleteTags(msgspec.Struct):
    tag_id: list[str] = []
    group_id: list[str] = []
    agentid: int | str = 0


def _named(name: str) -> str:
    checked(0 < len(name) <= NAME_LENGTH_MAX, 40072, "invalid tag name size")
    return name


class CorpTags:
    def __init__(self, grounds: Grounds, push: WecomPush) -> None:
        self._db = grounds.db
        self._push = push

    def all(self, asked: TagList) -> list[dict[str, Any]]:
        """Both empty: all. With groups, the tag ids do not count."""
        groups = self._db.all("SELECT * FROM wecom_tag_groups ORDER BY place DESC, created_at, group_id")
        shown = []
        for group in groups:
            if asked.group_id and group["group_id"] not in asked.group_id:
                continue
            rows = self._db.all(
                'SELECT tag_id AS id, name, created_at, place AS "order" FROM wecom_tags WHERE group_id = ?'
                " ORDER BY place DESC, created_at, tag_id",
                group["group_id"],
            )
            if asked.tag_id and not asked.group_id:
                rows = [row for row in rows if row["id"] in asked.tag_id]
                if not rows:
                    continue
            tags = [_tag(dict(row)) for row in rows]
            head = {"group_id": group["group_id"], "group_name": group["name"], "order": group["place"]}
            shown.append(head | {"create_time": int(group["created_at"]), "deleted": False, "tag": tags})
        return shown

    def add(self, asked: AddTags, *, by_person: bool = False) -> dict[str, Any]:
        """Into the group of the id or the name, made where there is none. The group with the new tags alone."""
        checked(asked.tag or by_person, 40058, "tag list is empty")
        names = [_named(tag.name) for tag in asked.tag]
        checked(len(set(names)) == len(names), 40071, "duplicated tag name")
        checked(self._db.number("SELECT count(*) FROM wecom_tags") + len(names) <= TAGS_MAX, 40070, "too many tags")
        with self._db.transaction():
            group_id = self._group_for(asked, by_person)
            ids = [self._insert(group_id, tag, by_person) for tag in asked.tag]
        (group,) = self.all(TagList(group_id=[group_id]))
        return group | {"tag": [tag for tag in group["tag"] if tag["id"] in ids]}

    def _group_for(self, asked: AddTags, by_person: bool) -> str:
        if asked.group_id:
            row = self._db.one("SELECT group_id FROM wecom_tag_groups WHERE group_id = ?", asked.group_id)
            if row is None:
                raise WecomError(40068, "invalid tag group id")
            return str(row["group_id"])
        row = self._db.one("SELECT group_id FROM wecom_tag_groups WHERE name = ?", _named(asked.group_name))
        if row is not None:
            return str(row["group_id"])
        group_id = _new_id()
        place = max(0, asked.order)
        self._db.run("INSERT INTO wecom_tag_groups VALUES (?, ?, ?, ?)", group_id, asked.group_name, place, now())
        if by_person:
            self._tell("create", group_id, "tag_group")
        return group_id

    def _insert(self, group_id: str, tag: NewTag, by_person: bool) -> str:
        known = self._db.one("SELECT 1 FROM wecom_tags WHERE group_id = ? AND name = ?", group_id, tag.name)
        checked(known is None, 40071, "duplicated tag name")
        tag_id = _new_id()
        self._db.run(
            "INSERT INTO wecom_tags VALUES (?, ?, ?, ?, ?)", tag_id, group_id, tag.name, max(0, tag.order), now()
        )
        if by_person:
            self._tell("create", tag_id, "tag")
        return tag_id

    def edit(self, asked: EditTag, *, by_person: bool = False) -> None:
        tag = self._db.one("SELECT * FROM wecom_tags WHERE tag_id = ?", asked.id)
        group = self._db.one("SELECT * FROM wecom_tag_groups WHERE group_id = ?", asked.id)
        if asked.name is not None:
            _named(asked.name)
        with self._db.transaction():
            if tag is not None:
                twin = self._db.one(
                    "SELECT 1 FROM wecom_tags WHERE group_id = ? AND name = ? AND tag_id != ?",
                    *(tag["group_id"], asked.name, asked.id),
                )
                checked(twin is None, 40071, "duplicated tag name")
                sql = "UPDATE wecom_tags SET name = coalesce(?, name), place = coalesce(?, place) WHERE tag_id = ?"
            elif group is not None:
                twin = self._db.one(
                    "SELECT 1 FROM wecom_tag_groups WHERE name = ? AND group_id != ?", asked.name, asked.id
                )
                checked(twin is None, 40071, "duplicated tag group name")
                sql = (
                    "UPDATE wecom_tag_groups SET name = coalesce(?, name), place = coalesce(?, place)"
                    " WHERE group_id = ?"
                )
            else:
                raise WecomError(40068, "invalid tag id")
            self._db.run(sql, asked.name, asked.order, asked.id)
            if by_person:
                self._tell("update", asked.id, "tag" if tag is not None else "tag_group")

    def delete(self, asked: DeleteTags, *, by_person: bool = False) -> None:
        """A group goes with its tags, and when its last tag goes. Nobody has the tags any more."""
        checked(asked.tag_id or asked.group_id, 40058, "tag_id and group_id are both empty")
        groups = self._db.all(
            "SELECT group_id FROM wecom_tag_groups WHERE group_id IN (SELECT value FROM json_each(?))",
            listed(asked.group_id),
        )
        tags = self._db.all(
            "SELECT tag_id, group_id FROM wecom_tags WHERE tag_id IN (SELECT value FROM json_each(?))",
            listed(asked.tag_id),
        )
        checked(len(groups) == len(set(asked.group_id)), 40068, "invalid tag group id")
        checked(len(tags) == len(set(asked.tag_id)), 40068, "invalid tag id")
        with self._db.transaction():
            for tag in tags:
                self._drop(tag["tag_id"])
            empty = {
                tag["group_id"]
                for tag in tags
                if not self._db.one("SELECT 1 FROM wecom_tags WHERE group_id = ?", tag["group_id"])
            }
            gone = sorted(empty | {group["group_id"] for group in groups})
            for group_id in gone:
                for tag in self._db.all("SELECT tag_id FROM wecom_tags WHERE group_id = ?", group_id):
                    self._drop(tag["tag_id"])
                self._db.run("DELETE FROM wecom_tag_groups WHERE group_id = ?", group_id)
            if by_person:
                for tag in tags:
                    self._tell("delete", tag["tag_id"], "tag")
                for group_id in gone:
                    self._tell("delete", group_id, "tag_group")

    def _drop(self, tag_id: str) -> None:
        self._db.run("DELETE FROM wecom_marks WHERE tag_id = ?", tag_id)
        self._db.run("DELETE FROM wecom_tags WHERE tag_id = ?", tag_id)

    def shuffle(self) -> None:
        """Somebody has put them into another order in the console."""
        with self._db.transaction():
            self._db.run("UPDATE wecom_tags SET place = abs(random()) % 1000")
            self._push.emit("change_external_tag", "shuffle", "", {"Id": ""})

    def knows(self, tag_id: str) -> bool:
        return self._db.one("SELECT 1 FROM wecom_tags WHERE tag_id = ?", tag_id) is not None

    def named(self, group_name: str, tag_name: str) -> str:
        """The id, for people who pick by name. Raises Unplayable."""
        row = self._db.one(
            "SELECT t.tag_id FROM wecom_tags t JOIN wecom_tag_groups g USING (group_id)"
            " WHERE g.name = ? AND t.name = ?",
            *(group_name, tag_name),
        )
        if row is None:
            raise Unplayable("没有这个标签", 404)
        return str(row["tag_id"])

    def write_marks(self, pair: tuple[str, str], add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """`pair` is (userid, external_userid); callable inside a transaction."""
        for tag_id in remove:
            self._db.run(
                "DELETE FROM wecom_marks WHERE userid = ? AND external_userid = ? AND tag_id = ?", *pair, tag_id
            )
        for tag_id in add:
            self._db.run("INSERT OR IGNORE INTO wecom_marks VALUES (?, ?, ?)", *pair, tag_id)

    def _tell(self, change: str, object_id: str, kind: str) -> None:
        self._push.emit("change_external_tag", change, object_id, {"Id": object_id, "TagType": kind})


def _new_id() -> str:
    return "et" + random_text(30)


def _tag(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name"],
        "create_time": int(row["created_at"]),
        "order": row["order"],
        "deleted": False,
    }
