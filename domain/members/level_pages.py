"""Levels as the faces see them: what each one gives, how far the next one is, in words. Pure."""

from datetime import datetime

from domain.members.birthday_rules import changeable_from
from domain.members.growth_rules import day_words, rank
from ports.kernel import Page
from ports.members.growth import GrowthRules, GrowthWeights, LevelRule
from ports.members.growth_store import BirthdayRow
from ports.members.growth_views import (
    BenefitIcon,
    BenefitView,
    BirthdayView,
    EarningWay,
    Ground,
    GrowthEntryView,
    LevelOffer,
    LevelPage,
    NextLevel,
)


def discount_words(percent: int) -> str:
    """95 → 9.5 折."""
    return f"{percent // 10} 折" if percent % 10 == 0 else f"{percent / 10:g} 折"


def times_words(percent: int) -> str:
    """150 → 1.5 倍."""
    return f"{percent / 100:g} 倍"


def benefits(level: LevelRule) -> tuple[BenefitView, ...]:
    """All that is given by code, then what is only told."""
    given: list[tuple[bool, BenefitIcon, str, str]] = [
        (level.discount_percent < 100, "tag", "会员价", f"商品享 {discount_words(level.discount_percent)}"),
        (
            level.points_multiplier_percent > 100,
            "sparkles",
            "积分加倍",
            f"消费积分按 {times_words(level.points_multiplier_percent)}计",
        ),
        (level.birthday_points > 0, "gift", "生日礼", f"当天送 {level.birthday_points} 积分"),
        (level.free_freight, "truck", "包邮", "订单免运费"),
        (level.free_returns, "undo-2", "退货免运费", "运费由我们承担"),
        (
            level.early_access_minutes > 0,
            "clock",
            "会员提前购",
            f"标明的活动提前 {level.early_access_minutes} 分钟可买",
        ),
        (level.has_concierge, "headset", "专属管家", "一对一服务"),
    ]
    told = [BenefitView("check", title, "") for title in level.benefits]
    return (*(BenefitView(icon, title, text) for has, icon, title, text in given if has), *told)


def offer(level: LevelRule) -> LevelOffer:
    return LevelOffer(level.code, level.name, level.growth_from, level.discount_percent, benefits(level))


def next_level(rules: GrowthRules, level_code: str, growth: int) -> NextLevel | None:
    """The way from this level to the one above it; who was set higher than growth reaches begins at nothing."""
    place = rank(rules.levels, level_code) + 1
    if place == len(rules.levels):
        return None
    start, above = rules.levels[place - 1].growth_from, rules.levels[place]
    way = max(1, above.growth_from - start)
    percent = max(0, min(100, (growth - start) * 100 // way))
    return NextLevel(above.code, above.name, above.growth_from, max(0, above.growth_from - growth), percent)


def ways(weights: GrowthWeights) -> tuple[EarningWay, ...]:
    """How growth is earned, in words; what earns nothing is not told."""
    told = []
    if weights.per_yuan:
        told.append(EarningWay("购物", f"订单完成后，实付每满 1 元得 {weights.per_yuan} 成长值，退款会相应收回"))
    if weights.per_active_day:
        told.append(EarningWay("活跃", f"登录、签到或下单的日子，每天得 {weights.per_active_day} 成长值"))
    parts = [
        f"{name} {value}"
        for name, value in (
            ("评价", weights.per_review),
            ("分享", weights.per_share),
            ("签到", weights.per_check_in),
        )
        if value
    ]
    if parts and weights.interaction_daily_max:
        told.append(EarningWay("互动", f"{'、'.join(parts)} 成长值，每天最多 {weights.interaction_daily_max}"))
    return tuple(told)


def sentence(ground: Ground, level: LevelRule, upcoming: NextLevel | None) -> str:
    """Where the member stands and what is next, in one sentence."""
    if upcoming is None:
        return f"近一年成长值 {ground.growth}，已是最高等级"
    if upcoming.missing == 0:
        return f"近一年成长值 {ground.growth}，已够{upcoming.name}，下次复核时生效"
    return f"再得 {upcoming.missing} 成长值，升级为{upcoming.name}"


def until_words(ground: Ground, level: LevelRule) -> str:
    """What the yearly review will ask for. Empty in the lowest level, which is never lost."""
    if ground.until is None:
        return ""
    missing = level.growth_from - ground.growth
    until = day_words(ground.until)
    if missing <= 0:
        return f"有效至{until}，成长值已够保级"
    return f"有效至{until}，再得 {missing} 成长值可保级"


def birthday_view(row: BirthdayRow, now: datetime) -> BirthdayView:
    free_at = changeable_from(row)
    birthday = row.birthday
    if birthday is None:
        return BirthdayView(None, None, None, None)
    return BirthdayView(
        birthday.month, birthday.day, birthday.year, free_at if free_at is not None and free_at > now else None
    )


def level_page(ground: Ground, rules: GrowthRules, entries: Page[GrowthEntryView], now: datetime) -> LevelPage:
    level = rules.levels[rank(rules.levels, ground.level_code)]
    upcoming = next_level(rules, level.code, ground.growth)
    return LevelPage(
        code=level.code,
        name=level.name,
        growth=ground.growth,
        sentence=sentence(ground, level, upcoming),
        since=ground.since,
        until=ground.until,
        until_text=until_words(ground, level),
        next=upcoming,
        levels=tuple(offer(one) for one in rules.levels),
        ways=ways(rules.weights),
        birthday=birthday_view(ground.birthday, now),
        birthday_points=level.birthday_points,
        has_own_concierge=ground.concierge_at is not None,
        entries=entries,
    )
