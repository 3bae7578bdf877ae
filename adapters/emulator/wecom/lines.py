"""Chats: what a person has received from a guide, and has said; what stands in a group."""

from typing import Any

import msgspec

from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wording import now, utc_time

Parts = list[dict[str, Any]]
LINES_MAX = 200


class Lines:
    def __init__(self, grounds: Grounds) -> None:
        self._db = grounds.db

    def write(self, source: str, pair: tuple[str, str], parts: Parts) -> None:
        """`source`: welcome, mass, guide, contact or transfer. `pair` is (userid, external_userid)."""
        self._insert(source, (*pair, ""), parts)

    def write_in_group(self, source: str, userid: str, chat_id: str, parts: Parts) -> None:
        self._insert(source, (userid, "", chat_id), parts)

    def _insert(self, source: str, place: tuple[str, str, str], parts: Parts) -> None:
        self._db.run(
            "INSERT INTO wecom_lines (userid, external_userid, chat_id, source, content, at) VALUES (?, ?, ?, ?, ?, ?)",
            *(*place, source, msgspec.json.encode(parts).decode(), now()),
        )

    def of_contact(self, external_userid: str) -> list[dict[str, Any]]:
        """Oldest first, the last two hundred: with guides, and in the groups where they are."""
        rows = self._db.all(
            "SELECT * FROM (SELECT l.*, s.name AS guide, coalesce(g.name, '') AS group_name FROM wecom_lines l"
            " LEFT JOIN wecom_staff s USING (userid) LEFT JOIN wecom_groups g USING (chat_id)"
            " WHERE l.external_userid = ? OR l.chat_id IN"
            " (SELECT m.chat_id FROM wecom_group_members m WHERE m.member = ?)"
            " ORDER BY l.id DESC LIMIT ?) ORDER BY id",
            *(external_userid, external_userid, LINES_MAX),
        )
        return [
            {
                "userId": row["userid"],
                "guide": row["guide"] or "",
                "chatId": row["chat_id"],
                "group": row["group_name"],
                "source": row["source"],
                "parts": msgspec.json.decode(row["content"]),
                "at": utc_time(row["at"]),
            }
            for row in rows
        ]
