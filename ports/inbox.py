"""Callbacks from outside: verified, stored raw, answered at once, handled from the store."""

from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Tx

Source = Literal["wechat_pay", "wechat_pay_contract", "wechat", "kdniao", "wecom"]


class Callback(Struct, frozen=True):
    """`dedup_key` is the right key of that source: what the sender repeats when it repeats itself."""

    source: Source
    dedup_key: str
    kind: str
    headers: dict[str, str]
    body: bytes


class Inbox(Protocol):
    async def receive(self, tx: Tx, callback: Callback) -> UUID | None:
        """Stores the callback with the delivery that hands it to the reaction of its source. None: it was there."""
