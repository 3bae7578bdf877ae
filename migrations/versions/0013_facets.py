"""Filters by attribute: keys of a product's category and attributes, in the indexes that find words."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INDEXES = ("search_keys", "title_keys")
# As `domain/commerce/product_draft.py` writes them.
_FILL = """
    update commerce.product set filter_keys = array['$c' || cast(category_id as text)] || coalesce((
        select array_agg(distinct (a ->> 'name') || ':' || (a ->> 'value')) from jsonb_array_elements(attributes) as a
        where a ->> 'name' <> '' and a ->> 'value' <> '' and position(':' in a ->> 'name') = 0), '{}')
"""


def upgrade() -> None:
    op.execute("alter table commerce.product add column filter_keys text[] not null default '{}'")
    for name in _INDEXES:
        op.execute(f"drop index commerce.ix_product_{name}")
    op.execute(_FILL)
    for name in _INDEXES:
        op.execute(
            f"create index ix_product_{name} on commerce.product using gin ({name}, filter_keys)"
            " with (fastupdate = off)"
        )


def downgrade() -> None:
    # The indexes go with the column.
    op.execute("alter table commerce.product drop column filter_keys")
    for name in _INDEXES:
        op.execute(f"create index ix_product_{name} on commerce.product using gin ({name}) with (fastupdate = off)")
