"""The callback inbox over PostgreSQL."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.gathering import Gathering
from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx
from ports.inbox import Callback
from ports.kernel import Clock, Ids, StorageUnavailable, UnitOfWork, refuse_in_transaction, request_id

# A callback and its delivery share their id.
_RECEIVE = Statement(
    text(
        "with told as (select * from unnest(cast(:ids as uuid[]), cast(:sources as text[]), cast(:keys as text[]),"
        " cast(:kinds as text[]), cast(:headers as jsonb[]), cast(:bodies as bytea[]), cast(:request_ids as text[]))"
        " as told (id, source, dedup_key, kind, headers, body, request_id)),"
        " stored as (insert into kernel.inbox (id, source, dedup_key, kind, headers, body, received_at)"
        " select id, source, dedup_key, kind, headers, body, :now from told"
        " on conflict (source, dedup_key) do nothing returning id)"
        " insert into kernel.delivery (id, kind, name, subscriber, payload, request_id, due_at, created_at)"
        " select id, 'callback', told.kind, 'inbox.' || told.source, '{}', told.request_id,"
        " cast(:now as timestamptz), cast(:now as timestamptz)"
        " from stored join told using (id) returning id"
    )
)

_Asked = tuple[Callback, str | None]


class PostgresInbox:
    """Implements `ports.inbox.Inbox`: what comes at the same time is stored by one statement."""

    def __init__(self, uow: UnitOfWork, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._clock = clock
        self._ids = ids
        self._gathering = Gathering(self._store_many)

    async def receive(self, callback: Callback) -> None:
        refuse_in_transaction()
        if (error := await self._gathering.ask((callback, request_id.get()))) is not None:
            raise error

    async def _store_many(self, asked: list[_Asked]) -> Sequence[Exception | None]:
        try:
            await self._store(asked)
        except StorageUnavailable as error:
            # Nobody's fault, and no better one by one: senders wait seconds, and come again.
            return [error] * len(asked)
        except Exception as error:
            if len(asked) == 1:
                return [error]
            # Whose fault it is shows when each goes alone.
            return [(await self._store_many([one]))[0] for one in asked]
        return [None] * len(asked)

    async def _store(self, asked: list[_Asked]) -> None:
        # In one order, so that two processes that are told the same wait for each other and not in a circle.
        ordered = sorted(asked, key=lambda one: (one[0].source, one[0].dedup_key))
        callbacks = [callback for callback, _ in ordered]
        async with self._uow.single() as tx:
            stored = await _RECEIVE.all(
                tx,
                ids=[self._ids.new() for _ in ordered],
                sources=[one.source for one in callbacks],
                keys=[one.dedup_key for one in callbacks],
                kinds=[one.kind for one in callbacks],
                headers=[msgspec.json.encode(one.headers).decode() for one in callbacks],
                bodies=[one.body for one in callbacks],
                request_ids=[asked_by for _, asked_by in ordered],
                now=self._clock.now(),
            )
            for row in stored:
                cast(PostgresTx, tx).wake_after(cast(UUID, row["id"]), "callback")
