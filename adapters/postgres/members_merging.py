"""Merges over PostgreSQL: who became whom, what that brought, and giving it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.members_taking_over import give_back, take_over
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, StorageUnavailable, Tx
from ports.members.api import MergeStep
from ports.members.identities import MergeRow, Party, Taken, Undoing

HOPS_MAX = 8
_RESOLVE = Statement(text("select coalesce(merged_into, id) from members.member where id = :id"))
_LOCK = Statement(
    text("""
    select id, joined_at, merged_into, left_at from members.member
    where id = any(cast(:ids as uuid[])) order by id for update
    """)
)
_HAVE_ORDERS = Statement(
    text("""
    select distinct o.member_id from unnest(cast(:ids as uuid[])) as w (id)
    cross join lateral (select member_id from commerce."order" where member_id = w.id limit 1) o
    """)
)
_FAMILY = """
    with recursive family as (
        {seed}
        union
        select case when m.gone_id = f.id then m.kept_id else m.gone_id end
        from family f join members.merge m on m.gone_id = f.id or m.kept_id = f.id
    ) select id from family order by id
"""
_FAMILY_OF_MERGE = Statement(text(_FAMILY.format(seed="select gone_id as id from members.merge where id = :merge_id")))
_FAMILY_OF_MEMBERS = Statement(text(_FAMILY.format(seed="select unnest(cast(:ids as uuid[])) as id")))
_SAVEPOINT = Statement(text("savepoint before_family"))
_LET_GO = Statement(text("rollback to savepoint before_family"))
_HOLD_ONE = Statement(text("select merged_into from members.member where id = :id for key share"))
_HOLD = Statement(text("select id from members.member where id = any(cast(:ids as uuid[])) order by id for key share"))
_MERGES = Statement(
    text("""
    select id, gone_id, kept_id, proof, evidence, at, by, number, taken, undone_at from members.merge
    where gone_id = any(cast(:ids as uuid[])) order by number
    """)
)
_RECORD = Statement(
    text("""
    insert into members.merge (id, gone_id, kept_id, proof, evidence, at, by, taken)
    values (:id, :gone_id, :kept_id, :proof, :evidence, :at, :by, :taken)
    """)
)
_POINT = Statement(
    text("update members.member set merged_into = :kept_id where id = :gone_id or merged_into = :gone_id")
)
_UNDO = Statement(
    text("update members.merge set undone_at = :at, undone_by = :by, undone_reason = :reason where id = :id")
)
# Those who were merged into the gone member go with it.
_POINT_BACK = Statement(
    text("""
    with recursive own as (
        select cast(:gone_id as uuid) as id
        union select m.gone_id from own join members.merge m on m.kept_id = own.id and m.undone_at is null
    )
    update members.member m set merged_into = case when m.id = :gone_id then null else cast(:gone_id as uuid) end
    from own where m.id = own.id
    """)
)
# Two members with those who were merged into them, each way round.
_BETWEEN = """
    exists (select from members.match t
        join members.member l on l.id = t.low_id join members.member h on h.id = t.high_id
        where {state} and (coalesce(l.merged_into, l.id), coalesce(h.merged_into, h.id)) in
            ((cast(:low_id as uuid), cast(:high_id as uuid)), (cast(:high_id as uuid), cast(:low_id as uuid))))
"""
_ARE_APART = Statement(text(f"select {_BETWEEN.format(state="t.state = 'dismissed'")}"))
_FIND_MATCH = Statement(
    text(f"""
    insert into members.match (id, low_id, high_id, evidence, state, found_at)
    select :id, cast(:low_id as uuid), cast(:high_id as uuid), :evidence, 'pending', :now
    where not {_BETWEEN.format(state="true")}
    on conflict (low_id, high_id) do nothing
    """)
)
_SET_APART = Statement(
    text("""
    insert into members.match (id, low_id, high_id, evidence, state, found_at, decided_at, decided_by, reason)
    values (:id, :low_id, :high_id, array['合并后又拆分'], 'dismissed', :at, :at, :by, :reason)
    on conflict (low_id, high_id) do update set state = 'dismissed', decided_at = excluded.decided_at,
        decided_by = excluded.decided_by, reason = excluded.reason
    """)
)
_LOCK_MATCH = Statement(text("select state, low_id, high_id, evidence from members.match where id = :id for update"))
_DECIDE = Statement(
    text("""
    update members.match set state = :state, decided_at = :at, decided_by = :by, reason = :reason where id = :id
    """)
)
_FORGET_APART = Statement(
    text("""
    update members.match t set state = 'confirmed', decided_at = :at, decided_by = :by, reason = :reason
    from members.member l, members.member h
    where l.id = t.low_id and h.id = t.high_id and t.state <> 'confirmed'
      and (coalesce(l.merged_into, l.id), coalesce(h.merged_into, h.id)) in
        ((cast(:low_id as uuid), cast(:high_id as uuid)), (cast(:high_id as uuid), cast(:low_id as uuid)))
    """)
)
_SESSIONS = Statement(text("select token_hash from members.session where member_id = :member_id"))
_taken = msgspec.json.Decoder(Taken)


async def held(tx: Tx, member_id: MemberId) -> MemberId:
    """Who the member is now, and stays until the transaction ends."""
    for _ in range(HOPS_MAX):
        further = await _HOLD_ONE.value(tx, id=member_id)
        if further is None:
            break
        member_id = MemberId(further)
    return member_id


class PostgresMerges:
    """Implements `ports.members.identities.MergeStore`."""

    async def resolve(self, tx: Tx, member_id: MemberId) -> MemberId:
        return MemberId(await _RESOLVE.value(tx, id=member_id) or member_id)

    async def hold(self, tx: Tx, member_id: MemberId) -> MemberId:
        return await held(tx, member_id)

    async def lock_parties(self, tx: Tx, pair: tuple[MemberId, MemberId]) -> tuple[Party, ...]:
        rows = await _family(tx, (_FAMILY_OF_MEMBERS, {"ids": list(pair)}), _LOCK)
        ids = {await self.resolve(tx, one) for one in pair}
        rows = [row for row in rows if row["id"] in ids]
        if len(rows) < 2 or any(row["left_at"] for row in rows):
            return ()
        buyers = {row["member_id"] for row in await _HAVE_ORDERS.all(tx, ids=list(ids))}
        return tuple(Party(MemberId(row["id"]), row["joined_at"], row["id"] in buyers) for row in rows)

    async def lock_family(self, tx: Tx, merge_id: UUID) -> tuple[MergeRow, ...]:
        ids = [row["id"] for row in await _family(tx, (_FAMILY_OF_MERGE, {"merge_id": merge_id}), _LOCK)]
        return tuple(_merge(row) for row in await _MERGES.all(tx, ids=ids))

    async def record(self, tx: Tx, merge: MergeRow) -> None:
        taken = await take_over(tx, merge)
        await _POINT.run(tx, gone_id=merge.gone_id, kept_id=merge.kept_id)
        await _RECORD.run(
            tx,
            id=merge.id,
            gone_id=merge.gone_id,
            kept_id=merge.kept_id,
            proof=merge.proof,
            evidence=list(merge.evidence),
            at=merge.at,
            by=merge.by,
            taken=msgspec.json.encode(taken).decode(),
        )

    async def undo(self, tx: Tx, merge: MergeRow, undoing: Undoing) -> None:
        await _UNDO.run(tx, id=merge.id, at=undoing.at, by=undoing.by, reason=undoing.reason)
        await _POINT_BACK.run(tx, gone_id=merge.gone_id)
        await give_back(tx, merge)

    async def steps(self, tx: Tx, merge_id: UUID) -> tuple[MergeStep, ...]:
        ids = [row["id"] for row in await _family(tx, (_FAMILY_OF_MERGE, {"merge_id": merge_id}), _HOLD)]
        merges = [_merge(row) for row in await _MERGES.all(tx, ids=ids)]
        undone = [merge for merge in reversed(merges) if merge.undone_at is not None]
        standing = [merge for merge in merges if merge.undone_at is None]
        return tuple(
            MergeStep(one.id, one.gone_id, one.kept_id, one.undone_at is not None) for one in (*undone, *standing)
        )

    async def session_hashes(self, tx: Tx, member_id: MemberId) -> tuple[bytes, ...]:
        return tuple(row["token_hash"] for row in await _SESSIONS.all(tx, member_id=member_id))

    async def set_apart(self, tx: Tx, pair: tuple[MemberId, MemberId], match_id: UUID, undoing: Undoing) -> None:
        low_id, high_id = sorted(pair)
        given = {"at": undoing.at, "by": undoing.by, "reason": undoing.reason}
        await _SET_APART.run(tx, id=match_id, low_id=low_id, high_id=high_id, **given)

    async def are_apart(self, tx: Tx, pair: tuple[MemberId, MemberId]) -> bool:
        return bool(await _ARE_APART.value(tx, low_id=pair[0], high_id=pair[1]))

    async def find_match(
        self, tx: Tx, pair: tuple[MemberId, MemberId], match_id: UUID, evidence: Sequence[str], now: datetime
    ) -> bool:
        low_id, high_id = sorted(pair)
        found = await _FIND_MATCH.run(tx, id=match_id, low_id=low_id, high_id=high_id, evidence=list(evidence), now=now)
        return found == 1

    async def lock_match(self, tx: Tx, match_id: UUID) -> tuple[str, MemberId, MemberId, tuple[str, ...]] | None:
        row = await _LOCK_MATCH.one(tx, id=match_id)
        if row is None:
            return None
        return row["state"], MemberId(row["low_id"]), MemberId(row["high_id"]), tuple(row["evidence"])

    async def decide_match(self, tx: Tx, match_id: UUID, state: str, undoing: Undoing) -> None:
        await _DECIDE.run(tx, id=match_id, state=state, at=undoing.at, by=undoing.by, reason=undoing.reason)

    async def forget_apart(self, tx: Tx, pair: tuple[MemberId, MemberId], deciding: Undoing) -> None:
        given = {"at": deciding.at, "by": deciding.by, "reason": deciding.reason}
        await _FORGET_APART.run(tx, low_id=pair[0], high_id=pair[1], **given)


async def _family(tx: Tx, of: tuple[Statement, dict[str, Any]], lock: Statement) -> list[asyncpg.Record]:
    """All whom merges connect, locked in the order of their ids, and the rows that `lock` answers.

    A merge writes to everybody who was merged into its two members before. Whoever has joined them while we waited
    would be locked out of order: everything is let go and locked again. Raises StorageUnavailable after many rounds.
    """
    find, seed = of
    ids = [row["id"] for row in await find.all(tx, **seed)]
    for _ in range(HOPS_MAX):
        await _SAVEPOINT.run(tx)
        rows = await lock.all(tx, ids=ids)
        now = [row["id"] for row in await find.all(tx, **seed)]
        if now == ids:
            return rows
        await _LET_GO.run(tx)
        ids = now
    raise StorageUnavailable


def _merge(row: asyncpg.Record) -> MergeRow:
    values: dict[str, Any] = dict(row)
    values["evidence"] = tuple(row["evidence"])
    values["taken"] = _taken.decode(row["taken"])
    return MergeRow(**values)
