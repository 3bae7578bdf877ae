"""Facts of other modules after which a member's tags are computed again."""

from domain.members.tag_desk import TagDesk
from ports.commerce.api import AfterSaleRefunded, OrderCancelled, OrderCompleted, OrderPaid
from ports.kernel import Tx
from ports.members.api import MemberRegistered


class TagReactions:
    def __init__(self, desk: TagDesk) -> None:
        self._desk = desk

    async def on_registered(self, tx: Tx, event: MemberRegistered) -> None:
        await self._desk.touched(tx, event.member_id)

    async def on_order(self, tx: Tx, event: OrderPaid | OrderCompleted | OrderCancelled | AfterSaleRefunded) -> None:
        await self._desk.touched(tx, event.member_id)
