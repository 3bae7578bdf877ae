"""Full comparisons and the gaps they found, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.store import Gap, Pair, Run
from ports.kernel import Tx

GAPS_KEPT_MAX = 1000
_COLUMNS = ", ".join(Run.__struct_fields__)
_NEW = [name for name in Run.__struct_fields__ if name != "number"]
_CHANGING = [name for name in _NEW if name not in ("id", "state", "by", "started_at", "guides")]
_UNDER_WAY = "state in ('running', 'stopping')"
_OPEN = Statement(
    text(f"""
    insert into community.comparison ({", ".join(_NEW)}) values ({", ".join(f":{name}" for name in _NEW)})
    on conflict ((true)) where {_UNDER_WAY} do nothing
    """)
)
_LAST = Statement(text(f"select {_COLUMNS} from community.comparison order by number desc limit 1"))
_LEASE = Statement(
    text(f"""
    update community.comparison set claimed_until = :until where id = (
        select id from community.comparison where {_UNDER_WAY} and (claimed_until is null or claimed_until < :now)
          and (resume_at is null or resume_at <= :now or state = 'stopping') for update skip locked)
    returning {_COLUMNS}
    """)
)
_SAVE = Statement(
    text(f"""
    update community.comparison set {", ".join(f"{name} = :{name}" for name in _CHANGING)}, claimed_until = null,
        state = case when state = 'stopping' and cast(:state as text) = 'running' then state
                     else cast(:state as text) end
    where id = :id and {_UNDER_WAY} and place = :place_before
      and cursor is not distinct from cast(:cursor_before as text)
    """)
)
_RELEASE = Statement(text("update community.comparison set claimed_until = null where id = :id"))
_STOP = Statement(text("update community.comparison set state = 'stopping' where state = 'running'"))
_MARK_SEEN = Statement(
    text("""
    update community.follow f set seen_run = :number
    from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[])) p (user_id, contact_id)
    where f.user_id = p.user_id and f.contact_id = p.contact_id and f.seen_run < :number
    """)
)
_UNSEEN = Statement(
    text("""
    select user_id, contact_id from community.follow
    where user_id = any (cast(:user_ids as text[])) and ended_at is null and seen_run < :number and read_at <= :before
    order by user_id, contact_id limit :size
    """)
)
_UNKNOWN_GUIDES = Statement(
    text("""
    select user_id, contact_id from community.follow
    where user_id <> all (cast(:user_ids as text[])) and ended_at is null and read_at <= :before
    order by user_id, contact_id limit :size
    """)
)
_NOTE = Statement(
    text("""
    insert into community.comparison_gap (run_id, user_id, contact_id, kind, detail)
    select :run_id, g.user_id, g.contact_id, g.kind, g.detail
    from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[]), cast(:kinds as text[]),
                cast(:details as text[])) g (user_id, contact_id, kind, detail)
    where exists (select from community.comparison where state = 'done')
    limit greatest(0, :kept_max - (select count(*) from community.comparison_gap where run_id = :run_id))
    """)
)


class PostgresComparisons:
    """Implements `ports.community.store.Comparisons`."""

    async def open(self, tx: Tx, run: Run) -> bool:
        given = msgspec.structs.asdict(run)
        return await _OPEN.run(tx, **_values(given, _NEW)) == 1

    async def last(self, tx: Tx) -> Run | None:
        return _run(await _LAST.one(tx))

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> Run | None:
        return _run(await _LEASE.one(tx, now=now, until=until))

    async def save(self, tx: Tx, before: Run, after: Run) -> bool:
        given = _values(msgspec.structs.asdict(after), [*_CHANGING, "id", "state"])
        return await _SAVE.run(tx, place_before=before.place, cursor_before=before.cursor, **given) == 1

    async def release(self, tx: Tx, run_id: UUID) -> None:
        await _RELEASE.run(tx, id=run_id)

    async def stop(self, tx: Tx) -> bool:
        return await _STOP.run(tx) == 1

    async def mark_seen(self, tx: Tx, run_number: int, pairs: Sequence[Pair]) -> None:
        await _MARK_SEEN.run(tx, number=run_number, **_columns(pairs))

    async def unseen(self, tx: Tx, run: Run, user_ids: Sequence[str], limit: int) -> tuple[Pair, ...]:
        before = run.part_began_at or run.started_at
        rows = await _UNSEEN.all(tx, user_ids=list(user_ids), number=run.number, before=before, size=limit)
        return tuple(Pair(**row) for row in rows)

    async def unknown_guides(self, tx: Tx, run: Run, limit: int) -> tuple[Pair, ...]:
        rows = await _UNKNOWN_GUIDES.all(tx, user_ids=list(run.guides), before=run.started_at, size=limit)
        return tuple(Pair(**row) for row in rows)

    async def note(self, tx: Tx, run_id: UUID, gaps: Sequence[Gap]) -> None:
        if not gaps:
            return
        await _NOTE.run(
            tx,
            run_id=run_id,
            **_columns([gap.pair for gap in gaps]),
            kinds=[gap.kind for gap in gaps],
            details=[gap.detail for gap in gaps],
            kept_max=GAPS_KEPT_MAX,
        )


def _values(given: dict[str, object], names: Sequence[str]) -> dict[str, object]:
    found = {name: given[name] for name in names}
    if "guides" in found:
        found["guides"] = list(given["guides"])  # type: ignore[call-overload]
    return found


def _columns(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    return {"user_ids": [pair.user_id for pair in pairs], "contact_ids": [pair.contact_id for pair in pairs]}


def _run(row: asyncpg.Record | None) -> Run | None:
    return Run(**{**row, "guides": tuple(row["guides"])}) if row else None
