"""How a shopper of `siyu prove promotions` buys: quotes, orders, pays, cancels and asks for money back, at random."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from app.prove.goods import Goods
from app.prove.scene import Scene, Visitor
from app.prove.shopper import GaveUp

Lines = Sequence[Mapping[str, Any]]


def lines_of(wanted: Mapping[Goods, int]) -> Lines:
    return [{"skuId": str(goods.sku_id), "quantity": quantity} for goods, quantity in wanted.items()]


async def place(
    scene: Scene, visitor: Visitor, lines: Lines, *, activity: Mapping[str, Any] | None = None, **choice: Any
) -> dict[str, Any] | None:
    """What the page showed is what is asked for. None: it was refused.

    `choice`: `coupon_ids` (None: the best) and `points` (None: as many as can be used).
    """
    coupon_ids, points = choice.get("coupon_ids"), choice.get("points", 0)
    wish = {"source": "direct", "lines": lines, "addressId": visitor.address_id, "activity": activity}
    asked = wish | {"couponIds": coupon_ids, "points": points}
    quote = await visitor.shopper.ask("POST", "/checkout/quote", asked)
    if quote.status_code != 200 or not quote.json()["canSubmit"]:
        problems = quote.json().get("problems") or [{"code": quote.json().get("code")}]
        scene.note(f"quote: {problems[0]['code']}")
        return None
    shown = quote.json()
    if coupon_ids is None and shown["coupons"] is not None:
        coupon_ids = [one["id"] for one in shown["coupons"]["choices"] if one["state"] == "used"]
    rest = {
        "clientKey": f"{visitor.dice.getrandbits(96):024x}",
        "note": "",
        "expectedPayableFen": shown["totals"]["payableFen"],
        "virtualNoticeAccepted": False,
        "couponIds": coupon_ids,
        "points": shown["points"]["used"],
    }
    answer = await visitor.shopper.ask("POST", "/orders", wish | rest)
    scene.note("order" if activity is None else f"order {activity['kind']}", answer)
    return dict(answer.json()) if answer.status_code in (200, 201) else None


async def finish(scene: Scene, visitor: Visitor, order_id: str) -> bool:
    """Cancelled, paid for, or left alone, which True says."""
    luck = visitor.dice.random()
    if luck < 0.2:
        answer = await visitor.shopper.ask("POST", f"/orders/{order_id}/cancel", {"reason": "不想要了"})
        scene.note("cancel", answer)
    elif luck < 0.85:
        await pay(scene, visitor, order_id)
    else:
        scene.note("left unpaid")
        return True
    return False


async def pay(scene: Scene, visitor: Visitor, order_id: str, linger_seconds: float = 0) -> None:
    """`linger_seconds` pass on WeChat's page: what comes too late is refused there, or paid back by the shop."""
    answer = await visitor.shopper.ask("POST", f"/orders/{order_id}/pay")
    if answer.status_code >= 400:
        scene.note("pay", answer)
        return
    await asyncio.sleep(linger_seconds)
    try:
        await visitor.shopper.confirm(answer.json())
        status = await visitor.shopper.wait_until(order_id, "paid", "cancelled", "closed")
    except httpx.HTTPStatusError:
        scene.note("WeChat takes no payment any more")
        return
    except GaveUp:
        scene.note("paid, never seen paid")
        return
    scene.note("paid" if status == "paid" else f"paid, and {status} by then")
    for _ in range(visitor.dice.choice([0, 0, 0, 1, 3])):
        await refund(scene, visitor, order_id)


async def refund(scene: Scene, visitor: Visitor, order_id: str) -> None:
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
