"""What operators see of transfers, over PostgreSQL."""

from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.community.transfers import TransferContactView, TransferState, TransferView, UnassignedView
from ports.kernel import Page, Tx

_VIEW = """
    select t.id, t.handover, coalesce(nullif(h.name, ''), t.handover) as handover_name, t.takeover,
           coalesce(nullif(k.name, ''), t.takeover) as takeover_name, t.has_left, t.words, t.reason,
           t.made_at, t.made_by,
           coalesce((select jsonb_object_agg(s.state, s.contacts) from (
               select state, count(*) as contacts from community.transfer_contact
               where transfer_id = t.id group by state
           ) s), '{}') as counts
    from community.transfer t left join community.guide h on h.user_id = t.handover
    left join community.guide k on k.user_id = t.takeover
"""
_PAGE = Statement(
    text(f"""
    {_VIEW} where cast(:before_at as timestamptz) is null or (t.made_at, t.id) < (:before_at, :before_id)
    order by t.made_at desc, t.id desc limit :size
    """)
)
_ONE = Statement(text(f"{_VIEW} where t.id = :id"))
_CONTACTS = Statement(
    text("""
    select t.contact_id, coalesce(nullif(f.remark, ''), c.name, t.contact_id) as name, c.avatar_url, t.state, t.why,
           t.changed_at, t.taken_at
    from community.transfer_contact t left join community.contact c on c.contact_id = t.contact_id
    left join community.follow f on f.user_id = t.handover and f.contact_id = t.contact_id
    where t.transfer_id = :id and (cast(:state as text) is null or t.state = :state)
      and (cast(:after as text) is null or t.contact_id > :after)
    order by t.contact_id limit :size
    """)
)
_UNASSIGNED = Statement(
    text("""
    select u.user_id, coalesce(nullif(g.name, ''), u.user_id) as name, max(u.left_at) as left_at,
           count(*)::int as contacts
    from community.unassigned u left join community.guide g on g.user_id = u.user_id
    group by u.user_id, g.name order by left_at desc, u.user_id
    """)
)
_counts = msgspec.json.Decoder(dict[TransferState, int])


class PostgresTransferReads:
    """Implements `ports.community.transfers.TransferReads`."""

    async def page(self, tx: Tx, cursor: str | None, limit: int) -> Page[TransferView]:
        before = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _PAGE.all(tx, before_at=before[0], before_id=before[1], size=limit + 1)
        items = [_view(row) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(items, encode_cursor((items[-1].made_at, items[-1].id)) if more else None)

    async def one(self, tx: Tx, transfer_id: UUID) -> TransferView | None:
        row = await _ONE.one(tx, id=transfer_id)
        return _view(row) if row else None

    async def contacts(
        self, tx: Tx, transfer_id: UUID, state: TransferState | None, cursor: str | None, limit: int
    ) -> Page[TransferContactView]:
        after = decode_cursor(cursor, str) if cursor else None
        rows = await _CONTACTS.all(tx, id=transfer_id, state=state, after=after, size=limit + 1)
        items = [TransferContactView(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].contact_id) if len(rows) > limit else None)

    async def unassigned(self, tx: Tx) -> tuple[UnassignedView, ...]:
        return tuple(UnassignedView(**row) for row in await _UNASSIGNED.all(tx))


def _view(row: asyncpg.Record) -> TransferView:
    return TransferView(**{**row, "counts": _counts.decode(row["counts"])})
