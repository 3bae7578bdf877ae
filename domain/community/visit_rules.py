"""What a customer did, in words, and which of it was one visit (G3). Pure."""

from collections.abc import Sequence
from datetime import timedelta

from ports.community.radar import EventRow
from ports.community.sidebar import RadarEvent, SidebarProduct, Visit
from ports.kernel import Fen, ProductId

SILENCE = timedelta(minutes=30)
"""A visit is over after it."""
PAGES = {
    "home": "首页",
    "category": "分类页",
    "cart": "购物车",
    "checkout": "结算页",
    "search": "搜索页",
    "me": "我的",
    "orders": "订单列表",
    "activity": "活动页",
}


def yuan(fen: Fen) -> str:
    """12800 → ¥128.00."""
    return f"¥{fen // 100}.{fen % 100:02d}"


def span_text(milliseconds: int) -> str:
    """42 秒, 3 分 5 秒."""
    seconds = max(1, milliseconds // 1000)
    return f"{seconds} 秒" if seconds < 60 else f"{seconds // 60} 分 {seconds % 60} 秒"


def told(row: EventRow) -> RadarEvent:
    product = None
    if row.product_id is not None and row.title is not None:
        product = SidebarProduct(ProductId(row.product_id), row.title, row.image_url or "", row.price_fen or 0)
    return RadarEvent(
        id=row.id,
        kind=row.kind,
        at=row.at,
        text=sentence(row),
        product=product,
        dwell_ms=row.dwell_ms,
        quantity=row.quantity,
        query=row.words if row.kind == "search" else None,
        order_id=row.order_id,
        order_number=row.order_number,
        amount_fen=row.amount_fen,
    )


def sentence(row: EventRow) -> str:
    goods, count = f"「{row.title or '已下架的商品'}」", f" {row.quantity} 件" if row.quantity else ""
    amount = f"，{yuan(row.amount_fen)}" if row.amount_fen is not None else ""
    match row.kind:
        case "page":
            return f"打开了{PAGES.get(row.words or '', row.words or '商城')}"
        case "product_view":
            return f"看了{goods}" + (f"{span_text(row.dwell_ms)}" if row.dwell_ms else "")
        case "search":
            return f"搜索了「{row.words or ''}」"
        case "cart_add":
            return f"把{goods}加入购物车{count}"
        case "cart_remove":
            return f"把{goods}移出购物车"
        case "checkout_begin":
            return "开始结算"
        case "ordered":
            return f"提交了订单{amount}"
        case "paid":
            return f"付款成功{amount}"
        case "order_cancelled":
            return "取消了订单"
        case "abandoned":
            return f"购物车里的{goods}等商品没有结算{amount}"


def grouped(newest_first: Sequence[EventRow], *, more: bool) -> list[Visit]:
    """Events of one page as visits. `more`: other events come before these; the last visit may go on there."""
    visits: list[list[EventRow]] = []
    for row in newest_first:
        if visits and visits[-1][-1].at - row.at <= SILENCE:
            visits[-1].append(row)
        else:
            visits.append([row])
    return [_visit(rows, is_cut=more and place == len(visits) - 1) for place, rows in enumerate(visits)]


def _visit(rows: Sequence[EventRow], *, is_cut: bool) -> Visit:
    return Visit(
        started_at=rows[-1].at,
        last_at=rows[0].at,
        dwell_ms=sum(row.dwell_ms or 0 for row in rows),
        products=len({row.product_id for row in rows if row.kind == "product_view"}),
        is_cut=is_cut,
        events=tuple(map(told, rows)),
    )
