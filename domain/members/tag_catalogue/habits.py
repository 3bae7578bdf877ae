"""When and how somebody shops, what lies in the cart, and how wide the taste is."""

from domain.members.tag_catalogue.scales import Head, loose, scale
from ports.members.tag_rules import All, Between, Tag

OWNER = "会员运营"


def _head(code: str, name: str) -> Head:
    return (code, name, "习惯", OWNER)


def _mostly(number: int, code: str, name: str, feature: str, permille: int = 500) -> Tag:
    """Two orders at least: one is no habit."""
    return Tag(number, code, name, All((Between("orders", 2), Between(feature, permille))))


_HOURS = loose(
    _head("hours", "购物时段"),
    (
        _mostly(701, "hours.early", "清晨购物", "early_permille"),
        _mostly(702, "hours.morning", "上午购物", "morning_permille"),
        _mostly(703, "hours.noon", "午间购物", "noon_permille"),
        _mostly(704, "hours.afternoon", "下午购物", "afternoon_permille"),
        _mostly(705, "hours.evening", "晚间购物", "evening_permille"),
        _mostly(706, "hours.night", "深夜购物", "night_permille"),
    ),
)
_WEEK = loose(
    _head("week", "平日与周末"),
    (
        _mostly(711, "week.weekend", "周末购物", "weekend_permille", 600),
        Tag(712, "week.weekday", "平日购物", All((Between("orders", 2), Between("weekend_permille", 0, 100)))),
    ),
)
_PAYING = scale(
    _head("paying", "付款快慢"),
    "pay_seconds",
    721,
    ((0, 60, "一分钟内付款"), (61, 180, "几分钟内付款"), (181, 600, "十分钟内付款"), (601, None, "拖到最后付款")),
)
_WAY = loose(
    _head("way", "下单方式"),
    (
        _mostly(731, "way.direct", "看中就买", "direct_permille", 600),
        Tag(732, "way.cart", "习惯先加购", All((Between("orders", 2), Between("direct_permille", 0, 400)))),
        _mostly(733, "way.freight", "不在意运费", "freight_permille"),
        Tag(734, "way.free", "总是凑到包邮", All((Between("orders", 2), Between("freight_permille", 0, 0)))),
        _mostly(735, "way.note", "常写备注", "note_permille"),
    ),
)
_CART = scale(
    _head("cart", "购物车"),
    "cart_lines",
    741,
    ((1, 2, "购物车 1–2 件"), (3, 9, "购物车 3–9 件"), (10, None, "购物车 10 件以上")),
)
_ABANDONED = scale(
    _head("abandoned", "加购未买"),
    "cart_days",
    751,
    ((1, 2, "加购 1–2 天未买"), (3, 6, "加购 3–6 天未买"), (7, 29, "加购 7–29 天未买"), (30, None, "加购一个月未买")),
    "rule",
)
_FAVOURITES = scale(
    _head("favourites", "收藏"),
    "favourites",
    761,
    ((1, 4, "收藏 1–4 件"), (5, 19, "收藏 5–19 件"), (20, None, "收藏 20 件以上")),
)
_WIDTH = scale(
    _head("width", "类目宽度"),
    "categories",
    771,
    ((1, 1, "只买一个类目"), (2, 2, "买两个类目"), (3, 3, "买三个类目"), (4, None, "买四个以上类目")),
)
_KINDS = loose(
    _head("kinds", "商品形态"),
    (
        Tag(781, "kinds.virtual", "买过虚拟商品", Between("virtual_lines", 1), "fact"),
        Tag(782, "kinds.service", "买过服务", Between("service_lines", 1), "fact"),
    ),
)

HABITS = (_HOURS, _WEEK, _PAYING, _WAY, _CART, _ABANDONED, _FAVOURITES, _WIDTH, _KINDS)
