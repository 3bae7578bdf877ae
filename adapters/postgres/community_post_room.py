"""How much groups have had, and may still get, over PostgreSQL.

What is planned counts by whom it would go to now; what was sent, by whom it has gone to. Days are Shanghai's.
"""

from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.post_rules import PostClash, PostRoom
from ports.kernel import Tx

TARGETED = """
    c.state = 'normal' and c.owner <> '' and (
        cast(:kind as text) = 'all' or c.kind = cast(:kind as text)
        or cast(:kind as text) = 'chats' and c.chat_id = any (cast(:chat_ids as text[])))
"""
_HAD = "select from community.group_post_chat o where o.chat_id = c.chat_id and o.state in ('waiting', 'sent')"
# Of a group `c`, by what was sent to it.
HAS_ROOM = f"""
    (select count(*) from ({_HAD} and o.day = cast(:day as date)) x) < cast(:per_day as int)
    and (select count(*) from ({_HAD} and o.day >= cast(:start as date) and o.day < cast(:end as date)) x)
        < cast(:of_span as int)
"""
# The same lock for all who plan and open: posts of a day are weighed against each other.
_LOCK_PLAN = Statement(text("select pg_advisory_xact_lock(hashtext('community.group_post'))"))
# A post `p` that lies before a group `c`, by its plan or because it was sent; and for which day.
_LIES = """
    select p.id, p.content ->> 'text' as words, (p.planned_at at time zone 'Asia/Shanghai')::date as day
    from community.group_post p
    where p.state = 'planned' and (p.content -> 'target' ->> 'kind' in ('all', c.kind)
                                   or p.content -> 'target' -> 'chatIds' @> to_jsonb(c.chat_id))
    union all
    select p.id, p.content ->> 'text', g.day from community.group_post_chat g
    join community.group_post p on p.id = g.post_id
    where g.chat_id = c.chat_id and g.state in ('waiting', 'sent')
"""
_IN_SPAN = "l.day >= cast(:start as date) and l.day < cast(:end as date)"
_CLASHES = Statement(
    text(f"""
    select c.name as chat_name, x.on_day, x.in_span, x.says_the_same, x.other_text
    from community.group_post own
    join community.chat c on c.state = 'normal' and c.owner <> '' and (
        own.content -> 'target' ->> 'kind' in ('all', c.kind)
        or own.content -> 'target' ->> 'kind' = 'chats' and own.content -> 'target' -> 'chatIds' @> to_jsonb(c.chat_id))
    cross join lateral (
        select (count(*) filter (where l.day = cast(:day as date)))::int as on_day, count(*)::int as in_span,
               coalesce(bool_or(l.words = own.content ->> 'text' and l.day = cast(:day as date)), false)
                   as says_the_same,
               coalesce(min(l.words) filter (where l.day = cast(:day as date)), '') as other_text
        from ({_LIES}) l where l.id <> own.id and {_IN_SPAN}
    ) x
    where own.id = :id
      and (x.on_day >= cast(:per_day as int) or x.in_span >= cast(:of_span as int) or x.says_the_same)
    order by c.name, c.chat_id
    """)
)
_MOST = Statement(
    text(f"""
    select x.in_span, c.name, (count(*) filter (where x.in_span >= cast(:of_span as int)) over ())::int as full_chats
    from community.chat c
    cross join lateral (select count(*)::int as in_span from ({_LIES}) l where {_IN_SPAN}) x
    where c.state = 'normal' and c.owner <> '' order by x.in_span desc, c.name, c.chat_id limit 1
    """)
)


class PostgresPostRoom:
    """Implements `ports.community.post_rules.PostRoomStore` and `PostUseReads`."""

    async def lock_plan(self, tx: Tx) -> None:
        await _LOCK_PLAN.value(tx)

    async def clashes(self, tx: Tx, post_id: UUID, room: PostRoom) -> tuple[PostClash, ...]:
        return tuple(PostClash(**row) for row in await _CLASHES.all(tx, id=post_id, **room_values(room)))

    async def most(self, tx: Tx, room: PostRoom) -> tuple[int, str, int]:
        row = await _MOST.one(tx, start=room.start, end=room.end, of_span=room.of_span)
        return (row["in_span"], row["name"], row["full_chats"]) if row else (0, "", 0)


def says_the_same(words: str, *, negated: bool = False) -> str:
    """Whether a group `c` gets another post of these words on the day. `words` is SQL."""
    found = f"""
        exists ({_HAD} and o.day = cast(:day as date) and exists (
            select from community.group_post w where w.id = o.post_id and w.id <> :post_id
            and w.content ->> 'text' = {words}))
    """
    return f"not {found}" if negated else found


def room_values(room: PostRoom) -> dict[str, object]:
    return {
        "day": room.day,
        "per_day": room.per_day,
        "start": room.start,
        "end": room.end,
        "of_span": room.of_span,
    }
