"""Growth 成长值 and the levels that follow it. Pure.

Growth is the sum of the last 365 days. A level is reached at once, held for a year, and then reviewed: it stays when
the year's growth reaches it; it stays once more when that comes close (`protection_percent`); else it falls by one.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ports.kernel import Fen
from ports.members.growth import (
    GrowthRules,
    GrowthWeights,
    Interaction,
    LevelCause,
    LevelChange,
    LevelRule,
    OrderGrowth,
    Standing,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
COUNTS_FOR = timedelta(days=365)

INTERACTION_WORDS: dict[Interaction, str] = {"review": "发表评价", "share": "分享商品", "check_in": "每日签到"}


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def day_span(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in Shanghai."""
    start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    after = day + timedelta(days=1)
    return start, datetime(after.year, after.month, after.day, tzinfo=SHANGHAI)


def in_year(day: date, year: int) -> date:
    """The same day of that year; of 29 February the 28th in common years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def year_later(at: datetime) -> datetime:
    """The first moment of the same day of the next year, in Shanghai."""
    day = day_of(at)
    return day_span(in_year(day, day.year + 1))[0]


def day_words(at: datetime) -> str:
    day = day_of(at)
    return f"{day.year}年{day.month}月{day.day}日"


def rank(levels: Sequence[LevelRule], code: str) -> int:
    return next(place for place, level in enumerate(levels) if level.code == code)


def reached(levels: Sequence[LevelRule], growth: int) -> LevelRule:
    """The highest level that so much growth reaches; the lowest one is everybody's."""
    return [level for level in levels if level.growth_from <= growth or level is levels[0]][-1]


def order_growth(kept_fen: Fen, per_yuan: int) -> int:
    """Whole yuan only: the rest is dropped."""
    return kept_fen // 100 * per_yuan


def told(known: OrderGrowth, kept_fen: Fen, completed_at: datetime | None, per_yuan: int) -> OrderGrowth:
    """What is known once one more fact was told; facts come in any order and several times.

    The least kept is the latest, because what an order keeps only falls. The weight is that of the completion.
    """
    kept = min(known.kept_fen, max(0, kept_fen))
    if known.completed_at is None and completed_at is not None:
        known = replace(known, completed_at=completed_at, per_yuan=per_yuan)
    growth = order_growth(kept, known.per_yuan) if known.completed_at is not None else 0
    return replace(known, kept_fen=kept, growth=growth)


def interaction_growth(weights: GrowthWeights, what: Interaction, earned_today: int) -> int:
    """What one more interaction earns on a day that has earned so much already."""
    weight = {"review": weights.per_review, "share": weights.per_share, "check_in": weights.per_check_in}[what]
    return max(0, min(weight, weights.interaction_daily_max - earned_today))


def grown(
    standing: Standing, rules: GrowthRules, growth: int, now: datetime, cause: LevelCause = "growth"
) -> tuple[Standing, LevelChange | None]:
    """Up at once, by as many levels as growth reaches; never down."""
    after = replace(standing, growth=growth, rules_version=rules.version)
    earned = reached(rules.levels, growth)
    if standing.is_held or rank(rules.levels, earned.code) <= rank(rules.levels, standing.level_code):
        return after, None
    words = f"近一年成长值达到 {growth}，升级为{earned.name}"
    if cause == "settings":
        words = f"等级规则调整，近一年成长值 {growth} 达到{earned.name}"
    return _moved(after, rules, earned, now), _change(standing, earned, cause, words, (growth, now))


def reviewed(standing: Standing, rules: GrowthRules, growth: int, now: datetime) -> tuple[Standing, LevelChange]:
    """The yearly review: up, kept, kept once more, or down by one level."""
    levels, free = rules.levels, replace(standing, growth=growth, rules_version=rules.version, is_held=False)
    place = rank(levels, standing.level_code)
    level, earned = levels[place], reached(levels, growth)
    if rank(levels, earned.code) > place:
        words = f"年度复核：近一年成长值 {growth}，升级为{earned.name}"
        return _moved(free, rules, earned, now), _change(standing, earned, "review", words, (growth, now))
    until = year_later(now) if place else None
    if growth >= level.growth_from or not place:
        words = f"年度复核：近一年成长值 {growth}，达到 {level.growth_from}，保留{level.name}"
        kept = replace(free, until=until, is_protected=False)
        return kept, _change(standing, level, "review", words, (growth, now))
    percent = rules.weights.protection_percent
    near = growth * 100 >= level.growth_from * percent
    if near and not standing.is_protected:
        words = (
            f"年度复核：近一年成长值 {growth}，不足 {level.growth_from}，但已达它的 {percent}%，{level.name}再保留一年"
        )
        return replace(free, until=until, is_protected=True), _change(standing, level, "review", words, (growth, now))
    below = levels[place - 1]
    short = "去年已保级一次" if near else f"也不足它的 {percent}%"
    words = f"年度复核：近一年成长值 {growth}，不足 {level.growth_from}，{short}，由{level.name}调整为{below.name}"
    return _moved(free, rules, below, now), _change(standing, below, "review", words, (growth, now))


def placed(
    standing: Standing, rules: GrowthRules, code: str, told_why: tuple[str, str], now: datetime
) -> tuple[Standing, LevelChange]:
    """An operator sets the level, until the next review. `told_why`: the operator's name and reason."""
    level = rules.levels[rank(rules.levels, code)]
    name, reason = told_why
    after = replace(_moved(standing, rules, level, now), is_held=True, until=year_later(now))
    words = f"由{name}调整为{level.name}：{reason}"
    return after, _change(standing, level, "operator", words, (standing.growth, now))


def merged(
    standings: tuple[Standing, Standing], rules: GrowthRules, growth: int, now: datetime
) -> tuple[Standing, LevelChange | None]:
    """Two members are one: the higher of the two levels, or what their growth reaches together."""
    kept, gone = standings
    levels = rules.levels
    places = rank(levels, kept.level_code), rank(levels, gone.level_code)
    concierge = min((at for at in (kept.concierge_at, gone.concierge_at) if at is not None), default=None)
    after = replace(kept, growth=growth, rules_version=rules.version, concierge_at=concierge)
    if places[1] > places[0]:
        after = replace(after, since=gone.since, until=gone.until, is_held=gone.is_held, is_protected=gone.is_protected)
        after = replace(after, level_code=gone.level_code)
    elif places[1] == places[0]:
        untils = [until for until in (kept.until, gone.until) if until is not None]
        after = replace(after, until=max(untils, default=None), is_held=kept.is_held and gone.is_held)
    earned = reached(levels, growth)
    if not after.is_held and rank(levels, earned.code) > max(places):
        after = _moved(after, rules, earned, now)
    level = levels[rank(levels, after.level_code)]
    if level.code == kept.level_code:
        return after, None
    words = f"两个身份合并为一个会员，等级按较高的一方与合计成长值 {growth} 定为{level.name}"
    return after, _change(kept, level, "merge", words, (growth, now))


def restored(
    standing: Standing, rules: GrowthRules, before: Standing, growth: int, now: datetime
) -> tuple[Standing, LevelChange | None]:
    """A merge was undone: the level from before it, or a higher one that the member's own growth reaches."""
    levels = rules.levels
    earned = reached(levels, growth)
    own = replace(
        standing,
        growth=growth,
        rules_version=rules.version,
        level_code=before.level_code,
        until=before.until,
        is_held=before.is_held,
        is_protected=before.is_protected,
    )
    if not own.is_held and rank(levels, earned.code) > rank(levels, before.level_code):
        own = _moved(own, rules, earned, now)
    if own.level_code == standing.level_code:
        return own, None
    level = levels[rank(levels, own.level_code)]
    words = f"会员身份拆分，等级恢复为{level.name}（自己的近一年成长值 {growth}）"
    return replace(own, since=now), _change(standing, level, "part", words, (growth, now))


def _moved(standing: Standing, rules: GrowthRules, level: LevelRule, now: datetime) -> Standing:
    is_lowest = level.code == rules.levels[0].code
    return replace(
        standing,
        level_code=level.code,
        since=now,
        until=None if is_lowest else year_later(now),
        is_held=False,
        is_protected=False,
        rules_version=rules.version,
    )


def _change(
    before: Standing, level: LevelRule, cause: LevelCause, words: str, when: tuple[int, datetime]
) -> LevelChange:
    return LevelChange(before.level_code, level.code, cause, words, *when)
