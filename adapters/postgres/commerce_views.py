"""The shop's pages, one statement each. A list is a range of one index of `commerce.listing`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.commerce_facets import read_scope
from adapters.postgres.commerce_filters import filtered_statement, given
from adapters.postgres.commerce_lists import CARD_COLUMNS, LIST_SIZES, WHOLE_SHOP, ListShape, list_statement
from adapters.postgres.commerce_searches import search_statement, title_search
from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.commerce.views import (
    AVAILABLE_SHOWN_MAX,
    LOW_STOCK_MAX,
    TOTAL_COUNTED_MAX,
    Attribute,
    Banner,
    CategoryView,
    DetailImage,
    ListQuery,
    MediaItem,
    Option,
    ProductCard,
    ProductFacts,
    ProductList,
    Scope,
    SkuView,
)
from ports.kernel import MemberId, Page, ProductId, SkuId, Tx

_PRODUCT = Statement(
    text(f"""
    select p.id, p.kind, p.title, p.subtitle, p.status, p.media, p.price_fen, p.price_fen_max, p.market_price_fen,
           p.sold_count, p.tags, p.options, p.attributes, p.detail_media, p.detail_text, p.category_id,
           p.no_reason_return, k.skus
    from commerce.product p
    cross join lateral (
        select coalesce(json_agg(json_build_object(
                   'id', s.id, 'optionValues', s.option_values, 'priceFen', s.price_fen,
                   'marketPriceFen', s.market_price_fen, 'memberPriceFen', null, 'imageUrl', s.image_url,
                   'available', least(t.free, {AVAILABLE_SHOWN_MAX}), 'lowStock', t.free between 1 and {LOW_STOCK_MAX},
                   'limitPerOrder', s.limit_per_order, 'weightG', s.weight_g) order by s.position), '[]') as skus
        from commerce.sku s
        cross join lateral (
            select coalesce(sum(on_hand - reserved), 0) as free from supply.stock where sku_id = s.id
        ) t
        where s.product_id = p.id and s.enabled and not s.removed
    ) k
    where p.id = :id and p.status <> 'draft'
    """)
)
_CATEGORIES = Statement(
    text("select id, parent_id, name, icon_url from commerce.category order by parent_id nulls first, sort, id")
)
_BANNERS = Statement(text("select id, title, subtitle, image_url, link from commerce.banner order by sort, id"))
_HOT_WORDS = Statement(text("select word from commerce.hot_word order by sort, word limit :size"))
SUGGESTED_MAX = 10
_BEFORE, _TITLES = title_search(SUGGESTED_MAX)
_SUGGESTIONS = Statement(
    text(
        given(
            f"""
    with {_BEFORE}
    select word from (
        (select word, 0 as rank, sort as place from commerce.hot_word where position(:text in lower(word)) > 0)
        union all
        (select name, 1, sort from commerce.category where position(:text in lower(name)) > 0)
        union all
        (select p.title, 2, row_number() over (order by x.sort_value desc, x.product_id desc)
         from ({_TITLES}) x join commerce.product p on p.id = x.product_id
         where cardinality(cast(:tokens as text[])) > 0)
    ) found group by word order by min(rank), min(place), word limit :size
    """,
            ListShape(searched=True),
        )
    )
)
_FAVOURITES = Statement(
    text(f"""
    select {CARD_COLUMNS}, f.created_at from commerce.favourite f join commerce.product p on p.id = f.product_id
    where f.member_id = :member_id
      and (cast(:at as timestamptz) is null or (f.created_at, f.product_id) < (:at, cast(:after as uuid)))
    order by f.created_at desc, f.product_id desc limit :size
    """)
)
_IS_FAVOURITE = Statement(
    text("select exists (select from commerce.favourite where member_id = :member_id and product_id = :product_id)")
)


class _Position(msgspec.Struct, array_like=True, frozen=True):
    """Where a page ended. `tier` 1: among the matches in the title, 0: among the others or outside a search."""

    tier: int
    value: int | datetime
    id: UUID


class _FavouritePosition(msgspec.Struct, array_like=True, frozen=True):
    at: datetime
    id: UUID


_media = msgspec.json.Decoder(tuple[MediaItem, ...])
_images = msgspec.json.Decoder(tuple[DetailImage, ...])
_options = msgspec.json.Decoder(tuple[Option, ...])
_attributes = msgspec.json.Decoder(tuple[Attribute, ...])
_skus = msgspec.json.Decoder(tuple[SkuView, ...])


class PostgresCatalogueViews:
    """Implements `ports.commerce.views.CatalogueViews`."""

    async def product(self, tx: Tx, product_id: ProductId) -> ProductFacts | None:
        row = await _PRODUCT.one(tx, id=product_id)
        if row is None:
            return None
        return ProductFacts(
            id=row["id"],
            kind=row["kind"],
            title=row["title"],
            subtitle=row["subtitle"],
            status=row["status"],
            media=_media.decode(row["media"]),
            price_fen=row["price_fen"],
            max_price_fen=row["price_fen_max"],
            market_price_fen=row["market_price_fen"],
            sold_count=row["sold_count"],
            tags=tuple(row["tags"]),
            options=_options.decode(row["options"]),
            skus=_skus.decode(row["skus"]),
            attributes=_attributes.decode(row["attributes"]),
            detail_images=_images.decode(row["detail_media"]),
            detail_text=row["detail_text"],
            category_id=row["category_id"],
            no_reason_return=row["no_reason_return"],
        )

    async def products(self, tx: Tx, query: ListQuery) -> ProductList:
        position = decode_cursor(query.cursor, _Position) if query.cursor else None
        shape = ListShape(
            sort=query.sort,
            searched=bool(query.tokens),
            narrowed=query.category_id is not None,
            priced_from=query.price_fen_min is not None,
            priced_to=query.price_fen_max is not None,
            in_stock=query.in_stock,
            attributes=len(query.attributes),
            after_tier=None if position is None else min(max(position.tier, 0), 1),
            limit=next(size for size in LIST_SIZES if size > query.limit),
        )
        optional = {
            "tokens": list(query.tokens) or None,
            "price_from": query.price_fen_min,
            "price_to": query.price_fen_max,
            "after_value": position.value if position else None,
            "after_id": position.id if position else None,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        given |= {f"values_{place}": list(keys) for place, keys in enumerate(query.attributes)}
        if shape.searched:
            statement = search_statement(shape)
        else:
            statement = filtered_statement(shape) if shape.attributes else list_statement(shape)
        rows = await statement.all(tx, category_id=query.category_id or WHOLE_SHOP, **given)
        page = rows[: query.limit]
        last = page[-1] if len(rows) > query.limit else None
        return ProductList(
            items=tuple(_card(row) for row in page),
            next_cursor=encode_cursor((last["tier"], last["sort_value"], last["id"])) if last else None,
            total=_total(rows, first_page=position is None),
        )

    async def scope(self, tx: Tx, query: ListQuery) -> Scope:
        return await read_scope(tx, query)

    async def categories(self, tx: Tx) -> tuple[CategoryView, ...]:
        children: dict[UUID | None, list[asyncpg.Record]] = {}
        for row in await _CATEGORIES.all(tx):
            children.setdefault(row["parent_id"], []).append(row)

        def branch(parent_id: UUID | None) -> tuple[CategoryView, ...]:
            rows = children.get(parent_id, ())
            return tuple(CategoryView(r["id"], r["name"], r["icon_url"], branch(r["id"])) for r in rows)

        return branch(None)

    async def banners(self, tx: Tx) -> tuple[Banner, ...]:
        return tuple(Banner(**row) for row in await _BANNERS.all(tx))

    async def hot_words(self, tx: Tx, limit: int) -> tuple[str, ...]:
        return tuple(row["word"] for row in await _HOT_WORDS.all(tx, size=limit))

    async def suggestions(self, tx: Tx, text: str, tokens: Sequence[str], limit: int) -> tuple[str, ...]:
        rows = await _SUGGESTIONS.all(
            tx, text=text, tokens=list(tokens), category_id=WHOLE_SHOP, size=min(limit, SUGGESTED_MAX)
        )
        return tuple(row["word"] for row in rows)

    async def favourites(self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int) -> Page[ProductCard]:
        after = decode_cursor(cursor, _FavouritePosition) if cursor else None
        rows = await _FAVOURITES.all(
            tx,
            member_id=member_id,
            at=after.at if after else None,
            after=after.id if after else None,
            size=limit + 1,
        )
        page = rows[:limit]
        more = encode_cursor((page[-1]["created_at"], page[-1]["id"])) if len(rows) > limit else None
        return Page(tuple(_card(row) for row in page), more)

    async def is_favourite(self, tx: Tx, member_id: MemberId, product_id: ProductId) -> bool:
        return bool(await _IS_FAVOURITE.value(tx, member_id=member_id, product_id=product_id))


def _card(row: asyncpg.Record) -> ProductCard:
    default = row["default_sku_id"]
    return ProductCard(
        id=row["id"],
        title=row["title"],
        subtitle=row["subtitle"],
        cover_url=row["cover_url"],
        cover_width=row["cover_width"],
        cover_height=row["cover_height"],
        price_fen=row["price_fen"],
        market_price_fen=row["market_price_fen"],
        sold_count=row["sold_count"],
        tags=tuple(row["tags"]),
        sold_out=row["sold_out"],
        default_sku_id=SkuId(default) if default is not None else None,
    )


def _total(rows: Sequence[asyncpg.Record], *, first_page: bool) -> int | None:
    if not first_page:
        return None
    total = rows[0]["total"] if rows else 0
    return total if total is not None and total <= TOTAL_COUNTED_MAX else None
