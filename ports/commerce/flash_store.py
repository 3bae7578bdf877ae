"""What writing orders of a flash sale asks of its stores: many at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from ports.commerce.cart_store import SkuFacts
from ports.commerce.order_store import NewOrder
from ports.kernel import MemberId, SkuId, Tx
from ports.members.api import BuyerRow

BuyerKey = tuple[MemberId, UUID | None]
"""A member and the address that is meant; None: the default one."""


class FlashOrderStore(Protocol):
    async def facts(self, tx: Tx, sku_id: SkuId) -> SkuFacts | None: ...

    async def buyers(self, tx: Tx, keys: Sequence[BuyerKey]) -> Mapping[BuyerKey, BuyerRow]:
        """Those members that exist, in one statement."""

    async def insert(self, tx: Tx, orders: Sequence[NewOrder]) -> int:
        """Orders of one line each, with their lines and first timeline entries, in one statement; how many."""
