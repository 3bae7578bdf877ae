"""Bargains over PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import CampaignId, MemberId, OrderId, ProductId, SkuId, Tx
from ports.promotion.bargain_store import BargainCutRow, BargainGoods, BargainOffer, BargainRow, HelpRefusal
from ports.promotion.rules import Bargain, Campaign, OfferItem

_OFFER = """
    select c.id, c.name, c.label, c.state, c.priority, c.stacks, c.rule, c.starts_at, c.ends_at,
           s.id as sku_id, i.sku_id is not null as is_offered, coalesce(i.price_fen, 0) as floor_fen,
           case when i.sku_id is null then 0 else i.quota end as quota, coalesce(i.taken, 0) as taken,
           i.per_member_max, coalesce(t.taken, 0) as member_taken, p.id as product_id, p.title,
           array_to_string(s.option_values, ' ') as option_text, coalesce(s.image_url, p.cover_url) as image_url,
           s.price_fen as list_fen, p.status = 'on_sale' and s.enabled and not s.removed as is_on_sale
    from promotion.campaign c
    {items}
    join commerce.product p on p.id = s.product_id
    left join promotion.member_taking t
      on t.campaign_id = c.id and t.sku_id = s.id and t.member_id = cast(:member_id as uuid)
    where c.kind = 'bargain' and c.state <> 'draft'
"""
_ITEMS = "join promotion.campaign_item i on i.campaign_id = c.id join commerce.sku s on s.id = i.sku_id"
# An item that was taken out of its campaign leaves bargains behind, which must still be shown.
_ONE_ITEM = """join commerce.sku s on s.id = :sku_id
    left join promotion.campaign_item i on i.campaign_id = c.id and i.sku_id = s.id"""
_ONE_OFFER = Statement(text(f"{_OFFER.format(items=_ONE_ITEM)} and c.id = :campaign_id"))
_OFFERS = Statement(
    text(f"""
    {_OFFER.format(items=_ITEMS)} and c.state = 'published' and c.starts_at <= :now and c.ends_at > :now
      and p.status = 'on_sale' and s.enabled and not s.removed and i.price_fen < s.price_fen
      and (cast(:product_id as uuid) is null or p.id = :product_id)
    order by c.ends_at, c.id, i.position, i.sku_id limit :size
    """)
)
_COLUMNS = """id, campaign_id, sku_id, member_id, start_fen, floor_fen, seed, planned_cuts, cut_count, price_fen, state,
    opened_at, expires_at, order_id"""
_READ = Statement(text(f"select {_COLUMNS} from promotion.bargain where id = :id"))
_LOCK = Statement(text(f"select {_COLUMNS} from promotion.bargain where id = :id for update"))
_OWN = Statement(text(f"select {_COLUMNS} from promotion.bargain where id = :id and member_id = :member_id"))
_LOCK_OWN = Statement(
    text(f"select {_COLUMNS} from promotion.bargain where id = :id and member_id = :member_id for update")
)
_LOCK_OF_ORDER = Statement(text(f"select {_COLUMNS} from promotion.bargain where order_id = :order_id for update"))
_CURRENT = Statement(
    text(f"""
    select {_COLUMNS} from promotion.bargain
    where campaign_id = :campaign_id and sku_id = :sku_id and member_id = :member_id
      and state in ('open', 'floor', 'ordered') and (state = 'ordered' or expires_at > :now)
    """)
)
# Before the next one is opened: the sweep may not have come by yet.
_EXPIRE_OWN = Statement(
    text("""
    update promotion.bargain set state = 'expired', changed_at = :now
    where campaign_id = :campaign_id and sku_id = :sku_id and member_id = :member_id
      and state in ('open', 'floor') and expires_at <= :now
    """)
)
_OPEN = Statement(
    text(f"""
    with opened as (
        insert into promotion.bargain ({_COLUMNS}, changed_at)
        values (:id, :campaign_id, :sku_id, :member_id, :start_fen, :floor_fen, :seed, :planned_cuts, :cut_count,
                :price_fen, :state, :opened_at, :expires_at, :order_id, :opened_at)
        on conflict (campaign_id, sku_id, member_id) where state in ('open', 'floor', 'ordered') do nothing
        returning id
    )
    insert into promotion.bargain_cut (bargain_id, ordinal, helper_id, fen, at)
    select id, :ordinal, :helper_id, :fen, :at from opened
    """)
)
_CUT_OF = Statement(
    text("""
    select bargain_id, ordinal, helper_id, fen, at from promotion.bargain_cut
    where bargain_id = :bargain_id and helper_id = :helper_id
    """)
)
_HELPS_ON = Statement(text("select helps from promotion.bargain_help_day where day = :day and helper_id = :helper_id"))
_COUNT_HELP = Statement(
    text("""
    insert into promotion.bargain_help_day as d (day, helper_id, helps)
    select :day, :helper_id, 1 where cast(:helps_max as int) > 0
    on conflict (day, helper_id) do update set helps = d.helps + 1 where d.helps < :helps_max
    returning helps
    """)
)
_CUT = Statement(
    text("""
    with after as (
        update promotion.bargain set cut_count = :cut_count, price_fen = :price_fen, state = :state, changed_at = :at
        where id = :bargain_id and cut_count = :cut_count - 1 returning id
    )
    insert into promotion.bargain_cut (bargain_id, ordinal, helper_id, fen, at)
    select id, :cut_count, :helper_id, :fen, :at from after
    """)
)
_SET_STATE = Statement(
    text("update promotion.bargain set state = :state, order_id = :order_id, changed_at = :at where id = :id")
)
_REFUSE = Statement(
    text("""
    insert into promotion.bargain_refusal as r (bargain_id, helper_id, reason, times, first_at, at)
    values (:bargain_id, :helper_id, :reason, 1, :at, :at)
    on conflict (bargain_id, helper_id) do update set times = r.times + 1, reason = excluded.reason, at = excluded.at
    """)
)
# Locks in id order, and passes by what others are just changing: it comes again.
_END_DUE = Statement(
    text("""
    with due as (
        (select id, 'expired' as state from promotion.bargain
         where state in ('open', 'floor') and expires_at <= :now order by expires_at limit :size)
        union all
        (select b.id, 'closed' from promotion.campaign c join promotion.bargain b on b.campaign_id = c.id
         where c.kind = 'bargain' and c.state = 'stopped' and b.state in ('open', 'floor') and b.expires_at > :now
         limit :size)
    ), locked as (
        select b.id, due.state from promotion.bargain b join due on due.id = b.id
        where b.state in ('open', 'floor') order by b.id for update of b skip locked
    )
    update promotion.bargain b set state = locked.state, changed_at = :now from locked where locked.id = b.id
    """)
)
_FORGET_DAYS = Statement(text("delete from promotion.bargain_help_day where day < :day"))
_rule = msgspec.json.Decoder(Bargain)


class PostgresBargains:
    """Implements `ports.promotion.bargain_store.BargainStore`."""

    async def offer(
        self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, member_id: MemberId | None
    ) -> BargainOffer | None:
        row = await _ONE_OFFER.one(tx, campaign_id=campaign_id, sku_id=sku_id, member_id=member_id)
        return _offer(row) if row else None

    async def offers(self, tx: Tx, now: datetime, product_id: ProductId | None, limit: int) -> Sequence[BargainOffer]:
        rows = await _OFFERS.all(tx, now=now, product_id=product_id, member_id=None, size=limit)
        return [_offer(row) for row in rows]

    async def current(
        self, tx: Tx, campaign_id: CampaignId, sku_id: SkuId, member_id: MemberId, now: datetime
    ) -> BargainRow | None:
        return _bargain(await _CURRENT.one(tx, campaign_id=campaign_id, sku_id=sku_id, member_id=member_id, now=now))

    async def open(self, tx: Tx, row: BargainRow, first: BargainCutRow) -> bool:
        await _EXPIRE_OWN.run(
            tx, campaign_id=row.campaign_id, sku_id=row.sku_id, member_id=row.member_id, now=row.opened_at
        )
        cut = {"ordinal": first.ordinal, "helper_id": first.helper_id, "fen": first.fen, "at": first.at}
        return await _OPEN.run(tx, **_values(row), **cut) == 1

    async def read(self, tx: Tx, bargain_id: UUID) -> BargainRow | None:
        return _bargain(await _READ.one(tx, id=bargain_id))

    async def own(self, tx: Tx, bargain_id: UUID, member_id: MemberId) -> BargainRow | None:
        return _bargain(await _OWN.one(tx, id=bargain_id, member_id=member_id))

    async def lock(self, tx: Tx, bargain_id: UUID) -> BargainRow | None:
        return _bargain(await _LOCK.one(tx, id=bargain_id))

    async def lock_own(self, tx: Tx, bargain_id: UUID, member_id: MemberId) -> BargainRow | None:
        return _bargain(await _LOCK_OWN.one(tx, id=bargain_id, member_id=member_id))

    async def lock_of_order(self, tx: Tx, order_id: OrderId) -> BargainRow | None:
        return _bargain(await _LOCK_OF_ORDER.one(tx, order_id=order_id))

    async def cut_of(self, tx: Tx, bargain_id: UUID, helper_id: MemberId) -> BargainCutRow | None:
        row = await _CUT_OF.one(tx, bargain_id=bargain_id, helper_id=helper_id)
        return BargainCutRow(**row) if row else None

    async def helps_on(self, tx: Tx, helper_id: MemberId, day: date) -> int:
        return await _HELPS_ON.value(tx, helper_id=helper_id, day=day) or 0

    async def count_help(self, tx: Tx, helper_id: MemberId, day: date, helps_max: int) -> bool:
        return await _COUNT_HELP.value(tx, helper_id=helper_id, day=day, helps_max=helps_max) is not None

    async def cut(self, tx: Tx, after: BargainRow, cut: BargainCutRow) -> None:
        made = await _CUT.run(
            tx,
            bargain_id=after.id,
            cut_count=after.cut_count,
            price_fen=after.price_fen,
            state=after.state,
            helper_id=cut.helper_id,
            fen=cut.fen,
            at=cut.at,
        )
        assert made == 1, "the row was locked"

    async def set_state(self, tx: Tx, row: BargainRow, at: datetime) -> None:
        await _SET_STATE.run(tx, id=row.id, state=row.state, order_id=row.order_id, at=at)

    async def refuse(self, tx: Tx, refusal: HelpRefusal) -> None:
        await _REFUSE.run(tx, **msgspec.structs.asdict(refusal))

    async def end_due(self, tx: Tx, now: datetime, limit: int) -> int:
        return await _END_DUE.run(tx, now=now, size=limit)

    async def forget_days(self, tx: Tx, before: date) -> int:
        return await _FORGET_DAYS.run(tx, day=before)


def _bargain(row: asyncpg.Record | None) -> BargainRow | None:
    return BargainRow(**row) if row else None


def _values(row: BargainRow) -> dict[str, Any]:
    return msgspec.structs.asdict(row)


def _offer(row: asyncpg.Record) -> BargainOffer:
    item = OfferItem(
        sku_id=row["sku_id"],
        price_fen=row["floor_fen"],
        quota=row["quota"],
        taken=row["taken"],
        per_member_max=row["per_member_max"],
        member_taken=row["member_taken"],
    )
    campaign = Campaign(
        id=row["id"],
        name=row["name"],
        label=row["label"],
        priority=row["priority"],
        stacks=tuple(row["stacks"]),
        rule=_rule.decode(row["rule"]),
        items=(item,),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
    )
    goods = BargainGoods(
        product_id=row["product_id"],
        title=row["title"],
        option_text=row["option_text"],
        image_url=row["image_url"],
        list_fen=row["list_fen"],
        is_on_sale=row["is_on_sale"],
    )
    return BargainOffer(campaign, row["state"] == "published", row["is_offered"], item, goods)
