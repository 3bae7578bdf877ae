"""Moments of the corporation: a job makes tasks, guides publish them, and customers see a few of them in a month."""

import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from adapters.emulator.wecom.errors import Unplayable, WecomError, checked, listed
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.media import Media
from adapters.emulator.wecom.messages import LINK_TITLE_BYTES_MAX, File, Image, Text
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wording import CHINA, now, random_text, utc_time

TEXT_LENGTH_MAX, IMAGES_MAX = 2000, 9
LIST_MAX, TASKS_MAX, CUSTOMERS_MAX = 100, 1000, 5000
LIST_SECONDS_MAX = 30 * 86400
BY_CORPORATION = 0
STARTED, DONE = 1, 3
SEEN_MAX = 50


class MomentLink(msgspec.Struct):
    url: str
    media_id: str
    title: str = ""


class MomentAttachment(msgspec.Struct, omit_defaults=True):
    msgtype: str
    image: Image | None = None
    link: MomentLink | None = None
    video: File | None = None


class SenderList(msgspec.Struct):
    user_list: list[str] = []
    department_list: list[int] = []


class ContactList(msgspec.Struct):
    tag_list: list[str] = []


class VisibleRange(msgspec.Struct):
    sender_list: SenderList = msgspec.field(default_factory=SenderList)
    external_contact_list: ContactList = msgspec.field(default_factory=ContactList)


class NewMoment(msgspec.Struct):
    text: Text = msgspec.field(default_factory=Text)
    attachments: list[MomentAttachment] = []
    visible_range: VisibleRange = msgspec.field(default_factory=VisibleRange)


class MomentList(msgspec.Struct):
    start_time: int
    end_time: int
    creator: str = ""
    filter_type: int = 2
    limit: int = 20
    cursor: str = ""


class MomentId(msgspec.Struct):
    moment_id: str
    userid: str = ""
    limit: int = 500
    cursor: str = ""


class Moments:
    def __init__(self, grounds: Grounds, staff: Staff, media: Media) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._staff = staff
        self._media = media

    def add(self, asked: NewMoment) -> dict[str, Any]:
        """The job. Who does not work here is told in its result, and so are tags that there are not."""
        parts = self._parts(asked)
        running = self._db.number("SELECT count(*) FROM wecom_moments WHERE created_at > ?", self._made_before())
        checked(running < self._grounds.faults.moments_running_max, 41078, "too many running moment jobs")
        guides, unknown = self._senders(asked.visible_range.sender_list)
        tags = asked.visible_range.external_contact_list.tag_list
        known = {
            row["tag_id"]
            for row in self._db.all(
                "SELECT tag_id FROM wecom_tags WHERE tag_id IN (SELECT value FROM json_each(?))", listed(tags)
            )
        }
        targets = self._targets(guides, sorted(known)) if known or not tags else []
        moment_id, job_id = "mom" + random_text(29), "job" + random_text(29)
        result = {
            "invalid_sender_list": {"user_list": unknown, "department_list": []},
            "invalid_external_contact_list": {"tag_list": [tag for tag in tags if tag not in known]},
        }
        told = {"errcode": 0, "errmsg": "ok", "moment_id": moment_id} if guides else {"errcode": 81013, "errmsg": "no"}
        content = msgspec.json.encode({"parts": parts, "text": asked.text, "attachments": asked.attachments}).decode()
        with self._db.transaction():
            self._db.run(
                "INSERT INTO wecom_moments VALUES (?, ?, ?, ?, ?, NULL)",
                *(moment_id, job_id, content, msgspec.json.encode(result | told).decode(), now()),
            )
            self._db.many("INSERT INTO wecom_moment_tasks VALUES (?, ?, NULL)", [(moment_id, one) for one in guides])
            self._db.many(
                "INSERT INTO wecom_moment_targets VALUES (?, ?, ?, NULL)", [(moment_id, *pair) for pair in targets]
            )
        return {"jobid": job_id}

    def _parts(self, asked: NewMoment) -> list[dict[str, Any]]:
        """As people see it. 41089 40058 41064 41065 40007 41072 for what is wrong."""
        kinds = {one.msgtype for one in asked.attachments}
        checked(asked.text.content or asked.attachments, 41089, "text and attachments are both empty")
        checked(len(asked.text.content) <= TEXT_LENGTH_MAX, 40058, "text is too long")
        checked(len(kinds) <= 1, 41065, "attachments of more than one msgtype")
        checked(len(asked.attachments) <= (IMAGES_MAX if kinds == {"image"} else 1), 41064, "too many attachments")
        said = [{"kind": "text", "text": asked.text.content}] if asked.text.content else []
        return said + [self._part(one) for one in asked.attachments]

    def _part(self, one: MomentAttachment) -> dict[str, Any]:
        match one:
            case MomentAttachment(msgtype="image", image=Image() as image):
                self._require(image.media_id, "image")
                return {"kind": "image", "mediaId": image.media_id}
            case MomentAttachment(msgtype="video", video=File() as video):
                self._require(video.media_id, "video")
                return {"kind": "video", "mediaId": video.media_id}
            case MomentAttachment(msgtype="link", link=MomentLink() as link):
                checked(len(link.title.encode()) <= LINK_TITLE_BYTES_MAX, 40058, "invalid link title")
                checked(link.url.startswith(("http://", "https://")), 40094, "invalid link url")
                self._require(link.media_id, "image")
                return {"kind": "link", "title": link.title, "url": link.url, "mediaId": link.media_id}
            case _:
                raise WecomError(41065, "invalid attachment msgtype")

    def _require(self, media_id: str, kind: str) -> None:
        """41072 for a file that was not uploaded as an attachment."""
        self._media.require(media_id, kind)
        row = self._media.found(media_id)
        checked(row is not None and row["media_type"] == "attachment", 41072, "invalid attachment scene")

    def _senders(self, asked: SenderList) -> tuple[list[str], list[str]]:
        """Those who publish, and those whom nobody knows. Nobody named means everybody."""
        working = self._staff.guides()
        if not asked.user_list and not asked.department_list:
            return working, []
        if asked.department_list:
            return working, [one for one in asked.user_list if one not in working]
        named = list(dict.fromkeys(asked.user_list))
        return [one for one in named if one in working], [one for one in named if one not in working]

    def _targets(self, guides: list[str], tags: list[str]) -> list[tuple[str, str]]:
        rows = self._db.all(
            "SELECT f.userid, f.external_userid FROM wecom_follows f WHERE f.standing = 'live'"
            " AND f.userid IN (SELECT value FROM json_each(?)) AND (? = '[]' OR EXISTS (SELECT 1 FROM wecom_marks m"
            " WHERE m.userid = f.userid AND m.external_userid = f.external_userid"
            " AND m.tag_id IN (SELECT value FROM json_each(?))))",
            *(listed(guides), listed(tags), listed(tags)),
        )
        return [(row["userid"], row["external_userid"]) for row in rows]

    def result(self, job_id: str) -> dict[str, Any]:
        row = self._db.one("SELECT * FROM wecom_moments WHERE job_id = ?", job_id)
        if row is None:
            raise WecomError(40058, "invalid jobid")
        if row["created_at"] > self._made_before():
            return {"status": STARTED, "type": "add_moment_task"}
        return {"status": DONE, "type": "add_moment_task", "result": msgspec.json.decode(row["result"])}

    def page(self, asked: MomentList) -> dict[str, Any]:
        """Those whose job is done, oldest first."""
        checked(asked.start_time <= asked.end_time, 40058, "invalid time range")
        checked(asked.end_time - asked.start_time <= LIST_SECONDS_MAX, 40058, "time range is longer than 30 days")
        limit = min(asked.limit, LIST_MAX) if asked.limit > 0 else 20
        created_at, after = key_of(asked.cursor, 2)
        rows = self._db.all(
            "SELECT * FROM wecom_moments WHERE created_at >= ? AND created_at < ? + 1 AND created_at <= ?"
            " AND (created_at, moment_id) > (?, ?) AND ? != 1 AND ? = ''"
            " AND EXISTS (SELECT 1 FROM wecom_moment_tasks t WHERE t.moment_id = wecom_moments.moment_id)"
            " ORDER BY created_at, moment_id LIMIT ?",
            *(asked.start_time, asked.end_time, self._made_before(), float(created_at or 0), after),
            *(asked.filter_type, asked.creator, limit + 1),
        )
        page = rows[:limit]
        last = cursor_of(repr(page[-1]["created_at"]), page[-1]["moment_id"]) if len(rows) > limit else ""
        return {"moment_list": [_listed(row) for row in page], "next_cursor": last}

    def tasks(self, asked: MomentId) -> dict[str, Any]:
        self._given_out(asked.moment_id)
        (after,), limit = key_of(asked.cursor, 1), _limited(asked.limit, TASKS_MAX)
        rows = self._db.all(
            "SELECT * FROM wecom_moment_tasks WHERE moment_id = ? AND userid > ? ORDER BY userid LIMIT ?",
            *(asked.moment_id, after, limit + 1),
        )
        page = rows[:limit]
        items = [{"userid": row["userid"], "publish_status": int(row["published_at"] is not None)} for row in page]
        return {"task_list": items, "next_cursor": cursor_of(page[-1]["userid"]) if len(rows) > limit else ""}

    def customers(self, asked: MomentId, *, only_seen: bool) -> dict[str, Any]:
        """Those whom it is meant for, or `only_seen`: who sees it since it was published."""
        self._given_out(asked.moment_id)
        (after,), limit = key_of(asked.cursor, 1), _limited(asked.limit, CUSTOMERS_MAX if only_seen else TASKS_MAX)
        rows = self._db.all(
            "SELECT * FROM wecom_moment_targets WHERE moment_id = ? AND userid = ? AND external_userid > ?"
            " AND (? = 0 OR seen_at IS NOT NULL) ORDER BY external_userid LIMIT ?",
            *(asked.moment_id, asked.userid, after, int(only_seen), limit + 1),
        )
        page = rows[:limit]
        items = [{"userid": row["userid"], "external_userid": row["external_userid"]} for row in page]
        last = cursor_of(page[-1]["external_userid"]) if len(rows) > limit else ""
        return {"customer_list": items, "next_cursor": last}

    def cancel(self, moment_id: str) -> None:
        """What is published stays."""
        row = self._given_out(moment_id)
        checked(row["cancelled_at"] is None, 41093, "task has been cancelled")
        self._db.run("UPDATE wecom_moments SET cancelled_at = ? WHERE moment_id = ?", now(), moment_id)

    def publish(self, moment_id: str, userid: str) -> dict[str, int]:
        """The guide presses 发表. How many customers see it, and how many have seen enough of the month."""
        moment = self._db.one("SELECT * FROM wecom_moments WHERE moment_id = ?", moment_id)
        task = self._db.one("SELECT * FROM wecom_moment_tasks WHERE moment_id = ? AND userid = ?", moment_id, userid)
        if moment is None or task is None or moment["created_at"] > self._made_before():
            raise Unplayable("没有这条朋友圈任务", 404)
        if moment["cancelled_at"] is not None or task["published_at"] is not None:
            raise Unplayable("这条朋友圈已经发表或停止")
        at = now()
        month = datetime.fromtimestamp(at, CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        key = (moment_id, userid)
        with self._db.transaction():
            self._db.run("UPDATE wecom_moment_tasks SET published_at = ? WHERE moment_id = ? AND userid = ?", at, *key)
            count = self._db.number(
                "SELECT count(*) FROM wecom_moment_targets WHERE moment_id = ? AND userid = ?", *key
            )
            # Of two guides a customer sees the same moment once for each month's count.
            self._db.run(
                "UPDATE wecom_moment_targets AS t SET seen_at = ? WHERE moment_id = ? AND userid = ? AND"
                " (SELECT count(DISTINCT o.moment_id) FROM wecom_moment_targets o WHERE o.seen_at >= ?"
                " AND o.external_userid = t.external_userid AND o.moment_id != t.moment_id) < ?",
                *(at, *key, month.timestamp(), self._grounds.faults.moments_per_month),
            )
            seen = self._db.number(
                "SELECT count(*) FROM wecom_moment_targets WHERE moment_id = ? AND userid = ? AND seen_at IS NOT NULL",
                *key,
            )
        return {"seen": seen, "overLimit": count - seen}

    def seen_by(self, external_userid: str) -> list[dict[str, Any]]:
        """A customer's 朋友圈, newest first."""
        rows = self._db.all(
            "SELECT m.moment_id, m.content, t.userid, s.name AS guide, t.seen_at FROM wecom_moment_targets t"
            " JOIN wecom_moments m USING (moment_id) JOIN wecom_staff s USING (userid)"
            " WHERE t.external_userid = ? AND t.seen_at IS NOT NULL ORDER BY t.seen_at DESC LIMIT ?",
            *(external_userid, SEEN_MAX),
        )
        return [
            {
                "momentId": row["moment_id"],
                "userId": row["userid"],
                "guide": row["guide"],
                "at": utc_time(row["seen_at"]),
                "parts": msgspec.json.decode(row["content"])["parts"],
            }
            for row in rows
        ]

    def _made_before(self) -> float:
        """Jobs that began before then are done."""
        return now() - self._grounds.board.scaled(self._grounds.faults.moment_job_seconds)

    def _given_out(self, moment_id: str) -> sqlite3.Row:
        """Raises 40058 for one that nobody knows, 41079 while its job runs."""
        row = self._db.one("SELECT * FROM wecom_moments WHERE moment_id = ?", moment_id)
        if row is None:
            raise WecomError(40058, "invalid moment_id")
        checked(row["created_at"] <= self._made_before(), 41079, "moment is being dispatched")
        return row


def _limited(limit: int, most: int) -> int:
    return min(limit, most) if limit > 0 else 500


def _listed(row: sqlite3.Row) -> dict[str, Any]:
    content = msgspec.json.decode(row["content"])
    told = {"moment_id": row["moment_id"], "creator": "", "create_time": str(int(row["created_at"]))}
    told |= {"create_type": BY_CORPORATION, "visible_type": 1, "text": content["text"]}
    images = [one["image"] for one in content["attachments"] if "image" in one]
    links = [one["link"] for one in content["attachments"] if "link" in one]
    return told | ({"image": images} if images else {}) | ({"link": links[0]} if links else {})
