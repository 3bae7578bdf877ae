"""Coupons in words: what they do, for which goods, how long. Pure."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.promotion.coupon_rules import SHANGHAI, day_words
from domain.promotion.scopes import yuan
from ports.promotion.coupon_views import ClaimState, CouponOffer, TemplateFacts, WalletRow
from ports.promotion.rules import CouponRule, Scope

NAMES_SHOWN_MAX = 3


def summary(rule: CouponRule) -> str:
    """满 199 元减 30 元; 无门槛 9 折，最多减 50 元."""
    spend = f"满 {yuan(rule.min_fen)} 元" if rule.min_fen else "无门槛"
    match rule.kind:
        case "amount":
            return f"{spend}减 {yuan(rule.value)} 元"
        case "percent":
            cap = f"，最多减 {yuan(rule.cap_fen)} 元" if rule.cap_fen else ""
            return f"{spend}享 {rule.value / 10:g} 折{cap}"
        case "freight":
            return f"{spend}免运费，最多 {yuan(rule.value)} 元"
        case "gift":
            return f"{spend}得赠品 {rule.value} 件"


def scope_text(scope: Scope, names: Mapping[UUID, str]) -> str:
    """`names` of the scope's products and categories."""
    if scope.kind == "all":
        return "部分商品除外" if scope.excluded_product_ids else "全场通用"
    known = [names[id_] for id_ in scope.ids if id_ in names]
    if scope.kind == "skus" or not known:
        return f"指定 {len(scope.ids)} 件商品可用" if scope.kind != "categories" else "指定分类可用"
    shown = "、".join(known[:NAMES_SHOWN_MAX])
    more = f"等 {len(known)} {'类' if scope.kind == 'categories' else '件商品'}" if len(known) > NAMES_SHOWN_MAX else ""
    return f"限{shown}{more}可用"


def validity_text(facts: TemplateFacts, now: datetime) -> str:
    if facts.valid_days is not None:
        return f"领取后 {facts.valid_days} 天内有效"
    assert facts.valid_from is not None and facts.valid_until is not None
    if facts.valid_from > now:
        return f"{day_words(facts.valid_from, now)}起可用"
    until = facts.valid_until.astimezone(SHANGHAI)
    return f"{until.month} 月 {until.day} 日 {until:%H:%M} 前可用"


def offer_of(facts: TemplateFacts, names: Mapping[UUID, str], now: datetime) -> CouponOffer:
    return CouponOffer(
        template_id=facts.id,
        name=facts.name,
        kind=facts.rule.kind,
        summary=summary(facts.rule),
        scope_text=scope_text(facts.rule.scope, names),
        validity_text=validity_text(facts, now),
        value=facts.rule.value,
        min_fen=facts.rule.min_fen,
        total=facts.total,
        remaining=facts.total - facts.claimed,
        per_member_max=facts.per_member_max,
        claimed=facts.claimed_by_me,
        claim_until=facts.claim_until,
        state=_state(facts, now),
    )


def wallet_text(row: WalletRow, now: datetime) -> str:
    match row.state:
        case "locked":
            return "订单待付款，已为您占用"
        case "used":
            return "已使用"
        case "revoked":
            return "已失效"
        case "held" if row.valid_until > now:
            return "可使用" if row.valid_from <= now else f"{day_words(row.valid_from, now)}起可用"
    return "已过期"


def _state(facts: TemplateFacts, now: datetime) -> ClaimState:
    if facts.claimed_by_me >= facts.per_member_max:
        return "claimed"
    if facts.claimed >= facts.total:
        return "sold_out"
    return "not_yet" if now < facts.claim_from else "claimable"
