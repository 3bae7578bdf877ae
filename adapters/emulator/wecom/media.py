"""Temporary media: uploaded, good for three days, named by messages."""

import sqlite3
from typing import Any

from adapters.emulator.wecom.errors import WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wording import now, random_text

MEDIA_SECONDS = 3 * 86400
BYTES_MIN = 6
_BYTES_MAX = {"image": 10 * 2**20, "voice": 2 * 2**20, "video": 10 * 2**20, "file": 20 * 2**20}


class Media:
    def __init__(self, grounds: Grounds) -> None:
        self._db = grounds.db

    def keep(self, kind: str, media_type: str, content: bytes) -> dict[str, Any]:
        """40004 kind, 41005 nothing there, 40006 size, 40005 a picture that is neither JPEG nor PNG."""
        checked(kind in _BYTES_MAX, 40004, "invalid media type")
        checked(content, 41005, "media data missing")
        checked(BYTES_MIN <= len(content) <= _BYTES_MAX[kind], 40006, "invalid media size")
        if kind == "image":
            checked(content.startswith((b"\xff\xd8\xff", b"\x89PNG")), 40005, "invalid file type")
        media_id, at = "3" + random_text(60), now()
        with self._db.transaction():
            self._db.run("DELETE FROM wecom_media WHERE created_at < ?", at - MEDIA_SECONDS)
            self._db.run("INSERT INTO wecom_media VALUES (?, ?, ?, ?, ?)", media_id, kind, media_type, content, at)
        return {"type": kind, "media_id": media_id, "created_at": int(at)}

    def require(self, media_id: str, kind: str) -> None:
        """40007 for one that is unknown, too old or of another kind."""
        row = self.found(media_id)
        if row is None or row["kind"] != kind or row["created_at"] < now() - MEDIA_SECONDS:
            raise WecomError(40007, "invalid media_id")

    def found(self, media_id: str) -> sqlite3.Row | None:
        return self._db.one("SELECT * FROM wecom_media WHERE media_id = ?", media_id)
