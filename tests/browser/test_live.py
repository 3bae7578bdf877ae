"""Stock that changes while people look at it."""

from uuid import uuid4

import httpx
from playwright.async_api import expect

from tests.browser.catalogue import RABBIT, UNITS
from tests.browser.conftest import Desks, Phones, Shop, token_of


async def _set(shop: Shop, wanted: int) -> None:
    """Corrects the count until so many are free."""
    headers = {"authorization": f"Bearer {await token_of(shop)}", "idempotency-key": uuid4().hex}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers) as client:
        rows = (await client.get("/stock", params={"q": RABBIT.title, "limit": 50})).json()["items"]
        row = next(one for one in rows if one["onHand"])
        place = {"skuId": row["skuId"], "warehouseId": row["warehouseId"]}
        delta = wanted - row["free"]
        if delta:
            body = place | {"delta": delta, "reason": "盘点"}
            (await client.post("/stock/adjust", json=body)).raise_for_status()


async def test_a_shopper_and_an_operator_see_it_without_reloading(shop: Shop, phones: Phones, desks: Desks) -> None:
    phone, desk = await phones("live"), await desks("live-desk")
    # Other stories of the same shop may hold a unit.
    await _set(shop, UNITS)
    await phone.look_at(RABBIT.title)
    await desk.open(f"stock?q={RABBIT.title}")
    row = desk.page.locator("[data-row]", has_text=RABBIT.title).filter(has_text=RABBIT.at)
    await expect(row.locator("b")).to_have_text(str(UNITS))
    await phone.tap("立即购买")
    await phone.sees("有货")
    await _set(shop, 3)
    await phone.sees("仅剩 3 件")
    await expect(row.locator("b")).to_have_text("3")
    await phone.shot("few")
    await desk.shot("few")
    # The connection breaks, the figure changes meanwhile, and the browser comes again by itself.
    await phone.page.context.set_offline(True)
    await _set(shop, 2)
    await phone.page.context.set_offline(False)
    await phone.sees("仅剩 2 件")
    await expect(row.locator("b")).to_have_text("2")
    await _set(shop, UNITS)
    await phone.sees("有货")
