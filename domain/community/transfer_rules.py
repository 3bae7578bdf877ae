"""Who may go to another guide: WeCom's rule, and those of the shop. Every refusal says why."""

from datetime import datetime, timedelta

from ports.community.transfers import TransferFacts, TransferRules

WECOM_MOVES_MAX = 2
WECOM_SPAN = timedelta(days=90)
"""A customer can be moved twice, and is protected for 90 days then (C.8)."""


def protection_of(facts: TransferFacts, rules: TransferRules, now: datetime, *, has_left: bool) -> str | None:
    """Why the customer stays, in Chinese; None: may go. A guide who has left protects nobody."""
    if facts.is_moving:
        return "正在接替中"
    if facts.moves >= WECOM_MOVES_MAX:
        return f"{WECOM_SPAN.days} 天内已接替 {facts.moves} 次，企业微信不再允许"
    if has_left:
        return None
    if facts.has_after_sale and rules.spare_after_sale:
        return "有售后正在处理"
    for at, days, what in (
        (facts.added_at, rules.added_days, "添加"),
        (facts.moved_at, rules.moved_days, "上次接替"),
        (facts.paid_at, rules.bought_days, "最近一次购买"),
    ):
        if at is not None and now < at + timedelta(days=days):
            return f"{what}不满 {days} 天"
    return None


def refusal_of(errcode: int) -> str:
    """WeCom's word for one customer, in Chinese (C.8)."""
    return _REFUSALS.get(errcode, f"企业微信没有接受（{errcode}）")


_REFUSALS = {
    40096: "企业微信不认识这位客户，可能已不是原导购的好友",
    40097: "原导购还没有离职，请改用在职接替",
    40098: "接替的导购没有完成实名",
    40099: "接替的导购客户数已满",
    40128: "90 天内接替太频繁，企业微信暂不允许",
    40129: "客户正在接替中",
    84061: "已不是原导购的好友",
}
