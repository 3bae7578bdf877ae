"""Lists of the circle on a phone: a card for each row, and nothing that scrolls sideways."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
from playwright.async_api import expect

from tests.browser.circle import NARROW, PATIENCE_SECONDS, PAUSE_SECONDS, acquainted, fits, hired, office, write
from tests.browser.conftest import Desks, Shop
from tests.browser.stage import Desk
from tests.browser.wecom import play

WELCOME = "欢迎来到暖禾，有问题随时问我，我是您的专属导购，工作日九点到二十一点都在"


async def test_lists_of_the_circle_are_cards_on_a_phone(shop: Shop, desks: Desks) -> None:
    guide, name = await hired(shop, "handy", "安")
    mark = uuid4().hex[:5]
    async with office(shop) as admin:
        await acquainted(shop, admin, guide, f"wecom-{mark}")
        await _rows(shop, admin, guide, mark)
    handy = await desks("narrow-lists", NARROW)
    for place, title in (("guide-scripts", "话术"), ("live-codes", "渠道活码"), ("join-codes", "入群活码")):
        await _is_cards(handy, place, title, mark)
    await _is_cards(handy, "tag-links", "标签同步", mark)
    await _is_cards(handy, "moments", "朋友圈", mark)
    # What a row offers stands on its card as well.
    await handy.open("live-codes")
    card = handy.page.get_by_role("listitem").filter(has_text=mark)
    await expect(card).to_contain_text(name)
    await card.get_by_role("button", name=re.compile("停 ?用")).click()
    await handy.sees(f"停用「门店{mark}」")


async def _is_cards(desk: Desk, place: str, title: str, mark: str) -> None:
    await desk.open(place)
    cards = desk.page.get_by_role("list", name=title, exact=True)
    await expect(cards.get_by_role("listitem").filter(has_text=mark)).to_be_visible()
    await expect(desk.page.locator(".ant-table")).to_have_count(0)
    await fits(desk)
    await desk.shot(place)


async def _rows(shop: Shop, admin: httpx.AsyncClient, guide: str, mark: str) -> None:
    """One in each list, with as many words as they may have."""
    script = {"name": f"换季{mark}", "text": f"{{称呼}}，有 {{天数}} 天没见了，{WELCOME}"}
    condition = {"kind": "quiet_for", "days": 45}
    await write(admin, "POST", "/guide-scripts", script | {"condition": condition, "card": "none", "priority": 10})
    code = {"name": f"门店{mark}", "shifts": [], "spareUserIds": [guide], "dailyMax": None, "skipVerify": True}
    await write(
        admin, "POST", "/wecom/live-codes", code | {"tagIds": [], "welcome": WELCOME, "templateId": None, "card": None}
    )
    tag = await write(admin, "POST", "/manual-tags", {"name": f"试新{mark}", "definition": "愿意先试新品"})
    await write(admin, "POST", "/wecom/tag-links/to-wecom", {"shopTagId": tag["id"], "groupName": "门店"})
    at = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    words = {"text": f"{mark} {WELCOME}", "pictureIds": [], "guideIds": [], "tagIds": [], "plannedAt": at}
    await write(admin, "POST", "/moments", words)
    made = await play(shop, "groups", owner=guide, name=f"宝妈群{mark}", devices=[f"wecom-{mark}"])
    join = {"name": f"海报{mark}", "chatIds": [made["chatId"]], "limit": 195, "makesRooms": False, "roomName": ""}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (await admin.get("/groups", params={"owner": guide})).json()["items"]:
            await asyncio.sleep(PAUSE_SECONDS)
    await write(admin, "POST", "/join-codes", join)
