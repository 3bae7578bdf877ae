"""WeCom as the browser tests play it: the emulator's buttons, and a comparison that an operator asks for."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.async_api import expect

from tests.browser.conftest import Shop
from tests.browser.stage import Desk

PATIENT_MS = 60_000


async def play(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        answer = await emulator.post(f"/play/wecom/{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())


async def chat_of(shop: Shop, device: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        answer = await emulator.get("/play/wecom/chat", params={"device": device})
        answer.raise_for_status()
        return list(answer.json()["items"])


async def code_named(shop: Shop, name: str) -> dict[str, Any]:
    """The live code of this name, as operators read it."""
    async with httpx.AsyncClient(base_url=shop.url, headers={"authorization": f"Bearer {shop.token}"}) as admin:
        codes = (await admin.get("/api/admin/wecom/live-codes")).json()
    [code] = [one for one in codes if one["rules"]["name"] == name]
    return dict(code)


async def compare(desk: Desk) -> None:
    """WeCom does not tell that somebody may have contacts now; a comparison finds it."""
    page = desk.page
    async with page.expect_response(lambda answer: urlsplit(answer.url).path.endswith("/wecom/state")) as told:
        await desk.open("wecom")
    # The shop has compared by itself before, perhaps without the guide; so have others.
    known = [run["id"] for run in (await (await told.value).json())["runs"]]
    await desk.sees("企业微信同步", "核对记录")
    rows = page.get_by_role("table", name="核对记录").locator("tbody tr.ant-table-row")
    asked = rows.filter(has_not_text="系统").first
    await page.get_by_role("button", name="立即核对").click()
    await page.get_by_role("dialog").get_by_role("button", name="立即核对").click()
    await expect(asked).not_to_have_attribute("data-row-key", re.compile("|".join(known) or "(?!)"), timeout=PATIENT_MS)
    await expect(asked.get_by_text("已完成")).to_be_visible(timeout=PATIENT_MS)
