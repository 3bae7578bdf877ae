"""A player of `siyu prove promotions`: bargains that are opened, helped with by everybody, and bought."""

import random
from collections.abc import Mapping
from typing import Any

from app.prove.bargains import count_off_bargains
from app.prove.buying import finish, place
from app.prove.goods import Goods
from app.prove.sales import Sales
from app.prove.scene import Scene, Visitor
from ports.promotion.rules import Bargain, Rule
from ports.promotion.store import ItemRow


class Bargaining(Sales):
    name = "bargain"
    weight = 6
    running = 2
    span = (40, 120)

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []
        """The links that went round; the last ones are helped with."""

    def offer(self, dice: random.Random, goods: Goods) -> tuple[Rule, ItemRow]:
        floor_fen = goods.price_fen * dice.randint(30, 80) // 100
        rule = Bargain(helpers=dice.randint(2, 6), hours=1, helps_per_day_max=50)
        return rule, ItemRow(goods.sku_id, floor_fen, dice.choice([None, 3]), None)

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        luck = visitor.dice.random()
        if luck < 0.25 or not self.pages:
            await self._begin(scene, visitor)
        elif luck < 0.8:
            page = visitor.dice.choice(self.pages[-6:])
            scene.note("help", await visitor.shopper.ask("POST", f"/bargains/{page}/help"))
        else:
            await self._buy(scene, visitor)

    async def off(self, pool: Any) -> Mapping[str, int]:
        return {f"bargain: {name}": count for name, count in (await count_off_bargains(pool)).items()}

    async def _begin(self, scene: Scene, visitor: Visitor) -> None:
        campaign_id, goods = visitor.dice.choice(self.running_now)
        body = {"campaignId": str(campaign_id), "skuId": str(goods.sku_id)}
        answer = await visitor.shopper.ask("POST", "/bargains", body)
        scene.note("bargain opened", answer)
        if answer.status_code == 200:
            self.pages.append(answer.json()["id"])

    async def _buy(self, scene: Scene, visitor: Visitor) -> None:
        """One of the shopper's own, at whatever price it has come to."""
        mine = (await visitor.shopper.ask("GET", "/bargains")).json()["items"]
        running = [one for one in mine if one["state"] in ("open", "floor")]
        if not running:
            return
        chosen = visitor.dice.choice(running)["id"]
        page = (await visitor.shopper.ask("GET", f"/bargains/{chosen}")).json()
        activity = {"kind": "bargain", "campaignId": page["campaignId"], "bargainId": chosen}
        order = await place(scene, visitor, [{"skuId": page["skuId"], "quantity": 1}], activity=activity)
        if order is not None:
            await finish(scene, visitor, order["id"])
