"""What WeCom has counted of guides' chats, over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.replies import GuideDay, KnownGuide, Reading
from ports.kernel import Tx
from ports.outside.wecom_behaviour import BehaviourDay

_FIGURES = BehaviourDay.__struct_fields__
_COLUMNS = ", ".join(_FIGURES)
_MEET = Statement(
    text("""
    insert into community.guide_reading (user_id)
    select g.user_id from community.guide g where g.is_active and g.has_contacts
      and not exists (select from community.guide_reading r where r.user_id = g.user_id)
    order by g.user_id on conflict do nothing
    """)
)
_CLAIM = Statement(
    text("""
    with due as (
        select r.user_id from community.guide_reading r
        join community.guide g on g.user_id = r.user_id and g.is_active and g.has_contacts
        where (r.read_on is null or r.read_on < :today) and (r.held_until is null or r.held_until <= :now)
        order by r.user_id limit 1 for update of r skip locked
    )
    update community.guide_reading r set held_until = :until from due where r.user_id = due.user_id
    returning r.user_id, r.through
    """)
)
_INSERT = f"""
    insert into community.guide_day as kept (user_id, {_COLUMNS}, read_at)
    select cast(:user_id as text), n.*, cast(:read_at as timestamptz)
    from unnest(cast(:day as date[]), cast(:chats as int[]), cast(:messages as int[]), cast(:reply_rate as int[]),
        cast(:reply_seconds as int[]), cast(:blocked as int[]), cast(:applied as int[]), cast(:gained as int[])) n
"""
_KEEP = Statement(
    text(f"""
    {_INSERT} on conflict (user_id, day) do update
    set {", ".join(f"{name} = excluded.{name}" for name in (*_FIGURES[1:], "read_at"))}
    where kept.read_at <= excluded.read_at
    """)
)
_FILL = Statement(text(f"{_INSERT} on conflict (user_id, day) do nothing"))
_CAME_TO = Statement(
    text("update community.guide_reading set through = greatest(through, :through) where user_id = :user_id")
)
_HOLD = Statement(
    text("""
    update community.guide_reading set held_until = :until, problem = coalesce(cast(:problem as text), problem)
    where user_id = :user_id
    """)
)
_DONE = Statement(
    text("""
    update community.guide_reading set read_on = greatest(read_on, :today), held_until = null, problem = :problem
    where user_id = :user_id
    """)
)
_DAYS = Statement(
    text(f"""
    select user_id, {_COLUMNS} from community.guide_day
    where day between :first and :last and (cast(:user_id as text) is null or user_id = :user_id)
    order by user_id, day
    """)
)
_GUIDES = Statement(
    text("""
    select g.user_id, (g.first_seen_at at time zone 'Asia/Shanghai')::date as since,
           g.is_active and g.has_contacts as is_read, r.problem
    from community.guide g left join community.guide_reading r on r.user_id = g.user_id
    where cast(:user_id as text) is null or g.user_id = :user_id
    """)
)


class PostgresReplies:
    """Implements `ports.community.replies.ReplyStore` and `ReplyViews`."""

    async def claim(self, tx: Tx, today: date, now: datetime, until: datetime) -> Reading | None:
        await _MEET.run(tx)
        row = await _CLAIM.one(tx, today=today, now=now, until=until)
        return Reading(row["user_id"], row["through"]) if row else None

    async def keep(self, tx: Tx, user_id: str, days: Sequence[BehaviourDay], read_at: datetime) -> None:
        await _KEEP.run(tx, user_id=user_id, read_at=read_at, **_columns(days))

    async def fill(self, tx: Tx, user_id: str, days: Sequence[BehaviourDay], read_at: datetime) -> None:
        await _FILL.run(tx, user_id=user_id, read_at=read_at, **_columns(days))

    async def came_to(self, tx: Tx, user_id: str, through: date) -> None:
        await _CAME_TO.run(tx, user_id=user_id, through=through)

    async def hold(self, tx: Tx, user_id: str, until: datetime, problem: str | None) -> None:
        await _HOLD.run(tx, user_id=user_id, until=until, problem=problem)

    async def done(self, tx: Tx, user_id: str, today: date, problem: str | None) -> None:
        await _DONE.run(tx, user_id=user_id, today=today, problem=problem)

    async def days(self, tx: Tx, first: date, last: date, user_id: str | None) -> tuple[GuideDay, ...]:
        rows = await _DAYS.all(tx, first=first, last=last, user_id=user_id)
        return tuple(GuideDay(row["user_id"], BehaviourDay(*(row[name] for name in _FIGURES))) for row in rows)

    async def guides(self, tx: Tx, user_id: str | None) -> tuple[KnownGuide, ...]:
        return tuple(KnownGuide(**row) for row in await _GUIDES.all(tx, user_id=user_id))


def _columns(days: Sequence[BehaviourDay]) -> dict[str, list[Any]]:
    return {name: [getattr(one, name) for one in days] for name in _FIGURES}
