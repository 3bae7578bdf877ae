"""Paid memberships as the faces read them."""

from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Fen, MemberId, Page, Tx
from ports.members.subscription_store import (
    ChargeKind,
    ChargeState,
    PeriodKind,
    Plan,
    PlanCode,
    SubscriptionRules,
    SubscriptionState,
)
from ports.payments.api import CheckState, PayParams

PlanAction = Literal["buy", "renew", "upgrade", "none"]


class UpgradeView(Struct, frozen=True, rename="camel"):
    """The calculation line by line: `value_fen` was paid for `total_seconds`, of which `unused_seconds` are left."""

    price_fen: Fen
    value_fen: Fen
    unused_seconds: int
    total_seconds: int
    credit_fen: Fen
    amount_fen: Fen


class PlanOffer(Struct, frozen=True, rename="camel"):
    """`action`: what the button does; with `none` the words say why. `upgrade` is set when it is one."""

    code: PlanCode
    name: str
    price_fen: Fen
    months: int
    trial_days: int
    price_percent: int
    free_freight: bool
    points_percent: int
    action: PlanAction
    action_text: str
    upgrade: UpgradeView | None = None


class OwnSubscription(Struct, frozen=True, rename="camel"):
    """`next_charge_at` and `next_amount_fen` are set when it renews by itself."""

    id: UUID
    state: SubscriptionState
    state_text: str
    plan_code: PlanCode
    plan_name: str
    ends_at: datetime
    grace_until: datetime | None
    renews_itself: bool
    next_charge_at: datetime | None
    next_amount_fen: Fen | None
    can_cancel: bool
    note: str


class OwnPeriod(Struct, frozen=True, rename="camel"):
    no: int
    kind: PeriodKind
    kind_text: str
    plan_name: str
    starts_at: datetime
    ends_at: datetime
    paid_fen: Fen
    credit_fen: Fen


class SubscriptionPage(Struct, frozen=True, rename="camel"):
    """`auto_renew_offered`: the shop can collect by itself, and the member has not consented yet."""

    plans: tuple[PlanOffer, ...]
    current: OwnSubscription | None
    periods: tuple[OwnPeriod, ...]
    trial_available: bool
    auto_renew_available: bool
    auto_renew_offered: bool
    auto_renew_text: str


class SubscriptionPurchase(Struct, frozen=True, rename="camel"):
    charge_id: UUID
    amount_fen: Fen
    credit_fen: Fen
    pay: PayParams


class PurchaseCheck(Struct, frozen=True, rename="camel"):
    state: CheckState
    message: str


class SubscriptionSettings(Struct, frozen=True, rename="camel"):
    plans: tuple[Plan, ...]
    rules: SubscriptionRules
    auto_renew_available: bool


class SubscriptionNumbers(Struct, frozen=True, rename="camel"):
    """`active` pay now (also in grace or cancelled and running). `churned`: ended this month, and paid before.

    `mrr_fen`: what the active ones pay a month, a yearly price counted as a twelfth, of those that will go on.
    """

    active: int
    trialing: int
    grace: int
    cancelled: int
    churned: int
    at_month_start: int
    mrr_fen: Fen


class SubscriberRow(Struct, frozen=True, rename="camel"):
    id: UUID
    member_id: MemberId
    nickname: str
    state: SubscriptionState
    state_text: str
    plan_code: PlanCode
    plan_name: str
    ends_at: datetime
    renews_itself: bool
    paid_fen: Fen
    created_at: datetime


class ChargeRow(Struct, frozen=True, rename="camel"):
    id: UUID
    number: str
    kind: ChargeKind
    kind_text: str
    plan_name: str
    amount_fen: Fen
    credit_fen: Fen
    state: ChargeState
    state_text: str
    by_contract: bool
    tries: int
    problem: str | None
    created_at: datetime


class SubscriberCharges(Struct, frozen=True, rename="camel"):
    items: tuple[ChargeRow, ...]


class EndedSubscription(Struct, frozen=True, rename="camel"):
    """What was promised back, in fen."""

    refunded_fen: Fen


class SubscriptionViews(Protocol):
    async def history(self, tx: Tx, member_id: MemberId) -> tuple[OwnPeriod, ...]:
        """Newest first, of every subscription of the member; at most a hundred."""

    async def numbers(self, tx: Tx, month_start: datetime, now: datetime) -> SubscriptionNumbers: ...

    async def subscribers(
        self, tx: Tx, state: SubscriptionState | None, cursor: str | None, limit: int
    ) -> Page[SubscriberRow]:
        """Newest first. Raises CursorInvalid."""

    async def charges(self, tx: Tx, subscription_id: UUID) -> tuple[ChargeRow, ...]:
        """Newest first; at most a hundred."""
