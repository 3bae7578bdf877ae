"""What a list holds, for its facets: one statement over at most TOTAL_COUNTED_MAX products, found by an index."""

from functools import lru_cache

import msgspec
from sqlalchemy import text

from adapters.postgres.commerce_filters import given
from adapters.postgres.commerce_lists import WHOLE_SHOP, ListShape, chosen, entries, price_range
from adapters.postgres.commerce_searches import scope_search
from adapters.postgres.sql import Statement
from ports.commerce.views import TOTAL_COUNTED_MAX, ListQuery, Scope, ScopeCategory
from ports.kernel import Tx

NAMES_SHOWN_MAX = 8
VALUES_MIN, VALUES_SHOWN_MAX = 2, 12

_categories = msgspec.json.Decoder(tuple[ScopeCategory, ...])
_keys = msgspec.json.Decoder(tuple[tuple[str, int], ...])


async def read_scope(tx: Tx, query: ListQuery) -> Scope:
    priced = query.price_fen_min is not None or query.price_fen_max is not None
    shape = ListShape(
        # A price range is a range of the index by price; else the best sellers speak for a scope that is too large.
        sort="price_asc" if priced else "sales",
        searched=bool(query.tokens),
        narrowed=query.category_id is not None,
        priced_from=query.price_fen_min is not None,
        priced_to=query.price_fen_max is not None,
        in_stock=query.in_stock,
        limit=TOTAL_COUNTED_MAX + 1,
    )
    optional = {
        "tokens": list(query.tokens) or None,
        "price_from": query.price_fen_min,
        "price_to": query.price_fen_max,
    }
    values = {name: value for name, value in optional.items() if value is not None}
    row = await _statement(shape).one(tx, category_id=query.category_id or WHOLE_SHOP, **values)
    assert row is not None, "the statement always answers with one row"
    return Scope(
        complete=row["size"] <= TOTAL_COUNTED_MAX,
        prices=tuple(row["prices"]),
        categories=_categories.decode(row["categories"]),
        keys=_keys.decode(row["keys"]),
    )


@lru_cache(maxsize=64)
def _statement(shape: ListShape) -> Statement:
    """Parameters: category_id; tokens, price_from, price_to, as the shape has them."""
    rows = scope_search(shape) if shape.searched else chosen(shape, f"({entries(shape, price_range(shape))}) l", ())
    return Statement(text(given(_text(rows), shape)))


def _text(rows: str) -> str:
    return f"""
    with scope as materialized (select product_id from ({rows}) r),
    facts as materialized (
        select p.price_fen, p.category_id, p.filter_keys
        from (select product_id from scope limit {TOTAL_COUNTED_MAX}) s join commerce.product p on p.id = s.product_id
    ), keys as materialized (
        select k.key, split_part(k.key, ':', 1) as name, count(*) as n
        from facts cross join lateral unnest(facts.filter_keys) as k (key)
        where position(':' in k.key) > 0 group by k.key
    ), names as (
        select name from keys group by name having count(*) between {VALUES_MIN} and {VALUES_SHOWN_MAX}
        order by sum(n) desc, name limit {NAMES_SHOWN_MAX}
    ), branches as materialized (
        select c.id, c.name, c.sort, cardinality(c.path) as depth from commerce.category c
        where c.parent_id is not distinct from nullif(:category_id, '{WHOLE_SHOP}')
    ), counts as (
        select b.id, sum(f.n) as n from (select category_id, count(*) as n from facts group by category_id) f
        join commerce.category leaf on leaf.id = f.category_id join branches b on b.id = leaf.path[b.depth]
        group by b.id
    )
    select (select count(*) from scope) as size,
           (select coalesce(array_agg(price_fen order by price_fen), '{{}}') from facts) as prices,
           (select coalesce(json_agg(json_build_array(key, n)), '[]')
            from keys where name in (select name from names)) as keys,
           (select coalesce(json_agg(json_build_array(b.id, b.name, coalesce(n, 0), exists (
                select from commerce.listing l where l.category_id = b.id)) order by b.sort, b.id), '[]')
            from branches b left join counts using (id)) as categories
    """
