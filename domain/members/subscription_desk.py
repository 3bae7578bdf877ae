"""Paid memberships for operators: plans and rules, subscribers, numbers, and ending one with a refund."""

from uuid import UUID

from msgspec.structs import replace

from domain.members import subscription_rules as rules
from domain.members.subscription_ground import NoSubscription, SubscriptionGround
from domain.members.subscription_pages import STATE_TEXTS
from domain.members.subscription_settling import SubscriptionSettling
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Fen, Invalid, OrderId, Page
from ports.members.api import SubscriptionEnded
from ports.members.subscription_store import Plan, SubscriptionRules, SubscriptionState
from ports.members.subscription_views import (
    EndedSubscription,
    SubscriberCharges,
    SubscriberRow,
    SubscriptionNumbers,
    SubscriptionSettings,
    SubscriptionViews,
)
from ports.payments.api import RefundRequest

READ, WRITE, END = "members.read", "members.write", "members.adjust"


class SubscriptionDesk:
    def __init__(
        self,
        ground: SubscriptionGround,
        settling: SubscriptionSettling,
        views: SubscriptionViews,
        audit: AuditApi,
    ) -> None:
        self._ground = ground
        self._settling = settling
        self._views = views
        self._audit = audit

    async def settings(self, actor: Actor) -> SubscriptionSettings:
        actor.require(READ)
        ground = self._ground
        async with ground.uow.reading() as tx:
            plans, terms = await ground.store.plans(tx), await ground.store.rules(tx)
        return SubscriptionSettings(tuple(plans.values()), terms, ground.contracts.is_available)

    async def save_plan(self, actor: Actor, plan: Plan) -> Plan:
        """For purchases from now on; what was announced is collected as announced. `months` stays."""
        actor.require(WRITE)
        ground = self._ground
        async with ground.uow.begin() as tx:
            before = await ground.plan(tx, plan.code)
            after = replace(plan, months=before.months)
            await ground.store.save_plan(tx, after)
            detail = f"{_words(before)} → {_words(after)}"
            await self._audit.record(tx, AuditEntry(actor, "subscription.plan", after.name, detail=detail))
            return tx.answered(after)

    async def save_rules(self, actor: Actor, given: SubscriptionRules) -> SubscriptionRules:
        """Raises Invalid: tries begin on day 0, grow, and are over when the grace is."""
        actor.require(WRITE)
        days = given.retry_days
        if not days or days[0] != 0 or list(days) != sorted(set(days)) or days[-1] > given.grace_days:
            raise Invalid("重试日期从第 0 天开始，依次增加，且不晚于宽限期", field="retryDays")
        async with self._ground.uow.begin() as tx:
            before = await self._ground.store.rules(tx)
            await self._ground.store.save_rules(tx, given)
            detail = (
                f"宽限 {before.grace_days} → {given.grace_days} 天，重试 {before.retry_days} → {given.retry_days}，"
                f"提醒提前 {before.remind_days} → {given.remind_days} 天"
            )
            await self._audit.record(tx, AuditEntry(actor, "subscription.rules", "付费会员规则", detail=detail))
            return tx.answered(given)

    async def numbers(self, actor: Actor) -> SubscriptionNumbers:
        actor.require(READ)
        now = self._ground.clock.now()
        month = now.astimezone(rules.CHINA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        async with self._ground.uow.reading() as tx:
            return await self._views.numbers(tx, month, now)

    async def subscribers(
        self, actor: Actor, state: SubscriptionState | None, cursor: str | None, limit: int
    ) -> Page[SubscriberRow]:
        actor.require(READ)
        async with self._ground.uow.reading() as tx:
            page = await self._views.subscribers(tx, state, cursor, limit)
        return Page([replace(row, state_text=STATE_TEXTS[row.state]) for row in page.items], page.next_cursor)

    async def charges(self, actor: Actor, subscription_id: UUID) -> SubscriberCharges:
        """Raises NoSubscription."""
        actor.require(READ)
        async with self._ground.uow.reading() as tx:
            if await self._ground.store.read(tx, subscription_id) is None:
                raise NoSubscription("没有找到这份付费会员")
            return SubscriberCharges(await self._views.charges(tx, subscription_id))

    async def end(self, actor: Actor, subscription_id: UUID, reason: str) -> EndedSubscription:
        """Ends it now and pays back what is unused of each period, at most what was paid for it itself.

        Raises NoSubscription for one that has ended.
        """
        actor.require(END)
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            found = await ground.store.read(tx, subscription_id)
            if found is None:
                raise NoSubscription("没有找到这份付费会员")
            await ground.store.lock_member(tx, found.member_id)
            sub = await ground.store.lock(tx, subscription_id)
            if sub is None or sub.state == "ended":
                raise NoSubscription("这份付费会员已经结束")
            await ground.store.save(tx, rules.ended(sub, now))
            for charge in await ground.store.open_charges(tx, sub.member_id):
                await ground.close(tx, charge, "由商家结束")
            await self._settling.end_contracts(tx, sub)
            refunded: Fen = 0
            for period in rules.live(await ground.store.periods(tx, sub.id), sub.ends_at, now):
                amount = min(rules.unused_fen(period, now), period.paid_fen)
                if amount == 0 or period.charge_id is None:
                    continue
                paid = await ground.store.charge(tx, period.charge_id)
                assert paid is not None and paid.attempt_id is not None
                key = f"membership_end:{sub.id}:{period.no}"
                request = RefundRequest(key, OrderId(paid.id), amount, "会员提前结束", paid.attempt_id)
                await ground.payments.request_refund(tx, request)
                refunded += amount
            tx.emit(SubscriptionEnded(sub.id, sub.member_id, sub.plan_code, now))
            detail = f"退回 {refunded / 100:.2f} 元"
            await self._audit.record(
                tx, AuditEntry(actor, "subscription.end", f"付费会员 {sub.plan_code}", sub.id, reason, detail)
            )
            return tx.answered(EndedSubscription(refunded))


def _words(plan: Plan) -> str:
    freight = "包邮" if plan.free_freight else "不包邮"
    sale = "在售" if plan.on_sale else "停售"
    return (
        f"{plan.name} {plan.price_fen / 100:.2f} 元，试用 {plan.trial_days} 天，会员价 {plan.price_percent}%，"
        f"{freight}，积分 {plan.points_percent}%，{sale}"
    )
