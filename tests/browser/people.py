"""Shoppers whose past is told over HTTP, so that a story can begin in the middle."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx

from app.prove.shopper import Shopper
from tests.browser.conftest import Shop

PATIENCE_SECONDS = 20
PAUSE_SECONDS = 0.1


class KnownShopper(Shopper):
    """A person who is signed in on the named phone."""

    async def sku_of(self, title: str) -> dict[str, object]:
        """The first SKU of the product: `id` and `priceFen`."""
        cards = (await self.ask("GET", f"/products?q={title}")).json()["items"]
        product_id = next(card["id"] for card in cards if card["title"] == title)
        found: dict[str, object] = (await self.ask("GET", f"/products/{product_id}")).json()["skus"][0]
        return found

    async def fill_cart(self, title: str, quantity: int) -> None:
        sku = await self.sku_of(title)
        (await self.ask("POST", "/cart/lines", {"skuId": sku["id"], "quantity": quantity})).raise_for_status()

    async def wait_for_coupons(self, count: int) -> None:
        """Until so many can be used now: a cancelled order gives its own back after a moment. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                items = (await self.ask("GET", "/coupons?shelf=usable")).json()["items"]
                if [one["stateText"] for one in items].count("可使用") == count:
                    return
                await asyncio.sleep(PAUSE_SECONDS)

    async def buy(self, title: str) -> str:
        """One unit, ordered and paid; the order's number."""
        sku, address_id = await self.sku_of(title), await self.add_address()
        answer = await self.order(str(sku["id"]), 1, await self._payable(sku, address_id), address_id)
        answer.raise_for_status()
        order = answer.json()
        await self.pay(order["id"])
        await self.wait_until(order["id"], "paid")
        return str(order["number"])

    async def _payable(self, sku: dict[str, object], address_id: str) -> int:
        """As the confirmation page would show it: what another story has on offer counts."""
        lines = [{"skuId": sku["id"], "quantity": 1}]
        quote = await self.ask("POST", "/checkout/quote", {"source": "direct", "lines": lines, "addressId": address_id})
        return int(quote.json()["totals"]["payableFen"])


@asynccontextmanager
async def known_shopper(shop: Shop) -> AsyncIterator[KnownShopper]:
    """Somebody new, with a phone of their own."""
    async with (
        httpx.AsyncClient(base_url=shop.url, timeout=PATIENCE_SECONDS) as to_shop,
        httpx.AsyncClient(base_url=shop.emulator_url, timeout=PATIENCE_SECONDS) as to_emulator,
    ):
        shopper = KnownShopper(to_shop, to_emulator, uuid4().hex)
        await shopper.sign_in()
        yield shopper
