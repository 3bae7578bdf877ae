"""Live codes and greetings over PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.live_codes import Greeting, GreetingState, LiveCodeRow, LiveCodeRules
from ports.kernel import Tx

_COLUMNS = ", ".join(LiveCodeRow.__struct_fields__)
_INSERT = Statement(
    text(f"""
    insert into community.live_code ({_COLUMNS})
    values ({", ".join(f":{name}" for name in LiveCodeRow.__struct_fields__)})
    """)
)
_FIND = f"select {_COLUMNS} from community.live_code"
_ONE = Statement(text(f"{_FIND} where id = :id"))
_LOCK = Statement(text(f"{_FIND} where id = :id for update"))
_BY_MARK = Statement(text(f"{_FIND} where mark = :mark"))
_ALL = Statement(text(f"{_FIND} order by made_at desc, id desc"))
_SAVE = Statement(
    text("""
    update community.live_code set rules = :rules, state = :state, config_id = :config_id, qr_url = :qr_url,
        told = :told, version = :version, problem = :problem
    where id = :id and version = :version_before
    """)
)
_ADDED = Statement(
    text("""
    select user_id, count(*)::int as contacts from community.follow
    where state = :mark and state <> '' and added_at >= :since group by user_id
    """)
)
_GREET = Statement(
    text("""
    insert into community.greeting (id, user_id, contact_id, added_at, live_code_id, state)
    values (:id, :user_id, :contact_id, :added_at, :live_code_id, :state) on conflict do nothing
    """)
)
_GREETED = Statement(text("update community.greeting set state = :state, took_ms = :took_ms where id = :id"))
_rules = msgspec.json.Decoder(LiveCodeRules)


class PostgresLiveCodes:
    """Implements `ports.community.live_codes.LiveCodeStore`."""

    async def insert(self, tx: Tx, row: LiveCodeRow) -> None:
        await _INSERT.run(tx, **_values(row))

    async def one(self, tx: Tx, live_code_id: UUID, *, lock: bool = False) -> LiveCodeRow | None:
        row = await (_LOCK if lock else _ONE).one(tx, id=live_code_id)
        return _row(row) if row else None

    async def by_mark(self, tx: Tx, mark: str) -> LiveCodeRow | None:
        row = await _BY_MARK.one(tx, mark=mark)
        return _row(row) if row else None

    async def all(self, tx: Tx) -> Sequence[LiveCodeRow]:
        return [_row(row) for row in await _ALL.all(tx)]

    async def save(self, tx: Tx, before: LiveCodeRow, after: LiveCodeRow) -> bool:
        values = _values(after)
        for fixed in ("mark", "made_at"):
            del values[fixed]
        return await _SAVE.run(tx, version_before=before.version, **values) == 1

    async def added_since(self, tx: Tx, mark: str, since: datetime) -> Mapping[str, int]:
        return {row["user_id"]: row["contacts"] for row in await _ADDED.all(tx, mark=mark, since=since)}

    async def greet(self, tx: Tx, greeting: Greeting) -> bool:
        return await _GREET.run(tx, **msgspec.structs.asdict(greeting)) == 1

    async def greeted(self, tx: Tx, greeting_id: UUID, state: GreetingState, took_ms: int) -> None:
        await _GREETED.run(tx, id=greeting_id, state=state, took_ms=took_ms)


def _values(row: LiveCodeRow) -> dict[str, object]:
    values = msgspec.structs.asdict(row)
    return values | {"rules": msgspec.json.encode(row.rules).decode(), "told": list(row.told)}


def _row(row: asyncpg.Record) -> LiveCodeRow:
    return LiveCodeRow(**{**row, "rules": _rules.decode(row["rules"]), "told": tuple(row["told"])})
