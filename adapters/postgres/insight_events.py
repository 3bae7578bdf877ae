"""Behaviour events over PostgreSQL. Views of members are joined: who wants to be followed is decided in the statement
that writes, and the member's row is held so that nobody leaves meanwhile.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import text

from adapters.postgres.sql import Statement
from adapters.postgres.unit_of_work import PostgresTx
from ports.insight.events import Kept, NewEvent
from ports.insight.store import LonelyCart
from ports.kernel import MemberId, ProductId, SkuId, Tx
from ports.members.api import MergeStep

DROPPED_ROWS_MAX = 100_000
_PLAIN = ("product_id", "sku_id", "quantity", "view_id", "dwell_ms", "order_id", "amount_fen")
_TYPES = {
    "id": "uuid",
    "kind": "text",
    "at": "timestamptz",
    "product_id": "uuid",
    "sku_id": "uuid",
    "quantity": "int",
    "words": "text",
    "view_id": "uuid",
    "dwell_ms": "int",
    "order_id": "uuid",
    "amount_fen": "bigint",
}
_GIVEN = ", ".join(f"cast(:{name} as {kind}[])" for name, kind in _TYPES.items())
_COLUMNS = ", ".join(_TYPES)
# A line of the cart is told of by its SKU alone.
_TAKEN = ", ".join("coalesce(g.product_id, s.product_id)" if name == "product_id" else f"g.{name}" for name in _TYPES)
# What is told after the fact (a cart left alone) is nothing that the member did just now.
_KEEP = Statement(
    text(f"""
    with who as materialized (
        select m.id from members.member m
        where m.id = (select coalesce(e.merged_into, e.id) from members.member e where e.id = :member_id)
          and m.left_at is null and m.privacy_version is not null
          and coalesce((select c.is_given from members.consent c where c.member_id = m.id and c.kind = 'marketing'
                        order by c.at desc, c.id desc limit 1), true)
        for key share of m
    ), given as (
        select * from unnest({_GIVEN}) as g ({_COLUMNS})
    ), fresh as (
        insert into insight.seen (member_id, id, at)
        select who.id, g.id, cast(:now as timestamptz) from who, given g order by g.id
        on conflict do nothing returning member_id, id
    ), written as (
        insert into insight.event (member_id, {_COLUMNS})
        select f.member_id, {_TAKEN} from fresh f join given g on g.id = f.id
        left join commerce.sku s on s.id = g.sku_id
        returning member_id, at, kind
    ), here as (
        insert into insight.presence as p (member_id, last_at)
        select member_id, max(at) from written where kind <> 'abandoned' group by member_id
        on conflict (member_id) do update set last_at = greatest(p.last_at, excluded.last_at)
    )
    select exists (select from who) as is_on, (select count(*) from written) as kept
    """)
)
_SILENT = Statement(
    text("""
    select exists (select from insight.presence where checked_at is distinct from last_at and last_at < :since)
    """)
)
_LONELY = Statement(
    text("""
    with due as materialized (
        select member_id, last_at from insight.presence
        where checked_at is distinct from last_at and last_at < :since
        order by last_at limit :size for update skip locked
    ), carts as materialized (
        select d.member_id, d.last_at, b.quantity, b.goods_fen, b.sku_ids[1] as sku_id, b.product_ids[1] as product_id
        from due d join insight.presence p on p.member_id = d.member_id
        cross join lateral (
            select sum(l.quantity) as quantity, sum(l.quantity * s.price_fen) as goods_fen,
                   max(l.added_at) as added_at, array_agg(l.sku_id order by l.added_at desc) as sku_ids,
                   array_agg(s.product_id order by l.added_at desc) as product_ids
            from commerce.cart_line l join commerce.sku s on s.id = l.sku_id where l.member_id = d.member_id
        ) b
        where b.added_at < cast(:since as timestamptz) and (p.abandoned_at is null or b.added_at > p.abandoned_at)
    ), looked as (
        update insight.presence p set checked_at = d.last_at,
            abandoned_at = case when exists (select from carts c where c.member_id = d.member_id) then :now
                                else p.abandoned_at end
        from due d where p.member_id = d.member_id
    )
    select member_id, last_at, product_id, sku_id, cast(quantity as int) as quantity,
           cast(goods_fen as bigint) as goods_fen from carts order by member_id
    """)
)
_TAKE = Statement(
    text("""
    with own as (
        select member_id, id, at from insight.event where member_id = :gone_id order by id, at for update
    ), moved as (
        update insight.event e set member_id = :kept_id, moved_by = :merge_id from own o
        where e.member_id = o.member_id and e.id = o.id and e.at = o.at
    ), seen as (
        insert into insight.seen (member_id, id, at)
        select cast(:kept_id as uuid), s.id, s.at from insight.seen s where s.member_id = :gone_id
        order by s.id on conflict do nothing
    )
    insert into insight.presence as p (member_id, last_at, checked_at)
    select cast(:kept_id as uuid), g.last_at, g.checked_at from insight.presence g where g.member_id = :gone_id
    on conflict (member_id) do update set last_at = greatest(p.last_at, excluded.last_at)
    """)
)
_GIVE = Statement(
    text("""
    with own as (
        select member_id, id, at from insight.event
        where member_id = :kept_id and moved_by = :merge_id order by id, at for update
    )
    update insight.event e set member_id = :gone_id, moved_by = null from own o
    where e.member_id = o.member_id and e.id = o.id and e.at = o.at
    """)
)
_TREE = "(select id from members.member where id = :member_id or merged_into = :member_id)"
_FORGET = [
    Statement(text(f"delete from insight.{table} where member_id in {_TREE}"))
    for table in ("event", "seen", "presence")
]
_MAKE_MONTH = Statement(text("select insight.make_month(:moment)"))
_KEPT_DAYS = Statement(text("select kept_days from insight.setting"))
_OLD_MONTHS = Statement(
    text("""
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = cast('insight.event' as regclass)
      and c.relname < 'event_' || to_char(cast(:before as timestamptz) at time zone 'UTC', 'YYYY_MM')
    order by 1
    """)
)
_DROP_ROWS = Statement(
    text("""
    delete from insight.event where (member_id, id, at) in (
        select member_id, id, at from insight.event where at < :before limit :size)
    """)
)
_FORGET_SEEN = Statement(
    text("""
    delete from insight.seen where (member_id, id) in (
        select member_id, id from insight.seen where at < :before order by at limit :size)
    """)
)


class PostgresEvents:
    """Implements `ports.insight.store.EventStore`. `told` is called after a commit that has kept something."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told

    async def keep(self, tx: Tx, member_id: MemberId, events: Sequence[NewEvent], now: datetime) -> Kept:
        row = await _KEEP.one(
            tx,
            member_id=member_id,
            now=now,
            id=[one.id for one in events],
            kind=[one.kind for one in events],
            at=[one.at for one in events],
            words=[one.text for one in events],
            **{name: [getattr(one, name) for one in events] for name in _PLAIN},
        )
        assert row is not None, "a query without from"
        if row["kept"]:
            cast(PostgresTx, tx).tell_after(self._told)
        return Kept(row["is_on"], row["kept"])

    async def silent(self, tx: Tx, silent_since: datetime) -> bool:
        return bool(await _SILENT.value(tx, since=silent_since))

    async def lonely_carts(self, tx: Tx, silent_since: datetime, limit: int) -> Sequence[LonelyCart]:
        # By the silence, not by the clock of this process: what is put in from now on is newer.
        rows = await _LONELY.all(tx, since=silent_since, now=silent_since, size=limit)
        return [
            LonelyCart(
                MemberId(row["member_id"]),
                row["last_at"],
                ProductId(row["product_id"]),
                SkuId(row["sku_id"]),
                row["quantity"],
                row["goods_fen"],
            )
            for row in rows
        ]

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        await _TAKE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        await _GIVE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)

    async def forget(self, tx: Tx, member_id: MemberId) -> None:
        for forget in _FORGET:
            await forget.run(tx, member_id=member_id)

    async def make_months(self, tx: Tx, moments: Sequence[datetime]) -> None:
        for _, moment in sorted({(one.year, one.month): one for one in moments}.items()):
            await _MAKE_MONTH.run(tx, moment=moment)

    async def kept_days(self, tx: Tx) -> int:
        return int(await _KEPT_DAYS.value(tx))

    async def drop_before(self, tx: Tx, before: datetime) -> int:
        for row in await _OLD_MONTHS.all(tx, before=before):
            # The names are ours: `insight.make_month` gave them.
            await Statement(text(f"drop table insight.{row['relname']}")).run(tx)
        return await _DROP_ROWS.run(tx, before=before, size=DROPPED_ROWS_MAX)

    async def forget_seen(self, tx: Tx, before: datetime, limit: int) -> int:
        return await _FORGET_SEEN.run(tx, before=before, size=limit)
