"""What a member does, told to growth and to tags in one go: in the same transaction, or by one reaction for both."""

from datetime import datetime

from domain.members.growth import Growth
from domain.members.tag_desk import TagDesk
from ports.commerce.api import AfterSaleRefunded, OrderCancelled, OrderCompleted, OrderPaid
from ports.kernel import MemberId, Tx


class MemberActivity:
    def __init__(self, growth: Growth, tags: TagDesk) -> None:
        self._growth, self._tags = growth, tags

    async def signed_in(self, tx: Tx, member_id: MemberId, at: datetime, *, is_new: bool) -> int:
        """The growth that it earned. The caller holds the member's row."""
        if is_new:
            await self._tags.noted(tx, member_id)
        return await self._growth.was_active(tx, member_id, at)

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        await self._growth.was_active(tx, event.member_id, event.paid_at)
        await self._tags.touched(tx, event.member_id)

    async def on_order_completed(self, tx: Tx, event: OrderCompleted) -> None:
        await self._growth.on_order_completed(tx, event)
        await self._tags.touched(tx, event.member_id)

    async def on_order_cancelled(self, tx: Tx, event: OrderCancelled) -> None:
        await self._tags.touched(tx, event.member_id)

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        await self._growth.on_after_sale_refunded(tx, event)
        await self._tags.touched(tx, event.member_id)
