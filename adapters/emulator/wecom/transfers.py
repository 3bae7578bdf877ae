"""Contacts and groups that go from one guide to another: begun through the API, done after a day unless refused."""

import sqlite3
from typing import Any

import msgspec

from adapters.emulator.wecom.chats import TRANSFERRED, CorpGroups
from adapters.emulator.wecom.errors import Unplayable, WecomError, checked
from adapters.emulator.wecom.follows import Follows, Parties
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.lines import Lines
from adapters.emulator.wecom.paging import cursor_of, key_of
from adapters.emulator.wording import now

WAIT_SECONDS = 86400
PROTECTED_SECONDS = 90 * 86400
TRANSFERS_MAX = 2
CONTACTS_MAX, GROUPS_MAX, PAGE_MAX = 100, 100, 1000
WORDS_LENGTH_MAX = 200
DONE, WAITING, REFUSED, TAKER_FULL = 1, 2, 3, 4


class Transfer(msgspec.Struct):
    handover_userid: str
    takeover_userid: str
    external_userid: list[str]
    transfer_success_msg: str = ""


class TransferList(msgspec.Struct):
    handover_userid: str
    takeover_userid: str
    cursor: str = ""


class Unassigned(msgspec.Struct):
    page_id: int = 0
    cursor: str = ""
    page_size: int = 1000


class GroupTransfer(msgspec.Struct):
    chat_id_list: list[str]
    new_owner: str


class Hands(msgspec.Struct, frozen=True):
    follows: Follows
    parties: Parties
    groups: CorpGroups
    lines: Lines


class Transfers:
    def __init__(self, grounds: Grounds, hands: Hands) -> None:
        self._grounds = grounds
        self._db = grounds.db
        self._hands = hands

    def start(self, asked: Transfer, *, is_resigned: bool) -> list[dict[str, Any]]:
        """An errcode for each contact: 40096 not theirs, 40128 too often, 40129 under way already."""
        self._check_guides(asked, is_resigned=is_resigned)
        checked(0 < len(asked.external_userid) <= CONTACTS_MAX, 40058, "invalid external_userid")
        checked(len(asked.transfer_success_msg) <= WORDS_LENGTH_MAX, 40058, "invalid transfer_success_msg")
        answers = []
        with self._db.transaction():
            for external_userid in asked.external_userid:
                errcode = self._refusal(asked.handover_userid, external_userid, is_resigned=is_resigned)
                if not errcode:
                    at = now()
                    self._db.run(
                        "INSERT INTO wecom_transfers (handover, takeover, external_userid, is_resigned, status, words,"
                        " started_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        *(asked.handover_userid, asked.takeover_userid, external_userid, is_resigned, WAITING),
                        *(asked.transfer_success_msg, at, at + self._grounds.board.scaled(WAIT_SECONDS)),
                    )
                answers.append({"external_userid": external_userid, "errcode": errcode})
        return answers

    def _check_guides(self, asked: Transfer, *, is_resigned: bool) -> None:
        """40097 when the one who hands over has not left, 60111 for whoever is not there."""
        staff = self._hands.parties.staff
        if is_resigned:
            known = staff.known(asked.handover_userid)
            checked(known is not None, 60111, "userid not found: handover_userid")
            checked(not staff.is_working(asked.handover_userid), 40097, "handover user has not resigned")
        else:
            staff.working(asked.handover_userid)
        staff.working(asked.takeover_userid)
        checked(asked.handover_userid != asked.takeover_userid, 40058, "handover and takeover are the same")

    def _refusal(self, handover: str, external_userid: str, *, is_resigned: bool) -> int:
        row = self._hands.parties.contacts.pair(handover, external_userid)
        if row is None or row["standing"] != ("orphaned" if is_resigned else "live"):
            return 40096
        waiting = self._db.number(
            "SELECT count(*) FROM wecom_transfers WHERE external_userid = ? AND handover = ? AND status = ?",
            *(external_userid, handover, WAITING),
        )
        if waiting:
            return 40129
        recent = self._db.number(
            "SELECT count(*) FROM wecom_transfers WHERE external_userid = ? AND is_resigned = 0 AND status = ?"
            " AND started_at > ?",
            *(external_userid, DONE, now() - PROTECTED_SECONDS),
        )
        return 40128 if recent >= TRANSFERS_MAX and not is_resigned else 0

    def states(self, asked: TransferList, *, is_resigned: bool) -> dict[str, Any]:
        """The latest of each contact between the two."""
        (after,) = key_of(asked.cursor, 1)
        rows = self._db.all(
            "SELECT external_userid, status, ended_at, max(id) FROM wecom_transfers WHERE handover = ? AND takeover = ?"
            " AND is_resigned = ? AND external_userid > ? GROUP BY external_userid ORDER BY external_userid LIMIT ?",
            *(asked.handover_userid, asked.takeover_userid, is_resigned, after, PAGE_MAX + 1),
        )
        page = rows[:PAGE_MAX]
        items = [
            {"external_userid": row["external_userid"], "status": row["status"]}
            | ({"takeover_time": int(row["ended_at"])} if row["status"] == DONE else {})
            for row in page
        ]
        more = cursor_of(page[-1]["external_userid"]) if len(rows) > PAGE_MAX else ""
        return {"customer": items, "next_cursor": more}

    def unassigned(self, asked: Unassigned) -> dict[str, Any]:
        """Contacts of those who have left, whom nobody is taking over. By cursor, or by page as of old."""
        size = min(asked.page_size, PAGE_MAX) if asked.page_size > 0 else PAGE_MAX
        after = key_of(asked.cursor, 2)
        rows = self._db.all(
            "SELECT f.userid, f.external_userid, f.ended_at FROM wecom_follows f WHERE f.standing = 'orphaned'"
            " AND (f.userid, f.external_userid) > (?, ?) AND NOT EXISTS (SELECT 1 FROM wecom_transfers t"
            " WHERE t.external_userid = f.external_userid AND t.handover = f.userid AND t.status = ?)"
            " ORDER BY f.userid, f.external_userid LIMIT ? OFFSET ?",
            *(*after, WAITING, size + 1, 0 if asked.cursor else asked.page_id * size),
        )
        page = rows[:size]
        info = [
            {
                "handover_userid": row["userid"],
                "external_userid": row["external_userid"],
                "dimission_time": int(row["ended_at"]),
            }
            for row in page
        ]
        is_last = len(rows) <= size
        last = "" if is_last else cursor_of(page[-1]["userid"], page[-1]["external_userid"])
        return {"info": info, "is_last": is_last, "next_cursor": last}

    def start_groups(self, asked: GroupTransfer, *, is_resigned: bool) -> list[dict[str, Any]]:
        """Done at once; what failed, with 90500 90501 90502 90504 90508."""
        checked(0 < len(asked.chat_id_list) <= GROUPS_MAX, 40058, "invalid chat_id_list")
        self._hands.parties.staff.working(asked.new_owner)
        failed = []
        for chat_id in asked.chat_id_list:
            try:
                self._start_group(chat_id, asked.new_owner, is_resigned=is_resigned)
            except WecomError as error:
                failed.append({"chat_id": chat_id, **error.body()})
        return failed

    def _start_group(self, chat_id: str, new_owner: str, *, is_resigned: bool) -> None:
        row = self._db.one("SELECT * FROM wecom_groups WHERE chat_id = ? AND dismissed_at IS NULL", chat_id)
        if row is None:
            raise WecomError(90501, "not external group chat")
        works = self._hands.parties.staff.is_working(row["owner"])
        checked(not (is_resigned and works), 90500, "the owner of the chat has not resigned")
        checked(is_resigned or works, 90502, "the owner of the chat has resigned")
        checked(row["owner"] != new_owner, 90504, "the new owner is the owner")
        recent = self._db.number(
            "SELECT count(*) FROM wecom_group_transfers WHERE chat_id = ? AND is_resigned = 0 AND at > ?",
            *(chat_id, now() - PROTECTED_SECONDS),
        )
        checked(is_resigned or recent < TRANSFERS_MAX, 90508, "the chat has been transferred")
        with self._db.transaction():
            self._hands.groups.hand_over(chat_id, new_owner, TRANSFERRED if is_resigned else None)
            self._db.run(
                "INSERT INTO wecom_group_transfers (chat_id, owner, is_resigned, at) VALUES (?, ?, ?, ?)",
                *(chat_id, new_owner, is_resigned, now()),
            )

    def waiting(self) -> list[sqlite3.Row]:
        """For the console, the oldest first."""
        return self._db.all(
            "SELECT t.id, t.handover, t.takeover, t.external_userid, t.started_at, t.due_at, c.name"
            " FROM wecom_transfers t JOIN wecom_contacts c USING (external_userid)"
            " WHERE t.status = ? ORDER BY t.id LIMIT 100",
            WAITING,
        )

    def end(self, transfer_id: int, *, is_refused: bool) -> int:
        """The contact refuses, or the day is over. The status; Raises Unplayable."""
        row = self._db.one("SELECT * FROM wecom_transfers WHERE id = ? AND status = ?", transfer_id, WAITING)
        if row is None:
            raise Unplayable("没有等待中的继承", 404)
        follows, takeover, external_userid = self._hands.follows, row["takeover"], row["external_userid"]
        is_full = follows.count(takeover) >= self._grounds.faults.contacts_per_guide_max
        with self._db.transaction():
            pair = self._hands.parties.contacts.pair(row["handover"], external_userid)
            gone = pair is None or pair["standing"] not in ("live", "orphaned")
            status = REFUSED if is_refused or gone else TAKER_FULL if is_full else DONE
            self._db.run("UPDATE wecom_transfers SET status = ?, ended_at = ? WHERE id = ?", status, now(), transfer_id)
            if status != DONE or pair is None:
                reason = "customer_limit_exceed" if status == TAKER_FULL else "customer_refused"
                follows.transfer_failed(takeover, external_userid, reason)
                return status
            follows.taken_over(pair, takeover)
            if row["is_resigned"]:
                follows.forget(row["handover"], external_userid, "transferred")
            else:
                follows.handed_over(row["handover"], external_userid)
            if row["words"]:
                self._hands.lines.write(
                    "transfer", (takeover, external_userid), [{"kind": "text", "text": row["words"]}]
                )
        return status

    def sweep(self) -> None:
        """What has waited for a (virtual) day is done."""
        for row in self._db.all("SELECT id FROM wecom_transfers WHERE status = ? AND due_at <= ?", WAITING, now()):
            self.end(row["id"], is_refused=False)
