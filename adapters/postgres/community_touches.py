"""Touches and their openings over PostgreSQL."""

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.touch_store import Visit
from ports.community.touches import NewTouch, Touch
from ports.kernel import MemberId, Tx
from ports.members.api import MergeStep

OPENED_MAX = 100
"""So many openings of one member through one touch are remembered by their time, the newest."""
_NEW = NewTouch.__struct_fields__
_COLUMNS = ", ".join(("id", "code", *_NEW, "issued_at"))
_ADD = Statement(
    text(f"""
    insert into community.touches ({_COLUMNS})
    values (:id, :code, {", ".join(f":{name}" for name in _NEW)}, :issued_at) on conflict do nothing
    """)
)
_BY_CAUSE = Statement(text(f"select {_COLUMNS} from community.touches where cause = :cause"))
# An opening holds its touch by the foreign key: once the touch is locked, all of its openings are there to be seen.
_HOLD = Statement(text("select id from community.touches where cause = :cause for update"))
_DELETE = Statement(
    text("""
    delete from community.touches t where t.cause = :cause
        and not exists (select from community.touch_openings o where o.touch_id = t.id)
        and not exists (select from community.attributed_orders a where a.touch_id = t.id)
    """)
)
# A visit goes on as long as no half hour passes; within a minute nothing is worth writing down. The clocks of two
# processes may differ: time never goes back here.
_OPEN = Statement(
    text(f"""
    with touch as (select id from community.touches where code = :code), opened as (
        insert into community.touch_openings as o
            (id, touch_id, origin_id, member_id, first_at, last_at, times, opened_at)
        select cast(:opening_id as uuid), id, cast(:member_id as uuid), cast(:member_id as uuid),
            cast(:at as timestamptz), cast(:at as timestamptz), 1, array[cast(:at as timestamptz)] from touch
        on conflict (touch_id, origin_id) do update set
            last_at = excluded.last_at,
            times = o.times + case when excluded.last_at >= o.last_at + interval '30 minutes' then 1 else 0 end,
            opened_at = (o.opened_at || excluded.opened_at)[greatest(1, cardinality(o.opened_at) - {OPENED_MAX - 2}):]
        where excluded.last_at >= o.last_at + interval '1 minute'
    )
    select exists (select from touch)
    """)
)
_TAKE = Statement(
    text("""
    with own as (
        select id from community.touch_openings where member_id = cast(:gone_id as uuid) order by id for update
    ), moved as (
        update community.touch_openings o set member_id = cast(:kept_id as uuid) from own where o.id = own.id
        returning o.id
    )
    insert into community.touch_moves (merge_id, opening_id)
    select cast(:merge_id as uuid), id from moved order by id on conflict do nothing
    """)
)
_GIVE = Statement(
    text("""
    with noted as (
        delete from community.touch_moves where merge_id = cast(:merge_id as uuid) returning opening_id
    ), own as (
        select o.id from community.touch_openings o join noted n on n.opening_id = o.id
        where o.member_id = cast(:kept_id as uuid) order by o.id for update of o
    )
    update community.touch_openings o set member_id = cast(:gone_id as uuid) from own where o.id = own.id
    """)
)
_FORGET = Statement(text("delete from community.touch_openings where member_id = :member_id"))


class PostgresTouches:
    """Implements `ports.community.touch_store.TouchStore`."""

    async def add(self, tx: Tx, touch: Touch) -> bool:
        values = msgspec.structs.asdict(touch.new)
        return await _ADD.run(tx, id=touch.id, code=touch.code, issued_at=touch.issued_at, **values) == 1

    async def by_cause(self, tx: Tx, cause: str) -> Touch | None:
        row = await _BY_CAUSE.one(tx, cause=cause)
        return touch_of(row) if row else None

    async def delete(self, tx: Tx, cause: str) -> bool:
        await _HOLD.value(tx, cause=cause)
        return await _DELETE.run(tx, cause=cause) == 1

    async def open(self, tx: Tx, visit: Visit) -> bool:
        return bool(await _OPEN.value(tx, **msgspec.structs.asdict(visit)))

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        await _TAKE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        await _GIVE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)

    async def forget(self, tx: Tx, member_id: MemberId) -> None:
        await _FORGET.run(tx, member_id=member_id)


def touch_of(row: asyncpg.Record) -> Touch:
    return Touch(row["id"], row["code"], NewTouch(**{name: row[name] for name in _NEW}), row["issued_at"])
