"""What offers mean to a member: prices, coupons, activities, and what went back."""

from domain.members.tag_catalogue.scales import Head, loose, scale
from ports.members.tag_rules import All, Between, Family, Tag

OWNER = "营销运营"


def _head(code: str, name: str, group: str) -> Head:
    return (code, name, group, OWNER)


_DISCOUNT = scale(
    _head("discount", "优惠幅度", "价格"),
    "discount_permille",
    501,
    (
        (0, 9, "几乎原价购买"),
        (10, 49, "优惠 1–5%"),
        (50, 149, "优惠 5–15%"),
        (150, 299, "优惠 15–30%"),
        (300, None, "优惠三成以上"),
    ),
)
_DISCOUNTED = scale(
    _head("discounted", "优惠订单占比", "价格"),
    "discounted_orders_permille",
    511,
    ((0, 0, "没有优惠也买"), (1, 499, "少数订单有优惠"), (500, 999, "多数订单有优惠"), (1000, None, "只买有优惠的")),
)
_SENSITIVITY = Family(
    *_head("sensitivity", "价格敏感度", "价格"),
    tags=(
        Tag(
            521,
            "sensitivity.high",
            "价格高敏感",
            All((Between("orders", 2), Between("discounted_orders_permille", 700), Between("discount_permille", 100))),
            "model",
        ),
        Tag(
            522,
            "sensitivity.low",
            "价格不敏感",
            All((Between("orders", 2), Between("discounted_orders_permille", 0, 299))),
            "model",
        ),
    ),
    exclusive=True,
)
_COUPONS = scale(
    _head("coupons", "领券", "优惠券"),
    "coupons",
    541,
    (
        (0, 0, "从未领券"),
        (1, 2, "领过 1–2 张券"),
        (3, 5, "领过 3–5 张券"),
        (6, 10, "领过 6–10 张券"),
        (11, None, "领券达人"),
    ),
)
_COUPON_USE = scale(
    _head("coupon_use", "用券率", "优惠券"),
    "coupon_use_permille",
    551,
    ((0, 0, "领了不用"), (1, 299, "偶尔用券"), (300, 699, "常用券"), (700, None, "领了就用")),
)
_COUPON_STATE = loose(
    _head("coupon_state", "券的状态", "优惠券"),
    (
        Tag(561, "coupon_state.held", "有可用优惠券", Between("coupons_held", 1), "fact"),
        Tag(562, "coupon_state.many", "可用券 3 张以上", Between("coupons_held", 3), "fact"),
        Tag(563, "coupon_state.soon", "券 3 天内到期", Between("coupon_days_left", 0, 3), "fact"),
        Tag(564, "coupon_state.expired", "有券过期没用", Between("coupons_expired", 1), "fact"),
        Tag(565, "coupon_state.used", "用过优惠券", Between("coupons_used", 1), "fact"),
    ),
)
_GROUP = scale(
    _head("group_buy", "拼团", "活动"),
    "group_orders",
    581,
    ((1, 1, "拼团 1 单"), (2, 4, "拼团 2–4 单"), (5, None, "拼团达人")),
)
_BARGAIN = scale(
    _head("bargain", "砍价购买", "活动"), "bargain_orders", 591, ((1, 1, "砍价买过 1 单"), (2, None, "砍价买过多单"))
)
_FLASH = scale(
    _head("flash", "秒杀", "活动"),
    "flash_orders",
    601,
    ((1, 1, "秒杀 1 单"), (2, 4, "秒杀 2–4 单"), (5, None, "秒杀达人")),
)
_ACTIVITY = loose(
    _head("activity", "活动依赖", "活动"),
    (
        Tag(611, "activity.driven", "活动驱动", All((Between("orders", 2), Between("activity_permille", 500)))),
        Tag(612, "activity.never", "只在平日购买", All((Between("orders", 2), Between("activity_permille", 0, 0)))),
        Tag(613, "activity.bargainer", "发起过砍价", Between("bargains", 1), "fact"),
        Tag(614, "activity.bargains_only", "砍了没买", All((Between("bargains", 1), Between("bargain_orders", 0, 0)))),
    ),
)
_AFTER_SALES = scale(
    ("after_sales", "售后次数", "售后", "客服"),
    "after_sales",
    631,
    ((1, 1, "申请过 1 次售后"), (2, 3, "申请过 2–3 次售后"), (4, None, "售后 4 次以上")),
)
_REFUND = scale(
    ("refund", "退款率", "售后", "客服"),
    "refund_permille",
    641,
    ((0, 0, "没有退款"), (1, 99, "退款不到一成"), (100, 299, "退款一至三成"), (300, None, "退款三成以上")),
)
_AFTER_SALE_STATE = loose(
    ("after_sale_state", "售后状态", "售后", "客服"),
    (
        Tag(651, "after_sale_state.open", "有处理中的售后", Between("open_after_sales", 1), "fact"),
        Tag(652, "after_sale_state.whole", "有过整单退款", Between("returned_orders", 1), "fact"),
        Tag(653, "after_sale_state.calm", "买得多从未售后", All((Between("orders", 3), Between("after_sales", 0, 0)))),
    ),
)

OFFERS = (
    _DISCOUNT,
    _DISCOUNTED,
    _SENSITIVITY,
    _COUPONS,
    _COUPON_USE,
    _COUPON_STATE,
    _GROUP,
    _BARGAIN,
    _FLASH,
    _ACTIVITY,
    _AFTER_SALES,
    _REFUND,
    _AFTER_SALE_STATE,
)
