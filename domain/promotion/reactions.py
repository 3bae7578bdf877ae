"""What promotion does when commerce tells of orders that took something of it."""

from domain.promotion.activities import Activities, Activity
from ports.commerce.api import (
    OfferedOrderCancelled,
    OfferedOrderPaid,
    OfferedOrderReturned,
    OfferedOrderWithdrawn,
)
from ports.kernel import Clock, Tx
from ports.promotion.store import TakingStore


class PromotionReactions:
    """Each may come twice, late, and after another: what an order took moves on by its own state."""

    def __init__(self, takings: TakingStore, activities: Activities, clock: Clock) -> None:
        self._takings = takings
        self._by_name: dict[str, Activity] = {str(kind): activity for kind, activity in activities.items()}
        self._clock = clock

    async def on_paid(self, tx: Tx, event: OfferedOrderPaid) -> None:
        await self._takings.redeem(tx, event.order_id, self._clock.now())
        if activity := self._of(event.activity):
            await activity.paid(tx, event)

    async def on_cancelled(self, tx: Tx, event: OfferedOrderCancelled) -> None:
        await self._takings.release(tx, event.order_id, self._clock.now())
        if activity := self._of(event.activity):
            await activity.cancelled(tx, event)

    async def on_withdrawn(self, tx: Tx, event: OfferedOrderWithdrawn) -> None:
        await self._takings.give_back_units(tx, event.order_id)
        if activity := self._of(event.activity):
            await activity.withdrawn(tx, event)

    def _of(self, name: str | None) -> Activity | None:
        return self._by_name.get(name) if name else None

    async def on_returned(self, tx: Tx, event: OfferedOrderReturned) -> None:
        await self._takings.return_coupons(tx, event.order_id, self._clock.now())
