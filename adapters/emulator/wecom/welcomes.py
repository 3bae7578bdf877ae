"""Welcome codes: twenty seconds, once, whoever is first."""

import asyncio
from typing import Any

from adapters.emulator.wecom.errors import WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.lines import Lines
from adapters.emulator.wecom.messages import Content, Contents
from adapters.emulator.wording import now, random_text


class Welcome(Content):
    welcome_code: str = ""


class Welcomes:
    def __init__(self, grounds: Grounds, contents: Contents, lines: Lines) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._contents = contents
        self._lines = lines

    def issue(self, userid: str, external_userid: str) -> str:
        """Inside the transaction that makes them contacts."""
        code = random_text(43)
        self._db.run("INSERT INTO wecom_welcomes VALUES (?, ?, ?, ?, NULL, NULL)", code, userid, external_userid, now())
        return code

    def was_used(self, userid: str, external_userid: str, since: float) -> bool:
        row = self._db.one(
            "SELECT 1 FROM wecom_welcomes WHERE userid = ? AND external_userid = ? AND used_at >= ?",
            *(userid, external_userid, since),
        )
        return row is not None

    def over(self, userid: str, external_userid: str) -> None:
        """The contact has begun to chat: a welcome would come too late."""
        self._db.run(
            "UPDATE wecom_welcomes SET used_at = ? WHERE userid = ? AND external_userid = ? AND used_at IS NULL",
            *(now(), userid, external_userid),
        )

    async def send(self, asked: Welcome) -> None:
        """41049 41050 41051 41096; a message that is wrong does not use the code up."""
        checked(asked.welcome_code, 41049, "welcome_code missing")
        row = self._db.one("SELECT * FROM wecom_welcomes WHERE code = ?", asked.welcome_code)
        if row is None or now() - row["issued_at"] > self._grounds.faults.welcome_seconds:
            raise WecomError(41050, "invalid or expired welcome code")
        checked(row["used_at"] is None, 41051, "externaluser has started chatting")
        checked(row["sending_at"] is None, 41096, "welcome message is being distributed")
        parts: list[dict[str, Any]] = self._contents.parts(asked)
        self._db.run("UPDATE wecom_welcomes SET sending_at = ? WHERE code = ?", now(), asked.welcome_code)
        if self._grounds.faults.welcome_send_ms:
            await asyncio.sleep(self._grounds.faults.welcome_send_ms / 1000)
        with self._db.transaction():
            used = self._db.run(
                "UPDATE wecom_welcomes SET used_at = ? WHERE code = ? AND used_at IS NULL", now(), asked.welcome_code
            ).rowcount
            if used:
                self._lines.write("welcome", (row["userid"], row["external_userid"]), parts)
        checked(used, 41051, "externaluser has started chatting")
