"""The callback inbox over PostgreSQL."""

from datetime import datetime
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx, tag
from ports.inbox import Callback, StoredCallback
from ports.kernel import Clock, Ids, Job, NotFound, Tx, request_id

_RECEIVE = Statement(
    text(
        "with stored as (insert into kernel.inbox"
        " (id, source, dedup_key, kind, headers, body, delivery_id, received_at)"
        " values (:id, :source, :dedup_key, :kind, :headers, :body, :delivery_id, :now)"
        " on conflict (source, dedup_key) do nothing returning delivery_id)"
        " insert into kernel.delivery (id, kind, name, subscriber, payload, request_id, due_at, created_at)"
        " select delivery_id, 'job', cast(:name as text), cast(:name as text), cast(:payload as jsonb),"
        " cast(:request_id as text), cast(:now as timestamptz), cast(:now as timestamptz) from stored"
    )
)
_READ = Statement(
    text("select id, source, dedup_key, kind, headers, body, received_at from kernel.inbox where id = :id")
)
_headers = msgspec.json.Decoder(dict[str, str])


class PostgresInbox:
    """Implements `ports.inbox.Inbox`."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def receive(self, tx: Tx, inbox_id: UUID, callback: Callback, job: Job) -> bool:
        delivery_id = self._ids.new()
        stored = await _RECEIVE.run(
            tx,
            id=inbox_id,
            source=callback.source,
            dedup_key=callback.dedup_key,
            kind=callback.kind,
            headers=msgspec.json.encode(callback.headers).decode(),
            body=callback.body,
            delivery_id=delivery_id,
            name=tag(job),
            payload=msgspec.json.encode(job).decode(),
            request_id=request_id.get(),
            now=self._clock.now(),
        )
        if not stored:
            return False
        cast(PostgresTx, tx).wake_after(delivery_id, "job")
        return True

    async def read(self, tx: Tx, inbox_id: UUID) -> StoredCallback:
        row = await _READ.one(tx, id=inbox_id)
        if row is None:
            raise NotFound
        received_at: datetime = row["received_at"]
        return StoredCallback(
            id=row["id"],
            callback=Callback(
                source=row["source"],
                dedup_key=row["dedup_key"],
                kind=row["kind"],
                headers=_headers.decode(row["headers"]),
                body=row["body"],
            ),
            received_at=received_at,
        )
