"""What an operator may be allowed to do. Sensitive ones show or change personal data, money or people."""

from msgspec import Struct


class Permission(Struct, frozen=True):
    code: str
    name: str
    group: str
    sensitive: bool = False


PERMISSIONS = (
    Permission("catalogue.read", "查看商品", "商品"),
    Permission("catalogue.write", "编辑商品与类目", "商品"),
    Permission("stock.read", "查看库存与流水", "商品"),
    Permission("stock.write", "调整库存", "商品", True),
    Permission("orders.read", "查看订单", "订单"),
    Permission("orders.write", "取消与备注订单", "订单"),
    Permission("orders.unmask", "查看收货人完整信息", "订单", True),
    Permission("orders.readdress", "修改收货地址", "订单", True),
    Permission("fulfilment.read", "查看发货与包裹", "订单"),
    Permission("fulfilment.write", "发货与打印面单", "订单"),
    Permission("after_sale.read", "查看售后", "订单"),
    Permission("after_sale.write", "处理售后与退款", "订单", True),
    Permission("money.read", "查看资金账本", "资金", True),
    Permission("members.read", "查看会员", "会员"),
    Permission("members.unmask", "查看会员完整信息", "会员", True),
    Permission("members.write", "设置等级、积分、任务、抽奖与标签", "会员", True),
    Permission("members.adjust", "调整会员的积分与成长值", "会员", True),
    Permission("members.approve", "复核大额调整", "会员", True),
    Permission("members.merge", "合并与拆分会员身份", "会员", True),
    Permission("members.serve", "扫会员码核销与服务", "会员"),
    Permission("community.read", "查看企业微信客户与核对", "社群"),
    Permission("community.write", "修改客户备注与标签、发起核对", "社群", True),
    Permission("ugc.moderate", "审核与回复评价、晒单", "社群"),
    Permission("promotions.read", "查看营销活动与优惠券", "营销"),
    Permission("promotions.write", "发布、停止活动与发放优惠券", "营销", True),
    Permission("operators.manage", "管理操作员与角色", "设置", True),
    Permission("audit.read", "查看审计记录", "设置", True),
    Permission("system.read", "查看待处理投递", "设置"),
    Permission("system.write", "重试待处理投递", "设置"),
)
CODES = frozenset(permission.code for permission in PERMISSIONS)

BUILT_IN_ROLES: dict[str, frozenset[str]] = {
    "店主": CODES,
    "运营": frozenset(
        {"catalogue.read", "catalogue.write", "stock.read", "stock.write", "orders.read", "orders.write"}
        | {"fulfilment.read", "after_sale.read", "members.read", "members.write", "members.adjust"}
        | {"promotions.read", "promotions.write", "community.read", "community.write", "ugc.moderate"}
    ),
    "仓库": frozenset(
        {"catalogue.read", "stock.read", "stock.write", "orders.read", "fulfilment.read", "fulfilment.write"}
    ),
    "客服": frozenset(
        {"catalogue.read", "orders.read", "orders.write", "orders.unmask", "orders.readdress", "fulfilment.read"}
        | {"after_sale.read", "after_sale.write", "members.read", "members.serve", "community.read", "ugc.moderate"}
    ),
    "财务": frozenset({"orders.read", "money.read", "after_sale.read"}),
}
"""What a new shop starts with; their permissions follow this table, custom roles are the shop's own."""
