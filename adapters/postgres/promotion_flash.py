"""Flash sale over PostgreSQL: pools with their generations, tickets, entries from groups."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, Ids, MemberId, OrderId, SkuId, Tx
from ports.promotion.flash import Counted, PoolRef
from ports.promotion.flash_orders import FlashDecision
from ports.promotion.flash_store import FlashPoolRow, FlashSale, Ticket
from ports.promotion.rules import Flash

_SALE = """
    i.campaign_id, i.sku_id, c.name, c.label, c.rule, c.stacks, i.price_fen, i.quota, i.per_member_max, c.starts_at,
    c.ends_at, c.state <> 'published' as is_stopped
"""
_ITEMS = "promotion.campaign_item i join promotion.campaign c on c.id = i.campaign_id"
_POOL = f"""
    select p.number, p.generation, p.state = 'open' as is_open, p.is_loaded, p.server_id, p.claimed_until, {_SALE}
    from promotion.flash_pool p join {_ITEMS} on i.campaign_id = p.campaign_id and i.sku_id = p.sku_id
"""
_POOLS = Statement(text(f"{_POOL} where p.state = 'open' order by p.campaign_id, p.sku_id"))
_LOCK = Statement(
    text(f"""
        {_POOL} where p.campaign_id = :campaign_id and (cast(:sku_id as uuid) is null or p.sku_id = :sku_id)
        order by p.sku_id for no key update of p
    """)
)
_UNOPENED = Statement(
    text(f"""
        select {_SALE} from {_ITEMS}
        where c.kind = 'flash' and c.state = 'published' and c.ends_at > :now and i.quota is not null and not exists (
            select from promotion.flash_pool p where p.campaign_id = i.campaign_id and p.sku_id = i.sku_id)
        order by i.campaign_id, i.sku_id
    """)
)
_OF_CAMPAIGN = Statement(
    text(f"select {_SALE} from {_ITEMS} where c.id = :campaign_id and c.kind = 'flash' order by i.sku_id")
)
_OPEN = Statement(
    text("""
        insert into promotion.flash_pool (campaign_id, sku_id, state, generation, is_loaded, changed_at)
        select cast(:campaign_id as uuid), sku_id, 'open', 1, false, cast(:now as timestamptz)
        from unnest(cast(:sku_ids as uuid[])) as s (sku_id)
        on conflict (campaign_id, sku_id) do nothing
    """)
)
_CLAIM = Statement(
    text("""
        update promotion.flash_pool set generation = generation + 1, is_loaded = false, server_id = :server_id,
            claimed_until = :until, changed_at = :now
        where campaign_id = :campaign_id and sku_id = :sku_id and generation = :generation and state = 'open'
    """)
)
_HOLD = Statement(
    text("""
        update promotion.flash_pool set claimed_until = :until
        where campaign_id = :campaign_id and sku_id = :sku_id and generation = :generation and state = 'open'
    """)
)
_LOADED = Statement(
    text("""
        update promotion.flash_pool set is_loaded = true, claimed_until = null, changed_at = :now
        where campaign_id = :campaign_id and sku_id = :sku_id and generation = :generation and state = 'open'
    """)
)
_CLOSE = Statement(
    text("""
        update promotion.flash_pool set state = 'closed', generation = generation + 1, is_loaded = false,
            claimed_until = null, changed_at = :now
        where campaign_id = :campaign_id and state = 'open'
    """)
)
_SHOW_TAKEN = Statement(
    text("""
        update promotion.campaign_item set taken = least(quota, :taken)
        where campaign_id = :campaign_id and sku_id = :sku_id and taken <> least(quota, :taken)
    """)
)
_TICKET = "select id, member_id, state, generation, order_id, reason from promotion.flash_ticket"
_KNOWN = Statement(text(f"{_TICKET} where id = any(cast(:ids as uuid[]))"))
_OWN = Statement(
    text("""
        select p.generation as now, t.id, t.member_id, t.state, t.generation, t.order_id, t.reason
        from (select 1) one
        left join promotion.flash_pool p on p.number = :number and p.state = 'open'
        left join promotion.flash_ticket t on t.id = :id and t.member_id = :member_id
    """)
)
_UNITS = Statement(
    text("""
        select member_id, cast(sum(quantity) as int) as units from promotion.flash_ticket
        where campaign_id = :campaign_id and sku_id = :sku_id and state = 'ordered'
          and member_id = any(cast(:member_ids as uuid[]))
        group by member_id
    """)
)
# The use is written without units: the pool counts them, here and in `supply.pool`, and they come back through it.
_WRITE = Statement(
    text("""
        with given as materialized (
            select * from unnest(
                cast(:ids as uuid[]), cast(:member_ids as uuid[]), cast(:client_keys as text[]),
                cast(:quantities as int[]), cast(:seqs as int[]), cast(:states as text[]), cast(:order_ids as uuid[]),
                cast(:reasons as text[]), cast(:queued_at as timestamptz[]), cast(:use_ids as uuid[]),
                cast(:offs_fen as bigint[])
            ) as g (id, member_id, client_key, quantity, seq, state, order_id, reason, queued_at, use_id, off_fen)
        ), written as (
            insert into promotion.flash_ticket as t (
                id, campaign_id, sku_id, member_id, client_key, quantity, generation, seq, state, order_id, reason,
                queued_at, changed_at, is_told)
            select id, cast(:campaign_id as uuid), cast(:sku_id as uuid), member_id, client_key, quantity,
                   cast(:generation as int), seq, state, order_id, reason, queued_at, cast(:now as timestamptz),
                   state <> 'refused'
            from given
            on conflict (id) do update set quantity = excluded.quantity, generation = excluded.generation,
                seq = excluded.seq, state = excluded.state, order_id = excluded.order_id, reason = excluded.reason,
                queued_at = excluded.queued_at, changed_at = excluded.changed_at, is_told = excluded.is_told
            where t.state = 'interrupted' and t.generation < excluded.generation
            returning t.id, t.order_id
        ), used as (
            insert into promotion.order_use (
                id, order_id, campaign_id, sku_id, member_id, units, off_fen, state, taken_at)
            select use_id, order_id, cast(:campaign_id as uuid), cast(:sku_id as uuid), member_id, 0, off_fen, 'held',
                   cast(:now as timestamptz)
            from given where order_id is not null
        )
        select cast(count(*) as int) from written
    """)
)
_COUNTED = Statement(
    text("""
        select member_id, id as ticket_id, case when state = 'ordered' then quantity else 0 end as quantity, 0 as seq
        from promotion.flash_ticket
        where campaign_id = :campaign_id and sku_id = :sku_id and state <> 'interrupted' order by member_id, id
    """)
)
_RELEASE = Statement(
    text("""
        update promotion.flash_ticket set state = 'released', is_told = false, changed_at = :now
        where order_id = :order_id and state = 'ordered'
    """)
)
_UNTOLD = Statement(
    text("""
        select member_id, id from promotion.flash_ticket
        where campaign_id = :campaign_id and sku_id = :sku_id and not is_told order by id limit :limit
    """)
)
_TOLD = Statement(text("update promotion.flash_ticket set is_told = true where id = any(cast(:ids as uuid[]))"))
_ENTER = Statement(
    text("""
        with entered as (
            insert into promotion.group_entry (campaign_id, member_id, open_gid, entered_at)
            values (cast(:campaign_id as uuid), cast(:member_id as uuid), cast(:open_gid as text), :now)
            on conflict do nothing returning 1
        )
        select cast((select count(*) from entered) + (select count(*) from promotion.group_entry
               where campaign_id = cast(:campaign_id as uuid) and member_id = cast(:member_id as uuid)) as int)
    """)
)
_ENTERED = Statement(
    text("""
        select cast(count(*) as int) from promotion.group_entry
        where campaign_id = :campaign_id and member_id = :member_id
    """)
)
_rule = msgspec.json.Decoder(Flash)
_SALE_FIELDS = [name for name in FlashSale.__struct_fields__ if name not in ("rule", "stacks")]


class PostgresFlash:
    """Implements `ports.promotion.flash_store.FlashStore`."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def pools(self, tx: Tx) -> list[FlashPoolRow]:
        return [_row(row) for row in await _POOLS.all(tx)]

    async def lock(self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId | None = None) -> list[FlashPoolRow]:
        return [_row(row) for row in await _LOCK.all(tx, campaign_id=campaign_id, sku_id=sku_id)]

    async def unopened(self, tx: Tx, now: datetime) -> list[FlashSale]:
        return [_sale(row) for row in await _UNOPENED.all(tx, now=now)]

    async def items(self, tx: Tx, campaign_id: CampaignId) -> list[FlashSale]:
        return [_sale(row) for row in await _OF_CAMPAIGN.all(tx, campaign_id=campaign_id) if row["quota"] is not None]

    async def open(self, tx: Tx, campaign_id: CampaignId, sku_ids: Sequence[SkuId], now: datetime) -> None:
        await _OPEN.run(tx, campaign_id=campaign_id, sku_ids=list(sku_ids), now=now)

    async def claim(self, tx: Tx, pool: PoolRef, server_id: str, until: datetime, now: datetime) -> None:
        changed = await _CLAIM.run(tx, server_id=server_id, until=until, now=now, **_named(pool))
        assert changed == 1, "the pool was locked and read"

    async def hold(self, tx: Tx, pool: PoolRef, until: datetime) -> None:
        await _HOLD.run(tx, until=until, **_named(pool))

    async def loaded(self, tx: Tx, pool: PoolRef, now: datetime) -> bool:
        return await _LOADED.run(tx, now=now, **_named(pool)) == 1

    async def close(self, tx: Tx, campaign_id: CampaignId, now: datetime) -> None:
        await _CLOSE.run(tx, campaign_id=campaign_id, now=now)

    async def known(self, tx: Tx, ids: Sequence[UUID]) -> Mapping[UUID, Ticket]:
        return {row["id"]: Ticket(**row) for row in await _KNOWN.all(tx, ids=list(ids))}

    async def units_of(self, tx: Tx, pool: PoolRef, member_ids: Sequence[MemberId]) -> Mapping[MemberId, int]:
        rows = await _UNITS.all(tx, campaign_id=pool.campaign_id, sku_id=pool.sku_id, member_ids=list(set(member_ids)))
        return {row["member_id"]: row["units"] for row in rows}

    async def write(self, tx: Tx, pool: PoolRef, decisions: Sequence[FlashDecision], now: datetime) -> int:
        written: int = await _WRITE.value(
            tx,
            now=now,
            ids=[one.ticket.ask.ticket_id for one in decisions],
            member_ids=[one.ticket.ask.member_id for one in decisions],
            client_keys=[one.ticket.ask.client_key for one in decisions],
            quantities=[one.ticket.ask.quantity for one in decisions],
            seqs=[one.ticket.seq for one in decisions],
            states=[one.state for one in decisions],
            order_ids=[one.order_id for one in decisions],
            reasons=[one.reason for one in decisions],
            queued_at=[one.ticket.queued_at for one in decisions],
            use_ids=[self._ids.new() for _ in decisions],
            offs_fen=[one.off_fen for one in decisions],
            **_named(pool),
        )
        return written

    async def counted(self, tx: Tx, pool: PoolRef) -> list[Counted]:
        rows = await _COUNTED.all(tx, campaign_id=pool.campaign_id, sku_id=pool.sku_id)
        return [Counted(**row) for row in rows]

    async def release(self, tx: Tx, order_id: OrderId, now: datetime) -> bool:
        return await _RELEASE.run(tx, order_id=order_id, now=now) == 1

    async def untold(self, tx: Tx, pool: PoolRef, limit: int) -> list[tuple[MemberId, UUID]]:
        rows = await _UNTOLD.all(tx, campaign_id=pool.campaign_id, sku_id=pool.sku_id, limit=limit)
        return [(row["member_id"], row["id"]) for row in rows]

    async def told(self, tx: Tx, ids: Sequence[UUID]) -> None:
        await _TOLD.run(tx, ids=list(ids))

    async def show_taken(self, tx: Tx, pool: PoolRef, taken: int) -> None:
        await _SHOW_TAKEN.run(tx, campaign_id=pool.campaign_id, sku_id=pool.sku_id, taken=taken)

    async def ticket(
        self, tx: Tx, ticket_id: UUID, member_id: MemberId, number: int
    ) -> tuple[Ticket | None, int | None]:
        row = await _OWN.one(tx, id=ticket_id, member_id=member_id, number=number)
        assert row is not None, "left joins keep the one row"
        found = Ticket(**{name: row[name] for name in Ticket.__struct_fields__}) if row["id"] else None
        return found, row["now"]

    async def enter(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId, group: str, now: datetime) -> int:
        found: int = await _ENTER.value(tx, campaign_id=campaign_id, member_id=member_id, open_gid=group, now=now)
        return found

    async def entered(self, tx: Tx, campaign_id: CampaignId, member_id: MemberId) -> int:
        found: int = await _ENTERED.value(tx, campaign_id=campaign_id, member_id=member_id)
        return found


def _named(pool: PoolRef) -> dict[str, object]:
    return {"campaign_id": pool.campaign_id, "sku_id": pool.sku_id, "generation": pool.generation}


def _sale(row: asyncpg.Record) -> FlashSale:
    given = {name: row[name] for name in _SALE_FIELDS}
    return FlashSale(**given, rule=_rule.decode(row["rule"]), stacks=tuple(row["stacks"]))


def _row(row: asyncpg.Record) -> FlashPoolRow:
    pool = PoolRef(row["campaign_id"], row["sku_id"], row["number"], row["generation"])
    names = ("is_open", "is_loaded", "server_id", "claimed_until")
    return FlashPoolRow(pool, _sale(row), **{name: row[name] for name in names})
