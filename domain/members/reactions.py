"""What members do when others report a fact: tell the shopper, where a grant allows it."""

from datetime import timedelta, timezone

from domain.members.messages import Messages
from ports.commerce.api import AfterSaleRefunded, OrderPaid, OrderParcelShipped
from ports.kernel import Fen, Tx

SHANGHAI = timezone(timedelta(hours=8))


def yuan(fen: Fen) -> str:
    """12.00元, as the template type `amount` takes it."""
    return f"{fen // 100}.{fen % 100:02d}元"


class MemberReactions:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        fields = {
            "character_string1": event.order_number,
            "thing2": event.title[:20],
            "amount3": yuan(event.paid_fen),
            "time4": event.paid_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        }
        page = f"packages/order/pages/detail/index?id={event.order_id}"
        await self._messages.tell(tx, str(event.order_id), "order_paid", (event.member_id, page), fields)

    async def on_order_parcel_shipped(self, tx: Tx, event: OrderParcelShipped) -> None:
        fields = {
            "character_string1": event.order_number,
            "thing2": event.title[:20],
            "phrase3": event.courier_name[:5],
            "character_string4": event.tracking_number,
        }
        page = f"packages/order/pages/detail/index?id={event.order_id}"
        await self._messages.tell(tx, str(event.parcel_id), "order_shipped", (event.member_id, page), fields)

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        fields = {
            "character_string1": event.order_number,
            "thing2": event.title[:20],
            "amount3": yuan(event.refund_fen),
        }
        page = f"packages/order/pages/detail/index?id={event.order_id}"
        await self._messages.tell(tx, str(event.after_sale_id), "refund_done", (event.member_id, page), fields)
