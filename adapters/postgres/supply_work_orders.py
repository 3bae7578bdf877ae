"""Work orders over PostgreSQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx
from ports.supply.parcels import Resolution, WorkOrder

_OPEN = Statement(
    text("""
        insert into supply.work_order (id, cause, kind, title, detail, order_id, order_number, parcel_id, due_at,
                                       created_at)
        values (:id, :cause, :kind, :title, :detail, :order_id, :order_number, :parcel_id, :due_at, :at)
        on conflict (cause) do update
        set status = 'open', title = excluded.title, detail = excluded.detail, due_at = excluded.due_at,
            created_at = excluded.created_at, resolved_at = null, resolved_by = null, resolution = null
        where supply.work_order.status = 'resolved'
    """)
)
_RESOLVED = (
    "update supply.work_order set status = 'resolved', resolved_at = :at, resolved_by = :by, resolution = :text"
    " where status = 'open' and "
)
_RESOLVE = Statement(text(_RESOLVED + "id = :id returning title"))
_RESOLVE_CAUSE = Statement(text(_RESOLVED + "cause = :cause"))


class PostgresWorkOrders:
    """Implements `ports.supply.parcels.WorkOrderStore`."""

    async def open(self, tx: Tx, order: WorkOrder, at: datetime) -> bool:
        opened = await _OPEN.run(
            tx,
            id=order.id,
            cause=order.cause,
            kind=order.kind,
            title=order.title,
            detail=order.detail,
            order_id=order.parcel.order_id,
            order_number=order.order_number,
            parcel_id=order.parcel.id,
            due_at=order.due_at,
            at=at,
        )
        return opened == 1

    async def resolve(self, tx: Tx, work_order_id: UUID, resolution: Resolution) -> str | None:
        title: str | None = await _RESOLVE.value(
            tx, id=work_order_id, by=resolution.by, text=resolution.text, at=resolution.at
        )
        return title

    async def resolve_cause(self, tx: Tx, cause: str, resolution: Resolution) -> None:
        await _RESOLVE_CAUSE.run(tx, cause=cause, by=resolution.by, text=resolution.text, at=resolution.at)
