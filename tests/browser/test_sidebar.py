"""A guide beside a chat: sees the customer in the shop as it happens, and sends words and a card into the chat."""

import asyncio
import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.catalogue import BOTTLE, RABBIT
from tests.browser.conftest import HERE, PATIENCE_MS, PHONE, Phones, Shop, token_of
from tests.browser.people import known_shopper
from tests.browser.stage import Watched

PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2
WECOM = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 wxwork/4.1.36 (MicroMessenger/6.2) WindowsWechat"
# WeCom's bridge as its JS-SDK finds it; the emulator says whether the page is signed as it should be.
_BRIDGE = """
window.said = []
window.WeixinJSBridge = {
  on() {},
  invoke(name, body, done) {
    const answers = { getContext: { entry: 'single_chat_tools' }, getCurExternalContact: { userId: 'CONTACT' } }
    if (name === 'sendChatMessage') window.said.push(body)
    if (name !== 'agentConfig') return setTimeout(() => done({ errMsg: `${name}:ok`, ...answers[name] }))
    const { timestamp, nonceStr: nonce, signature } = body
    const page = { kind: 'agent', url: location.href.split('#')[0], timestamp, nonce, signature }
    const headers = { 'Content-Type': 'application/json' }
    fetch('EMULATOR/play/wecom/js-config', { method: 'POST', headers, body: JSON.stringify(page) })
      .then((answer) => answer.json())
      .then(({ errcode }) => done({ errMsg: errcode ? `agentConfig:fail ${errcode}` : 'agentConfig:ok' }))
  },
}
"""


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


async def _play(shop: Shop, path: str, **body: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        answer = await emulator.post(f"/play/wecom/{path}", json=body)
        answer.raise_for_status()
        return dict(answer.json())


async def _befriended(shop: Shop, user_id: str, device: str) -> str:
    """The contact's id, once the shop knows guide and contact from a comparison. Raises TimeoutError."""
    await _play(shop, "staff", userId=user_id, name="顾小青")
    contact_id = str((await _play(shop, "add", device=device, userId=user_id, addWay=1))["externalUserId"])
    await _play(shop, "note", device=device, userId=user_id, remark="小雨妈妈", description=None)
    headers = {"authorization": f"Bearer {await token_of(shop)}", "idempotency-key": uuid4().hex}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin/wecom", headers=headers) as admin:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                found = (await admin.get("/contacts", params={"guide": user_id})).json().get("items", [])
                guides = (await admin.get("/guides")).json()
                if [one["remark"] for one in found] == ["小雨妈妈"] and user_id in str(guides):
                    return contact_id
                # Another one may be at work, which is asked for again then.
                await admin.post("/comparisons", headers={"idempotency-key": uuid4().hex})
                await asyncio.sleep(PAUSE_SECONDS)


async def _scripted(shop: Shop, **changed: Any) -> None:
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


async def _guide(
    shop: Shop, browser: Browser, watched: list[Watched], user_id: str, user_agent: str | None = None
) -> Guide:
    context = await browser.new_context(
        viewport=PHONE, has_touch=True, reduced_motion="reduce", user_agent=user_agent, **HERE
    )
    context.set_default_timeout(PATIENCE_MS)
    guide = Guide(await context.new_page(), shop, user_id)
    watched.append(guide)
    return guide


async def _chat(shop: Shop, device: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        lines = (await emulator.get("/play/wecom/chat", params={"device": device})).json()["items"]
    return [part for line in lines if line["source"] == "guide" for part in line["parts"]]


async def test_from_what_a_customer_looks_at_to_a_card_in_the_chat(
    shop: Shop, phones: Phones, browser: Browser, watched: list[Watched]
) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as shopper:
        await shopper.ask("POST", "/me/consent", {"version": "2026-11"})
        await _scripted(shop)
        contact_id = await _befriended(shop, user_id, shopper.device)
        guide = await _guide(shop, browser, watched, user_id)
        await guide.open(contact=contact_id)
        await expect(guide.page.get_by_role("heading", name="小雨妈妈")).to_be_visible()
        await guide.shot("quiet")

        phone = await phones("sidebar-customer")
        await phone.be(shopper.device, shopper.token)
        await phone.look_at(BOTTLE.title)
        await expect(guide.shown(re.compile(f"「{BOTTLE.title}」")).first).to_be_visible()
        await expect(guide.page.get_by_text("正在逛").first).to_be_visible()
        await guide.shot("live")
        # Without a network for a while the page says so, and has what came meanwhile.
        await guide.page.context.set_offline(True)
        await guide.sees("网络断开了，看到的可能不是最新的")
        await phone.put_in_cart(RABBIT.title)
        await guide.page.context.set_offline(False)
        await expect(
            guide.shown(re.compile(f"「{RABBIT.title}」.*购物车|购物车.*「{RABBIT.title}」|加购.*{RABBIT.title}")).first
        ).to_be_visible()
        await guide.shot("caught-up")

        await phone.look_at(BOTTLE.title)
        await expect(guide.shown(re.compile(f"看了「{BOTTLE.title}」"))).to_have_count(2)
        words = "小雨妈妈，奶瓶要不要配一个大号奶嘴？"
        await guide.turn("话术")
        await guide.page.get_by_role("button", name=re.compile("编辑后发送")).first.click()
        await guide.page.get_by_label("发给顾客的话").fill(words)
        await guide.shot("compose")
        await guide.page.get_by_role("button", name="发送文字和卡片").dblclick()
        await guide.sees("已发给 小雨妈妈")
        await expect(guide.shown(words)).to_be_visible()
        await guide.shot("sent")

        said, card = await _chat(shop, shopper.device)
        assert said == {"kind": "text", "text": words}
        page = urlsplit(card["page"])
        assert card["kind"] == "miniprogram" and page.path.endswith(".html")
        assert re.fullmatch(r"[0-9A-Za-z]{10}", parse_qs(page.query)["t"][0])
        assert card["pictureUrl"].startswith("http")


async def test_in_wecom_its_own_client_is_spoken_to(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    await _scripted(shop, name="问候", condition={"kind": "anyone"}, text="{称呼}，您好", card="home", priority=5)
    async with known_shopper(shop) as shopper:
        contact_id = await _befriended(shop, user_id, shopper.device)
    guide = await _guide(shop, browser, watched, user_id, WECOM)
    await guide.page.add_init_script(_BRIDGE.replace("CONTACT", contact_id).replace("EMULATOR", shop.emulator_url))
    await guide.page.goto(f"{shop.url}/sidebar/")
    # WeCom knows who is at work; the emulator's login page asks.
    await guide.page.locator(f'a[href*="user={user_id}"]').click()
    await expect(guide.page.get_by_role("heading", name="小雨妈妈")).to_be_visible()
    assert "code=" not in guide.page.url
    await guide.turn("话术")
    await guide.page.get_by_role("button", name=re.compile("^问候")).click()
    await guide.page.get_by_role("button", name="发送文字和卡片").click()
    await guide.sees("已发给 小雨妈妈")
    said, card = await guide.page.evaluate("window.said")
    assert (said["msgtype"], said["text"]) == ("text", {"content": "小雨妈妈，您好"})
    assert card["msgtype"] == "miniprogram" and ".html?" in card["miniprogram"]["page"]
    # The emulator's chat has nothing: what was sent went to the client.
    assert await _chat(shop, shopper.device) == []


async def test_a_task_is_made_put_off_and_done(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as shopper:
        contact_id = await _befriended(shop, user_id, shopper.device)
    guide = await _guide(shop, browser, watched, user_id)
    await guide.open(contact=contact_id)
    await guide.turn("任务")
    await guide.page.get_by_role("button", name="新的待办").click()
    await guide.page.get_by_role("button", name="提醒补货").click()
    await guide.page.get_by_role("radio", name="今天").click()
    await guide.page.get_by_role("button", name="保存").click()
    await expect(guide.shown(re.compile("今天 "))).to_be_visible()
    await guide.page.get_by_role("button", name="推迟：提醒补货").click()
    await guide.page.get_by_role("radio", name="三天后").click()
    await expect(guide.shown(re.compile("10:00"))).to_be_visible()
    done = guide.page.get_by_role("button", name="完成：提醒补货")
    await done.click()
    await guide.page.get_by_role("button", name="撤销").click()
    await expect(done).to_be_visible()
    await done.click()
    await expect(done).to_have_count(0)
    # Leaving the page does at once what was to be done a little later.
    await guide.open()
    await guide.sees("顾小青", "没有待办")
    await guide.shot("workbench")


async def test_somebody_elses_customer_is_not_shown(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    mine, other = f"guide-{uuid4().hex[:8]}", f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as shopper, known_shopper(shop) as stranger:
        await _befriended(shop, mine, shopper.device)
        foreign = await _befriended(shop, other, stranger.device)
    guide = await _guide(shop, browser, watched, mine)
    guide.expects(404, f"/contacts/{foreign}")
    await guide.open(contact=foreign)
    await guide.sees("不是您的客户")
    await expect(guide.page.get_by_text("小雨妈妈")).to_have_count(0)
