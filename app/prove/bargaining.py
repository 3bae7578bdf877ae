"""A player of `siyu prove promotions`: bargains that are opened, helped with by everybody, and bought."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.prove.bargains import count_off_bargains
from app.prove.buying import finish, place
from app.prove.goods import Goods
from app.prove.marketing import OPERATOR
from app.prove.scene import Scene, Visitor
from domain.promotion.campaigns import CampaignDraft
from ports.kernel import CampaignId
from ports.promotion.rules import Bargain
from ports.promotion.store import ItemRow

RUNNING = 2
SHORTEST, LONGEST = 40, 120


class Bargaining:
    name = "bargain"
    weight = 6

    def __init__(self) -> None:
        self.sales: list[tuple[CampaignId, Goods]] = []
        self.pages: list[str] = []
        """The links that went round; the last ones are helped with."""

    async def open(self, scene: Scene) -> None:
        for _ in range(RUNNING):
            await self._publish(scene)

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        luck = visitor.dice.random()
        if luck < 0.25 or not self.pages:
            await self._begin(scene, visitor)
        elif luck < 0.8:
            page = visitor.dice.choice(self.pages[-6:])
            scene.note("help", await visitor.shopper.ask("POST", f"/bargains/{page}/help"))
        else:
            await self._buy(scene, visitor)

    async def tend(self, scene: Scene) -> None:
        if scene.dice.random() < 0.7:
            return
        await self._publish(scene)
        campaign_id, _ = self.sales.pop(0)
        if scene.dice.random() < 0.3:
            await scene.built.services.campaigns.stop(OPERATOR, campaign_id, "证明")
            scene.note("bargain stopped")

    async def off(self, pool: Any) -> Mapping[str, int]:
        return {f"bargain: {name}": count for name, count in (await count_off_bargains(pool)).items()}

    async def _begin(self, scene: Scene, visitor: Visitor) -> None:
        campaign_id, goods = visitor.dice.choice(self.sales)
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

    async def _publish(self, scene: Scene) -> None:
        dice, now, goods = scene.dice, scene.built.clock.now(), scene.dice.choice(scene.goods)
        rule = Bargain(helpers=dice.randint(2, 6), hours=1, helps_per_day_max=50)
        items = (ItemRow(goods.sku_id, goods.price_fen * dice.randint(30, 80) // 100, dice.choice([None, 3]), None),)
        ends_at = now + timedelta(seconds=dice.uniform(SHORTEST, LONGEST))
        draft = CampaignDraft("证明砍价", "", 0, (), rule, items, now, ends_at)
        made = await scene.built.services.campaigns.create(OPERATOR, draft)
        await scene.built.services.campaigns.publish(OPERATOR, made.id)
        self.sales.append((made.id, goods))
        scene.note("campaign bargain")
