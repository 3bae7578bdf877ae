"""The couriers that the shop knows: our code, the Chinese name, and WeChat's id for the shipping upload.

Three code tables differ: ours, the aggregator's (mapped in its adapter) and WeChat's (`get_delivery_list`).
"""

from msgspec import Struct

from ports.kernel import DomainError


class Courier(Struct, frozen=True):
    """`wants_contact`: WeChat demands a masked contact with the shipping upload."""

    code: str
    name: str
    wechat_id: str
    wants_contact: bool = False


class UnknownCourier(DomainError):
    code = "supply.unknown_courier"
    kind = "invalid"
    message = "不支持这家快递公司，请重新选择"


COURIERS = (
    Courier("SF", "顺丰速运", "SF", wants_contact=True),
    Courier("ZTO", "中通快递", "ZTO"),
    Courier("YTO", "圆通速递", "YTO"),
    Courier("STO", "申通快递", "STO"),
    Courier("YD", "韵达速递", "YD"),
    Courier("JTSD", "极兔速递", "JTSD"),
    Courier("JD", "京东快递", "JD"),
    Courier("EMS", "邮政 EMS", "EMS"),
    Courier("YZPY", "邮政快递包裹", "YZPY"),
    Courier("DBL", "德邦快递", "DBL"),
)
_BY_CODE = {courier.code: courier for courier in COURIERS}


def courier(code: str) -> Courier:
    """Raises UnknownCourier."""
    found = _BY_CODE.get(code)
    if found is None:
        raise UnknownCourier(field="courierCode")
    return found
