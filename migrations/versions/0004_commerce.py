"""Catalogue, listings, search words, cart and favourites."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create schema commerce")
    _media_and_categories()
    _products()
    _listing()
    _cart()


def _media_and_categories() -> None:
    op.execute("""
        create table commerce.media (
            id uuid not null constraint pk_media primary key,
            sha256 bytea not null constraint uq_media_sha256 unique,
            kind text not null constraint ck_media_kind check (kind in ('image', 'video')),
            url text not null,
            width integer not null,
            height integer not null,
            poster_url text,
            renditions jsonb not null,
            created_at timestamptz not null
        )
    """)
    op.execute("""
        create table commerce.category (
            id uuid not null constraint pk_category primary key,
            parent_id uuid constraint fk_category_parent_id references commerce.category (id),
            path uuid[] not null,
            name text not null,
            icon_media_id uuid constraint fk_category_icon_media_id references commerce.media (id),
            icon_url text,
            attribute_names text[] not null,
            sort integer not null,
            constraint uq_category_parent_id_name unique nulls not distinct (parent_id, name)
        )
    """)
    op.execute("create index ix_category_parent on commerce.category (parent_id, sort)")


def _products() -> None:
    op.execute("""
        create table commerce.product (
            id uuid not null constraint pk_product primary key,
            kind text not null constraint ck_product_kind check (kind in ('physical', 'virtual', 'service')),
            category_id uuid not null constraint fk_product_category_id references commerce.category (id),
            title text not null,
            subtitle text not null,
            tags text[] not null,
            media jsonb not null,
            detail_media jsonb not null,
            detail_text text not null,
            attributes jsonb not null,
            options jsonb not null,
            no_reason_return boolean not null,
            status text not null constraint ck_product_status check (status in ('draft', 'on_sale', 'off_sale')),
            publish_at timestamptz,
            published_at timestamptz,
            version integer not null,
            cover_url text not null,
            cover_width integer not null,
            cover_height integer not null,
            price_fen bigint not null,
            price_fen_max bigint not null,
            market_price_fen bigint,
            sku_count integer not null,
            default_sku_id uuid,
            sold_count bigint not null default 0,
            title_tokens text[] not null,
            tokens text[] not null,
            created_at timestamptz not null,
            updated_at timestamptz not null
        ) with (fillfactor = 85)
    """)
    op.execute("create index ix_product_tokens on commerce.product using gin (tokens) with (fastupdate = off)")
    op.execute(
        "create index ix_product_title_tokens on commerce.product using gin (title_tokens) with (fastupdate = off)"
    )
    op.execute("create index ix_product_updated on commerce.product (updated_at, id)")
    op.execute("create index ix_product_category on commerce.product (category_id, updated_at, id)")
    op.execute("create index ix_product_publish_at on commerce.product (publish_at) where publish_at is not null")
    op.execute("""
        create table commerce.sku (
            id uuid not null constraint pk_sku primary key,
            product_id uuid not null constraint fk_sku_product_id references commerce.product (id),
            position integer not null,
            option_values text[] not null,
            code text not null,
            barcode text,
            price_fen bigint not null constraint ck_sku_price check (price_fen >= 0),
            market_price_fen bigint,
            cost_fen bigint,
            weight_g integer not null,
            volume_cm3 integer not null,
            media_id uuid constraint fk_sku_media_id references commerce.media (id),
            image_url text,
            limit_per_order integer not null constraint ck_sku_limit check (limit_per_order between 1 and 99),
            enabled boolean not null,
            removed boolean not null default false
        )
    """)
    op.execute("create index ix_sku_product on commerce.sku (product_id, position) where not removed")
    op.execute("create unique index uq_sku_code on commerce.sku (code) where not removed")
    op.execute("create index ix_sku_barcode on commerce.sku (barcode) where barcode is not null and not removed")


def _listing() -> None:
    op.execute("""
        create table commerce.listing (
            category_id uuid not null,
            product_id uuid not null constraint fk_listing_product_id references commerce.product (id),
            score bigint not null,
            sold_count bigint not null,
            price_fen bigint not null,
            published_at timestamptz not null,
            constraint pk_listing primary key (category_id, product_id)
        )
    """)
    sorts = {"score": "score", "sold": "sold_count", "price": "price_fen", "published": "published_at"}
    for name, column in sorts.items():
        op.execute(f"create index ix_listing_{name} on commerce.listing (category_id, {column}, product_id)")
    op.execute("create index ix_listing_product on commerce.listing (product_id)")
    op.execute("""
        create table commerce.hot_word (
            word text not null constraint pk_hot_word primary key,
            sort integer not null
        )
    """)
    op.execute("""
        create table commerce.banner (
            id uuid not null constraint pk_banner primary key,
            title text not null,
            subtitle text not null,
            image_url text not null,
            link text not null,
            sort integer not null
        )
    """)


def _cart() -> None:
    op.execute("""
        create table commerce.cart_line (
            member_id uuid not null,
            sku_id uuid not null constraint fk_cart_line_sku_id references commerce.sku (id),
            quantity integer not null constraint ck_cart_line_quantity check (quantity between 1 and 99),
            selected boolean not null,
            added_at timestamptz not null,
            constraint pk_cart_line primary key (member_id, sku_id)
        )
    """)
    op.execute("""
        create table commerce.favourite (
            member_id uuid not null,
            product_id uuid not null constraint fk_favourite_product_id references commerce.product (id),
            created_at timestamptz not null,
            constraint pk_favourite primary key (member_id, product_id)
        )
    """)
    op.execute("create index ix_favourite_newest on commerce.favourite (member_id, created_at, product_id)")


def downgrade() -> None:
    op.execute("drop schema commerce cascade")
