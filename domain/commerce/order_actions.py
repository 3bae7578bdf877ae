"""What may be done with an order in each state: one table, from which the faces draw their buttons. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.commerce.after_sale_rules import is_open_for_requests
from ports.commerce.order_store import OrderStatus
from ports.commerce.order_views import OrderAction, OrderFacts

REMIND_AGAIN_AFTER = timedelta(hours=12)

ALLOWED: dict[OrderStatus, tuple[OrderAction, ...]] = {
    "pending_payment": ("cancel", "pay"),
    "paid": ("change_address", "apply_after_sale", "remind", "buy_again"),
    "partly_shipped": ("apply_after_sale", "remind", "track", "buy_again", "confirm_receipt"),
    "shipped": ("apply_after_sale", "track", "buy_again", "confirm_receipt"),
    "delivered": ("apply_after_sale", "track", "buy_again", "confirm_receipt"),
    "completed": ("apply_after_sale", "track", "buy_again", "review"),
    "cancelled": ("buy_again",),
    "closed": ("track", "buy_again"),
}
"""In the order of the buttons; the last one is the main one."""

_IF: dict[OrderAction, Callable[[OrderFacts, datetime], bool]] = {
    "pay": lambda order, now: now < order.pay_by,
    "change_address": lambda order, _: order.has_address and not order.asked_to_ship,
    "remind": lambda order, now: order.held_for is None and _waits(order) and can_remind(order.reminded_at, now),
    "track": lambda order, _: any(line.shipped and line.kind == "physical" for line in order.lines),
    "review": lambda order, _: any(not line.is_reviewed and line.quantity > line.refunded for line in order.lines),
    "confirm_receipt": lambda order, _: order.unconfirmed_parcels > 0,
    "apply_after_sale": lambda order, now: any(is_open_for_requests(order, line, now) for line in order.lines),
}


def allowed_actions(order: OrderFacts, now: datetime) -> tuple[OrderAction, ...]:
    """The table's row, less what the facts rule out."""
    return tuple(
        action for action in ALLOWED[order.status] if (condition := _IF.get(action)) is None or condition(order, now)
    )


def can_remind(reminded_at: datetime | None, now: datetime) -> bool:
    """The warehouse is reminded at most twice a day."""
    return reminded_at is None or now - reminded_at >= REMIND_AGAIN_AFTER


def _waits(order: OrderFacts) -> bool:
    return any(line.quantity > line.withdrawn + line.shipped for line in order.lines)
