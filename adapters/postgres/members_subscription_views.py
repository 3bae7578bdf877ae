"""Paid memberships as the faces read them, and how they follow a merge."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.cursors import decode_cursor, encode_cursor
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Page, Tx
from ports.members.subscription_store import MergedSubscription, Subscription, SubscriptionState
from ports.members.subscription_views import ChargeRow, OwnPeriod, SubscriberRow, SubscriptionNumbers

ROWS_MAX = 100
PERIOD_TEXTS = {
    "trial": "免费试用",
    "first": "首次开通",
    "renewal": "续费",
    "upgrade": "升级",
    "merged": "合并账号并入",
}
CHARGE_TEXTS = {"first": "首次开通", "renewal": "续费", "upgrade": "升级"}
CHARGE_STATES = {"open": "待付款", "paid": "已付款", "closed": "已关闭", "failed": "扣款失败"}

_HISTORY = Statement(
    text(f"""
    select p.no, p.kind, '' as kind_text, pl.name as plan_name, p.starts_at, p.ends_at, p.paid_fen, p.credit_fen
    from members.subscription s join members.subscription_period p on p.subscription_id = s.id
    join members.subscription_plan pl on pl.code = p.plan_code
    where s.member_id = :member_id order by s.id desc, p.no desc limit {ROWS_MAX}
    """)
)
# A member who has paid counts as churned in the month in which his membership ended.
_NUMBERS = Statement(
    text("""
    select cast(count(*) filter (where s.state in ('active', 'grace', 'cancelled') and s.period_no > 0) as int)
             as active,
           cast(count(*) filter (where s.state <> 'ended' and s.period_no = 0) as int) as trialing,
           cast(count(*) filter (where s.state = 'grace') as int) as grace,
           cast(count(*) filter (where s.state = 'cancelled' and s.period_no > 0) as int) as cancelled,
           cast(count(*) filter (where s.state = 'ended' and s.period_no > 0 and s.ended_at >= :month_start) as int)
             as churned,
           cast(count(*) filter (where s.period_no > 0 and s.created_at < :month_start
             and (s.ended_at is null or s.ended_at >= :month_start)) as int) as at_month_start,
           cast(coalesce(round(sum(cast(pl.price_fen as numeric) / pl.months)
             filter (where s.state in ('active', 'grace') and s.period_no > 0)), 0) as bigint) as mrr_fen
    from members.subscription s join members.subscription_plan pl on pl.code = s.plan_code
    where s.created_at <= :now
    """)
)
_SUBSCRIBERS = Statement(
    text("""
    select s.id, s.member_id, m.nickname, s.state, '' as state_text, s.plan_code, pl.name as plan_name, s.ends_at,
           (s.contract_id is not null and s.state <> 'cancelled' and s.state <> 'ended') as renews_itself,
           (select cast(coalesce(sum(p.paid_fen), 0) as bigint) from members.subscription_period p
            where p.subscription_id = s.id) as paid_fen, s.created_at
    from members.subscription s join members.member m on m.id = s.member_id
    join members.subscription_plan pl on pl.code = s.plan_code
    where (cast(:before as uuid) is null or s.id < :before) and (cast(:state as text) is null or s.state = :state)
    order by s.id desc limit :size
    """)
)
_CHARGES = Statement(
    text(f"""
    select c.id, c.number, c.kind, '' as kind_text, pl.name as plan_name, c.amount_fen, c.credit_fen, c.state,
           '' as state_text, c.by_contract,
           (select cast(count(*) as int) from payments.attempt a where a.order_id = c.id) as tries, c.problem,
           c.created_at
    from members.subscription_charge c join members.subscription_plan pl on pl.code = c.plan_code
    where c.subscription_id = :id order by c.id desc limit {ROWS_MAX}
    """)
)
_INHERIT_TRIAL = Statement(
    text(
        "insert into members.subscription_trial (member_id, subscription_id, at)"
        " select :kept_id, subscription_id, at from members.subscription_trial where member_id = :gone_id"
        " on conflict do nothing"
    )
)
_MOVE = Statement(
    text(
        "with moved as (update members.subscription set member_id = :member_id where id = :id returning id)"
        " update members.subscription_charge c set member_id = :member_id from moved where c.subscription_id = moved.id"
    )
)
_NOTE = Statement(
    text(
        "insert into members.subscription_merge (merge_id, kind, gone_id, kept_id, seconds, period_no, before)"
        " values (:merge_id, :kind, :gone_id, :kept_id, :seconds, :period_no, cast(:before as jsonb))"
        " on conflict do nothing"
    )
)
_NOTED = Statement(
    text(
        "delete from members.subscription_merge where merge_id = :merge_id"
        " returning merge_id, kind, gone_id, kept_id, seconds, period_no, before"
    )
)
_before = msgspec.json.Decoder(Subscription)


class PostgresSubscriptionViews:
    """Implements `ports.members.subscription_views.SubscriptionViews`."""

    async def history(self, tx: Tx, member_id: MemberId) -> tuple[OwnPeriod, ...]:
        rows = await _HISTORY.all(tx, member_id=member_id)
        return tuple(OwnPeriod(**dict(row) | {"kind_text": PERIOD_TEXTS[row["kind"]]}) for row in rows)

    async def numbers(self, tx: Tx, month_start: datetime, now: datetime) -> SubscriptionNumbers:
        row = await _NUMBERS.one(tx, month_start=month_start, now=now)
        assert row is not None, "a sum always gives a row"
        return SubscriptionNumbers(**row)

    async def subscribers(
        self, tx: Tx, state: SubscriptionState | None, cursor: str | None, limit: int
    ) -> Page[SubscriberRow]:
        before = decode_cursor(cursor, UUID) if cursor else None
        rows = await _SUBSCRIBERS.all(tx, before=before, state=state, size=limit + 1)
        items = [SubscriberRow(**row) for row in rows[:limit]]
        return Page(items, encode_cursor(items[-1].id) if len(rows) > limit else None)

    async def charges(self, tx: Tx, subscription_id: UUID) -> tuple[ChargeRow, ...]:
        rows = await _CHARGES.all(tx, id=subscription_id)
        return tuple(
            ChargeRow(**dict(row) | {"kind_text": CHARGE_TEXTS[row["kind"]], "state_text": CHARGE_STATES[row["state"]]})
            for row in rows
        )


class PostgresSubscriptionMerges:
    """Implements `ports.members.subscription_store.SubscriptionMergeStore`."""

    async def inherit_trial(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> None:
        await _INHERIT_TRIAL.run(tx, gone_id=gone_id, kept_id=kept_id)

    async def move(self, tx: Tx, subscription_id: UUID, to: MemberId) -> None:
        await _MOVE.run(tx, id=subscription_id, member_id=to)

    async def note(self, tx: Tx, merged: MergedSubscription) -> bool:
        return bool(
            await _NOTE.run(
                tx,
                merge_id=merged.merge_id,
                kind=merged.kind,
                gone_id=merged.gone_id,
                kept_id=merged.kept_id,
                seconds=merged.seconds,
                period_no=merged.period_no,
                before=msgspec.json.encode(merged.before).decode(),
            )
        )

    async def noted(self, tx: Tx, merge_id: UUID) -> MergedSubscription | None:
        row = await _NOTED.one(tx, merge_id=merge_id)
        if row is None:
            return None
        return MergedSubscription(**dict(row) | {"before": _before.decode(row["before"])})
