"""Guides as the browser tests play them: the sidebar in a plain browser, and what goes into a chat."""

import asyncio
import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Locator, Page

from tests.browser.conftest import HERE, PATIENCE_MS, PHONE, Shop, token_of
from tests.browser.stage import Watched
from tests.browser.wecom import play

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2


class Guide(Watched):
    """The sidebar in a plain browser: the emulator plays the client of WeCom around it."""

    def __init__(self, page: Page, shop: Shop, user_id: str) -> None:
        super().__init__(page, "sidebar")
        self._shop, self._user_id = shop, user_id

    async def open(self, **place: str) -> None:
        query = urlencode(place | {"guide": self._user_id})
        await self.page.goto(f"{self._shop.url}/sidebar/?{query}")

    async def turn(self, tab: str) -> None:
        await self.page.get_by_role("tab", name=re.compile(tab)).click()

    def shown(self, words: str | re.Pattern[str]) -> Locator:
        """In the panel that is on top."""
        return self.page.locator(".panel[aria-hidden=false]").get_by_text(words)


async def befriended(shop: Shop, user_id: str, device: str) -> str:
    """The contact's id, once the shop knows guide and contact from a comparison. Raises TimeoutError."""
    await play(shop, "staff", userId=user_id, name="顾小青")
    contact_id = str((await play(shop, "add", device=device, userId=user_id, addWay=1))["externalUserId"])
    await play(shop, "note", device=device, userId=user_id, remark="小雨妈妈", description=None)
    headers = {"authorization": f"Bearer {await token_of(shop)}", "idempotency-key": uuid4().hex}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin/wecom", headers=headers) as admin:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                found = (await admin.get("/contacts", params={"guide": user_id})).json().get("items", [])
                guides = (await admin.get("/guides")).json()
                named = any((one["userId"], one["name"]) == (user_id, "顾小青") for one in guides)
                if named and [one["remark"] for one in found] == ["小雨妈妈"]:
                    return contact_id
                # Another one may be at work, which is asked for again then.
                await admin.post("/comparisons", headers={"idempotency-key": uuid4().hex})
                await asyncio.sleep(PAUSE_SECONDS)


async def scripted(shop: Shop, **changed: Any) -> None:
    """Something to say to whoever has looked at a product."""
    headers = {"authorization": f"Bearer {await token_of(shop)}", "idempotency-key": uuid4().hex}
    script = {
        "name": "看过商品",
        "condition": {"kind": "viewed_often", "times": 2},
        "text": "{称呼}，看您在了解{商品}，有拿不准的可以直接问我",
        "card": "product",
        "priority": 90,
    }
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers) as admin:
        (await admin.post("/guide-scripts", json=script | changed)).raise_for_status()


async def guide_at_work(
    shop: Shop, browser: Browser, watched: list[Watched], user_id: str, user_agent: str | None = None
) -> Guide:
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, reduced_motion="reduce", user_agent=user_agent, **HERE
    )
    context.set_default_timeout(PATIENCE_MS)
    guide = Guide(await context.new_page(), shop, user_id)
    watched.append(guide)
    return guide


async def said_by_guide(shop: Shop, device: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        lines = (await emulator.get("/play/wecom/chat", params={"device": device})).json()["items"]
    return [part for line in lines if line["source"] == "guide" for part in line["parts"]]
