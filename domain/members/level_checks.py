"""Which rules of levels may be saved. Pure."""

from itertools import pairwise

from msgspec.structs import replace

from ports.kernel import Invalid
from ports.members.growth import GrowthRules, GrowthWeights, LevelRule

NAME_LENGTH_MAX = 12
GROWTH_MAX = 10_000_000
DISCOUNT_MIN = 80
"""20 % off at most."""
MULTIPLIER_MAX = 1000
BIRTHDAY_POINTS_MAX = 100_000
EARLY_MINUTES_MAX = 24 * 60
BENEFITS_MAX = 8
BENEFIT_LENGTH_MAX = 20
WEIGHT_MAX = 1000
PER_YUAN_MAX = 100
DAILY_MAX = 10_000
CONCIERGE_FEN_MAX = 100_000_000_00


def checked(known: GrowthRules, wished: GrowthRules) -> GrowthRules:
    """The same rules with tidy texts. Raises Invalid, naming the field (`levels.1.growthFrom`)."""
    if [level.code for level in wished.levels] != [level.code for level in known.levels]:
        raise Invalid("等级的数量和顺序不能改变", field="levels")
    levels = tuple(_level(place, level) for place, level in enumerate(wished.levels))
    if levels[0].growth_from:
        raise Invalid("最低等级从 0 成长值开始", field="levels.0.growthFrom")
    for place, (lower, higher) in enumerate(pairwise(levels), start=1):
        if higher.growth_from <= lower.growth_from:
            raise Invalid(f"要高于{lower.name}的 {lower.growth_from}", field=f"levels.{place}.growthFrom")
        if higher.discount_percent > lower.discount_percent:
            raise Invalid(f"折扣不能比{lower.name}差", field=f"levels.{place}.discountPercent")
    if len({level.name for level in levels}) < len(levels):
        raise Invalid("等级名称不能重复", field="levels")
    _weights(wished.weights)
    return replace(wished, levels=levels)


def _level(place: int, level: LevelRule) -> LevelRule:
    where = f"levels.{place}."
    name = " ".join(level.name.split())
    if not 1 <= len(name) <= NAME_LENGTH_MAX or not name.isprintable():
        raise Invalid(f"名称请填写 1 到 {NAME_LENGTH_MAX} 个字", field=where + "name")
    told = tuple(words for words in (" ".join(text.split()) for text in level.benefits) if words)
    if len(told) > BENEFITS_MAX or any(len(text) > BENEFIT_LENGTH_MAX or not text.isprintable() for text in told):
        raise Invalid(f"最多 {BENEFITS_MAX} 条，每条 {BENEFIT_LENGTH_MAX} 个字以内", field=where + "benefits")
    for field, value, least, most in (
        ("growthFrom", level.growth_from, 0, GROWTH_MAX),
        ("discountPercent", level.discount_percent, DISCOUNT_MIN, 100),
        ("pointsMultiplierPercent", level.points_multiplier_percent, 100, MULTIPLIER_MAX),
        ("birthdayPoints", level.birthday_points, 0, BIRTHDAY_POINTS_MAX),
        ("earlyAccessMinutes", level.early_access_minutes, 0, EARLY_MINUTES_MAX),
    ):
        _within(where + field, value, least, most)
    return replace(level, name=name, benefits=told)


def _weights(weights: GrowthWeights) -> None:
    for field, value, least, most in (
        ("perYuan", weights.per_yuan, 0, PER_YUAN_MAX),
        ("perActiveDay", weights.per_active_day, 0, WEIGHT_MAX),
        ("perReview", weights.per_review, 0, WEIGHT_MAX),
        ("perShare", weights.per_share, 0, WEIGHT_MAX),
        ("perCheckIn", weights.per_check_in, 0, WEIGHT_MAX),
        ("interactionDailyMax", weights.interaction_daily_max, 0, DAILY_MAX),
        ("protectionPercent", weights.protection_percent, 1, 100),
        ("conciergeSpendFen", weights.concierge_spend_fen, 100, CONCIERGE_FEN_MAX),
    ):
        _within("weights." + field, value, least, most)


def _within(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(f"请填写 {least} 到 {most} 之间的数", field=field)
