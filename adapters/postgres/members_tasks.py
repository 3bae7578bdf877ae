"""Tasks over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.tasks import DoneCounts, TaskDoneRow, TaskKind, TaskRow

_COLUMNS = "code, title, words, kind, points, limit_kind, limit_count, is_enabled, sort, version"
_ALL = Statement(text(f"select {_COLUMNS} from members.task order by sort, code"))
_ONE = Statement(text(f"select {_COLUMNS} from members.task where code = :code"))
_INSERT = Statement(
    text(f"""
    insert into members.task ({_COLUMNS})
    values (:code, :title, :words, :kind, :points, :limit_kind, :limit_count, :is_enabled, :sort, 1)
    on conflict (code) do nothing
    """)
)
_UPDATE = Statement(
    text("""
    update members.task set title = :title, words = :words, kind = :kind, points = :points, limit_kind = :limit_kind,
        limit_count = :limit_count, is_enabled = :is_enabled, sort = :sort, version = version + 1
    where code = :code and version = :version
    """)
)
_COUNTS = Statement(
    text("""
    select task_code, cast(count(*) filter (where day = :day) as int) as today, cast(count(*) as int) as ever
    from members.task_done where member_id = :member_id group by task_code
    """)
)
_IS_DONE = Statement(
    text("""
    select exists (select from members.task_done
                   where member_id = :member_id and task_code = :task_code and cause = :cause)
    """)
)
_ADD = Statement(
    text("""
    insert into members.task_done (member_id, task_code, cause, points, day, at)
    values (:member_id, :task_code, :cause, :points, :day, :at)
    on conflict (member_id, task_code, cause) do nothing
    """)
)
# A cause that was done for nothing bars it: that is what the rows of all tasks of the kind say from then on.
_BAR = Statement(
    text("""
    with before as (
        select task_code, points from members.task_done
        where member_id = :member_id and cause = :cause and points > 0 for update
    ), barred as (
        insert into members.task_done as d (member_id, task_code, cause, points, day, at)
        select :member_id, code, :cause, 0, :day, :at from members.task where kind = 'review' order by code
        on conflict (member_id, task_code, cause) do update set points = 0
    )
    select task_code, points from before
    """)
)
_IS_BARRED = Statement(
    text("""
    select exists (select from members.task_done where member_id = :member_id and cause = :cause and points = 0)
    """)
)
# A grant that was used up stands at nothing, and was given all the same.
_SHOWN = Statement(
    text("""
    select m.phone_sealed is not null as profile_complete,
           exists (select from members.message_grant g where g.openid = m.openid) as subscribe_message
    from members.member m where m.id = :member_id
    """)
)
_FIGURES = Statement(
    text("""
    select task_code, cast(count(*) as int) as times, cast(count(distinct member_id) as int) as people
    from members.task_done group by task_code
    """)
)


class PostgresTasks:
    """Implements `ports.members.tasks.TaskStore`."""

    async def all(self, tx: Tx) -> Sequence[TaskRow]:
        return [TaskRow(**row) for row in await _ALL.all(tx)]

    async def one(self, tx: Tx, code: str) -> TaskRow | None:
        row = await _ONE.one(tx, code=code)
        return TaskRow(**row) if row else None

    async def put(self, tx: Tx, row: TaskRow) -> bool:
        values: dict[str, Any] = msgspec.structs.asdict(row)
        if row.version:
            return await _UPDATE.run(tx, **values) == 1
        del values["version"]
        return await _INSERT.run(tx, **values) == 1

    async def counts(self, tx: Tx, member_id: MemberId, day: date) -> dict[str, DoneCounts]:
        rows = await _COUNTS.all(tx, member_id=member_id, day=day)
        return {row["task_code"]: DoneCounts(row["today"], row["ever"]) for row in rows}

    async def is_done(self, tx: Tx, done: TaskDoneRow) -> bool:
        found: bool = await _IS_DONE.value(tx, member_id=done.member_id, task_code=done.task_code, cause=done.cause)
        return found

    async def add(self, tx: Tx, done: TaskDoneRow) -> bool:
        return await _ADD.run(tx, **msgspec.structs.asdict(done)) == 1

    async def bar(self, tx: Tx, member_id: MemberId, cause: str, at: tuple[date, datetime]) -> dict[str, int]:
        rows = await _BAR.all(tx, member_id=member_id, cause=cause, day=at[0], at=at[1])
        return {row["task_code"]: row["points"] for row in rows}

    async def is_barred(self, tx: Tx, member_id: MemberId, cause: str) -> bool:
        return bool(await _IS_BARRED.value(tx, member_id=member_id, cause=cause))

    async def shown_by_state(self, tx: Tx, member_id: MemberId) -> frozenset[TaskKind]:
        row = await _SHOWN.one(tx, member_id=member_id)
        kinds: list[TaskKind] = ["profile_complete", "subscribe_message"]
        return frozenset(kind for kind in kinds if row is not None and row[kind])

    async def figures(self, tx: Tx) -> dict[str, tuple[int, int]]:
        return {row["task_code"]: (row["times"], row["people"]) for row in await _FIGURES.all(tx)}
