"""The audit chain over PostgreSQL: one appender at a time, through the one row of `audit_head`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.governance.store import AuditRow
from ports.kernel import Tx

_COLUMNS = "id, at, operator_id, operator_name, action, target, target_id, reason, ip, detail, previous, hash"
_LOCK_HEAD = Statement(text("select hash from governance.audit_head for update"))
_HEAD = Statement(text("select hash from governance.audit_head"))
_APPEND = Statement(
    text(
        "with head as (update governance.audit_head set hash = :hash, place = place + 1 returning place)"
        f" insert into governance.audit ({_COLUMNS}, place) select :id, :at, :operator_id, :operator_name, :action,"
        " :target, :target_id, :reason, :ip, :detail, :previous, :hash, head.place from head"
    )
)
_CHAIN = Statement(
    text(
        f"select {_COLUMNS} from governance.audit where place >"
        " coalesce((select a.place from governance.audit a where a.id = :after), 0) order by place limit :size"
    )
)


class PostgresAuditStore:
    """Implements `ports.governance.store.AuditStore`."""

    async def lock_head(self, tx: Tx) -> bytes:
        return bytes(await _LOCK_HEAD.value(tx))

    async def append(self, tx: Tx, row: AuditRow) -> None:
        await _APPEND.run(tx, **{name: getattr(row, name) for name in row.__struct_fields__})

    async def chain(self, tx: Tx, after: UUID | None, limit: int) -> Sequence[AuditRow]:
        return [AuditRow(**row) for row in await _CHAIN.all(tx, after=after, size=limit)]

    async def head(self, tx: Tx) -> bytes:
        return bytes(await _HEAD.value(tx))
