"""An operator makes a live code; who scans it is welcomed and stands among the contacts; a remark goes to WeCom."""

import re
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Desks, Shop
from tests.browser.wecom import PATIENT_MS, chat_of, code_named, compare, play


async def test_from_a_live_code_to_a_contact(shop: Shop, desks: Desks) -> None:
    device = f"wecom-{uuid4().hex[:8]}"
    user_id = f"guide-{uuid4().hex[:8]}"
    name = f"顾小青 {user_id[-4:]}"
    await play(shop, "staff", userId=user_id, name=name)
    desk = await desks("wecom")
    page = desk.page
    await compare(desk)
    await desk.shot("sync")

    await desk.open("live-codes/new")
    await page.locator("[data-field=name] input").fill("门店海报")
    await desk.pick("spareUserIds", name)
    await page.get_by_role("button", name="移除这一班").click()
    await page.locator("[data-field=welcome] textarea").fill("欢迎来到暖禾，有问题随时问我")
    await desk.shot("code")
    await page.get_by_role("button", name=re.compile("新 ?建")).click()
    await desk.open("live-codes")
    row = page.locator("tbody tr.ant-table-row").filter(has_text="门店海报")
    await expect(row.get_by_text("使用中")).to_be_visible(timeout=PATIENT_MS)
    await desk.shot("codes")
    code = await code_named(shop, "门店海报")
    await play(shop, "scan", device=device, qr=code["qrUrl"])

    await desk.open(f"contacts?state=active&guide={user_id}")
    await expect(page.locator("tbody tr.ant-table-row")).to_have_count(1, timeout=PATIENT_MS)
    await page.locator("tbody tr.ant-table-row").click()
    await page.get_by_role("button", name="修改备注").click()
    await page.get_by_label("备注", exact=True).fill("小雨妈妈")
    await page.get_by_label("描述").fill("八月预产，爱问成分")
    await page.get_by_role("dialog").get_by_role("button", name=re.compile("保 ?存")).click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await desk.sees("小雨妈妈", "八月预产，爱问成分")
    await desk.shot("contact")
    chat = await chat_of(shop, device)
    assert any("欢迎来到暖禾，有问题随时问我" in str(one) for one in chat)
