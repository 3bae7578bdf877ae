"""A guide at work beside a chat: answers after-sale requests, sees their month, comes in by a login of their own."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Locator, expect

from tests.browser.catalogue import KETTLE
from tests.browser.conftest import Desks, Shop, token_of
from tests.browser.guides import PATIENCE_SECONDS, PAUSE_SECONDS, Guide, befriended, guide_at_work, scripted
from tests.browser.people import KnownShopper, known_shopper
from tests.browser.stage import Watched
from tests.browser.wecom import PATIENT_MS

WHY = "壶底漏水，垫了毛巾也接不住"


async def _asked(shop: Shop, method: str, path: str, body: Any = None) -> Any:
    """As the operator."""
    headers = {"authorization": f"Bearer {await token_of(shop)}", "idempotency-key": uuid4().hex}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/admin", headers=headers) as admin:
        answer = await admin.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()


async def _limited(shop: Shop, user_id: str, fen: int, version: int = 0) -> None:
    body = {"guide": user_id, "couponsMax": 0, "valueMaxFen": 0, "refundMaxFen": fen, "version": version}
    await _asked(shop, "PUT", "/guide-allowances/rules", body)


async def _ordered(who: KnownShopper) -> dict[str, Any]:
    number = await who.buy(KETTLE.title)
    orders = (await who.ask("GET", "/orders")).json()["items"]
    order_id = next(one["id"] for one in orders if one["number"] == number)
    return dict((await who.ask("GET", f"/orders/{order_id}")).json())


async def _wants_money_back(shop: Shop, who: KnownShopper) -> dict[str, Any]:
    """Of a kettle that is on its way: a person must decide that."""
    order = await _ordered(who)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := (await _asked(shop, "GET", f"/orders/{order['id']}"))["fulfilments"]):
            await asyncio.sleep(PAUSE_SECONDS)
    items = [{"fulfilmentId": found[0]["id"], "courierCode": "SF"}]
    await _asked(shop, "POST", "/fulfilments/ship", {"items": items})
    await who.wait_until(order["id"], "shipped")
    lines = [{"lineId": order["lines"][0]["id"], "quantity": 1}]
    wish = {"orderId": order["id"], "kind": "refund_only", "lines": lines, "reasonCode": "quality"}
    answer = await who.ask("POST", "/after-sales", wish | {"description": WHY, "imageIds": []})
    answer.raise_for_status()
    sale = dict(answer.json())
    assert sale["status"] == "applied", sale
    return sale


async def _allowed(desks: Desks, user_id: str, fen: int) -> None:
    """The operator lets this guide decide, on the page of allowances."""
    desk = await desks("guide-refunds")
    await desk.open("guide-allowances")
    row = desk.page.locator(f'tr[data-row-key="{user_id}"]')
    await row.get_by_role("button", name="修改").click()
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog.get_by_text("超过的转给店铺")).to_be_visible()
    await dialog.get_by_label("单笔售后").fill(f"{fen / 100:.2f}")
    await desk.shot("allowance")
    await desk.press("保存")
    await expect(row.get_by_text(re.compile("售后单笔 ¥.* 以内可处理"))).to_be_visible()
    await desk.shot("allowances")


def _sale(guide: Guide, words: str) -> Locator:
    return guide.page.locator("button.sale").filter(has_text=words)


async def test_a_guide_agrees_to_a_refund_within_the_limit(
    shop: Shop, browser: Browser, watched: list[Watched], desks: Desks
) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as who:
        contact_id = await befriended(shop, user_id, who.device)
        sale = await _wants_money_back(shop, who)
        guide = await guide_at_work(shop, browser, watched, user_id)
        page = guide.page
        # The shop has opened nothing: it can be seen, and answered with a word.
        await guide.open(contact=contact_id)
        await guide.turn("订单")
        await _sale(guide, "待商家处理").click()
        sheet = page.get_by_role("dialog")
        await expect(sheet.get_by_text(WHY)).to_be_visible()
        await expect(sheet.get_by_text("店铺没有开放导购处理售后")).to_be_visible()
        await expect(sheet.get_by_role("button", name="同意", exact=True)).to_have_count(0)
        await guide.shot("sale-seen")
        await sheet.get_by_role("button", name="留言").click()
        await sheet.get_by_label("要告诉客户的话").fill("看到您的照片了，今天给您答复")
        await sheet.get_by_role("button", name="发出留言").click()
        await guide.sees("已留言，客户在订单动态里能看到")
        told = (await who.ask("GET", f"/orders/{sale['orderId']}")).json()["timeline"]
        assert any("就售后留言：看到您的照片了，今天给您答复" in line["text"] for line in told)

        await _allowed(desks, user_id, sale["refundFen"])
        await guide.open(contact=contact_id)
        await guide.turn("订单")
        # By the keyboard alone.
        await _sale(guide, "待商家处理").focus()
        await page.keyboard.press("Enter")
        await expect(sheet.get_by_text("您可以直接处理")).to_be_visible()
        agree = sheet.get_by_role("button", name="同意", exact=True)
        await agree.focus()
        await page.keyboard.press("Enter")
        await expect(sheet.get_by_text("会立即原路退回客户，不能撤回")).to_be_visible()
        await guide.shot("sale-confirm")
        await page.keyboard.press("Escape")
        await expect(agree).to_be_visible()
        await agree.click()
        await sheet.get_by_role("button", name="确认退款").dblclick()
        await guide.sees(re.compile("已同意，¥.* 正在原路退回"))
        await guide.shot("sale-agreed")
        await expect(_sale(guide, "退款成功").or_(_sale(guide, "退款中"))).to_be_visible(timeout=PATIENT_MS)
        await who.wait_until(sale["orderId"], "closed")
    shown = await _asked(shop, "GET", f"/after-sales/{sale['id']}")
    assert (shown["status"], shown["decidedBy"]) == ("refunded", f"导购 顾小青（{user_id}）")
    assert len(shown["order"]["refunds"]) == 1


async def test_above_the_limit_the_shop_gets_it_and_a_late_answer_is_explained(
    shop: Shop, browser: Browser, watched: list[Watched], desks: Desks
) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as who:
        contact_id = await befriended(shop, user_id, who.device)
        sale = await _wants_money_back(shop, who)
        await _limited(shop, user_id, 100)
        guide = await guide_at_work(shop, browser, watched, user_id)
        sheet = guide.page.get_by_role("dialog")
        await guide.open(contact=contact_id)
        await guide.turn("订单")
        await _sale(guide, "待商家处理").click()
        await sheet.get_by_role("button", name="同意", exact=True).click()
        await expect(sheet.get_by_text("现在不会退款")).to_be_visible()
        await guide.shot("sale-above")
        await sheet.get_by_role("button", name="转给店铺").click()
        await guide.sees("超出您的权限，已转给店铺")
        await expect(_sale(guide, "客服专员处理中")).to_be_visible()
        desk = await desks("handed-over")
        await desk.open(f"after-sales/{sale['id']}")
        await desk.sees(re.compile("导购 顾小青转来：退款 ¥.* 超出导购权限，建议同意"))
        await desk.shot("sale")

        # While a guide writes, an operator decides.
        await _asked(shop, "POST", f"/after-sales/{sale['id']}/reject", {"reason": "请先寄回检测"})
        second = await _wants_money_back(shop, who)
        await _limited(shop, user_id, second["refundFen"], 1)
        await guide.open(contact=contact_id)
        await guide.turn("订单")
        await _sale(guide, "待商家处理").click()
        await sheet.get_by_role("button", name="拒绝").click()
        await sheet.get_by_label("原因（客户会看到）").fill("照片看不出问题")
        await _asked(shop, "POST", f"/after-sales/{second['id']}/approve", {"note": ""})
        guide.expects(409, "/refuse")
        await sheet.get_by_role("button", name="确认拒绝").click()
        await expect(sheet.get_by_role("alert")).to_have_text("这笔售后已经有人处理了，请刷新后查看")
        await guide.shot("sale-late")
        await expect(sheet.get_by_role("button", name="确认拒绝")).to_be_disabled()
    shown = await _asked(shop, "GET", f"/after-sales/{second['id']}")
    assert shown["status"] in ("refunding", "refunded") and len(shown["order"]["refunds"]) == 1


async def test_a_guide_sees_their_own_month(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id = f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as who:
        await befriended(shop, user_id, who.device)
        guide = await guide_at_work(shop, browser, watched, user_id)
        await guide.open()
        await guide.sees("我的业绩", "这个月还没有业绩")
        order = await _ordered(who)
    orders = guide.page.get_by_role("button", name="看归属订单和原因")
    # Attributed a moment after it was paid, which nobody is told of.
    for _ in range(40):
        await guide.open()
        await guide.sees("我的业绩")
        await expect(orders.or_(guide.page.get_by_text("这个月还没有业绩"))).to_be_visible()
        if await orders.count():
            break
        await guide.page.wait_for_timeout(500)
    await guide.sees("1 笔", re.compile("第 [0-9]+ 名"))
    await guide.shot("month")
    await orders.click()
    sheet = guide.page.get_by_role("dialog")
    await expect(sheet.get_by_text(order["number"])).to_be_visible()
    await guide.shot("month-orders")
    await sheet.get_by_role("button", name="关闭").click()
    await guide.page.get_by_role("button", name="上个月").click()
    await guide.sees("这个月没有业绩")
    await guide.page.get_by_role("button", name="下个月").click()
    await expect(orders).to_be_visible()
    await expect(guide.page.get_by_role("button", name="下个月")).to_be_disabled()


async def test_suggestions_follow_what_the_customer_does(shop: Shop, browser: Browser, watched: list[Watched]) -> None:
    user_id, name = f"guide-{uuid4().hex[:8]}", f"看了又看{uuid4().hex[:4]}"
    greeting = f"先问好{uuid4().hex[:4]}"
    await scripted(shop, name=name, priority=100)
    await scripted(shop, name=greeting, condition={"kind": "anyone"}, text="{称呼}，您好", card="none", priority=99)
    async with known_shopper(shop) as who:
        await who.ask("POST", "/me/consent", {"version": "2026-11"})
        contact_id = await befriended(shop, user_id, who.device)
        guide = await guide_at_work(shop, browser, watched, user_id)
        await guide.open(contact=contact_id)
        await guide.turn("话术")
        first = guide.page.get_by_role("button", name=re.compile(f"^{greeting}"))
        await first.click()
        field = guide.page.get_by_label("发给顾客的话")
        await field.fill("还没写完")
        await _views(who, 3)
        # It has been heard of, but the guide is writing.
        await expect(guide.page.get_by_text("正在逛").first).to_be_visible()
        await expect(field).to_have_value("还没写完")
        await guide.page.get_by_role("button", name="取消").click()
        await expect(guide.page.get_by_role("button", name=re.compile(f"^{name}"))).to_be_visible()
        await guide.shot("suggested")


async def _views(who: KnownShopper, times: int) -> None:
    cards = (await who.ask("GET", f"/products?q={KETTLE.title}")).json()["items"]
    product_id = next(card["id"] for card in cards if card["title"] == KETTLE.title)
    for _ in range(times):
        at = datetime.now(UTC).isoformat()
        event = {"id": str(uuid4()), "kind": "product_view", "at": at, "productId": product_id}
        (await who.ask("POST", "/events", {"sentAt": at, "events": [event]})).raise_for_status()


async def _link_of(shop: Shop, user_id: str) -> str:
    """Where WeCom would send whoever began this login: somebody else may be made to follow it."""
    async with httpx.AsyncClient() as anybody:
        begun = (await anybody.post(f"{shop.url}/api/sidebar/logins", json={})).json()
        url = urlsplit(begun["url"])
        query = {name: values[0] for name, values in parse_qs(url.query).items()} | {"user": user_id}
        answer = await anybody.get(f"{url.scheme}://{url.netloc}{url.path}?{urlencode(query)}")
    assert answer.status_code == 302
    return str(answer.headers["location"]).split("#")[0]


async def test_a_link_with_somebody_elses_code_signs_nobody_in(
    shop: Shop, browser: Browser, watched: list[Watched]
) -> None:
    attacker, mine = f"guide-{uuid4().hex[:8]}", f"guide-{uuid4().hex[:8]}"
    async with known_shopper(shop) as who, known_shopper(shop) as other:
        await befriended(shop, attacker, other.device)
        await befriended(shop, mine, who.device)
    # Nobody is signed in: the link leads to the login page, and not into the attacker's account.
    victim = await guide_at_work(shop, browser, watched, mine)
    await victim.page.goto(await _link_of(shop, attacker))
    await victim.sees("你是哪位导购？")
    await victim.page.locator(f'a[href*="user={mine}"]').click()
    await victim.sees("我的业绩")
    await expect(victim.page.get_by_text(f"导购 {mine}")).to_be_visible()
    # And whoever is signed in stays who they are.
    await victim.page.goto(await _link_of(shop, attacker))
    await victim.sees("我的业绩")
    await expect(victim.page.get_by_text(f"导购 {mine}")).to_be_visible()
    assert "code=" not in victim.page.url and "state=" not in victim.page.url
    await victim.shot("still-me")
