"""Rules of levels and places of members, for the tests of both."""

from datetime import UTC, datetime
from uuid import UUID

from ports.kernel import MemberId
from ports.members.growth import GrowthRules, GrowthWeights, LevelRule, Standing

NOW = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
MEMBER = MemberId(UUID(int=7))


def level(code: str, name: str, growth_from: int, discount: int = 100) -> LevelRule:
    return LevelRule(code, name, growth_from, discount, 100, 0, False, False, 0, False, ())


LEVELS = (
    level("bronze", "青铜会员", 0),
    level("silver", "白银会员", 1000, 95),
    level("gold", "黄金会员", 5000, 90),
    level("diamond", "钻石会员", 15000, 80),
)
WEIGHTS = GrowthWeights(
    per_yuan=1,
    per_active_day=5,
    per_review=20,
    per_share=5,
    per_check_in=2,
    interaction_daily_max=30,
    protection_percent=80,
    concierge_spend_fen=2_000_000,
)
RULES = GrowthRules(3, LEVELS, WEIGHTS)


def standing(code: str = "bronze", growth: int = 0, **more: object) -> Standing:
    given = {
        "member_id": MEMBER,
        "level_code": code,
        "growth": growth,
        "since": NOW,
        "until": None if code == "bronze" else NOW,
        "is_held": False,
        "is_protected": False,
        "rules_version": 1,
        "concierge_at": None,
    }
    return Standing(**given | more)  # type: ignore[arg-type]
