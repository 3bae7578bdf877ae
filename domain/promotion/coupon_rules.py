"""One coupon and one basket: the goods in its scope, its days, its threshold, and what it takes off."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from msgspec import Struct
from msgspec.structs import replace

from ports.kernel import Fen
from ports.promotion.api import CouponHeld, Item
from ports.promotion.rules import CouponRule, Scope

SHANGHAI = timezone(timedelta(hours=8))


def lines_in(scope: Scope, items: Sequence[Item]) -> list[int]:
    """Places of the items in a scope.

    `category_ids` of an item name its category and those above it, so a category in `scope` covers those below it.
    """
    ids = frozenset(scope.ids)
    open_ = [i for i, item in enumerate(items) if item.product_id not in scope.excluded_product_ids]
    match scope.kind:
        case "all":
            return open_
        case "categories":
            return [i for i in open_ if not ids.isdisjoint(items[i].category_ids)]
        case "products":
            return [i for i in open_ if items[i].product_id in ids]
        case "skus":
            return [i for i in open_ if items[i].sku_id in ids]


def in_scope(scope: Scope, item: Item) -> bool:
    return bool(lines_in(scope, (item,)))


def goods_off_fen(rule: CouponRule, left_fen: Fen) -> Fen:
    """What an `amount` or `percent` coupon takes off goods that still cost `left_fen`.

    The part that is paid is rounded half up to a fen. Grows with `left_fen`, never beyond it. Other
    kinds take nothing off the goods.
    """
    if rule.kind == "amount":
        return min(rule.value, left_fen)
    if rule.kind == "percent":
        off_fen = left_fen - (left_fen * rule.value + 50) // 100
        return off_fen if rule.cap_fen is None else min(off_fen, rule.cap_fen)
    return 0


class Fit(Struct, frozen=True):
    """How a coupon stands to a basket. `lines`: places of what it counts and lowers, in scope and open to coupons."""

    held: CouponHeld
    lines: tuple[int, ...]
    is_in_time: bool
    missing_fen: Fen
    """What those lines still lack to its threshold; 0 when it is reached."""
    obstacle: str | None
    """Why it cannot be used now, in words; None: it can."""


def fit_of(coupon: CouponHeld, items: Sequence[Item], at: datetime) -> Fit:
    here = lines_in(coupon.rule.scope, items)
    lines = tuple(i for i in here if "coupon" not in items[i].barred)
    missing_fen = max(0, coupon.rule.min_fen - sum(items[i].payable_fen for i in lines))
    is_in_time = coupon.valid_from <= at < coupon.valid_until
    reason: str | None
    if at < coupon.valid_from:
        reason = f"{day_words(coupon.valid_from, at)}起可用"
    elif not is_in_time:
        reason = "已过期"
    elif not lines:
        reason = "这些商品已享活动价，不能再用券" if here else "本单没有适用的商品"
    else:
        reason = f"还差 {yuan(missing_fen)} 元可用" if missing_fen else None
    return Fit(coupon, lines, is_in_time, missing_fen, reason)


def grown(fit: Fit, line: int, add_fen: Fen) -> Fit:
    """The same coupon once the line costs so much more. The words of an obstacle that remains are those of before."""
    if line not in fit.lines or not fit.missing_fen:
        return fit
    missing_fen = max(0, fit.missing_fen - add_fen)
    is_free = fit.is_in_time and not missing_fen
    return replace(fit, missing_fen=missing_fen, obstacle=None if is_free else fit.obstacle)


def day_words(day: datetime, now: datetime) -> str:
    """The day in Shanghai: 12 月 1 日, with its year unless it is this year; for today the hour instead."""
    there, here = day.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    if there.date() == here.date():
        return f"今天 {there:%H:%M} "
    year = "" if there.year == here.year else f"{there.year} 年 "
    return f"{year}{there.month} 月 {there.day} 日"


def yuan(fen: Fen) -> str:
    """Always two decimals: 12.00."""
    return f"{fen // 100}.{fen % 100:02d}"
