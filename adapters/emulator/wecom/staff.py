"""The address book: guides who work here, and those who have left."""

import sqlite3
from typing import Any

from adapters.emulator.wecom.errors import Unplayable, WecomError
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.push import WecomPush
from adapters.emulator.wording import now


class Staff:
    def __init__(self, grounds: Grounds, push: WecomPush) -> None:
        self._db = grounds.db
        self._push = push

    def hire(self, userid: str, name: str) -> None:
        """Tells nobody: callbacks about new members are those of a part of WeCom that we do not use."""
        if self.known(userid) is not None:
            raise Unplayable("已经有这个成员")
        count = self._db.number("SELECT count(*) FROM wecom_staff")
        mobile = f"1600001{count % 10_000:04d}"
        self._db.run("INSERT INTO wecom_staff VALUES (?, ?, ?, ?, NULL)", userid, name, mobile, now())

    def rename(self, userid: str, name: str) -> None:
        with self._db.transaction():
            changed = self._db.run(
                "UPDATE wecom_staff SET name = ? WHERE userid = ? AND left_at IS NULL", name, userid
            ).rowcount
            if not changed:
                raise Unplayable("没有这个成员", 404)
            self._push.emit("change_contact", "update_user", userid, {"UserID": userid, "Name": name})

    def leave(self, userid: str) -> None:
        """The account is deleted; contacts and groups wait for somebody to take them over."""
        with self._db.transaction():
            at = now()
            changed = self._db.run(
                "UPDATE wecom_staff SET left_at = ? WHERE userid = ? AND left_at IS NULL", at, userid
            ).rowcount
            if not changed:
                raise Unplayable("没有这个成员", 404)
            self._db.run(
                "UPDATE wecom_follows SET standing = 'orphaned', ended_at = ?"
                " WHERE userid = ? AND standing IN ('live', 'half')",
                *(at, userid),
            )
            self._db.run("UPDATE wecom_groups SET status = 1 WHERE owner = ? AND dismissed_at IS NULL", userid)
            self._push.emit("change_contact", "delete_user", userid, {"UserID": userid})

    def disable(self, userid: str, *, is_disabled: bool) -> None:
        """An administrator switches the account off or on; contacts stay where they are."""
        if not self.is_working(userid):
            raise Unplayable("没有这个成员", 404)
        with self._db.transaction():
            if is_disabled:
                self._db.run("INSERT OR IGNORE INTO wecom_disabled VALUES (?)", userid)
            else:
                self._db.run("DELETE FROM wecom_disabled WHERE userid = ?", userid)
            status = {"UserID": userid, "Status": 2 if is_disabled else 1}
            self._push.emit("change_contact", "update_user", userid, status)

    def is_disabled(self, userid: str) -> bool:
        return self._db.one("SELECT 1 FROM wecom_disabled WHERE userid = ?", userid) is not None

    def known(self, userid: str) -> sqlite3.Row | None:
        """Working here or not; None when nobody ever had the id."""
        return self._db.one("SELECT * FROM wecom_staff WHERE userid = ?", userid)

    def is_working(self, userid: str) -> bool:
        row = self.known(userid)
        return row is not None and row["left_at"] is None

    def working(self, userid: str, errcode: int = 60111) -> sqlite3.Row:
        row = self.known(userid)
        if row is None or row["left_at"] is not None:
            raise WecomError(errcode, f"userid not found: {userid}")
        return row

    def guides(self) -> list[str]:
        rows = self._db.all("SELECT userid FROM wecom_staff WHERE left_at IS NULL ORDER BY userid")
        return [row["userid"] for row in rows]

    def shown(self, userid: str) -> dict[str, Any]:
        """As user/get tells it."""
        row, is_disabled = self.working(userid), self.is_disabled(userid)
        return {
            "userid": row["userid"],
            "name": row["name"],
            "department": [1],
            "position": "导购",
            "status": 2 if is_disabled else 1,
            "enable": 0 if is_disabled else 1,
            "isleader": 0,
            "avatar": f"https://wework.qpic.cn/bizmail/{row['userid']}/0",
        }
