"""What guides did in single chats, day by day (联系客户统计), counted from what has really been written and deleted."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from adapters.emulator.wecom.errors import checked, listed
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wording import now

SPAN_DAYS_MAX, KEPT_DAYS = 30, 180
USERS_MAX = 100
DAY_SECONDS = 86400
CHINA_SECONDS = 8 * 3600
Chats = dict[tuple[str, str], list[sqlite3.Row]]


class BehaviourQuery(msgspec.Struct):
    start_time: int
    end_time: int
    userid: list[str] = []
    partyid: list[int] = []


class Behaviour:
    def __init__(self, grounds: Grounds, staff: Staff) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._staff = staff

    def days(self, asked: BehaviourQuery) -> list[dict[str, Any]]:
        """All named people added up, up to yesterday. 40058 whom or when, 60111 nobody has the id."""
        checked(asked.userid or asked.partyid, 40058, "userid and partyid are both empty")
        checked(len(asked.userid) <= USERS_MAX and len(asked.partyid) <= USERS_MAX, 40058, "too many ids")
        first, last, today = (day_number(at) for at in (asked.start_time, asked.end_time, now()))
        checked(first <= last < first + SPAN_DAYS_MAX, 40058, "invalid start_time or end_time")
        checked(first >= today - KEPT_DAYS, 40058, "start_time is too early")
        for userid in asked.userid:
            self._staff.working(userid)
        users = sorted({*asked.userid, *(self._staff.guides() if asked.partyid else ())})
        ready = today - 1 - self._grounds.faults.behaviour_late_days
        chats = self._chats(users, (first, last))
        return [self._day(users, day, chats[day]) for day in range(first, min(last, ready) + 1)]

    def _chats(self, users: list[str], span: tuple[int, int]) -> dict[int, Chats]:
        """The lines of each pair on each day, the earliest first; groups do not count."""
        rows = self._db.all(
            "SELECT userid, external_userid, source, at FROM wecom_lines WHERE chat_id = '' AND at >= ? AND at < ?"
            " AND source IN ('guide', 'contact') AND userid IN (SELECT value FROM json_each(?)) ORDER BY at, id",
            *(midnight(span[0]), midnight(span[1] + 1), listed(users)),
        )
        found: dict[int, Chats] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            found[day_number(row["at"])][row["userid"], row["external_userid"]].append(row)
        return found

    def _day(self, users: list[str], day: int, chats: Chats) -> dict[str, Any]:
        begins, ends = midnight(day), midnight(day + 1)
        written = [[row for row in lines if row["source"] == "guide"] for lines in chats.values()]
        shown: dict[str, Any] = {
            "stat_time": int(begins),
            "chat_cnt": sum(1 for lines in written if lines),
            "message_cnt": sum(len(lines) for lines in written),
            "negative_feedback_cnt": self._db.number(
                "SELECT count(*) FROM wecom_partings WHERE at >= ? AND at < ? AND userid IN"
                " (SELECT value FROM json_each(?))",
                *(begins, ends, listed(users)),
            ),
            "new_apply_cnt": 0,
            "new_contact_cnt": self._db.number(
                "SELECT count(*) FROM wecom_follows WHERE created_at >= ? AND created_at < ? AND standing <> 'asked'"
                " AND userid IN (SELECT value FROM json_each(?))",
                *(begins, ends, listed(users)),
            ),
        }
        return shown | _answers(chats.values())


def _answers(chats: Iterable[list[sqlite3.Row]]) -> dict[str, Any]:
    """Share in percent and whole minutes, of the chats that the customer began; nothing without any."""
    begun = [lines for lines in chats if lines[0]["source"] == "contact"]
    if not begun:
        return {}
    waits = [_wait(lines) for lines in begun]
    answered = [seconds for seconds in waits if seconds is not None]
    minutes = round(sum(answered) / len(answered) / 60) if answered else 0
    return {"reply_percentage": round(100 * len(answered) / len(begun), 2), "avg_reply_time": minutes}


def _wait(lines: list[sqlite3.Row]) -> float | None:
    """From the customer's first line to the guide's first one; None: unanswered that day."""
    answers = [row["at"] for row in lines if row["source"] == "guide"]
    return answers[0] - lines[0]["at"] if answers else None


def day_number(at: float) -> int:
    """Days of China, counted through."""
    return int((at + CHINA_SECONDS) // DAY_SECONDS)


def midnight(day: int) -> float:
    return day * DAY_SECONDS - CHINA_SECONDS
