"""First answers, kept for callers that repeat a write with the same `Idempotency-Key`."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ports.kernel import IdempotentCall, Tx


class FirstAnswer(Struct, frozen=True):
    """`status` None: the first call has not answered yet, or died before it could."""

    request_hash: bytes
    status: int | None
    content_type: str | None
    body: bytes | None


class FirstAnswers(Protocol):
    async def answer(self, tx: Tx, call: IdempotentCall, status: int, content_type: str, body: bytes) -> None: ...

    async def read(self, tx: Tx, call: IdempotentCall) -> FirstAnswer | None: ...

    async def forget(self, tx: Tx, now: datetime) -> int: ...
