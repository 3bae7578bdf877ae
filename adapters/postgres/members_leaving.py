"""Requests to leave, and what is left of a member afterwards, over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.crypto import FieldCipher, mask_phone
from ports.kernel import MemberId, Page, Tx
from ports.members.personal_data import DueLeaving, LeavingRow, LeavingState, LeavingView

_ASK = Statement(
    text("""
    insert into members.leaving (id, member_id, state, asked_at, due_at)
    values (:id, :member_id, 'cooling', :asked_at, :due_at)
    on conflict (member_id) where state = 'cooling' do nothing
    """)
)
_WITHDRAW = Statement(
    text(f"""
    update members.leaving set state = 'withdrawn', ended_at = :now, waits_for = null
    where member_id in {TREE} and state = 'cooling'
    """)
)
_LATEST = Statement(
    text(f"""
    select state, asked_at, due_at, ended_at, waits_for from members.leaving
    where member_id in {TREE} order by asked_at desc, id desc limit 1
    """)
)
_BLOCKERS = Statement(
    text(f"""
    select
        (select count(*) from commerce."order" o where o.member_id in {TREE}
            and o.status not in ('completed', 'cancelled', 'closed')) as orders,
        (select count(*) from commerce.after_sale s where s.member_id in {TREE}
            and s.status not in ('refunded', 'rejected', 'cancelled')) as after_sales,
        (select count(*) from payments.refund r join commerce."order" o on o.id = r.order_id
            where o.member_id in {TREE} and r.state <> 'succeeded') as refunds
    """)
)
_DUE = Statement(
    text("""
    select l.id, coalesce(m.merged_into, m.id) as member_id from members.leaving l
    join members.member m on m.id = l.member_id
    where l.state = 'cooling' and l.due_at <= :now order by l.due_at, l.id limit :size
    """)
)
_LOCK_MEMBER = Statement(
    text("""
    select merged_into is null and left_at is null from members.member where id = :member_id for update
    """)
)
_LOCK_LEAVING = Statement(
    text("select 1 from members.leaving where id = :id and state = 'cooling' and due_at <= :now for update")
)
_PUT_OFF = Statement(text("update members.leaving set due_at = :until, waits_for = :words where id = :id"))
_CONTACT_IDS = Statement(
    text(f"select subject from members.identity where channel = 'wecom' and member_id in {TREE} order by 1")
)
_SESSIONS = Statement(text(f"delete from members.session where member_id in {TREE} returning token_hash"))
_GRANTS = Statement(
    text(f"""
    delete from members.message_grant where openid in (
        select subject from members.identity where channel = 'mini_program' and member_id in {TREE}
        union select openid from members.member where id in {TREE} and openid is not null)
    """)
)
_DELETES = tuple(
    Statement(text(f"delete from members.{table} where member_id in {TREE}"))
    for table in ("identity", "address", "message", "export", "card_code")
)
# The words of decisions are about people. That two numbers were one person stays, as orders moved by it.
_MERGES = Statement(
    text(f"""
    update members.merge set evidence = array['已随注销清除'],
        undone_reason = case when undone_reason is null then null else '已随注销清除' end
    where gone_id in {TREE} or kept_id in {TREE}
    """)
)
_MATCHES = Statement(text(f"delete from members.match where low_id in {TREE} or high_id in {TREE}"))
_ANONYMISE = Statement(
    text(f"""
    update members.member set openid = null, unionid = null, nickname = '已注销用户', avatar_url = null,
        phone_sealed = null, phone_index = null, session_key_sealed = null, privacy_version = null,
        card_secret_sealed = null, default_address_id = null, address_count = 0, left_at = :now
    where id in {TREE}
    """)
)
_DONE = Statement(
    text(f"""
    update members.leaving set state = 'done', ended_at = :now, waits_for = null
    where member_id in {TREE} and state = 'cooling'
    """)
)
_ROWS = Statement(
    text("""
    select l.id, l.member_id, m.nickname, m.phone_sealed, l.state, l.asked_at, l.due_at, l.ended_at, l.waits_for
    from members.leaving l join members.member m on m.id = l.member_id
    where (cast(:state as text) is null or l.state = :state)
      and (cast(:before_at as timestamptz) is null or (l.asked_at, l.id) < (:before_at, :before_id))
    order by l.asked_at desc, l.id desc limit :size
    """)
)


class PostgresLeavings:
    """Implements `ports.members.personal_data.LeavingStore`."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    async def ask(self, tx: Tx, member_id: MemberId, leaving_id: UUID, times: tuple[datetime, datetime]) -> None:
        await _ASK.run(tx, id=leaving_id, member_id=member_id, asked_at=times[0], due_at=times[1])

    async def withdraw(self, tx: Tx, member_id: MemberId, now: datetime) -> bool:
        return await _WITHDRAW.run(tx, member_id=member_id, now=now) > 0

    async def latest(self, tx: Tx, member_id: MemberId) -> LeavingView | None:
        row = await _LATEST.one(tx, member_id=member_id)
        return LeavingView(**row) if row else None

    async def blockers(self, tx: Tx, member_id: MemberId) -> tuple[int, int, int]:
        row = await _BLOCKERS.one(tx, member_id=member_id)
        assert row is not None, "counts are always answered"
        return row["orders"], row["after_sales"], row["refunds"]

    async def due(self, tx: Tx, now: datetime, limit: int) -> Sequence[DueLeaving]:
        return [DueLeaving(row["id"], MemberId(row["member_id"])) for row in await _DUE.all(tx, now=now, size=limit)]

    async def lock_due(self, tx: Tx, leaving: DueLeaving, now: datetime) -> bool:
        is_there = await _LOCK_MEMBER.value(tx, member_id=leaving.member_id)
        return bool(is_there) and await _LOCK_LEAVING.value(tx, id=leaving.id, now=now) is not None

    async def put_off(self, tx: Tx, leaving_id: UUID, until: datetime, words: str) -> None:
        await _PUT_OFF.run(tx, id=leaving_id, until=until, words=words)

    async def contact_ids(self, tx: Tx, member_id: MemberId) -> tuple[str, ...]:
        return tuple(row["subject"] for row in await _CONTACT_IDS.all(tx, member_id=member_id))

    async def anonymise(self, tx: Tx, leaving: DueLeaving, now: datetime) -> tuple[bytes, ...]:
        member_id = leaving.member_id
        hashes = tuple(row["token_hash"] for row in await _SESSIONS.all(tx, member_id=member_id))
        await _GRANTS.run(tx, member_id=member_id)
        for statement in (*_DELETES, _MATCHES, _MERGES):
            await statement.run(tx, member_id=member_id)
        await _DONE.run(tx, member_id=member_id, now=now)
        await _ANONYMISE.run(tx, member_id=member_id, now=now)
        return hashes

    async def rows(self, tx: Tx, state: LeavingState | None, cursor: str | None, limit: int) -> Page[LeavingRow]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        found = await _ROWS.all(tx, state=state, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [
            LeavingRow(
                phone_masked=mask_phone(self._cipher.decrypt(row["phone_sealed"])) if row["phone_sealed"] else None,
                **{name: value for name, value in row.items() if name != "phone_sealed"},
            )
            for row in found[:limit]
        ]
        last = items[-1] if items else None
        return Page(items, encode_cursor((last.asked_at, last.id)) if last and len(found) > limit else None)
