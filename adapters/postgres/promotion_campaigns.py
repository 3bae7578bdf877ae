"""Campaigns over PostgreSQL: heads, items, and what runs beside them."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.promotion_early import ANY_LEVEL, begins_at
from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, Tx
from ports.promotion.rules import CampaignKind, Rule
from ports.promotion.store import CampaignRow, ItemRow

_HEAD = (
    "id, name, label, state, priority, stacks, rule, starts_at, ends_at, version, published_at, stopped_at, opens_early"
)
_ITEMS = """
    (select coalesce(json_agg(json_build_object(
         'skuId', i.sku_id, 'priceFen', i.price_fen, 'quota', i.quota, 'perMemberMax', i.per_member_max,
         'taken', i.taken) order by i.position), '[]')
     from promotion.campaign_item i where i.campaign_id = c.id) as items
"""
_COLUMNS = ", ".join(f"c.{name}" for name in _HEAD.split(", "))
_GET = Statement(text(f"select {_COLUMNS}, {_ITEMS} from promotion.campaign c where c.id = :id"))
_LOCK = Statement(text("select id from promotion.campaign where id = :id for no key update"))
_INSERT = Statement(
    text(f"""
    insert into promotion.campaign ({_HEAD}, kind, created_at, updated_at)
    values (:id, :name, :label, :state, :priority, :stacks, cast(:rule as jsonb), :starts_at, :ends_at, :version,
            :published_at, :stopped_at, :opens_early, cast(:rule as jsonb) ->> 'type', :now, :now)
    """)
)
_SAVE = Statement(
    text("""
    update promotion.campaign set
        name = :name, label = :label, state = :state, priority = :priority, stacks = :stacks,
        rule = cast(:rule as jsonb), starts_at = :starts_at, ends_at = :ends_at, version = :version,
        published_at = :published_at, stopped_at = :stopped_at, opens_early = :opens_early, updated_at = :now
    where id = :id
    """)
)
_DROP_ITEMS = Statement(
    text("delete from promotion.campaign_item where campaign_id = :id and not (sku_id = any(cast(:sku_ids as uuid[])))")
)
_PUT_ITEMS = Statement(
    text("""
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    select :id, i.sku_id, i.position, i.price_fen, i.quota, i.per_member_max
    from unnest(cast(:sku_ids as uuid[]), cast(:prices_fen as bigint[]), cast(:quotas as int[]),
                cast(:limits as int[])) with ordinality as i (sku_id, price_fen, quota, per_member_max, position)
    order by i.sku_id  -- as orders lock them
    on conflict (campaign_id, sku_id) do update set position = excluded.position, price_fen = excluded.price_fen,
        quota = excluded.quota, per_member_max = excluded.per_member_max
    """)
)
_REMOVE = Statement(text("delete from promotion.campaign where id = :id and state = 'draft'"))
_OVERLAPPING = Statement(
    text(f"""
    select {_COLUMNS}, {_ITEMS} from promotion.campaign c
    where c.state = 'published' and c.kind = any(cast(:kinds as text[]))
      and {begins_at(ANY_LEVEL)} < :ends_at
      and c.ends_at > cast(:starts_at as timestamptz)
                    - case when :opens_early then make_interval(mins => {ANY_LEVEL}) else interval '0' end
      and c.id <> :id
    order by c.priority, c.id limit 100
    """)
)
_rule = msgspec.json.Decoder(Rule)
_items = msgspec.json.Decoder(tuple[ItemRow, ...])


class PostgresCampaigns:
    """Implements `ports.promotion.store.CampaignStore`."""

    async def insert(self, tx: Tx, row: CampaignRow, now: datetime) -> None:
        await _INSERT.run(tx, now=now, **_head_values(row))
        await self._put_items(tx, row)

    async def lock(self, tx: Tx, campaign_id: CampaignId) -> CampaignRow | None:
        # Two statements: one that waits for the lock would read items as they were before the wait.
        if await _LOCK.value(tx, id=campaign_id) is None:
            return None
        return await self.get(tx, campaign_id)

    async def save(self, tx: Tx, row: CampaignRow, now: datetime) -> None:
        await _SAVE.run(tx, now=now, **_head_values(row))
        await _DROP_ITEMS.run(tx, id=row.id, sku_ids=[item.sku_id for item in row.items])
        await self._put_items(tx, row)

    async def remove(self, tx: Tx, campaign_id: CampaignId) -> None:
        await _DROP_ITEMS.run(tx, id=campaign_id, sku_ids=[])
        await _REMOVE.run(tx, id=campaign_id)

    async def get(self, tx: Tx, campaign_id: CampaignId) -> CampaignRow | None:
        row = await _GET.one(tx, id=campaign_id)
        return campaign_row(row) if row else None

    async def overlapping(self, tx: Tx, kinds: Sequence[CampaignKind], row: CampaignRow) -> list[CampaignRow]:
        span = {"starts_at": row.starts_at, "ends_at": row.ends_at, "opens_early": row.opens_early}
        rows = await _OVERLAPPING.all(tx, kinds=list(kinds), id=row.id, **span)
        return [campaign_row(found) for found in rows]

    async def _put_items(self, tx: Tx, row: CampaignRow) -> None:
        await _PUT_ITEMS.run(
            tx,
            id=row.id,
            sku_ids=[item.sku_id for item in row.items],
            prices_fen=[item.price_fen for item in row.items],
            quotas=[item.quota for item in row.items],
            limits=[item.per_member_max for item in row.items],
        )


def campaign_row(row: asyncpg.Record) -> CampaignRow:
    given = {**row, "rule": _rule.decode(row["rule"]), "items": _items.decode(row["items"])}
    return CampaignRow(**given | {"stacks": tuple(row["stacks"])})


def _head_values(row: CampaignRow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in _HEAD.split(", ")}
    return values | {"stacks": list(row.stacks), "rule": msgspec.json.encode(row.rule).decode()}
