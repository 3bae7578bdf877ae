"""What a campaign must be before it may run, and what it is called in words. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from domain.promotion.early_rules import NEVER_EARLY
from domain.promotion.scopes import yuan
from ports.kernel import Invalid, SkuId
from ports.promotion.rules import (
    AddOn,
    Bargain,
    Bundle,
    CampaignKind,
    Flash,
    Gift,
    GroupBuy,
    NForPrice,
    Rule,
    Scope,
    SpendSave,
    TimedPrice,
)
from ports.promotion.store import CampaignRow, ItemRow
from ports.promotion.views import CampaignPhase, GoodsFacts

NEEDS_ITEMS = (TimedPrice, Gift, AddOn, GroupBuy, Bargain, Flash)
PHYSICAL_ONLY = (GroupBuy, Gift)
AMOUNT_MAX = 10**10
"""Fen; no count in a rule is larger either."""

LIST_MAX = 500
TEXT_LENGTH_MAX = 40


def kind_of(rule: Rule) -> CampaignKind:
    tag: CampaignKind = rule.__struct_config__.tag  # type: ignore[assignment]
    return tag


def phase_of(row: CampaignRow, now: datetime) -> CampaignPhase:
    if row.state != "published":
        return row.state
    if now < row.starts_at:
        return "scheduled"
    return "running" if now < row.ends_at else "ended"


def sku_ids_of(row: CampaignRow) -> list[SkuId]:
    """Of its items, and of the parts of a bundle."""
    parts = row.rule.parts if isinstance(row.rule, Bundle) else ()
    return [*(item.sku_id for item in row.items), *(part.sku_id for part in parts[:LIST_MAX])]


def check(row: CampaignRow, goods: Mapping[SkuId, GoodsFacts]) -> None:
    """Raises Invalid, naming the field, for what could never be sold rightly. `goods`: of `sku_ids_of` it."""
    _check_bounds(msgspec.to_builtins(row.rule), "rule")
    if row.starts_at >= row.ends_at:
        raise Invalid("结束时间要晚于开始时间", field="endsAt")
    if isinstance(row.rule, NEEDS_ITEMS) and not row.items:
        raise Invalid("请至少选择一件商品", field="items")
    if len({item.sku_id for item in row.items}) < len(row.items):
        raise Invalid("同一件商品不能重复添加", field="items")
    scope = getattr(row.rule, "scope", None)
    if isinstance(scope, Scope) and scope.kind != "all" and not scope.ids:
        raise Invalid("请选择适用的商品或分类", field="rule.scope")
    if row.opens_early and isinstance(row.rule, NEVER_EARLY):
        raise Invalid("拼团、砍价和秒杀对所有人同时开始，不能设会员提前购", field="opensEarly")
    _CHECKS[type(row.rule)](row)
    if isinstance(row.rule, Bundle):
        _check_parts(row.rule, goods)
    for index, item in enumerate(row.items):
        _check_item(row, item, goods, f"items[{index}]")


def _check_bounds(value: Any, field: str) -> None:
    """A rule comes as it is: no number or list in it may be larger than a shop can mean."""
    if isinstance(value, dict):
        for name, each in value.items():
            _check_bounds(each, f"{field}.{name}")
    elif isinstance(value, list | tuple):
        if len(value) > LIST_MAX:
            raise Invalid(f"一次最多 {LIST_MAX} 项", field=field)
        for index, each in enumerate(value):
            _check_bounds(each, f"{field}[{index}]")
    elif isinstance(value, int) and abs(value) > AMOUNT_MAX:
        raise Invalid("数值过大，请检查", field=field)
    elif isinstance(value, str) and len(value) > TEXT_LENGTH_MAX:
        raise Invalid(f"最多 {TEXT_LENGTH_MAX} 个字", field=field)


def _check_parts(rule: Bundle, goods: Mapping[SkuId, GoodsFacts]) -> None:
    """A bundle of goods that are gone, or that cost less one by one, would never be used."""
    for index, part in enumerate(rule.parts):
        if part.sku_id not in goods:
            raise Invalid("商品已不存在，请移除", field=f"rule.parts[{index}].skuId")
    list_fen = sum(goods[part.sku_id].price_fen * part.quantity for part in rule.parts)
    if rule.price_fen >= list_fen:
        raise Invalid(f"套餐价要低于单独购买的 {yuan(list_fen)} 元", field="rule.priceFen")


def _check_item(row: CampaignRow, item: ItemRow, goods: Mapping[SkuId, GoodsFacts], field: str) -> None:
    facts = goods.get(item.sku_id)
    if facts is None:
        raise Invalid("商品已不存在，请移除", field=f"{field}.skuId")
    if isinstance(row.rule, PHYSICAL_ONLY) and facts.kind != "physical":
        raise Invalid(f"「{facts.title}」不是实物商品，不能参加这种活动", field=f"{field}.skuId")
    if isinstance(row.rule, Gift):
        if item.price_fen < 0:
            raise Invalid("金额不能小于 0", field=f"{field}.priceFen")
        return
    if not 0 < item.price_fen < facts.price_fen:
        raise Invalid(f"「{facts.title}」的活动价要低于售价 {yuan(facts.price_fen)} 元", field=f"{field}.priceFen")


def _spend_save(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, SpendSave)
    if not 1 <= len(rule.tiers) <= 5 or (rule.repeats and len(rule.tiers) > 1):
        raise Invalid("每满减只能设一档，满减最多五档", field="rule.tiers")
    for index, tier in enumerate(rule.tiers):
        if not 0 < tier.off_fen < tier.min_fen:
            raise Invalid("减的金额要大于 0，并小于门槛", field=f"rule.tiers[{index}].offFen")
        if index and (tier.min_fen <= rule.tiers[index - 1].min_fen or tier.off_fen <= rule.tiers[index - 1].off_fen):
            raise Invalid("后一档的门槛和优惠都要比前一档大", field=f"rule.tiers[{index}].minFen")


def _n_for_price(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, NForPrice)
    if not 2 <= rule.count <= 99:
        raise Invalid("件数在 2 到 99 之间", field="rule.count")
    _positive(rule.price_fen, "rule.priceFen")


def _bundle(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, Bundle)
    if not 2 <= len(rule.parts) <= 10 or len({part.sku_id for part in rule.parts}) < len(rule.parts):
        raise Invalid("套餐由 2 到 10 种不同的商品组成", field="rule.parts")
    if any(not 1 <= part.quantity <= 20 for part in rule.parts):
        raise Invalid("每种商品的件数在 1 到 20 之间", field="rule.parts")
    _positive(rule.price_fen, "rule.priceFen")


def _group_buy(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, GroupBuy)
    if not 1 <= rule.hours <= 72:
        raise Invalid("成团时限在 1 到 72 小时之间", field="rule.hours")
    by_sku: dict[SkuId, dict[int, int]] = {}
    for price in rule.prices:
        if not 2 <= price.size <= 100:
            raise Invalid("成团人数在 2 到 100 之间", field="rule.prices")
        _positive(price.price_fen, "rule.prices")
        by_sku.setdefault(price.sku_id, {})[price.size] = price.price_fen
    if by_sku.keys() != {item.sku_id for item in row.items}:
        raise Invalid("请为每件商品设置拼团价", field="rule.prices")
    for item in row.items:
        prices = [fen for _, fen in sorted(by_sku[item.sku_id].items())]
        if prices != sorted(prices, reverse=True):
            raise Invalid("人数多的团不能比人数少的团贵", field="rule.prices")
        if item.price_fen != max(prices):
            raise Invalid("商品的活动价应为最高的一档拼团价", field="items")


def _bargain(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, Bargain)
    if not 2 <= rule.helpers <= 100:
        raise Invalid("砍价次数在 2 到 100 之间", field="rule.helpers")
    if not 1 <= rule.hours <= 72:
        raise Invalid("砍价时限在 1 到 72 小时之间", field="rule.hours")
    if not 1 <= rule.helps_per_day_max <= 50:
        raise Invalid("每人每天帮砍次数在 1 到 50 之间", field="rule.helpsPerDayMax")


def _flash(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, Flash)
    if not 3 <= rule.pay_within_minutes <= 30:
        raise Invalid("付款时限在 3 到 30 分钟之间", field="rule.payWithinMinutes")
    if not 0 <= rule.groups_to_unlock <= 10:
        raise Invalid("解锁需要的群数在 0 到 10 之间", field="rule.groupsToUnlock")
    for index, item in enumerate(row.items):
        if item.quota is None or item.per_member_max is None:
            raise Invalid("秒杀商品要设置活动数量和每人限购", field=f"items[{index}].quota")


def _gift(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, Gift)
    _positive(rule.min_fen, "rule.minFen")


def _add_on(row: CampaignRow) -> None:
    rule = row.rule
    assert isinstance(rule, AddOn)
    _positive(rule.min_fen, "rule.minFen")
    if not 1 <= rule.units_max <= 20:
        raise Invalid("每单换购件数在 1 到 20 之间", field="rule.unitsMax")


def _positive(fen: int, field: str) -> None:
    if fen <= 0:
        raise Invalid("金额要大于 0", field=field)


_CHECKS: dict[type[Any], Callable[[CampaignRow], None]] = {
    TimedPrice: lambda _: None,
    SpendSave: _spend_save,
    NForPrice: _n_for_price,
    Gift: _gift,
    AddOn: _add_on,
    Bundle: _bundle,
    GroupBuy: _group_buy,
    Bargain: _bargain,
    Flash: _flash,
}
