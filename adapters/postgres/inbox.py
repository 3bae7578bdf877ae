"""The callback inbox over PostgreSQL."""

from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx
from ports.inbox import Callback
from ports.kernel import Clock, Ids, Tx, request_id

# The callback and its delivery share their id.
_RECEIVE = Statement(
    text(
        "with stored as (insert into kernel.inbox (id, source, dedup_key, kind, headers, body, received_at)"
        " values (:id, :source, :dedup_key, :kind, :headers, :body, :now)"
        " on conflict (source, dedup_key) do nothing returning id)"
        " insert into kernel.delivery (id, kind, name, subscriber, payload, request_id, due_at, created_at)"
        " select id, 'callback', cast(:kind as text), 'inbox.' || cast(:source as text), '{}',"
        " cast(:request_id as text), cast(:now as timestamptz), cast(:now as timestamptz) from stored"
    )
)


class PostgresInbox:
    """Implements `ports.inbox.Inbox`."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids

    async def receive(self, tx: Tx, callback: Callback) -> UUID | None:
        inbox_id = self._ids.new()
        stored = await _RECEIVE.run(
            tx,
            id=inbox_id,
            source=callback.source,
            dedup_key=callback.dedup_key,
            kind=callback.kind,
            headers=msgspec.json.encode(callback.headers).decode(),
            body=callback.body,
            request_id=request_id.get(),
            now=self._clock.now(),
        )
        if not stored:
            return None
        cast(PostgresTx, tx).wake_after(inbox_id, "callback")
        return inbox_id
