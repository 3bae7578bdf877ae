"""How far a guide may decide an after-sale request. Pure."""

from typing import Literal

from domain.community.visit_rules import yuan
from ports.commerce.api import AfterSaleSeen
from ports.community.guide_after_sales import GuideAfterSaleAction
from ports.kernel import Fen

Reach = Literal["sees", "decides", "hands_over"]
HANDED_OVER = "超出您的权限，已转给店铺"


def reach(limit_fen: Fen, refund_fen: Fen) -> Reach:
    """`limit_fen` 0: guides see and do not decide, not even what refunds nothing."""
    if limit_fen <= 0:
        return "sees"
    return "decides" if refund_fen <= limit_fen else "hands_over"


def actions(seen: AfterSaleSeen, limit_fen: Fen) -> tuple[GuideAfterSaleAction, ...]:
    if not seen.is_undecided or reach(limit_fen, seen.view.refund_fen) == "sees":
        return ("leave_word",)
    return ("agree", "refuse", "leave_word")


def limit_text(seen: AfterSaleSeen, limit_fen: Fen) -> str:
    if not seen.is_undecided:
        return ""
    match reach(limit_fen, seen.view.refund_fen):
        case "sees":
            return "店铺没有开放导购处理售后，您可以看进度、给客户留言"
        case "decides":
            return f"退款在您单笔 {yuan(limit_fen)} 的权限以内，您可以直接处理"
        case "hands_over":
            return f"退款超过您单笔 {yuan(limit_fen)} 的权限，您处理后会转给店铺决定"


def hands_over(seen: AfterSaleSeen, limit_fen: Fen) -> bool:
    return seen.is_undecided and reach(limit_fen, seen.view.refund_fen) == "hands_over"


def problem_of(name: str, refund_fen: Fen, wish: tuple[bool, str]) -> str:
    """What the shop's desk reads of a request that was handed over. `wish`: whether the guide agrees, and why."""
    agrees, words = wish
    text = f"{name}转来：退款 {yuan(refund_fen)} 超出导购权限，建议{'同意' if agrees else '拒绝'}"
    return f"{text}（{words}）" if words else text


def agreed_text(refund_fen: Fen, *, is_return: bool) -> str:
    return "已同意退货，等客户寄回商品" if is_return else f"已同意，{yuan(refund_fen)} 正在原路退回"
