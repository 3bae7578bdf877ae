"""Paid membership, as the member acts on it: trial, paying, renewing, upgrading, automatic renewal, cancelling."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.members import subscription_rules as rules
from domain.members.subscription_ground import (
    AlreadySubscribed,
    ContractWanted,
    NoDowngrade,
    NoSubscription,
    PlanUnknown,
    RenewalUnderWay,
    RenewsItself,
    SubscriptionGround,
    TooEarlyToRenew,
    TooManySignings,
    TrialUsed,
)
from ports.kernel import Fen, MemberId, NotFound, OrderId, Tx
from ports.members.api import SubscriptionEnded
from ports.members.subscription_store import Charge, ChargeKind, Period, Plan, PlanCode, Subscription
from ports.members.subscription_views import PurchaseCheck, SubscriptionPurchase
from ports.payments.api import Attempt, CheckState, PaymentIntent, SigningJump

PAY_WITHIN = timedelta(minutes=15)
NUMBER_DIGITS = 8
SIGNINGS_MAX = 50
"""Each opening of WeChat's page is a contract of its own; nobody opens it so often."""
SHORTEST_LEFT = timedelta(minutes=2)
"""A wish that can be paid for less time than this is renewed and not given again."""
_CHECKED: dict[CheckState, str] = {
    "paid": "支付成功，会员权益已生效",
    "pending": "还没有收到微信支付的结果，请稍后刷新查看",
    "closed": "这次支付没有完成，请重新支付",
}


class Wish(Struct, frozen=True):
    """What a press on the button means now."""

    kind: ChargeKind
    plan: Plan
    amount_fen: Fen
    credit_fen: Fen


class SubscriptionBuying:
    def __init__(self, ground: SubscriptionGround) -> None:
        self._ground = ground

    async def start_trial(self, member_id: MemberId, code: PlanCode) -> None:
        """Once per person, ever; the same press again is harmless. Raises TrialUsed, AlreadySubscribed, PlanUnknown."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            await self._openid(tx, member_id)
            plan = await self._plan(tx, code)
            running = await ground.store.lock_running(tx, member_id)
            if running is not None and (running.state, running.plan_code) == ("trialing", code):
                return
            if running is not None:
                raise AlreadySubscribed
            sub = blank(ground.ids.new(), member_id, plan, now)
            if plan.trial_days < 1 or not await ground.store.take_trial(tx, member_id, sub.id, now):
                raise TrialUsed
            sub = rules.planned(rules.begin_trial(sub, plan), await ground.store.rules(tx))
            await ground.store.insert(tx, sub)
            await ground.store.add_period(tx, Period(sub.id, 0, "trial", plan.code, now, sub.ends_at, 0, 0, None))

    async def buy(self, member_id: MemberId, code: PlanCode) -> SubscriptionPurchase:
        """The first period, one more, or an upgrade. A second press gives the same purchase.

        Raises PlanUnknown, RenewsItself, RenewalUnderWay, TooEarlyToRenew, NoDowngrade, OutsideUnavailable.
        """
        ground = self._ground
        async with ground.uow.begin() as tx:
            openid = await self._openid(tx, member_id)
            plan = await self._plan(tx, code)
            sub = await ground.store.lock_running(tx, member_id)
            wish = await self.wish(tx, sub, plan)
            charge = await self._charge(tx, member_id, sub, wish)
            attempt = await self._intend(tx, charge, plan, openid)
        params = await ground.payments.prepay(attempt)
        return SubscriptionPurchase(charge.id, charge.amount_fen, charge.credit_fen, params)

    async def check(self, member_id: MemberId, charge_id: UUID) -> PurchaseCheck:
        """Asks WeChat Pay when no notice has come. Raises NotFound."""
        async with self._ground.uow.reading() as tx:
            charge = await self._ground.store.charge(tx, charge_id)
        if charge is None or charge.member_id != member_id:
            raise NotFound
        if charge.state == "paid":
            return PurchaseCheck("paid", _CHECKED["paid"])
        state = await self._ground.payments.check(OrderId(charge.id))
        return PurchaseCheck(state, _CHECKED[state])

    async def sign(self, member_id: MemberId) -> SigningJump:
        """What the mini-program needs to open WeChat's signing page. Raises NoSubscription, ContractUnavailable."""
        ground = self._ground
        async with ground.uow.begin() as tx:
            openid = await self._openid(tx, member_id)
            sub = await ground.store.lock_running(tx, member_id)
            if sub is None:
                raise NoSubscription
            if sub.contract_id is not None:
                raise ContractWanted
            if len(await ground.store.contracts_of(tx, sub.id)) >= SIGNINGS_MAX:
                raise TooManySignings
            contract_id = ground.ids.new()
            await ground.store.signing(tx, sub.id, contract_id)
            return await ground.contracts.begin(tx, contract_id, member_id, openid)

    async def confirm_signing(self, member_id: MemberId) -> None:
        """Back from WeChat's page: asks about what is being signed, should the notice be late."""
        async with self._ground.uow.reading() as tx:
            contract_id = await self._ground.store.being_signed(tx, member_id)
        if contract_id is not None:
            await self._ground.contracts.check(contract_id)

    async def cancel(self, member_id: MemberId) -> None:
        """At any time, harmless twice: runs to the end of what is paid, and nothing more is collected."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            await self._openid(tx, member_id)
            sub = await ground.store.lock_running(tx, member_id)
            if sub is None:
                raise NoSubscription
            for contract_id in await ground.store.contracts_of(tx, sub.id):
                await ground.contracts.end(tx, contract_id)
            if sub.state == "cancelled":
                return
            after = rules.planned(rules.cancelled(sub, now), await ground.store.rules(tx))
            await ground.store.save(tx, after)
            for charge in await ground.store.open_charges(tx, member_id):
                await ground.close(tx, charge, "会员已取消")
            if after.state == "ended":
                tx.emit(SubscriptionEnded(after.id, member_id, after.plan_code, now))

    async def wish(self, tx: Tx, sub: Subscription | None, plan: Plan) -> Wish:
        """Raises RenewsItself, RenewalUnderWay, TooEarlyToRenew, NoDowngrade."""
        now = self._ground.clock.now()
        if sub is None or sub.period_no == 0:
            if sub is not None and rules.is_asked(sub):
                raise RenewalUnderWay
            return Wish("first", plan, plan.price_fen, 0)
        if rules.is_asked(sub) and sub.tries == 0:
            raise RenewalUnderWay
        if sub.state == "grace":
            return Wish("renewal", plan, plan.price_fen, 0)
        if plan.code == sub.plan_code:
            if sub.renews_itself:
                raise RenewsItself
            if sub.ends_at - now > rules.RENEW_FROM:
                raise TooEarlyToRenew
            return Wish("renewal", plan, plan.price_fen, 0)
        if sub.plan_code == "yearly":
            raise NoDowngrade
        cost = await self.upgrade(tx, sub, plan)
        return Wish("upgrade", plan, cost.amount_fen, cost.credit_fen)

    async def upgrade(self, tx: Tx, sub: Subscription, plan: Plan) -> rules.Upgrade:
        now = self._ground.clock.now()
        running = rules.live(await self._ground.store.periods(tx, sub.id), sub.ends_at, now)
        return rules.upgrade(running, plan.price_fen, now)

    async def _charge(self, tx: Tx, member_id: MemberId, sub: Subscription | None, wish: Wish) -> Charge:
        """One open wish per member: another press of the same button finds it, another button closes it."""
        ground, now = self._ground, self._ground.clock.now()
        base_no = sub.period_no if sub else -1
        for charge in await ground.store.open_charges(tx, member_id):
            if charge.by_contract:
                continue
            same = (charge.kind, charge.plan_code, charge.base_no) == (wish.kind, wish.plan.code, base_no)
            if same and charge.pay_by - now > SHORTEST_LEFT:
                return charge
            await ground.close(tx, charge, "改选了其他方案" if not same else "付款时间已过")
        charge_id = ground.ids.new()
        day = now.astimezone(rules.CHINA).strftime("%Y%m%d")
        return await ground.store.add_charge(
            tx,
            Charge(
                id=charge_id,
                key=f"buy:{charge_id}",
                number=f"M{day}{ground.rng.digits(NUMBER_DIGITS)}",
                member_id=member_id,
                subscription_id=sub.id if sub else None,
                kind=wish.kind,
                plan_code=wish.plan.code,
                base_no=base_no,
                amount_fen=wish.amount_fen,
                credit_fen=wish.credit_fen,
                state="open",
                by_contract=False,
                pay_by=now + PAY_WITHIN,
                created_at=now,
            ),
        )

    async def _intend(self, tx: Tx, charge: Charge, plan: Plan, openid: str) -> Attempt:
        return await self._ground.payments.intend(
            tx,
            PaymentIntent(
                order_id=OrderId(charge.id),
                order_number=charge.number,
                member_id=charge.member_id,
                openid=openid,
                amount_fen=charge.amount_fen,
                description=plan.name,
                pay_by=charge.pay_by,
                purpose="subscription",
            ),
        )

    async def _plan(self, tx: Tx, code: PlanCode) -> Plan:
        plan = await self._ground.plan(tx, code)
        if not plan.on_sale:
            raise PlanUnknown
        return plan

    async def _openid(self, tx: Tx, member_id: MemberId) -> str:
        openid = await self._ground.store.lock_member(tx, member_id)
        if openid is None:
            raise NotFound
        return openid


def blank(subscription_id: UUID, member_id: MemberId, plan: Plan, now: datetime) -> Subscription:
    return Subscription(
        id=subscription_id,
        member_id=member_id,
        state="trialing",
        plan_code=plan.code,
        period_no=0,
        anchor_day=rules.day_of(now),
        period_starts_at=now,
        ends_at=now,
        benefits_until=now,
        contract_id=None,
        charge_at=None,
        due_at=None,
        grace_until=None,
        tries=0,
        announced_no=0,
        reminded_no=0,
        next_at=None,
        created_at=now,
    )
