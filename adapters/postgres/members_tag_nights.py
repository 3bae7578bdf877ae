"""The nightly run over everybody, over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import text

from adapters.postgres.members_figures import figures_sql
from adapters.postgres.members_tag_sql import tags_sql
from adapters.postgres.sql import Statement
from ports.kernel import Tx
from ports.members.tag_rules import Catalogue
from ports.members.tag_store import AsOf, TagRun, Written

PATIENCE_SECONDS = 3600.0
_COLUMNS = """day, state, started_at, read_at, gathered, written, changed, off, after_member_id, members, finished_at"""
_FIND = Statement(text(f"select {_COLUMNS} from members.tag_run where day = :day"))
_OPEN = Statement(
    text("""
    insert into members.tag_run (day, state, started_at) values (:day, 'gathering', :now) on conflict do nothing
    """)
)
_LOCK = Statement(text(f"select {_COLUMNS} from members.tag_run where day = :day for update skip locked"))
_SAVE = Statement(
    text("""
    update members.tag_run set state = :state, read_at = :read_at, gathered = :gathered, written = :written,
        changed = :changed, off = :off, after_member_id = :after_member_id, members = :members,
        finished_at = :finished_at
    where day = :day
    """)
)
_ROOM = tuple(
    Statement(text(f"set local {setting}"))
    for setting in (
        "work_mem = '256MB'",
        "hash_mem_multiplier = 2",
        "synchronous_commit = off",
        "enable_nestloop = off",
    )
)
_NOW = Statement(text("select clock_timestamp()"))
_EMPTY = Statement(text("truncate members.tag_fresh"))
_KEPT = Statement(text("select exists (select from members.tag_fresh)"))
_RANGE = Statement(
    text("""
    with fresh as (
        select member_id, tags from members.tag_fresh
        where cast(:after as uuid) is null or member_id > :after order by member_id limit :size
    ), other as (
        select f.member_id, f.tags, o.tags as old, o.computed_at
        from fresh f left join members.member_tag_set o on o.member_id = f.member_id
        where o.member_id is null or (o.tags <> f.tags and (o.computed_at is null or o.computed_at < :read_at))
    ), written as (
        insert into members.member_tag_set as t (member_id, tags, computed_at)
        select member_id, tags, :read_at from other order by member_id
        on conflict (member_id) do update set tags = excluded.tags, computed_at = excluded.computed_at
          where t.computed_at is null or t.computed_at < excluded.computed_at
        returning 1
    )
    select (select count(*) from fresh) as members,
           (select member_id from fresh order by member_id desc limit 1) as last,
           (select count(*) from written) as changed,
           (select count(*) from other o where o.computed_at is not null
              and array(select t from unnest(o.tags) t where t = any(cast(:steady as int[])))
               <> array(select t from unnest(o.old) t where t = any(cast(:steady as int[])))
              and not exists (select from members.tag_due d where d.member_id = o.member_id)) as off
    """)
)
_SIZES = Statement(
    text("""
    insert into members.tag_size (tag_id, day, members)
    select t.tag_id, :day, count(*) from (
        select unnest(s.tags) as tag_id from members.member_tag_set s
        union all
        select unnest(s.manual) from members.member_tag_set s where s.manual <> '{}'
    ) t group by t.tag_id
    on conflict (tag_id, day) do update set members = excluded.members
    """)
)
_MEMBERS = Statement(text("select count(*) from members.member_tag_set"))
_FORGET = Statement(text("delete from members.tag_size where day < :before"))


class PostgresTagNights:
    """Implements `ports.members.tag_store.NightStore`."""

    def __init__(self, catalogue: Catalogue) -> None:
        figures = figures_sql(everybody=True)
        self._gather = Statement(
            text(
                "insert into members.tag_fresh (member_id, tags)"
                f" select f.member_id, {tags_sql(catalogue)} from ({figures} offset 0) f"
            )
        )

    async def find(self, tx: Tx, day: date) -> TagRun | None:
        row = await _FIND.one(tx, day=day)
        return TagRun(**row) if row else None

    async def open(self, tx: Tx, day: date, now: datetime) -> None:
        await _OPEN.run(tx, day=day, now=now)

    async def lock(self, tx: Tx, day: date) -> TagRun | None:
        row = await _LOCK.one(tx, day=day)
        return TagRun(**row) if row else None

    async def save(self, tx: Tx, run: TagRun) -> None:
        given = msgspec.structs.asdict(run)
        del given["started_at"]
        await _SAVE.run(tx, **given)

    async def gather(self, tx: Tx, as_of: AsOf) -> tuple[int, datetime]:
        await _EMPTY.run(tx)
        for setting in _ROOM:
            await setting.run(tx)
        # Before the statement that reads: whoever computes a member from now on has seen all that it sees.
        read_at: datetime = await _NOW.value(tx)
        return await self._gather.run_long(tx, PATIENCE_SECONDS, **msgspec.structs.asdict(as_of)), read_at

    async def is_kept(self, tx: Tx) -> bool:
        return bool(await _KEPT.value(tx))

    async def write_range(self, tx: Tx, run: TagRun, steady: Sequence[int], limit: int) -> Written:
        row = await _RANGE.one(tx, after=run.after_member_id, size=limit, read_at=run.read_at, steady=list(steady))
        assert row is not None
        return Written(row["last"], row["members"], row["changed"], row["off"])

    async def sizes(self, tx: Tx, day: date) -> int:
        for setting in _ROOM:
            await setting.run(tx)
        await _SIZES.run_long(tx, PATIENCE_SECONDS, day=day)
        return int(await _MEMBERS.value(tx))

    async def forget(self, tx: Tx, before: date) -> None:
        await _FORGET.run(tx, before=before)
