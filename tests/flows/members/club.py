"""A shop with paid memberships, and short words for what members, WeChat and the clock do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.members.subscription_rules import CHINA
from ports.kernel import MemberId
from ports.members.subscription_store import PlanCode
from ports.members.subscription_views import OwnSubscription, SubscriptionPage, SubscriptionPurchase
from ports.outside.pay import Deduction
from tests.flows.orders.conftest import Shop, Shopper

TEMPLATE = "template-of-renewals"
PLANS = (
    "update members.subscription_plan set price_fen = case code when 'monthly' then 990 else 19900 end,"
    " trial_days = 3, on_sale = true, price_percent = case code when 'monthly' then 95 else 92 end"
)
NAMES = (
    "update members.subscription_plan set name = case code when 'monthly' then '月度会员' else '年度会员' end,"
    " free_freight = true, points_percent = case code when 'monthly' then 150 else 200 end"
)
RULES = "update members.subscription_rules set grace_days = 3, retry_days = array[0, 1, 3], remind_days = 3"


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA).astimezone(UTC)


class Club:
    def __init__(self, shop: Shop) -> None:
        self.shop, self.wechat = shop, shop.contracts
        self.services = shop.modules.members.subscriptions

    async def open(self) -> None:
        await self.shop.rows("truncate payments.contract, payments.announcement, members.subscription cascade")
        await self.shop.rows("truncate members.subscription_trial, members.subscription_merge")
        await self.shop.rows(PLANS)
        await self.shop.rows(RULES)
        self.shop.clock.at = shanghai("2026-04-10T10:00")

    async def page(self, who: Shopper) -> SubscriptionPage:
        return await self.services.pages.page(who.id)

    async def state(self, who: Shopper) -> OwnSubscription:
        current = (await self.page(who)).current
        assert current is not None
        return current

    async def number(self, bought: SubscriptionPurchase) -> str:
        return bought.pay.package.removeprefix("prepay_id=prepay_")

    async def buy(self, who: Shopper, plan: PlanCode = "monthly") -> SubscriptionPurchase:
        """Chosen and paid for."""
        bought = await self.services.buying.buy(who.id, plan)
        await self.pay(bought)
        return bought

    async def pay(self, bought: SubscriptionPurchase, amount_fen: int | None = None) -> None:
        self.shop.bank.pay(number := await self.number(bought), amount_fen)
        trade = self.shop.bank.trades[number]
        at = self.shop.clock.now()
        await self.shop.modules.payments.books.record(type(trade)(**_fields(trade) | {"paid_at": at}))
        await self.shop.settle()

    async def sign(self, who: Shopper) -> str:
        """Consent in WeChat, told by a notice. The number of the contract."""
        jump = await self.services.buying.sign(who.id)
        code = jump.extra_data["contract_code"]
        [(openid,)] = await self.shop.rows("select openid from members.member where id = $1", who.id)
        facts = self.wechat.consent(code, openid, self.shop.clock.now())
        await self.tell(facts)
        return code

    async def tell(self, *facts: Any) -> None:
        """Notices of WeChat, as the inbox hands them on."""
        payments = self.shop.modules.payments
        for fact in facts:
            async with self.shop.uow.begin() as tx:
                if isinstance(fact, Deduction):
                    await payments.deductions.book(tx, fact)
                else:
                    await payments.contracts.book(tx, fact)
            await self.shop.settle()

    async def until(self, moment: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """The clock goes on in steps; the sweep and the workers do what is due."""
        while self.shop.clock.at < moment:
            self.shop.clock.at = min(self.shop.clock.at + step, moment)
            await self.sweep()

    async def sweep(self) -> None:
        await self.services.renewals.sweep()
        await self.shop.settle()

    def last_deduction(self) -> str:
        return self.wechat.calls[-1]

    async def charges(self, who: Shopper) -> list[tuple]:
        return await self.shop.rows(
            "select kind, state, amount_fen, by_contract from members.subscription_charge where member_id = $1"
            " order by id",
            who.id,
        )

    async def periods(self, who: Shopper) -> list[tuple]:
        return [
            (period.kind, period.plan_name, period.starts_at, period.ends_at, period.paid_fen)
            for period in reversed((await self.page(who)).periods)
        ]

    async def refunds(self) -> list[tuple]:
        return await self.shop.rows("select amount_fen, reason, state from payments.refund order by id")

    async def events(self, name: str) -> int:
        [(count,)] = await self.shop.rows("select count(*) from kernel.delivery where name = $1", name)
        return int(count)

    async def subscription_id(self, member_id: MemberId) -> UUID:
        [(found,)] = await self.shop.rows(
            "select id from members.subscription where member_id = $1 and state <> 'ended'", member_id
        )
        return UUID(str(found))


def _fields(trade: Any) -> dict[str, Any]:
    return {name: getattr(trade, name) for name in trade.__struct_fields__}
