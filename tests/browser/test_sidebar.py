"""A guide beside a chat: sees the customer in the shop as it happens, and sends words and a card into the chat."""

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.browser.catalogue import BOTTLE, RABBIT
from tests.browser.conftest import Phones, Shop
from tests.browser.guides import befriended, guide_at_work, said_by_guide, scripted
from tests.browser.people import known_shopper
from tests.browser.stage import Watched

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


async def test_from_what_a_customer_looks_at_to_a_card_in_the_chat(
    shop: Shop, phones: Phones, browser: Browser, watched: list[Watched]
) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as shopper:
        await shopper.ask("POST", "/me/consent", {"version": "2026-11"})
        await scripted(shop)
        contact_id = await befriended(shop, user_id, shopper.device)
        guide = await guide_at_work(shop, browser, watched, user_id)
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

        said, card = await said_by_guide(shop, shopper.device)
        assert said == {"kind": "text", "text": words}
        page = urlsplit(card["page"])
        assert card["kind"] == "miniprogram" and page.path.endswith(".html")
        assert re.fullmatch(r"[0-9A-Za-z]{10}", parse_qs(page.query)["t"][0])
        assert card["pictureUrl"].startswith("http")


async def test_in_wecom_its_own_client_is_spoken_to(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    await scripted(shop, name="问候", condition={"kind": "anyone"}, text="{称呼}，您好", card="home", priority=5)
    async with known_shopper(shop) as shopper:
        contact_id = await befriended(shop, user_id, shopper.device)
    guide = await guide_at_work(shop, browser, watched, user_id, WECOM)
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
    assert await said_by_guide(shop, shopper.device) == []


async def test_a_task_is_made_put_off_and_done(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as shopper:
        contact_id = await befriended(shop, user_id, shopper.device)
    guide = await guide_at_work(shop, browser, watched, user_id)
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
        await befriended(shop, mine, shopper.device)
        foreign = await befriended(shop, other, stranger.device)
    guide = await guide_at_work(shop, browser, watched, mine)
    guide.expects(404, f"/contacts/{foreign}")
    await guide.open(contact=foreign)
    await guide.sees("不是您的客户")
    await expect(guide.page.get_by_text("小雨妈妈")).to_have_count(0)
