"""In `siyu prove points`: goods that arrive, orders that complete, and refunds after it."""

from contextlib import suppress
from uuid import UUID

from app.prove.buying import refund
from app.prove.scene import Scene, Visitor
from domain.supply.shipping import ShipItem
from ports.governance.api import Actor
from ports.kernel import DomainError, OperatorId

WAREHOUSE = Actor(OperatorId(UUID(int=1)), "证明", frozenset(("fulfilment.read", "fulfilment.write")), "127.0.0.1")
_TO_SHIP = """
    select f.id from supply.fulfilment f join commerce."order" o on o.id = f.order_id
    where f.order_id = $1 and o.status in ('paid', 'partly_shipped')
"""


async def complete_some(scene: Scene, visitor: Visitor) -> None:
    """One order that waits for its goods is shipped; one that was shipped is confirmed, and perhaps regretted."""
    shopper, dice = visitor.shopper, visitor.dice
    orders = (await shopper.ask("GET", "/orders?limit=20")).json()["items"]
    paid = [order for order in orders if order["status"] == "paid"]
    sent = [order for order in orders if order["status"] in ("shipped", "delivered")]
    if paid:
        await _ship(scene, UUID(dice.choice(paid)["id"]))
    if sent:
        order_id = dice.choice(sent)["id"]
        answer = await shopper.ask("POST", f"/orders/{order_id}/confirm-receipt", {"parcelId": None})
        scene.note("confirm receipt", answer)
        if answer.status_code == 200 and dice.random() < 0.5:
            await refund(scene, visitor, order_id)


async def _ship(scene: Scene, order_id: UUID) -> None:
    pool = await scene.built.database.pool()
    items = [ShipItem(row[0], "SF", None) for row in await pool.fetch(_TO_SHIP, order_id)]
    with suppress(DomainError):
        if items:
            await scene.built.services.fulfilment_desk.ship(WAREHOUSE, items)
            scene.note("shipped")
