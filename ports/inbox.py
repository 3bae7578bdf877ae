"""Callbacks from outside: verified, stored raw, answered at once, handled from the store."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Job, Tx

Source = Literal["wechat_pay", "wechat", "kdniao"]


class Callback(Struct, frozen=True):
    """`dedup_key` is the right key of that source: what the sender repeats when it repeats itself."""

    source: Source
    dedup_key: str
    kind: str
    headers: dict[str, str]
    body: bytes


class StoredCallback(Struct, frozen=True):
    id: UUID
    callback: Callback
    received_at: datetime


class Inbox(Protocol):
    async def receive(self, tx: Tx, inbox_id: UUID, callback: Callback, job: Job) -> bool:
        """Stores the callback and enqueues `job` (which names `inbox_id`). False: it was there already."""

    async def read(self, tx: Tx, inbox_id: UUID) -> StoredCallback: ...
