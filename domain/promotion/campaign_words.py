"""A campaign's rule in one sentence, and what it means to meet another one. Pure."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.promotion.scopes import yuan
from ports.promotion.rules import (
    AddOn,
    Bargain,
    Bundle,
    Flash,
    Gift,
    GroupBuy,
    NForPrice,
    Rule,
    Scope,
    SpendSave,
    TimedPrice,
)
from ports.promotion.store import CampaignRow
from ports.promotion.views import Conflict

PRICES = (TimedPrice, Flash, GroupBuy, Bargain)
THRESHOLDS = (SpendSave, NForPrice, AddOn, Bundle)


def rule_text(rule: Rule) -> str:
    """满 199 元减 30 元；满 299 元减 60 元."""
    return _TEXTS[type(rule)](rule)


def default_label(rule: Rule) -> str:
    """The small tag on a product page."""
    match rule:
        case TimedPrice():
            return "会员日" if rule.level_codes else "限时价"
        case SpendSave():
            first = rule.tiers[0]
            return f"{'每' if rule.repeats else ''}满{yuan(first.min_fen)}减{yuan(first.off_fen)}"
        case NForPrice():
            return f"{rule.count}件{yuan(rule.price_fen)}元"
        case Gift():
            return f"满{yuan(rule.min_fen)}赠"
        case AddOn():
            return "加价购"
        case Bundle():
            return "套餐"
        case GroupBuy():
            return f"{min(price.size for price in rule.prices)}人团" if rule.prices else "拼团"
        case Bargain():
            return "砍价"
        case Flash():
            return "秒杀"


def conflicts(row: CampaignRow, others: Iterable[CampaignRow]) -> tuple[Conflict, ...]:
    """Of published campaigns at the same time that may meet the same goods; what wins is said in words."""
    found: list[Conflict] = []
    for other in others:
        if other.id == row.id:
            continue
        if isinstance(row.rule, PRICES) and isinstance(other.rule, PRICES):
            shared = {item.sku_id for item in row.items} & {item.sku_id for item in other.items}
            if shared:
                text = f"有 {len(shared)} 件商品同时参加，购物车里优先级数字小的生效，秒杀、拼团、砍价各按自己的价格"
                found.append(Conflict(other.id, other.name, text))
        elif (
            isinstance(row.rule, THRESHOLDS) and isinstance(other.rule, THRESHOLDS) and _may_meet(row.rule, other.rule)
        ):
            stacks = "threshold" in row.stacks and "threshold" in other.stacks
            first = row if (row.priority, row.id) < (other.priority, other.id) else other
            text = "范围有重叠，两个活动会叠加" if stacks else f"范围有重叠，同一件商品由「{first.name}」先算"
            found.append(Conflict(other.id, other.name, text))
    return tuple(found)


def _may_meet(one: Rule, other: Rule) -> bool:
    """Whether goods of both can exist, as far as the rules alone tell."""
    scopes = [getattr(rule, "scope", None) for rule in (one, other)]
    if not all(isinstance(scope, Scope) for scope in scopes):
        return True
    first, second = scopes
    assert isinstance(first, Scope) and isinstance(second, Scope)
    if first.kind == second.kind and first.kind != "all":
        return not set(first.ids).isdisjoint(second.ids)
    return True


def _spend_save(rule: SpendSave) -> str:
    every = "每" if rule.repeats else ""
    return "；".join(f"{every}满 {yuan(tier.min_fen)} 元减 {yuan(tier.off_fen)} 元" for tier in rule.tiers)


def _group_buy(rule: GroupBuy) -> str:
    sizes = sorted({price.size for price in rule.prices})
    return f"{'、'.join(str(size) for size in sizes)} 人成团，{rule.hours} 小时内有效，没有成团自动退款"


_TEXTS: dict[type[Any], Callable[[Any], str]] = {
    TimedPrice: lambda rule: "活动期间按活动价购买" + ("，限指定等级会员" if rule.level_codes else ""),
    SpendSave: _spend_save,
    NForPrice: lambda rule: f"任选 {rule.count} 件 {yuan(rule.price_fen)} 元",
    Gift: lambda rule: f"满 {yuan(rule.min_fen)} 元送赠品，送完为止",
    AddOn: lambda rule: f"满 {yuan(rule.min_fen)} 元可加价换购，每单最多 {rule.units_max} 件",
    Bundle: lambda rule: f"{len(rule.parts)} 种商品一起买 {yuan(rule.price_fen)} 元",
    GroupBuy: _group_buy,
    Bargain: lambda rule: f"邀请好友砍价，约 {rule.helpers} 刀到底价，{rule.hours} 小时内有效",
    Flash: lambda rule: f"限量抢购，下单后 {rule.pay_within_minutes} 分钟内付款",
}
