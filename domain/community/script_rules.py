"""Which script fits a customer, why, and what it says then (G3). Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from domain.community.duty_rules import SHANGHAI
from domain.community.insight_line import short
from ports.community.guide_sales import ScriptCard
from ports.community.scripts import (
    Anyone,
    BirthdayNear,
    CartLeftAlone,
    Condition,
    CouponEnding,
    ExtraFacts,
    OrderDelivered,
    QuietFor,
    ScriptRow,
    ScriptRules,
    StageReached,
    ViewedOften,
)
from ports.community.sidebar_store import CardRow
from ports.kernel import Invalid, ProductId
from ports.members.api import Portrait

SUGGESTED_MAX = 3
TEXT_MAX = 600
_GAP = re.compile(r"\{([^{}]*)\}")
_BASIC = frozenset({"称呼"})
GAPS: dict[type[Condition], frozenset[str]] = {
    CartLeftAlone: _BASIC | {"商品", "件数"},
    ViewedOften: _BASIC | {"商品", "次数"},
    BirthdayNear: _BASIC | {"天数", "生日"},
    StageReached: _BASIC | {"阶段"},
    OrderDelivered: _BASIC | {"商品", "天数"},
    CouponEnding: _BASIC | {"优惠券", "天数"},
    QuietFor: _BASIC | {"天数"},
    Anyone: _BASIC,
}


class ScriptFacts(Struct, frozen=True):
    """Everything that conditions look at, as of `now`."""

    row: CardRow
    portrait: Portrait
    extra: ExtraFacts
    now: datetime

    @property
    def name(self) -> str:
        return self.row.whose.remark or self.row.whose.name


class Fit(Struct, frozen=True):
    """`values` fill the gaps. `product`: what the condition is about; None: nothing in particular."""

    why: str
    values: dict[str, str]
    product: ScriptCard | None = None


class Fitted(Struct, frozen=True):
    script: ScriptRow
    text: str
    why: str
    card: ScriptCard | None


HOME = ScriptCard(None, "暖禾商城", "/mini/logo.png")


def check(rules: ScriptRules) -> None:
    """Raises Invalid, naming the field."""
    if not rules.name.strip():
        raise Invalid("请填写话术名称", field="name")
    if not rules.text.strip() or len(rules.text) > TEXT_MAX:
        raise Invalid(f"话术请填写 1 到 {TEXT_MAX} 个字", field="text")
    allowed = GAPS[type(rules.condition)]
    unknown = [gap for gap in _GAP.findall(rules.text) if gap not in allowed]
    if unknown:
        raise Invalid(
            f"这个条件下不能用「{{{unknown[0]}}}」，可以用：{'、'.join(f'{{{gap}}}' for gap in sorted(allowed))}",
            field="text",
        )
    if "{" in _GAP.sub("", rules.text) or "}" in _GAP.sub("", rules.text):
        raise Invalid("花括号没有成对", field="text")
    condition = rules.condition
    if isinstance(condition, StageReached) and condition.low > condition.high:
        raise Invalid("阶段的起点不能大于终点", field="condition")


def filled(text: str, values: dict[str, str]) -> str:
    """What a gap is filled with is never read again: a name in braces stays a name."""
    return _GAP.sub(lambda found: values.get(found[1], found[0]), text)


def fitting(scripts: Sequence[ScriptRow], facts: ScriptFacts) -> list[Fitted]:
    """The greatest priority first; of equal ones the older."""
    found = [one for script in scripts if (one := fitted(script, facts)) is not None]
    return sorted(found, key=lambda one: (-one.script.rules.priority, one.script.made_at, one.script.id))


def fitted(script: ScriptRow, facts: ScriptFacts) -> Fitted | None:
    """None: the condition does not hold."""
    fit = _fit(script.rules.condition, facts)
    if fit is None:
        return None
    card = {"none": None, "home": HOME, "product": fit.product or HOME}[script.rules.card]
    return Fitted(script, filled(script.rules.text, fit.values | {"称呼": facts.name}), fit.why, card)


def _fit(condition: Condition, facts: ScriptFacts) -> Fit | None:
    match condition:
        case CartLeftAlone():
            return _cart(facts)
        case ViewedOften():
            return _viewed(condition, facts)
        case BirthdayNear():
            return _birthday(condition, facts)
        case StageReached():
            return _stage(condition, facts)
        case OrderDelivered():
            return _delivered(condition, facts)
        case CouponEnding():
            return _coupon(condition, facts)
        case QuietFor():
            days = facts.portrait.days_since_last
            if days is None or days < condition.days:
                return None
            return Fit(f"已经 {days} 天没有下单", {"天数": str(days)})
        case Anyone():
            return Fit("日常问候", {})


def _cart(facts: ScriptFacts) -> Fit | None:
    cart = facts.row.cart
    if cart is None or not cart.is_abandoned or not cart.items:
        return None
    first = cart.items[0].product
    values = {"商品": short(first.title), "件数": str(cart.quantity)}
    card = ScriptCard(first.id, first.title, first.image_url)
    return Fit(f"购物车里有 {cart.quantity} 件商品还没有结算", values, card)


def _viewed(condition: ViewedOften, facts: ScriptFacts) -> Fit | None:
    viewed = facts.row.viewed
    if viewed is None or viewed.times < condition.times:
        return None
    card = ScriptCard(viewed.product_id, viewed.title, viewed.image_url)
    values = {"商品": short(viewed.title), "次数": str(viewed.times)}
    return Fit(f"近 7 天看了 {viewed.times} 次「{short(viewed.title)}」", values, card)


def _birthday(condition: BirthdayNear, facts: ScriptFacts) -> Fit | None:
    if facts.extra.birthday is None:
        return None
    month, day = facts.extra.birthday
    today = facts.now.astimezone(SHANGHAI).date()
    days = (next_birthday(month, day, today) - today).days
    if days > condition.days:
        return None
    when = "今天" if days == 0 else f"{days} 天后"
    return Fit(f"{when}是客户生日", {"天数": str(days), "生日": f"{month} 月 {day} 日"})


def next_birthday(month: int, day: int, today: date) -> date:
    """Of the 29th of February in a common year: the 28th."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            found = date(year, month, 28)
        if found >= today:
            return found
    raise AssertionError("a birthday comes every year")


def _stage(condition: StageReached, facts: ScriptFacts) -> Fit | None:
    portrait = facts.portrait
    of_weeks = condition.of == "pregnancy_weeks"
    for number in portrait.pregnancy_weeks if of_weeks else portrait.child_months:
        if condition.low <= number <= condition.high:
            stage = f"孕 {number} 周" if of_weeks else f"宝宝 {number} 个月"
            return Fit(f"客户现在{stage}", {"阶段": stage})
    return None


def _delivered(condition: OrderDelivered, facts: ScriptFacts) -> Fit | None:
    order = facts.extra.delivered
    if order is None or facts.now - order.delivered_at > timedelta(days=condition.days):
        return None
    days = max(0, (facts.now - order.delivered_at).days)
    card = ScriptCard(ProductId(order.product_id), order.title, order.image_url) if order.product_id else None
    when = "今天" if days == 0 else f"{days} 天前"
    return Fit(f"「{short(order.title)}」{when}签收", {"商品": short(order.title), "天数": str(days)}, card)


def _coupon(condition: CouponEnding, facts: ScriptFacts) -> Fit | None:
    days, name = facts.portrait.coupon_days_left, facts.extra.coupon_name
    if days is None or name is None or days > condition.days:
        return None
    return Fit(f"优惠券「{name}」还有 {days} 天到期", {"优惠券": name, "天数": str(days)})
