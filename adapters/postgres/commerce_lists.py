"""The statements of product lists: one text per sort and set of filters.

A list is a walk along one index of `commerce.listing`. Limits and the tier of a cursor stand in the text, not in
parameters: the planner then knows that it needs one page.

A search is a walk, too, while its words are common: it reads products in the order of the sort until the page is full.
Rare words are *gathered* by the GIN index instead and sorted. Which of the two runs is decided inside the statement by
counting at most GATHERED_MAX hits, so that the plan does not hang on statistics of a word that it cannot see. With N
products a walk past n hits reads about 20 N / n rows: at GATHERED_MAX both ways cost a few thousand rows for N up to
millions. Searches by relevance run over two tiers, matches in the title first.
"""

from functools import lru_cache

from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.views import TOTAL_COUNTED_MAX, Sort

GATHERED_MAX = 2000

# The limit keeps the planner from hashing the stock of the whole shop for the sake of twenty rows.
_IN_STOCK = (
    "coalesce((select true from commerce.sku s join supply.stock t on t.sku_id = s.id"
    " where s.product_id = {id} and s.enabled and not s.removed and t.on_hand > t.reserved limit 1), false)"
)
CARD_COLUMNS = (
    "p.id, p.title, p.subtitle, p.cover_url, p.cover_width, p.cover_height, p.price_fen, p.market_price_fen,"
    f" p.sold_count, p.tags, not {_IN_STOCK.format(id='p.id')} as sold_out, p.default_sku_id"
)
_TOKENS = "cast(:tokens as text[])"
_HITS = (
    "with hits as materialized ("
    f"select id from commerce.product where tokens @> {_TOKENS} limit {GATHERED_MAX + 1}"
    "), title_hits as materialized ("
    f"select id from commerce.product where title_tokens @> {_TOKENS} limit {GATHERED_MAX + 1}) "
)
# `is true` hides the condition from the GIN index: a walk is to follow the order of the sort.
_MATCHES = f"(p.tokens @> {_TOKENS}) is true"
_IN_TITLE = f"(p.title_tokens @> {_TOKENS}) is true"
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

    @property
    def order(self) -> tuple[str, str]:
        return ("sold_count", "desc") if self.titled else _SORTS[self.sort]


@lru_cache(maxsize=512)
def list_statement(shape: ListShape) -> Statement:
    """Parameters: category_id; after_value, after_id; tokens; price_from, price_to, as the shape has them."""
    direction = shape.order[1]
    total = f"({_total(shape)})" if shape.after_tier is None else "null"
    return Statement(
        text(
            f"{_HITS if shape.searched else ''}"
            f"select {CARD_COLUMNS}, x.sort_value, x.tier, {total} as total"
            f" from ({_page(shape)}) x join commerce.product p on p.id = x.product_id"
            f" order by x.tier desc, x.sort_value {direction}, x.product_id {direction}"
        )
    )


def _page(shape: ListShape) -> str:
    if not shape.searched:
        return _range(shape, 0, "commerce.listing l", (*_filters(shape), *_after(shape, 0)))
    if not shape.titled:
        return _either(shape, [_gather(shape, 0, "hits", ()), _walk(shape, 0, "hits", (_MATCHES,))])
    rest = _gather(shape, 0, "hits", ("h.id not in (select id from title_hits)",))
    parts = [rest, _walk(shape, 0, "hits", (_MATCHES, f"not ({_IN_TITLE})"))]
    if shape.after_tier != 0:
        parts = [_gather(shape, 1, "title_hits", ()), _walk(shape, 1, "title_hits", (_IN_TITLE,)), *parts]
    return _either(shape, parts)


def _either(shape: ListShape, parts: list[str]) -> str:
    """The parts in turn, until the page is full."""
    return f"select * from ({' union all '.join(f'({part})' for part in parts)}) parts limit {shape.limit}"


def _gather(shape: ListShape, tier: int, hits: str, extra: tuple[str, ...]) -> str:
    """Looks each hit up in the listing; `offset 0` keeps the planner from reading the listing whole instead."""
    few = f"(select count(*) from {hits}) <= {GATHERED_MAX}"
    source = f"{hits} h cross join lateral ({_listed_hit(shape)}) l"
    return _range(shape, tier, source, (*_after(shape, tier), few, *extra))


def _walk(shape: ListShape, tier: int, hits: str, extra: tuple[str, ...]) -> str:
    """Follows the sort's index and looks into each product; `offset 0` keeps both in this order."""
    column, direction = shape.order
    many = f"(select count(*) from {hits}) > {GATHERED_MAX}"
    conditions = " and ".join([*_filters(shape), *_after(shape, tier)])
    source = (
        f"(select l.* from commerce.listing l where {conditions}"
        f" order by l.{column} {direction}, l.product_id {direction} offset 0) l"
        f" cross join lateral (select from commerce.product p where p.id = l.product_id and {' and '.join(extra)}"
        " offset 0) matching"
    )
    return _range(shape, tier, source, (many,))


def _range(shape: ListShape, tier: int, source: str, conditions: tuple[str, ...]) -> str:
    column, direction = shape.order
    return (
        f"select l.product_id, l.{column} as sort_value, {tier} as tier from {source}"
        f" where {' and '.join(conditions)} order by l.{column} {direction}, l.product_id {direction}"
        f" limit {shape.limit}"
    )


def _listed_hit(shape: ListShape) -> str:
    conditions = " and ".join([*_filters(shape), "l.product_id = h.id"])
    return f"select l.* from commerce.listing l where {conditions} offset 0"


def _after(shape: ListShape, tier: int) -> tuple[str, ...]:
    if shape.after_tier != tier:
        return ()
    column, direction = shape.order
    sign = "<" if direction == "desc" else ">"
    return (f"(l.{column}, l.product_id) {sign} (:after_value, :after_id)",)


def _total(shape: ListShape) -> str:
    """Null for common words, and for what is in stock: counting them would cost more than the page."""
    if shape.in_stock:
        return "select null"
    if not shape.searched:
        counted = f"select from commerce.listing l where {' and '.join(_filters(shape))} limit {TOTAL_COUNTED_MAX + 1}"
        return f"select count(*) from ({counted}) counted"
    counted = f"select from hits h cross join lateral ({_listed_hit(shape)}) l limit {TOTAL_COUNTED_MAX + 1}"
    return (
        f"select case when (select count(*) from hits) <= {GATHERED_MAX}"
        f" then (select count(*) from ({counted}) counted) end"
    )


def _filters(shape: ListShape) -> list[str]:
    conditions = ["l.category_id = :category_id"]
    if shape.priced_from:
        conditions.append("l.price_fen >= :price_from")
    if shape.priced_to:
        conditions.append("l.price_fen <= :price_to")
    if shape.in_stock:
        conditions.append(_IN_STOCK.format(id="l.product_id"))
    return conditions
