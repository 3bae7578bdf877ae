"""Who has which tags, over PostgreSQL: touches, figures, sets."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.members_figures import figures_sql
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx
from ports.kernel import MemberId, Tx
from ports.members.tag_rules import BOUGHT_BASE, REPEAT_BASE, MemberFigures
from ports.members.tag_store import AsOf, Claimed

_TOUCH = Statement(
    text("insert into members.tag_due (member_id, since) select m, :now from unnest(cast(:ids as uuid[])) m")
)
# What others have claimed is passed over; a touch that commits from now on stays for the next claim.
_CLAIM = Statement(
    text("""
    with taken as (
        select id, member_id from members.tag_due order by id limit :size for update skip locked
    ), gone as (
        delete from members.tag_due d using taken where d.id = taken.id returning d.member_id
    )
    select array_agg(distinct member_id) as ids, count(*) as touches, clock_timestamp() as read_at from gone
    """)
)
_FIGURES = Statement(text(figures_sql(everybody=False)))
_WRITE = Statement(
    text("""
    insert into members.member_tag_set as t (member_id, tags, computed_at)
    select s.member_id, cast(s.tags as int[]), :read_at
    from unnest(cast(:ids as uuid[]), cast(:sets as text[])) as s (member_id, tags) order by s.member_id
    on conflict (member_id) do update set tags = excluded.tags, computed_at = excluded.computed_at
      where t.computed_at is null or t.computed_at <= excluded.computed_at
    """)
)
_NEW_SLOTS = Statement(
    text("""
    with wanted as (
        select 'level' as kind, code as key, name, sort from members.level
        union all
        select 'category', cast(id as text), name, sort from commerce.category where parent_id is null
    )
    insert into members.tag_slot (slot, kind, key, name)
    select (select coalesce(max(slot), 0) from members.tag_slot)
             + row_number() over (order by w.kind desc, w.sort, w.key),
           w.kind, w.key, w.name
    from wanted w left join members.tag_slot s on s.kind = w.kind and s.key = w.key where s.slot is null
    on conflict do nothing
    """)
)
_RENAME_SLOTS = Statement(
    text("""
    with wanted as (
        select 'level' as kind, code as key, name from members.level
        union all
        select 'category', cast(id as text), name from commerce.category where parent_id is null
    ), present as (
        select s.slot, coalesce(w.name, s.name) as name, w.key is null as is_gone
        from members.tag_slot s left join wanted w on w.kind = s.kind and w.key = s.key
    )
    update members.tag_slot s set name = p.name, is_gone = p.is_gone from present p
    where p.slot = s.slot and (s.name, s.is_gone) is distinct from (p.name, p.is_gone)
    """)
)
_FIGURE_NAMES = tuple(name for name in MemberFigures.__struct_fields__ if name not in ("bought_slots", "repeat_slots"))


class PostgresTags:
    """Implements `ports.members.tag_store.TagStore`. `told` is called after the commit of a touch."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told

    async def touch(self, tx: Tx, member_ids: Sequence[MemberId], now: datetime) -> None:
        await _TOUCH.run(tx, ids=list(member_ids), now=now)
        cast(PostgresTx, tx).tell_after(self._told)

    async def claim_due(self, tx: Tx, limit: int) -> Claimed | None:
        row = await _CLAIM.one(tx, size=limit)
        return Claimed(tuple(row["ids"]), row["touches"], row["read_at"]) if row and row["ids"] else None

    async def figures(self, tx: Tx, member_ids: Sequence[MemberId], as_of: AsOf) -> list[MemberFigures]:
        rows = await _FIGURES.all(tx, ids=list(member_ids), **msgspec.structs.asdict(as_of))
        return [_figures(row) for row in rows]

    async def write(self, tx: Tx, sets: Sequence[tuple[MemberId, Sequence[int]]], read_at: datetime) -> None:
        ids = [member_id for member_id, _ in sets]
        texts = ["{" + ",".join(map(str, tags)) + "}" for _, tags in sets]
        await _WRITE.run(tx, ids=ids, sets=texts, read_at=read_at)

    async def refresh_slots(self, tx: Tx) -> int:
        return await _NEW_SLOTS.run(tx) + await _RENAME_SLOTS.run(tx)


def _figures(row: asyncpg.Record) -> MemberFigures:
    given = {name: row[name] for name in _FIGURE_NAMES}
    for name in ("pregnancy_weeks", "child_months"):
        given[name] = tuple(given[name])
    bought = tuple(tag - BOUGHT_BASE for tag in row["bought_tags"] or ())
    repeat = tuple(tag - REPEAT_BASE for tag in row["repeat_tags"] or ())
    return MemberFigures(**given, bought_slots=bought, repeat_slots=repeat)
