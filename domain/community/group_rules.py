"""Which kind of group somebody belongs into, and why, in plain Chinese (G2)."""

from ports.community.group_rules import Bought, GroupRules, RuledKind
from ports.kernel import Fen, Invalid

DAYS_MAX, ORDERS_MAX, FEN_MAX = 3650, 1000, 10**10


def kind_of(rules: GroupRules, bought: Bought) -> RuledKind | None:
    """The same as the store asks for in SQL."""
    if _is_vip(rules, bought):
        return "vip"
    return "ordinary" if rules.ordinary_orders and bought.orders >= rules.ordinary_orders else None


def reason_of(rules: GroupRules, bought: Bought) -> str:
    """For the guide."""
    facts = f"近 {rules.days} 天付款 {bought.orders} 单，减退款后 {_yuan(bought.kept_fen)} 元"
    if rules.vip_fen and bought.kept_fen >= rules.vip_fen:
        return f"{facts}，达到 VIP 群的 {_yuan(rules.vip_fen)} 元"
    if rules.vip_orders and bought.orders >= rules.vip_orders:
        return f"{facts}，达到 VIP 群的 {rules.vip_orders} 单"
    return f"{facts}，达到普通群的 {rules.ordinary_orders} 单"


def check_rules(rules: GroupRules) -> None:
    """Raises Invalid, naming the field."""
    if not 1 <= rules.days <= DAYS_MAX:
        raise Invalid(f"请填写 1 到 {DAYS_MAX} 天", field="days")
    for name, orders in (("vipOrders", rules.vip_orders), ("ordinaryOrders", rules.ordinary_orders)):
        if not 0 <= orders <= ORDERS_MAX:
            raise Invalid(f"请填写 0 到 {ORDERS_MAX} 单", field=name)
    if not 0 <= rules.vip_fen <= FEN_MAX:
        raise Invalid("金额不正确", field="vipFen")
    if rules.is_on and not (rules.vip_orders or rules.vip_fen or rules.ordinary_orders):
        raise Invalid("请至少设一个门槛", field="vipOrders")
    if rules.vip_orders and rules.ordinary_orders >= rules.vip_orders:
        raise Invalid("普通群的单数要少于 VIP 群", field="ordinaryOrders")


def _is_vip(rules: GroupRules, bought: Bought) -> bool:
    by_orders = bool(rules.vip_orders) and bought.orders >= rules.vip_orders
    return by_orders or (bool(rules.vip_fen) and bought.kept_fen >= rules.vip_fen)


def _yuan(fen: Fen) -> str:
    return f"{fen // 100}" if fen % 100 == 0 else f"{fen / 100:.2f}"
