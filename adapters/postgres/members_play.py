"""What check-in, tasks, lottery and the points shop share, over PostgreSQL: holding a member, awards, merges."""

from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, NotFound, Tx
from ports.members.merging import Merge
from ports.members.play import AwardRow

# A merge locks both members for update: whoever waits here for it is told whom they became.
_HOLD = Statement(text("select id, merged_into from members.member where id = :member_id for no key update"))
_NOW_IS = Statement(text("select coalesce(merged_into, id) from members.member where id = :member_id"))
_AWARD = """id, source, item_id, draw_id, member_id, origin_id, client_key, kind, name, template_id, points, code,
    state, note, at, settled_at, settled_by"""
_ADD = Statement(
    text(f"""
    insert into members.award ({_AWARD})
    values (:id, :source, :item_id, :draw_id, :member_id, :origin_id, :client_key, :kind, :name, :template_id, :points,
            :code, :state, :note, :at, :settled_at, :settled_by)
    """)
)
_GET = Statement(text(f"select {_AWARD} from members.award where id = :id"))
_LOCK = Statement(text(f"select {_AWARD} from members.award where id = :id for no key update"))
_SETTLE = Statement(
    text("""
    update members.award set state = :state, note = :note, settled_at = :settled_at, settled_by = :settled_by
    where id = :id
    """)
)
_BY_KEY = Statement(
    text(f"""
    select {_AWARD} from members.award
    where client_key = :client_key and (member_id = :member_id or origin_id = :member_id)
    order by origin_id = :member_id desc limit 1
    """)
)


class PostgresPlayMembers:
    """Implements `ports.members.play.PlayMembers`."""

    async def hold(self, tx: Tx, member_id: MemberId) -> MemberId:
        while True:
            row = await _HOLD.one(tx, member_id=member_id)
            if row is None:
                raise NotFound
            if row["merged_into"] is None:
                return member_id
            member_id = MemberId(row["merged_into"])

    async def now_is(self, tx: Tx, member_id: MemberId) -> MemberId:
        found = await _NOW_IS.value(tx, member_id=member_id)
        return MemberId(found) if found else member_id


class PostgresAwards:
    """Implements `ports.members.play.AwardStore`."""

    async def add(self, tx: Tx, row: AwardRow) -> None:
        await _ADD.run(tx, **msgspec.structs.asdict(row))

    async def get(self, tx: Tx, award_id: UUID) -> AwardRow | None:
        return _award(await _GET.one(tx, id=award_id))

    async def lock(self, tx: Tx, award_id: UUID) -> AwardRow | None:
        return _award(await _LOCK.one(tx, id=award_id))

    async def settle(self, tx: Tx, row: AwardRow) -> None:
        await _SETTLE.run(
            tx, id=row.id, state=row.state, note=row.note, settled_at=row.settled_at, settled_by=row.settled_by
        )

    async def by_key(self, tx: Tx, member_id: MemberId, client_key: str) -> AwardRow | None:
        return _award(await _BY_KEY.one(tx, member_id=member_id, client_key=client_key))


def _award(row: asyncpg.Record | None) -> AwardRow | None:
    return AwardRow(**row) if row else None


def _moved(table: str, free: str = "true") -> tuple[Statement, Statement]:
    """Rows to whom the member became, and back where they came by the merge. `free`: nothing is in their place."""
    there = free.format(owner=":kept_id")
    back = free.format(owner=":gone_id")
    return (
        Statement(
            text(f"""
            update members.{table} t set member_id = :kept_id, merges = t.merges || cast(:merge_id as uuid)
            where t.member_id = :gone_id and {there}
            """)
        ),
        Statement(
            text(f"""
            update members.{table} t set member_id = :gone_id, merges = trim_array(t.merges, 1)
            where t.member_id = :kept_id and t.merges[cardinality(t.merges)] = :merge_id and {back}
            """)
        ),
    )


# What both had stays with each: the day, or the cause, counts once for whom they are together.
_DAYS = _moved("check_in", "not exists (select from members.check_in o where o.member_id = {owner} and o.day = t.day)")
_DONE = _moved(
    "task_done",
    "not exists (select from members.task_done o where o.member_id = {owner} and o.task_code = t.task_code"
    " and o.cause = t.cause)",
)
_DRAWS = _moved("lottery_draw")
_AWARDS = _moved("award")
_FOLLOWING = (_DAYS, _DONE, _DRAWS, _AWARDS)


class PlayFollower:
    """Implements `ports.members.merging.Follower`: days in a row are counted from the days themselves."""

    async def merge(self, tx: Tx, merge: Merge) -> None:
        for there, _ in _FOLLOWING:
            await there.run(tx, **_ids(merge))

    async def part(self, tx: Tx, merge: Merge) -> None:
        for _, back in _FOLLOWING:
            await back.run(tx, **_ids(merge))


def _ids(merge: Merge) -> dict[str, Any]:
    return {"gone_id": merge.gone_id, "kept_id": merge.kept_id, "merge_id": merge.id}
