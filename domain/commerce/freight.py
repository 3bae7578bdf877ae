"""Freight rules: by weight, free from an amount on, dearer to remote provinces."""

from msgspec import Struct


class FreightRule(Struct, frozen=True):
    """`free_from_fen` counts what is paid for the goods that are shipped. A remote surcharge is not waived by it."""

    code: str = "standard"
    free_from_fen: int = 9_900
    first_g: int = 1_000
    first_fen: int = 1_000
    further_g: int = 1_000
    further_fen: int = 400
    remote_fen: int = 1_000
    remote_provinces: frozenset[str] = frozenset({"新疆", "西藏"})


class Freight(Struct, frozen=True):
    fen: int
    waived_fen: int
    detail: str


STANDARD = FreightRule()


def freight_of(rule: FreightRule, goods_fen: int, weight_g: int, province: str | None) -> Freight:
    """What shipping costs. A province that is not known counts as not remote."""
    further = max(0, -(-(weight_g - rule.first_g) // rule.further_g))
    by_weight_fen = rule.first_fen + further * rule.further_fen
    surcharge_fen = rule.remote_fen if is_remote(rule, province) else 0
    free = goods_fen >= rule.free_from_fen
    parts = [f"满 {yuan(rule.free_from_fen)} 元包邮" if free else f"{weight_g / 1000:g} 千克"]
    if surcharge_fen:
        parts.append(f"偏远地区加 {yuan(surcharge_fen)} 元")
    return Freight(
        fen=surcharge_fen + (0 if free else by_weight_fen),
        waived_fen=by_weight_fen if free else 0,
        detail="，".join(parts),
    )


def is_remote(rule: FreightRule, province: str | None) -> bool:
    """Compares the short name, so that 新疆维吾尔自治区 is 新疆."""
    return province is not None and any(province.startswith(name) for name in rule.remote_provinces)


def missing_for_free_fen(rule: FreightRule, goods_fen: int) -> int:
    """What is still to be bought for free freight; 0 when it is free already."""
    return max(0, rule.free_from_fen - goods_fen)


def freight_words(rule: FreightRule) -> str:
    """The rule in one sentence for a product page."""
    names = "、".join(sorted(rule.remote_provinces))
    return (
        f"满 {yuan(rule.free_from_fen)} 元包邮，不满收 {yuan(rule.first_fen)} 元起；"
        f"{names}另加 {yuan(rule.remote_fen)} 元"
    )


def yuan(fen: int) -> str:
    """Whole yuan without decimals, else two: 99, 12.50."""
    return str(fen // 100) if fen % 100 == 0 else f"{fen // 100}.{fen % 100:02d}"
