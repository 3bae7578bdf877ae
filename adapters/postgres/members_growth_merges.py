"""Growth of members who became one, and of those who did not stay one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.growth_store import Birthday, MergeRow

_READ = Statement(
    text("""
    select merge_id, kept_level, kept_until, kept_held, kept_concierge_at, gone_level, gone_until, gone_held,
           gone_birthday_month, gone_birthday_day, gone_birthday_year, birthday_taken
    from members.growth_merge where merge_id = :merge_id and parted_at is null
    """)
)
_REMEMBER = Statement(
    text("""
    insert into members.growth_merge (merge_id, kept_level, kept_until, kept_held, kept_concierge_at, gone_level,
        gone_until, gone_held, gone_birthday_month, gone_birthday_day, gone_birthday_year, birthday_taken)
    values (:merge_id, :kept_level, :kept_until, :kept_held, :kept_concierge_at, :gone_level, :gone_until, :gone_held,
        :month, :day, :year, :birthday_taken)
    on conflict (merge_id) do nothing
    """)
)
_MOVE = Statement(
    text("""
    with entries as (
        update members.growth_entry set member_id = :kept_id where member_id = :gone_id returning id
    ), orders as (
        update members.growth_order set member_id = :kept_id where member_id = :gone_id returning order_id
    )
    insert into members.growth_moved (merge_id, kind, id)
    select cast(:merge_id as uuid), 'entry', id from entries
    union all select cast(:merge_id as uuid), 'order', order_id from orders
    """)
)
# What an order earned or lost since goes with it: its entries must add up to it on one side.
_MOVE_BACK = Statement(
    text("""
    with orders as (
        update members.growth_order o set member_id = :gone_id from members.growth_moved v
        where v.merge_id = :merge_id and v.kind = 'order' and v.id = o.order_id and o.member_id = :kept_id
        returning o.order_id
    )
    update members.growth_entry e set member_id = :gone_id
    where e.member_id = :kept_id
      and (e.order_id in (select order_id from orders)
           or e.order_id is null and e.id in (select v.id from members.growth_moved v
                                              where v.merge_id = :merge_id and v.kind = 'entry'))
    """)
)
_PARTED = Statement(text("update members.growth_merge set parted_at = :now where merge_id = :merge_id"))
_TAKE_BIRTHDAY = Statement(
    text("""
    with gone as (
        select birthday_month, birthday_day, birthday_year, birthday_set_at, birthday_gift_year
        from members.member where id = :gone_id
    ), emptied as (
        update members.member set birthday_month = null, birthday_day = null, birthday_year = null where id = :gone_id
    )
    update members.member k set
        birthday_month = case when k.birthday_month is null then gone.birthday_month else k.birthday_month end,
        birthday_day = case when k.birthday_month is null then gone.birthday_day else k.birthday_day end,
        birthday_year = case when k.birthday_month is null then gone.birthday_year else k.birthday_year end,
        birthday_set_at = case when k.birthday_month is null then gone.birthday_set_at else k.birthday_set_at end,
        birthday_gift_year = greatest(k.birthday_gift_year, gone.birthday_gift_year)
    from gone where k.id = :kept_id
    """)
)
# A birthday that came with the merge goes with it, unless it was changed since.
_GIVE_BIRTHDAY_BACK = Statement(
    text("""
    with known as (select * from members.growth_merge where merge_id = :merge_id), emptied as (
        update members.member k set birthday_month = null, birthday_day = null, birthday_year = null
        from known
        where k.id = :kept_id and known.birthday_taken and k.birthday_month = known.gone_birthday_month
          and k.birthday_day = known.gone_birthday_day
          and k.birthday_year is not distinct from known.gone_birthday_year
    )
    update members.member g set birthday_month = known.gone_birthday_month, birthday_day = known.gone_birthday_day,
        birthday_year = known.gone_birthday_year,
        birthday_gift_year = greatest(g.birthday_gift_year, (select birthday_gift_year from members.member
                                                             where id = :kept_id and known.birthday_taken))
    from known where g.id = :gone_id and g.birthday_month is null
    """)
)


class PostgresGrowthMerges:
    """Implements `ports.members.growth_store.GrowthMergeStore`."""

    async def merged(self, tx: Tx, merge_id: UUID) -> MergeRow | None:
        row = await _READ.one(tx, merge_id=merge_id)
        if row is None:
            return None
        found = dict(row)
        month, day, year = (found.pop(f"gone_birthday_{part}") for part in ("month", "day", "year"))
        return MergeRow(gone_birthday=Birthday(month, day, year) if month is not None else None, **found)

    async def remember(self, tx: Tx, row: MergeRow) -> bool:
        birthday = row.gone_birthday
        written = await _REMEMBER.run(
            tx,
            merge_id=row.merge_id,
            kept_level=row.kept_level,
            kept_until=row.kept_until,
            kept_held=row.kept_held,
            kept_concierge_at=row.kept_concierge_at,
            gone_level=row.gone_level,
            gone_until=row.gone_until,
            gone_held=row.gone_held,
            month=birthday.month if birthday else None,
            day=birthday.day if birthday else None,
            year=birthday.year if birthday else None,
            birthday_taken=row.birthday_taken,
        )
        return written == 1

    async def move(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        await _MOVE.run(tx, merge_id=merge_id, gone_id=gone_id, kept_id=kept_id)

    async def move_back(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        await _MOVE_BACK.run(tx, merge_id=merge_id, gone_id=gone_id, kept_id=kept_id)

    async def parted(self, tx: Tx, merge_id: UUID, now: datetime) -> None:
        await _PARTED.run(tx, merge_id=merge_id, now=now)

    async def take_birthday(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> None:
        await _TAKE_BIRTHDAY.run(tx, gone_id=gone_id, kept_id=kept_id)

    async def give_birthday_back(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        await _GIVE_BIRTHDAY_BACK.run(tx, merge_id=merge_id, gone_id=gone_id, kept_id=kept_id)
