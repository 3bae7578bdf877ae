"""Comparisons with the official account's list, over PostgreSQL."""

from datetime import datetime

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx
from ports.members.official import OfficialRun

_COLUMNS = ", ".join(OfficialRun.__struct_fields__)
_NEW = [name for name in OfficialRun.__struct_fields__ if name != "number"]
_CHANGING = ("state", "finished_at", "phase", "cursor", "listed", "missing", "extra", "joined", "problem")
_OPEN = Statement(
    text(f"""
    insert into members.official_comparison ({", ".join(_NEW)}) values ({", ".join(f":{name}" for name in _NEW)})
    on conflict ((true)) where state = 'running' do nothing
    """)
)
_LAST = Statement(text(f"select {_COLUMNS} from members.official_comparison order by number desc limit :size"))
_LEASE = Statement(
    text(f"""
    update members.official_comparison set claimed_until = :until where id = (
        select id from members.official_comparison
        where state = 'running' and (claimed_until is null or claimed_until <= :now) for update skip locked)
    returning {_COLUMNS}
    """)
)
_SAVE = Statement(
    text(f"""
    update members.official_comparison set {", ".join(f"{name} = :{name}" for name in _CHANGING)}, claimed_until = null
    where id = :id and state = 'running' and claimed_until = :claimed_until
    """)
)
_RELEASE = Statement(
    text("""
    update members.official_comparison set claimed_until = null where id = :id and claimed_until = :claimed_until
    """)
)


class PostgresOfficialRuns:
    """Implements `ports.members.official.OfficialRuns`."""

    async def open(self, tx: Tx, run: OfficialRun) -> bool:
        given = msgspec.structs.asdict(run)
        return await _OPEN.run(tx, **{name: given[name] for name in _NEW}) == 1

    async def last(self, tx: Tx, limit: int) -> tuple[OfficialRun, ...]:
        return tuple(OfficialRun(**row) for row in await _LAST.all(tx, size=limit))

    async def lease(self, tx: Tx, now: datetime, until: datetime) -> OfficialRun | None:
        row = await _LEASE.one(tx, now=now, until=until)
        return OfficialRun(**row) if row else None

    async def save(self, tx: Tx, run: OfficialRun) -> bool:
        given = msgspec.structs.asdict(run)
        return await _SAVE.run(tx, **{name: given[name] for name in (*_CHANGING, "id", "claimed_until")}) == 1

    async def release(self, tx: Tx, run: OfficialRun) -> None:
        await _RELEASE.run(tx, id=run.id, claimed_until=run.claimed_until)
