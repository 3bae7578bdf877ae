"""Rules of the community that operators change, one row each."""

import msgspec
from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx

_READ = Statement(text("select rules, version from community.rules where name = :name"))
_SAVE = Statement(
    text("update community.rules set rules = :rules, version = version + 1 where name = :name and version = :version")
)
_SAVE_FIRST = Statement(
    text("insert into community.rules (name, rules, version) values (:name, :rules, 1) on conflict do nothing")
)


async def read_rules[T: Struct](tx: Tx, name: str, kind: type[T]) -> tuple[T, int]:
    """And their version; those of a new shop are the kind's own, version 0."""
    row = await _READ.one(tx, name=name)
    return (msgspec.json.decode(row["rules"], type=kind), row["version"]) if row else (kind(), 0)


async def save_rules(tx: Tx, name: str, rules: Struct, version: int) -> bool:
    """`version` is the one that was changed. False: somebody else was faster."""
    given = {"name": name, "rules": msgspec.json.encode(rules).decode()}
    if version == 0:
        return await _SAVE_FIRST.run(tx, **given) == 1
    return await _SAVE.run(tx, **given, version=version) == 1
