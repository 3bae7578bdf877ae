"""One line on a customer, composed from facts: 孕 32 周 · 近 7 天看了 5 次待产包 · 购物车有 2 件 (G3). Pure."""

from ports.community.sidebar_store import CardRow
from ports.members.api import Portrait

PARTS_MAX = 3
OFTEN = 2
NAME_LENGTH_MAX = 12
QUIET_DAYS = 45
EXPIRING_DAYS = 3


def short(title: str) -> str:
    """A title as it is said: its first words."""
    return title if len(title) <= NAME_LENGTH_MAX else title[: NAME_LENGTH_MAX - 1] + "…"


def insight_line(row: CardRow, portrait: Portrait) -> str:
    """What says most comes first; empty when nothing is known."""
    parts = list(portrait.children[:1])
    if row.viewed is not None and row.viewed.times >= OFTEN:
        parts.append(f"近 7 天看了 {row.viewed.times} 次{short(row.viewed.title)}")
    if row.cart is not None and row.cart.quantity:
        parts.append(f"购物车有 {row.cart.quantity} 件")
    if portrait.coupon_days_left is not None and portrait.coupon_days_left <= EXPIRING_DAYS:
        parts.append("有优惠券快到期")
    if portrait.open_after_sales:
        parts.append(f"有 {portrait.open_after_sales} 个售后在处理")
    if portrait.days_since_last is not None and portrait.days_since_last >= QUIET_DAYS:
        parts.append(f"{portrait.days_since_last} 天没有下单")
    if portrait.days_since_last is None:
        parts.append("还没有下过单")
    if len(parts) < PARTS_MAX and portrait.orders:
        parts.append(f"买过 {portrait.orders} 单")
    return " · ".join(parts[:PARTS_MAX])
