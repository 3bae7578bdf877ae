"""Full comparisons of groups, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.chat_comparison import SYSTEM, ChatGap, ChatRun
from ports.kernel import Tx

GAPS_KEPT_MAX = 1000
_COLUMNS = ", ".join(ChatRun.__struct_fields__)
_CHANGING = [name for name in ChatRun.__struct_fields__ if name not in ("number", "step", "started_at", "by")]
_OPEN = Statement(
    text("""
    insert into community.chat_comparison (state, started_at, owners, place, is_listed, waiting, states, calls, groups,
        missing, extra, different, by)
    values ('running', :now, '{}', 0, false, '{}', '{}', 0, 0, 0, 0, 0, :by)
    on conflict ((true)) where state = 'running' do nothing
    """)
)
_LAST = Statement(text(f"select {_COLUMNS} from community.chat_comparison order by number desc limit 1"))
_LEASE = Statement(
    text(f"""
    update community.chat_comparison set claimed_until = :until where number = (
        select number from community.chat_comparison where state = 'running'
          and (claimed_until is null or claimed_until < :now) and (resume_at is null or resume_at <= :now)
        for update skip locked)
    returning {_COLUMNS}
    """)
)
_SAVE = Statement(
    text(f"""
    update community.chat_comparison set {", ".join(f"{name} = :{name}" for name in _CHANGING)}, step = step + 1,
        claimed_until = null
    where number = :number and step = :step and state = 'running'
    """)
)
_STOP = Statement(
    text("""
    update community.chat_comparison set state = 'stopped', finished_at = :now, resume_at = null, claimed_until = null
    where state = 'running'
    """)
)
_NOTE = Statement(
    text("""
    insert into community.chat_comparison_gap (run_number, chat_id, kind, detail)
    select :number, g.chat_id, g.kind, g.detail
    from unnest(cast(:chat_ids as text[]), cast(:kinds as text[]), cast(:details as text[])) g (chat_id, kind, detail)
    where exists (select from community.chat_comparison where state = 'done')
    limit greatest(0, :kept_max - (select count(*) from community.chat_comparison_gap where run_number = :number))
    """)
)
_RELEASE = Statement(text("update community.chat_comparison set claimed_until = null where number = :number"))
_MARK_SEEN = Statement(
    text("""
    update community.chat set seen_run = :number where chat_id in (
        select chat_id from community.chat where chat_id = any (cast(:chat_ids as text[])) and seen_run < :number
        order by chat_id for update)
    """)
)
_UNSEEN = Statement(
    text("""
    select chat_id from community.chat
    where state <> 'dismissed' and seen_run < :number and read_at <= :before order by chat_id limit :size
    """)
)


class PostgresChatComparisons:
    """Implements `ports.community.chat_comparison.ChatComparisons`."""

    async def open(self, tx: Tx, now: datetime, by: str = SYSTEM) -> bool:
        return await _OPEN.run(tx, now=now, by=by) == 1

    async def last(self, tx: Tx) -> ChatRun | None:
        return _run(await _LAST.one(tx))

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> ChatRun | None:
        return _run(await _LEASE.one(tx, now=now, until=until))

    async def save(self, tx: Tx, after: ChatRun) -> bool:
        given = msgspec.structs.asdict(after)
        values = {name: _value(given[name]) for name in [*_CHANGING, "number", "step"]}
        return await _SAVE.run(tx, **values) == 1

    async def stop(self, tx: Tx, now: datetime) -> bool:
        return await _STOP.run(tx, now=now) == 1

    async def note(self, tx: Tx, number: int, gaps: Sequence[ChatGap]) -> None:
        if not gaps:
            return
        await _NOTE.run(
            tx,
            number=number,
            chat_ids=[gap.chat_id for gap in gaps],
            kinds=[gap.kind for gap in gaps],
            details=[gap.detail for gap in gaps],
            kept_max=GAPS_KEPT_MAX,
        )

    async def release(self, tx: Tx, number: int) -> None:
        await _RELEASE.run(tx, number=number)

    async def mark_seen(self, tx: Tx, number: int, chat_ids: Sequence[str]) -> None:
        await _MARK_SEEN.run(tx, number=number, chat_ids=list(chat_ids))

    async def unseen(self, tx: Tx, run: ChatRun, limit: int) -> tuple[str, ...]:
        rows = await _UNSEEN.all(tx, number=run.number, before=run.started_at, size=limit)
        return tuple(row["chat_id"] for row in rows)


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _run(row: asyncpg.Record | None) -> ChatRun | None:
    if row is None:
        return None
    lists: dict[str, Any] = {name: tuple(row[name]) for name in ("owners", "waiting", "states")}
    return ChatRun(**{**row, **lists})
