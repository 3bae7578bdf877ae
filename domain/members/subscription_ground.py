"""What every flow of paid memberships stands on, and the words in which the member is told."""

from dataclasses import dataclass

from msgspec.structs import replace

from domain.members.messages import Messages
from domain.members.reactions import minute, yuan
from ports.kernel import Clock, DomainError, Ids, OrderId, Rng, Tx, UnitOfWork
from ports.members.subscription_store import Charge, Plan, PlanCode, Subscription, SubscriptionStore
from ports.payments.api import ContractsApi, PaymentsApi

PAGE = "packages/members/pages/subscription/index"


class PlanUnknown(DomainError):
    code = "members.plan_unknown"
    kind = "not_found"
    message = "该会员方案已下架，请选择其他方案"


class NoSubscription(DomainError):
    code = "members.no_subscription"
    kind = "not_found"
    message = "您还没有开通付费会员"


class TrialUsed(DomainError):
    code = "members.trial_used"
    message = "每人只能免费试用一次，您已经试用过了"


class AlreadySubscribed(DomainError):
    code = "members.already_subscribed"
    message = "您已经是付费会员"


class RenewsItself(DomainError):
    code = "members.renews_itself"
    message = "您已开通自动续费，到期会自动续费，无需手动付款"


class TooEarlyToRenew(DomainError):
    code = "members.too_early_to_renew"
    message = "会员有效期还很充足，到期前 30 天内可以续费"


class NoDowngrade(DomainError):
    code = "members.no_downgrade"
    message = "年度会员到期后可以改选月度会员"


class RenewalUnderWay(DomainError):
    code = "members.renewal_under_way"
    message = "正在自动扣款续费，请稍后再看结果"


class TooManySignings(DomainError):
    code = "members.too_many_signings"
    kind = "throttled"
    message = "开通得太频繁了，请联系客服"


class ContractWanted(DomainError):
    code = "members.contract_exists"
    message = "您已经开通了自动续费"


@dataclass(frozen=True)
class SubscriptionGround:
    uow: UnitOfWork
    clock: Clock
    ids: Ids
    rng: Rng
    store: SubscriptionStore
    payments: PaymentsApi
    contracts: ContractsApi
    messages: Messages

    async def plan(self, tx: Tx, code: PlanCode) -> Plan:
        return (await self.store.plans(tx))[code]

    async def close(self, tx: Tx, charge: Charge, why: str) -> None:
        """Nobody wants this money any more: what still arrives goes back by itself."""
        await self.store.save_charge(tx, replace(charge, state="closed", problem=why))
        await self.payments.close(tx, OrderId(charge.id))

    async def tell(self, tx: Tx, sub: Subscription, cause: str, plan: Plan, words: str) -> None:
        """Once per cause, where the member has allowed a message."""
        fields = {
            "thing1": plan.name[:20],
            "amount2": yuan(plan.price_fen),
            "time3": minute(sub.ends_at),
            "thing4": words[:20],
        }
        await self.messages.tell(tx, f"{sub.id}:{cause}", "membership_renewal", (sub.member_id, PAGE), fields)
