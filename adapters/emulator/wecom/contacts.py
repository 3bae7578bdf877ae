"""Contacts: WeChat's people as the corporation knows them, and what each guide notes of them."""

import base64
import hashlib
import sqlite3
from typing import Any

import msgspec

from adapters.emulator.wechat.people import People
from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wecom.staff import Staff

REMARK_LENGTH_MAX, DESCRIPTION_LENGTH_MAX = 20, 150
BATCH_MAX = 100
_SHOWN = "standing IN ('live', 'half')"


class RemarkChange(msgspec.Struct):
    userid: str
    external_userid: str
    remark: str | None = None
    description: str | None = None
    remark_company: str | None = None
    remark_mobiles: list[str] | None = None
    remark_pic_mediaid: str | None = None


class ByGuides(msgspec.Struct):
    userid_list: list[str]
    cursor: str = ""
    limit: int = 50


class Contacts:
    def __init__(self, grounds: Grounds, people: People, staff: Staff) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._people = people
        self._staff = staff

    def at_device(self, device: str) -> str:
        """The contact id of whoever holds the device: the same person as in the mini-program."""
        person = self._people.at_device(device)
        external_userid = self.id_of(person["openid"])
        self._db.run(
            "INSERT OR IGNORE INTO wecom_contacts VALUES (?, ?, ?, ?)",
            *(external_userid, person["openid"], person["nickname"], 0),
        )
        return external_userid

    def id_of(self, openid: str) -> str:
        """32 characters that are the person's for this corporation alone; `wm` is a WeChat user."""
        digest = hashlib.sha256(f"{self._grounds.merchant.wecom_corp_id}:{openid}".encode()).digest()
        return "wm" + base64.urlsafe_b64encode(digest).decode()[:30]

    def known_at(self, device: str) -> str:
        """Of a device that somebody holds. Raises Unplayable."""
        row = self._db.one("SELECT openid FROM users WHERE device = ?", device)
        if row is None:
            raise Unplayable("没有这个人", 404)
        return self.id_of(row["openid"])

    def pair(self, userid: str, external_userid: str) -> sqlite3.Row | None:
        """Of whatever standing; None when they have never met."""
        return self._db.one(
            "SELECT * FROM wecom_follows WHERE userid = ? AND external_userid = ?", userid, external_userid
        )

    def shown_pair(self, userid: str, external_userid: str) -> sqlite3.Row:
        """Raises 84061 for what the API does not show."""
        row = self.pair(userid, external_userid)
        if row is None or row["standing"] not in ("live", "half"):
            raise WecomError(84061, "not external contact")
        return row

    def ids_of(self, userid: str) -> list[str]:
        """`list`. 84061 for a guide without contacts."""
        self._staff.working(userid)
        rows = self._db.all(
            f"SELECT external_userid FROM wecom_follows WHERE userid = ? AND {_SHOWN} ORDER BY external_userid",  # noqa: S608
            userid,
        )
        checked(rows, 84061, "not external contact")
        return [row["external_userid"] for row in rows]

    def detail(self, external_userid: str, cursor: str) -> dict[str, Any]:
        """`get`: the contact and a page of those who follow them."""
        checked(external_userid.startswith(("wm", "wo")), 40096, "invalid external userid")
        (after,) = key_of(cursor, 1)
        size = self._grounds.faults.followers_per_page
        rows = self._db.all(
            f"SELECT * FROM wecom_follows WHERE external_userid = ? AND {_SHOWN} AND userid > ?"  # noqa: S608
            " ORDER BY userid LIMIT ?",
            *(external_userid, after, size + 1),
        )
        checked(rows or cursor, 84061, "not external contact")
        page = rows[:size]
        found = {
            "external_contact": self._facts(external_userid),
            "follow_user": [self._follow(row) | {"tags": self._tags(row)} for row in page],
        }
        return found | ({"next_cursor": cursor_of(page[-1]["userid"])} if len(rows) > size else {})

    def batch(self, asked: ByGuides) -> dict[str, Any]:
        """`batch/get_by_user`: here the tags come as ids."""
        checked(1 <= len(asked.userid_list) <= BATCH_MAX, 40058, "invalid userid_list")
        for userid in asked.userid_list:
            self._staff.working(userid)
        limit = min(asked.limit, BATCH_MAX) if asked.limit > 0 else 50
        rows = self._after(sorted(set(asked.userid_list)), key_of(asked.cursor, 2), limit + 1)
        page = rows[:limit]
        items = [
            {
                "external_contact": self._facts(row["external_userid"]),
                "follow_info": self._follow(row) | {"tag_id": [tag["tag_id"] for tag in self._tags(row)]},
            }
            for row in page
        ]
        last = cursor_of(page[-1]["userid"], page[-1]["external_userid"]) if len(rows) > limit else ""
        return {"external_contact_list": items, "next_cursor": last}

    def _after(self, userids: list[str], key: tuple[str, ...], count: int) -> list[sqlite3.Row]:
        """Guide by guide: one query over all of them would read every page of before."""
        rows: list[sqlite3.Row] = []
        for userid in userids:
            if userid < key[0] or len(rows) >= count:
                continue
            rows += self._db.all(
                f"SELECT * FROM wecom_follows WHERE userid = ? AND external_userid > ? AND {_SHOWN}"  # noqa: S608
                " ORDER BY external_userid LIMIT ?",
                *(userid, key[1] if userid == key[0] else "", count - len(rows)),
            )
        return rows

    def remark(self, asked: RemarkChange) -> None:
        """What is absent stays; phones are cleared by one empty text, an empty list leaves them."""
        self.shown_pair(asked.userid, asked.external_userid)
        checked(len(asked.remark or "") <= REMARK_LENGTH_MAX, 40058, "invalid remark")
        checked(len(asked.description or "") <= DESCRIPTION_LENGTH_MAX, 40058, "invalid description")
        checked(len(asked.remark_company or "") <= REMARK_LENGTH_MAX, 40058, "invalid remark_company")
        phones = [phone for phone in asked.remark_mobiles or [] if phone]
        self._db.run(
            "UPDATE wecom_follows SET remark = coalesce(?, remark), description = coalesce(?, description),"
            " remark_corp_name = coalesce(?, remark_corp_name), remark_mobiles = coalesce(?, remark_mobiles)"
            " WHERE userid = ? AND external_userid = ?",
            *(asked.remark, asked.description, asked.remark_company),
            msgspec.json.encode(phones).decode() if asked.remark_mobiles else None,
            *(asked.userid, asked.external_userid),
        )

    def name_of(self, external_userid: str) -> str:
        row = self._db.one("SELECT name FROM wecom_contacts WHERE external_userid = ?", external_userid)
        return str(row["name"]) if row else ""

    def unionid_of(self, external_userid: str) -> str:
        """Empty where the accounts are not bound."""
        if self._grounds.faults.without_unionid:
            return ""
        row = self._db.one(
            "SELECT u.unionid FROM wecom_contacts c JOIN users u USING (openid) WHERE c.external_userid = ?",
            external_userid,
        )
        return str(row["unionid"]) if row else ""

    def _facts(self, external_userid: str) -> dict[str, Any]:
        row = self._db.one("SELECT * FROM wecom_contacts WHERE external_userid = ?", external_userid)
        if row is None:
            raise WecomError(84061, "not external contact")
        facts = {
            "external_userid": external_userid,
            "name": row["name"],
            "avatar": f"https://wx.qlogo.cn/mmhead/{external_userid[2:18]}/0",
            "type": 1,
            "gender": row["gender"],
        }
        unionid = self.unionid_of(external_userid)
        return facts | ({"unionid": unionid} if unionid else {})

    def _follow(self, row: sqlite3.Row) -> dict[str, Any]:
        shown = {
            "userid": row["userid"],
            "remark": row["remark"],
            "description": row["description"],
            "createtime": int(row["created_at"]),
            "remark_corp_name": row["remark_corp_name"],
            "remark_mobiles": msgspec.json.decode(row["remark_mobiles"]),
            "oper_userid": row["oper_userid"],
            "add_way": row["add_way"],
        }
        return shown | ({"state": row["state"]} if row["state"] else {})

    def _tags(self, row: sqlite3.Row) -> list[dict[str, Any]]:
        tags = self._db.all(
            "SELECT g.name AS group_name, t.name AS tag_name, t.tag_id FROM wecom_marks m"
            " JOIN wecom_tags t USING (tag_id) JOIN wecom_tag_groups g USING (group_id)"
            " WHERE m.userid = ? AND m.external_userid = ?"
            " ORDER BY g.place, g.group_id, t.place, t.tag_id",
            *(row["userid"], row["external_userid"]),
        )
        return [dict(tag) | {"type": 1} for tag in tags]
