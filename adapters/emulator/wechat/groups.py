"""WeChat groups: who is in them, from which of them somebody opened the mini-program, and WeChat's proof of it."""

import base64
import hashlib
import sqlite3
from typing import Any

import msgspec

from adapters.emulator.crypto import user_data_seal
from adapters.emulator.database import Database
from adapters.emulator.merchant import Papers
from adapters.emulator.wechat.people import People
from adapters.emulator.wording import now, random_text

FROM_THE_LIST, FROM_A_GROUP = 1001, 1044
"""Scene values: opened from the list of mini-programs; from a card in a group, with a share ticket."""
# Name, and the first and last of the neighbours who are in it: some people are in several groups.
_SEEDED = {
    "chunhe": ("春禾苑邻里群", 1, 9),
    "mama": ("初一妈妈互助群", 6, 15),
    "class": ("向日葵小班家长群", 12, 20),
    "run": ("南乔晨跑团", 3, 8),
    "family": ("一家人都在", 21, 25),
}


class NoProof(Exception):
    """Why WeChat gives none; the text is an `errMsg`."""


class Groups:
    def __init__(self, db: Database, papers: Papers, people: People) -> None:
        self._db = db
        self._appid = papers.merchant.appid
        self._people = people
        for place, (key, (name, first, last)) in enumerate(_SEEDED.items()):
            db.run("INSERT OR IGNORE INTO chats VALUES (?, ?, ?, ?)", key, name, self._open_gid(key), place)
            for number in range(first, last + 1):
                db.run("INSERT OR IGNORE INTO chat_members VALUES (?, ?)", key, f"neighbour-{number}")

    def found(self, key: str, name: str) -> str:
        """Another group that people are in, such as one of a corporation's guide. Its `openGId`."""
        place = self._db.number("SELECT count(*) FROM chats")
        self._db.run("INSERT INTO chats VALUES (?, ?, ?, ?)", key, name, self._open_gid(key), place)
        return self._open_gid(key)

    def all(self) -> list[dict[str, Any]]:
        """With the nicknames of the members, and of those who have the mini-program open from there."""
        shown = []
        for chat in self._db.all("SELECT * FROM chats ORDER BY place"):
            devices = self._db.all("SELECT device FROM chat_members WHERE chat_key = ? ORDER BY device", chat["key"])
            present = self._db.all(
                "SELECT u.nickname FROM openings o JOIN users u USING (openid)"
                " WHERE o.chat_key = ? AND o.is_present = 1 ORDER BY o.at",
                chat["key"],
            )
            members = [self._people.nickname(row["device"]) for row in devices]
            names = {"members": members, "present": [row["nickname"] for row in present]}
            shown.append({"key": chat["key"], "name": chat["name"], "openGId": chat["open_gid"]} | names)
        return shown

    def enter(self, device: str, key: str) -> dict[str, Any] | None:
        """The person taps a card in the group, which makes them one of it. None: there is no such group.

        An empty key: they open the mini-program from the list instead.
        """
        if key and not self._db.one("SELECT 1 FROM chats WHERE key = ?", key):
            return None
        openid = self._people.at_device(device)["openid"]
        with self._db.transaction():
            self._db.run("UPDATE openings SET is_present = 0 WHERE openid = ? AND is_present = 1", openid)
            if key:
                self._db.run("INSERT OR IGNORE INTO chat_members VALUES (?, ?)", key, device)
                self._db.run(
                    "INSERT INTO openings (share_ticket, openid, chat_key, at) VALUES (?, ?, ?, ?)",
                    *(random_text(32), openid, key, now()),
                )
        return self.enter_options(device)

    def enter_options(self, device: str) -> dict[str, Any]:
        """What wx.getEnterOptionsSync says of where the person came from; the ticket is empty without a group."""
        opening = self._present(device)
        return {
            "scene": FROM_A_GROUP if opening else FROM_THE_LIST,
            "shareTicket": opening["share_ticket"] if opening else "",
        }

    def enter_info(self, device: str) -> dict[str, str]:
        """wx.getGroupEnterInfo. Raises NoProof."""
        opening = self._present(device)
        if opening is None:
            raise NoProof("getGroupEnterInfo:fail 不是从群聊里打开的")
        return self._sealed("getGroupEnterInfo", opening)

    def share_info(self, device: str, share_ticket: str) -> dict[str, str]:
        """wx.getShareInfo. Raises NoProof."""
        opening = self._db.one("SELECT * FROM openings WHERE share_ticket = ?", share_ticket)
        if opening is None or opening["openid"] != self._people.at_device(device)["openid"]:
            raise NoProof("getShareInfo:fail shareTicket 无效")
        return self._sealed("getShareInfo", opening)

    def _present(self, device: str) -> sqlite3.Row | None:
        openid = self._people.at_device(device)["openid"]
        return self._db.one("SELECT * FROM openings WHERE openid = ? AND is_present = 1", openid)

    def _sealed(self, call: str, opening: sqlite3.Row) -> dict[str, str]:
        """Under the session key of the last login: who has none, or logs in again, reads nothing of before."""
        session_key = self._people.by_openid(opening["openid"])["session_key"]
        if not session_key:
            raise NoProof(f"{call}:fail 还没有登录")
        content = {
            "openGId": self._open_gid(opening["chat_key"]),
            "watermark": {"timestamp": int(now()), "appid": self._appid},
        }
        sealed, iv = user_data_seal(session_key, msgspec.json.encode(content))
        return {"errMsg": f"{call}:ok", "encryptedData": sealed, "iv": iv}

    def _open_gid(self, key: str) -> str:
        """28 characters that are the group's for this mini-program alone."""
        digest = hashlib.sha256(f"{self._appid}:group:{key}".encode()).digest()
        return "tG" + base64.urlsafe_b64encode(digest).decode()[:26]
