"""What new rules of levels would do to members, and what they change, in words. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.members import growth_rules as rules
from ports.kernel import MemberId
from ports.members.growth import GrowthRules, Standing
from ports.members.growth_store import StandingCount
from ports.members.growth_views import LevelMove, RulesPreview

FIELD_WORDS = {
    "name": "名称",
    "growth_from": "所需成长值",
    "discount_percent": "折扣百分比",
    "points_multiplier_percent": "积分倍数百分比",
    "birthday_points": "生日积分",
    "free_freight": "包邮",
    "free_returns": "退货免运费",
    "early_access_minutes": "会员提前购分钟数",
    "has_concierge": "专属管家",
    "benefits": "其他权益",
    "per_yuan": "每元成长值",
    "per_active_day": "活跃日成长值",
    "per_review": "评价成长值",
    "per_share": "分享成长值",
    "per_check_in": "签到成长值",
    "interaction_daily_max": "互动每日上限",
    "protection_percent": "保级百分比",
    "concierge_spend_fen": "专属管家消费（分）",
}


def preview(counts: Sequence[StandingCount], known: GrowthRules, wished: GrowthRules, now: datetime) -> RulesPreview:
    """By the very rules that will be used: once as when the rules are saved, once as at a review."""
    rising: Counter[tuple[str, str]] = Counter()
    falling: Counter[tuple[str, str]] = Counter()
    falling_now = 0
    for count in counts:
        standing = Standing(
            MemberId(UUID(int=0)), count.level_code, count.growth, None, now, count.is_held, count.is_protected, 0, None
        )
        _, up = rules.grown(standing, wished, count.growth, now, "settings")
        if up is not None:
            rising[up.from_code, up.to_code] += count.members
            continue
        _, then = rules.reviewed(standing, wished, count.growth, now)
        if rules.rank(wished.levels, then.to_code) < rules.rank(wished.levels, then.from_code):
            falling[then.from_code, then.to_code] += count.members
        _, before = rules.reviewed(standing, known, count.growth, now)
        if rules.rank(known.levels, before.to_code) < rules.rank(known.levels, before.from_code):
            falling_now += count.members
    names = {level.code: level.name for level in wished.levels}

    def moves(found: Counter[tuple[str, str]]) -> tuple[LevelMove, ...]:
        order = sorted(found, key=lambda pair: [rules.rank(wished.levels, code) for code in pair])
        return tuple(LevelMove(names[before], names[after], found[before, after]) for before, after in order)

    total = sum(count.members for count in counts)
    text = f"保存后 {rising.total()} 位会员立即升级；若成长值不变，{falling.total()} 位会在下次年度复核时降级"
    return RulesPreview(total, moves(rising), moves(falling), falling_now, text)


def differences(before: GrowthRules, after: GrowthRules) -> str:
    """What was changed, old → new, for the audit trail."""
    told = []
    for old, new in zip(before.levels, after.levels, strict=True):
        told += [
            f"{new.name}{FIELD_WORDS[field]}：{_shown(getattr(old, field))} → {_shown(getattr(new, field))}"
            for field in new.__struct_fields__
            if getattr(old, field) != getattr(new, field)
        ]
    told += [
        f"{FIELD_WORDS[field]}：{getattr(before.weights, field)} → {getattr(after.weights, field)}"
        for field in after.weights.__struct_fields__
        if getattr(before.weights, field) != getattr(after.weights, field)
    ]
    return "；".join(told)[:2000]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "有" if value else "无"
    return "、".join(value) or "无" if isinstance(value, tuple) else str(value)
