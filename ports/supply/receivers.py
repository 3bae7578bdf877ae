"""Receivers that are to be forgotten."""

from collections.abc import Sequence
from typing import Protocol

from ports.kernel import OrderId, Tx


class ReceiverStore(Protocol):
    async def erase(self, tx: Tx, order_ids: Sequence[OrderId], erased: bytes) -> int:
        """Fulfilments of these orders keep province and city, for the books of the warehouse, and `erased`."""
