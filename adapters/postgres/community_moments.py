"""Moments and their guides over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.moments import MomentContent, MomentGuide, PlannedMoment
from ports.kernel import Tx

_FIELDS = PlannedMoment.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_FIND = f"select {_COLUMNS} from community.moment"
_INSERT = Statement(
    text(f"""
    insert into community.moment ({_COLUMNS}, looked_at)
    values ({", ".join(f":{name}" for name in _FIELDS)}, :looked_at)
    """)
)
_ONE = Statement(text(f"{_FIND} where id = :id"))
_LOCK = Statement(text(f"{_FIND} where id = :id for update"))
# Whoever is begun anew is looked at a while after that, not at once.
_SAVE = Statement(
    text("""
    update community.moment set content = :content, planned_at = :planned_at, state = :state, version = :version,
        code = :code, job_id = :job_id, wecom_id = :wecom_id, problem = :problem,
        looked_at = greatest(looked_at, cast(:started_at as timestamptz)), started_at = cast(:started_at as timestamptz)
    where id = :id and version = :version_before
    """)
)
_WORKING = Statement(
    text("""
    select user_id from community.guide
    where is_active and has_contacts
      and (cast(:user_ids as text[]) = '{}' or user_id = any (cast(:user_ids as text[])))
    order by user_id
    """)
)
_TAGS = Statement(
    text("select tag_id from community.corp_tag where not is_gone and tag_id = any (cast(:tag_ids as text[]))")
)
_TAKEN = Statement(text("select exists (select from community.moment where wecom_id = :wecom_id and id <> :id)"))
_DUE = Statement(
    text(f"""
    {_FIND} where state = 'planned' and planned_at <= :now order by planned_at, id limit :size
    for update skip locked
    """)
)
_FORGET_GUIDES = Statement(text("delete from community.moment_guide where moment_id = :moment_id"))
_PUT_GUIDES = Statement(
    text("""
    insert into community.moment_guide (moment_id, user_id, state, customers)
    select :moment_id, user_id, 'waiting', 0 from unnest(cast(:user_ids as text[])) u (user_id) order by user_id
    """)
)
_LOOKED = Statement(text("update community.moment set looked_at = :now where id = :id"))
_GUIDES = Statement(
    text("""
    select user_id, state, published_at, customers, counted_at from community.moment_guide
    where moment_id = :moment_id order by user_id
    """)
)
_content = msgspec.json.Decoder(MomentContent)


class PostgresMoments:
    """Implements `ports.community.moments.MomentStore`."""

    async def insert(self, tx: Tx, moment: PlannedMoment) -> None:
        await _INSERT.run(tx, looked_at=moment.made_at, **_values(moment))

    async def one(self, tx: Tx, moment_id: UUID, *, lock: bool = False) -> PlannedMoment | None:
        row = await (_LOCK if lock else _ONE).one(tx, id=moment_id)
        return _moment(row) if row else None

    async def save(self, tx: Tx, before: PlannedMoment, after: PlannedMoment) -> bool:
        values = _values(after)
        for fixed in ("made_at", "made_by"):
            del values[fixed]
        return await _SAVE.run(tx, version_before=before.version, **values) == 1

    async def working(self, tx: Tx, user_ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(row["user_id"] for row in await _WORKING.all(tx, user_ids=list(user_ids)))

    async def known_tags(self, tx: Tx, tag_ids: Sequence[str]) -> frozenset[str]:
        if not tag_ids:
            return frozenset()
        return frozenset(row["tag_id"] for row in await _TAGS.all(tx, tag_ids=list(tag_ids)))

    async def is_taken(self, tx: Tx, wecom_id: str, moment_id: UUID) -> bool:
        return bool(await _TAKEN.value(tx, wecom_id=wecom_id, id=moment_id))

    async def due(self, tx: Tx, now: datetime, limit: int) -> tuple[PlannedMoment, ...]:
        found = tuple(_moment(row) for row in await _DUE.all(tx, now=now, size=limit))
        for one in found:
            await _LOOKED.run(tx, id=one.id, now=now)
        return found

    async def put_guides(self, tx: Tx, moment_id: UUID, user_ids: Sequence[str]) -> None:
        await _FORGET_GUIDES.run(tx, moment_id=moment_id)
        await _PUT_GUIDES.run(tx, moment_id=moment_id, user_ids=list(user_ids))

    async def guides(self, tx: Tx, moment_id: UUID) -> tuple[MomentGuide, ...]:
        return tuple(MomentGuide(**row) for row in await _GUIDES.all(tx, moment_id=moment_id))


def _values(moment: PlannedMoment) -> dict[str, object]:
    return msgspec.structs.asdict(moment) | {"content": msgspec.json.encode(moment.content).decode()}


def _moment(row: asyncpg.Record) -> PlannedMoment:
    return PlannedMoment(**{**row, "content": _content.decode(row["content"])})
