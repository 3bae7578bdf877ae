"""A player of `siyu prove promotions`: baskets under automatic campaigns and coupons."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.prove.buying import finish, lines_of, place
from app.prove.marketing import OPERATOR, random_draft, random_template
from app.prove.offers import breaches
from app.prove.scene import Scene, Visitor, random_goods
from domain.promotion.coupon_desk import GrantWish
from ports.kernel import CampaignId, DomainError

CAMPAIGNS, TEMPLATES = 10, 8


class Shopping:
    """Baskets under automatic campaigns and coupons."""

    name = "shopping"
    weight = 10

    def __init__(self) -> None:
        self.campaigns: list[CampaignId] = []
        self.templates: list[UUID] = []

    async def open(self, scene: Scene) -> None:
        for _ in range(CAMPAIGNS):
            await self._publish(scene)
        for _ in range(TEMPLATES):
            await self._issue(scene)

    async def act(self, scene: Scene, visitor: Visitor) -> None:
        dice, shopper = visitor.dice, visitor.shopper
        if dice.random() < 0.5:
            body = {"templateId": str(dice.choice(self.templates))}
            scene.note("claim", await shopper.ask("POST", "/coupons/claim", body))
        lines = lines_of(random_goods(scene, dice, 4))
        order = await place(scene, visitor, lines, coupon_ids=await self._choice(visitor))
        if order is None:
            return
        await finish(scene, visitor, order["id"])

    async def tend(self, scene: Scene) -> None:
        """A campaign begins, one is stopped; coupons are granted, stopped and taken back."""
        dice, services = scene.dice, scene.built.services
        await self._publish(scene)
        await services.campaigns.stop(OPERATOR, self.campaigns.pop(dice.randrange(len(self.campaigns))), "证明")
        template_id = dice.choice(self.templates)
        try:
            if dice.random() < 0.6:
                await services.coupon_desk.grant(OPERATOR, template_id, GrantWish("证明", (), ()))
                scene.note("grant")
            else:
                await self._issue(scene)
                await services.coupon_desk.stop(OPERATOR, template_id)
                scene.told["revoked"] += await services.coupon_desk.revoke(OPERATOR, template_id, "证明")
        except DomainError as error:
            scene.note(f"tend: {error.code}")

    async def off(self, pool: Any) -> Mapping[str, int]:
        """Every order keeps to these, whoever placed it."""
        return {breach.name: breach.rows for breach in await breaches(pool)}

    async def _publish(self, scene: Scene) -> None:
        services, now = scene.built.services, scene.built.clock.now()
        made = await services.campaigns.create(OPERATOR, random_draft(scene.dice, scene.goods, now))
        await services.campaigns.publish(OPERATOR, made.id)
        self.campaigns.append(made.id)
        scene.note(f"campaign {made.kind}")

    async def _issue(self, scene: Scene) -> None:
        desk, now = scene.built.services.coupon_desk, scene.built.clock.now()
        made = await desk.create(OPERATOR, random_template(scene.dice, scene.goods, now))
        await desk.publish(OPERATOR, made.id)
        self.templates.append(made.id)

    async def _choice(self, visitor: Visitor) -> list[str] | None:
        luck = visitor.dice.random()
        if luck < 0.7:
            return None
        if luck < 0.8:
            return []
        wallet = (await visitor.shopper.ask("GET", "/coupons")).json()["items"]
        return [visitor.dice.choice(wallet)["id"]] if wallet else None
