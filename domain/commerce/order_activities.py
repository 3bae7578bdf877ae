"""Orders that were bought through a group-buy: shipped when the team is full, paid back when it is not (P3)."""

from msgspec.structs import replace

from domain.commerce import after_sale_rules as rules
from domain.commerce.after_sale_rules import PROMOTION_REASON, Asked
from domain.commerce.after_sales import AfterSales, new_request
from domain.commerce.order_ground import OrderGround
from domain.commerce.orders import FLOWING
from domain.commerce.words import yuan
from ports.commerce.order_store import Change
from ports.kernel import OrderId, Tx
from ports.promotion.api import ActivityFailed, GroupBuyTold, TeamSucceeded

SYSTEM = "系统"


class OrderActivities:
    def __init__(self, ground: OrderGround, after_sales: AfterSales) -> None:
        self._ground = ground
        self._after_sales = after_sales

    async def on_team_succeeded(self, tx: Tx, event: TeamSucceeded) -> None:
        for order_id in sorted(event.order_ids):
            await self._let_go(tx, order_id)

    async def on_activity_failed(self, tx: Tx, event: ActivityFailed) -> None:
        """Gives back what the buyer has not asked for already. Told again it finds nothing left to give."""
        ground, now = self._ground, self._ground.clock.now()
        head = await ground.orders.lock_head(tx, event.order_id)
        if head is None or head.status not in FLOWING:
            return
        order = await ground.views.facts(tx, event.order_id, None)
        assert order is not None
        asked = [Asked(line.id, rules.units(line)[0]) for line in order.lines if rules.units(line)[0]]
        if not asked:
            return
        worth = rules.claim(order, "refund_only", asked, now)
        request = replace(
            new_request(ground, order, "refund_only", worth),
            reason_code=PROMOTION_REASON.code,
            description=event.reason,
        )
        words = f"{event.reason}，{yuan(request.refund_fen)} 正在自动原路退回"
        await self._after_sales.carry_out(tx, head, request, PROMOTION_REASON, (SYSTEM, words))

    async def on_group_buy_told(self, tx: Tx, event: GroupBuyTold) -> None:
        """That the order went on in a new team: success and failure stand on it already."""
        if event.outcome != "reopened":
            return
        head = await self._ground.orders.lock_head(tx, event.order_id)
        if head is not None:
            await self._ground.orders.save(tx, Change(head, entries=(self._ground.entry(event.words),)))

    async def _let_go(self, tx: Tx, order_id: OrderId) -> None:
        ground, now = self._ground, self._ground.clock.now()
        head = await ground.orders.lock_head(tx, order_id)
        if head is None or head.held_for is None:
            return
        flows = head.status in FLOWING
        entries = (ground.entry("拼团成功，仓库开始备货", at=now),) if flows else ()
        await ground.orders.save(tx, Change(replace(head, held_for=None), entries=entries))
        if flows:
            await ground.supply.let_go(tx, order_id, now)
