"""The statements of product lists with words: one text per sort and set of filters.

A frequent word fills the page from the first entries of the sort's index. For the others the shop is cut into *buckets*
along the sort: each product carries, as keys beside its words, the power of two under which its sales and its price
fall, and the ten days in which it was published. A GIN index finds the words within one bucket, and buckets are
asked in the order of the sort until the page is full. So a page costs about the products that it shows and a look-up
for each bucket, however many products have the words.

Rare words are looked up at once, whatever the sort. A bucket may hold very many hits (a young shop has sold nothing of
most): more than GATHERED_MAX are not sorted, its part of the sort's index is walked instead, which then meets a hit
soon. Searches by relevance run over two tiers, matches in the title first. Nothing is left out at any size: bounds
decide how a page is found, not what is on it.
"""

from functools import lru_cache

from msgspec import Struct
from sqlalchemy import text

from adapters.postgres.commerce_filters import LOOKED_AT_MAX, below_category, filters, given, hidden_filters
from adapters.postgres.commerce_lists import (
    IN_STOCK,
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

GATHERED_MAX = 1000
RARE_MAX = 200
PEEKED_MAX = 60
FREQUENT_MIN = 6
"""Matches among the entries peeked at: more than a tenth of the shop has the words."""

_TOKENS = ":tokens"
# `is true` hides a condition from the GIN index: a walk is to follow the order of the sort.
_MATCHES = f"(p.tokens @> {_TOKENS}) is true"
_IN_TITLE = f"(p.title_tokens @> {_TOKENS}) is true"
_EPOCH = "timestamptz '2020-01-01 00:00:00+00'"


class _Scale(Struct, frozen=True):
    """How a sort is cut into buckets, as the keys in `commerce.product` say; `low` is where bucket `n` begins."""

    prefix: str
    bucket: str
    low: str


_BITS = "ltrim(cast(cast({value} as bit(64)) as text), '0')"
# Shifts stop below 2^63: amounts of that size do not occur, but a cursor may say what it likes.
_SCALES = {
    "sold_count": _Scale(
        "$s", f"length({_BITS})", "case when {n} < 1 then 0 else cast(1 as bigint) << least({n} - 1, 62) end"
    ),
    "price_fen": _Scale(
        "$p",
        f"(2 * length({_BITS}) + case when substr({_BITS}, 2, 1) = '1' then 1 else 0 end)",
        "case when {n} < 4 then ({n} + 1) / 2 else cast(2 + {n} % 2 as bigint) << least({n} / 2 - 2, 61) end",
    ),
    "published_at": _Scale(
        "$n",
        f"cast(floor(extract(epoch from {{value}} - {_EPOCH}) / 864000) as integer)",
        f"{_EPOCH} + ({{n}}) * interval '864000 seconds'",
    ),
}


@lru_cache(maxsize=256)
def search_statement(shape: ListShape) -> Statement:
    """Parameters: category_id, tokens; after_value, after_id; price_from, price_to; values_0, …

    As the shape has them.
    """
    tiers = (1, 0) if shape.titled and shape.after_tier != 0 else (0,)
    before, rows = _search(shape, tiers)
    return Statement(text(given(page_text(shape, f"with {before} ", rows, _total(shape)), shape)))


def title_search(size: int) -> tuple[str, str]:
    """Best sellers with the words in the title: what stands in `with`, and rows of product_id and sort_value."""
    return _search(ListShape(searched=True, limit=size), (1,))


def scope_search(shape: ListShape) -> str:
    """Products with the words, as many as the limit: which ones of the last bucket is left open.

    A narrow scope is looked at product by product: words could be frequent in the bucket of a narrow range of prices.
    """
    in_stock = f" and {IN_STOCK.format(id='p.id')}" if shape.in_stock else ""
    bucketed = _scope_buckets(shape, in_stock)
    if not _is_filtered(shape):
        return bucketed
    looked_at = f"select from commerce.product p where p.id = l.product_id and {_MATCHES}{in_stock} offset 0"
    narrow = f"(select n <= {LOOKED_AT_MAX} from ({counted_to(shape, LOOKED_AT_MAX)}) c)"
    inside = f"select l.product_id from ({within(shape, LOOKED_AT_MAX)}) l cross join lateral ({looked_at}) m"
    return (
        f"select i.product_id from ({inside} limit {shape.limit}) i where {narrow}"
        f" union all select b.product_id from ({bucketed}) b where not {narrow}"
    )


def _scope_buckets(shape: ListShape, in_stock: str) -> str:
    scale, direction = _SCALES[shape.order[0]], shape.order[1]
    start, end = _edge(shape, direction), _edge(shape, "asc" if direction == "desc" else "desc")
    numbers = ", ".join(scale.bucket.format(value=value) for value in (start, end))
    conditions = [f"p.search_keys @> ({_TOKENS} || ('{scale.prefix}' || b.n))", "p.status = 'on_sale'"]
    conditions += [*below_category(shape), *prices(shape, "p")]
    hits = (
        f"select p.id as product_id from commerce.product p where {' and '.join(conditions)}{in_stock}"
        f" limit {shape.limit}"
    )
    return (
        f"select x.product_id from generate_series({numbers}, {-1 if direction == 'desc' else 1}) as b (n)"
        f" cross join lateral ({hits}) x limit {shape.limit}"
    )


def _search(shape: ListShape, tiers: tuple[int, ...]) -> tuple[str, str]:
    walked = entries(shape, (*_indexed_range(shape), *after(shape, tiers[0], "l")), PEEKED_MAX)
    looked_at = f"({walked}) l cross join lateral ({_looked_at(shape, tiers[0])}) m"
    before = [
        f"peek as materialized ({chosen(shape, looked_at, prices(shape, 'l'), tiers[0])})",
        f"found as materialized ({_hits(shape, '', RARE_MAX)})",
        f"rare as materialized ({_rare()})",
    ]
    short, rare = f"(select count(*) from peek) < {shape.limit}", "(select is_so from rare)"
    ways = [
        (f"{short} and {rare}", _found),
        (f"{short} and not {rare}", _buckets),
    ]
    if _is_filtered(shape):
        narrow_max = LOOKED_AT_MAX if shape.attributes else GATHERED_MAX
        before += [
            f"within as materialized ({within(shape, narrow_max)})",
            f"narrow as materialized (select n <= {narrow_max} as is_so from ({counted_to(shape, narrow_max)}) c)",
            f"inside as materialized ({_inside(shape)})",
        ]
        narrow = "(select is_so from narrow)"
        ways = [(f"{short} and {narrow}", _of_inside), *((f"{when} and not {narrow}", way) for when, way in ways)]
    parts = [f"select * from peek where not {short}"]
    parts += [f"select * from ({way(shape, tier)}) w where {when}" for when, way in ways for tier in tiers]
    return ", ".join(before), either(shape, parts)


def _is_filtered(shape: ListShape) -> bool:
    return shape.narrowed or shape.priced_from or shape.priced_to


def _indexed_range(shape: ListShape) -> tuple[str, ...]:
    return price_range(shape) if shape.order[0] == "price_fen" else ()


def _inside(shape: ListShape) -> str:
    """Where the filters alone let little through, the words are looked at product by product."""
    tier = f"cast({_IN_TITLE} as integer)" if shape.titled else "0"
    return (
        f"select l.product_id, l.sort_value, l.price_fen, m.tier from within l"
        f" cross join lateral (select {tier} as tier from commerce.product p"
        f" where p.id = l.product_id and {' and '.join((_MATCHES, *hidden_filters(shape)))} offset 0) m"
    )


def _of_inside(shape: ListShape, tier: int) -> str:
    return chosen(shape, "inside l", (f"l.tier = {tier}", *after(shape, tier, "l", "sort_value")), tier)


def _rare() -> str:
    """Frequent words are not even looked up, but in a small shop."""
    small = f"not exists (select from commerce.listing l where {in_category()} offset {GATHERED_MAX})"
    return (
        f"select case when (select count(*) from peek) < {FREQUENT_MIN} or {small}"
        f" then (select count(*) from found) <= {RARE_MAX} else false end as is_so"
    )


def _hits(shape: ListShape, key: str, size_max: int) -> str:
    """Products with the words and the key, one more than `size_max`."""
    tier = f"cast({_IN_TITLE} as integer)" if shape.titled else "0"
    return (
        f"select p.id as product_id, p.{shape.order[0]} as sort_value, p.price_fen, {tier} as tier"
        f" from commerce.product p where p.search_keys @> ({_TOKENS}{key}) and p.status = 'on_sale'"
        f"{''.join(f' and {condition}' for condition in filters(shape))} limit {size_max + 1}"
    )


def _found(shape: ListShape, tier: int) -> str:
    return chosen(shape, "found l", (f"l.tier = {tier}", *_gathered(shape, tier)), tier)


def _gathered(shape: ListShape, tier: int) -> tuple[str, ...]:
    """What hits must pass, besides the words."""
    listed = (_listed("l.product_id"),) if shape.narrowed else ()
    return (*listed, *prices(shape, "l"), *after(shape, tier, "l", "sort_value"))


def _looked_at(shape: ListShape, tier: int) -> str:
    """One row if the product of the entry `l` matches; `offset 0` keeps the look behind the order of the entries."""
    wanted = [_MATCHES, *hidden_filters(shape), *_tier_conditions(shape, tier)]
    return f"select from commerce.product p where p.id = l.product_id and {' and '.join(wanted)} offset 0"


def _tier_conditions(shape: ListShape, tier: int) -> tuple[str, ...]:
    if not shape.titled:
        return ()
    return (_IN_TITLE,) if tier else (f"not ({_IN_TITLE})",)


def _buckets(shape: ListShape, tier: int) -> str:
    scale, (column, direction) = _SCALES[shape.order[0]], shape.order
    start = _edge(shape, direction)
    if shape.after_tier == tier:
        start = f"cast(:after_value as {'timestamptz' if column == 'published_at' else 'bigint'})"
    end = _edge(shape, "asc" if direction == "desc" else "desc")
    numbers = ", ".join(scale.bucket.format(value=value) for value in (start, end))
    return (
        f"select x.* from generate_series({numbers}, {-1 if direction == 'desc' else 1}) as b (n)"
        f" cross join lateral ({_bucket(shape, tier)}) x limit {shape.limit}"
    )


def _edge(shape: ListShape, direction: str) -> str:
    column = shape.order[0]
    return (
        f"(select l.{column} from commerce.listing l where {' and '.join((in_category(), *_indexed_range(shape)))}"
        f" order by l.{column} {direction}, l.product_id {direction} limit 1)"
    )


def _bucket(shape: ListShape, tier: int) -> str:
    """A page of one bucket, gathered or walked."""
    scale, column = _SCALES[shape.order[0]], shape.order[0]
    hits = _hits(shape, f" || ('{scale.prefix}' || b.n)", GATHERED_MAX)
    if shape.titled and tier:
        hits = hits.replace("p.search_keys", "p.title_keys")
    few = f"(select count(*) from hits) <= {GATHERED_MAX}"
    low, high = scale.low.format(n="b.n"), scale.low.format(n="(b.n + 1)")
    bounds = (f"l.{column} >= {low}", f"l.{column} < {high}", *after(shape, tier, "l"))
    walked = f"({entries(shape, bounds)}) l cross join lateral ({_looked_at(shape, tier)}) m"
    parts = [
        f"select * from ({chosen(shape, 'hits l', (f'l.tier = {tier}', *_gathered(shape, tier)), tier)}) g where {few}",
        f"select * from ({chosen(shape, walked, prices(shape, 'l'), tier)}) w where not {few}",
    ]
    return f"with hits as materialized ({hits}) {either(shape, parts)}"


def _total(shape: ListShape) -> str:
    """Null for words that are not rare, and for what is in stock: counting them would cost more than the page."""
    if shape.in_stock:
        return "select null"
    kept = (*((_listed("l.product_id"),) if shape.narrowed else ()), *prices(shape, "l"))
    counted = f"(select count(*) from found l{' where ' + ' and '.join(kept) if kept else ''})"
    narrow = "when (select is_so from narrow) then (select count(*) from inside) " if _is_filtered(shape) else ""
    return f"select case {narrow}when (select is_so from rare) then {counted} end"


def _listed(product_id: str) -> str:
    return (
        "exists (select from commerce.listing l2 where l2.category_id = :category_id"
        f" and l2.product_id = {product_id} offset 0)"
    )
