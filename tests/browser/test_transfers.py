"""A welcome carries a card into the shop; a customer goes to another guide, from preview to record; a loss is shown."""

import re
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.browser.catalogue import BOTTLE
from tests.browser.circle import NARROW, choose, hired
from tests.browser.conftest import Desks, Shop
from tests.browser.wecom import PATIENT_MS, chat_of, code_named, compare, play


async def test_a_welcome_carries_a_card_into_the_shop(shop: Shop, desks: Desks) -> None:
    desk = await desks("welcome-card")
    page = desk.page
    user_id, guide = await hired(shop, "card", "柳")
    await compare(desk)
    name = f"新品卡{uuid4().hex[:6]}"
    await desk.open("live-codes/new")
    await desk.field("name").locator("input").fill(name)
    await page.get_by_role("button", name="移除这一班").click()
    await desk.pick("spareUserIds", guide)
    await desk.field("welcome").locator("textarea").fill("您好，这是您问的奶瓶")
    await page.get_by_role("switch", name="发小程序卡片").click()
    await desk.press("新建")
    await expect(desk.field("card.productId").get_by_text("请选择一件在售的商品")).to_be_visible()
    await choose(page, "卡片的商品", BOTTLE.title)
    await expect(page.locator(".mini-card").get_by_text(BOTTLE.title)).to_be_visible()
    await desk.field("card.title").locator("input").fill("宝宝的第一只奶瓶")
    await expect(page.locator(".mini-card").get_by_text("宝宝的第一只奶瓶")).to_be_visible()
    await desk.shot("editor")
    await desk.press("新建")
    row = page.locator("tbody tr.ant-table-row").filter(has_text=name)
    await expect(row.get_by_text("使用中")).to_be_visible(timeout=PATIENT_MS)

    code = await code_named(shop, name)
    device = f"card-{uuid4().hex[:8]}"
    await play(shop, "scan", device=device, qr=code["qrUrl"])
    await desk.open(f"contacts?state=active&guide={user_id}")
    await expect(page.locator("tbody tr.ant-table-row")).to_have_count(1, timeout=PATIENT_MS)
    product_id = code["rules"]["card"]["productId"]
    # The welcome is on its way while the contact is there already.
    await _until_card(page, shop, device, re.compile(rf"\?id={product_id}&t=\w+"))
    # What was stored comes back into the editor as it was.
    await desk.open(f"live-codes/{code['id']}")
    await expect(page.locator(".mini-card").get_by_text("宝宝的第一只奶瓶")).to_be_visible()
    await expect(page.locator("img.mini-card-cover")).to_be_visible()
    await desk.shot("stored")


async def _until_card(page: Page, shop: Shop, device: str, address: re.Pattern[str]) -> None:
    for _ in range(60):
        chat = str(await chat_of(shop, device))
        if address.search(chat):
            assert "宝宝的第一只奶瓶" in chat and "您好，这是您问的奶瓶" in chat
            return
        # A look at the page is a round trip to the browser, and lets the others work.
        await page.wait_for_timeout(500)
    raise AssertionError(f"no card came: {await chat_of(shop, device)}")


async def test_from_the_preview_to_the_record(shop: Shop, desks: Desks) -> None:
    desk = await desks("transfer")
    page = desk.page
    giver, giver_name = await hired(shop, "giver", "梅")
    taker, taker_name = await hired(shop, "taker", "棠")
    device = f"moved-{uuid4().hex[:8]}"
    await play(shop, "add", device=device, userId=giver)
    await compare(desk)

    await desk.open("transfers")
    await desk.sees("客户继承", "在职接替")
    await choose(page, "原导购", giver_name)
    await choose(page, "接替的导购", taker_name)
    assert f"from={giver}" in page.url and f"to={taker}" in page.url
    await page.get_by_text("挑选一部分").click()
    customers = page.get_by_role("table", name="这位导购的客户").locator("tbody tr.ant-table-row")
    await expect(customers).to_have_count(1)
    await desk.press("预览接替")
    await desk.sees("请选择要接替的客户", "请写明原因")
    await customers.get_by_role("checkbox").check()
    await desk.sees("已选 1 位")
    await page.get_by_label("给客户的话").fill("您好，以后由我的同事为您服务")
    await page.get_by_label("原因", exact=True).fill("调到杭州二店")
    await desk.shot("form")
    await desk.press("预览接替")
    await desk.sees(f"{giver_name} → {taker_name}", "1 位可以接替")
    await desk.shot("preview")
    await desk.press("接替 1 位客户")
    await desk.sees(f"1 位客户将交给{taker_name}。企业微信 24 小时后完成，客户可以拒绝。")
    await desk.shot("confirm")
    await desk.press("开始接替")
    await page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}$"))
    rows = page.locator("tbody tr.ant-table-row")
    await expect(rows.get_by_text("等待接替")).to_be_visible(timeout=PATIENT_MS)
    await desk.shot("record")
    await desk.open("transfers?tab=records")
    await expect(rows.filter(has_text=giver_name).get_by_text("等待接替 1")).to_be_visible()
    await desk.shot("records")

    # Who is on the way is not moved again, and the preview says so.
    await desk.open(f"transfers?from={giver}&to={taker}")
    await page.get_by_label("原因", exact=True).fill("再来一次")
    await desk.press("预览接替")
    await desk.sees("没有可以接替的客户。", "正在接替中")
    await desk.shot("nobody")


async def test_losses_stand_beside_the_contacts(shop: Shop, desks: Desks) -> None:
    desk = await desks("losses")
    page = desk.page
    user_id, guide = await hired(shop, "lost", "苇")
    device = f"gone-{uuid4().hex[:8]}"
    await play(shop, "add", device=device, userId=user_id)
    await compare(desk)
    await play(shop, "delete-guide/pair", device=device, userId=user_id)
    await desk.open("contacts?tab=losses")
    row = page.get_by_role("table", name="最近的流失").locator("tbody tr.ant-table-row").filter(has_text=guide)
    await _reloaded_until_seen(page, row.get_by_text(f"客户删除了{guide}"))
    await desk.sees("通知谁", "导购本人")
    await desk.shot("losses")
    narrow = await desks("losses-narrow", NARROW)
    await narrow.open("contacts?tab=losses")
    await narrow.sees(f"客户删除了{guide}")
    await narrow.shot("losses")


async def _reloaded_until_seen(page: Page, found: Locator) -> None:
    for _ in range(30):
        if await found.count():
            break
        await page.wait_for_timeout(1_000)
        await page.reload()
        await expect(page.get_by_text("最近的流失").first).to_be_visible()
    await expect(found).to_be_visible()
