"""The shopper of `siyu prove promotions`: claims, quotes, orders, pays, cancels and asks for money back, at random."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.prove.marketing import OPERATOR, random_draft, random_template
from app.prove.scene import Scene, Visitor, order_body, random_goods
from app.prove.shopper import GaveUp
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
        order = await self._place(scene, visitor)
        if order is None:
            return
        luck = dice.random()
        if luck < 0.2:
            answer = await shopper.ask("POST", f"/orders/{order['id']}/cancel", {"reason": "不想要了"})
            scene.note("cancel", answer)
        elif luck < 0.85:
            await self._pay(scene, visitor, order["id"])
        else:
            scene.note("left unpaid")

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

    def invariants(self) -> Mapping[str, str]:
        return {}

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

    async def _place(self, scene: Scene, visitor: Visitor) -> dict[str, Any] | None:
        """What the page showed is what is asked for; None: it was refused."""
        shopper, dice = visitor.shopper, visitor.dice
        wanted = random_goods(scene, dice, 4)
        lines = [{"skuId": str(goods.sku_id), "quantity": quantity} for goods, quantity in wanted.items()]
        coupon_ids = await self._choice(visitor)
        ask = {"source": "direct", "lines": lines, "addressId": visitor.address_id, "couponIds": coupon_ids}
        quote = await shopper.ask("POST", "/checkout/quote", ask)
        if quote.status_code != 200 or not quote.json()["canSubmit"]:
            problems = quote.json().get("problems") or [{"code": quote.json().get("code")}]
            scene.note(f"quote: {problems[0]['code']}")
            return None
        shown = quote.json()
        if coupon_ids is None and shown["coupons"] is not None:
            coupon_ids = [one["id"] for one in shown["coupons"]["choices"] if one["state"] == "used"]
        body = order_body(visitor, lines, shown["totals"]["payableFen"], couponIds=coupon_ids)
        answer = await shopper.ask("POST", "/orders", body)
        scene.note("order", answer)
        return dict(answer.json()) if answer.status_code in (200, 201) else None

    async def _choice(self, visitor: Visitor) -> list[str] | None:
        luck = visitor.dice.random()
        if luck < 0.7:
            return None
        if luck < 0.8:
            return []
        wallet = (await visitor.shopper.ask("GET", "/coupons")).json()["items"]
        return [visitor.dice.choice(wallet)["id"]] if wallet else None

    async def _pay(self, scene: Scene, visitor: Visitor, order_id: str) -> None:
        try:
            await visitor.shopper.pay(order_id)
            await visitor.shopper.wait_until(order_id, "paid")
        except GaveUp:
            scene.note("paid, never seen paid")
            return
        scene.note("paid")
        for _ in range(visitor.dice.choice([0, 0, 0, 1, 3])):
            await self._refund(scene, visitor, order_id)

    async def _refund(self, scene: Scene, visitor: Visitor, order_id: str) -> None:
        """Some units of some lines, or all that is left."""
        shopper, dice = visitor.shopper, visitor.dice
        options = (await shopper.ask("GET", f"/orders/{order_id}/after-sale-options")).json()
        left = [line for line in options["lines"] if line["refundableQuantity"] > 0]
        if not left:
            return
        is_whole = dice.random() < 0.5
        picked = left if is_whole else dice.sample(left, dice.randint(1, len(left)))
        lines = [
            {
                "lineId": line["lineId"],
                "quantity": line["refundableQuantity"] if is_whole else dice.randint(1, line["refundableQuantity"]),
            }
            for line in picked
        ]
        body = {
            "orderId": order_id,
            "kind": "refund_only",
            "lines": lines,
            "reasonCode": next(one["code"] for one in options["reasons"] if "refund_only" in one["kinds"]),
            "description": "",
            "imageIds": [],
        }
        scene.note("refund of all" if is_whole else "refund of a part", await shopper.ask("POST", "/after-sales", body))
