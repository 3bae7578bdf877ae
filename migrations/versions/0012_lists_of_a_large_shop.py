"""Search by words within a bucket of the sort; price filters within the index of the sort."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SOLD_BITS = "ltrim(cast(cast(sold_count as bit(64)) as text), '0')"
_PRICE_BITS = "ltrim(cast(cast(price_fen as bit(64)) as text), '0')"
# The power of two under which the sales fall, the half of that power for the price, and tens of days since 2020.
_SOLD = f"('$s' || cast(length({_SOLD_BITS}) as text))"
_PRICE = (
    f"('$p' || cast(2 * length({_PRICE_BITS}) + case when substr({_PRICE_BITS}, 2, 1) = '1' then 1 else 0 end as text))"
)
_PUBLISHED = (
    "('$n' || coalesce(cast(floor(extract(epoch from published_at - timestamptz '2020-01-01 00:00:00+00') / 864000)"
    " as text), ''))"
)
_SORTS = {"score": "score", "sold": "sold_count", "published": "published_at"}


def upgrade() -> None:
    op.execute("drop index commerce.ix_product_tokens, commerce.ix_product_title_tokens")
    op.execute(f"""
        alter table commerce.product
            add column search_keys text[] not null
                generated always as (tokens || array[{_SOLD}, {_PRICE}, {_PUBLISHED}]) stored,
            add column title_keys text[] not null generated always as (title_tokens || {_SOLD}) stored
    """)
    for name in ("search_keys", "title_keys"):
        op.execute(f"create index ix_product_{name} on commerce.product using gin ({name}) with (fastupdate = off)")
    op.execute("create extension if not exists pg_trgm with schema public")
    op.execute("create index ix_product_title on commerce.product using gin (title public.gin_trgm_ops)")
    op.execute("create index ix_product_status on commerce.product (status, updated_at, id)")
    for name, column in _SORTS.items():
        op.execute(f"drop index commerce.ix_listing_{name}")
        op.execute(
            f"create index ix_listing_{name} on commerce.listing (category_id, {column}, product_id)"
            " include (price_fen)"
        )


def downgrade() -> None:
    for name, column in _SORTS.items():
        op.execute(f"drop index commerce.ix_listing_{name}")
        op.execute(f"create index ix_listing_{name} on commerce.listing (category_id, {column}, product_id)")
    op.execute("drop index commerce.ix_product_status, commerce.ix_product_title")
    op.execute("drop extension pg_trgm")
    op.execute("alter table commerce.product drop column search_keys, drop column title_keys")
    for name in ("tokens", "title_tokens"):
        op.execute(f"create index ix_product_{name} on commerce.product using gin ({name}) with (fastupdate = off)")
