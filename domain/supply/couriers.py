"""Which courier is suggested for a fulfilment, and why. Pure; the operator may choose another."""

from msgspec import Struct

from ports.supply.couriers import Courier, courier

HEAVY_G = 15_000
DEAR_FEN = 100_000


class Suggestion(Struct, frozen=True):
    courier: Courier
    reason: str


def suggest(weight_g: int, value_fen: int, *, same_province: bool) -> Suggestion:
    if weight_g >= HEAVY_G:
        return Suggestion(courier("DBL"), f"重 {weight_g / 1000:.1f} 公斤，大件走德邦更划算")
    if value_fen >= DEAR_FEN:
        return Suggestion(courier("SF"), f"货值 {value_fen / 100:.0f} 元，走顺丰更稳妥")
    if same_province:
        return Suggestion(courier("YTO"), "省内件，圆通次日可达")
    return Suggestion(courier("ZTO"), "常规件，中通性价比高")
