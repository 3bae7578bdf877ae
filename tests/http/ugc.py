"""A completed order, a picture, and what its buyer says of it."""

import io
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from tests.http.shop import Person, Shop


async def completed_line(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """Ids of a line that its buyer may review: lineId, orderId, productId, skuId."""
    goods = await shop.goods()
    order = await shop.ordered(shopper, goods)
    await shop.pay(shopper, order["id"])
    [(fulfilment_id,)] = await shop.rows("select id from supply.fulfilment where order_id = $1", UUID(order["id"]))
    await owner.post("/fulfilments/ship", {"items": [{"fulfilmentId": str(fulfilment_id), "courierCode": "SF"}]})
    await shop.settle()
    # Parcels arrive in other tests.
    await shop.rows(
        "update commerce.\"order\" set status = 'completed', ended_at = now() where id = $1", UUID(order["id"])
    )
    ids = {"lineId": order["lines"][0]["id"], "orderId": order["id"]}
    return ids | {"productId": str(goods.product_id), "skuId": str(goods.sku_id)}


async def uploaded(person: Person) -> str:
    """The id of a picture that nobody has shown before."""
    colour = tuple(uuid4().bytes[:3])
    content = io.BytesIO()
    Image.new("RGB", (900, 700), colour).save(content, "PNG")
    answer = await person.ask("POST", "/uploads", files={"file": ("a.png", content.getvalue(), "image/png")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def review_body(line_id: str, **changed: Any) -> dict[str, Any]:
    body = {
        "lineId": line_id,
        "stars": 5,
        "body": "料子软和，洗过也没有变形，会再买",
        "imageIds": [],
        "isAnonymous": False,
    }
    return body | changed


async def in_state(shop: Shop, person: Person, ugc_id: str, state: str) -> dict[str, Any]:
    """What its author sees once it is there."""
    found: dict[str, Any] = {}

    async def is_there() -> bool:
        found.update(await person.get(f"/my-reviews/{ugc_id}"))
        return bool(found["state"] == state)

    await shop.settle(is_there)
    return found


async def ugc_ids(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """A shown review and a shown post of the shopper's."""
    line = await completed_line(shop, owner, shopper)
    review = await shopper.post("/reviews", review_body(line["lineId"]))
    await in_state(shop, shopper, review["id"], "visible")
    wish = {"body": "晒一晒", "imageIds": [await uploaded(shopper)], "productIds": [], "isAnonymous": False}
    post = await shopper.post("/posts", wish)
    await in_state(shop, shopper, post["id"], "visible")
    return {"ugc_id": review["id"], "shown_id": review["id"], "post_id": post["id"]}
