"""The cart's page from its live lines. Pure: what is wrong with a line, what the ticked ones cost, what is missing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.commerce.expected_delivery import arrival, expected_delivery
from domain.commerce.freight import FreightRule, missing_for_free_fen
from domain.commerce.pricing import percent_of, price
from domain.commerce.promotion_steps import Terms, item_of, steps_for
from domain.commerce.quote import priced_line
from ports.commerce.cart_store import CartRow
from ports.commerce.cart_views import CartGroup, CartLine, CartView, LineProblem
from ports.commerce.pricing import PricedBasket, Totals
from ports.commerce.views import AVAILABLE_SHOWN_MAX
from ports.kernel import Fen, LineId, SkuId
from ports.members.api import Level
from ports.promotion.api import Offers, PromotionApi

NOTHING = PricedBasket((), Totals(0, 0, 0, 0, 0), ())
GONE = LineProblem("commerce.sku_unavailable", "商品已下架")
SOLD_OUT = LineProblem("supply.sold_out", "暂时缺货")


class CartReader(Struct, frozen=True):
    """For whom the page is made. `province` None: no default address."""

    level: Level | None
    province: str | None
    now: datetime
    freight: FreightRule
    promotion: PromotionApi
    offers: Offers


def cart_page(rows: Sequence[CartRow], reader: CartReader) -> CartView:
    problems = [problem_of(row) for row in rows]
    valid = [(row, problem) for row, problem in zip(rows, problems, strict=True) if problem not in (GONE, SOLD_OUT)]
    ticked = [row for row, _ in valid if row.selected]
    basket = _priced(ticked, reader)
    activity = _activity_prices([row for row, _ in valid], reader)
    groups: dict[str, list[CartLine]] = {}
    for row, problem in valid:
        groups.setdefault(row.warehouse_name or "", []).append(_line(row, reader.level, problem, activity))
    return CartView(
        groups=tuple(CartGroup(name, tuple(lines)) for name, lines in groups.items()),
        invalid=tuple(
            _line(row, reader.level, problem, {})
            for row, problem in zip(rows, problems, strict=True)
            if problem in (GONE, SOLD_OUT)
        ),
        selected_count=len(ticked),
        selected_quantity=sum(row.quantity for row in ticked),
        all_selected=bool(valid) and len(ticked) == len(valid),
        totals=basket.totals,
        derivation=basket.derivation,
        hint=_hint(basket, reader),
        expected_delivery=_expected(ticked, reader),
        misses=basket.misses,
        nearest=basket.coupons.nearest if basket.coupons else None,
    )


def problem_of(row: CartRow) -> LineProblem | None:
    if not row.sku.on_sale:
        return GONE
    if row.available <= 0:
        return SOLD_OUT
    if row.quantity > row.sku.limit_per_order:
        return LineProblem("commerce.limit_per_order", f"每单限购 {row.sku.limit_per_order} 件")
    if row.quantity > row.available:
        return LineProblem("supply.short", f"仅剩 {row.available} 件")
    return None


def _priced(rows: Sequence[CartRow], reader: CartReader) -> PricedBasket:
    if not rows:
        return NOTHING
    # Nobody keeps these ids: the order makes its own lines.
    lines = [priced_line(LineId(UUID(int=n)), row.sku, row.quantity) for n, row in enumerate(rows)]
    terms = Terms(reader.promotion, reader.offers, reader.level, reader.freight, reader.province)
    return price(lines, steps_for(terms))


def _activity_prices(rows: Sequence[CartRow], reader: CartReader) -> dict[SkuId, tuple[Fen, str]]:
    """What a line costs with its limited-time price, and the words for it."""
    lines = [priced_line(LineId(UUID(int=n)), row.sku, row.quantity) for n, row in enumerate(rows)]
    percent = reader.level.discount_percent if reader.level else 100
    made = reader.promotion.activity_prices(reader.offers, [item_of(line) for line in lines], percent)
    by_line = {line.line_id: line for line in lines}
    return {
        by_line[line_id].sku_id: (by_line[line_id].payable_fen - off_fen, cut.label)
        for cut in made.cuts
        for line_id, off_fen in cut.offs
    }


def _line(
    row: CartRow, level: Level | None, problem: LineProblem | None, activity: dict[SkuId, tuple[Fen, str]]
) -> CartLine:
    discounted = level is not None and level.discount_percent < 100 and row.sku.sku_id not in activity
    member_fen = percent_of(row.sku.price_fen, level.discount_percent) if level and discounted else None
    listed_fen = (row.sku.price_fen if member_fen is None else member_fen) * row.quantity
    line_fen, activity_label = activity.get(row.sku.sku_id, (listed_fen, None))
    return CartLine(
        sku_id=row.sku.sku_id,
        product_id=row.sku.product_id,
        title=row.sku.title,
        option_text=row.sku.option_text,
        image_url=row.sku.image_url,
        price_fen=row.sku.price_fen,
        member_price_fen=member_fen,
        quantity=row.quantity,
        selected=row.selected and problem not in (GONE, SOLD_OUT),
        available=min(row.available, AVAILABLE_SHOWN_MAX),
        line_fen=line_fen,
        activity_label=activity_label,
        problem=problem,
    )


def _hint(basket: PricedBasket, reader: CartReader) -> str | None:
    """还差 12.00 元免运费, while there is something to ship and freight to save."""
    if not basket.needs_address or (reader.level is not None and reader.level.free_freight):
        return None
    goods_fen = sum(line.payable_fen for line in basket.lines if line.kind == "physical")
    missing_fen = missing_for_free_fen(reader.freight, goods_fen)
    return f"还差 {missing_fen // 100}.{missing_fen % 100:02d} 元免运费" if missing_fen else None


def _expected(rows: Sequence[CartRow], reader: CartReader) -> str | None:
    """The day on which the last of the ticked goods arrives."""
    origins = [row.warehouse_province for row in rows if row.sku.kind == "physical" and row.warehouse_province]
    if not origins:
        return None
    last = max(origins, key=lambda origin: (arrival(reader.now, origin, reader.province), origin))
    return expected_delivery(reader.now, last, reader.province)
