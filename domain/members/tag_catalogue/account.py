"""The member's account: how old it is, how it can be reached, when it was last seen."""

from domain.members.tag_catalogue.scales import Head, loose, scale
from ports.members.tag_rules import All, Between, Missing, Tag

OWNER = "会员运营"


def _head(code: str, name: str) -> Head:
    return (code, name, "账户", OWNER)


_AGE = scale(
    _head("member_age", "会龄"),
    "member_days",
    901,
    (
        (0, 7, "注册 7 天内"),
        (8, 30, "注册 8–30 天"),
        (31, 90, "注册 31–90 天"),
        (91, 180, "注册 91–180 天"),
        (181, 365, "注册 181–365 天"),
        (366, None, "注册一年以上"),
    ),
)
_TO_FIRST = scale(
    _head("to_first", "注册到首购"),
    "days_to_first",
    911,
    ((0, 0, "注册当天就买"), (1, 7, "一周内首购"), (8, 30, "一月内首购"), (31, None, "一月后才首购")),
)
_SLEEPING = loose(
    _head("sleeping", "未转化"),
    (
        Tag(
            921,
            "sleeping.fresh",
            "新注册未购",
            All((Between("orders", 0, 0), Between("member_days", 0, 30))),
        ),
        Tag(922, "sleeping.long", "注册很久未购", All((Between("orders", 0, 0), Between("member_days", 31)))),
        Tag(
            923,
            "sleeping.cart",
            "有加购无购买",
            All((Between("orders", 0, 0), Between("cart_lines", 1))),
        ),
    ),
)
_LOGIN = scale(
    _head("login", "最近登录"), "login_days", 931, ((0, 7, "近 7 天登录过"), (8, 30, "8–30 天前登录过")), "fact"
)
_LOGIN_STATE = loose(
    _head("login_state", "登录状态"),
    (Tag(935, "login_state.none", "登录已过期", Missing("login_days"), "fact", "登录状态保留 30 天"),),
)
_REACH = loose(
    _head("reach", "触达"),
    (
        Tag(941, "reach.message", "可发订阅消息", Between("grants", 1), "fact"),
        Tag(942, "reach.silent", "没有订阅消息授权", Between("grants", 0, 0), "fact"),
        Tag(943, "reach.phone", "已绑定手机", Between("has_phone", 1), "fact"),
        Tag(944, "reach.no_phone", "未绑定手机", Between("has_phone", 0, 0), "fact"),
        Tag(945, "reach.account", "关注公众号", Between("follows_account", 1), "fact", "取消关注后不再有这个标签"),
    ),
)
_ADDRESSES = scale(
    _head("addresses", "收货地址"),
    "addresses",
    951,
    ((0, 0, "没有收货地址"), (1, 1, "1 个收货地址"), (2, 3, "2–3 个收货地址"), (4, None, "4 个以上收货地址")),
)

ACCOUNT = (_AGE, _TO_FIRST, _SLEEPING, _LOGIN, _LOGIN_STATE, _REACH, _ADDRESSES)
