"""What a tag means, as a sentence made of the very numbers that decide; and a member's own figures beside it."""

from collections.abc import Callable, Mapping

from ports.members.tag_rules import (
    All,
    Among,
    AnyBetween,
    Between,
    Catalogue,
    Condition,
    Feature,
    MemberFigures,
    Missing,
    Tag,
    Unit,
)

LISTED_MAX = 6
_SUFFIX: Mapping[Unit, str] = {
    "days": " 天",
    "times": " 次",
    "orders": " 单",
    "pieces": " 个",
    "seconds": " 秒",
    "months": " 个月",
    "weeks": " 周",
    "month": " 月",
    "plain": "",
}


def _yuan(value: int) -> str:
    return f"{value // 100} 元" if value % 100 == 0 else f"{value // 100}.{value % 100:02d} 元"


def _percent(value: int) -> str:
    return f"{value // 10}%" if value % 10 == 0 else f"{value // 10}.{value % 10}%"


_SPECIAL: Mapping[Unit, Callable[[int], str]] = {
    "fen": _yuan,
    "permille": _percent,
    "hundredths": lambda value: f"{value // 100}.{value % 100:02d} 件",
}


def quantity(value: int, unit: Unit) -> str:
    """12000 fen: 「120 元」."""
    special = _SPECIAL.get(unit)
    return special(value) if special else f"{value}{_SUFFIX[unit]}"


class TagWords:
    def __init__(self, catalogue: Catalogue) -> None:
        self._features = {feature.name: feature for feature in catalogue.features}

    def definition(self, tag: Tag) -> str:
        sentence = self.condition(tag.condition)
        return f"{sentence}。{tag.definition}。" if tag.definition else f"{sentence}。"

    def condition(self, condition: Condition) -> str:
        if isinstance(condition, All):
            return "，且".join(self.condition(part) for part in condition.conditions)
        feature = self._features[condition.feature]
        if isinstance(condition, Missing):
            return f"没有「{feature.words}」"
        if isinstance(condition, Among):
            return _among(condition, feature)
        return f"{feature.words}{_range(condition, feature.unit)}"

    def figures(self, condition: Condition, figures: MemberFigures) -> list[str]:
        """The member's own figures that the condition looks at."""
        return [self._figure(name, figures) for name in features_of(condition)]

    def _figure(self, name: str, figures: MemberFigures) -> str:
        feature, value = self._features[name], getattr(figures, name)
        if value is None or value == ():
            return f"{feature.words}：无"
        if isinstance(value, tuple):
            return f"{feature.words}：{'、'.join(quantity(one, feature.unit) for one in value)}"
        return f"{feature.words}：{value if isinstance(value, str) else quantity(value, feature.unit)}"


def features_of(condition: Condition) -> list[str]:
    """Names of the figures that a condition looks at, each once."""
    if not isinstance(condition, All):
        return [condition.feature]
    found = [name for part in condition.conditions for name in features_of(part)]
    return list(dict.fromkeys(found))


def _among(condition: Among, feature: Feature) -> str:
    shown = "、".join(condition.values[:LISTED_MAX])
    more = f" 等 {len(condition.values)} 个" if len(condition.values) > LISTED_MAX else ""
    return f"{feature.words}{'不' if condition.negated else ''}是 {shown}{more}"


def _range(condition: Between | AnyBetween, unit: Unit) -> str:
    low, high = condition.low, condition.high
    if low is not None and low == high:
        return f"为 {quantity(low, unit)}"
    if low is None and high is None:
        return "有值"
    if high is None:
        return f"不少于 {quantity(low or 0, unit)}"
    if not low:
        return f"不超过 {quantity(high, unit)}"
    return f"在 {quantity(low, unit)}到 {quantity(high, unit)}之间"
