"""What an order takes of promotions: offers in one read, quotas by predicate, coupons by their state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text

from adapters.postgres.promotion_early import runs
from adapters.postgres.promotion_ledger import NEXT_AT, TICK
from adapters.postgres.sql import Statement
from ports.kernel import CouponId, Fen, Ids, MemberId, OrderId, Tx
from ports.promotion.api import CouponHeld, OffersAsk, Use
from ports.promotion.rules import Campaign
from ports.promotion.store import HELD_READ_MAX, OfferRead

_ITEM = """
    json_build_object('skuId', i.sku_id, 'priceFen', i.price_fen, 'quota', i.quota, 'taken', i.taken,
                      'perMemberMax', i.per_member_max, 'memberTaken', coalesce(m.taken, 0))
"""
_RUNS = runs("cast(:early_minutes as int)")
_OFFERS = Statement(
    text(f"""
    select
        (select coalesce(json_agg(json_build_object(
                'id', c.id, 'name', c.name, 'label', c.label, 'priority', c.priority, 'stacks', c.stacks,
                'rule', c.rule, 'startsAt', c.starts_at, 'endsAt', c.ends_at, 'opensEarly', c.opens_early, 'items', (
                    select coalesce(json_agg({_ITEM} order by i.position), '[]')
                    from promotion.campaign_item i
                    left join promotion.member_taking m on m.campaign_id = i.campaign_id and m.sku_id = i.sku_id
                        and m.member_id = cast(:member_id as uuid)
                    where i.campaign_id = c.id
                      and (c.kind <> 'timed_price' or i.sku_id = any(cast(:sku_ids as uuid[]))))
            ) order by c.priority, c.id), '[]')
         from promotion.campaign c
         where {_RUNS}
           and c.kind in ('timed_price', 'spend_save', 'n_for_price', 'gift', 'add_on', 'bundle')
           and (c.kind <> 'timed_price' or coalesce(jsonb_array_length(c.rule -> 'levelCodes'), 0) = 0
                or c.rule -> 'levelCodes' ? coalesce(cast(:level_code as text), ''))
        ) as campaigns,
        (select coalesce(json_agg(h order by h."validUntil", h.id), '[]') from (
            select k.id, t.name, t.rule, k.valid_from as "validFrom", k.valid_until as "validUntil"
            from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
            where k.member_id = cast(:member_id as uuid) and k.state = 'held' and k.valid_until > :now
            order by k.valid_until, k.id limit {HELD_READ_MAX}) h
        ) as coupons
    """)
)
_LOCK_ITEMS = Statement(
    text("""
        select i.sku_id from promotion.campaign_item i
        join unnest(cast(:campaign_ids as uuid[]), cast(:sku_ids as uuid[])) as w (campaign_id, sku_id)
          on w.campaign_id = i.campaign_id and w.sku_id = i.sku_id
        order by i.campaign_id, i.sku_id for no key update of i
    """)
)
# The predicates decide: a row that does not fit is not counted, and the caller rolls everything back.
_TAKE = Statement(
    text(f"""
        with wanted as (
            select w.* from unnest(cast(:ids as uuid[]), cast(:campaign_ids as uuid[]), cast(:sku_ids as uuid[]),
                cast(:units as int[]), cast(:offs_fen as bigint[])) as w (id, campaign_id, sku_id, units, off_fen)
            join promotion.campaign c on c.id = w.campaign_id
            where {_RUNS}
        ), taken as (
            update promotion.campaign_item i set taken = i.taken + w.units from wanted w
            where i.campaign_id = w.campaign_id and i.sku_id = w.sku_id
              and (i.quota is null or i.taken + w.units <= i.quota)
            returning i.campaign_id, i.sku_id, w.units, i.per_member_max
        ), counted as (
            insert into promotion.member_taking as m (campaign_id, sku_id, member_id, taken)
            select t.campaign_id, t.sku_id, cast(:member_id as uuid), t.units from taken t
            where t.per_member_max is null or t.units <= t.per_member_max
            on conflict (campaign_id, sku_id, member_id) do update set taken = m.taken + excluded.taken
            where (select t.per_member_max is null or m.taken + excluded.taken <= t.per_member_max from taken t
                   where t.campaign_id = m.campaign_id and t.sku_id = m.sku_id)
            returning 1
        ), used as (
            insert into promotion.order_use
                (id, order_id, campaign_id, sku_id, member_id, units, off_fen, state, taken_at)
            select w.id, cast(:order_id as uuid), w.campaign_id, w.sku_id, cast(:member_id as uuid), w.units,
                   w.off_fen, 'held', :now
            from wanted w
            returning sku_id
        )
        select (select count(*) from used) as used, (select count(*) from counted) as counted
    """)
)
_LOCK_COUPONS = Statement(
    text(f"""
        with wanted as (
            select w.* from unnest(cast(:ids as uuid[]), cast(:offs_fen as bigint[]), cast(:entry_ids as uuid[]))
                as w (id, off_fen, entry_id)
        ), rows as (
            select k.id from promotion.coupon k join wanted w on w.id = k.id order by k.id for no key update of k
        ), locked as (
            update promotion.coupon k
            set state = 'locked', order_id = :order_id, off_fen = w.off_fen, changed_at = {NEXT_AT}
            from wanted w join rows r on r.id = w.id
            where k.id = w.id and k.member_id = :member_id and k.state = 'held'
              and k.valid_from <= :now and k.valid_until > :now
            returning k.id, w.entry_id, k.changed_at
        ), told as (
            insert into promotion.coupon_entry (id, coupon_id, kind, order_id, at, by)
            select l.entry_id, l.id, 'lock', cast(:order_id as uuid), l.changed_at, '' from locked l
        )
        select count(*) from locked
    """)
)
_REDEEM = Statement(
    text(f"""
        with used as (
            update promotion.order_use set state = 'used' where order_id = cast(:order_id as uuid) and state = 'held'
        ), redeemed as (
            update promotion.coupon k set state = 'used', changed_at = {NEXT_AT}
            where k.order_id = cast(:order_id as uuid) and k.state = 'locked' returning k.id, k.changed_at
        )
        insert into promotion.coupon_entry (id, coupon_id, kind, order_id, at, by)
        select gen_random_uuid(), id, 'redeem', cast(:order_id as uuid), changed_at, '' from redeemed
    """)
)
_GIVEN_BACK = """
    freed as (
        update promotion.order_use set state = 'released'
        where order_id = cast(:order_id as uuid) and state <> 'released'
        returning campaign_id, sku_id, member_id, units
    ), rows as (
        select i.campaign_id, i.sku_id, f.member_id, f.units from promotion.campaign_item i
        join freed f on f.campaign_id = i.campaign_id and f.sku_id = i.sku_id
        order by i.campaign_id, i.sku_id for no key update of i
    ), items as (
        update promotion.campaign_item i set taken = i.taken - r.units from rows r
        where i.campaign_id = r.campaign_id and i.sku_id = r.sku_id
    ), counts as (
        update promotion.member_taking m set taken = m.taken - r.units from rows r
        where m.campaign_id = r.campaign_id and m.sku_id = r.sku_id and m.member_id = r.member_id
    )
"""
_GIVE_BACK_UNITS = Statement(text(f"with {_GIVEN_BACK} select count(*) from freed"))


_AT_HOME = """
    case when t.revoked_at is not null then 'revoked' when k.valid_until > :now then 'held' else 'expired' end
"""


def _home(kind: str, condition: str) -> str:
    """Coupons of the order go home. One that was revoked, or whose time is over, goes home and ends there."""
    return f"""
    home as (
        update promotion.coupon k
        set state = {_AT_HOME}, order_id = null, off_fen = 0,
            changed_at = {NEXT_AT} + case when {_AT_HOME} = 'held' then interval '0' else {TICK} end
        from promotion.coupon_template t
        where k.order_id = cast(:order_id as uuid) and t.id = k.template_id and {condition}
        returning k.id, k.state, k.changed_at
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, order_id, at, by)
        select gen_random_uuid(), h.id, e.kind, cast(:order_id as uuid),
               h.changed_at - case when e.ends is null and h.state <> 'held' then {TICK} else interval '0' end, ''
        from home h
        cross join lateral (values ('{kind}', null), ('expire', 'expired'), ('revoke', 'revoked')) as e (kind, ends)
        where e.ends is null or e.ends = h.state
    )
"""


_RELEASE = Statement(text(f"with {_GIVEN_BACK}, {_home('release', "k.state = 'locked'")} select count(*) from home"))
_RETURN = Statement(text(f"with {_home('return', 't.returns_on_refund')} select count(*) from home"))
_campaigns = msgspec.json.Decoder(tuple[Campaign, ...])
_coupons = msgspec.json.Decoder(tuple[CouponHeld, ...])


class PostgresTakings:
    """Implements `ports.promotion.store.TakingStore`."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def offers(self, tx: Tx, ask: OffersAsk, now: datetime) -> OfferRead:
        row = await _OFFERS.one(
            tx,
            member_id=ask.member_id,
            level_code=ask.level_code,
            sku_ids=list(ask.sku_ids),
            early_minutes=ask.early.minutes,
            now=now,
        )
        assert row is not None
        return OfferRead(_campaigns.decode(row["campaigns"]), _coupons.decode(row["coupons"]))

    async def take_units(
        self, tx: Tx, order: tuple[OrderId, MemberId], uses: Sequence[Use], at: tuple[datetime, int]
    ) -> bool:
        given = {"ids": [self._ids.new() for _ in uses]} | _use_arrays(uses)
        if sum(use.sku_id is not None for use in uses) > 1:
            await _LOCK_ITEMS.all(tx, campaign_ids=given["campaign_ids"], sku_ids=given["sku_ids"])
        row = await _TAKE.one(tx, order_id=order[0], member_id=order[1], now=at[0], early_minutes=at[1], **given)
        assert row is not None
        counted = sum(use.sku_id is not None for use in uses)
        return bool(row["used"] == len(uses) and row["counted"] == counted)

    async def lock_coupons(
        self, tx: Tx, order: tuple[OrderId, MemberId], coupons: Sequence[tuple[CouponId, Fen]], now: datetime
    ) -> int:
        found: int = await _LOCK_COUPONS.value(
            tx,
            order_id=order[0],
            member_id=order[1],
            now=now,
            ids=[coupon_id for coupon_id, _ in coupons],
            offs_fen=[fen for _, fen in coupons],
            entry_ids=[self._ids.new() for _ in coupons],
        )
        return found

    async def redeem(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        await _REDEEM.run(tx, order_id=order_id, now=now)

    async def release(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        await _RELEASE.value(tx, order_id=order_id, now=now)

    async def give_back_units(self, tx: Tx, order_id: OrderId) -> None:
        await _GIVE_BACK_UNITS.value(tx, order_id=order_id)

    async def return_coupons(self, tx: Tx, order_id: OrderId, now: datetime) -> None:
        await _RETURN.value(tx, order_id=order_id, now=now)


def _use_arrays(uses: Sequence[Use]) -> dict[str, list[Any]]:
    return {
        "campaign_ids": [use.campaign_id for use in uses],
        "sku_ids": [use.sku_id for use in uses],
        "units": [use.units for use in uses],
        "offs_fen": [use.off_fen for use in uses],
    }
