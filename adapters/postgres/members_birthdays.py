"""Birthdays of members over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.growth_store import Birthday, BirthdayChild, BirthdayRow

_COLUMNS = "birthday_month, birthday_day, birthday_year, birthday_set_at, birthday_gift_year"
_ONE = Statement(text(f"select {_COLUMNS} from members.member where id = :member_id"))
_LOCK = Statement(text(f"select {_COLUMNS} from members.member where id = :member_id for no key update"))
_SET = Statement(
    text("""
    update members.member set birthday_month = :month, birthday_day = :day, birthday_year = :year,
        birthday_set_at = :now where id = :member_id
    """)
)
_LOCK_DUE = Statement(
    text("""
    select m.id, m.birthday_month, m.birthday_day, m.birthday_year, m.birthday_set_at, l.birthday_points
    from members.member m join members.level l on l.code = m.level_code
    where (m.birthday_month, m.birthday_day) in (
              select b.month, b.day from unnest(cast(:months as int[]), cast(:days as int[])) as b (month, day))
      and coalesce(m.birthday_gift_year, 0) < :year and m.birthday_set_at < :told_before
    order by m.id limit :size for no key update of m skip locked
    """)
)
_GAVE = Statement(
    text("update members.member set birthday_gift_year = :year where id = any(cast(:member_ids as uuid[]))")
)


class PostgresBirthdays:
    """Implements `ports.members.growth_store.BirthdayStore`."""

    async def one(self, tx: Tx, member_id: MemberId, *, lock: bool = False) -> BirthdayRow | None:
        row = await (_LOCK if lock else _ONE).one(tx, member_id=member_id)
        return birthday_row(row) if row else None

    async def set(self, tx: Tx, member_id: MemberId, birthday: Birthday, now: datetime) -> None:
        await _SET.run(tx, member_id=member_id, month=birthday.month, day=birthday.day, year=birthday.year, now=now)

    async def lock_due(
        self, tx: Tx, on: Sequence[tuple[int, int]], told: tuple[int, datetime], limit: int
    ) -> Sequence[BirthdayChild]:
        rows = await _LOCK_DUE.all(
            tx,
            months=[month for month, _ in on],
            days=[day for _, day in on],
            year=told[0],
            told_before=told[1],
            size=limit,
        )
        return [
            BirthdayChild(
                member_id=MemberId(row["id"]),
                birthday=Birthday(row["birthday_month"], row["birthday_day"], row["birthday_year"]),
                set_at=row["birthday_set_at"],
                points=row["birthday_points"],
            )
            for row in rows
        ]

    async def gave(self, tx: Tx, member_ids: Sequence[MemberId], year: int) -> None:
        await _GAVE.run(tx, member_ids=list(member_ids), year=year)


def birthday_row(row: asyncpg.Record) -> BirthdayRow:
    month = row["birthday_month"]
    birthday = Birthday(month, row["birthday_day"], row["birthday_year"]) if month is not None else None
    return BirthdayRow(birthday, row["birthday_set_at"], row["birthday_gift_year"])
