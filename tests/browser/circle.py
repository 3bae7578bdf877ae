"""Guides and customers whom no other test knows, and whether a page keeps to the width that it has."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Page, ViewportSize

from tests.browser.conftest import Shop, token_of
from tests.browser.stage import Desk
from tests.browser.wecom import play

NARROW = ViewportSize(width=375, height=812)
PATIENCE_SECONDS = 90
PAUSE_SECONDS = 0.3
# What is wider than its place, and what stands outside the window, unless it lies in something that scrolls by itself.
_ASTRAY = """() => {
  const scrolls = '.ant-table-content, .ant-table-body, .ant-tabs-nav-wrap, .ant-segmented'
  const named = (el) => `${el.tagName.toLowerCase()}.${el.className} ${el.textContent.trim().slice(0, 40)}`
  const seen = [...document.querySelectorAll('main *, .ant-modal-container *')].filter((el) => {
    const { width, height } = el.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(el).visibility !== 'hidden' && !el.closest(scrolls)
  })
  const outside = seen.filter((el) => el.getBoundingClientRect().right > innerWidth + 1)
  const cut = seen.filter((el) => {
    const { overflowX, textOverflow } = getComputedStyle(el)
    return el.matches('button, a, h1, h2, b, label, .ant-tag, .ant-btn > span') && overflowX !== 'visible'
      && textOverflow !== 'ellipsis' && el.scrollWidth > el.clientWidth + 1
  })
  const page = document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : []
  return [...page, ...outside.map(named), ...cut.map(named)].slice(0, 8)
}"""


async def fits(desk: Desk) -> None:
    """Nothing reaches over the edge of the window, and no label is cut."""
    astray = await desk.page.evaluate(_ASTRAY)
    assert astray == [], f"{desk.name} at {desk.page.url}: {astray}"


async def hired(shop: Shop, mark: str, name: str) -> tuple[str, str]:
    """A guide whom no other test knows: id and name."""
    user_id, full = f"{mark}-{uuid4().hex[:6]}", f"{name}{uuid4().hex[:4]}"
    await play(shop, "staff", userId=user_id, name=full)
    return user_id, full


async def choose(page: Page, label: str, text: str) -> None:
    """In a select with a search: the option whose words begin with `text`."""
    await page.get_by_label(label, exact=True).click()
    await page.get_by_label(label, exact=True).fill(text)
    await page.locator(".ant-select-item-option").filter(has_text=text).filter(visible=True).first.click()


@asynccontextmanager
async def office(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    """An operator at the admin's API."""
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers, timeout=PATIENCE_SECONDS) as admin:
        yield admin


async def write(admin: httpx.AsyncClient, method: str, path: str, body: Any = None) -> Any:
    answer = await admin.request(method, path, json=body, headers={"idempotency-key": uuid4().hex})
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def mirrored(admin: httpx.AsyncClient, *guides: str, serving: bool = True) -> None:
    """The shop has heard from a comparison that these may, or may no more, have contacts. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            known = {
                one["userId"]: one["isActive"] and one["hasContacts"] and one["name"] != one["userId"]
                for one in (await admin.get("/wecom/guides")).json()
            }
            if all(known.get(guide, False) is serving for guide in guides):
                return
            # Another one may be at work, which is asked for again then.
            await admin.post("/wecom/comparisons", headers={"idempotency-key": uuid4().hex})
            await asyncio.sleep(PAUSE_SECONDS)


async def acquainted(shop: Shop, admin: httpx.AsyncClient, guide: str, device: str) -> str:
    """The contact's id, once the shop knows that the two are friends. Raises TimeoutError."""
    made = await play(shop, "add", device=device, userId=guide)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (await admin.get("/wecom/contacts", params={"guide": guide})).json().get("items"):
            await admin.post("/wecom/comparisons", headers={"idempotency-key": uuid4().hex})
            await asyncio.sleep(PAUSE_SECONDS)
    return str(made["externalUserId"])
