"""A member's own reviews and posts, and what may still be reviewed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.community_ugc_sql import picture_views, pictures
from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.ugc_views import OwnUgc, ToReview
from ports.community.ugc_words import FOLLOW_UP_WITHIN, state_text
from ports.kernel import MemberId, OrderId, Page, Tx

_OWN = f"""
    select u.id, u.kind, u.state, u.reason, u.stars, u.body, u.is_anonymous, u.made_at, u.product_id, u.option_text,
        u.reply, u.helpful, {pictures("u")} as pictures,
        coalesce(l.title, g.title, '') as title, coalesce(l.image_url, g.cover_url, '') as image_url,
        (select f.state from community.ugc f where f.parent_id = u.id and f.kind = 'follow_up'
         order by f.state = 'refused', f.id desc limit 1) as follow_up_state
    from community.ugc u
    left join commerce.order_line l on l.id = u.line_id
    left join community.ugc_product x on x.ugc_id = u.id and x.place = 1
    left join commerce.product g on g.id = x.product_id
    where u.member_id = :member_id and u.state <> 'deleted'
"""
_PAGE = Statement(text(f"{_OWN} and (cast(:before as uuid) is null or u.id < :before) order by u.id desc limit :size"))
_ONE = Statement(text(f"{_OWN} and u.id = :id"))
_TO_REVIEW = Statement(
    text("""
    select l.id as line_id, l.order_id, l.product_id, l.title, l.option_text, l.image_url, o.ended_at as completed_at
    from commerce.order_line l join commerce."order" o on o.id = l.order_id
    where o.member_id = :member_id and o.status = 'completed' and l.quantity > l.refunded
        and (cast(:order_id as uuid) is null or o.id = :order_id)
        and not exists (select from community.ugc u
                        where u.line_id = l.id and u.kind = 'review' and u.state <> 'refused')
        and (cast(:before_at as timestamptz) is null
             or (o.ended_at, l.id) < (:before_at, cast(:before_id as uuid)))
    order by o.ended_at desc, l.id desc limit :size
    """)
)


class PostgresOwnUgc:
    """A part of `ports.community.ugc_views.UgcViews`."""

    async def own(self, tx: Tx, member_id: MemberId, now: datetime, cursor: str | None, limit: int) -> Page[OwnUgc]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _PAGE.all(tx, member_id=member_id, before=before, size=limit + 1)
        after = encode_cursor(rows[limit - 1]["id"]) if len(rows) > limit else None
        return Page([_own(row, now) for row in rows[:limit]], after)

    async def own_one(self, tx: Tx, member_id: MemberId, now: datetime, ugc_id: UUID) -> OwnUgc | None:
        row = await _ONE.one(tx, member_id=member_id, id=ugc_id)
        return _own(row, now) if row else None

    async def to_review(
        self, tx: Tx, member_id: MemberId, order_id: OrderId | None, cursor: str | None, limit: int
    ) -> Page[ToReview]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _TO_REVIEW.all(
            tx,
            member_id=member_id,
            order_id=order_id,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        last = rows[limit - 1] if len(rows) > limit else None
        after = encode_cursor((last["completed_at"], last["line_id"])) if last else None
        return Page([ToReview(**row) for row in rows[:limit]], after)


def _own(row: Any, now: datetime) -> OwnUgc:
    until = row["made_at"] + FOLLOW_UP_WITHIN
    is_open = row["kind"] == "review" and row["state"] == "visible" and row["follow_up_state"] in (None, "refused")
    return OwnUgc(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        state_text=state_text(row["state"]),
        # What a person is asked about is nobody's verdict yet.
        reason=row["reason"] if row["state"] in ("hidden", "refused") else "",
        stars=row["stars"],
        body=row["body"],
        is_anonymous=row["is_anonymous"],
        pictures=picture_views(row["pictures"]),
        at=row["made_at"],
        product_id=row["product_id"],
        title=row["title"],
        option_text=row["option_text"],
        image_url=row["image_url"],
        reply=row["reply"],
        helpful=row["helpful"],
        follow_up_until=until if is_open and now <= until else None,
        follow_up_state=row["follow_up_state"],
    )
