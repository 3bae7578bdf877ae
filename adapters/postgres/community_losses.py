"""Losses over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.losses import Loss, LossState, LossView
from ports.community.store import Pair
from ports.kernel import Tx

_WHO = """
    coalesce(nullif(g.name, ''), l.user_id) as guide_name, coalesce(nullif(f.remark, ''), c.name, l.contact_id) as name
"""
_FROM = """
    community.loss l left join community.guide g on g.user_id = l.user_id
    left join community.follow f on f.user_id = l.user_id and f.contact_id = l.contact_id
    left join community.contact c on c.contact_id = l.contact_id
"""
# Of a friendship that the mirror has never seen, there is nothing to tell.
_NOTE = Statement(
    text("""
    insert into community.loss (id, user_id, contact_id, at, by_contact, state, told)
    select :id, f.user_id, f.contact_id, :at, :by_contact, 'new', '{}' from community.follow f
    where f.user_id = :user_id and f.contact_id = :contact_id on conflict do nothing
    """)
)
_ONE = Statement(
    text(f"""
    select l.id, l.user_id, l.contact_id, l.at, l.by_contact, l.state, {_WHO}, f.added_at from {_FROM}
    where l.id = :id
    """)
)
_TOLD = Statement(text("update community.loss set state = :state, told = :told where id = :id and state = 'new'"))
_RECENT = Statement(
    text(f"""
    select l.id, l.user_id, l.contact_id, l.at, l.by_contact, l.state, {_WHO},
           array(select coalesce(nullif(t.name, ''), w.user_id) from unnest(l.told) with ordinality w (user_id, place)
                 left join community.guide t on t.user_id = w.user_id order by w.place) as told
    from {_FROM} order by l.at desc, l.id desc limit :size
    """)
)


class PostgresLosses:
    """Implements `ports.community.losses.LossStore`."""

    async def note(self, tx: Tx, loss_id: UUID, pair: Pair, at: datetime, *, by_contact: bool) -> bool:
        given = {"user_id": pair.user_id, "contact_id": pair.contact_id, "at": at, "by_contact": by_contact}
        return await _NOTE.run(tx, id=loss_id, **given) == 1

    async def one(self, tx: Tx, loss_id: UUID) -> Loss | None:
        row = await _ONE.one(tx, id=loss_id)
        if row is None:
            return None
        given = {name: row[name] for name in Loss.__struct_fields__ if name != "pair"}
        return Loss(pair=Pair(row["user_id"], row["contact_id"]), **given)

    async def told(self, tx: Tx, loss_id: UUID, state: LossState, user_ids: Sequence[str]) -> None:
        await _TOLD.run(tx, id=loss_id, state=state, told=list(user_ids))

    async def recent(self, tx: Tx, limit: int) -> tuple[LossView, ...]:
        return tuple(LossView(**{**row, "told": tuple(row["told"])}) for row in await _RECENT.all(tx, size=limit))
