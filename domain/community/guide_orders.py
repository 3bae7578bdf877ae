"""Orders of a customer as their guide sees them, and what a guide may do about them (G3)."""

from datetime import datetime

from domain.community.guide_contacts import member_of, whose
from domain.community.guide_drafts import GuideDrafts, Wanted
from domain.community.insight_line import short
from domain.community.visit_rules import yuan
from ports.commerce.api import OrderNotFound
from ports.community.guide_sales import (
    Draft,
    GuideAfterSale,
    GuideOrder,
    GuideOrderAction,
    ScriptCard,
)
from ports.community.sidebar_store import AfterSaleRow, OrderRow, SidebarViews
from ports.kernel import Clock, DomainError, OrderId, Page, UnitOfWork

_STATUSES = {
    "pending_payment": "待付款",
    "paid": "待发货",
    "partly_shipped": "部分发货",
    "shipped": "已发货",
    "delivered": "已签收",
    "completed": "交易完成",
    "cancelled": "已取消",
    "closed": "交易关闭",
}
_KINDS = {"refund_only": "仅退款", "return_refund": "退货退款"}
_AFTER_SALES = {
    "applied": "待商家处理",
    "approved": "商家已同意",
    "awaiting_return": "待寄回商品",
    "returning": "退货途中",
    "refunding": "退款中",
    "refunded": "退款成功",
    "rejected": "商家未同意",
    "cancelled": "已撤销",
    "escalated": "客服专员处理中",
}
_ENDED = frozenset(("refunded", "rejected", "cancelled"))


class OrderNotWaiting(DomainError):
    code = "community.order_not_waiting"
    message = "这个订单已经不用付款了"


class GuideOrders:
    def __init__(self, uow: UnitOfWork, views: SidebarViews, drafts: GuideDrafts, clock: Clock) -> None:
        self._uow = uow
        self._views = views
        self._drafts = drafts
        self._clock = clock

    async def page(self, guide: str, contact_id: str, page: tuple[str | None, int]) -> Page[GuideOrder]:
        """The newest first. Raises ContactNotYours."""
        async with self._uow.reading() as tx:
            member_id = (await whose(self._views, tx, guide, contact_id)).member_id
            if member_id is None:
                return Page([])
            rows, following = await self._views.orders(tx, member_id, *page)
        now = self._clock.now()
        return Page([shown(row, now) for row in rows], following)

    async def remind(self, guide: str, contact_id: str, order_id: OrderId) -> Draft:
        """Raises ContactNotYours, NotAMember, OrderNotFound, OrderNotWaiting."""
        async with self._uow.begin() as tx:
            member_id = await member_of(self._views, tx, guide, contact_id)
            row = await self._views.order(tx, member_id, order_id)
            if row is None:
                raise OrderNotFound
            if "remind_payment" not in actions(row, self._clock.now()):
                raise OrderNotWaiting
            first = row.lines[0]
            text = (
                f"您好，您选的「{short(first.title)}」还在等待付款，一共 {yuan(row.payable_fen)}。"
                "库存为您保留着，点开下面的卡片就可以继续，有疑问随时告诉我"
            )
            card = ScriptCard(row.product_id, f"待付款订单 {yuan(row.payable_fen)}", first.image_url)
            wanted = Wanted("payment_reminder", "提醒付款", text, card, order_id)
            return tx.answered(await self._drafts.make(tx, (guide, contact_id), wanted))


def actions(row: OrderRow, now: datetime) -> tuple[GuideOrderAction, ...]:
    found: list[GuideOrderAction] = []
    if row.status == "pending_payment" and row.pay_by > now:
        found.append("remind_payment")
    if row.parcels:
        found.append("copy_tracking")
    return (*found, "note")


def shown(row: OrderRow, now: datetime) -> GuideOrder:
    waits_for_team = row.status == "paid" and row.held_for == "team"
    return GuideOrder(
        id=row.id,
        number=row.number,
        status=row.status,
        status_text="待成团" if waits_for_team else _STATUSES[row.status],
        placed_at=row.placed_at,
        pay_by=row.pay_by if row.status == "pending_payment" else None,
        payable_fen=row.payable_fen,
        refunded_fen=row.refunded_fen,
        quantity=row.quantity,
        lines=row.lines,
        parcels=row.parcels,
        after_sales=tuple(map(_after_sale, row.after_sales)),
        actions=actions(row, now),
    )


def _after_sale(row: AfterSaleRow) -> GuideAfterSale:
    is_open = row.status not in _ENDED
    return GuideAfterSale(row.id, _KINDS[row.kind], _AFTER_SALES[row.status], row.refund_fen, is_open)
