"""What group-buy, bargain and flash sale have in common for an order: a price for one SKU, and a place it takes."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import MemberId, SkuId, Tx
from ports.promotion.api import ActivityKind, ActivityRef, SpecialPrice, Taking


class Activity(Protocol):
    """One kind. Reactions may come twice and late; each finds its order by `order_id` in its own tables."""

    async def special(self, tx: Tx, member_id: MemberId, ref: ActivityRef, sku_ids: Sequence[SkuId]) -> SpecialPrice:
        """What this member pays now for the one of `sku_ids` that the activity sells.

        Raises what makes it impossible, in words for the shopper.
        """

    async def take(self, tx: Tx, taking: Taking) -> None:
        """Takes the seat, or binds the bargain, in the transaction that places the order. Raises as `special`."""

    async def paid(self, tx: Tx, event: OfferedOrderPaid) -> None: ...

    async def cancelled(self, tx: Tx, event: OfferedOrderCancelled) -> None: ...

    async def withdrawn(self, tx: Tx, event: OfferedOrderWithdrawn) -> None: ...


Activities = Mapping[ActivityKind, Activity]
