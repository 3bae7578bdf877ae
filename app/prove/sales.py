"""What the players of `siyu prove promotions` share that sell through campaigns of one item, one after another."""

import random
from datetime import timedelta

from app.prove.goods import Goods
from app.prove.marketing import OPERATOR
from app.prove.scene import Scene
from domain.promotion.campaigns import CampaignDraft
from domain.promotion.flash_opening import UnitsShort
from ports.kernel import CampaignId
from ports.promotion.rules import Rule
from ports.promotion.store import ItemRow


class Sales:
    """`running` campaigns at a time, each for a number of seconds within `span`; `running_now`: the oldest first."""

    name: str
    running: int
    span: tuple[float, float]

    def __init__(self) -> None:
        self.running_now: list[tuple[CampaignId, Goods]] = []

    def offer(self, dice: random.Random, goods: Goods) -> tuple[Rule, ItemRow]:
        """What the next campaign sells."""
        raise NotImplementedError

    async def open(self, scene: Scene) -> None:
        for _ in range(self.running):
            await self._publish(scene)

    async def tend(self, scene: Scene) -> None:
        """Now and then a new one for the oldest, which is stopped, or comes to its end by itself."""
        if scene.dice.random() < 0.7 or not await self._publish(scene):
            return
        campaign_id, _ = self.running_now.pop(0)
        if scene.dice.random() < 0.3:
            await scene.built.services.campaigns.stop(OPERATOR, campaign_id, "证明")
            scene.note(f"{self.name} stopped")

    async def _publish(self, scene: Scene) -> bool:
        """False: there is not enough of the goods left to set aside."""
        now, goods, desk = scene.built.clock.now(), scene.dice.choice(scene.goods), scene.built.services.campaigns
        rule, item = self.offer(scene.dice, goods)
        ends_at = now + timedelta(seconds=scene.dice.uniform(*self.span))
        made = await desk.create(OPERATOR, CampaignDraft("证明活动", "", 0, (), rule, (item,), now, ends_at))
        try:
            await desk.publish(OPERATOR, made.id)
        except UnitsShort:
            scene.note(f"{self.name} without units")
            return False
        self.running_now.append((made.id, goods))
        scene.note(f"campaign {made.kind}")
        return True
