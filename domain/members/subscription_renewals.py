"""What is due by the clock: reminders, announcements, deductions, and ends."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.members import subscription_rules as rules
from domain.members.subscription_buying import NUMBER_DIGITS
from domain.members.subscription_ground import SubscriptionGround
from domain.members.subscription_settling import SubscriptionSettling
from ports.kernel import OrderId, Tx
from ports.members.api import SubscriptionEnded
from ports.members.subscription_store import Charge, Plan, Subscription, SubscriptionRules
from ports.payments.api import PaymentIntent

BATCH_MAX = 50
STEPS_MAX = 4
"""Steps of one subscription in one transaction: reminded, announced, asked, ended."""
COLLECT_WITHIN = timedelta(days=1)


class SubscriptionRenewals:
    def __init__(self, ground: SubscriptionGround, settling: SubscriptionSettling) -> None:
        self._ground = ground
        self._settling = settling

    async def sweep(self) -> int:
        """One bounded batch of subscriptions that are due; nobody else has them meanwhile. Returns how many."""
        ground = self._ground
        async with ground.uow.begin() as tx:
            due = await ground.store.claim_due(tx, ground.clock.now(), BATCH_MAX)
            if due:
                plans, terms = await ground.store.plans(tx), await ground.store.rules(tx)
                for sub in due:
                    await self._run(tx, sub, plans[sub.plan_code], terms)
        return len(due)

    async def _run(self, tx: Tx, sub: Subscription, plan: Plan, terms: SubscriptionRules) -> None:
        now = self._ground.clock.now()
        for _ in range(STEPS_MAX):
            if sub.next_at is None or sub.next_at > now:
                break
            sub = await self._step(tx, sub, plan, terms)
        await self._ground.store.save(tx, sub)

    async def _step(self, tx: Tx, sub: Subscription, plan: Plan, terms: SubscriptionRules) -> Subscription:
        now = self._ground.clock.now()
        if _is_over(sub, now):
            return await self._end(tx, sub, plan, now)
        if sub.contract_id is not None and sub.charge_at is not None and sub.state != "cancelled":
            if sub.announced_no < sub.period_no + 1 and now >= rules.announce_at(sub):
                if (later := rules.in_window(now)) > now:
                    return replace(sub, next_at=later)
                return rules.planned(await self._announce(tx, sub, plan, now), terms)
            if sub.announced_no == sub.period_no + 1 and now >= sub.charge_at:
                return await self._collect(tx, sub, plan, terms)
        if sub.reminded_no < sub.period_no + 1:
            words = "到期将自动续费，可随时取消" if sub.renews_itself else "到期不自动续费，请按需续费"
            await self._ground.tell(tx, sub, f"remind:{sub.period_no + 1}", plan, words)
            return rules.planned(replace(sub, reminded_no=sub.period_no + 1), terms)
        return rules.planned(sub, terms)

    async def _announce(self, tx: Tx, sub: Subscription, plan: Plan, now: datetime) -> Subscription:
        """The amount is promised here, and what is collected is what was announced."""
        assert sub.contract_id is not None
        charge = await self._charge(tx, sub, plan, now)
        key = f"{charge.key}:{sub.contract_id}"
        await self._ground.contracts.announce(tx, sub.contract_id, charge.amount_fen, key)
        return rules.announced(sub, now)

    async def _collect(self, tx: Tx, sub: Subscription, plan: Plan, terms: SubscriptionRules) -> Subscription:
        ground, now = self._ground, self._ground.clock.now()
        later = rules.in_window(now)
        if later > now:
            return replace(sub, charge_at=later, next_at=later)
        charge = await self._charge(tx, sub, plan, now)
        openid = await ground.store.openid(tx, sub.member_id)
        assert sub.contract_id is not None
        intent = PaymentIntent(
            order_id=OrderId(charge.id),
            order_number=charge.number,
            member_id=sub.member_id,
            openid=openid,
            amount_fen=charge.amount_fen,
            description=f"{plan.name}自动续费",
            pay_by=now + COLLECT_WITHIN,
            purpose="subscription",
            contract_id=sub.contract_id,
        )
        await ground.contracts.collect(tx, intent)
        return rules.asked(sub, terms, now)

    async def _charge(self, tx: Tx, sub: Subscription, plan: Plan, now: datetime) -> Charge:
        """One per period, whoever comes first. One that was given up is taken up again: late money is its money."""
        ground = self._ground
        day = now.astimezone(rules.CHINA).strftime("%Y%m%d")
        charge = await ground.store.add_charge(
            tx,
            Charge(
                id=ground.ids.new(),
                key=f"renew:{sub.id}:{sub.period_no + 1}",
                number=f"M{day}{ground.rng.digits(NUMBER_DIGITS)}",
                member_id=sub.member_id,
                subscription_id=sub.id,
                kind="first" if sub.period_no == 0 else "renewal",
                plan_code=plan.code,
                base_no=sub.period_no,
                amount_fen=plan.price_fen,
                credit_fen=0,
                state="open",
                by_contract=True,
                pay_by=now + COLLECT_WITHIN,
                created_at=now,
            ),
        )
        if charge.state not in ("open", "paid"):
            charge = replace(charge, state="open", amount_fen=plan.price_fen, problem=None)
            await ground.store.save_charge(tx, charge)
        return charge

    async def _end(self, tx: Tx, sub: Subscription, plan: Plan, now: datetime) -> Subscription:
        after = rules.ended(sub, now)
        for charge in await self._ground.store.open_charges(tx, sub.member_id):
            if charge.subscription_id == sub.id and charge.by_contract:
                await self._ground.close(tx, charge, "会员已结束")
        await self._settling.end_contracts(tx, sub)
        tx.emit(SubscriptionEnded(sub.id, sub.member_id, sub.plan_code, now))
        await self._ground.tell(tx, sub, f"ended:{sub.period_no}", plan, "会员已到期，欢迎随时续费")
        return after


def _is_over(sub: Subscription, now: datetime) -> bool:
    """Nothing is left that could still be paid."""
    if sub.state == "grace":
        assert sub.grace_until is not None
        return now >= sub.grace_until and (sub.charge_at is None or sub.charge_at > now)
    if sub.state == "cancelled" or sub.contract_id is None:
        return now >= sub.ends_at
    # A deduction that was asked for and never answered.
    return sub.charge_at is None and sub.next_at is not None and now >= max(sub.next_at, sub.ends_at)
