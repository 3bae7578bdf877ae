"""What became of a charge: the first right payment buys its period, every other one goes back."""

from msgspec.structs import replace

from domain.members import subscription_rules as rules
from domain.members.subscription_buying import blank
from domain.members.subscription_ground import SubscriptionGround
from ports.kernel import OrderId, Tx
from ports.members.api import SubscriptionEnded, SubscriptionRenewed, SubscriptionStarted
from ports.members.subscription_store import Charge, Period, PeriodKind, Plan, Subscription
from ports.payments.api import CollectionFailed, ContractEnded, ContractSigned, RefundRequest, SubscriptionPaid

BATCH_MAX = 50


class SubscriptionSettling:
    def __init__(self, ground: SubscriptionGround) -> None:
        self._ground = ground

    async def on_paid(self, tx: Tx, event: SubscriptionPaid) -> None:
        """May come twice and late. Locks: member, subscription, charge."""
        store = self._ground.store
        found = await store.charge(tx, event.charge_id)
        assert found is not None, "a payment of a charge that does not exist"
        await store.lock_member(tx, found.member_id)
        sub = await store.lock_running(tx, found.member_id)
        charge = await store.lock_charge(tx, found.id)
        assert charge is not None
        if charge.attempt_id == event.attempt_id:
            return
        why = _unwanted(charge, event, sub)
        if why is not None:
            await self._give_back(tx, charge, event, why)
            return
        await self._accept(tx, charge, event, sub)

    async def on_collection_failed(self, tx: Tx, event: CollectionFailed) -> None:
        if event.purpose != "subscription":
            return
        ground, now = self._ground, self._ground.clock.now()
        found = await ground.store.charge(tx, event.order_id)
        if found is None:
            return
        await ground.store.lock_member(tx, found.member_id)
        sub = await ground.store.lock_running(tx, found.member_id)
        charge = await ground.store.lock_charge(tx, found.id)
        if charge is None or charge.state != "open" or sub is None or sub.period_no != charge.base_no:
            return
        terms, plan = await ground.store.rules(tx), await ground.plan(tx, charge.plan_code)
        after = rules.planned(rules.failed(sub, terms, now), terms)
        over = after.state == "ended" or after.charge_at is None
        await ground.store.save_charge(tx, replace(charge, state="failed" if over else "open", problem=event.reason))
        await ground.store.save(tx, after)
        if after.state == "ended":
            await self.end_contracts(tx, after)
            tx.emit(SubscriptionEnded(after.id, after.member_id, after.plan_code, now))
            await ground.tell(tx, after, f"ended:{after.period_no}", plan, "扣款未成功，会员已结束")
            return
        await ground.tell(tx, after, f"failed:{after.period_no}:{after.tries}", plan, "自动扣款未成功，权益暂时保留")

    async def on_contract_signed(self, tx: Tx, event: ContractSigned) -> None:
        ground = self._ground
        await ground.store.lock_member(tx, event.member_id)
        sub = await ground.store.signed_for(tx, event.contract_id)
        if sub is None or sub.state == "ended" or sub.contract_id is not None:
            # The membership ended, or renews through another contract: this one must not collect anything.
            if sub is None or sub.contract_id != event.contract_id:
                await ground.contracts.end(tx, event.contract_id)
            return
        after = rules.planned(rules.with_contract(sub, event.contract_id), await ground.store.rules(tx))
        await ground.store.save(tx, after)

    async def on_contract_ended(self, tx: Tx, event: ContractEnded) -> None:
        """Also by the member in WeChat: what is paid stays, nothing renews by itself any more."""
        ground = self._ground
        sub = await ground.store.of_contract(tx, event.contract_id)
        if sub is None:
            return
        terms = await ground.store.rules(tx)
        after = rules.planned(rules.without_contract(sub), terms)
        await ground.store.save(tx, after)
        for charge in await ground.store.open_charges(tx, sub.member_id):
            if charge.by_contract:
                await ground.close(tx, charge, "自动续费合约已解除")
        plan = await ground.plan(tx, sub.plan_code)
        await ground.tell(tx, after, f"contract:{event.contract_id}", plan, "自动续费已关闭，到期后不再扣款")

    async def close_overdue(self) -> int:
        """The sweep for purchases that nobody paid in time. What arrives after all goes back."""
        ground = self._ground
        async with ground.uow.begin() as tx:
            charges = await ground.store.overdue_charges(tx, ground.clock.now(), BATCH_MAX)
            for charge in charges:
                await ground.close(tx, charge, "付款时间已过")
        return len(charges)

    async def end_contracts(self, tx: Tx, sub: Subscription) -> None:
        for contract_id in await self._ground.store.contracts_of(tx, sub.id):
            await self._ground.contracts.end(tx, contract_id)

    async def _accept(self, tx: Tx, charge: Charge, event: SubscriptionPaid, sub: Subscription | None) -> None:
        ground = self._ground
        plan, terms = await ground.plan(tx, charge.plan_code), await ground.store.rules(tx)
        is_first = sub is None or sub.period_no == 0
        if sub is None:
            sub = blank(ground.ids.new(), charge.member_id, plan, event.paid_at)
            await ground.store.insert(tx, replace(sub, state="ended", ended_at=event.paid_at))
            period, anchor_day = self._period(sub, charge, plan, event), rules.day_of(event.paid_at)
        else:
            period = self._period(sub, charge, plan, event)
            anchor_day = rules.day_of(period.starts_at) if charge.kind == "upgrade" else sub.anchor_day
        await ground.store.add_period(tx, period)
        after = rules.planned(rules.renewed(sub, period, anchor_day), terms)
        await ground.store.save(tx, after)
        paid = replace(charge, state="paid", attempt_id=event.attempt_id, subscription_id=sub.id, problem=None)
        await ground.store.save_charge(tx, paid)
        for other in await ground.store.open_charges(tx, charge.member_id):
            await ground.close(tx, other, "已用其他方式付款")
        told = SubscriptionStarted if is_first else SubscriptionRenewed
        tx.emit(told(sub.id, sub.member_id, plan.code, event.amount_fen, period.ends_at))

    def _period(self, sub: Subscription, charge: Charge, plan: Plan, event: SubscriptionPaid) -> Period:
        kind: PeriodKind = charge.kind
        starts_at, anchor_day = sub.ends_at, sub.anchor_day
        if charge.kind == "upgrade":
            # What is left of the running period was credited: the new one begins now, on a day of its own.
            starts_at, anchor_day = event.paid_at, rules.day_of(event.paid_at)
        elif sub.period_no == 0:
            kind = "first"
        ends_at = rules.months_later(starts_at, plan.months, anchor_day)
        return Period(
            subscription_id=sub.id,
            no=sub.period_no + 1,
            kind=kind,
            plan_code=plan.code,
            starts_at=starts_at,
            ends_at=ends_at,
            paid_fen=event.amount_fen,
            credit_fen=charge.credit_fen,
            charge_id=charge.id,
        )

    async def _give_back(self, tx: Tx, charge: Charge, event: SubscriptionPaid, why: tuple[str, str]) -> None:
        key, words = why
        request = RefundRequest(
            key=f"membership_{key}:{event.attempt_id}",
            order_id=OrderId(charge.id),
            amount_fen=event.amount_fen,
            reason=words,
            attempt_id=event.attempt_id,
        )
        await self._ground.payments.request_refund(tx, request)
        problem = f"{words}，款项已自动原路退回"
        state = "closed" if charge.state == "open" else charge.state
        await self._ground.store.save_charge(tx, replace(charge, state=state, problem=problem))


def _unwanted(charge: Charge, event: SubscriptionPaid, sub: Subscription | None) -> tuple[str, str] | None:
    """Why this money goes back, as part of a key and in words."""
    if charge.state == "paid":
        return "second", "收到重复付款"
    if charge.state != "open":
        return "late", "购买关闭后收到付款"
    if event.amount_fen != charge.amount_fen:
        return "mismatch", "付款金额与应付金额不一致"
    if charge.kind == "upgrade" and (sub is None or sub.period_no != charge.base_no):
        return "stale", "会员状态已经变化"
    if charge.kind != "upgrade" and sub is not None and sub.period_no != max(charge.base_no, 0):
        return "stale", "会员状态已经变化"
    return None
