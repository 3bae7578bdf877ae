"""Paid memberships over PostgreSQL. Locks: the member, then the subscription, then its charges by id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.subscription_store import Charge, Period, Plan, PlanCode, Subscription, SubscriptionRules

_PLANS = Statement(
    text(
        "select code, name, price_fen, months, trial_days, price_percent, free_freight, points_percent, on_sale"
        " from members.subscription_plan order by sort"
    )
)
_SAVE_PLAN = Statement(
    text(
        "update members.subscription_plan set name = :name, price_fen = :price_fen, trial_days = :trial_days,"
        " price_percent = :price_percent, free_freight = :free_freight, points_percent = :points_percent,"
        " on_sale = :on_sale where code = :code"
    )
)
_RULES = Statement(text("select grace_days, retry_days, remind_days from members.subscription_rules"))
_SAVE_RULES = Statement(
    text(
        "update members.subscription_rules set grace_days = :grace_days,"
        " retry_days = cast(:retry_days as integer[]), remind_days = :remind_days"
    )
)
_LOCK_MEMBER = Statement(text("select openid from members.member where id = :member_id for no key update"))
_OPENID = Statement(text("select openid from members.member where id = :member_id"))
_FIELDS = (
    *("id", "member_id", "state", "plan_code", "period_no", "anchor_day", "period_starts_at", "ends_at"),
    *(
        "benefits_until",
        "contract_id",
        "charge_at",
        "due_at",
        "grace_until",
        "tries",
        "announced_no",
        "reminded_no",
        "next_at",
    ),
    *("created_at", "ended_at"),
)
COLUMNS = ", ".join(_FIELDS)
_SUB = f"select {', '.join('s.' + name for name in _FIELDS)} from members.subscription s"
_LOCK_RUNNING = Statement(text(f"{_SUB} where s.member_id = :member_id and s.state <> 'ended' for update"))
_RUNNING = Statement(text(f"{_SUB} where s.member_id = :member_id and s.state <> 'ended'"))
_READ = Statement(text(f"{_SUB} where s.id = :id"))
_LOCK = Statement(text(f"{_SUB} where s.id = :id for update"))
_OF_CONTRACT = Statement(text(f"{_SUB} where s.contract_id = :contract_id and s.state <> 'ended' for update"))
_SIGNED_FOR = Statement(
    text(
        f"{_SUB} join members.subscription_contract c on c.subscription_id = s.id where c.contract_id = :contract_id"
        " for update of s"
    )
)
_SIGNING = Statement(
    text(
        "insert into members.subscription_contract (contract_id, subscription_id) values (:contract_id, :id)"
        " on conflict do nothing"
    )
)
_BEING_SIGNED = Statement(
    text(
        "select c.contract_id from members.subscription_contract c join members.subscription s"
        " on s.id = c.subscription_id where s.member_id = :member_id and s.state <> 'ended'"
        " order by c.contract_id desc limit 1"
    )
)
_CONTRACTS_OF = Statement(
    text("select contract_id from members.subscription_contract where subscription_id = :id order by contract_id")
)
_CLAIM_DUE = Statement(text(f"{_SUB} where s.next_at <= :now order by s.next_at limit :size for update skip locked"))
_INSERT = Statement(
    text(f"insert into members.subscription ({COLUMNS}) values ({', '.join(':' + name for name in _FIELDS)})")
)
_CHANGED = [name for name in _FIELDS if name not in ("id", "member_id", "created_at")]
_SAVE = Statement(
    text(f"update members.subscription set {', '.join(f'{name} = :{name}' for name in _CHANGED)} where id = :id")
)
_PERIOD_FIELDS = Period.__struct_fields__
_ADD_PERIOD = Statement(
    text(
        f"insert into members.subscription_period ({', '.join(_PERIOD_FIELDS)})"
        f" values ({', '.join(':' + name for name in _PERIOD_FIELDS)})"
    )
)
_PERIODS = Statement(
    text(f"select {', '.join(_PERIOD_FIELDS)} from members.subscription_period where subscription_id = :id order by no")
)
_TAKE_TRIAL = Statement(
    text(
        "insert into members.subscription_trial (member_id, subscription_id, at) values (:member_id, :id, :at)"
        " on conflict do nothing"
    )
)
_HAD_TRIAL = Statement(text("select 1 from members.subscription_trial where member_id = :member_id"))
_CHARGE_FIELDS = Charge.__struct_fields__
CHARGE_COLUMNS = ", ".join(_CHARGE_FIELDS)
_ADD_CHARGE = Statement(
    text(
        f"insert into members.subscription_charge ({CHARGE_COLUMNS})"
        f" values ({', '.join(':' + name for name in _CHARGE_FIELDS)})"
        f" on conflict (key) do update set key = excluded.key returning {CHARGE_COLUMNS}"
    )
)
_CHARGE = Statement(text(f"select {CHARGE_COLUMNS} from members.subscription_charge where id = :id"))
_LOCK_CHARGE = Statement(text(f"select {CHARGE_COLUMNS} from members.subscription_charge where id = :id for update"))
_OPEN_CHARGES = Statement(
    text(
        f"select {CHARGE_COLUMNS} from members.subscription_charge where member_id = :member_id and state = 'open'"
        " order by id for update"
    )
)
_SAVE_CHARGE = Statement(
    text(
        "update members.subscription_charge set state = :state, attempt_id = :attempt_id, problem = :problem,"
        " amount_fen = :amount_fen, subscription_id = :subscription_id where id = :id"
    )
)
_OVERDUE = Statement(
    text(
        f"select {CHARGE_COLUMNS} from members.subscription_charge where state = 'open' and not by_contract"
        " and pay_by <= :now order by pay_by limit :size for update skip locked"
    )
)


def _values(thing: Subscription | Period | Charge) -> dict[str, object]:
    return {name: getattr(thing, name) for name in thing.__struct_fields__}


class PostgresSubscriptions:
    """Implements `ports.members.subscription_store.SubscriptionStore`."""

    async def plans(self, tx: Tx) -> Mapping[PlanCode, Plan]:
        return {row["code"]: Plan(**row) for row in await _PLANS.all(tx)}

    async def save_plan(self, tx: Tx, plan: Plan) -> None:
        values = {name: getattr(plan, name) for name in plan.__struct_fields__ if name != "months"}
        await _SAVE_PLAN.run(tx, **values)

    async def rules(self, tx: Tx) -> SubscriptionRules:
        row = await _RULES.one(tx)
        assert row is not None, "the migration puts them there"
        return SubscriptionRules(row["grace_days"], tuple(row["retry_days"]), row["remind_days"])

    async def save_rules(self, tx: Tx, rules: SubscriptionRules) -> None:
        await _SAVE_RULES.run(
            tx, grace_days=rules.grace_days, retry_days=list(rules.retry_days), remind_days=rules.remind_days
        )

    async def lock_member(self, tx: Tx, member_id: MemberId) -> str | None:
        openid: str | None = await _LOCK_MEMBER.value(tx, member_id=member_id)
        return openid

    async def openid(self, tx: Tx, member_id: MemberId) -> str:
        openid: str = await _OPENID.value(tx, member_id=member_id)
        return openid

    async def lock_running(self, tx: Tx, member_id: MemberId) -> Subscription | None:
        return _sub(await _LOCK_RUNNING.one(tx, member_id=member_id))

    async def running(self, tx: Tx, member_id: MemberId) -> Subscription | None:
        return _sub(await _RUNNING.one(tx, member_id=member_id))

    async def read(self, tx: Tx, subscription_id: UUID) -> Subscription | None:
        return _sub(await _READ.one(tx, id=subscription_id))

    async def lock(self, tx: Tx, subscription_id: UUID) -> Subscription | None:
        return _sub(await _LOCK.one(tx, id=subscription_id))

    async def of_contract(self, tx: Tx, contract_id: UUID) -> Subscription | None:
        return _sub(await _OF_CONTRACT.one(tx, contract_id=contract_id))

    async def signed_for(self, tx: Tx, contract_id: UUID) -> Subscription | None:
        return _sub(await _SIGNED_FOR.one(tx, contract_id=contract_id))

    async def signing(self, tx: Tx, subscription_id: UUID, contract_id: UUID) -> None:
        await _SIGNING.run(tx, id=subscription_id, contract_id=contract_id)

    async def being_signed(self, tx: Tx, member_id: MemberId) -> UUID | None:
        found: UUID | None = await _BEING_SIGNED.value(tx, member_id=member_id)
        return found

    async def contracts_of(self, tx: Tx, subscription_id: UUID) -> Sequence[UUID]:
        return [row["contract_id"] for row in await _CONTRACTS_OF.all(tx, id=subscription_id)]

    async def claim_due(self, tx: Tx, now: datetime, size: int) -> Sequence[Subscription]:
        return [Subscription(**row) for row in await _CLAIM_DUE.all(tx, now=now, size=size)]

    async def insert(self, tx: Tx, subscription: Subscription) -> None:
        await _INSERT.run(tx, **_values(subscription))

    async def save(self, tx: Tx, subscription: Subscription) -> None:
        values = _values(subscription)
        await _SAVE.run(tx, id=subscription.id, **{name: values[name] for name in _CHANGED})

    async def add_period(self, tx: Tx, period: Period) -> None:
        await _ADD_PERIOD.run(tx, **_values(period))

    async def periods(self, tx: Tx, subscription_id: UUID) -> Sequence[Period]:
        return [Period(**row) for row in await _PERIODS.all(tx, id=subscription_id)]

    async def take_trial(self, tx: Tx, member_id: MemberId, subscription_id: UUID, at: datetime) -> bool:
        return bool(await _TAKE_TRIAL.run(tx, member_id=member_id, id=subscription_id, at=at))

    async def had_trial(self, tx: Tx, member_id: MemberId) -> bool:
        return await _HAD_TRIAL.value(tx, member_id=member_id) is not None

    async def add_charge(self, tx: Tx, charge: Charge) -> Charge:
        row = await _ADD_CHARGE.one(tx, **_values(charge))
        assert row is not None, "an insert or update always gives its row"
        return Charge(**row)

    async def charge(self, tx: Tx, charge_id: UUID) -> Charge | None:
        return _charge(await _CHARGE.one(tx, id=charge_id))

    async def lock_charge(self, tx: Tx, charge_id: UUID) -> Charge | None:
        return _charge(await _LOCK_CHARGE.one(tx, id=charge_id))

    async def open_charges(self, tx: Tx, member_id: MemberId) -> Sequence[Charge]:
        return [Charge(**row) for row in await _OPEN_CHARGES.all(tx, member_id=member_id)]

    async def save_charge(self, tx: Tx, charge: Charge) -> None:
        names = ("id", "state", "attempt_id", "problem", "amount_fen", "subscription_id")
        await _SAVE_CHARGE.run(tx, **{name: getattr(charge, name) for name in names})

    async def overdue_charges(self, tx: Tx, now: datetime, size: int) -> Sequence[Charge]:
        return [Charge(**row) for row in await _OVERDUE.all(tx, now=now, size=size)]


def _sub(row: asyncpg.Record | None) -> Subscription | None:
    return Subscription(**row) if row else None


def _charge(row: asyncpg.Record | None) -> Charge | None:
    return Charge(**row) if row else None
