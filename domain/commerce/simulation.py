"""A promotion tried over the last thirty days, before it is published. Reads, never writes."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.order_numbers import SHANGHAI
from domain.commerce.replay import Replay
from ports.commerce.simulation_views import PastOrders, SimulatedDay, Simulation
from ports.governance.api import Actor
from ports.kernel import Clock, UnitOfWork
from ports.promotion.api import Campaign, PromotionApi, TrialApi

READ = "promotions.read"
WINDOW = timedelta(days=30)
ORDERS_MAX = 20_000
PAGE_ORDERS = 100
"""So few that pricing a page leaves the server free for others in between."""

NOTES = (
    "重放的是近 30 天已付款的订单，商品和件数不变，没有算活动会吸引来的新客人（可以用“多卖”估计）",
    "商品按当时的售价，会员价按会员现在的等级，运费按现在的规则重新计算",
    "当时用过的优惠券和其他活动不在重放里，所以“没有活动”和“当时实收”可能不同",
    "退款没有扣除；毛利只算填了成本价的商品，不含运费",
    "库存不限制重放，只说明按这个速度什么时候会卖完",
)


class Simulations:
    def __init__(
        self,
        uow: UnitOfWork,
        orders: PastOrders,
        others: tuple[PromotionApi, TrialApi],
        clock: Clock,
        freight: FreightRule = STANDARD,
    ) -> None:
        self._uow = uow
        self._orders = orders
        self._promotion, self._trials = others
        self._clock = clock
        self._freight = freight

    async def simulate(self, actor: Actor, draft: Campaign, uplift_percent: int) -> Simulation:
        """Over the newest `ORDERS_MAX` paid orders of the window. Raises Invalid for a draft that is not right."""
        actor.require(READ)
        until = self._clock.now()
        since = until - WINDOW
        async with self._uow.reading() as tx:
            trial = await self._trials.trial(tx, draft)
            replay = Replay(trial, self._promotion, self._freight, uplift_percent)
            reach = await self._orders.reach(tx, (since, until), ORDERS_MAX)
            after: tuple[datetime, UUID | None] = (reach.begin or until, None)
            while page := await self._orders.page(tx, after, until, PAGE_ORDERS):
                for order in page:
                    replay.add(order)
                after = (page[-1].paid_at, page[-1].id)
        is_cut = reach.orders > ORDERS_MAX
        if is_cut and reach.begin is not None:
            since = reach.begin
        return Simulation(
            since=since,
            until=until,
            orders=replay.orders,
            touched=replay.touched,
            is_cut=is_cut,
            uplift_percent=uplift_percent,
            was=replay.was,
            plain=replay.plain,
            offered=replay.offered,
            discount_fen=replay.discount_fen,
            gift_cost_fen=replay.gift_cost_fen,
            lines=replay.lines,
            lines_without_cost=replay.lines_without_cost,
            items=replay.items(),
            days=_every_day(replay.days(), since, until),
            notes=(*trial.notes, *NOTES),
        )


def _every_day(known: dict[str, SimulatedDay], since: datetime, until: datetime) -> tuple[SimulatedDay, ...]:
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    names = [f"{first + timedelta(days=n):%Y-%m-%d}" for n in range((last - first).days + 1)]
    return tuple(known.get(name, SimulatedDay(name, 0, 0, 0, 0)) for name in names)
