"""What became of moments, and which of them somebody has to look at, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx

BATCH = 50
FOLLOW_FOR = timedelta(days=7)
"""Who has not published by then will not: WeCom is asked no more."""
LOOK_FOR = timedelta(days=1)
_KEY = "moment_id = :moment_id and user_id = any (cast(:user_ids as text[]))"
_LEAVE_OUT = Statement(text(f"update community.moment_guide set state = 'left_out' where {_KEY} and state = 'waiting'"))
_PUBLISHED = Statement(
    text(f"""
    update community.moment_guide set state = 'published', published_at = :now
    where {_KEY} and state <> 'published'
    """)
)
_COUNTED = Statement(
    text("""
    update community.moment_guide set customers = :customers, counted_at = :now
    where moment_id = :moment_id and user_id = :user_id
    """)
)
_LOST = Statement(text("select id from community.moment where state = 'starting' and started_at < :before order by id"))
# Counted when it was published, and once more an hour after that.
_OPEN_GUIDE = """
    exists (select from community.moment_guide g where g.moment_id = m.id and (
        g.state = 'waiting' and m.state <> 'stopped' or g.state = 'published' and (
            g.counted_at is null or g.published_at + interval '1 hour' <= :now
            and g.counted_at < g.published_at + interval '1 hour')))
"""


def _claimed(condition: str) -> Statement:
    """Moments that nobody else is at, marked as looked at."""
    return Statement(
        text(f"""
        update community.moment u set looked_at = :now
        from (select m.id from community.moment m where looked_at < :before and {condition}
              order by m.looked_at, m.id limit {BATCH} for update skip locked) d
        where u.id = d.id returning u.id
        """)
    )


_UNSENT = _claimed("m.state = 'queued'")
_IN_DOUBT = _claimed("m.state in ('unknown', 'running') and m.wecom_id is null and m.started_at > :since")
_TO_FOLLOW = _claimed(f"""
    m.started_at > :since and (m.state = 'making'
        or m.state in ('running', 'stopping', 'stopped') and m.wecom_id is not null and {_OPEN_GUIDE})
""")
_TO_STOP = _claimed("m.state = 'stopping'")
_TO_REMIND = Statement(
    text(f"""
    update community.moment_guide u set reminded_at = :now
    from (select g.moment_id, g.user_id from community.moment_guide g
          join community.moment m on m.id = g.moment_id
          join community.guide w on w.user_id = g.user_id and w.is_active
          where m.state = 'running' and m.wecom_id is not null and g.state = 'waiting' and g.reminded_at is null
            and m.started_at < :before and m.started_at > :since
          order by g.moment_id, g.user_id limit {BATCH} for update of g skip locked) d
    where u.moment_id = d.moment_id and u.user_id = d.user_id returning u.moment_id, u.user_id
    """)
)


class PostgresMomentProgress:
    """Implements `ports.community.moments.MomentProgress`."""

    async def leave_out(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str]) -> None:
        if user_ids:
            await _LEAVE_OUT.run(tx, moment_id=moment_id, user_ids=list(user_ids))

    async def published(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str], now: datetime) -> None:
        if user_ids:
            await _PUBLISHED.run(tx, moment_id=moment_id, user_ids=list(user_ids), now=now)

    async def counted(self, tx: Tx, key: tuple[UUID, str], customers: int, now: datetime) -> None:
        moment_id, user_id = key
        await _COUNTED.run(tx, moment_id=moment_id, user_id=user_id, customers=customers, now=now)

    async def lost(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        return tuple(row["id"] for row in await _LOST.all(tx, before=before))

    async def unsent(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        return _ids(await _UNSENT.all(tx, before=before, now=now))

    async def in_doubt(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        return _ids(await _IN_DOUBT.all(tx, before=before, now=now, since=now - LOOK_FOR))

    async def to_follow(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        return _ids(await _TO_FOLLOW.all(tx, before=before, now=now, since=now - FOLLOW_FOR))

    async def to_stop(self, tx: Tx, before: datetime, now: datetime) -> tuple[UUID, ...]:
        return _ids(await _TO_STOP.all(tx, before=before, now=now))

    async def to_remind(self, tx: Tx, begun_before: datetime, now: datetime) -> tuple[tuple[UUID, str], ...]:
        rows = await _TO_REMIND.all(tx, before=begun_before, now=now, since=now - FOLLOW_FOR)
        return tuple(sorted((row["moment_id"], row["user_id"]) for row in rows))


def _ids(rows: list[asyncpg.Record]) -> tuple[UUID, ...]:
    return tuple(sorted(row["id"] for row in rows))
