"""How often, how lately, how much: facts of the orders."""

from domain.members.tag_catalogue.scales import Head, loose, scale
from ports.members.tag_rules import All, Between, Tag

OWNER = "会员运营"


def _head(code: str, name: str) -> Head:
    return (code, name, "购买", OWNER)


_RECENCY = scale(
    _head("recency", "最近购买"),
    "days_since_last",
    101,
    (
        (0, 7, "近 7 天买过"),
        (8, 15, "8–15 天前买过"),
        (16, 30, "16–30 天前买过"),
        (31, 60, "31–60 天前买过"),
        (61, 90, "61–90 天前买过"),
        (91, 180, "91–180 天前买过"),
        (181, 365, "181–365 天前买过"),
        (366, None, "一年以上没买"),
    ),
)
_FIRST = scale(
    _head("first_buy", "首次购买"),
    "days_since_first",
    121,
    (
        (0, 7, "7 天内新客"),
        (8, 30, "30 天内新客"),
        (31, 90, "90 天内新客"),
        (91, 180, "买了 3–6 个月"),
        (181, 365, "买了 6–12 个月"),
        (366, None, "一年以上老客"),
    ),
)
_COUNT = scale(
    _head("orders", "累计订单"),
    "orders",
    141,
    (
        (0, 0, "从未购买"),
        (1, 1, "只买过 1 单"),
        (2, 2, "买过 2 单"),
        (3, 3, "买过 3 单"),
        (4, 5, "买过 4–5 单"),
        (6, 9, "买过 6–9 单"),
        (10, 19, "买过 10–19 单"),
        (20, 49, "买过 20–49 单"),
        (50, None, "买过 50 单以上"),
    ),
)
_COUNT_30 = scale(
    _head("orders_30", "近 30 天订单"),
    "orders_30",
    161,
    ((1, 1, "近 30 天 1 单"), (2, 2, "近 30 天 2 单"), (3, None, "近 30 天 3 单以上")),
)
_COUNT_90 = scale(
    _head("orders_90", "近 90 天订单"),
    "orders_90",
    171,
    ((1, 1, "近 90 天 1 单"), (2, 3, "近 90 天 2–3 单"), (4, 6, "近 90 天 4–6 单"), (7, None, "近 90 天 7 单以上")),
)
_COUNT_365 = scale(
    _head("orders_365", "近一年订单"),
    "orders_365",
    181,
    (
        (1, 1, "近一年 1 单"),
        (2, 4, "近一年 2–4 单"),
        (5, 9, "近一年 5–9 单"),
        (10, 19, "近一年 10–19 单"),
        (20, None, "近一年 20 单以上"),
    ),
)
_INTERVAL = scale(
    _head("interval", "购买间隔"),
    "interval_days",
    201,
    (
        (0, 7, "每周都买"),
        (8, 14, "两周左右一次"),
        (15, 30, "每月一次"),
        (31, 60, "两月一次"),
        (61, 90, "一季一次"),
        (91, None, "间隔 3 个月以上"),
    ),
)
_RHYTHM = scale(
    _head("rhythm", "购买节奏"),
    "rhythm_permille",
    221,
    (
        (0, 1000, "在自己的节奏内"),
        (1001, 1500, "该回购了"),
        (1501, 3000, "超过往常间隔"),
        (3001, None, "远超往常间隔"),
    ),
    "rule",
)
_PIECES = scale(
    _head("pieces", "每单件数"),
    "pieces_hundredths",
    241,
    ((0, 199, "一次买一件"), (200, 399, "一次买两三件"), (400, 699, "一次买四到六件"), (700, None, "囤货型")),
)
_STATE = loose(
    _head("in_progress", "进行中的订单"),
    (
        Tag(261, "in_progress.waiting", "有待发货订单", Between("waiting_orders", 1), "fact"),
        Tag(262, "in_progress.travelling", "有待收货订单", Between("travelling_orders", 1), "fact"),
        Tag(
            263,
            "in_progress.second_buy",
            "新客待二购",
            All((Between("orders", 1, 1), Between("days_since_last", 8, 45))),
        ),
    ),
)
_CANCELLED = scale(
    _head("cancelled", "取消订单"),
    "cancelled_orders",
    281,
    ((1, 1, "取消过 1 单"), (2, 4, "取消过 2–4 单"), (5, None, "常取消订单")),
)

BUYING = (
    _RECENCY,
    _FIRST,
    _COUNT,
    _COUNT_30,
    _COUNT_90,
    _COUNT_365,
    _INTERVAL,
    _RHYTHM,
    _PIECES,
    _STATE,
    _CANCELLED,
)
