"""What members do when others report a fact: tell the shopper, where a grant allows it."""

from datetime import datetime

from domain.members.messages import Messages
from domain.members.shanghai_days import SHANGHAI
from ports.commerce.api import AfterSaleRefunded, OrderPaid, OrderParcelShipped
from ports.community.api import PersonalGuideAssigned
from ports.kernel import Fen, OrderId, Tx
from ports.promotion.api import CouponExpiring, GroupBuyTold, ToldOutcome


def yuan(fen: Fen) -> str:
    """12.00元, as the template type `amount` takes it."""
    return f"{fen // 100}.{fen % 100:02d}元"


def minute(at: datetime) -> str:
    """2026-11-22 14:32 in Shanghai, as the template type `time` takes it."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


_GROUP_RESULTS: dict[ToldOutcome, str] = {"succeeded": "拼团成功", "failed": "未能成团", "reopened": "已开新团"}
_GROUP_WORDS: dict[ToldOutcome, str] = {
    "succeeded": "商家将尽快发货",
    "failed": "款项已自动原路退回",
    "reopened": "邀请好友即可成团",
}


def page(order_id: OrderId) -> str:
    return f"features/orders/detail/index?id={order_id}"


class MemberReactions:
    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        fields = {
            "character_string1": event.order_number,
            "amount2": yuan(event.paid_fen),
            "thing3": event.title[:20],
            "time4": minute(event.paid_at),
        }
        await self._messages.tell(
            tx, str(event.order_id), "order_paid", (event.member_id, page(event.order_id)), fields
        )

    async def on_order_parcel_shipped(self, tx: Tx, event: OrderParcelShipped) -> None:
        fields = {
            "character_string1": event.order_number,
            "thing2": event.title[:20],
            "thing3": event.courier_name[:20],
            "character_string4": event.tracking_number,
            "time5": minute(event.shipped_at),
        }
        to = (event.member_id, page(event.order_id))
        await self._messages.tell(tx, str(event.parcel_id), "order_shipped", to, fields)

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        fields = {
            "character_string1": event.order_number,
            "amount2": yuan(event.refund_fen),
            "thing3": event.title[:20],
            "time4": minute(event.refunded_at),
        }
        to = (event.member_id, page(event.order_id))
        await self._messages.tell(tx, str(event.after_sale_id), "refund_done", to, fields)

    async def on_coupon_expiring(self, tx: Tx, event: CouponExpiring) -> None:
        fields = {
            "thing1": event.name[:20],
            "time2": minute(event.valid_until),
            "thing3": "到期后自动失效，请尽快使用",
        }
        to = (event.member_id, "packages/promotion/pages/coupons/wallet/index")
        await self._messages.tell(tx, str(event.coupon_id), "coupon_expiring", to, fields)

    async def on_personal_guide_assigned(self, tx: Tx, event: PersonalGuideAssigned) -> None:
        fields = {
            "thing1": event.guide_name[:20],
            "time2": minute(event.at),
            "thing3": "打开小程序「我的」可添加导购",
        }
        to = (event.member_id, "features/mine/index")
        await self._messages.tell(tx, str(event.assignment_id), "guide_assigned", to, fields)

    async def on_group_buy_told(self, tx: Tx, event: GroupBuyTold) -> None:
        fields = {
            "thing1": event.title[:20],
            "phrase2": _GROUP_RESULTS[event.outcome],
            "thing3": _GROUP_WORDS[event.outcome],
            "time4": minute(event.at),
        }
        to = (event.member_id, f"features/promotion/group/team/index?id={event.team_id}")
        await self._messages.tell(tx, f"{event.order_id}:{event.outcome}", "group_result", to, fields)
