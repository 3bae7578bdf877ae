"""What the faces read of levels and growth."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.members_birthdays import birthday_row
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Page, Tx
from ports.members.growth_views import Ground, GrowthEntryView, LevelChangeView

_GROUND = Statement(
    text("""
    select m.nickname, m.level_code, m.level_since as since, m.level_until as until, m.level_held as is_held,
           m.level_protected as is_protected, m.has_concierge_at as concierge_at, m.birthday_month, m.birthday_day,
           m.birthday_year, m.birthday_set_at, m.birthday_gift_year,
           cast(greatest(0, coalesce((select sum(e.value) from members.growth_entry e
                                      where e.member_id = m.id and e.counts_at > :since), 0)) as bigint) as growth,
           cast(coalesce((select sum(o.kept_fen) from members.growth_order o
                          where o.member_id = m.id and o.completed_at is not null), 0) as bigint) as spent_fen
    from members.member m where m.id = :member_id
    """)
)
_ENTRIES = Statement(
    text("""
    select id, kind, words, value, at from members.growth_entry
    where member_id = :member_id
      and (cast(:before_at as timestamptz) is null or (at, id) < (:before_at, cast(:before_id as uuid)))
    order by at desc, id desc limit :size
    """)
)
_CHANGES = Statement(
    text("""
    select c.id, f.name as from_name, t.name as to_name, c.cause, c.words, c.growth, c.at
    from members.level_change c join members.level f on f.code = c.from_code join members.level t on t.code = c.to_code
    where c.member_id = :member_id order by c.at desc, c.id desc limit :size
    """)
)
_SIZES = Statement(text("select level_code, count(*) as members from members.member group by level_code"))
_BIRTHDAY = ("birthday_month", "birthday_day", "birthday_year", "birthday_set_at", "birthday_gift_year")


class PostgresGrowthViews:
    """Implements `ports.members.growth_views.GrowthViews`."""

    async def ground(self, tx: Tx, member_id: MemberId, since: datetime) -> Ground | None:
        row = await _GROUND.one(tx, member_id=member_id, since=since)
        if row is None:
            return None
        own = {name: value for name, value in row.items() if name not in _BIRTHDAY}
        return Ground(birthday=birthday_row(row), **own)

    async def entries(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[GrowthEntryView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        found = await _ENTRIES.all(tx, member_id=member_id, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [GrowthEntryView(**row) for row in found[:limit]]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.at, last.id)) if last and len(found) > limit else None)

    async def changes(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[LevelChangeView, ...]:
        return tuple(LevelChangeView(**row) for row in await _CHANGES.all(tx, member_id=member_id, size=limit))

    async def sizes(self, tx: Tx) -> dict[str, int]:
        return {row["level_code"]: row["members"] for row in await _SIZES.all(tx)}
