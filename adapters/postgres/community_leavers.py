"""What guides have written of members who have left, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.leavers import LeaverState, RefusedRemark
from ports.community.store import Pair
from ports.kernel import Tx

# The digest stays: as long as WeCom says the same, the comparison writes nothing of it down again.
_CLEAR_FOLLOWS = Statement(
    text("""
    with own as (
        select user_id, contact_id from community.follow where contact_id = any (cast(:contact_ids as text[]))
        order by user_id, contact_id for update
    )
    update community.follow f set remark = '', description = '', remark_company = '', sealed_phones = null
    from own where f.user_id = own.user_id and f.contact_id = own.contact_id
    returning f.user_id, f.contact_id, f.ended_at is null as is_active
    """)
)
_CLEAR = tuple(
    Statement(text(statement))
    for statement in (
        "delete from community.guide_note where contact_id = any (cast(:contact_ids as text[]))",
        "delete from community.draft where contact_id = any (cast(:contact_ids as text[]))",
        """
        update community.guide_task set title = '会员已注销', text = '', link = '', result = '',
            ended_at = case when state = 'open' then cast(:now as timestamptz) else ended_at end,
            state = case when state = 'open' then 'cancelled' else state end
        where contact_id = any (cast(:contact_ids as text[]))
        """,
    )
)
_NOTE = Statement(
    text("""
    insert into community.leaver_contact (user_id, contact_id, state, asked_at, look_at)
    select p.user_id, p.contact_id, 'waiting', cast(:now as timestamptz), cast(:now as timestamptz)
    from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[])) p (user_id, contact_id)
    on conflict (user_id, contact_id) do update
    set state = 'waiting', asked_at = excluded.asked_at, look_at = excluded.look_at, problem = null
    """)
)
_WAITS = Statement(
    text("""
    select exists (select from community.leaver_contact
                   where user_id = :user_id and contact_id = :contact_id and state = 'waiting')
    """)
)
_PUT_OFF = Statement(
    text("""
    update community.leaver_contact set look_at = :until, problem = :problem
    where user_id = :user_id and contact_id = :contact_id and state = 'waiting'
    """)
)
_SETTLE = Statement(
    text("""
    update community.leaver_contact set state = :state, problem = :problem
    where user_id = :user_id and contact_id = :contact_id and state = 'waiting'
    """)
)
_REFUSED = Statement(
    text("""
    select w.user_id, coalesce(nullif(g.name, ''), w.user_id) as guide_name, w.contact_id,
        coalesce(c.name, '') as contact_name, w.asked_at, coalesce(w.problem, '') as problem
    from community.leaver_contact w
    join community.follow f on f.user_id = w.user_id and f.contact_id = w.contact_id and f.ended_at is null
    left join community.guide g on g.user_id = w.user_id
    left join community.contact c on c.contact_id = w.contact_id
    where w.state = 'refused' order by w.asked_at, w.user_id, w.contact_id limit :size
    """)
)
_ASK_AGAIN = Statement(
    text("""
    update community.leaver_contact set state = 'waiting', look_at = :now, problem = null
    where user_id = :user_id and contact_id = :contact_id and state = 'refused' returning user_id
    """)
)
_DUE = Statement(
    text("""
    select user_id, contact_id from community.leaver_contact where state = 'waiting' and look_at <= :now
    order by look_at, user_id, contact_id limit :size
    """)
)


class PostgresLeavers:
    """Implements `ports.community.leavers.LeaverStore`."""

    async def clear(self, tx: Tx, contact_ids: Sequence[str], now: datetime) -> tuple[Pair, ...]:
        ids = list(contact_ids)
        rows = await _CLEAR_FOLLOWS.all(tx, contact_ids=ids)
        for statement in _CLEAR[:2]:
            await statement.run(tx, contact_ids=ids)
        await _CLEAR[2].run(tx, contact_ids=ids, now=now)
        return tuple(sorted(Pair(row["user_id"], row["contact_id"]) for row in rows if row["is_active"]))

    async def note(self, tx: Tx, pairs: Sequence[Pair], now: datetime) -> None:
        user_ids, contact_ids = [pair.user_id for pair in pairs], [pair.contact_id for pair in pairs]
        await _NOTE.run(tx, user_ids=user_ids, contact_ids=contact_ids, now=now)

    async def waits(self, tx: Tx, pair: Pair) -> bool:
        return bool(await _WAITS.value(tx, user_id=pair.user_id, contact_id=pair.contact_id))

    async def put_off(self, tx: Tx, pair: Pair, until: datetime, problem: str) -> None:
        await _PUT_OFF.run(tx, user_id=pair.user_id, contact_id=pair.contact_id, until=until, problem=problem)

    async def settle(self, tx: Tx, pair: Pair, state: LeaverState, problem: str | None) -> None:
        await _SETTLE.run(tx, user_id=pair.user_id, contact_id=pair.contact_id, state=state, problem=problem)

    async def refused(self, tx: Tx, limit: int) -> tuple[RefusedRemark, ...]:
        return tuple(RefusedRemark(**row) for row in await _REFUSED.all(tx, size=limit))

    async def ask_again(self, tx: Tx, pair: Pair, now: datetime) -> bool:
        return await _ASK_AGAIN.value(tx, user_id=pair.user_id, contact_id=pair.contact_id, now=now) is not None

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[Pair]:
        return [Pair(row["user_id"], row["contact_id"]) for row in await _DUE.all(tx, now=now, size=limit)]
