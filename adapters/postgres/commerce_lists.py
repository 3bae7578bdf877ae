"""The statements of product lists without words: one text per sort and set of filters.

A list is a walk along one index of `commerce.listing`. Limits and the tier of a cursor stand in the text, not in
parameters: the planner then knows that it needs one page.

A filter that the sort's index does not serve is tried on the first PEEKED_MAX entries of the index: most filters fill
the page there. Where they do not, the statement counts what the filter lets through: little is *gathered* by an index
of its own and sorted, much is found by *walking* on. The decision is made inside the statement, so that the plan hangs
neither on statistics nor on whether the driver's statement is planned for its values or for any.
"""

from functools import lru_cache
from uuid import UUID

from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.views import TOTAL_COUNTED_MAX, Sort

WHOLE_SHOP = UUID(int=0)
"""The category under which `commerce.listing` holds every product that is on sale."""
PEEKED_MAX = 100
LIST_SIZES = (11, 21, 51)
"""Rows that a statement asks for, one more than its page shows. Few sizes: each text is planned and kept by itself."""

# The limit keeps the planner from hashing the stock of the whole shop for the sake of twenty rows.
IN_STOCK = (
    "coalesce((select true from commerce.sku s join supply.stock t on t.sku_id = s.id"
    " where s.product_id = {id} and s.enabled and not s.removed and t.on_hand > t.reserved limit 1), false)"
)
CARD_COLUMNS = (
    "p.id, p.title, p.subtitle, p.cover_url, p.cover_width, p.cover_height, p.price_fen, p.market_price_fen,"
    f" p.sold_count, p.tags, not {IN_STOCK.format(id='p.id')} as sold_out, p.default_sku_id"
)
_SORTS: dict[Sort, tuple[str, str]] = {
    "recommended": ("score", "desc"),
    "sales": ("sold_count", "desc"),
    "price_asc": ("price_fen", "asc"),
    "price_desc": ("price_fen", "desc"),
    "newest": ("published_at", "desc"),
}


class ListShape(Struct, frozen=True):
    """What decides the text. `after_tier` None: the first page. `narrowed`: to one category and what is below it.

    `attributes` is the number of groups of keys.
    """

    sort: Sort = "recommended"
    searched: bool = False
    narrowed: bool = False
    priced_from: bool = False
    priced_to: bool = False
    in_stock: bool = False
    attributes: int = 0
    after_tier: int | None = None
    limit: int = 20

    @property
    def titled(self) -> bool:
        """Ranked by match in the title, then sales."""
        return self.searched and self.sort == "recommended"

    @property
    def order(self) -> tuple[str, str]:
        return ("sold_count", "desc") if self.titled else _SORTS[self.sort]

    @property
    def has_indexed_prices(self) -> bool:
        """A price filter is a range of the index that the list walks, or there is none."""
        return self.order[0] == "price_fen" or not (self.priced_from or self.priced_to)

    def ordered(self, row: str, value: str = "sort_value") -> str:
        direction = self.order[1]
        return f"order by {row}.{value} {direction}, {row}.product_id {direction}"


@lru_cache(maxsize=256)
def list_statement(shape: ListShape) -> Statement:
    """Parameters: category_id; after_value, after_id; price_from, price_to, as the shape has them."""
    if shape.has_indexed_prices:
        # Nothing that stands in the index: the walk is the page.
        rows = _walk(shape, (*price_range(shape), *after(shape, 0, "l")))
        return Statement(text(page_text(shape, "", rows, _total(shape))))
    return Statement(text(_priced(shape)))


def page_text(shape: ListShape, before: str, rows: str, total: str) -> str:
    """The cards of `rows` (product_id, sort_value, tier), with what stands `before` the statement."""
    direction = shape.order[1]
    counted = f"({total})" if shape.after_tier is None else "null"
    return (
        f"{before}select {CARD_COLUMNS}, x.sort_value, x.tier, {counted} as total"
        f" from ({rows}) x join commerce.product p on p.id = x.product_id"
        f" order by x.tier desc, x.sort_value {direction}, x.product_id {direction}"
    )


def entries(shape: ListShape, conditions: tuple[str, ...], size: int | None = None) -> str:
    """The sort's index from where the page begins. `offset 0` keeps what is asked of them from changing the order."""
    return (
        f"select l.product_id, l.{shape.order[0]} as sort_value, l.price_fen from commerce.listing l"
        f" where {' and '.join((in_category(), *conditions))} {shape.ordered('l', shape.order[0])}"
        f" {'offset 0' if size is None else f'limit {size}'}"
    )


def chosen(shape: ListShape, source: str, conditions: tuple[str, ...], tier: int = 0) -> str:
    """A page of the rows of `source l`, in their order. Stock is looked at last, as long as the page is not full."""
    found = f"select l.* from {source}{_where(conditions)} {shape.ordered('l')}"
    if shape.in_stock:
        in_stock = IN_STOCK.format(id="l.product_id")
        found = f"select l.* from ({found} offset 0) l where {in_stock} {shape.ordered('l')}"
    return f"select l.product_id, l.sort_value, {tier} as tier from ({found} limit {shape.limit}) l"


def either(shape: ListShape, parts: list[str]) -> str:
    """The parts in turn, until the page is full."""
    return f"select * from ({' union all '.join(f'({part})' for part in parts)}) parts limit {shape.limit}"


def prices(shape: ListShape, row: str) -> tuple[str, ...]:
    """`is true` keeps them from choosing an index: they are looked at in the order of the sort."""
    return tuple(
        f"({row}.price_fen {sign} :{name}) is true"
        for wanted, sign, name in ((shape.priced_from, ">=", "price_from"), (shape.priced_to, "<=", "price_to"))
        if wanted
    )


def after(shape: ListShape, tier: int, row: str, value: str = "") -> tuple[str, ...]:
    if shape.after_tier != tier:
        return ()
    sign = "<" if shape.order[1] == "desc" else ">"
    return (f"({row}.{value or shape.order[0]}, {row}.product_id) {sign} (:after_value, :after_id)",)


def in_category() -> str:
    return "l.category_id = :category_id"


def counted_to(shape: ListShape, size_max: int) -> str:
    """How many entries category and prices let through, one more than `size_max` at most."""
    return f"select count(*) as n from (select {_in_range(shape)} limit {size_max + 1}) c"


def within(shape: ListShape, size_max: int) -> str:
    """These entries, to be materialized. A column apart keeps the index of the sort from being read through instead."""
    column = shape.order[0]
    apart = "l.sold_count" if column == "score" else "l.score"
    return (
        f"select l.product_id, l.{column} as sort_value, l.price_fen, {apart} as apart {_in_range(shape)}"
        f" limit {size_max}"
    )


def _in_range(shape: ListShape) -> str:
    conditions = " and ".join((in_category(), *price_range(shape)))
    return f"from commerce.listing l where {conditions} order by l.price_fen, l.product_id"


def _priced(shape: ListShape) -> str:
    begin = after(shape, 0, "l")
    peeked = chosen(shape, f"({entries(shape, begin, PEEKED_MAX)}) l", prices(shape, "l"))
    before = (
        f"with peek as materialized ({peeked}), counted as materialized ({counted_to(shape, TOTAL_COUNTED_MAX)}),"
        f" inside as materialized ({within(shape, TOTAL_COUNTED_MAX)}) "
    )
    short = f"(select count(*) from peek) < {shape.limit}"
    few = f"(select n from counted) <= {TOTAL_COUNTED_MAX}"
    gathered = chosen(shape, "inside l", after(shape, 0, "l", "sort_value"))
    walked = chosen(shape, f"({entries(shape, begin)}) l", prices(shape, "l"))
    parts = [
        f"select * from peek where not {short}",
        f"select * from ({gathered}) g where {short} and {few}",
        f"select * from ({walked}) w where {short} and not {few}",
    ]
    total = "select null" if shape.in_stock else "select n from counted"
    return page_text(shape, before, either(shape, parts), total)


def _walk(shape: ListShape, conditions: tuple[str, ...]) -> str:
    return chosen(shape, f"({entries(shape, conditions)}) l", ())


def price_range(shape: ListShape) -> tuple[str, ...]:
    """As a range of the index by price."""
    found = []
    if shape.priced_from:
        found.append("l.price_fen >= :price_from")
    if shape.priced_to:
        found.append("l.price_fen <= :price_to")
    return tuple(found)


def _total(shape: ListShape) -> str:
    """Null for what is in stock: counting it would cost more than the page."""
    if shape.in_stock:
        return "select null"
    conditions = " and ".join((in_category(), *price_range(shape)))
    return (
        f"select count(*) from (select from commerce.listing l where {conditions}"
        f" limit {TOTAL_COUNTED_MAX + 1}) counted"
    )


def _where(conditions: tuple[str, ...]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""
