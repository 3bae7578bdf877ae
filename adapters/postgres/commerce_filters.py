"""Attributes as a filter of product lists, and lists without words that have it.

A product carries its category and attributes as keys, in the GIN indexes that find words: attributes, the categories of
a scope and words are one look-up. A list is found as `commerce_lists.py` finds a price range: most filters fill the
page from the first entries of the sort's index. Else a narrow scope is looked at product by product; else hits are
gathered while they are few, and a walk goes on where there are many. All ways are complete. Hits know no prices: a
frequent value would be read whole for the sake of a narrow range.
"""

from functools import lru_cache

from sqlalchemy import text

from adapters.postgres.commerce_lists import (
    ListShape,
    after,
    chosen,
    counted_to,
    either,
    entries,
    in_category,
    page_text,
    price_range,
    prices,
    within,
)
from adapters.postgres.sql import Statement
from ports.commerce.views import TOTAL_COUNTED_MAX

PEEKED_MAX = 300
"""A value that one product in twelve has fills a page from these."""
LOOKED_AT_MAX = 4000
"""Entries of a narrow scope, each a look at its product: some ten milliseconds."""


def filters(shape: ListShape) -> tuple[str, ...]:
    """Of the product `p`, by the index."""
    return tuple(f"p.filter_keys && (:values_{place})" for place in range(shape.attributes))


def hidden_filters(shape: ListShape) -> tuple[str, ...]:
    """The same, not to choose an index: they are looked at product by product."""
    return tuple(f"({condition}) is true" for condition in filters(shape))


def below_category(shape: ListShape) -> tuple[str, ...]:
    """The category in scope as keys of the product `p`."""
    if not shape.narrowed:
        return ()
    return (
        "p.filter_keys && (select array_agg('$c' || cast(c.id as text)) from commerce.category c"
        " where :category_id = any(c.path))",
    )


def given(statement: str, shape: ListShape) -> str:
    """The statement, which begins with `with`, with its parameters in a query of their own.

    There they look the same to the planner in every search: one plan serves all. Planning took longer than answering.
    """
    value = "timestamptz" if shape.order[0] == "published_at" else "bigint"
    kinds = {"tokens": "text[]", "category_id": "uuid", "after_value": value, "after_id": "uuid"}
    kinds |= {"price_from": "bigint", "price_to": "bigint"}
    kinds |= {f"values_{place}": "text[]" for place in range(shape.attributes)}
    used = {name: kind for name, kind in kinds.items() if f":{name}" in statement}
    for name in used:
        statement = statement.replace(f":{name}", f"(select {name} from given)")
    columns = ", ".join(f"cast(:{name} as {kind}) as {name}" for name, kind in used.items())
    return statement.replace("with ", f"with given as materialized (select {columns}), ", 1)


@lru_cache(maxsize=256)
def filtered_statement(shape: ListShape) -> Statement:
    """Parameters: category_id, values_0, …; after_value, after_id; price_from, price_to, as the shape has them."""
    indexed = price_range(shape) if shape.order[0] == "price_fen" else ()
    begin, kept = (*indexed, *after(shape, 0, "l")), () if indexed else prices(shape, "l")
    looked_at = (
        f"select from commerce.product p where p.id = l.product_id and {' and '.join(hidden_filters(shape))} offset 0"
    )

    def met(size: int | None) -> str:
        return chosen(shape, f"({entries(shape, begin, size)}) l cross join lateral ({looked_at}) m", kept)

    listed = (
        f"(select l.product_id, l.{shape.order[0]} as sort_value, l.price_fen from hits h join commerce.listing l"
        f" on {' and '.join((in_category(), *prices(shape, 'l')))} and l.product_id = h.product_id) l"
    )
    inside = f"(select l.* from within l cross join lateral ({looked_at}) m) l"
    later = after(shape, 0, "l", "sort_value")
    short = f"(select count(*) from peek) < {shape.limit}"
    narrow, few = "(select is_so from narrow)", f"(select count(*) from hits) <= {TOTAL_COUNTED_MAX}"
    before = (
        f"with peek as materialized ({met(PEEKED_MAX)}), within as materialized ({within(shape, LOOKED_AT_MAX)}),"
        f" narrow as materialized (select n <= {LOOKED_AT_MAX} as is_so, n <= {TOTAL_COUNTED_MAX} as is_small"
        f" from ({counted_to(shape, LOOKED_AT_MAX)}) c), hits as materialized ({_hits(shape)}) "
    )
    parts = [
        f"select * from peek where not {short}",
        f"select * from ({chosen(shape, inside, later)}) i where {short} and {narrow}",
        f"select * from ({chosen(shape, listed, later)}) g where {short} and not {narrow} and {few}",
        f"select * from ({met(None)}) w where {short} and not {narrow} and not {few}",
    ]
    # A filter that fills the page at once lets so much through that counting it would cost more than the page.
    total = (
        "select null"
        if shape.in_stock
        else f"select case when (select is_small from narrow) or {short} and {narrow}"
        f" then (select count(*) from {inside}) when {short} and {few} then (select count(*) from {listed}) end"
    )
    return Statement(text(given(page_text(shape, before, either(shape, parts), total), shape)))


def _hits(shape: ListShape) -> str:
    conditions = ("p.status = 'on_sale'", *filters(shape), *below_category(shape))
    return (
        f"select p.id as product_id from commerce.product p where {' and '.join(conditions)}"
        f" limit {TOTAL_COUNTED_MAX + 1}"
    )
