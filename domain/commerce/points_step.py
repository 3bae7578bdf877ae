"""Paying with points (M3): the last step of pricing, so that what is paid in points changes neither offers nor freight.

Points pay goods, never freight, at most a share of them, and never the whole order: a payment needs something to pay.
"""

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.allocation import allocate
from domain.commerce.pricing import Basket, Step, spread_discount
from ports.commerce.pricing import Derivation, PointsShare, PointsUnusable
from ports.kernel import Fen
from ports.members.api import PointsWallet


class PointsTerms(Struct, frozen=True):
    """`wanted` None: as many as can be used."""

    wallet: PointsWallet
    wanted: int | None


def fen_of(points: int, wallet: PointsWallet) -> Fen:
    """What so many points pay; the remainder of a fen is dropped."""
    return points * 100 // wallet.per_yuan


def pay_with_points(terms: PointsTerms) -> Step:
    """Raises PointsUnusable for more than can be used, or a number between the steps."""

    def apply(basket: Basket) -> Basket:
        share = share_of(basket, terms.wallet)
        used = share.usable if terms.wanted is None else terms.wanted
        if used == 0:
            return replace(basket, points=share)
        if used > share.usable or used % terms.wallet.step or used < terms.wallet.points_min:
            raise PointsUnusable(share.reason or f"本单最多可用 {share.usable} 积分，请刷新后再提交", field="points")
        used_fen = fen_of(used, terms.wallet)
        detail = f"{used} 积分抵 {used_fen // 100}.{used_fen % 100:02d} 元"
        note = Derivation("points", "points", "积分抵扣", 0, detail)
        after = spread_discount(basket, used_fen, lambda line: True, note)
        pairs = zip(basket.lines, after.lines, strict=True)
        parts = allocate(used, [before.payable_fen - line.payable_fen for before, line in pairs])
        lines = tuple(replace(line, points=part) for line, part in zip(after.lines, parts, strict=True))
        return replace(after, lines=lines, points=replace(share, used=used, used_fen=used_fen))

    return apply


def share_of(basket: Basket, wallet: PointsWallet) -> PointsShare:
    """How many points could be used for the basket as it is, and if none, why."""
    goods_fen = basket.payable_fen
    most_fen = min(goods_fen * wallet.max_percent // 100, goods_fen + basket.freight_fen - 1)
    fitting = max(0, most_fen) * wallet.per_yuan // 100
    usable = min(fitting, wallet.available) // wallet.step * wallet.step
    if usable < max(wallet.points_min, 1):
        return PointsShare(wallet.available, 0, 0, reason=_why_none(wallet))
    return PointsShare(wallet.available, usable, fen_of(usable, wallet))


def _why_none(wallet: PointsWallet) -> str:
    # Whole steps are used: the least is the first of them that reaches the minimum.
    least = -(-max(wallet.points_min, 1) // wallet.step) * wallet.step
    if not wallet.max_percent:
        return "积分暂时不能抵扣现金"
    return f"满 {least} 积分可用" if wallet.available < least else "本单金额较低，不能使用积分"
