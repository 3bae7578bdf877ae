"""Paid membership as the member sees it: plans with what the button does, the own state, what was paid."""

from datetime import datetime

from domain.members import subscription_rules as rules
from domain.members.subscription_buying import SubscriptionBuying
from domain.members.subscription_ground import SubscriptionGround
from ports.kernel import DomainError, MemberId, Tx
from ports.members.subscription_store import Plan, Subscription, SubscriptionState
from ports.members.subscription_views import (
    OwnSubscription,
    PlanAction,
    PlanOffer,
    SubscriptionPage,
    SubscriptionViews,
    UpgradeView,
)

STATE_TEXTS: dict[SubscriptionState, str] = {
    "trialing": "试用中",
    "active": "生效中",
    "grace": "续费未成功，权益保留中",
    "cancelled": "已取消，到期后结束",
    "ended": "已结束",
}
NO_AUTO_RENEW = "到期不自动续费，不会自动扣款"
AUTO_RENEW_OFFERED = "可开通自动续费：到期前微信会先通知，再从您授权的支付方式扣款，可随时取消"
AUTO_RENEW_ON = "已开通自动续费：到期前微信会先通知您，可随时在本页或微信支付的扣费服务里取消"
_ACTIONS: dict[str, tuple[PlanAction, str]] = {
    "first": ("buy", "立即开通"),
    "renewal": ("renew", "续费"),
    "upgrade": ("upgrade", "补差价升级"),
}


class SubscriptionPages:
    def __init__(self, ground: SubscriptionGround, buying: SubscriptionBuying, views: SubscriptionViews) -> None:
        self._ground = ground
        self._buying = buying
        self._views = views

    async def page(self, member_id: MemberId | None) -> SubscriptionPage:
        """For somebody who is not signed in, what there is."""
        ground = self._ground
        async with ground.uow.reading() as tx:
            plans = await ground.store.plans(tx)
            sub = await ground.store.running(tx, member_id) if member_id else None
            had_trial = await ground.store.had_trial(tx, member_id) if member_id else False
            periods = await self._views.history(tx, member_id) if member_id else ()
            offers = [await self._offer(tx, sub, plan) for plan in plans.values() if plan.on_sale]
        available = ground.contracts.is_available
        signed = sub is not None and sub.contract_id is not None
        text = AUTO_RENEW_ON if signed else AUTO_RENEW_OFFERED if available else NO_AUTO_RENEW
        return SubscriptionPage(
            plans=tuple(offers),
            current=self._own(sub, plans[sub.plan_code]) if sub else None,
            periods=periods,
            trial_available=sub is None and not had_trial and any(offer.trial_days for offer in offers),
            auto_renew_available=available,
            auto_renew_offered=available and sub is not None and not signed,
            auto_renew_text=text,
        )

    async def _offer(self, tx: Tx, sub: Subscription | None, plan: Plan) -> PlanOffer:
        upgrade: UpgradeView | None = None
        action: PlanAction = "none"
        try:
            wish = await self._buying.wish(tx, sub, plan)
        except DomainError as refusal:
            words = refusal.text
        else:
            action, words = _ACTIONS[wish.kind]
            if wish.kind == "upgrade" and sub is not None:
                upgrade = await self._upgrade(tx, sub, plan)
        return PlanOffer(
            code=plan.code,
            name=plan.name,
            price_fen=plan.price_fen,
            months=plan.months,
            trial_days=plan.trial_days,
            price_percent=plan.price_percent,
            free_freight=plan.free_freight,
            points_percent=plan.points_percent,
            action=action,
            action_text=words,
            upgrade=upgrade,
        )

    async def _upgrade(self, tx: Tx, sub: Subscription, plan: Plan) -> UpgradeView:
        cost = await self._buying.upgrade(tx, sub, plan)
        return UpgradeView(
            price_fen=cost.price_fen,
            value_fen=cost.value_fen,
            unused_seconds=cost.unused_seconds,
            total_seconds=cost.total_seconds,
            credit_fen=cost.credit_fen,
            amount_fen=cost.amount_fen,
        )

    def _own(self, sub: Subscription, plan: Plan) -> OwnSubscription:
        renews = sub.renews_itself
        return OwnSubscription(
            id=sub.id,
            state=sub.state,
            state_text=STATE_TEXTS[sub.state],
            plan_code=sub.plan_code,
            plan_name=plan.name,
            ends_at=sub.ends_at,
            grace_until=sub.grace_until,
            renews_itself=renews,
            next_charge_at=sub.charge_at if renews else None,
            next_amount_fen=plan.price_fen if renews and sub.charge_at else None,
            can_cancel=sub.state != "cancelled",
            note=_note(sub, self._ground.clock.now()),
        )


def _note(sub: Subscription, now: datetime) -> str:
    """What happens next, in one sentence."""
    day = _day(sub.ends_at)
    if sub.state == "cancelled":
        return f"权益保留到 {day}，之后不再扣款"
    if sub.state == "grace":
        assert sub.grace_until is not None
        again = "，期间会再次尝试扣款" if sub.charge_at else ""
        return f"上次扣款没有成功，权益保留到 {_day(sub.grace_until)}{again}；您也可以手动续费"
    if rules.is_asked(sub):
        return "正在自动扣款续费，结果出来前权益不变"
    if sub.renews_itself and sub.charge_at is not None:
        first = "试用结束后" if sub.period_no == 0 else "到期后"
        return f"{first}自动续费，预计 {_day(sub.charge_at)} 扣款，之前取消不会扣款"
    if sub.period_no == 0:
        return f"试用到 {day} 结束，不会自动扣款"
    return f"{day} 到期，到期不自动续费"


def _day(at: datetime) -> str:
    local = at.astimezone(rules.CHINA)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"
