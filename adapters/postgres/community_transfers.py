"""Transfers of customers over PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.transfers import (
    OPEN,
    NewTransfer,
    Outcome,
    TransferFacts,
    TransferRow,
    TransferState,
)
from ports.kernel import Tx
from ports.outside.wecom import Unassigned

_OPEN = "('planned', 'starting', 'unknown', 'waiting')"
# Of a guide who has left, WeCom alone knows the customers.
_FACTS = Statement(
    text(f"""
    with own as (
        select f.contact_id, f.added_at, coalesce(nullif(f.remark, ''), c.name) as name
        from community.follow f join community.contact c on c.contact_id = f.contact_id
        where f.user_id = :handover and f.ended_at is null and not :has_left
        union all
        select u.contact_id, coalesce(f.added_at, u.left_at), coalesce(nullif(f.remark, ''), c.name, u.contact_id)
        from community.unassigned u left join community.contact c on c.contact_id = u.contact_id
        left join community.follow f on f.user_id = u.user_id and f.contact_id = u.contact_id
        where u.user_id = :handover and :has_left
    )
    select o.contact_id, o.name, o.added_at, t.moves, t.moved_at, b.paid_at,
           coalesce(b.has_after_sale, false) as has_after_sale, coalesce(t.is_moving, false) as is_moving
    from own o
    cross join lateral (
        select count(*) filter (where t.state = 'done' and t.taken_at > :since) as moves,
               max(t.taken_at) filter (where t.state = 'done') as moved_at,
               bool_or(t.handover = :handover and t.state in {_OPEN}) as is_moving
        from community.transfer_contact t where t.contact_id = o.contact_id
    ) t
    left join members.identity i on i.channel = 'wecom' and i.app = :corp_id and i.subject = o.contact_id
    left join lateral (
        select (select max(p.paid_at) from commerce."order" p where p.member_id = i.member_id) as paid_at,
               exists (select from commerce.after_sale s where s.member_id = i.member_id and s.ended_at is null)
                   as has_after_sale
    ) b on i.member_id is not null
    where cast(:contact_ids as text[]) is null or o.contact_id = any (cast(:contact_ids as text[]))
    order by o.added_at desc, o.contact_id
    """)
)
_INSERT = Statement(
    text("""
    insert into community.transfer (id, handover, takeover, has_left, words, reason, made_at, made_by, looked_at)
    values (:id, :handover, :takeover, :has_left, :words, :reason, :made_at, :made_by, :made_at)
    """)
)
_PLAN = Statement(
    text(f"""
    insert into community.transfer_contact (transfer_id, contact_id, handover, state, changed_at)
    select :id, c.contact_id, :handover, 'planned', :made_at from unnest(cast(:contact_ids as text[])) c (contact_id)
    order by 2 on conflict (contact_id, handover) where state in {_OPEN} do nothing
    """)
)
_ONE = Statement(
    text("""
    select id, handover, takeover, has_left, words, reason, made_at, made_by from community.transfer where id = :id
    """)
)
_NEXT = Statement(
    text("""
    update community.transfer_contact t set state = 'starting', changed_at = :now
    from (select contact_id from community.transfer_contact where transfer_id = :id and state = 'planned'
          order by contact_id limit :size for update skip locked) n
    where t.transfer_id = :id and t.contact_id = n.contact_id returning t.contact_id
    """)
)
_OUTCOMES = Statement(
    text(f"""
    update community.transfer_contact t set state = o.state, errcode = o.errcode, why = o.why, taken_at = o.taken_at,
        changed_at = :now
    from unnest(cast(:contact_ids as text[]), cast(:states as text[]), cast(:errcodes as int[]), cast(:whys as text[]),
                cast(:taken_ats as timestamptz[])) o (contact_id, state, errcode, why, taken_at)
    where t.transfer_id = :id and t.contact_id = o.contact_id and t.state in {_OPEN} and t.state <> o.state
    returning t.contact_id, t.state
    """)
)
_OF_STATE = Statement(
    text("""
    select contact_id, state from community.transfer_contact
    where transfer_id = :id and state = any (cast(:states as text[]))
    """)
)
_LOST = Statement(
    text("""
    update community.transfer_contact set state = 'unknown'
    where transfer_id = :id and state = 'starting' and changed_at < :before
    """)
)
_CANCEL = Statement(
    text("""
    update community.transfer_contact set state = 'cancelled', changed_at = :now
    where transfer_id = :id and state = 'planned'
    """)
)
_FAILED = Statement(
    text(f"""
    update community.transfer_contact set state = :state, why = :why, changed_at = :now
    where contact_id = :contact_id and handover = :handover and state in {_OPEN}
    """)
)
_TO_LOOK_AT = Statement(
    text("""
    select t.id from community.transfer t where t.looked_at < :before and exists (
        select from community.transfer_contact c
        where c.transfer_id = t.id and c.state in ('starting', 'unknown', 'waiting'))
    order by t.looked_at, t.id limit 20 for update skip locked
    """)
)
_LOOKED_AT = Statement(text("update community.transfer set looked_at = :now where id = :id"))
_SAVE_UNASSIGNED = Statement(
    text("""
    insert into community.unassigned as u (user_id, contact_id, left_at, read_at)
    select g.user_id, g.contact_id, g.left_at, :read_at
    from unnest(cast(:user_ids as text[]), cast(:contact_ids as text[]), cast(:left_ats as timestamptz[]))
         g (user_id, contact_id, left_at) order by 1, 2
    on conflict (user_id, contact_id) do update set left_at = excluded.left_at, read_at = excluded.read_at
    where u.read_at < excluded.read_at
    """)
)
_NOT_UNASSIGNED = Statement(text("delete from community.unassigned where read_at < :read_at"))


class PostgresTransfers:
    """Implements `ports.community.transfers.TransferStore`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def facts(
        self, tx: Tx, new: NewTransfer, contact_ids: Sequence[str] | None, since: datetime
    ) -> tuple[TransferFacts, ...]:
        rows = await _FACTS.all(
            tx,
            handover=new.handover,
            has_left=new.has_left,
            contact_ids=None if contact_ids is None else list(contact_ids),
            since=since,
            corp_id=self._corp_id,
        )
        return tuple(TransferFacts(**row) for row in rows)

    async def insert(self, tx: Tx, row: TransferRow, contact_ids: Sequence[str]) -> int:
        given = {"id": row.id, "made_at": row.made_at}
        await _INSERT.run(tx, **given, made_by=row.made_by, **msgspec.structs.asdict(row.new))
        return await _PLAN.run(tx, **given, handover=row.new.handover, contact_ids=list(contact_ids))

    async def one(self, tx: Tx, transfer_id: UUID) -> TransferRow | None:
        row = await _ONE.one(tx, id=transfer_id)
        if row is None:
            return None
        new = NewTransfer(**{name: row[name] for name in NewTransfer.__struct_fields__})
        return TransferRow(row["id"], new, row["made_at"], row["made_by"])

    async def next_batch(self, tx: Tx, transfer_id: UUID, limit: int, now: datetime) -> tuple[str, ...]:
        rows = await _NEXT.all(tx, id=transfer_id, size=limit, now=now)
        return tuple(sorted(row["contact_id"] for row in rows))

    async def outcomes(self, tx: Tx, transfer_id: UUID, outcomes: Sequence[Outcome], now: datetime) -> tuple[str, ...]:
        if not outcomes:
            return ()
        rows = await _OUTCOMES.all(
            tx,
            id=transfer_id,
            now=now,
            contact_ids=[one.contact_id for one in outcomes],
            states=[one.state for one in outcomes],
            errcodes=[one.errcode for one in outcomes],
            whys=[one.why for one in outcomes],
            taken_ats=[one.taken_at for one in outcomes],
        )
        return tuple(sorted(row["contact_id"] for row in rows if row["state"] not in OPEN))

    async def of_state(self, tx: Tx, transfer_id: UUID, states: Sequence[TransferState]) -> Mapping[str, TransferState]:
        rows = await _OF_STATE.all(tx, id=transfer_id, states=list(states))
        return {row["contact_id"]: row["state"] for row in rows}

    async def lost(self, tx: Tx, transfer_id: UUID, before: datetime) -> int:
        return await _LOST.run(tx, id=transfer_id, before=before)

    async def cancel(self, tx: Tx, transfer_id: UUID, now: datetime) -> int:
        return await _CANCEL.run(tx, id=transfer_id, now=now)

    async def failed(self, tx: Tx, handover: str, outcome: Outcome, now: datetime) -> None:
        given = {"contact_id": outcome.contact_id, "state": outcome.state, "why": outcome.why}
        await _FAILED.run(tx, handover=handover, now=now, **given)

    async def to_look_at(self, tx: Tx, before: datetime) -> tuple[UUID, ...]:
        return tuple(row["id"] for row in await _TO_LOOK_AT.all(tx, before=before))

    async def looked_at(self, tx: Tx, transfer_id: UUID, now: datetime) -> None:
        await _LOOKED_AT.run(tx, id=transfer_id, now=now)

    async def save_unassigned(self, tx: Tx, rows: Sequence[Unassigned], read_at: datetime) -> None:
        await _SAVE_UNASSIGNED.run(
            tx,
            read_at=read_at,
            user_ids=[row.user_id for row in rows],
            contact_ids=[row.contact_id for row in rows],
            left_ats=[row.left_at for row in rows],
        )
        await _NOT_UNASSIGNED.run(tx, read_at=read_at)
