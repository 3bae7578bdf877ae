"""Coupons for many members: grants, and how far they came."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.promotion.store import GrantRow, NewCoupon

_MEANT = """
    m.merged_into is null and m.left_at is null
    and (cardinality(cast(:level_codes as text[])) = 0 or m.level_code = any(cast(:level_codes as text[])))
    and (cardinality(cast(:member_ids as uuid[])) = 0 or m.id = any(cast(:member_ids as uuid[])))
"""
_INSERT_GRANT = Statement(
    text(f"""
    insert into promotion.coupon_grant (id, template_id, name, level_codes, member_ids, state, total, created_at,
                                        created_by)
    select :id, :template_id, :name, :level_codes, :member_ids, 'running', count(*), :now, :created_by
    from members.member m where {_MEANT}
    returning total
    """)
)
_LOCK_GRANT = Statement(
    text("""
    select id, template_id, name, level_codes, member_ids, state, total, granted, passed_over, after_member_id,
           created_by
    from promotion.coupon_grant where id = :id for no key update
    """)
)
_NEXT_MEMBERS = Statement(
    text(f"""
    select m.id from members.member m
    where {_MEANT} and (cast(:after as uuid) is null or m.id > :after) order by m.id limit :size
    """)
)
_SAVE_GRANT = Statement(
    text("""
    update promotion.coupon_grant set state = :state, granted = :granted, passed_over = :passed_over,
        after_member_id = :after_member_id,
        ended_at = case when cast(:state as text) = 'running' then null else cast(:now as timestamptz) end
    where id = :id
    """)
)
# The template's row is locked by the caller: as many as it has left, to members below their limit.
_GRANT = Statement(
    text("""
    with wanted as (
        select w.*, row_number() over (order by w.member_id) as place
        from unnest(cast(:ids as uuid[]), cast(:member_ids as uuid[]), cast(:keys as text[]),
                    cast(:entry_ids as uuid[])) as w (id, member_id, claim_key, entry_id)
        left join promotion.coupon_count c on c.template_id = :template_id and c.member_id = w.member_id
        where coalesce(c.claimed, 0) < :per_member_max and not exists (
            select from promotion.coupon k where k.template_id = :template_id and k.claim_key = w.claim_key)
    ), fitting as (
        select w.* from wanted w join promotion.coupon_template t on t.id = :template_id
        where w.place <= t.total - t.claimed
    ), counts as (
        insert into promotion.coupon_count as c (template_id, member_id, claimed)
        select cast(:template_id as uuid), member_id, 1 from fitting
        on conflict (template_id, member_id) do update set claimed = c.claimed + 1
    ), given as (
        insert into promotion.coupon (id, template_id, member_id, claim_key, state, claimed_at, valid_from,
                                      valid_until, changed_at)
        select id, cast(:template_id as uuid), member_id, claim_key, 'held', :now, :valid_from, :valid_until, :now
        from fitting returning id
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, at, by)
        select f.entry_id, f.id, 'claim', :now, '' from fitting f
    ), counted as (
        update promotion.coupon_template set claimed = claimed + (select count(*) from given) where id = :template_id
    )
    select count(*) from given
    """)
)
_IS_CLAIMED = Statement(
    text("select exists (select from promotion.coupon where template_id = :template_id and claim_key = :claim_key)")
)


class PostgresCouponGrants:
    """Implements `ports.promotion.store.GrantStore`."""

    async def insert_grant(self, tx: Tx, row: GrantRow, now: datetime) -> int:
        total: int = await _INSERT_GRANT.value(
            tx,
            id=row.id,
            template_id=row.template_id,
            name=row.name,
            level_codes=list(row.level_codes),
            member_ids=list(row.member_ids),
            created_by=row.created_by,
            now=now,
        )
        return total

    async def lock_grant(self, tx: Tx, grant_id: UUID) -> GrantRow | None:
        row = await _LOCK_GRANT.one(tx, id=grant_id)
        if row is None:
            return None
        lists = {"level_codes": tuple(row["level_codes"]), "member_ids": tuple(row["member_ids"])}
        return GrantRow(**{**row} | lists)

    async def next_members(self, tx: Tx, grant: GrantRow, limit: int) -> list[MemberId]:
        rows = await _NEXT_MEMBERS.all(
            tx,
            level_codes=list(grant.level_codes),
            member_ids=list(grant.member_ids),
            after=grant.after_member_id,
            size=limit,
        )
        return [row["id"] for row in rows]

    async def save_grant(self, tx: Tx, row: GrantRow, now: datetime) -> None:
        await _SAVE_GRANT.run(
            tx,
            id=row.id,
            state=row.state,
            granted=row.granted,
            passed_over=row.passed_over,
            after_member_id=row.after_member_id,
            now=now,
        )

    async def is_claimed(self, tx: Tx, template_id: UUID, claim_key: str) -> bool:
        found: bool = await _IS_CLAIMED.value(tx, template_id=template_id, claim_key=claim_key)
        return found

    async def grant_claims(self, tx: Tx, coupons: Sequence[NewCoupon], per_member_max: int, now: datetime) -> int:
        if not coupons:
            return 0
        first = coupons[0]
        count: int = await _GRANT.value(
            tx,
            template_id=first.template_id,
            per_member_max=per_member_max,
            valid_from=first.valid_from,
            valid_until=first.valid_until,
            now=now,
            ids=[coupon.id for coupon in coupons],
            member_ids=[coupon.member_id for coupon in coupons],
            keys=[coupon.claim_key for coupon in coupons],
            entry_ids=[coupon.entry_id for coupon in coupons],
        )
        return count
