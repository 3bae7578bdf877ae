"""A player of `siyu prove promotions`: group-buys that are opened, joined, left, paid late, and end unfilled."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.prove.buying import finish, lines_of, pay, place
from app.prove.goods import Goods
from app.prove.marketing import OPERATOR
from app.prove.scene import Scene, Visitor
from app.prove.teams import count_off_teams
from domain.promotion.campaigns import CampaignDraft
from ports.kernel import CampaignId
from ports.promotion.rules import GroupBuy, GroupPrice
from ports.promotion.store import ItemRow

SIZES = (2, 3)
RUNNING = 3
SHORTEST, LONGEST = 15, 60
"""Seconds that a campaign runs, and its unfilled teams with it."""


class Teaming:
    name = "group-buy"
    weight = 4

    def __init__(self) -> None:
        self.sales: list[tuple[CampaignId, Goods]] = []

    async def open(self, scene: Scene) -> None:
        for _ in range(RUNNING):
            await self._publish(scene)

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        dice, shopper = visitor.dice, visitor.shopper
        campaign_id, goods = dice.choice(self.sales)
        offer = (await shopper.ask("GET", f"/products/{goods.product_id}/group")).json()["offer"]
        teams = offer["teams"] if offer and offer["campaignId"] == str(campaign_id) else []
        activity: dict[str, Any] = {"kind": "group_buy", "campaignId": str(campaign_id)}
        if teams and dice.random() < 0.8:
            team = dice.choice(teams)
            activity |= {"size": team["size"], "teamId": team["id"]}
        else:
            activity |= {"size": dice.choice(SIZES)}
        order = await place(scene, visitor, lines_of({goods: 1}), activity=activity)
        if order is None:
            return
        if dice.random() < 0.2:
            await pay(scene, visitor, order["id"], linger_seconds=dice.uniform(5, LONGEST))
        else:
            await finish(scene, visitor, order["id"])

    async def tend(self, scene: Scene) -> None:
        """A new one for the oldest, which is stopped, or comes to its end by itself."""
        if scene.dice.random() < 0.7:
            return
        await self._publish(scene)
        campaign_id, _ = self.sales.pop(0)
        if scene.dice.random() < 0.3:
            await scene.built.services.campaigns.stop(OPERATOR, campaign_id, "证明")
            scene.note("group-buy stopped")

    async def off(self, pool: Any) -> Mapping[str, int]:
        return {f"group-buy: {name}": count for name, count in (await count_off_teams(pool)).items()}

    async def _publish(self, scene: Scene) -> None:
        dice, now, goods = scene.dice, scene.built.clock.now(), scene.dice.choice(scene.goods)
        prices = tuple(GroupPrice(goods.sku_id, size, goods.price_fen * (100 - 10 * size) // 100) for size in SIZES)
        rule = GroupBuy(prices, hours=1, reopens=dice.random() < 0.7)
        items = (ItemRow(goods.sku_id, prices[0].price_fen, dice.choice([None, 4, 20]), dice.choice([None, 2])),)
        ends_at = now + timedelta(seconds=dice.uniform(SHORTEST, LONGEST))
        draft = CampaignDraft("证明拼团", "", 0, (), rule, items, now, ends_at)
        made = await scene.built.services.campaigns.create(OPERATOR, draft)
        await scene.built.services.campaigns.publish(OPERATOR, made.id)
        self.sales.append((made.id, goods))
        scene.note("campaign group_buy")
