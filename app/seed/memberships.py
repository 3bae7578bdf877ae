"""Paid memberships of the invented shop: months and years, trials, one upgrade, some that were cancelled or ran out.

Nobody has a contract that renews by itself: consent is given in WeChat, and nobody of the past was there.
"""

from datetime import timedelta
from typing import Literal

from msgspec import Struct

from app.seed.shop import Shop
from domain.members.subscription_renewals import BATCH_MAX
from ports.kernel import DomainError, MemberId
from ports.members.subscription_store import PlanCode
from ports.outside.pay import (
    ContractFacts,
    ContractNotice,
    Deduction,
    DeductionOrder,
    ForgedNotice,
    PayRefused,
    SigningCall,
    TradeNotFound,
)

Act = Literal["try", "buy", "upgrade", "cancel"]
EVERY = 7
"""One in so many members; the first of the list buy most."""


class Part(Struct, frozen=True):
    """So many days ago, this was done with that plan."""

    days_ago: float
    act: Act
    plan: PlanCode = "monthly"


STORIES: tuple[tuple[Part, ...], ...] = (
    (Part(26, "buy"),),
    (Part(21, "try"), Part(19, "buy")),
    (Part(58, "buy", "yearly"),),
    (Part(12, "buy"), Part(3, "upgrade", "yearly")),
    (Part(9, "buy"), Part(2, "cancel")),
    (Part(1.2, "try"),),
    (Part(40, "buy"),),
    (Part(5, "buy"),),
    (Part(0.6, "try", "yearly"),),
    (Part(17, "buy", "yearly"),),
    (Part(34, "try"),),
    (Part(2, "buy"),),
)


class NoContracts:
    """Implements `ports.outside.pay.ContractGateway` of a shop that has none."""

    is_configured = False

    def signing(self, code: str, serial: int) -> SigningCall:
        raise PayRefused

    async def query_contract(self, code: str) -> ContractFacts:
        raise TradeNotFound

    async def end_contract(self, code: str) -> None:
        raise TradeNotFound

    async def announce(self, contract_ref: str, amount_fen: int) -> None:
        raise PayRefused

    async def deduct(self, order: DeductionOrder) -> None:
        raise PayRefused

    async def query_deduction(self, out_trade_no: str) -> Deduction:
        raise TradeNotFound

    def read_notice(self, body: bytes) -> ContractNotice:
        raise ForgedNotice


class Memberships:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def run(self) -> int:
        """How many there are."""
        shop, made = self._shop, 0
        members = shop.members[3::EVERY]
        for member_id, parts in zip(members, STORIES, strict=False):
            for part in parts:
                shop.at(shop.now - timedelta(days=part.days_ago))
                try:
                    await self._do(member_id, part)
                except DomainError as refusal:
                    shop.refusals[f"membership: {refusal.code}"] += 1
                await shop.settle()
            made += 1
        shop.at(shop.now)
        while await shop.built.modules.members.subscriptions.renewals.sweep() == BATCH_MAX:
            await shop.settle()
        await shop.settle()
        return made

    async def _do(self, member_id: MemberId, part: Part) -> None:
        buying = self._shop.built.services.members.subscriptions.buying
        if part.act == "try":
            await buying.start_trial(member_id, part.plan)
        elif part.act == "cancel":
            await buying.cancel(member_id)
        else:
            bought = await buying.buy(member_id, part.plan)
            paid = self._shop.bank.pay(bought.pay.package.removeprefix("prepay_id="))
            await self._shop.built.modules.payments.books.record(paid)
