"""Three people at once: a customer in the shop, their guide in the sidebar, and the world around them in the console.

From a live code to a welcome with a coupon and a card; from what the customer looks at to words and a card of the
guide; from the card to an order that is the guide's; from a post in the guide's group to an order that is the post's.
"""

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from msgspec import Struct
from playwright.async_api import Browser, expect

from tests.browser.catalogue import KETTLE, RABBIT, Spec
from tests.browser.conftest import HERE, Desks, Phones, Shop, token_of
from tests.browser.group_posts import TEXT, card_page, known_group, planned_post, result_with_an_order, waiting_task
from tests.browser.guides import Guide, guide_at_work, said_by_guide, scripted
from tests.browser.people import KnownShopper, known_shopper
from tests.browser.promotions import promoter
from tests.browser.stage import Desk, Phone, Watched
from tests.browser.wecom import play

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.3
GIFT = "新朋友见面礼"
WELCOME = "欢迎来到暖禾，见面礼已经放进您的券包"
WORDS = "这款调奶壶夜里最省事，泡奶不用等"


class Scene(Struct):
    """What the story knows as it goes."""

    shop: Shop
    admin: httpx.AsyncClient
    user_id: str
    kettle_id: str
    rabbit_id: str
    contact_id: str = ""
    qr: str = ""


async def test_from_a_live_code_to_orders_that_are_the_guides_and_the_posts(
    shop: Shop, browser: Browser, phones: Phones, desks: Desks, watched: list[Watched]
) -> None:
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with (
        known_shopper(shop) as shopper,
        promoter(shop) as operator,
        httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers, timeout=PATIENCE_SECONDS) as admin,
    ):
        await shopper.add_address()
        await shopper.ask("POST", "/me/consent", {"version": "2026-11"})
        kettle_id, rabbit_id = [await _product(shopper, goods.title) for goods in (KETTLE, RABBIT)]
        scene = Scene(shop, admin, f"guide-{uuid4().hex[:8]}", kettle_id, rabbit_id)
        await make_code(scene, await operator.coupon(GIFT, kettle_id, {"value": 1000, "minFen": 10_000}))
        console = await console_of(shop, browser, watched)
        await scan(scene, console, shopper.device)
        phone = await phones("story-customer")
        await phone.be(shopper.device, shopper.token)
        await find_the_gift(scene, phone, shopper)
        guide = await guide_at_work(shop, browser, watched, scene.user_id)
        await watch_and_speak(scene, guide, phone, shopper.device)
        await open_card(scene, phone, await last_card(shop, shopper.device, place=-1))
        number = await buy(scene, phone, KETTLE, "已为您选最优")
        desk = await desks("story-operator")
        await see_whose_it_is(scene, desk, number)
        await sell_in_the_group(scene, console, phone, desk, shopper.device)


async def make_code(scene: Scene, template_id: str) -> None:
    """A live code of the guide, with a welcome, the coupon and a card to the product."""
    await play(scene.shop, "staff", userId=scene.user_id, name="顾小青")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while scene.user_id not in (await scene.admin.get("/wecom/guides")).text:
            await scene.admin.post("/wecom/comparisons", headers=_once())
            await asyncio.sleep(PAUSE_SECONDS)
    body = {
        "name": f"故事 {scene.user_id[-6:]}",
        "shifts": [],
        "spareUserIds": [scene.user_id],
        "dailyMax": None,
        "skipVerify": True,
        "tagIds": [],
        "welcome": WELCOME,
        "templateId": template_id,
        "card": {"title": "", "productId": scene.kettle_id, "mediaId": None},
    }
    made = await scene.admin.post("/wecom/live-codes", json=body, headers=_once())
    made.raise_for_status()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not scene.qr:
            codes = (await scene.admin.get("/wecom/live-codes")).json()
            scene.qr = next(code["qrUrl"] for code in codes if code["id"] == made.json()["id"]) or ""
            await asyncio.sleep(PAUSE_SECONDS)


async def console_of(shop: Shop, browser: Browser, watched: list[Watched]) -> Watched:
    """The emulator's own page, open for the whole story."""
    console = Watched(await (await browser.new_context(**HERE)).new_page(), "story-console")
    watched.append(console)
    await console.page.goto(f"{shop.emulator_url}/#wecom")
    return console


async def scan(scene: Scene, console: Watched, device: str) -> None:
    """The customer holds the phone before the poster."""
    cameras = console.page.locator('form[data-post="/play/wecom/camera"]')
    await cameras.locator("select[name=device]").select_option(device)
    await cameras.locator("input[name=qr]").fill(scene.qr)
    await cameras.get_by_role("button", name="扫码").click()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not scene.contact_id:
            found = (await scene.admin.get("/wecom/contacts", params={"guide": scene.user_id})).json()["items"]
            scene.contact_id = found[0]["contactId"] if found else ""
            await asyncio.sleep(PAUSE_SECONDS)
    await console.sees(WELCOME)
    await console.shot("welcome")


async def find_the_gift(scene: Scene, phone: Phone, shopper: KnownShopper) -> None:
    """The coupon is in the wallet, and the welcome's card leads to the product."""
    await shopper.wait_for_coupons(1)
    await phone.open("packages/promotion/pages/coupons/wallet/index")
    await phone.sees(GIFT)
    await phone.shot("gift")
    await open_card(scene, phone, await last_card(scene.shop, shopper.device, place=0))
    await phone.sees(KETTLE.title)


async def watch_and_speak(scene: Scene, guide: Guide, phone: Phone, device: str) -> None:
    """The guide sees what the customer looks at while they do, and sends a script with a card."""
    await scripted(scene.shop, name="故事里的话", priority=99)
    await guide.open(contact=scene.contact_id)
    await expect(guide.page.get_by_role("tab", name=re.compile("动态"))).to_be_visible()
    await phone.look_at(KETTLE.title)
    await expect(guide.shown(re.compile(f"「{KETTLE.title}」")).first).to_be_visible()
    await expect(guide.page.get_by_text("正在逛").first).to_be_visible()
    await phone.open()
    await phone.look_at(KETTLE.title)
    await expect(guide.shown(re.compile(f"看了「{KETTLE.title}」")).nth(1)).to_be_visible()
    await guide.shot("live")
    await guide.turn("话术")
    await expect(guide.page.get_by_text("故事里的话").first).to_be_visible()
    await guide.page.get_by_role("button", name=re.compile("编辑后发送")).first.click()
    await guide.page.get_by_label("发给顾客的话").fill(WORDS)
    await guide.shot("compose")
    await guide.page.get_by_role("button", name="发送文字和卡片").click()
    await expect(guide.page.get_by_text(re.compile("^已发给")).first).to_be_visible()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (said := await said_by_guide(scene.shop, device))[-2:-1] != [{"kind": "text", "text": WORDS}]:
            await asyncio.sleep(PAUSE_SECONDS)
    assert scene.kettle_id in said[-1]["page"]


async def buy(scene: Scene, phone: Phone, goods: Spec, assured: str) -> str:
    """From the product's page that a card has opened; the confirmation page says `assured`. The order's number."""
    await phone.sees(goods.title)
    await phone.tap("立即购买")
    for _, values in goods.options:
        await phone.tick(values[-1])
    await phone.tap("立即购买")
    await phone.at("checkout/confirm")
    await phone.sees(assured)
    await phone.tap(re.compile("^提交订单"))
    await phone.at("checkout/pay")
    await phone.pay()
    await phone.at("checkout/result")
    await phone.sees("支付成功")
    await phone.shot("bought")
    orders = (await scene.admin.get("/orders", params={"limit": 1})).json()["items"]
    return str(orders[0]["number"])


async def see_whose_it_is(scene: Scene, desk: Desk, number: str) -> None:
    """The order stands among the guide's, and says why."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not found:
            found = (await scene.admin.get(f"/performance/{scene.user_id}/orders")).json()["items"]
            await asyncio.sleep(PAUSE_SECONDS)
    [order] = found
    assert order["rule"] == "touch" and "话术" in order["why"] and number.endswith(order["number"][-4:])
    await desk.open(f"performance/{scene.user_id}")
    await desk.sees(re.compile("付款前最后打开的是 顾小青 发的话术"))
    await desk.shot("attributed")


async def sell_in_the_group(scene: Scene, console: Watched, phone: Phone, desk: Desk, device: str) -> None:
    """The guide sends the calendar's post into their group; the customer buys through it, and the post counts it."""
    name = f"故事群 {scene.user_id[-6:]}"
    made = await play(scene.shop, "groups", owner=scene.user_id, name=name, devices=[device])
    await known_group(scene.admin, str(made["chatId"]))
    post_id = await planned_post(scene.admin, str(made["chatId"]), scene.rabbit_id)
    async with httpx.AsyncClient(base_url=scene.shop.emulator_url) as emulator:
        task = await waiting_task(emulator, scene.user_id)
    await console.page.locator(
        f'button[data-post="/play/wecom/masses/{task["msgid"]}/{scene.user_id}/confirm"]'
    ).click()
    await open_card(scene, phone, card_page(task))
    await buy(scene, phone, RABBIT, RABBIT.title)
    found = await result_with_an_order(scene.admin, post_id)
    assert (found["result"]["visitors"], found["result"]["orders"], found["result"]["buyers"]) == (1, 1, 1)
    assert found["result"]["keptFen"] == found["orders"][0]["keptFen"] > 0
    await desk.open(f"group-posts/{post_id}")
    await desk.sees(TEXT, name, RABBIT.title)
    await desk.shot("conversion")


async def last_card(shop: Shop, device: str, *, place: int) -> str:
    """Where a card in the chat leads, once there is one. Raises TimeoutError."""
    cards: list[dict[str, Any]] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not cards:
            async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
                lines = (await emulator.get("/play/wecom/chat", params={"device": device})).json()["items"]
            cards = [part for line in lines for part in line["parts"] if part["kind"] == "miniprogram"]
            await asyncio.sleep(PAUSE_SECONDS)
    return str(cards[place]["page"])


async def open_card(scene: Scene, phone: Phone, page: str) -> None:
    """The customer presses a card; the shop has heard of it before the story goes on."""
    link = urlsplit(page)
    async with phone.page.expect_response(re.compile(r"/api/mini/touches/\w+/open")) as opened:
        await phone.open(f"{link.path.removesuffix('.html')}?{link.query}")
    assert (await opened.value).ok


async def _product(shopper: KnownShopper, title: str) -> str:
    cards = (await shopper.ask("GET", f"/products?q={title}")).json()["items"]
    return str(next(card["id"] for card in cards if card["title"] == title))


def _once() -> dict[str, str]:
    return {"idempotency-key": uuid4().hex}
