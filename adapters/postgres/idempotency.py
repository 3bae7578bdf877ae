"""First answers, kept for callers that repeat a write with the same `Idempotency-Key`."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.idempotency import FirstAnswer
from ports.kernel import AlreadyCalled, IdempotentCall, Tx

KEPT_FOR = timedelta(hours=48)

JSON = "application/json"

_STORE = """
insert into kernel.idempotency (scope, key, request_hash, created_at, status, content_type, body)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
"""
_ANSWER = Statement(
    text(
        "update kernel.idempotency set status = :status, content_type = :content_type, body = :body"
        " where scope = :scope and key = :key"
    )
)
_READ = Statement(
    text("select request_hash, status, content_type, body from kernel.idempotency where scope = :scope and key = :key")
)
_FORGET = Statement(text("delete from kernel.idempotency where created_at < :before"))


async def store_key(connection: Any, call: IdempotentCall, now: datetime, answer: bytes | None) -> None:
    """The last statement of a transaction: it waits for a concurrent call, and raises AlreadyCalled if that commits."""
    kept = (None, None, None) if answer is None else (call.status, JSON, answer)
    tag: str = await connection.execute(_STORE, call.scope, call.key, call.request_hash, now, *kept)
    if tag.endswith(" 0"):
        raise AlreadyCalled


class IdempotencyStore:
    """Implements `ports.idempotency.FirstAnswers`."""

    async def answer(self, tx: Tx, call: IdempotentCall, status: int, content_type: str, body: bytes) -> None:
        await _ANSWER.run(tx, scope=call.scope, key=call.key, status=status, content_type=content_type, body=body)

    async def read(self, tx: Tx, call: IdempotentCall) -> FirstAnswer | None:
        row = await _READ.one(tx, scope=call.scope, key=call.key)
        return FirstAnswer(**row) if row else None

    async def forget(self, tx: Tx, now: datetime) -> int:
        return await _FORGET.run(tx, before=now - KEPT_FOR)
