"""What a member is worth: spend, and the RFM model.

RFM (recency, frequency, monetary; Hughes, "Strategic Database Marketing", 1994) with fixed thresholds, so that a tag
means the same today and tomorrow, for one member and for all. The eight segments halve each of the three figures.
"""

from domain.members.tag_catalogue.scales import Head, scale
from ports.members.tag_rules import All, Between, Condition, Family, Tag

OWNER = "会员运营"
RECENT_DAYS_MAX = 60
FREQUENT_ORDERS_MIN = 3
RICH_FEN_MIN = 50_000


def _head(code: str, name: str, group: str = "消费") -> Head:
    return (code, name, group, OWNER)


_SPENT = scale(
    _head("spent", "累计消费"),
    "spent_fen",
    301,
    (
        (1, 9_999, "消费不到 100 元"),
        (10_000, 29_999, "消费 100–299 元"),
        (30_000, 49_999, "消费 300–499 元"),
        (50_000, 99_999, "消费 500–999 元"),
        (100_000, 199_999, "消费 1000–1999 元"),
        (200_000, 499_999, "消费 2000–4999 元"),
        (500_000, 999_999, "消费 5000–9999 元"),
        (1_000_000, None, "消费万元以上"),
    ),
)
_SPENT_90 = scale(
    _head("spent_90", "近 90 天消费"),
    "spent_90_fen",
    321,
    (
        (1, 9_999, "近 90 天不到 100 元"),
        (10_000, 29_999, "近 90 天 100–299 元"),
        (30_000, 99_999, "近 90 天 300–999 元"),
        (100_000, 299_999, "近 90 天 1000–2999 元"),
        (300_000, None, "近 90 天 3000 元以上"),
    ),
)
_SPENT_365 = scale(
    _head("spent_365", "近一年消费"),
    "spent_365_fen",
    341,
    (
        (1, 29_999, "近一年不到 300 元"),
        (30_000, 99_999, "近一年 300–999 元"),
        (100_000, 299_999, "近一年 1000–2999 元"),
        (300_000, 999_999, "近一年 3000–9999 元"),
        (1_000_000, None, "近一年万元以上"),
    ),
)
_AVERAGE = scale(
    _head("average", "客单价"),
    "average_fen",
    361,
    (
        (0, 4_999, "客单价 50 元以下"),
        (5_000, 9_999, "客单价 50–99 元"),
        (10_000, 19_999, "客单价 100–199 元"),
        (20_000, 29_999, "客单价 200–299 元"),
        (30_000, 49_999, "客单价 300–499 元"),
        (50_000, 99_999, "客单价 500–999 元"),
        (100_000, None, "客单价千元以上"),
    ),
)
_LARGEST = scale(
    _head("largest", "最大一单"),
    "largest_fen",
    381,
    (
        (0, 9_999, "最大一单百元以下"),
        (10_000, 29_999, "最大一单 100–299 元"),
        (30_000, 99_999, "最大一单 300–999 元"),
        (100_000, None, "有过千元大单"),
    ),
)
_R = scale(
    _head("rfm_r", "RFM · R 分", "RFM 模型"),
    "days_since_last",
    401,
    ((0, 15, "R5"), (16, 30, "R4"), (31, 60, "R3"), (61, 120, "R2"), (121, None, "R1")),
    "model",
)
_F = scale(
    _head("rfm_f", "RFM · F 分", "RFM 模型"),
    "orders_365",
    411,
    ((1, 1, "F1"), (2, 2, "F2"), (3, 5, "F3"), (6, 9, "F4"), (10, None, "F5")),
    "model",
)
_M = scale(
    _head("rfm_m", "RFM · M 分", "RFM 模型"),
    "spent_365_fen",
    421,
    (
        (1, 19_999, "M1"),
        (20_000, 49_999, "M2"),
        (50_000, 99_999, "M3"),
        (100_000, 299_999, "M4"),
        (300_000, None, "M5"),
    ),
    "model",
)


def _segment(place: int, name: str, recent: bool, frequent: bool, rich: bool) -> Tag:
    recency = (
        Between("days_since_last", 0, RECENT_DAYS_MAX) if recent else Between("days_since_last", RECENT_DAYS_MAX + 1)
    )
    often = (
        Between("orders_365", FREQUENT_ORDERS_MIN) if frequent else Between("orders_365", 0, FREQUENT_ORDERS_MIN - 1)
    )
    worth = Between("spent_365_fen", RICH_FEN_MIN) if rich else Between("spent_365_fen", None, RICH_FEN_MIN - 1)
    conditions: tuple[Condition, ...] = (recency, often, worth)
    return Tag(430 + place, f"rfm.{place}", name, All(conditions), "model")


_SEGMENTS = Family(
    *_head("rfm", "RFM 客群", "RFM 模型"),
    tags=(
        _segment(1, "重要价值客户", True, True, True),
        _segment(2, "重要发展客户", True, False, True),
        _segment(3, "重要保持客户", False, True, True),
        _segment(4, "重要挽留客户", False, False, True),
        _segment(5, "一般价值客户", True, True, False),
        _segment(6, "一般发展客户", True, False, False),
        _segment(7, "一般保持客户", False, True, False),
        _segment(8, "一般挽留客户", False, False, False),
    ),
    exclusive=True,
)

WORTH = (_SPENT, _SPENT_90, _SPENT_365, _AVERAGE, _LARGEST, _R, _F, _M, _SEGMENTS)
