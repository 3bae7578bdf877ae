"""The radar over PostgreSQL: joins behaviour, goods, orders, and who follows whom.

Positions are (xid, id) of transactions older than every running one, as for the feed of stock (ADR 0018).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.radar import EventRow, FeedEvent, FeedPlace, FeedReading, Follow, NowRow
from ports.kernel import MemberId, Tx

STAY_MAX = "interval '2 hours'"
_NAMES = EventRow.__struct_fields__
_ABOUT = """
    left join commerce.product p on p.id = e.product_id
    left join commerce."order" o on o.id = e.order_id and o.member_id = e.member_id
"""


def _columns(dwell: str) -> str:
    return f"""
        e.id, e.kind, e.at, e.product_id, p.title, p.cover_url as image_url, p.price_fen, e.quantity, e.words,
        {dwell} as dwell_ms, e.order_id, o.number as order_number, e.amount_fen
    """


# A leave is no row of its own: it says how long its view lasted.
_DWELL = f"""
    (select max(v.dwell_ms) from insight.event v where v.member_id = e.member_id and v.view_id = e.id
       and v.at >= e.at and v.at < e.at + {STAY_MAX})
"""
_EVENTS = Statement(
    text(f"""
    with found as materialized (
        select * from insight.event e
        where e.member_id = :member_id and e.kind <> 'product_leave'
          and (cast(:before_at as timestamptz) is null or (e.at, e.id) < (:before_at, cast(:before_id as uuid)))
        order by e.at desc, e.id desc limit :size
    )
    select {_columns(_DWELL)} from found e {_ABOUT} order by e.at desc, e.id desc
    """)
)
# From who was in the shop lately to the guide's own customers: few are in the shop, a guide has thousands.
_NOW = Statement(
    text(f"""
    with here as materialized (
        select s.member_id, s.last_at, i.subject as contact_id, f.remark from insight.presence s
        join members.identity i on i.member_id = s.member_id and i.channel = 'wecom' and i.app = :corp_id
        join community.follow f on f.user_id = :guide and f.contact_id = i.subject and f.ended_at is null
        where s.last_at >= :since order by s.last_at desc limit :size
    )
    select h.contact_id, c.name, h.remark, c.avatar_url as contact_avatar, {_columns(_DWELL)}
    from here h join community.contact c on c.contact_id = h.contact_id
    cross join lateral (
        select * from insight.event x where x.member_id = h.member_id and x.kind <> 'product_leave'
          and x.at > cast(:since as timestamptz) - interval '1 hour' and x.at <= h.last_at + interval '1 hour'
        order by x.at desc, x.id desc limit 1
    ) e {_ABOUT} order by h.last_at desc, h.contact_id
    """)
)
_SNAPSHOT = """
snapshot as materialized (
    select cast(cast(pg_snapshot_xmin(s) as text) as bigint) as horizon from pg_current_snapshot() as s
)
"""
_PLACE = Statement(
    text(f"""
    with {_SNAPSHOT}
    select xid, id from insight.event where xid < (select horizon from snapshot) order by xid desc, id desc limit 1
    """)
)
_FOLLOWS = """
    (select json_agg(json_build_object('guide', f.user_id, 'contact_id', f.contact_id, 'name', c.name,
                                       'remark', f.remark, 'avatar_url', c.avatar_url))
     from members.identity i
     join community.follow f on f.contact_id = i.subject and f.ended_at is null
     join community.guide g on g.user_id = f.user_id and g.is_active
     join community.contact c on c.contact_id = f.contact_id
     where i.member_id = e.member_id and i.channel = 'wecom' and i.app = :corp_id) as follows
"""
_AFTER = Statement(
    text(f"""
    with {_SNAPSHOT}, taken as materialized (
        select * from insight.event
        where (xid, id) > (cast(:xid as bigint), cast(:id as uuid)) and at >= :since
        order by xid, id limit :size
    ), told as (
        select t.xid, t.id as told_id, t.member_id, coalesce(v.id, t.id) as id, coalesce(v.kind, t.kind) as kind,
               coalesce(v.at, t.at) as at, t.product_id, t.quantity, t.words, t.dwell_ms, t.order_id, t.amount_fen
        from taken t left join insight.event v
          on v.member_id = t.member_id and v.id = t.view_id and v.at <= t.at and v.at > t.at - {STAY_MAX}
         and v.kind = 'product_view'
    )
    select e.xid, e.told_id, e.xid < (select horizon from snapshot) as is_settled, {_FOLLOWS},
           {_columns("e.dwell_ms")}
    from told e {_ABOUT} order by e.xid, e.told_id
    """)
)
_IS_KNOWN = Statement(
    text(f"""
    with {_SNAPSHOT}
    select exists (select from insight.event where xid = :xid and id = :id) and :xid < (select horizon from snapshot)
    """)
)
_follows = msgspec.json.Decoder(tuple[Follow, ...] | None)


class PostgresRadar:
    """Implements `ports.community.radar.RadarViews`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def events(
        self, tx: Tx, member_id: MemberId, cursor: str | None, limit: int
    ) -> tuple[list[EventRow], str | None]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _EVENTS.all(
            tx,
            member_id=member_id,
            before_at=before[0],
            before_id=before[1],
            size=limit + 1,
        )
        found = [event_row(row) for row in rows[:limit]]
        return found, encode_cursor((found[-1].at, found[-1].id)) if len(rows) > limit else None

    async def now(self, tx: Tx, guide: str, since: datetime, limit: int) -> Sequence[NowRow]:
        rows = await _NOW.all(tx, guide=guide, corp_id=self._corp_id, since=since, size=limit)
        return [
            NowRow(row["contact_id"], row["name"], row["remark"], row["contact_avatar"], event_row(row)) for row in rows
        ]

    async def place(self, tx: Tx) -> FeedPlace:
        row = await _PLACE.one(tx)
        return FeedPlace(row["xid"], row["id"]) if row else FeedPlace()

    async def after(self, tx: Tx, place: FeedPlace, since: datetime, limit: int) -> FeedReading:
        given = {"xid": place.xid, "id": place.id}
        rows = await _AFTER.all(tx, **given, since=since, corp_id=self._corp_id, size=limit)
        events = tuple(_feed_event(row) for row in rows)
        reached = max((event.place for event in events if event.is_settled), default=place)
        return FeedReading(reached, len(rows) < limit, events)

    async def is_known(self, tx: Tx, place: FeedPlace) -> bool:
        return bool(await _IS_KNOWN.value(tx, xid=place.xid, id=place.id))


def event_row(row: asyncpg.Record) -> EventRow:
    return EventRow(**{name: row[name] for name in _NAMES})


def _feed_event(row: Any) -> FeedEvent:
    follows = _follows.decode(row["follows"]) if row["follows"] else None
    return FeedEvent(FeedPlace(row["xid"], row["told_id"]), row["is_settled"], event_row(row), follows or ())
