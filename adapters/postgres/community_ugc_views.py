"""Reviews and posts as everybody sees them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.community_ugc_desk import PostgresUgcDeskViews
from adapters.postgres.community_ugc_own import PostgresOwnUgc
from adapters.postgres.community_ugc_sql import Shown, picture_views, pictures
from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.ugc_views import (
    FeaturedUgc,
    FollowUpView,
    LinkedProduct,
    PostView,
    ReviewFilter,
    ReviewSummary,
    ReviewView,
    SkuCount,
)
from ports.community.ugc_words import masked
from ports.kernel import MemberId, Page, ProductId, Tx

GOOD_FROM = 4
_SUMMARY = Statement(
    text("""
    select array[star1, star2, star3, star4, star5] as stars, with_pictures
    from community.ugc_summary where product_id = :product_id
    """)
)
_REVIEW = f"""
    select u.id, u.stars, u.body, u.option_text, u.made_at, u.shown_at, u.helpful, u.reply, u.replied_at,
        u.featured_at is not null as is_featured, u.is_anonymous, m.nickname, {pictures("u")} as pictures,
        (select json_build_object('body', f.body, 'made_at', f.made_at, 'pictures', {pictures("f")})
         from community.ugc f where f.parent_id = u.id and f.kind = 'follow_up' and f.state = 'visible') as follow_up,
        exists (select from community.ugc_vote v where v.ugc_id = u.id and v.member_id = cast(:viewer as uuid)
        ) as is_voted,
        u.member_id is not distinct from cast(:viewer as uuid) as is_mine
    from community.ugc u join members.member m on m.id = u.member_id
    where u.product_id = :product_id and u.kind = 'review' and u.state = 'visible'
"""
_TOP = Statement(
    text(f"""
    {_REVIEW}
    order by (u.featured_at is not null) desc, u.picture_count > 0 desc, u.helpful desc, u.shown_at desc, u.id desc
    limit 2
    """)
)
_REVIEWS = Statement(
    text(f"""
    {_REVIEW}
        and (cast(:stars as int) is null or u.stars = :stars)
        and (not cast(:pictured as boolean) or u.picture_count > 0)
        and (cast(:sku_id as uuid) is null or u.sku_id = :sku_id)
        and (cast(:before_at as timestamptz) is null
             or ((u.featured_at is not null), u.shown_at, u.id)
                < (cast(:before_featured as boolean), :before_at, cast(:before_id as uuid)))
    order by (u.featured_at is not null) desc, u.shown_at desc, u.id desc limit :size
    """)
)
_SKUS = Statement(
    text("""
    select sku_id, max(option_text) as option_text, cast(count(*) as int) as count from community.ugc
    where product_id = :product_id and kind = 'review' and state = 'visible' and option_text <> ''
    group by sku_id order by count(*) desc, 2 limit 12
    """)
)
_POST = f"""
    select u.id, u.body, u.shown_at, u.made_at, u.helpful, u.is_anonymous, m.nickname, {pictures("u")} as pictures,
        (select coalesce(json_agg(json_build_object('id', g.id, 'title', g.title, 'cover_url', g.cover_url,
            'price_fen', g.price_fen, 'is_on_sale', g.status = 'on_sale') order by l.place), '[]')
         from community.ugc_product l join commerce.product g on g.id = l.product_id where l.ugc_id = u.id) as products,
        exists (select from community.ugc_vote v where v.ugc_id = u.id and v.member_id = cast(:viewer as uuid)
        ) as is_voted,
        u.member_id is not distinct from cast(:viewer as uuid) as is_mine
    from community.ugc u join members.member m on m.id = u.member_id
"""
_POSTS = Statement(
    text(f"""
    {_POST}
    where u.kind = 'post' and u.state = 'visible'
        and (cast(:product_id as uuid) is null or exists (
            select from community.ugc_product l where l.ugc_id = u.id and l.product_id = :product_id))
        and (cast(:before_at as timestamptz) is null
             or (u.shown_at, u.id) < (:before_at, cast(:before_id as uuid)))
    order by u.shown_at desc, u.id desc limit :size
    """)
)
_ONE_POST = Statement(
    text(f"""
    {_POST}
    where u.id = :id and u.kind = 'post'
        and (u.state = 'visible' or (u.state <> 'deleted' and u.member_id = cast(:viewer as uuid)))
    """)
)
_FEATURED = Statement(
    text("""
    select u.id, u.kind, u.stars, u.body, u.is_anonymous, m.nickname, u.featured_at,
        coalesce(u.product_id, l.product_id) as product_id, coalesce(g.title, '') as title,
        (select p.url from community.ugc_picture p where p.ugc_id = u.id order by p.place limit 1) as picture_url
    from community.ugc u join members.member m on m.id = u.member_id
    left join community.ugc_product l on l.ugc_id = u.id and l.place = 1
    left join commerce.product g on g.id = coalesce(u.product_id, l.product_id)
    where u.featured_at is not null and u.state = 'visible' order by u.featured_at desc, u.id desc limit :size
    """)
)


class _FollowUp(msgspec.Struct, frozen=True):
    body: str
    made_at: datetime
    pictures: tuple[Shown, ...]


class _Product(msgspec.Struct, frozen=True):
    id: ProductId
    title: str
    cover_url: str
    price_fen: int
    is_on_sale: bool


_follow_up = msgspec.json.Decoder(_FollowUp)
_products = msgspec.json.Decoder(tuple[_Product, ...])


class PostgresUgcViews(PostgresOwnUgc, PostgresUgcDeskViews):
    """Implements `ports.community.ugc_views.UgcViews`."""

    async def summary(self, tx: Tx, product_id: ProductId) -> ReviewSummary:
        row = await _SUMMARY.one(tx, product_id=product_id)
        stars = tuple(row["stars"]) if row else (0, 0, 0, 0, 0)
        count = sum(stars)
        total = sum(number * (place + 1) for place, number in enumerate(stars))
        return ReviewSummary(
            count=count,
            average_tenths=(total * 20 + count) // (2 * count) if count else 0,
            good_percent=100 * sum(stars[GOOD_FROM - 1 :]) // count if count else 0,
            star_counts=stars,
            with_pictures=row["with_pictures"] if row else 0,
        )

    async def top(self, tx: Tx, product_id: ProductId, viewer: MemberId | None) -> tuple[ReviewView, ...]:
        return tuple(_review(row) for row in await _TOP.all(tx, product_id=product_id, viewer=viewer))

    async def reviews(
        self, tx: Tx, wanted: ReviewFilter, viewer: MemberId | None, cursor: str | None, limit: int
    ) -> Page[ReviewView]:
        before = decode_cursor(cursor, tuple[bool, datetime, UUID]) if cursor else (None, None, None)
        rows = await _REVIEWS.all(
            tx,
            product_id=wanted.product_id,
            stars=wanted.stars,
            pictured=wanted.with_pictures,
            sku_id=wanted.sku_id,
            viewer=viewer,
            before_featured=before[0],
            before_at=before[1],
            before_id=before[2],
            size=limit + 1,
        )
        last = rows[limit - 1] if len(rows) > limit else None
        after = encode_cursor((last["is_featured"], last["shown_at"], last["id"])) if last else None
        return Page([_review(row) for row in rows[:limit]], after)

    async def skus(self, tx: Tx, product_id: ProductId) -> tuple[SkuCount, ...]:
        return tuple(SkuCount(**row) for row in await _SKUS.all(tx, product_id=product_id))

    async def posts(
        self, tx: Tx, of: tuple[ProductId | None, MemberId | None], cursor: str | None, limit: int
    ) -> Page[PostView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _POSTS.all(
            tx, product_id=of[0], viewer=of[1], before_at=before[0], before_id=before[1], size=limit + 1
        )
        last = rows[limit - 1] if len(rows) > limit else None
        after = encode_cursor((last["shown_at"], last["id"])) if last else None
        return Page([_post(row) for row in rows[:limit]], after)

    async def post(self, tx: Tx, post_id: UUID, viewer: MemberId | None) -> PostView | None:
        row = await _ONE_POST.one(tx, id=post_id, viewer=viewer)
        return _post(row) if row else None

    async def featured(self, tx: Tx, limit: int) -> Sequence[FeaturedUgc]:
        return [
            FeaturedUgc(
                id=row["id"],
                kind=row["kind"],
                author=_author(row),
                stars=row["stars"],
                body=row["body"],
                picture_url=row["picture_url"],
                product_id=row["product_id"],
                title=row["title"],
                featured_at=row["featured_at"],
            )
            for row in await _FEATURED.all(tx, size=limit)
        ]


def _author(row: Any) -> str:
    return masked(row["nickname"], is_anonymous=row["is_anonymous"])


def _review(row: Any) -> ReviewView:
    follow_up = _follow_up.decode(row["follow_up"]) if row["follow_up"] else None
    return ReviewView(
        id=row["id"],
        author=_author(row),
        stars=row["stars"],
        body=row["body"],
        option_text=row["option_text"],
        pictures=picture_views(row["pictures"]),
        at=row["made_at"],
        helpful=row["helpful"],
        is_voted=row["is_voted"],
        is_mine=row["is_mine"],
        is_featured=row["is_featured"],
        reply=row["reply"],
        replied_at=row["replied_at"],
        follow_up=FollowUpView(
            follow_up.body,
            (follow_up.made_at - row["made_at"]).days,
            tuple(one.view() for one in follow_up.pictures),
        )
        if follow_up
        else None,
    )


def _post(row: Any) -> PostView:
    return PostView(
        id=row["id"],
        author=_author(row),
        body=row["body"],
        pictures=picture_views(row["pictures"]),
        at=row["shown_at"] or row["made_at"],
        helpful=row["helpful"],
        is_voted=row["is_voted"],
        is_mine=row["is_mine"],
        products=tuple(
            LinkedProduct(one.id, one.title, one.cover_url, one.price_fen, one.is_on_sale)
            for one in _products.decode(row["products"])
        ),
    )
