"""Campaigns as operators list and measure them, and as a product page shows them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.promotion_early import VIEWER, runs
from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, MemberId, Page, ProductId, SkuId, Tx
from ports.promotion.rules import Campaign
from ports.promotion.views import CampaignBrief, CampaignFilter, DayEffect, Effect, GoodsFacts, ProductRead

_PHASE = """
    case when c.state <> 'published' then c.state when c.starts_at > :now then 'scheduled'
         when c.ends_at > :now then 'running' else 'ended' end
"""
_PAGE = Statement(
    text(f"""
    select c.id, c.kind, c.name, c.label, {_PHASE} as phase, c.starts_at, c.ends_at, c.created_at,
           coalesce(u.orders, 0) as orders, cast(coalesce(u.off_fen, 0) as bigint) as off_fen,
           i.quota, coalesce(i.taken, 0) as taken
    from promotion.campaign c
    left join lateral (
        select count(distinct order_id) as orders, sum(off_fen) as off_fen from promotion.order_use
        where campaign_id = c.id and state = 'used') u on true
    left join lateral (
        select sum(quota) as quota, sum(taken) filter (where quota is not null) as taken
        from promotion.campaign_item where campaign_id = c.id) i on true
    where (cast(:kind as text) is null or c.kind = :kind)
      and (cast(:phase as text) is null or {_PHASE} = :phase)
      and (cast(:q as text) is null or position(lower(cast(:q as text)) in lower(c.name)) > 0)
      and (cast(:at as timestamptz) is null or (c.created_at, c.id) < (:at, cast(:id as uuid)))
    order by c.created_at desc, c.id desc limit :size
    """)
)
_GOODS_BY = """
    select s.id as sku_id, p.id as product_id, p.title, array_to_string(s.option_values, ' ') as option_text,
           coalesce(s.image_url, p.cover_url) as image_url, s.price_fen, s.cost_fen, p.kind,
           s.enabled and not s.removed and p.status = 'on_sale' as on_sale,
           cast((select greatest(0, coalesce(sum(t.on_hand - t.reserved), 0)) from supply.stock t
                 where t.sku_id = s.id) as int) as free_stock
    from commerce.sku s join commerce.product p on p.id = s.product_id
"""
_GOODS = Statement(text(f"{_GOODS_BY} where s.id = any(cast(:ids as uuid[]))"))
_GOODS_OF = Statement(
    text(f"{_GOODS_BY} where p.id = any(cast(:ids as uuid[])) and not s.removed order by p.id, s.position")
)
# One row per order, whatever it took of the campaign.
_EFFECT = Statement(
    text("""
    with uses as (
        select order_id, sum(units) filter (where sku_id is not null) as units, sum(off_fen) as off_fen,
               bool_or(state = 'used') as is_used, bool_or(state = 'held') as is_held
        from promotion.order_use where campaign_id = :id and state <> 'released' group by order_id
    ), paid as (
        select u.units, u.off_fen, o.id, o.member_id, o.paid_fen, o.refunded_fen, o.paid_at,
               not exists (select from commerce."order" e where e.member_id = o.member_id and e.paid_at < o.paid_at)
                   as is_first
        from uses u join commerce."order" o on o.id = u.order_id where u.is_used and o.paid_at is not null
    )
    select count(*) as orders, count(distinct member_id) as buyers,
           count(distinct member_id) filter (where is_first) as buyers_new,
           cast(coalesce(sum(units), 0) as bigint) as units, cast(coalesce(sum(paid_fen), 0) as bigint) as paid_fen,
           cast(coalesce(sum(off_fen), 0) as bigint) as off_fen,
           cast(coalesce(sum(refunded_fen), 0) as bigint) as refunded_fen,
           (select count(*) from uses where is_held) as waiting,
           (select coalesce(json_agg(json_build_object('day', d.day, 'orders', d.orders, 'offFen', d.off_fen,
                                                       'paidFen', d.paid_fen) order by d.day), '[]')
            from (select to_char(paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, count(*) as orders,
                         sum(off_fen) as off_fen, sum(paid_fen) as paid_fen
                  from paid group by 1 order by 1 desc limit 60) d) as days
    from paid
    """)
)
_CAMPAIGN = """
    json_build_object('id', c.id, 'name', c.name, 'label', c.label, 'priority', c.priority, 'stacks', c.stacks,
        'rule', c.rule, 'startsAt', c.starts_at, 'endsAt', c.ends_at, 'opensEarly', c.opens_early, 'items', (
            select coalesce(json_agg(json_build_object(
                'skuId', i.sku_id, 'priceFen', i.price_fen, 'quota', i.quota, 'taken', i.taken,
                'perMemberMax', i.per_member_max) order by i.position), '[]')
            from promotion.campaign_item i where i.campaign_id = c.id and {items}))
"""
_RUNS = runs(VIEWER)
_OF_PRODUCT = Statement(
    text(f"""
    with skus as (
        select array_agg(s.id order by s.position) as ids from commerce.sku s
        where s.product_id = :product_id and s.enabled and not s.removed
    )
    select coalesce((select ids from skus), '{{}}') as sku_ids,
           (select path from commerce.category where id = p.category_id) as category_ids,
           (select coalesce(json_agg({_CAMPAIGN.format(items="i.sku_id = any(cast((select ids from skus) as uuid[]))")}
                                     order by c.priority, c.id), '[]')
            from promotion.campaign c where {_RUNS}) as campaigns
    from commerce.product p where p.id = :product_id
    """)
)
_BUNDLES = Statement(
    text(f"""
    select coalesce(json_agg({_CAMPAIGN.format(items="true")} order by c.priority, c.id), '[]')
    from promotion.campaign c where {_RUNS} and c.kind = 'bundle'
    """)
)
_days = msgspec.json.Decoder(tuple[DayEffect, ...])
_campaigns = msgspec.json.Decoder(list[Campaign])


class PostgresCampaignViews:
    """Implements `ports.promotion.views.CampaignViews`."""

    async def page(
        self, tx: Tx, given: CampaignFilter, cursor: str | None, paging: tuple[int, datetime]
    ) -> Page[CampaignBrief]:
        limit, now = paging
        at, id_ = decode_cursor(cursor, tuple[datetime, UUID]) if cursor else (None, None)
        rows = await _PAGE.all(
            tx, kind=given.kind, phase=given.phase, q=given.q, at=at, id=id_, size=limit + 1, now=now
        )
        names = CampaignBrief.__struct_fields__
        items = [CampaignBrief(**{name: row[name] for name in names}) for row in rows[:limit]]
        if len(rows) <= limit:
            return Page(items)
        last = rows[limit - 1]
        return Page(items, encode_cursor((last["created_at"], last["id"])))

    async def goods(self, tx: Tx, sku_ids: Sequence[SkuId]) -> dict[SkuId, GoodsFacts]:
        if not sku_ids:
            return {}
        return {row["sku_id"]: GoodsFacts(**row) for row in await _GOODS.all(tx, ids=list(sku_ids))}

    async def goods_of(self, tx: Tx, product_ids: Sequence[ProductId]) -> list[GoodsFacts]:
        if not product_ids:
            return []
        return [GoodsFacts(**row) for row in await _GOODS_OF.all(tx, ids=list(product_ids))]

    async def effect(self, tx: Tx, campaign_id: CampaignId) -> Effect:
        row = await _EFFECT.one(tx, id=campaign_id)
        assert row is not None
        return Effect(**{**row, "days": _days.decode(row["days"])})

    async def of_product(
        self, tx: Tx, product_id: ProductId, viewer: MemberId | None, now: datetime
    ) -> ProductRead | None:
        row = await _OF_PRODUCT.one(tx, product_id=product_id, viewer=viewer, now=now)
        if row is None:
            return None
        campaigns = tuple(_campaigns.decode(row["campaigns"]))
        return ProductRead(tuple(row["sku_ids"]), tuple(row["category_ids"]), campaigns)

    async def bundles(self, tx: Tx, viewer: MemberId | None, now: datetime) -> list[Campaign]:
        return _campaigns.decode(await _BUNDLES.value(tx, viewer=viewer, now=now))
