"""Callbacks from outside: verified, stored raw, answered at once, handled from the store."""

from typing import Literal, Protocol

from msgspec import Struct

Source = Literal["wechat_pay", "wechat_pay_contract", "wechat", "kdniao", "wecom", "wechat_official"]


class Callback(Struct, frozen=True):
    """`dedup_key` is the right key of that source: what the sender repeats when it repeats itself."""

    source: Source
    dedup_key: str
    kind: str
    headers: dict[str, str]
    body: bytes


class Inbox(Protocol):
    async def receive(self, callback: Callback) -> None:
        """Kept when this returns, with the delivery to the reaction of its source. A repeat changes nothing.

        Not from inside a transaction. Raises StorageUnavailable, and Invalid for text that cannot be kept.
        """
