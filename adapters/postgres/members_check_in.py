"""Check-ins over PostgreSQL."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.check_in import CheckInRow

_COLUMNS = "member_id, day, streak, points, at"
_REWARDS = Statement(text("select points from members.check_in_reward order by ordinal"))
_SET_REWARDS = Statement(
    text("""
    update members.check_in_reward r set points = given.points
    from unnest(cast(:points as int[])) with ordinality as given (points, ordinal) where given.ordinal = r.ordinal
    """)
)
_ADD = Statement(
    text(f"""
    insert into members.check_in ({_COLUMNS}) values (:member_id, :day, :streak, :points, :at)
    on conflict (member_id, day) do nothing
    """)
)
_ON = Statement(text(f"select {_COLUMNS} from members.check_in where member_id = :member_id and day = :day"))
# Days in a row lie on one diagonal: the day plus its place from the end. The row ends on `until`, or there is none.
_STREAK = Statement(
    text("""
    select cast(count(*) as int) from (
        select day + cast(row_number() over (order by day desc) as int) as diagonal
        from members.check_in where member_id = :member_id and day <= :until
    ) d where diagonal = cast(:until as date) + 1
    """)
)
_BETWEEN = Statement(
    text(f"""
    select {_COLUMNS} from members.check_in where member_id = :member_id and day between :first and :last order by day
    """)
)


class PostgresCheckIns:
    """Implements `ports.members.check_in.CheckInStore`."""

    async def rewards(self, tx: Tx) -> tuple[int, ...]:
        return tuple(row["points"] for row in await _REWARDS.all(tx))

    async def set_rewards(self, tx: Tx, rewards: Sequence[int]) -> None:
        await _SET_REWARDS.run(tx, points=list(rewards))

    async def add(self, tx: Tx, row: CheckInRow) -> bool:
        return await _ADD.run(tx, **msgspec.structs.asdict(row)) == 1

    async def on(self, tx: Tx, member_id: MemberId, day: date) -> CheckInRow | None:
        row = await _ON.one(tx, member_id=member_id, day=day)
        return CheckInRow(**row) if row else None

    async def streak(self, tx: Tx, member_id: MemberId, until: date) -> int:
        count: int = await _STREAK.value(tx, member_id=member_id, until=until)
        return count

    async def between(self, tx: Tx, member_id: MemberId, first: date, last: date) -> Sequence[CheckInRow]:
        return [CheckInRow(**row) for row in await _BETWEEN.all(tx, member_id=member_id, first=first, last=last)]
