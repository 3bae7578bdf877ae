"""Amounts and states of orders and after-sales, as a good shop assistant would say them."""

from datetime import datetime

from domain.commerce.order_numbers import SHANGHAI
from ports.commerce.after_sale_store import AfterSale, AfterSaleStatus, Kind
from ports.commerce.order_store import OrderStatus
from ports.commerce.order_views import LineFacts, OrderFacts

ORDER_STATUS_TEXTS: dict[OrderStatus, str] = {
    "pending_payment": "待付款",
    "paid": "待发货",
    "partly_shipped": "部分发货",
    "shipped": "已发货",
    "delivered": "已签收",
    "completed": "交易完成",
    "cancelled": "已取消",
    "closed": "交易关闭",
}
AFTER_SALE_STATUS_TEXTS: dict[AfterSaleStatus, str] = {
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
KIND_TEXTS: dict[Kind, str] = {"refund_only": "仅退款", "return_refund": "退货退款"}
PAYMENT_METHOD = "微信支付"


def yuan(fen: int) -> str:
    """12800 → ¥128.00."""
    return f"¥{fen // 100}.{fen % 100:02d}"


def clock_text(at: datetime, now: datetime) -> str:
    """今天 18:30, 明天 18:30 or 11月25日 18:30, as clocks in China show it."""
    local = at.astimezone(SHANGHAI)
    days = (local.date() - now.astimezone(SHANGHAI).date()).days
    day = {0: "今天", 1: "明天"}.get(days, f"{local.month}月{local.day}日")
    return f"{day} {local:%H:%M}"


def order_status_text(order: OrderFacts) -> str:
    """Nobody signs for what is delivered by itself."""
    if order.status == "paid" and order.held_for == "team":
        return "待成团"
    return "已交付" if _is_handed_over(order) else ORDER_STATUS_TEXTS[order.status]


def _is_handed_over(order: OrderFacts) -> bool:
    return order.status == "delivered" and all(line.kind != "physical" for line in order.lines)


def order_sentence(order: OrderFacts, now: datetime) -> str:
    """One sentence on what happens next, or what happened last."""
    match order.status:
        case "pending_payment":
            return f"请在 {clock_text(order.pay_by, now)} 前完成付款，超时订单将自动取消"
        case "paid" if all(line.quantity == line.withdrawn for line in order.lines):
            return "退款处理中，款项将原路退回"
        case "paid" if order.held_for == "team":
            return "还在等好友参团，成团后马上发货；没有成团会自动退款"
        case "paid":
            return "仓库正在为您备货，预计 48 小时内发出"
        case "partly_shipped":
            return "部分商品已发出，其余商品正在备货"
        case "shipped":
            return "商品正在路上，请留意快递信息"
        case "delivered" if _is_handed_over(order):
            return "已为您开通，如有问题请联系客服"
        case "delivered":
            return "商品已送达，请确认收货"
        case "completed":
            return "感谢您的信任，期待再次为您服务"
        case "cancelled":
            return f"订单已取消：{order.end_reason}" if order.end_reason else "订单已取消"
        case "closed":
            return order.end_reason or "订单已关闭"


def line_status(order: OrderFacts, line: LineFacts) -> str:
    if order.status in ("pending_payment", "cancelled"):
        return ORDER_STATUS_TEXTS[order.status]
    if line.refunded == line.quantity:
        return "已退款"
    if line.running:
        return "售后处理中"
    if line.refunded:
        return f"已退款 {line.refunded} 件"
    if line.kind != "physical":
        return "已交付"
    if line.shipped < line.quantity - line.withdrawn:
        return f"已发 {line.shipped} 件，待发 {line.unshipped} 件" if line.shipped else "待发货"
    return "已签收" if order.status in ("delivered", "completed") else "已发货"


def after_sale_sentence(request: AfterSale, now: datetime) -> str:
    """One sentence on what happens next."""
    match request.status:
        case "applied":
            return f"商家将在 {clock_text(request.deadline_at, now)} 前处理您的申请"
        case "approved" | "refunding":
            return f"{yuan(request.refund_fen)} 正在原路退回，通常几分钟内到账"
        case "awaiting_return":
            freight = "；退货运费由我们承担，可以选择到付" if request.shop_pays_return else ""
            return f"请在 {clock_text(request.deadline_at, now)} 前寄回商品，并填写快递单号{freight}"
        case "returning":
            return "商家收到退回的商品并验收后，将立即为您退款"
        case "refunded":
            return f"{yuan(request.refund_fen)} 已原路退回您的支付账户"
        case "rejected":
            return f"商家未同意：{request.decision_note}"
        case "cancelled":
            return "申请已撤销，如仍需要可以重新申请"
        case "escalated":
            return "您的申请已转给客服专员，会尽快与您联系"
