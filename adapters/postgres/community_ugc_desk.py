"""Reviews and posts as operators see them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.community_ugc_sql import picture_views, pictures
from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.ugc import Check, ReportCause
from ports.community.ugc_views import (
    CheckView,
    DeskCounts,
    DeskDetail,
    DeskFilter,
    DeskReport,
    DeskUgc,
    HistoryView,
    QueueName,
)
from ports.community.ugc_words import DOUBTS, check_text, state_text
from ports.kernel import Page, Tx

# What waits is taken in the order in which it came; the rest is looked up, the newest first.
_OLDEST_FIRST: frozenset[QueueName] = frozenset({"waiting", "reported", "checking"})
_QUEUES: dict[QueueName, str] = {
    "waiting": "u.state = 'in_review'",
    "reported": "u.state = 'visible' and exists (select from community.ugc_report r"
    " where r.ugc_id = u.id and r.settled_at is null)",
    "checking": "u.state in ('submitted', 'checking')",
    "visible": "u.state = 'visible'",
    "hidden": "u.state = 'hidden'",
    "refused": "u.state = 'refused'",
}
_ITEM = f"""
    select u.id, u.kind, u.state, u.doubt, u.reason, u.member_id, m.nickname, u.is_anonymous, u.stars, u.body,
        coalesce((select r.body from community.ugc r where r.id = u.parent_id), '') as parent_body,
        {pictures("u")} as pictures,
        (select coalesce(json_agg(json_build_object('id', c.id, 'place', c.place, 'state', c.state, 'label', c.label,
            'note', c.note) order by c.place), '[]') from community.ugc_check c where c.ugc_id = u.id) as checks,
        (select coalesce(json_agg(json_build_object('cause', r.cause, 'words', r.words, 'at', r.at) order by r.at),
            '[]') from community.ugc_report r where r.ugc_id = u.id and r.settled_at is null) as reports,
        coalesce(u.product_id, x.product_id) as product_id, coalesce(g.title, '') as title, u.option_text, u.made_at,
        u.shown_at, u.helpful, u.reply, u.featured_at is not null as is_featured
    from community.ugc u join members.member m on m.id = u.member_id
    left join community.ugc_product x on x.ugc_id = u.id and x.place = 1
    left join commerce.product g on g.id = coalesce(u.product_id, x.product_id)
"""
_WANTED = """
    (cast(:kind as text) is null or u.kind = :kind)
    and (cast(:stars as int) is null or u.stars = :stars)
    and (cast(:query as text) is null or u.body ilike :query or m.nickname ilike :query or g.title ilike :query)
    and (cast(:product_id as uuid) is null or u.product_id = :product_id or x.product_id = :product_id)
"""


def _page(queue: QueueName) -> Statement:
    sign, way = (">", "asc") if queue in _OLDEST_FIRST else ("<", "desc")
    return Statement(
        text(f"""
        {_ITEM} where {_QUEUES[queue]} and {_WANTED}
            and (cast(:from_at as timestamptz) is null
                 or (u.made_at, u.id) {sign} (:from_at, cast(:from_id as uuid)))
        order by u.made_at {way}, u.id {way} limit :size
        """)
    )


_PAGES = {queue: _page(queue) for queue in _QUEUES}
_ONE = Statement(text(f"{_ITEM} where u.id = :id and u.state <> 'deleted'"))
_HISTORY = Statement(
    text("""
    select at, decider, by, from_state, to_state, reason from community.ugc_history
    where ugc_id = :id order by at, id
    """)
)
_COUNTS = Statement(
    text("""
    select cast(count(*) filter (where state = 'in_review') as int) as waiting,
        cast(count(*) filter (where state in ('submitted', 'checking')) as int) as checking,
        cast(count(*) filter (where state = 'visible') as int) as visible,
        cast(count(*) filter (where state = 'hidden') as int) as hidden,
        cast(count(*) filter (where state = 'refused') as int) as refused,
        min(made_at) filter (where state = 'in_review') as oldest_at,
        (select cast(count(distinct r.ugc_id) as int) from community.ugc_report r
         join community.ugc v on v.id = r.ugc_id and v.state = 'visible' where r.settled_at is null) as reported
    from community.ugc
    """)
)


class _Report(msgspec.Struct, frozen=True):
    cause: ReportCause
    words: str
    at: datetime


_checks = msgspec.json.Decoder(tuple[Check, ...])
_reports = msgspec.json.Decoder(tuple[_Report, ...])


class PostgresUgcDeskViews:
    """A part of `ports.community.ugc_views.UgcViews`."""

    async def desk(self, tx: Tx, wanted: DeskFilter, cursor: str | None, limit: int) -> Page[DeskUgc]:
        place = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _PAGES[wanted.queue].all(
            tx,
            kind=wanted.kind,
            stars=wanted.stars,
            query=f"%{_plain(wanted.query)}%" if wanted.query else None,
            product_id=wanted.product_id,
            from_at=place[0],
            from_id=place[1],
            size=limit + 1,
        )
        last = rows[limit - 1] if len(rows) > limit else None
        after = encode_cursor((last["made_at"], last["id"])) if last else None
        return Page([_item(row) for row in rows[:limit]], after)

    async def desk_one(self, tx: Tx, ugc_id: UUID) -> DeskDetail | None:
        row = await _ONE.one(tx, id=ugc_id)
        if row is None:
            return None
        history = tuple(
            HistoryView(
                at=entry["at"],
                decider=entry["decider"],
                by=entry["by"],
                from_state=entry["from_state"],
                to_state=entry["to_state"],
                text=state_text(entry["to_state"]),
                reason=entry["reason"],
            )
            for entry in await _HISTORY.all(tx, id=ugc_id)
        )
        return DeskDetail(_item(row), history)

    async def counts(self, tx: Tx) -> DeskCounts:
        row = await _COUNTS.one(tx)
        assert row is not None, "an aggregate has a row"
        return DeskCounts(**row)


def _plain(query: str) -> str:
    """What a person types is no pattern."""
    return query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _item(row: Any) -> DeskUgc:
    doubt = row["doubt"]
    return DeskUgc(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        state_text=state_text(row["state"]),
        doubt=doubt,
        why=(row["reason"] or DOUBTS[doubt]) if doubt else "",
        reason=row["reason"],
        member_id=row["member_id"],
        nickname=row["nickname"],
        is_anonymous=row["is_anonymous"],
        stars=row["stars"],
        body=row["body"],
        parent_body=row["parent_body"],
        pictures=picture_views(row["pictures"]),
        checks=tuple(
            CheckView(one.place, one.state, one.label, check_text(one)) for one in _checks.decode(row["checks"])
        ),
        reports=tuple(DeskReport(one.cause, one.words, one.at) for one in _reports.decode(row["reports"])),
        product_id=row["product_id"],
        title=row["title"],
        option_text=row["option_text"],
        made_at=row["made_at"],
        shown_at=row["shown_at"],
        helpful=row["helpful"],
        reply=row["reply"],
        is_featured=row["is_featured"],
    )
