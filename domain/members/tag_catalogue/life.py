"""The stage of life of a family, from a due date or a month of birth that the member has told.

Weeks of pregnancy count from 280 days before the due date (Naegele's rule). The trimesters end after 13 and 27 full
weeks. From the due date on a child counts as born in that month.
"""

from domain.members.tag_catalogue.scales import Head
from ports.members.tag_rules import All, AnyBetween, Between, Family, Tag

OWNER = "会员运营"
MONTHS_SINGLE_MAX = 36


def _head(code: str, name: str) -> Head:
    return (code, name, "孕育", OWNER)


_PREGNANT = Family(
    *_head("pregnancy", "孕期"),
    tags=(
        Tag(1001, "pregnancy.first", "孕早期", AnyBetween("pregnancy_weeks", 0, 13), "model"),
        Tag(1002, "pregnancy.second", "孕中期", AnyBetween("pregnancy_weeks", 14, 27), "model"),
        Tag(1003, "pregnancy.third", "孕晚期", AnyBetween("pregnancy_weeks", 28), "model"),
        Tag(1004, "pregnancy.soon", "30 天内待产", Between("days_to_birth", 0, 30), "model"),
        Tag(
            1005,
            "pregnancy.again",
            "再孕家庭",
            All((AnyBetween("pregnancy_weeks", 0), AnyBetween("child_months", 0))),
            "model",
        ),
    ),
    guard="pregnancy_weeks",
)
_STAGES = Family(
    *_head("stage", "宝宝阶段"),
    tags=(
        Tag(1011, "stage.newborn", "新生儿", AnyBetween("child_months", 0, 0), "model"),
        Tag(1012, "stage.half", "1–6 月龄", AnyBetween("child_months", 1, 6), "model"),
        Tag(1013, "stage.year", "7–12 月龄", AnyBetween("child_months", 7, 12), "model"),
        Tag(1014, "stage.toddler", "1–2 岁", AnyBetween("child_months", 13, 24), "model"),
        Tag(1015, "stage.three", "2–3 岁", AnyBetween("child_months", 25, 36), "model"),
        Tag(1016, "stage.kindergarten", "3–6 岁", AnyBetween("child_months", 37, 72), "model"),
        Tag(1017, "stage.school", "6 岁以上", AnyBetween("child_months", 73), "model"),
    ),
    guard="child_months",
)
_BIRTHDAY = Family(
    *_head("child_birthday", "宝宝生日"),
    tags=tuple(
        Tag(
            1020 + year,
            f"child_birthday.{year}",
            f"本月满 {year} 周岁",
            AnyBetween("child_months", 12 * year, 12 * year),
            "model",
        )
        for year in range(1, 7)
    ),
    guard="child_months",
)
_MONTHS = Family(
    *_head("month", "月龄"),
    tags=tuple(
        Tag(1041 + month, f"month.{month}", f"宝宝 {month} 个月", AnyBetween("child_months", month, month), "model")
        for month in range(MONTHS_SINGLE_MAX + 1)
    ),
    guard="child_months",
)
_FAMILY = Family(
    *_head("family", "家庭"),
    tags=(
        Tag(1091, "family.none", "未填宝宝信息", Between("children", 0, 0), "fact"),
        Tag(1092, "family.one", "填了 1 个宝宝", Between("children", 1, 1), "fact"),
        Tag(1093, "family.several", "多宝家庭", Between("children", 2), "fact"),
    ),
    exclusive=True,
)

LIFE = (_PREGNANT, _STAGES, _BIRTHDAY, _MONTHS, _FAMILY)
