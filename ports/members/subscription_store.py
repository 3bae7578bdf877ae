"""Rows of paid memberships 付费会员, and what members asks of their store.

A *subscription* is one stretch of membership without a gap in it; its *periods* say what was paid for which span and
are never changed; a *charge* is one wish to collect: a first period, a renewal or an upgrade.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import AttemptId, Fen, MemberId, Tx

SubscriptionState = Literal["trialing", "active", "grace", "cancelled", "ended"]
PlanCode = Literal["monthly", "yearly"]
ChargeKind = Literal["first", "renewal", "upgrade"]
ChargeState = Literal["open", "paid", "closed", "failed"]
PeriodKind = Literal["trial", "first", "renewal", "upgrade", "merged"]


class Plan(Struct, frozen=True, rename="camel"):
    """`price_percent` 95: the member pays 95 % of the list price. `points_percent` 150: one and a half times."""

    code: PlanCode
    name: str
    price_fen: Fen
    months: int
    trial_days: int
    price_percent: int
    free_freight: bool
    points_percent: int
    on_sale: bool


class SubscriptionRules(Struct, frozen=True, rename="camel"):
    """`retry_days`: when a renewal is tried, in days after it was due; the first is 0."""

    grace_days: int
    retry_days: tuple[int, ...]
    remind_days: int


class Subscription(Struct, frozen=True):
    """`ends_at` is the end of what is paid (or of the trial). `anchor_day` is the day of the month it renews on.

    `period_no` is that of the last period, 0 is the trial. `benefits_until` is what prices look at. `charge_at`: when
    the contract is used next; None when nothing renews by itself. `due_at`: when the renewal that failed was due,
    `tries` how often it did. `next_at`: when the sweep has something to do.
    """

    id: UUID
    member_id: MemberId
    state: SubscriptionState
    plan_code: PlanCode
    period_no: int
    anchor_day: int
    period_starts_at: datetime
    ends_at: datetime
    benefits_until: datetime
    contract_id: UUID | None
    charge_at: datetime | None
    due_at: datetime | None
    grace_until: datetime | None
    tries: int
    announced_no: int
    reminded_no: int
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def renews_itself(self) -> bool:
        return self.contract_id is not None and self.state in ("trialing", "active", "grace")


class Period(Struct, frozen=True):
    """`credit_fen`: what the unused part of an earlier period paid of it."""

    subscription_id: UUID
    no: int
    kind: PeriodKind
    plan_code: PlanCode
    starts_at: datetime
    ends_at: datetime
    paid_fen: Fen
    credit_fen: Fen
    charge_id: UUID | None


class Charge(Struct, frozen=True):
    """`key` is the natural key. `subscription_id` None: a first period of somebody who had none when he began to pay.

    `base_no` is the last period when it was computed: what came in between makes an upgrade void.
    """

    id: UUID
    key: str
    number: str
    member_id: MemberId
    subscription_id: UUID | None
    kind: ChargeKind
    plan_code: PlanCode
    base_no: int
    amount_fen: Fen
    credit_fen: Fen
    state: ChargeState
    by_contract: bool
    pay_by: datetime
    created_at: datetime
    attempt_id: AttemptId | None = None
    problem: str | None = None


class SubscriptionStore(Protocol):
    async def plans(self, tx: Tx) -> Mapping[PlanCode, Plan]: ...

    async def save_plan(self, tx: Tx, plan: Plan) -> None: ...

    async def rules(self, tx: Tx) -> SubscriptionRules: ...

    async def save_rules(self, tx: Tx, rules: SubscriptionRules) -> None: ...

    async def lock_member(self, tx: Tx, member_id: MemberId) -> str | None:
        """Locks the member, so that one person begins one thing at a time; the openid of the mini-program."""

    async def lock_running(self, tx: Tx, member_id: MemberId) -> Subscription | None:
        """The one that has not ended."""

    async def running(self, tx: Tx, member_id: MemberId) -> Subscription | None:
        """As `lock_running`, only to be looked at."""

    async def read(self, tx: Tx, subscription_id: UUID) -> Subscription | None: ...

    async def lock(self, tx: Tx, subscription_id: UUID) -> Subscription | None: ...

    async def of_contract(self, tx: Tx, contract_id: UUID) -> Subscription | None:
        """Locked. None: no running subscription has this contract."""

    async def signed_for(self, tx: Tx, contract_id: UUID) -> Subscription | None:
        """Locked: the subscription for which this contract was begun, running or not."""

    async def openid(self, tx: Tx, member_id: MemberId) -> str: ...

    async def signing(self, tx: Tx, subscription_id: UUID, contract_id: UUID) -> None:
        """This contract was begun for the subscription; whether it is signed is told later."""

    async def being_signed(self, tx: Tx, member_id: MemberId) -> UUID | None:
        """The contract that was begun last for the running subscription."""

    async def contracts_of(self, tx: Tx, subscription_id: UUID) -> Sequence[UUID]:
        """Every contract that was ever begun for it."""

    async def claim_due(self, tx: Tx, now: datetime, size: int) -> Sequence[Subscription]:
        """Locked; those that somebody else has locked are left out."""

    async def insert(self, tx: Tx, subscription: Subscription) -> None: ...

    async def save(self, tx: Tx, subscription: Subscription) -> None: ...

    async def add_period(self, tx: Tx, period: Period) -> None: ...

    async def periods(self, tx: Tx, subscription_id: UUID) -> Sequence[Period]:
        """In order."""

    async def take_trial(self, tx: Tx, member_id: MemberId, subscription_id: UUID, at: datetime) -> bool:
        """False: this person has had a trial."""

    async def had_trial(self, tx: Tx, member_id: MemberId) -> bool: ...

    async def add_charge(self, tx: Tx, charge: Charge) -> Charge:
        """Or the charge that has this key already."""

    async def charge(self, tx: Tx, charge_id: UUID) -> Charge | None: ...

    async def lock_charge(self, tx: Tx, charge_id: UUID) -> Charge | None: ...

    async def open_charges(self, tx: Tx, member_id: MemberId) -> Sequence[Charge]:
        """Locked, in the order of their ids."""

    async def save_charge(self, tx: Tx, charge: Charge) -> None: ...

    async def overdue_charges(self, tx: Tx, now: datetime, size: int) -> Sequence[Charge]:
        """Open ones that the member can pay no longer, locked; not those collected through a contract."""


class MergedSubscription(Struct, frozen=True):
    """How a merge dealt with the subscription of the member who is gone.

    `moved`: it became the kept member's. `joined`: it ended, and `seconds` of it went to `kept_id` as period
    `period_no`; `before` is what it was.
    """

    merge_id: UUID
    kind: Literal["moved", "joined"]
    gone_id: UUID
    kept_id: UUID
    seconds: int
    period_no: int
    before: Subscription


class SubscriptionMergeStore(Protocol):
    async def inherit_trial(self, tx: Tx, gone_id: MemberId, kept_id: MemberId) -> None:
        """Whoever of the two has had a trial: now the kept one has."""

    async def move(self, tx: Tx, subscription_id: UUID, to: MemberId) -> None:
        """The subscription and its charges."""

    async def note(self, tx: Tx, merged: MergedSubscription) -> bool:
        """False: this merge is noted."""

    async def noted(self, tx: Tx, merge_id: UUID) -> MergedSubscription | None:
        """And forgets it."""
