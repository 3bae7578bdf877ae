"""Checks of reviews and posts, and the traces of WeChat's verdicts, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.ugc import Check, Traced
from ports.kernel import Tx
from ports.outside.content_check import Verdict

_CHECKS = Statement(
    text("select id, place, state, label, note from community.ugc_check where ugc_id = :ugc_id order by place")
)
_URLS = Statement(text("select place, url from community.ugc_picture where ugc_id = :ugc_id"))
_ANSWER = Statement(
    text("""
    update community.ugc_check set state = :state, label = :label, note = :note, answered_at = :now where id = :id
    """)
)
# Both sides write the same row: whoever comes second waits for the first, and sees what it has written.
_ASKED = Statement(
    text("""
    insert into community.ugc_trace as t (trace_id, check_id, noted_at) values (:trace_id, :check_id, :now)
    on conflict (trace_id) do update set check_id = coalesce(t.check_id, excluded.check_id)
    returning check_id, suggest, label, failure
    """)
)
_JUDGED = Statement(
    text("""
    insert into community.ugc_trace as t (trace_id, suggest, label, failure, noted_at)
    values (:trace_id, :suggest, :label, :failure, :now)
    on conflict (trace_id) do update set suggest = coalesce(t.suggest, excluded.suggest),
        label = case when t.suggest is null then excluded.label else t.label end,
        failure = case when t.suggest is null then excluded.failure else t.failure end
    returning check_id, suggest, label, failure
    """)
)
_WHOSE = Statement(text("select ugc_id from community.ugc_check where id = :check_id"))
_OVERDUE = Statement(
    text("""
    select id from community.ugc where state in ('submitted', 'checking') and check_by <= :now
    order by check_by limit :size
    """)
)


class PostgresUgcChecks:
    """A part of `ports.community.ugc.UgcStore`."""

    async def checks(self, tx: Tx, ugc_id: UUID) -> tuple[Check, ...]:
        return tuple(Check(**row) for row in await _CHECKS.all(tx, ugc_id=ugc_id))

    async def picture_urls(self, tx: Tx, ugc_id: UUID) -> dict[int, str]:
        return {row["place"]: row["url"] for row in await _URLS.all(tx, ugc_id=ugc_id)}

    async def answer(self, tx: Tx, check: Check, now: datetime) -> None:
        await _ANSWER.run(tx, id=check.id, state=check.state, label=check.label, note=check.note, now=now)

    async def asked(self, tx: Tx, trace_id: str, check_id: UUID, now: datetime) -> Traced | None:
        row = await _ASKED.one(tx, trace_id=trace_id, check_id=check_id, now=now)
        return await self._traced(tx, row)

    async def judged(self, tx: Tx, trace_id: str, verdict: Verdict, now: datetime) -> Traced | None:
        given = msgspec.structs.asdict(verdict)
        return await self._traced(tx, await _JUDGED.one(tx, trace_id=trace_id, **given, now=now))

    async def overdue(self, tx: Tx, now: datetime, limit: int) -> Sequence[UUID]:
        return [row["id"] for row in await _OVERDUE.all(tx, now=now, size=limit)]

    async def _traced(self, tx: Tx, row: asyncpg.Record | None) -> Traced | None:
        assert row is not None, "an upsert returns its row"
        if row["check_id"] is None or row["suggest"] is None:
            return None
        verdict = Verdict(row["suggest"], row["label"], row["failure"])
        return Traced(row["check_id"], await _WHOSE.value(tx, check_id=row["check_id"]), verdict)
