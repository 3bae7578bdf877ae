"""The member's own birthday: its month, which an event alone changes, and how near that is, which time changes.

A birthday is a day of the calendar, with or without a year: one of 29 February is in February in every year. Months are
those of Shanghai and turn over with the night's run, like every figure that moves.
"""

from domain.members.tag_catalogue.scales import Head, loose
from ports.members.tag_rules import Between, Family, Missing, Tag

OWNER = "会员运营"


def _head(code: str, name: str) -> Head:
    return (code, name, "生日", OWNER)


_MONTH = Family(
    *_head("birthday_month", "生日月份"),
    tags=tuple(
        Tag(1100 + month, f"birthday_month.{month}", f"{month} 月生日", Between("birthday_month", month, month), "fact")
        for month in range(1, 13)
    ),
    exclusive=True,
)
_NEAR = Family(
    *_head("birthday", "生日将近"),
    tags=(
        Tag(1121, "birthday.this_month", "本月生日", Between("months_to_birthday", 0, 0), "fact", "按上海的自然月"),
        Tag(1122, "birthday.next_month", "下月生日", Between("months_to_birthday", 1, 1), "fact", "按上海的自然月"),
    ),
    exclusive=True,
)
_TOLD = loose(
    _head("birthday_told", "生日资料"),
    (Tag(1125, "birthday_told.none", "未填生日", Missing("birthday_month"), "fact"),),
)

BIRTHDAYS = (_MONTH, _NEAR, _TOLD)
