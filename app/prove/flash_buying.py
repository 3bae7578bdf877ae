"""A player of `siyu prove promotions`: flash sales of a few units, one after another."""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Any

from app.prove.buying import finish
from app.prove.goods import Goods
from app.prove.sales import Sales
from app.prove.scene import Scene, Visitor
from app.prove.shopper import GaveUp
from ports.promotion.rules import Flash, Rule
from ports.promotion.store import ItemRow

PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.3
FLASH_CHECKS: dict[str, str] = {
    "pools that have sold more than they had": """
        select campaign_id from supply.pool group by campaign_id, sku_id having sum(taken) > sum(set_aside)
    """,
    "pools that count other units than their orders hold": """
        select p.campaign_id from (
            select campaign_id, sku_id, sum(taken) as taken from supply.pool group by 1, 2) p
        full join (
            select t.campaign_id, t.sku_id, sum(t.quantity) as held from promotion.flash_ticket t
            where t.state = 'ordered' group by 1, 2) t using (campaign_id, sku_id)
        join promotion.flash_pool f using (campaign_id, sku_id)
        where coalesce(p.taken, 0) <> coalesce(t.held, 0)
    """,
    "orders and tickets that do not belong together": """
        select t.id from promotion.flash_ticket t full join (
            select o.id, o.member_id from commerce."order" o where o.activity = 'flash') o on o.id = t.order_id
        where (t.order_id is not null or o.id is not null)
          and (t.order_id is distinct from o.id or t.member_id is distinct from o.member_id)
    """,
    "members above the limit": """
        select t.member_id from promotion.flash_ticket t
        join promotion.campaign_item i on i.campaign_id = t.campaign_id and i.sku_id = t.sku_id
        where t.state = 'ordered' group by t.campaign_id, t.sku_id, t.member_id, i.per_member_max
        having sum(t.quantity) > i.per_member_max
    """,
    "tickets that say something else of their order than commerce": """
        select t.id from promotion.flash_ticket t join commerce."order" o on o.id = t.order_id
        where (t.state = 'released') <> (o.status = 'cancelled')
    """,
    "units of closed pools that did not go back": """
        select p.campaign_id from supply.pool p join promotion.flash_pool f using (campaign_id, sku_id)
        where f.state = 'closed' and p.set_aside <> p.taken
    """,
}


class FlashBuying(Sales):
    name = "flash sale"
    weight = 4
    running = 2
    span = (30, 90)

    def offer(self, dice: random.Random, goods: Goods) -> tuple[Rule, ItemRow]:
        item = ItemRow(goods.sku_id, goods.price_fen * 6 // 10, dice.randint(4, 16), dice.choice([1, 2]))
        return Flash(pay_within_minutes=3), item

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        dice, shopper = visitor.dice, visitor.shopper
        campaign_id, goods = dice.choice(self.running_now)
        body = {
            "skuId": str(goods.sku_id),
            "quantity": dice.choice([1, 1, 2]),
            "clientKey": f"{dice.getrandbits(96):024x}",
            "addressId": visitor.address_id,
        }
        # Who presses twice means the same ticket.
        for _ in range(dice.choice([1, 1, 2])):
            answer = await shopper.ask("POST", f"/flash/{campaign_id}/reservations", body)
        scene.note("flash press", answer)
        if answer.status_code != 202:
            return
        ticket = await self._decided(visitor, answer.json()["ticketId"])
        scene.note(f"ticket {ticket['state']}")
        if ticket["orderId"] is not None:
            await finish(scene, visitor, ticket["orderId"])

    async def off(self, pool: Any) -> Mapping[str, int]:
        return {
            f"flash sale: {name}": await pool.fetchval(f"select count(*) from ({sql}) off")  # noqa: S608 - see above
            for name, sql in FLASH_CHECKS.items()
        }

    async def _decided(self, visitor: Visitor, ticket_id: str) -> dict[str, Any]:
        """Raises GaveUp: nobody may wait for ever."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            ticket = (await visitor.shopper.ask("GET", f"/flash/tickets/{ticket_id}")).json()
            if ticket["state"] != "queued":
                return dict(ticket)
            await asyncio.sleep(LOOK_SECONDS)
        raise GaveUp("a ticket that was never decided")
