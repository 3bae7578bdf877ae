"""Consents and copies of one's own data, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.personal_data import ConsentKind, ConsentView, ExportView

TREE = "(select id from members.member where id = :member_id or merged_into = :member_id)"
"""A member, and those who were merged into them."""

_LOCK = Statement(text("select 1 from members.member where id = :member_id for no key update"))
_LATEST = Statement(
    text(f"""
    select kind, is_given, version, at from members.consent
    where member_id in {TREE} and kind = :kind order by at desc, id desc limit 1
    """)
)
_NOTE = Statement(
    text("""
    insert into members.consent (id, member_id, kind, is_given, version, at)
    values (:id, :member_id, :kind, :is_given, :version, :at)
    """)
)
_HISTORY = Statement(
    text(f"""
    select kind, is_given, version, at from members.consent
    where member_id in {TREE} order by at desc, id desc limit :size
    """)
)
_ASK = Statement(
    text(f"""
    insert into members.export (id, member_id, state, asked_at)
    select :id, :member_id, 'making', :now
    where not exists (select from members.export where member_id in {TREE}
        and (state = 'making' or state = 'ready' and asked_at > cast(:now as timestamptz) - interval '10 minutes'))
    on conflict do nothing
    """)
)
_EXPORT = Statement(
    text(f"""
    select id, state, asked_at, ready_at, expires_at, size_bytes, sections from members.export
    where member_id in {TREE} order by asked_at desc, id desc limit 1
    """)
)
_OWNER = Statement(
    text("""
    select coalesce(m.merged_into, m.id) from members.export e join members.member m on m.id = e.member_id
    where e.id = :id and e.state = 'making'
    """)
)
_FINISH = Statement(
    text("""
    update members.export set state = 'ready', content_sealed = :sealed, size_bytes = :size_bytes,
        sections = :sections, ready_at = :ready_at, expires_at = :expires_at
    where id = :id and state = 'making'
    """)
)
_CONTENT = Statement(
    text(f"""
    select content_sealed, asked_at from members.export
    where id = :id and member_id in {TREE} and state = 'ready' and expires_at > :now
    """)
)
_EXPIRE = Statement(
    text("""
    update members.export set state = 'expired', content_sealed = null where id in (
        select id from members.export where state = 'ready' and expires_at <= :now order by expires_at limit :size
        for update skip locked)
    """)
)


class PostgresConsents:
    """Implements `ports.members.personal_data.ConsentStore`."""

    async def note(self, tx: Tx, member_id: MemberId, consent: ConsentView, consent_id: UUID) -> bool:
        # Two answers at once are appended one after the other.
        await _LOCK.value(tx, member_id=member_id)
        latest = await self.latest(tx, member_id, consent.kind)
        if latest is not None and (latest.is_given, latest.version) == (consent.is_given, consent.version):
            return False
        await _NOTE.run(
            tx,
            id=consent_id,
            member_id=member_id,
            kind=consent.kind,
            is_given=consent.is_given,
            version=consent.version,
            at=consent.at,
        )
        return True

    async def history(self, tx: Tx, member_id: MemberId, limit: int) -> tuple[ConsentView, ...]:
        return tuple(ConsentView(**row) for row in await _HISTORY.all(tx, member_id=member_id, size=limit))

    async def latest(self, tx: Tx, member_id: MemberId, kind: ConsentKind) -> ConsentView | None:
        row = await _LATEST.one(tx, member_id=member_id, kind=kind)
        return ConsentView(**row) if row else None


class PostgresExports:
    """Implements `ports.members.personal_data.ExportStore`."""

    async def ask(self, tx: Tx, member_id: MemberId, export_id: UUID, now: datetime) -> bool:
        await _LOCK.value(tx, member_id=member_id)
        return await _ASK.run(tx, id=export_id, member_id=member_id, now=now) == 1

    async def latest(self, tx: Tx, member_id: MemberId) -> ExportView | None:
        row = await _EXPORT.one(tx, member_id=member_id)
        return _export(row) if row else None

    async def owner(self, tx: Tx, export_id: UUID) -> MemberId | None:
        found = await _OWNER.value(tx, id=export_id)
        return MemberId(found) if found else None

    async def finish(
        self, tx: Tx, export_id: UUID, sealed: bytes, made: tuple[int, Sequence[str]], times: tuple[datetime, datetime]
    ) -> bool:
        done = await _FINISH.run(
            tx,
            id=export_id,
            sealed=sealed,
            size_bytes=made[0],
            sections=list(made[1]),
            ready_at=times[0],
            expires_at=times[1],
        )
        return done == 1

    async def content(
        self, tx: Tx, member_id: MemberId, export_id: UUID, now: datetime
    ) -> tuple[bytes, datetime] | None:
        row = await _CONTENT.one(tx, id=export_id, member_id=member_id, now=now)
        return (row["content_sealed"], row["asked_at"]) if row else None

    async def expire(self, tx: Tx, now: datetime, limit: int) -> int:
        return await _EXPIRE.run(tx, now=now, size=limit)


def _export(row: asyncpg.Record) -> ExportView:
    return ExportView(sections=tuple(row["sections"]), **{k: v for k, v in row.items() if k != "sections"})
