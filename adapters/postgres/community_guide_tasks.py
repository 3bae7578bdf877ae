"""Tasks of guides over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.guide_tasks import (
    GuideTask,
    GuideTaskState,
    GuideTaskView,
    NewGuideTask,
    TaskContact,
    TaskQuery,
)
from ports.kernel import Page, Tx

_NEW = NewGuideTask.__struct_fields__
_REST = tuple(name for name in GuideTask.__struct_fields__ if name not in ("new", "due_at"))
_NAMES = (*_NEW, *_REST)
_COLUMNS = ", ".join(_NAMES)
_INSERT = Statement(
    text(f"""
    insert into community.guide_task ({_COLUMNS}) values ({", ".join(f":{name}" for name in _NAMES)})
    on conflict (cause) do nothing
    """)
)
_BY_CAUSE = Statement(text(f"select {_COLUMNS} from community.guide_task where cause = :cause"))
_LOCK = Statement(text(f"select {_COLUMNS} from community.guide_task where id = :id and guide = :guide for update"))
_SAVE = Statement(
    text("""
    update community.guide_task set state = :state, due_at = :due_at, ended_at = :ended_at, result = :result,
        told_at = :told_at where id = :id
    """)
)
_END = Statement(
    text("""
    update community.guide_task set state = :state, ended_at = :at, result = :result
    where cause = :cause and state = 'open'
    """)
)
_HAND_OVER = Statement(
    text("""
    update community.guide_task set guide = :to, told_at = null
    where contact_id = :contact_id and guide = :from and state = 'open'
    """)
)
_VIEW = """
    select t.id, t.kind, t.title, t.text, t.state, t.due_at, t.state = 'open' and t.due_at < :now as is_overdue,
           t.made_at, t.ended_at, t.result, t.chat_id, t.link, t.contact_id,
           coalesce(c.name, '') as name, coalesce(f.remark, '') as remark, c.avatar_url
    from community.guide_task t left join community.contact c on c.contact_id = t.contact_id
    left join community.follow f on f.contact_id = t.contact_id and f.user_id = t.guide
    where t.guide = :guide and (cast(:contact_id as text) is null or t.contact_id = :contact_id)
"""
_OPEN_PAGE = Statement(
    text(f"""
    {_VIEW} and t.state = 'open'
      and (cast(:at as timestamptz) is null or (t.due_at, t.id) > (:at, cast(:id as uuid)))
    order by t.due_at, t.id limit :size
    """)
)
_DONE_PAGE = Statement(
    text(f"""
    {_VIEW} and t.state = 'done'
      and (cast(:at as timestamptz) is null or t.ended_at < :at or (t.ended_at = :at and t.id > cast(:id as uuid)))
    order by t.ended_at desc, t.id limit :size
    """)
)
_CLAIM = Statement(
    text(f"""
    update community.guide_task set told_at = :now where id in (
        select id from community.guide_task where state = 'open' and told_at is null and due_at <= :now
        order by due_at limit :size for update skip locked)
    returning {_COLUMNS}
    """)
)


class PostgresGuideTasks:
    """Implements `ports.community.guide_tasks.GuideTaskStore`."""

    async def insert(self, tx: Tx, task: GuideTask) -> bool:
        return await _INSERT.run(tx, **_values(task)) == 1

    async def by_cause(self, tx: Tx, cause: str) -> GuideTask:
        row = await _BY_CAUSE.one(tx, cause=cause)
        assert row is not None, "it was there when it was inserted"
        return _task(row)

    async def lock(self, tx: Tx, guide: str, task_id: UUID) -> GuideTask | None:
        row = await _LOCK.one(tx, id=task_id, guide=guide)
        return _task(row) if row else None

    async def save(self, tx: Tx, task: GuideTask) -> None:
        names = ("id", "state", "due_at", "ended_at", "result", "told_at")
        await _SAVE.run(tx, **{name: getattr(task, name) for name in names})

    async def end(self, tx: Tx, cause: str, ended: tuple[GuideTaskState, datetime, str]) -> bool:
        return await _END.run(tx, cause=cause, state=ended[0], at=ended[1], result=ended[2]) == 1

    async def hand_over(self, tx: Tx, contact_id: str, guides: tuple[str, str]) -> int:
        return await _HAND_OVER.run(tx, contact_id=contact_id, **{"from": guides[0], "to": guides[1]})

    async def page(self, tx: Tx, query: TaskQuery, now: datetime, page: tuple[str | None, int]) -> Page[GuideTaskView]:
        at, id_ = decode_cursor(page[0], tuple[datetime, UUID]) if page[0] else (None, None)
        statement = _OPEN_PAGE if query.shelf == "open" else _DONE_PAGE
        given = {"guide": query.guide, "contact_id": query.contact_id, "now": now}
        rows = await statement.all(tx, **given, at=at, id=id_, size=page[1] + 1)
        items = [_view(row) for row in rows[: page[1]]]
        if len(rows) <= page[1]:
            return Page(items)
        last = items[-1]
        return Page(items, encode_cursor((last.due_at if query.shelf == "open" else last.ended_at, last.id)))

    async def claim_due(self, tx: Tx, now: datetime, limit: int) -> Sequence[GuideTask]:
        return [_task(row) for row in await _CLAIM.all(tx, now=now, size=limit)]


def _values(task: GuideTask) -> dict[str, Any]:
    rest = {name: getattr(task, name) for name in _REST}
    return msgspec.structs.asdict(task.new) | {"due_at": task.due_at} | rest


def _task(row: Any) -> GuideTask:
    new = NewGuideTask(**{name: row[name] for name in _NEW})
    return GuideTask(new=new, due_at=row["due_at"], **{name: row[name] for name in _REST})


def _view(row: Any) -> GuideTaskView:
    contact = None
    if row["contact_id"] is not None:
        contact = TaskContact(row["contact_id"], row["name"], row["remark"], row["avatar_url"])
    names = [name for name in GuideTaskView.__struct_fields__ if name != "contact"]
    return GuideTaskView(**{name: row[name] for name in names}, contact=contact)
