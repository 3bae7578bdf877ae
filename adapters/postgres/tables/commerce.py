"""Tables of commerce: catalogue, listings, search words, cart and favourites."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.metadata import metadata

# Content-addressed: a row never changes, so that its addresses may be copied into products and order lines.
media = Table(
    "media",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("poster_url", Text),
    Column("renditions", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("is_shoppers", Boolean, nullable=False, server_default="false"),
    Column("look_at", DateTime(timezone=True)),
    UniqueConstraint("sha256"),
    CheckConstraint("kind in ('image', 'video')", name="kind"),
    CheckConstraint("look_at is null or is_shoppers", name="look_at"),
    Index("ix_media_look", "look_at", postgresql_where=text("look_at is not null")),
    schema="commerce",
)

# Files that have no row, by name: `ports.commerce.shopper_pictures.Erasure`.
file_erasure = Table(
    "file_erasure",
    metadata,
    Column("media_id", Uuid, primary_key=True),
    Column("names", ARRAY(Text), nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    Index("ix_file_erasure_noted", "noted_at"),
    schema="commerce",
)

# `path` names the ancestors and the category itself, from the root on.
category = Table(
    "category",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("parent_id", Uuid, ForeignKey("commerce.category.id")),
    Column("path", ARRAY(Uuid), nullable=False),
    Column("name", Text, nullable=False),
    Column("icon_media_id", Uuid, ForeignKey("commerce.media.id")),
    Column("icon_url", Text),
    Column("attribute_names", ARRAY(Text), nullable=False),
    Column("sort", Integer, nullable=False),
    UniqueConstraint("parent_id", "name", postgresql_nulls_not_distinct=True),
    Index("ix_category_parent", "parent_id", "sort"),
    schema="commerce",
)

_SOLD_BITS = "ltrim(cast(cast(sold_count as bit(64)) as text), '0')"
_PRICE_BITS = "ltrim(cast(cast(price_fen as bit(64)) as text), '0')"
# Where a product stands in each sort, as a key beside its words (`adapters/postgres/commerce_searches.py`): the power
# of two under which its sales fall, the half of that power for its price, and tens of days since 2020.
_SOLD = f"('$s' || cast(length({_SOLD_BITS}) as text))"
_PRICE = (
    f"('$p' || cast(2 * length({_PRICE_BITS}) + case when substr({_PRICE_BITS}, 2, 1) = '1' then 1 else 0 end as text))"
)
_PUBLISHED = (
    "('$n' || coalesce(cast(floor(extract(epoch from published_at - timestamptz '2020-01-01 00:00:00+00') / 864000)"
    " as text), ''))"
)
_SEARCH_KEYS = f"tokens || array[{_SOLD}, {_PRICE}, {_PUBLISHED}]"
_TITLE_KEYS = f"title_tokens || {_SOLD}"

# What lists show stands in the row; `media` and `detail_media` are copies of media rows, ready to be sent.
product = Table(
    "product",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("category_id", Uuid, ForeignKey("commerce.category.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("subtitle", Text, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("media", JSONB, nullable=False),
    Column("detail_media", JSONB, nullable=False),
    Column("detail_text", Text, nullable=False),
    Column("attributes", JSONB, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("no_reason_return", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("publish_at", DateTime(timezone=True)),
    Column("published_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Column("cover_url", Text, nullable=False),
    Column("cover_width", Integer, nullable=False),
    Column("cover_height", Integer, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("price_fen_max", BigInteger, nullable=False),
    Column("market_price_fen", BigInteger),
    Column("sku_count", Integer, nullable=False),
    Column("default_sku_id", Uuid),
    Column("sold_count", BigInteger, nullable=False, server_default="0"),
    Column("title_tokens", ARRAY(Text), nullable=False),
    Column("tokens", ARRAY(Text), nullable=False),
    Column("filter_keys", ARRAY(Text), nullable=False, server_default="{}"),
    Column("search_keys", ARRAY(Text), Computed(_SEARCH_KEYS, persisted=True), nullable=False),
    Column("title_keys", ARRAY(Text), Computed(_TITLE_KEYS, persisted=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("kind in ('physical', 'virtual', 'service')", name="kind"),
    CheckConstraint("status in ('draft', 'on_sale', 'off_sale')", name="status"),
    *(
        Index(f"ix_product_{keys}", keys, "filter_keys", postgresql_using="gin", postgresql_with={"fastupdate": "off"})
        for keys in ("search_keys", "title_keys")
    ),
    Index("ix_product_title", "title", postgresql_using="gin", postgresql_ops={"title": "public.gin_trgm_ops"}),
    Index("ix_product_status", "status", "updated_at", "id"),
    Index("ix_product_updated", "updated_at", "id"),
    Index("ix_product_category", "category_id", "updated_at", "id"),
    Index("ix_product_publish_at", "publish_at", postgresql_where=text("publish_at is not null")),
    schema="commerce",
)

# A SKU is never deleted, because orders and stock know it: one that left the matrix is `removed`.
sku = Table(
    "sku",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("product_id", Uuid, ForeignKey("commerce.product.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("option_values", ARRAY(Text), nullable=False),
    Column("code", Text, nullable=False),
    Column("barcode", Text),
    Column("price_fen", BigInteger, nullable=False),
    Column("market_price_fen", BigInteger),
    Column("cost_fen", BigInteger),
    Column("weight_g", Integer, nullable=False),
    Column("volume_cm3", Integer, nullable=False),
    Column("media_id", Uuid, ForeignKey("commerce.media.id")),
    Column("image_url", Text),
    Column("limit_per_order", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False, server_default="false"),
    CheckConstraint("price_fen >= 0", name="price"),
    CheckConstraint("limit_per_order between 1 and 99", name="limit"),
    Index("ix_sku_product", "product_id", "position", postgresql_where=text("not removed")),
    Index("uq_sku_code", "code", unique=True, postgresql_where=text("not removed")),
    Index("ix_sku_barcode", "barcode", postgresql_where=text("barcode is not null and not removed")),
    schema="commerce",
)

# Products on sale, once per category of their path and once under the nil id (the whole shop): every sort of every
# list is then a range of one index, however large the shop is.
listing = Table(
    "listing",
    metadata,
    Column("category_id", Uuid, primary_key=True),
    Column("product_id", Uuid, ForeignKey("commerce.product.id"), primary_key=True),
    Column("score", BigInteger, nullable=False),
    Column("sold_count", BigInteger, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Index("ix_listing_score", "category_id", "score", "product_id", postgresql_include=["price_fen"]),
    Index("ix_listing_sold", "category_id", "sold_count", "product_id", postgresql_include=["price_fen"]),
    Index("ix_listing_price", "category_id", "price_fen", "product_id"),
    Index("ix_listing_published", "category_id", "published_at", "product_id", postgresql_include=["price_fen"]),
    Index("ix_listing_product", "product_id"),
    schema="commerce",
)

hot_word = Table(
    "hot_word",
    metadata,
    Column("word", Text, primary_key=True),
    Column("sort", Integer, nullable=False),
    schema="commerce",
)

banner = Table(
    "banner",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("subtitle", Text, nullable=False),
    Column("image_url", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("sort", Integer, nullable=False),
    schema="commerce",
)

cart_line = Table(
    "cart_line",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, ForeignKey("commerce.sku.id"), primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("selected", Boolean, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("quantity between 1 and 99", name="quantity"),
    schema="commerce",
)

favourite = Table(
    "favourite",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("product_id", Uuid, ForeignKey("commerce.product.id"), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_favourite_newest", "member_id", "created_at", "product_id"),
    schema="commerce",
)

# What a merge of two members brought to the one that was kept, so that undoing it gives back exactly that.
member_move = Table(
    "member_move",
    metadata,
    Column("merge_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("row_id", Uuid, primary_key=True),
    Column("amount", Integer, nullable=False),
    schema="commerce",
)
