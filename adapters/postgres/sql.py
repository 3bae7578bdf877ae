"""Statements: written in SQLAlchemy Core, compiled once, run straight on asyncpg.

SQLAlchemy's own asynchronous run time costs several times the round trip to a local server; see ADR 0002.
"""

from typing import Any, cast

import asyncpg
from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler

from ports.kernel import Tx

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Statement:
    """One SQL statement with named parameters. Make it a module constant.

    Values are passed to asyncpg untouched: UUIDs, aware datetimes, integers, text, bytes, lists for arrays, and JSON
    text for `jsonb`.
    """

    __slots__ = ("_defaults", "_names", "_required", "sql")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = cast(SQLCompiler, clause.compile(dialect=_DIALECT))
        self.sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._defaults = dict(compiled.params)
        self._required = frozenset(name for name, bind in compiled.binds.items() if bind.required)

    def _values(self, given: dict[str, Any]) -> list[Any]:
        assert self._required <= given.keys() <= self._defaults.keys(), (
            f"wants {sorted(self._defaults)}, got {sorted(given)}"
        )
        values = self._defaults | given
        return [values[name] for name in self._names]

    async def one(self, tx: Tx, **given: Any) -> asyncpg.Record | None:
        return await _connection(tx).fetchrow(self.sql, *self._values(given))

    async def all(self, tx: Tx, **given: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await _connection(tx).fetch(self.sql, *self._values(given))
        return rows

    async def value(self, tx: Tx, **given: Any) -> Any:
        """The first column of the first row, or None."""
        return await _connection(tx).fetchval(self.sql, *self._values(given))

    async def run(self, tx: Tx, **given: Any) -> int:
        """The number of rows touched."""
        tag: str = await _connection(tx).execute(self.sql, *self._values(given))
        return int(tag.rsplit(" ", 1)[-1]) if tag[-1:].isdigit() else 0

    async def run_long(self, tx: Tx, seconds: float, **given: Any) -> int:
        """As `run`, for work on whole tables: it may take longer than what the connection allows a statement."""
        tag: str = await _connection(tx).execute(self.sql, *self._values(given), timeout=seconds)
        return int(tag.rsplit(" ", 1)[-1]) if tag[-1:].isdigit() else 0


def _connection(tx: Tx) -> Any:
    return tx.connection  # type: ignore[attr-defined]
