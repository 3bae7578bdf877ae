"""The delivery desk over the kernel's tables."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.deliveries import DeliveryStore
from adapters.postgres.sql import Statement
from ports.kernel import Clock, Page, Tx
from ports.platform.views import DeliveryRow, DeliveryStatus, InboxRow

_COLUMNS = "id, kind, name, subscriber, status, attempts, last_error, created_at, due_at, payload"
_DELIVERIES = Statement(
    text(
        f"select {_COLUMNS} from kernel.delivery where status = :status"
        " and (cast(:before as uuid) is null or id < :before) order by id desc limit :size"
    )
)
_DELIVERY = Statement(text(f"select {_COLUMNS} from kernel.delivery where id = :id"))
_INBOX = (
    "select i.id, i.source, i.kind, i.body, i.received_at, coalesce(d.status, 'done') as status,"
    " coalesce(d.attempts, 0) as attempts, d.last_error from kernel.inbox i"
    " left join kernel.delivery d on d.id = i.id"
)
_CALLBACKS = Statement(
    text(
        f"{_INBOX} where (cast(:status as text) is null or coalesce(d.status, 'done') = :status)"
        " and (cast(:source as text) is null or i.source = :source)"
        " and (cast(:before as uuid) is null or i.id < :before) order by i.id desc limit :size"
    )
)
_CALLBACK = Statement(text(f"{_INBOX} where i.id = :id"))
_QUOTED = re.compile(r'(:\s*")([^"]{4})[^"]*(")')
SHOWN_MAX = 2000


def masked(body: bytes) -> str:
    """The shape of a body: text values keep four characters, form values are cut likewise."""
    shown = body[:SHOWN_MAX].decode("utf-8", "replace")
    shown = _QUOTED.sub(r"\1\2…\3", shown)
    return re.sub(r"(=[^&=\s]{8})[^&\s]*", r"\1…", shown)


class PostgresDeliveryDesk:
    """Implements `ports.platform.views.DeliveryDeskStore`."""

    def __init__(self, store: DeliveryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def deliveries(self, tx: Tx, status: DeliveryStatus, cursor: str | None, limit: int) -> Page[DeliveryRow]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _DELIVERIES.all(tx, status=status, before=before, size=limit + 1)
        items = [DeliveryRow(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def delivery(self, tx: Tx, delivery_id: UUID) -> DeliveryRow | None:
        row = await _DELIVERY.one(tx, id=delivery_id)
        return DeliveryRow(**row) if row else None

    async def callbacks(
        self, tx: Tx, given: tuple[DeliveryStatus | None, str | None], cursor: str | None, limit: int
    ) -> Page[InboxRow]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _CALLBACKS.all(tx, status=given[0], source=given[1], before=before, size=limit + 1)
        items = [_inbox_row(row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def callback(self, tx: Tx, inbox_id: UUID) -> InboxRow | None:
        row = await _CALLBACK.one(tx, id=inbox_id)
        return _inbox_row(row) if row else None

    async def retry(self, tx: Tx, delivery_id: UUID | None) -> Sequence[tuple[UUID, str]]:
        return await self._store.retry(tx, delivery_id, self._clock.now())


def _inbox_row(row: Any) -> InboxRow:
    fields = dict(row)
    return InboxRow(payload=masked(fields.pop("body")), **fields)
