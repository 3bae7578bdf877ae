"""Subscribe messages and their grants over PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.store import ClaimedMessage, MessageRow

_ADD = Statement(
    text(
        "insert into members.message (id, key, member_id, template_id, page, fields, state, created_at)"
        " select :id, :key, cast(:member_id as uuid), cast(:template_id as text), :page, :fields,"
        " case when exists (select 1 from members.member w"
        " join members.member m on m.id = coalesce(w.merged_into, w.id)"
        " join members.message_grant g on g.openid = m.openid"
        " where w.id = :member_id and g.template_id = :template_id and g.remaining > 0)"
        " then 'waiting' else 'no_grant' end, cast(:now as timestamptz)"
        " on conflict (key) do nothing returning state"
    )
)
_CLAIM = Statement(
    text(
        "with waiting as (select m.id, m.key, m.member_id, m.template_id, m.page, m.fields, p.openid"
        " from members.message m join members.member w on w.id = m.member_id"
        " join members.member p on p.id = coalesce(w.merged_into, w.id)"
        " where m.id = :id and m.state = 'waiting' for update of m),"
        " taken as (update members.message_grant g set remaining = remaining - 1 from waiting w"
        " where g.openid = w.openid and g.template_id = w.template_id and g.remaining > 0 returning g.openid),"
        " marked as (update members.message m set"
        " state = case when exists (select 1 from taken) then 'sending' else 'no_grant' end"
        " from waiting w where m.id = w.id)"
        " select waiting.* from waiting join taken on true"
    )
)
_FINISH = Statement(
    text("update members.message set state = :state, reason = :reason where id = :id and state = 'sending'")
)
_GRANT = Statement(
    text(
        "insert into members.message_grant (openid, template_id, remaining) values (:openid, :template_id, 1)"
        " on conflict (openid, template_id) do update set remaining = message_grant.remaining + 1"
    )
)
_OPENID = Statement(
    text(
        "select m.openid from members.member w join members.member m on m.id = coalesce(w.merged_into, w.id)"
        " where w.id = :member_id"
    )
)
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])


class PostgresMessageStore:
    """Implements `ports.members.store.MessageStore`."""

    async def add(self, tx: Tx, row: MessageRow, now: datetime) -> bool:
        state = await _ADD.value(
            tx,
            id=row.id,
            key=row.key,
            member_id=row.member_id,
            template_id=row.template_id,
            page=row.page,
            fields=msgspec.json.encode(row.fields).decode(),
            now=now,
        )
        return bool(state == "waiting")

    async def claim(self, tx: Tx, message_id: UUID) -> ClaimedMessage | None:
        row: Any = await _CLAIM.one(tx, id=message_id)
        if row is None:
            return None
        message = MessageRow(
            id=row["id"],
            key=row["key"],
            member_id=MemberId(row["member_id"]),
            template_id=row["template_id"],
            page=row["page"],
            fields=_pairs.decode(row["fields"]),
        )
        return ClaimedMessage(message, row["openid"])

    async def finish(self, tx: Tx, message_id: UUID, state: str, reason: str | None) -> None:
        await _FINISH.run(tx, id=message_id, state=state, reason=reason)

    async def grant(self, tx: Tx, openid: str, template_id: str) -> None:
        await _GRANT.run(tx, openid=openid, template_id=template_id)

    async def openid(self, tx: Tx, member_id: MemberId) -> str | None:
        found: str | None = await _OPENID.value(tx, member_id=member_id)
        return found
