"""Join codes over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.join_codes import ChatFill, JoinCodeRow, JoinCodeRules
from ports.kernel import Tx

_COLUMNS = ", ".join(JoinCodeRow.__struct_fields__)
_FIND = f"select {_COLUMNS} from community.join_code"
_INSERT = Statement(
    text(f"""
    insert into community.join_code ({_COLUMNS})
    values ({", ".join(f":{name}" for name in JoinCodeRow.__struct_fields__)})
    """)
)
_ONE = Statement(text(f"{_FIND} where id = :id"))
_LOCK = Statement(text(f"{_FIND} where id = :id for update"))
_ALL = Statement(text(f"{_FIND} order by made_at desc, id desc"))
_SAVE = Statement(
    text("""
    update community.join_code set rules = :rules, state = :state, config_id = :config_id, qr_url = :qr_url,
        told = :told, changed_at = :changed_at, version = :version, problem = :problem
    where id = :id and version = :version_before
    """)
)
_LOST = Statement(
    text("""
    update community.join_code set state = 'unknown', problem = :problem
    where state = 'starting' and changed_at < :before
    """)
)
_FILLS = Statement(
    text("""
    select c.chat_id, c.name, coalesce(nullif(g.name, ''), c.owner) as owner_name, c.members,
           c.dismissed_at is not null as is_gone
    from community.chat c left join community.guide g on g.user_id = c.owner
    where c.chat_id = any (cast(:chat_ids as text[]))
    """)
)
_JOINED = Statement(
    text("""
    select m.state as mark, count(*)::int as members from community.chat_member m
    join community.join_code j on j.mark = m.state where m.left_at is null group by m.state
    """)
)
_rules = msgspec.json.Decoder(JoinCodeRules)


class PostgresJoinCodes:
    """Implements `ports.community.join_codes.JoinCodeStore`."""

    async def insert(self, tx: Tx, row: JoinCodeRow) -> None:
        await _INSERT.run(tx, **_values(row))

    async def one(self, tx: Tx, join_code_id: UUID, *, lock: bool = False) -> JoinCodeRow | None:
        row = await (_LOCK if lock else _ONE).one(tx, id=join_code_id)
        return _row(row) if row else None

    async def all(self, tx: Tx) -> Sequence[JoinCodeRow]:
        return [_row(row) for row in await _ALL.all(tx)]

    async def save(self, tx: Tx, before: JoinCodeRow, after: JoinCodeRow) -> bool:
        values = _values(after)
        for fixed in ("mark", "made_at"):
            del values[fixed]
        return await _SAVE.run(tx, version_before=before.version, **values) == 1

    async def lost(self, tx: Tx, before: datetime, problem: str) -> int:
        return await _LOST.run(tx, before=before, problem=problem)

    async def fills(self, tx: Tx, chat_ids: Sequence[str]) -> dict[str, ChatFill]:
        return {row["chat_id"]: ChatFill(**row) for row in await _FILLS.all(tx, chat_ids=list(chat_ids))}

    async def joined(self, tx: Tx) -> dict[str, int]:
        return {row["mark"]: row["members"] for row in await _JOINED.all(tx)}


def _values(row: JoinCodeRow) -> dict[str, object]:
    values = msgspec.structs.asdict(row)
    return values | {"rules": msgspec.json.encode(row.rules).decode(), "told": list(row.told)}


def _row(row: asyncpg.Record) -> JoinCodeRow:
    return JoinCodeRow(**{**row, "rules": _rules.decode(row["rules"]), "told": tuple(row["told"])})
