"""The statements of product lists: one text per sort and set of filters.

Limits and the tier of a cursor stand in the text, not in parameters: the planner then knows that it needs one page, and
walks the index in the order of the sort. A search makes two such walks, titles first; the second runs only if the first
did not fill the page. For rare words the planner takes the GIN index on the tokens instead.
"""

from functools import lru_cache

from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.views import TOTAL_COUNTED_MAX, Sort

_IN_STOCK = (
    "exists (select from commerce.sku s join supply.stock t on t.sku_id = s.id"
    " where s.product_id = {id} and s.enabled and not s.removed and t.on_hand > t.reserved)"
)
CARD_COLUMNS = (
    "p.id, p.title, p.subtitle, p.cover_url, p.cover_width, p.cover_height, p.price_fen, p.market_price_fen,"
    f" p.sold_count, p.tags, not {_IN_STOCK.format(id='p.id')} as sold_out, p.default_sku_id"
)
_SORTS: dict[Sort, tuple[str, str]] = {
    "recommended": ("score", "desc"),
    "sales": ("sold_count", "desc"),
    "price_asc": ("price_fen", "asc"),
    "price_desc": ("price_fen", "desc"),
    "newest": ("published_at", "desc"),
}


class ListShape(Struct, frozen=True):
    """What decides the text. `after_tier` None: the first page."""

    sort: Sort
    searched: bool
    priced_from: bool
    priced_to: bool
    in_stock: bool
    after_tier: int | None
    limit: int

    @property
    def titled(self) -> bool:
        """Ranked by match in the title, then sales."""
        return self.searched and self.sort == "recommended"


@lru_cache(maxsize=512)
def list_statement(shape: ListShape) -> Statement:
    """Parameters: category_id; after_value, after_id; tokens; price_from, price_to, as the shape has them."""
    column, direction = ("sold_count", "desc") if shape.titled else _SORTS[shape.sort]
    page = _titled_page(shape) if shape.titled else _walk(shape, column, direction, 0, "")
    total = f"(select count(*) from ({_count(shape)}) counted)" if shape.after_tier is None else "null"
    return Statement(
        text(
            f"select {CARD_COLUMNS}, x.sort_value, x.tier, {total} as total"
            f" from ({page}) x join commerce.product p on p.id = x.product_id"
            f" order by x.tier desc, x.sort_value {direction}, x.product_id {direction}"
        )
    )


def _titled_page(shape: ListShape) -> str:
    in_title = "p.title_tokens @> cast(:tokens as text[])"
    walks = [_walk(shape, "sold_count", "desc", 0, f"not {in_title}")]
    if shape.after_tier != 0:
        walks.insert(0, _walk(shape, "sold_count", "desc", 1, in_title))
    return f"select * from ({' union all '.join(f'({walk})' for walk in walks)}) walks limit {shape.limit}"


def _walk(shape: ListShape, column: str, direction: str, tier: int, extra: str) -> str:
    conditions = _filters(shape)
    if extra:
        conditions.append(extra)
    if shape.after_tier == tier:
        sign = "<" if direction == "desc" else ">"
        conditions.append(f"(l.{column}, l.product_id) {sign} (:after_value, :after_id)")
    return (
        f"select l.product_id, l.{column} as sort_value, {tier} as tier from {_source(shape)}"
        f" where {' and '.join(conditions)} order by l.{column} {direction}, l.product_id {direction}"
        f" limit {shape.limit}"
    )


def _count(shape: ListShape) -> str:
    return f"select from {_source(shape)} where {' and '.join(_filters(shape))} limit {TOTAL_COUNTED_MAX + 1}"


def _source(shape: ListShape) -> str:
    joined = " join commerce.product p on p.id = l.product_id" if shape.searched else ""
    return f"commerce.listing l{joined}"


def _filters(shape: ListShape) -> list[str]:
    conditions = ["l.category_id = :category_id"]
    if shape.searched:
        conditions.append("p.tokens @> cast(:tokens as text[])")
    if shape.priced_from:
        conditions.append("l.price_fen >= :price_from")
    if shape.priced_to:
        conditions.append("l.price_fen <= :price_to")
    if shape.in_stock:
        conditions.append(_IN_STOCK.format(id="l.product_id"))
    return conditions
