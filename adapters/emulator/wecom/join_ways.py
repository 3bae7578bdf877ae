"""Join codes of groups: to up to five of them, and to new rooms when all are full."""

import secrets
import sqlite3
from typing import Any

import msgspec

from adapters.emulator.wecom.chats import BY_CODE, CorpGroups, Joining
from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.ways import REMARK_LENGTH_MAX, STATE_LENGTH_MAX, picture_url
from adapters.emulator.wording import now

GROUPS_MAX, ROOM_NAME_LENGTH_MAX = 5, 40


class JoinWay(msgspec.Struct):
    scene: int
    chat_id_list: list[str]
    remark: str = ""
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 1
    state: str = ""
    mark_source: bool = True


class ChangedJoinWay(JoinWay):
    config_id: str = ""


class JoinWays:
    def __init__(self, grounds: Grounds, groups: CorpGroups) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._groups = groups

    def add(self, way: JoinWay) -> dict[str, Any]:
        """The id alone: the picture has to be asked for."""
        self._check(way)
        count = self._db.number("SELECT count(*) FROM wecom_ways") + self._db.number(
            "SELECT count(*) FROM wecom_join_ways"
        )
        checked(count < self._grounds.faults.ways_max, 41045, "contact way count exceeds the limit")
        config_id = secrets.token_hex(16)
        self._db.run(
            "INSERT INTO wecom_join_ways VALUES (?, ?, ?)", config_id, msgspec.json.encode(way).decode(), now()
        )
        return {"config_id": config_id}

    def get(self, config_id: str, origin: str) -> dict[str, Any]:
        shown: dict[str, Any] = msgspec.to_builtins(self._content(config_id))
        return shown | {"config_id": config_id, "qr_code": picture_url(origin, config_id)}

    def update(self, way: ChangedJoinWay) -> None:
        """Overwrites all of it."""
        self._content(way.config_id)
        self._check(way)
        terms = {name: getattr(way, name) for name in JoinWay.__struct_fields__}
        self._save(way.config_id, JoinWay(**terms))

    def delete(self, config_id: str) -> None:
        self._content(config_id)
        self._db.run("DELETE FROM wecom_join_ways WHERE config_id = ?", config_id)

    def scan(self, device: str, config_id: str) -> str:
        """Somebody joins the first group that has room. Raises Unplayable. The chat id."""
        row = self._row(config_id)
        if row is None:
            raise Unplayable("这个群码已失效", 404)
        way = msgspec.json.decode(row["content"], type=JoinWay)
        alive = [chat_id for chat_id in way.chat_id_list if self._alive(chat_id)]
        room = next((chat_id for chat_id in alive if self._has_room(chat_id)), "")
        if not room:
            if not alive or not way.auto_create_room:
                raise Unplayable("群满了")
            room = self._open_room(config_id, way, alive)
        self._groups.join(room, device, Joining(BY_CODE, way.state))
        return room

    def _open_room(self, config_id: str, way: JoinWay, alive: list[str]) -> str:
        """Named by the base name and the next number, of the last one's owner; it takes one of the five places."""
        last = self._groups.alive(alive[-1])
        name = f"{way.room_base_name}{way.room_base_id}" if way.room_base_name else f"{last['name']} 2"
        room = self._groups.make(last["owner"], name, [])
        places = [*alive, room][-GROUPS_MAX:]
        self._save(config_id, msgspec.structs.replace(way, chat_id_list=places, room_base_id=way.room_base_id + 1))
        return room

    def _alive(self, chat_id: str) -> bool:
        return (
            self._db.one("SELECT 1 FROM wecom_groups WHERE chat_id = ? AND dismissed_at IS NULL", chat_id) is not None
        )

    def _has_room(self, chat_id: str) -> bool:
        return self._groups.size(chat_id) < self._grounds.faults.group_size_max

    def _check(self, way: JoinWay) -> None:
        checked(way.scene in (1, 2), 41040, "invalid scene")
        checked(way.chat_id_list, 40058, "chat_id_list is empty")
        checked(len(set(way.chat_id_list)) <= GROUPS_MAX, 41091, "too many groups")
        checked(len(way.remark) <= REMARK_LENGTH_MAX, 40058, "invalid remark")
        checked(len(way.state) <= STATE_LENGTH_MAX, 40058, "invalid state")
        checked(len(way.room_base_name) <= ROOM_NAME_LENGTH_MAX, 40058, "invalid room_base_name")
        for chat_id in way.chat_id_list:
            self._groups.alive(chat_id)

    def _save(self, config_id: str, way: JoinWay) -> None:
        content = msgspec.json.encode(way).decode()
        self._db.run("UPDATE wecom_join_ways SET content = ? WHERE config_id = ?", content, config_id)

    def _row(self, config_id: str) -> sqlite3.Row | None:
        return self._db.one("SELECT * FROM wecom_join_ways WHERE config_id = ?", config_id)

    def _content(self, config_id: str) -> JoinWay:
        row = self._row(config_id)
        if row is None:
            raise WecomError(41044, "invalid config_id")
        return msgspec.json.decode(row["content"], type=JoinWay)
