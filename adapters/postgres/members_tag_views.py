"""Tags as the office reads them, over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import Page, Tx
from ports.members.tag_rules import MANUAL_BASE
from ports.members.tag_store import ManualTag, TagRun
from ports.members.tag_views import SlotRow, TagFilter
from ports.members.views import MemberRow

_SLOTS = Statement(text("select slot, kind, name, is_gone from members.tag_slot order by slot"))
_MANUAL = Statement(
    text("select id, name, definition, is_retired, created_by, created_at from members.manual_tag order by id")
)
_SIZES = Statement(
    text("""
    with days as (select day from members.tag_run where state = 'done' order by day desc limit :days)
    select d.day, s.tag_id, s.members from days d left join members.tag_size s on s.day = d.day order by d.day
    """)
)
_LAST_RUN = Statement(
    text("""
    select day, state, started_at, read_at, gathered, written, changed, off, after_member_id, members, finished_at
    from members.tag_run order by day desc limit 1
    """)
)
_MEMBERS = Statement(text("select count(*) from members.member"))
# Bit by bit which of the tags a member has. Members who have none are not looked at.
_PATTERNS = Statement(
    text("""
    select p.pattern, count(*) as members from (
        select (select coalesce(bit_or(1 << cast(w.place - 1 as int)), 0)
                from unnest(cast(:ids as int[])) with ordinality as w (id, place)
                where w.id = any(s.tags) or w.id = any(s.manual)) as pattern
        from members.member_tag_set s where s.tags && cast(:ids as int[]) or s.manual && cast(:ids as int[])
    ) p group by p.pattern
    """)
)
# Members without a row have no tags: they are let through where none is wanted.
_LET_THROUGH = """
    s.tags @> cast(:tags as int[]) and s.manual @> cast(:manual as int[])
    and not s.tags && cast(:no_tags as int[]) and not s.manual && cast(:no_manual as int[])
"""
_COUNT_WANTED = Statement(text(f"select count(*) from members.member_tag_set s where {_LET_THROUGH}"))
_COUNT_UNWANTED = Statement(
    text("""
    select (select count(*) from members.member) - (select count(*) from members.member_tag_set s
        where s.tags && cast(:no_tags as int[]) or s.manual && cast(:no_manual as int[]))
    """)
)
# The page first, and the orders of those who are on it.
_ROWS = """
    select m.id, m.nickname, m.phone_sealed, m.joined_at, l.name as level_name, c.orders, c.spent_fen
    from (
        select m.id, m.nickname, m.phone_sealed, m.joined_at, m.level_code
        from members.member m {join} join members.member_tag_set s on s.member_id = m.id
        where {condition}
          and (cast(:name as text) is null or m.nickname ilike '%' || :name || '%' or m.phone_index = :phone_index)
          and (cast(:before_at as timestamptz) is null or (m.joined_at, m.id) < (:before_at, :before_id))
        order by m.joined_at desc, m.id desc limit :size
    ) m join members.level l on l.code = m.level_code
    cross join lateral (select count(*) as orders,
        cast(coalesce(sum(o.payable_fen - o.refunded_fen), 0) as bigint) as spent_fen
        from commerce."order" o where o.member_id = m.id and o.paid_at is not null) c
    order by m.joined_at desc, m.id desc
"""
_ROWS_WANTED = Statement(text(_ROWS.format(join="", condition=_LET_THROUGH)))
_ROWS_UNWANTED = Statement(
    text(
        _ROWS.format(
            join="left",
            condition="not coalesce(s.tags && cast(:no_tags as int[]) or s.manual && cast(:no_manual as int[]), false)",
        )
    )
)


class PostgresTagViews:
    """Implements `ports.members.tag_views.TagViews`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def slots(self, tx: Tx) -> list[SlotRow]:
        return [SlotRow(**row) for row in await _SLOTS.all(tx)]

    async def manual_tags(self, tx: Tx) -> list[ManualTag]:
        return [ManualTag(**row) for row in await _MANUAL.all(tx)]

    async def sizes(self, tx: Tx, days: int) -> tuple[list[date], dict[int, list[int]]]:
        rows = await _SIZES.all(tx, days=days)
        found = list(dict.fromkeys(row["day"] for row in rows))
        places = {day: place for place, day in enumerate(found)}
        sizes: dict[int, list[int]] = {}
        for row in rows:
            if row["tag_id"] is not None:
                sizes.setdefault(row["tag_id"], [0] * len(found))[places[row["day"]]] = row["members"]
        return found, sizes

    async def last_run(self, tx: Tx) -> TagRun | None:
        row = await _LAST_RUN.one(tx)
        return TagRun(**row) if row else None

    async def members(self, tx: Tx) -> int:
        return int(await _MEMBERS.value(tx))

    async def patterns(self, tx: Tx, tag_ids: Sequence[int]) -> dict[int, int]:
        return {row["pattern"]: row["members"] for row in await _PATTERNS.all(tx, ids=list(tag_ids))}

    async def count(self, tx: Tx, given: TagFilter) -> int:
        if given.wanted:
            return int(await _COUNT_WANTED.value(tx, **_wanted(given), **_unwanted(given)))
        return int(await _COUNT_UNWANTED.value(tx, **_unwanted(given)))

    async def rows(self, tx: Tx, given: TagFilter, page: tuple[str | None, str | None, int]) -> Page[MemberRow]:
        query, cursor, limit = page
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        statement, values = _ROWS_UNWANTED, _unwanted(given)
        if given.wanted:
            statement, values = _ROWS_WANTED, values | _wanted(given)
        found = await statement.all(
            tx,
            **values,
            name=query,
            phone_index=self._cipher.blind_index(query) if query else None,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        items = [
            MemberRow(
                id=row["id"],
                nickname=row["nickname"],
                phone_masked=mask_phone(self._cipher.decrypt(row["phone_sealed"])) if row["phone_sealed"] else None,
                level_name=row["level_name"],
                orders=row["orders"],
                spent_fen=row["spent_fen"],
                joined_at=row["joined_at"],
            )
            for row in found[:limit]
        ]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.joined_at, last.id)) if last and len(found) > limit else None)


def _wanted(given: TagFilter) -> dict[str, list[int]]:
    manual = [tag for tag in given.wanted if tag > MANUAL_BASE]
    return {"tags": [tag for tag in given.wanted if tag <= MANUAL_BASE], "manual": manual}


def _unwanted(given: TagFilter) -> dict[str, list[int]]:
    manual = [tag for tag in given.unwanted if tag > MANUAL_BASE]
    return {"no_tags": [tag for tag in given.unwanted if tag <= MANUAL_BASE], "no_manual": manual}
