"""Coupon templates, channels and claims over PostgreSQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text

from adapters.postgres.promotion_ledger import NEXT_AT
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.promotion.api import CouponExpiring
from ports.promotion.rules import CouponRule
from ports.promotion.store import ChannelRow, ClaimRefusal, NewCoupon, TemplateRow

_TEMPLATE = (
    "id, name, rule, state, total, per_member_max, claim_from, claim_until, valid_from, valid_until, valid_days,"
    " returns_on_refund, is_listed, version, claimed"
)
_GET = Statement(text(f"select {_TEMPLATE} from promotion.coupon_template where id = :id"))
_LOCK = Statement(text(f"select {_TEMPLATE} from promotion.coupon_template where id = :id for no key update"))
_INSERT = Statement(
    text("""
    insert into promotion.coupon_template (id, name, rule, state, total, per_member_max, claim_from, claim_until,
        valid_from, valid_until, valid_days, returns_on_refund, is_listed, version, created_at, updated_at)
    values (:id, :name, :rule, :state, :total, :per_member_max, :claim_from, :claim_until, :valid_from, :valid_until,
        :valid_days, :returns_on_refund, :is_listed, :version, :now, :now)
    """)
)
_SAVE = Statement(
    text("""
    update promotion.coupon_template set name = :name, rule = :rule, state = :state, total = :total,
        per_member_max = :per_member_max, claim_from = :claim_from, claim_until = :claim_until,
        valid_from = :valid_from, valid_until = :valid_until, valid_days = :valid_days,
        returns_on_refund = :returns_on_refund, is_listed = :is_listed, version = :version, updated_at = :now
    where id = :id
    """)
)
_CHANNEL = Statement(
    text("select code, template_id, name, quota, claimed from promotion.coupon_channel where code = :code")
)
_ADD_CHANNEL = Statement(
    text("""
    insert into promotion.coupon_channel (code, template_id, name, quota, created_at)
    values (:code, :template_id, :name, :quota, :now) on conflict (code) do nothing
    """)
)
# In this order for everybody: template, channel, the member's count, the coupon.
_CLAIM = Statement(
    text("""
    with counted as (
        update promotion.coupon_template set claimed = claimed + 1
        where id = cast(:template_id as uuid) and claimed < total and state = 'published' returning 1
    ), channelled as (
        update promotion.coupon_channel set claimed = claimed + 1
        where code = cast(:channel_code as text) and exists (select from counted)
          and (quota is null or claimed < quota) returning 1
    ), mine as (
        insert into promotion.coupon_count as c (template_id, member_id, claimed)
        select cast(:template_id as uuid), cast(:member_id as uuid), 1 from counted
        on conflict (template_id, member_id) do update set claimed = c.claimed + 1
        where c.claimed < :per_member_max returning 1
    ), given as (
        insert into promotion.coupon (id, template_id, member_id, claim_key, channel_code, state, claimed_at,
                                      valid_from, valid_until, changed_at)
        select cast(:id as uuid), cast(:template_id as uuid), cast(:member_id as uuid), :claim_key,
               cast(:channel_code as text), 'held', :now, :valid_from, :valid_until, :now
        from counted, mine
        on conflict (template_id, claim_key) do nothing returning id
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, at, by)
        select cast(:entry_id as uuid), id, 'claim', :now, '' from given
    )
    select exists (select from counted) as counted, exists (select from channelled) as channelled,
           exists (select from mine) as mine, exists (select from given) as given
    """)
)
_HELD_BY = Statement(
    text("select claimed from promotion.coupon_count where template_id = :template_id and member_id = :member_id")
)
_EXPIRE = Statement(
    text(f"""
    with due as (
        select id from promotion.coupon where state = 'held' and valid_until <= :now
        order by valid_until limit :size for no key update skip locked
    ), expired as (
        update promotion.coupon k set state = 'expired', changed_at = {NEXT_AT} from due where k.id = due.id
        returning k.id, k.changed_at
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, at, by)
        select gen_random_uuid(), id, 'expire', changed_at, '' from expired
    )
    select count(*) from expired
    """)
)
_REMIND = Statement(
    text("""
    with due as (
        select id from promotion.coupon
        where state = 'held' and valid_until > cast(:now as timestamptz)
          and valid_until <= cast(:until as timestamptz) and reminded_at is null
          and claimed_at < valid_until - (cast(:until as timestamptz) - cast(:now as timestamptz))
        order by valid_until limit :size for no key update skip locked
    )
    update promotion.coupon k set reminded_at = :now from due, promotion.coupon_template t
    where k.id = due.id and t.id = k.template_id
    returning k.id as coupon_id, k.member_id, t.name, k.valid_until
    """)
)
_MARK_REVOKED = Statement(
    text("update promotion.coupon_template set revoked_at = coalesce(revoked_at, :now) where id = :template_id")
)
_REVOKE = Statement(
    text(f"""
    with chosen as (
        select k.id from promotion.coupon k join promotion.coupon_template t on t.id = k.template_id
        where t.revoked_at is not null and k.state = 'held'
          and (cast(:template_id as uuid) is null or k.template_id = cast(:template_id as uuid))
        order by k.id limit :size for no key update of k skip locked
    ), revoked as (
        update promotion.coupon k set state = 'revoked', changed_at = {NEXT_AT} from chosen where k.id = chosen.id
        returning k.id, k.changed_at
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, at, by)
        select gen_random_uuid(), id, 'revoke', changed_at, :by from revoked
    )
    select count(*) from revoked
    """)
)
_rule = msgspec.json.Decoder(CouponRule)


class PostgresCoupons:
    """Implements `ports.promotion.store.CouponStore`."""

    async def insert_template(self, tx: Tx, row: TemplateRow, now: datetime) -> None:
        await _INSERT.run(tx, now=now, **_values(row))

    async def save_template(self, tx: Tx, row: TemplateRow, now: datetime) -> None:
        await _SAVE.run(tx, now=now, **_values(row))

    async def lock_template(self, tx: Tx, template_id: UUID) -> TemplateRow | None:
        return _template(await _LOCK.one(tx, id=template_id))

    async def template(self, tx: Tx, template_id: UUID) -> TemplateRow | None:
        return _template(await _GET.one(tx, id=template_id))

    async def channel(self, tx: Tx, code: str) -> ChannelRow | None:
        row = await _CHANNEL.one(tx, code=code)
        return ChannelRow(**row) if row else None

    async def add_channel(self, tx: Tx, row: ChannelRow, now: datetime) -> bool:
        added = await _ADD_CHANNEL.run(
            tx, code=row.code, template_id=row.template_id, name=row.name, quota=row.quota, now=now
        )
        return added == 1

    async def claim(self, tx: Tx, coupon: NewCoupon, per_member_max: int, now: datetime) -> ClaimRefusal | None:
        row = await _CLAIM.one(tx, per_member_max=per_member_max, now=now, **msgspec.structs.asdict(coupon))
        assert row is not None
        if not row["counted"]:
            return "sold_out"
        if coupon.channel_code is not None and not row["channelled"]:
            return "channel_out"
        if not row["mine"]:
            return "member_limit"
        return None if row["given"] else "repeated"

    async def held_by(self, tx: Tx, template_id: UUID, member_id: MemberId) -> int:
        return await _HELD_BY.value(tx, template_id=template_id, member_id=member_id) or 0

    async def expire_due(self, tx: Tx, now: datetime, limit: int) -> int:
        count: int = await _EXPIRE.value(tx, now=now, size=limit)
        return count

    async def remind(self, tx: Tx, span: tuple[datetime, datetime], limit: int) -> list[CouponExpiring]:
        rows = await _REMIND.all(tx, now=span[0], until=span[1], size=limit)
        return [CouponExpiring(**row) for row in rows]

    async def mark_revoked(self, tx: Tx, template_id: UUID, now: datetime) -> None:
        await _MARK_REVOKED.run(tx, template_id=template_id, now=now)

    async def revoke(self, tx: Tx, template_id: UUID | None, by: str, now: datetime, limit: int) -> int:
        count: int = await _REVOKE.value(tx, template_id=template_id, by=by, now=now, size=limit)
        return count


def _template(row: asyncpg.Record | None) -> TemplateRow | None:
    return TemplateRow(**{**row, "rule": _rule.decode(row["rule"])}) if row else None


def _values(row: TemplateRow) -> dict[str, Any]:
    values = msgspec.structs.asdict(row) | {"rule": msgspec.json.encode(row.rule).decode()}
    del values["claimed"]
    return values
