"""A moment: planned by an operator, published by a guide, found by a customer, and opened."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from playwright.async_api import ViewportSize, expect

from tests.browser.catalogue import RABBIT
from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Desk
from tests.browser.test_transfers import choose
from tests.browser.wecom import compare, play

PATIENCE_SECONDS = 180
PAUSE_SECONDS = 0.5
NARROW = ViewportSize(width=375, height=812)
SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_from_the_plan_to_a_visit(shop: Shop, desks: Desks, phones: Phones) -> None:
    guide, name = f"moment-{uuid4().hex[:6]}", f"沈{uuid4().hex[:4]}"
    text = f"安抚兔到货了 {uuid4().hex[:4]}"
    async with known_shopper(shop) as shopper:
        await play(shop, "staff", userId=guide, name=name)
        await play(shop, "add", device=shopper.device, userId=guide)
        desk = await desks("moments")
        page = desk.page
        await compare(desk)
        await _planned(desk, text, name)
        await _published(shop, guide)
        url = await _seen(shop, shopper.device, text)
        assert "&t=" in url
        phone = await phones("moment-customer")
        await phone.be(shopper.device, shopper.token)
        await phone.open(urlsplit(url).fragment.lstrip("/"))
        await phone.sees(RABBIT.title)

        waits = PATIENCE_SECONDS * 1000
        place = page.url.split("/admin/")[1]
        await desk.open(place)
        await expect(page.get_by_text("1/1 位导购已发表")).to_be_visible(timeout=waits)
        visitors = page.locator(".sync-counts > div").filter(has_text="进店人数").locator("dd")
        await expect(visitors).to_have_text("1", timeout=waits)
        await expect(page.locator("tbody tr").filter(has_text=name).get_by_text("已发表")).to_be_visible()
        await desk.shot("published")
        await desk.press("停止")
        await desk.sees("停止这条朋友圈")
        await desk.shot("stop")
        await desk.press("先不")
        await _narrow(desks, place)
        await desk.open("moments")
        await expect(page.locator("tbody tr").filter(has_text=text).get_by_text("1/1 位导购已发表")).to_be_visible()
        await desk.shot("list")


async def _planned(desk: Desk, text: str, guide: str) -> None:
    """Written in the page, with a link, for this guide, in a moment."""
    page = desk.page
    await desk.open("moments")
    await desk.sees("朋友圈")
    await desk.shot("list-before")
    await desk.press("新建朋友圈")
    await desk.field("text").locator("textarea").fill(text)
    await page.get_by_text("商品链接", exact=True).first.click()
    await choose(page, "链接打开的商品", RABBIT.title)
    await page.get_by_text("指定导购", exact=True).first.click()
    await choose(page, "选择导购", guide)
    await page.keyboard.press("Escape")
    at = datetime.now(UTC).astimezone(SHANGHAI) + timedelta(minutes=2)
    await desk.field("plannedAt").locator("input").fill(f"{at:%Y-%m-%d %H:%M}")
    await page.keyboard.press("Enter")
    await expect(page.locator(".post-phone").get_by_text(text)).to_be_visible()
    await desk.shot("editor")
    await desk.press("安排发表")
    await desk.sees("已安排")


async def _narrow(desks: Desks, place: str) -> None:
    """The pages on a telephone."""
    narrow = await desks("moments-narrow", NARROW)
    for path, picture in (("moments", "list"), (place, "detail"), ("moments/new", "editor")):
        await narrow.open(path)
        await narrow.sees("朋友圈")
        await narrow.page.wait_for_load_state("networkidle")
        await narrow.shot(picture)


async def _published(shop: Shop, guide: str) -> None:
    """The guide presses 发表 as soon as there is something to publish."""
    tasks: list[dict[str, Any]] = []
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator, asyncio.timeout(PATIENCE_SECONDS):
        while not tasks:
            items = (await emulator.get("/play/wecom/moments")).json()["items"]
            tasks = [one for one in items if one["userid"] == guide]
            await asyncio.sleep(PAUSE_SECONDS)
        [task] = tasks
        place = f"/play/wecom/moments/{task['momentId']}/{guide}/publish"
        # WeCom is still making it for a moment.
        while (await emulator.post(place, json={})).status_code != 200:
            await asyncio.sleep(PAUSE_SECONDS)


async def _seen(shop: Shop, device: str, text: str) -> str:
    """Where the link leads that the customer finds below the words."""
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        items = (await emulator.get("/play/wecom/seen-moments", params={"device": device})).json()["items"]
    [parts] = [one["parts"] for one in items if any(part.get("text") == text for part in one["parts"])]
    return str(next(part["url"] for part in parts if part["kind"] == "link"))
