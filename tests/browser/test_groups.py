"""A post of the content calendar: handed to the guide, sent to the group, opened by a customer, and bought through."""

import asyncio
import re
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.browser.catalogue import RABBIT
from tests.browser.conftest import Desks, Phones, Shop, token_of
from tests.browser.group_posts import (
    PATIENCE_SECONDS,
    PAUSE_SECONDS,
    TEXT,
    card_page,
    known_group,
    planned_post,
    result_with_an_order,
    waiting_task,
)
from tests.browser.people import known_shopper
from tests.browser.wecom import play


async def test_from_the_calendar_to_an_order_of_the_group(shop: Shop, phones: Phones, desks: Desks) -> None:
    owner, group = f"guide-{uuid4().hex[:8]}", f"春禾妈妈群 {uuid4().hex[:4]}"
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with (
        known_shopper(shop) as shopper,
        httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers, timeout=PATIENCE_SECONDS) as admin,
    ):
        await shopper.add_address()
        cards = (await shopper.ask("GET", f"/products?q={RABBIT.title}")).json()["items"]
        product_id = next(card["id"] for card in cards if card["title"] == RABBIT.title)
        await play(shop, "staff", userId=owner, name="顾小青")
        made = await play(shop, "groups", owner=owner, name=group, devices=[shopper.device])
        chat_id = str(made["chatId"])
        await known_group(admin, chat_id)
        post_id = await planned_post(admin, chat_id, product_id)
        page = await _confirmed(shop, owner)

        phone = await phones("group-customer")
        await phone.be(shopper.device, shopper.token)
        link = urlsplit(page)
        async with phone.page.expect_response(re.compile(r"/api/mini/touches/\w+/open")) as opened:
            await phone.open(f"{link.path.removesuffix('.html')}?{link.query}")
        assert (await opened.value).ok
        await phone.sees(RABBIT.title)
        await phone.shot("from-the-group")
        await shopper.buy(RABBIT.title)

        found = await result_with_an_order(admin, post_id)
        assert (found["result"]["visitors"], found["result"]["orders"], found["result"]["buyers"]) == (1, 1, 1)
        assert found["result"]["keptFen"] == found["orders"][0]["keptFen"] > 0
        desk = await desks("group-operator")
        await desk.open(f"group-posts/{post_id}")
        await desk.sees(TEXT, group, RABBIT.title)
        await desk.shot("conversion")


async def test_a_post_is_taken_back_before_its_owner_has_confirmed(shop: Shop, desks: Desks) -> None:
    owner, group = f"guide-{uuid4().hex[:8]}", f"秋禾妈妈群 {uuid4().hex[:4]}"
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with (
        httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers, timeout=PATIENCE_SECONDS) as admin,
        httpx.AsyncClient(base_url=shop.emulator_url) as emulator,
    ):
        await play(shop, "staff", userId=owner, name="顾小满")
        chat_id = str((await play(shop, "groups", owner=owner, name=group, devices=[]))["chatId"])
        await known_group(admin, chat_id)
        post_id = await planned_post(admin, chat_id, None, by_chat=True)
        task = await waiting_task(emulator, owner)
        desk = await desks("calendar-operator")
        await desk.open("group-posts")
        await desk.sees("内容日历", re.compile("每个群最多 .* 条"), TEXT)
        await desk.shot("calendar")
        await desk.open("group-posts/rules")
        await desk.sees("群发次数规则", "企业微信的上限", "每个群每天最多")
        await desk.shot("post-rules")
        await desk.open(f"group-posts/{post_id}")
        await desk.sees(group, "待群主确认")
        await desk.press("撤回")
        await desk.sees(re.compile("个群还没有收到"))
        await desk.shot("withdraw")
        await desk.page.get_by_role("dialog").get_by_role("button", name=re.compile("撤\\s*回")).click()
        await desk.sees(re.compile("已\\s*撤\\s*回"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (await admin.get(f"/group-posts/{post_id}")).json()["post"]["state"] != "withdrawn":
                await asyncio.sleep(PAUSE_SECONDS)
        await desk.shot("withdrawn")
        late = await emulator.post(f"/play/wecom/masses/{task['msgid']}/{owner}/confirm", json={})
        assert late.status_code == 409, late.text


async def _confirmed(shop: Shop, owner: str) -> str:
    """The guide presses 发送; where the card leads."""
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        task = await waiting_task(emulator, owner)
        (await emulator.post(f"/play/wecom/masses/{task['msgid']}/{owner}/confirm", json={})).raise_for_status()
    return card_page(task)
