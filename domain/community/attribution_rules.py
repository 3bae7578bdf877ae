"""Which guide or post a paid order is due to: the first rule that finds somebody decides, and says why."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.community.duty_rules import SHANGHAI
from ports.community.attribution import AttributionRule, AttributionRules, Evidence, Opened, Verdict
from ports.community.touches import TouchKind
from ports.kernel import Fen

TEN_THOUSAND = 10_000
KIND_WORDS: Mapping[TouchKind, str] = {
    "welcome": "欢迎语",
    "script": "话术",
    "coupon": "优惠券",
    "post": "社群内容",
    "mass_message": "群发消息",
    "moment": "朋友圈",
}
NOBODY = "付款时没有导购或触达符合归因规则"


def attributed(rules: AttributionRules, evidence: Evidence) -> Verdict:
    """Exactly one verdict, whatever the order in which the evidence came. Nobody: the rule is `none`."""
    for rule in rules.order:
        if (verdict := _FINDERS[rule](rules, evidence)) is not None:
            return verdict
    return Verdict("none", None, None, NOBODY, 0)


def commission_fen(kept_fen: Fen, rate: int) -> Fen:
    """Whole fen of each order: the remainder is dropped."""
    return max(0, kept_fen) * rate // TEN_THOUSAND


def _personal(rules: AttributionRules, evidence: Evidence) -> Verdict | None:
    found = evidence.personal
    if found is None or found.since > evidence.paid_at:
        return None
    why = f"付款时 {_name(evidence, found.guide)} 是会员的专属导购（{_day(found.since)} 起）"
    return Verdict("personal", found.guide, None, why, rules.commission.personal)


def _touch(rules: AttributionRules, evidence: Evidence) -> Verdict | None:
    until = end_of_second(evidence.paid_at)
    inside = [one for one in evidence.opened if _within(one.opened_at, until, _window(rules, one))]
    if not inside:
        return None
    last = max(inside, key=lambda one: (one.opened_at, one.touch_id))
    sender = f" {_name(evidence, last.guide)} 发的" if last.guide else ""
    window = f"在 {_window(rules, last)} 天的窗口内"
    why = f"付款前最后打开的是{sender}{KIND_WORDS[last.kind]}（{_minute(last.opened_at)}），{window}"
    return Verdict("touch", last.guide, last.touch_id, why, rules.commission.touch)


def _coupon(rules: AttributionRules, evidence: Evidence) -> Verdict | None:
    inside = [one for one in evidence.granted if _within(one.granted_at, evidence.paid_at, rules.coupon_days)]
    if not inside:
        return None
    last = max(inside, key=lambda one: (one.granted_at, one.guide))
    why = f"使用了 {_name(evidence, last.guide)} 发放的「{last.coupon}」（{_day(last.granted_at)}）"
    return Verdict("coupon", last.guide, None, why, rules.commission.coupon)


def _follow(rules: AttributionRules, evidence: Evidence) -> Verdict | None:
    known = sorted((one.since, one.guide) for one in evidence.known if one.since <= evidence.paid_at)
    if not known:
        return None
    since, guide = known[0] if rules.follow == "first" else known[-1]
    which = "最早" if rules.follow == "first" else "最近"
    why = f"付款时是 {_name(evidence, guide)} 的企业微信客户（{_day(since)} 添加，取{which}添加的导购）"
    return Verdict("follow", guide, None, why, rules.commission.follow)


_FINDERS: Mapping[AttributionRule, Callable[[AttributionRules, Evidence], Verdict | None]] = {
    "personal": _personal,
    "touch": _touch,
    "coupon": _coupon,
    "follow": _follow,
}


def end_of_second(at: datetime) -> datetime:
    """WeChat Pay tells whole seconds: what was opened within that of the payment was opened before it."""
    return at.replace(microsecond=999_999)


def _window(rules: AttributionRules, opened: Opened) -> int:
    days: int = getattr(rules.windows, opened.kind)
    return days


def _within(at: datetime, paid_at: datetime, days: int) -> bool:
    return days > 0 and timedelta() <= paid_at - at <= timedelta(days=days)


def _name(evidence: Evidence, guide: str) -> str:
    return evidence.names.get(guide) or guide


def _day(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.year} 年 {local.month} 月 {local.day} 日"


def _minute(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
