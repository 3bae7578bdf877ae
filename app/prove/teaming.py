"""A player of `siyu prove promotions`: group-buys that are opened, joined, left, paid late, and end unfilled."""

import random
from collections.abc import Mapping
from typing import Any

from app.prove.buying import finish, lines_of, pay, place
from app.prove.goods import Goods
from app.prove.sales import Sales
from app.prove.scene import Scene, Visitor
from app.prove.teams import count_off_teams
from ports.promotion.rules import GroupBuy, GroupPrice, Rule
from ports.promotion.store import ItemRow

SIZES = (2, 3)
LONGEST = 60
"""Seconds that a campaign runs, and its unfilled teams with it."""


class Teaming(Sales):
    name = "group-buy"
    weight = 4
    running = 3
    span = (15, LONGEST)

    def offer(self, dice: random.Random, goods: Goods) -> tuple[Rule, ItemRow]:
        prices = tuple(GroupPrice(goods.sku_id, size, goods.price_fen * (100 - 10 * size) // 100) for size in SIZES)
        item = ItemRow(goods.sku_id, prices[0].price_fen, dice.choice([None, 4, 20]), dice.choice([None, 2]))
        return GroupBuy(prices, hours=1, reopens=dice.random() < 0.7), item

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        dice, shopper = visitor.dice, visitor.shopper
        campaign_id, goods = dice.choice(self.running_now)
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

    async def off(self, pool: Any) -> Mapping[str, int]:
        return {f"group-buy: {name}": count for name, count in (await count_off_teams(pool)).items()}
