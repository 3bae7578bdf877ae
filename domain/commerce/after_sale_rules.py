"""After-sale 售后: who may ask for what, how much comes back, and what happens to a request. Pure.

The 7-day no-reason rule 七天无理由 is article 25 of the Consumer Protection Law (消费者权益保护法): seven days from the
receipt, counted from the day after it. Goods at fault may be returned for fifteen days (三包, the shop's own promise).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.order_numbers import SHANGHAI
from ports.commerce.after_sale_store import AfterSale, AfterSaleLine, AfterSaleStatus, Kind, ReturnParcel, ShopperAction
from ports.commerce.order_views import LineFacts, OrderFacts
from ports.kernel import DomainError, Fen, Invalid, LineId
from ports.members.api import Level

NO_REASON_DAYS = 7
FAULT_DAYS = 15
DECIDE_WITHIN = timedelta(hours=48)
RETURN_WITHIN = timedelta(days=7)
RECEIVE_WITHIN = timedelta(days=7)
UNRESOLVED_MAX = 2
"""One more request on the same order goes to a person."""

UNDECIDED: frozenset[AfterSaleStatus] = frozenset(("applied",))
"""Waits for the shop's first answer, and not for its specialists."""
FINISHED: frozenset[AfterSaleStatus] = frozenset(("refunded", "rejected", "cancelled"))


class Reason(Struct, frozen=True):
    """`at_fault`: the shop is to blame, so that the no-reason rule does not matter."""

    code: str
    label: str
    kinds: tuple[Kind, ...]
    at_fault: bool = False


REASONS = (
    Reason("no_longer_wanted", "不想要了", ("refund_only", "return_refund")),
    Reason("wrong_choice", "拍错了，或信息填错", ("refund_only", "return_refund")),
    Reason("slow_shipping", "等太久没有发货", ("refund_only",)),
    Reason("not_received", "一直没有收到货", ("refund_only",)),
    Reason("quality", "质量有问题", ("refund_only", "return_refund"), at_fault=True),
    Reason("damaged", "收到时已破损", ("refund_only", "return_refund"), at_fault=True),
    Reason("wrong_item", "发错货或少发了", ("refund_only", "return_refund"), at_fault=True),
    Reason("not_as_described", "与描述不符", ("refund_only", "return_refund"), at_fault=True),
    Reason("other", "其他原因", ("refund_only", "return_refund")),
)
MERCHANT_REASON = Reason("by_merchant", "商家取消", ("refund_only",), at_fault=True)
PROMOTION_REASON = Reason("activity_failed", "活动没有成功", ("refund_only",), at_fault=True)
REASON_LABELS = {reason.code: reason.label for reason in (*REASONS, MERCHANT_REASON, PROMOTION_REASON)}

POLICY = (
    "未发货的商品可随时退款，立即原路退回。支持七天无理由的商品，自签收次日起 7 天内可退货退款；"
    "质量问题 15 天内可申请。虚拟商品付款后不支持退款。"
)


class AfterSaleRefused(DomainError):
    code = "commerce.after_sale_refused"
    message = "这件商品暂时不能申请售后"


class AfterSaleNotAllowed(DomainError):
    code = "commerce.after_sale_not_allowed"
    message = "售后单当前状态不能这样操作"


class Asked(Struct, frozen=True):
    line_id: LineId
    quantity: int


class Claim(Struct, frozen=True):
    """What a request is worth, line by line."""

    before_shipping: bool
    lines: tuple[AfterSaleLine, ...]
    freight_fen: Fen

    @property
    def refund_fen(self) -> Fen:
        return self.freight_fen + sum(line.refund_fen for line in self.lines)


def units(line: LineFacts) -> tuple[int, int]:
    """Units still to be asked for: (not shipped, shipped). Unshipped ones go first, so the two never overlap."""
    left = max(0, line.quantity - line.claimed)
    unshipped = min(line.unshipped, left)
    return unshipped, left - unshipped


def kinds(order: OrderFacts, line: LineFacts, now: datetime) -> tuple[Kind, ...]:
    """What may be asked for the line's units today; `refusal` says why it is nothing."""
    if refusal(order, line, now) is not None:
        return ()
    return ("refund_only",) if units(line)[0] else ("refund_only", "return_refund")


def refusal(order: OrderFacts, line: LineFacts, now: datetime) -> str | None:
    """Why nothing can be asked for the line; None: something can."""
    if order.status in ("pending_payment", "cancelled", "closed"):
        return "订单没有可以退款的商品"
    if line.kind != "physical":
        return "虚拟商品付款后不支持退款"
    unshipped, shipped = units(line)
    if unshipped + shipped == 0:
        return "已经申请过售后"
    if not unshipped and not _within(order.delivered_at, now, FAULT_DAYS):
        return f"签收已超过 {FAULT_DAYS} 天，不再支持售后"
    return None


def is_open_for_requests(order: OrderFacts, line: LineFacts, now: datetime) -> bool:
    return bool(kinds(order, line, now))


def refundable(line: LineFacts) -> int:
    """How many units one request may name: those not shipped, or else those shipped."""
    unshipped, shipped = units(line)
    return unshipped or shipped


def share_fen(line: LineFacts, quantity: int) -> Fen:
    """What `quantity` more units give back.

    The first k units of n are worth floor(payable * k / n) together; what earlier requests took is subtracted. Unlike a
    fixed amount per unit this stays exact when requests between are cancelled: all units give back exactly the whole.
    """
    return max(0, line.payable_fen * (line.claimed + quantity) // line.quantity - line.claimed_fen)


def share_points(line: LineFacts, quantity: int) -> int:
    """The points that `quantity` more units give back; all units give back exactly what paid for the line."""
    before = line.points * line.claimed // line.quantity
    return line.points * (line.claimed + quantity) // line.quantity - before


def claim(order: OrderFacts, kind: Kind, asked: Sequence[Asked], now: datetime) -> Claim:
    """Raises Invalid for foreign lines or too many units, AfterSaleRefused for what the rules refuse."""
    lines = {line.id: line for line in order.lines}
    if not asked or len({item.line_id for item in asked}) < len(asked):
        raise Invalid("请选择要售后的商品", field="lines")
    worth, places = [], set()
    for item in (*asked, *_gifts_left(order, asked)):
        line = lines.get(item.line_id)
        if line is None:
            raise Invalid("订单里没有这件商品", field="lines")
        if (words := refusal(order, line, now)) is not None:
            raise AfterSaleRefused(words)
        if kind not in kinds(order, line, now):
            raise AfterSaleRefused("商品还没有发出，请选择仅退款")
        if not 1 <= item.quantity <= refundable(line):
            raise Invalid(f"最多可申请 {refundable(line)} 件", field="lines")
        places.add(units(line)[0] > 0)
        worth.append(AfterSaleLine(line.id, item.quantity, share_fen(line, item.quantity)))
    if len(places) > 1:
        raise AfterSaleRefused("已发货和未发货的商品请分开申请")
    before_shipping = places.pop()
    freight_fen = _freight_fen(order, worth) if before_shipping else 0
    return Claim(before_shipping, tuple(worth), freight_fen)


def _gifts_left(order: OrderFacts, asked: Sequence[Asked]) -> list[Asked]:
    """No gift is sent for an order that is given up: when nothing that costs is left, what costs nothing goes too."""
    count = {item.line_id: item.quantity for item in asked}
    costly = [line for line in order.lines if line.payable_fen and line.kind == "physical"]
    if any(line.shipped or units(line)[0] > count.get(line.id, 0) for line in costly):
        return []
    gifts = [line for line in order.lines if not line.payable_fen and line.kind == "physical" and line.id not in count]
    return [Asked(line.id, units(line)[0]) for line in gifts if units(line)[0] and not line.shipped]


def check_reason(order: OrderFacts, kind: Kind, reason_code: str, asked: Sequence[Asked], now: datetime) -> Reason:
    """Raises Invalid for a reason that does not exist, AfterSaleRefused where only the shop's fault would do."""
    reason = next((reason for reason in REASONS if reason.code == reason_code and kind in reason.kinds), None)
    if reason is None:
        raise Invalid("请选择售后原因", field="reasonCode")
    if kind == "return_refund" and not reason.at_fault and not is_no_reason(order, asked, now):
        raise AfterSaleRefused("已超过七天无理由退货期限，或商品不支持无理由退货；质量问题请选择对应的原因")
    return reason


def is_no_reason(order: OrderFacts, asked: Sequence[Asked], now: datetime) -> bool:
    """Whether the 7-day rule covers all of it."""
    named = {item.line_id for item in asked}
    covered = all(line.no_reason_return for line in order.lines if line.id in named)
    return covered and _within(order.delivered_at, now, NO_REASON_DAYS)


def shop_pays_return(kind: Kind, reason: Reason, level: Level) -> bool:
    """Freight of the way back: the shop's where it is at fault, and for members whose level gives it."""
    return kind == "return_refund" and (reason.at_fault or level.free_returns)


def policy(level: Level) -> str:
    """The rules in words, as they are for this member."""
    if level.free_returns:
        return f"{POLICY}您是{level.name}，退货运费由我们承担。"
    return f"{POLICY}质量问题的退货运费由我们承担，其他原因由您承担。"


def first_status(order: OrderFacts, kind: Kind, worth: Claim, now: datetime) -> AfterSaleStatus:
    """`approved` when the rules need no person: units not shipped, and no-reason returns in time."""
    if order.unresolved >= UNRESOLVED_MAX:
        return "escalated"
    if kind == "refund_only":
        return "approved" if worth.before_shipping else "applied"
    asked = [Asked(line.line_id, line.quantity) for line in worth.lines]
    return "approved" if is_no_reason(order, asked, now) else "applied"


def approved(request: AfterSale, by: str, note: str, now: datetime) -> AfterSale:
    """A refund begins, or the goods are waited for. Raises AfterSaleNotAllowed."""
    _require(request, "applied", "escalated", "approved")
    decided = replace(request, decided_at=now, decided_by=by, decision_note=note, problem=None)
    if request.kind == "return_refund":
        return replace(decided, status="awaiting_return", deadline_at=now + RETURN_WITHIN)
    return replace(decided, status="refunding", refund_requested_at=now)


def rejected(request: AfterSale, by: str, reason: str, now: datetime) -> AfterSale:
    """Also of goods that came back and are not as they should be. Raises AfterSaleNotAllowed."""
    _require(request, "applied", "escalated", "returning")
    return replace(request, status="rejected", decided_at=now, decided_by=by, decision_note=reason, ended_at=now)


def handed_over(request: AfterSale, problem: str) -> AfterSale:
    """From somebody who may not decide it to the shop's own desk. Raises AfterSaleNotAllowed."""
    _require(request, *UNDECIDED)
    return replace(request, status="escalated", problem=problem)


def cancelled(request: AfterSale, now: datetime) -> AfterSale:
    """By the shopper, or the clock. Raises AfterSaleNotAllowed."""
    _require(request, "applied", "escalated", "awaiting_return")
    return replace(request, status="cancelled", ended_at=now)


def sent_back(request: AfterSale, parcel: ReturnParcel, now: datetime) -> AfterSale:
    """The shopper sent the goods; said again, it corrects the parcel. Raises AfterSaleNotAllowed."""
    _require(request, "awaiting_return", "returning")
    return replace(request, status="returning", return_parcel=parcel, returned_at=now, deadline_at=now + RECEIVE_WITHIN)


def received(request: AfterSale, by: str, note: str, now: datetime) -> AfterSale:
    """The goods are back: the refund begins. Raises AfterSaleNotAllowed."""
    _require(request, "awaiting_return", "returning")
    return replace(
        request, status="refunding", received_at=now, refund_requested_at=now, decided_by=by, decision_note=note
    )


def refunded(request: AfterSale, now: datetime) -> AfterSale | None:
    """None: it was told before."""
    if request.status == "refunded":
        return None
    assert request.refund_requested_at is not None, "money went back that nobody asked for"
    return replace(request, status="refunded", refunded_at=now, ended_at=now, problem=None)


def stuck(request: AfterSale, words: str) -> AfterSale | None:
    """WeChat Pay cannot refund: a person must act. None: it is no news."""
    return replace(request, status="escalated", problem=words) if request.status == "refunding" else None


def actions(request: AfterSale) -> tuple[ShopperAction, ...]:
    """The shopper's buttons."""
    if request.status in ("applied", "escalated"):
        return () if request.refund_requested_at else ("cancel",)
    if request.status == "awaiting_return":
        return ("cancel", "fill_return")
    return ("fill_return",) if request.status == "returning" else ()


def _require(request: AfterSale, *statuses: AfterSaleStatus) -> None:
    # A stuck refund is escalated too, but its money is on the way: nobody may decide it again.
    if request.status == "escalated" and request.refund_requested_at:
        raise AfterSaleNotAllowed("款项正在退回途中遇到问题，请重新发起这笔退款")
    if request.status not in statuses:
        raise AfterSaleNotAllowed


def _within(delivered_at: datetime | None, now: datetime, days: int) -> bool:
    """Until the end of the n-th day after the day of receipt, as days are counted in China."""
    if delivered_at is None:
        return True
    return (now.astimezone(SHANGHAI).date() - delivered_at.astimezone(SHANGHAI).date()).days <= days


def _freight_fen(order: OrderFacts, asked: Sequence[Asked | AfterSaleLine]) -> Fen:
    """Freight comes back when nothing was sent and nothing will be: this request takes all that was left."""
    count = {item.line_id: item.quantity for item in asked}
    goods = [line for line in order.lines if line.kind == "physical"]
    if any(line.shipped for line in goods) or any(units(line)[0] != count.get(line.id, 0) for line in goods):
        return 0
    return order.freight_fen - order.freight_claimed_fen
