"""What the faces read of points, and adjustments that operators make."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, OperatorId, Page, Tx
from ports.members.points_views import (
    AdjustmentRow,
    AdjustmentState,
    ExpiringPoints,
    NewAdjustment,
    PointsByMonth,
    PointsFlow,
    PointsLine,
)

_LOTS = "jsonb_to_recordset(a.lots) as l (points integer, until timestamptz)"
_MONTH = "to_char({} at time zone 'Asia/Shanghai', 'YYYY-MM')"
_BALANCES = Statement(
    text(
        "select cast(a.available - coalesce((select sum(l.points)"
        f" from {_LOTS} where l.until <= :now), 0) as int) as available, a.held, a.owed"
        " from members.points_account a where a.member_id = :member_id"
    )
)
_EXPIRING = Statement(
    text(
        f"select cast(sum(l.points) as int) as points, l.until from members.points_account a cross join lateral {_LOTS}"
        " where a.member_id = :member_id and l.until > :now group by l.until order by l.until limit :size"
    )
)
_STATEMENT = Statement(
    text("""
        select b.id, b.at, b.source, b.words, b.by,
               cast(coalesce(sum(e.points) filter (where e.account <> 'held'), 0) as int) as points,
               cast(coalesce(sum(e.points) filter (where e.account = 'held'), 0) as int) as held_points
        from members.points_entry e join members.points_booking b on b.id = e.booking_id
        where e.member_id = :member_id
          and (cast(:before_at as timestamptz) is null or (b.at, b.id) < (:before_at, :before_id))
        group by b.id order by b.at desc, b.id desc limit :size
    """)
)
_TOTALS = Statement(
    text(f"""
        select coalesce(sum(a.available - x.expired), 0) as available, coalesce(sum(a.held), 0) as held,
               coalesce(sum(a.owed), 0) as owed, count(*) filter (where a.available > 0 or a.held > 0) as members
        from members.points_account a cross join lateral (
            select coalesce(sum(l.points), 0) as expired from {_LOTS} where l.until <= :now) x
    """)
)
# A lot ends with the last moment of a month: the month is the one before its `until`.
_BY_END = Statement(
    text(f"""
        select {_MONTH.format("(l.until - interval '1 second')")} as month, cast(sum(l.points) as bigint) as points
        from members.points_account a cross join lateral {_LOTS}
        where l.until > :now group by 1 order by 1
    """)
)
_FLOWS = Statement(
    text(f"""
        select {_MONTH.format("b.at")} as month,
               cast(-coalesce(sum(e.points) filter (where e.account = 'granted'), 0) as bigint) as granted,
               cast(coalesce(sum(e.points) filter (where e.account = 'redeemed'), 0) as bigint) as redeemed,
               cast(coalesce(sum(e.points) filter (where e.account = 'expired'), 0) as bigint) as expired
        from members.points_booking b join members.points_entry e on e.booking_id = b.id and e.member_id is null
        where b.at >= :since group by 1 order by 1 desc
    """)
)
_ALL_TIME = Statement(
    text("""
        select -coalesce(sum(points) filter (where account = 'granted'), 0) as granted,
               coalesce(sum(points) filter (where account = 'redeemed'), 0) as redeemed,
               coalesce(sum(points) filter (where account = 'expired'), 0) as expired
        from members.points_entry where member_id is null
    """)
)
_ADJUSTMENT = """
    a.id, a.member_id, m.nickname, a.points, a.reason, a.state, a.asked_by, a.asked_name, a.asked_at,
    a.decided_name, a.decided_at
"""
_ADJUSTMENTS = Statement(
    text(f"""
        select {_ADJUSTMENT} from members.points_adjustment a join members.member m on m.id = a.member_id
        where (cast(:state as text) is null or a.state = :state)
          and (cast(:before_at as timestamptz) is null or (a.asked_at, a.id) < (:before_at, :before_id))
        order by a.asked_at desc, a.id desc limit :size
    """)
)
_LOCK_ADJUSTMENT = Statement(
    text(
        f"select {_ADJUSTMENT} from members.points_adjustment a join members.member m on m.id = a.member_id"
        " where a.id = :id for update of a"
    )
)
_ADD_ADJUSTMENT = Statement(
    text(
        "insert into members.points_adjustment"
        " (id, member_id, points, reason, state, asked_by, asked_name, asked_at)"
        " values (:id, :member_id, :points, :reason, 'waiting', :asked_by, :asked_name, :asked_at)"
    )
)
_DECIDE = Statement(
    text(
        "update members.points_adjustment set state = :state, decided_by = :decided_by, decided_name = :decided_name,"
        " decided_at = :decided_at where id = :id and state = 'waiting'"
    )
)


class PostgresPointsViews:
    """Implements `ports.members.points_views.PointsViews`."""

    async def balances(self, tx: Tx, member_id: MemberId, now: datetime) -> tuple[int, int, int]:
        row = await _BALANCES.one(tx, member_id=member_id, now=now)
        return (row["available"], row["held"], row["owed"]) if row else (0, 0, 0)

    async def expiring(self, tx: Tx, member_id: MemberId, now: datetime, limit: int) -> Sequence[ExpiringPoints]:
        rows = await _EXPIRING.all(tx, member_id=member_id, now=now, size=limit)
        return [ExpiringPoints(row["points"], row["until"]) for row in rows]

    async def statement(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[PointsLine]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        found = await _STATEMENT.all(tx, member_id=member_id, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [PointsLine(**row) for row in found[:limit]]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.at, last.id)) if last and len(found) > limit else None)

    async def totals(self, tx: Tx, now: datetime) -> tuple[int, int, int, int]:
        row = await _TOTALS.one(tx, now=now)
        assert row is not None
        return int(row["available"]), int(row["held"]), int(row["owed"]), row["members"]

    async def by_end(self, tx: Tx, now: datetime) -> Sequence[PointsByMonth]:
        return [PointsByMonth(**row) for row in await _BY_END.all(tx, now=now)]

    async def flows(self, tx: Tx, since: datetime) -> Sequence[PointsFlow]:
        return [PointsFlow(**row) for row in await _FLOWS.all(tx, since=since)]

    async def granted_and_redeemed(self, tx: Tx) -> tuple[int, int, int]:
        row = await _ALL_TIME.one(tx)
        assert row is not None
        return int(row["granted"]), int(row["redeemed"]), int(row["expired"])

    async def adjustments(
        self, tx: Tx, state: AdjustmentState | None, cursor: str | None, limit: int
    ) -> Page[AdjustmentRow]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        found = await _ADJUSTMENTS.all(tx, state=state, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [AdjustmentRow(**row) for row in found[:limit]]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.asked_at, last.id)) if last and len(found) > limit else None)


class PostgresAdjustments:
    """Implements `ports.members.points_views.AdjustmentStore`."""

    async def add(self, tx: Tx, row: NewAdjustment) -> None:
        await _ADD_ADJUSTMENT.run(tx, **msgspec.structs.asdict(row))

    async def lock(self, tx: Tx, adjustment_id: UUID) -> AdjustmentRow | None:
        row = await _LOCK_ADJUSTMENT.one(tx, id=adjustment_id)
        return AdjustmentRow(**row) if row else None

    async def decide(
        self, tx: Tx, adjustment_id: UUID, state: AdjustmentState, by: tuple[OperatorId, str, datetime]
    ) -> None:
        operator_id, name, at = by
        await _DECIDE.run(tx, id=adjustment_id, state=state, decided_by=operator_id, decided_name=name, decided_at=at)
