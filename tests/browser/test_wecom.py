"""An operator looks at WeCom's contacts: the first comparison has found them, a remark goes to WeCom and back."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Desks


async def test_contacts_their_guides_and_the_comparison(desks: Desks) -> None:
    desk = await desks("wecom")
    await desk.open("wecom")
    await desk.sees("企业微信同步", "核对记录")
    await expect(
        desk.page.get_by_role("table", name="核对记录")
        .get_by_text("两边一致")
        .or_(desk.page.get_by_role("table", name="核对记录").get_by_text(re.compile("补上")))
        .first
    ).to_be_visible(timeout=90_000)
    await desk.shot("sync")
    await desk.page.get_by_role("button", name="立即核对").click()
    await desk.sees("立即核对企业微信客户")
    await desk.page.get_by_role("dialog").get_by_role("button", name="立即核对").click()
    await expect(desk.page.get_by_role("table", name="核对记录").get_by_text("两边一致").first).to_be_visible(
        timeout=60_000
    )
    await desk.open("contacts?state=active")
    await desk.sees("顾小青")
    await desk.shot("contacts")
    await desk.page.locator("tbody tr.ant-table-row").first.click()
    await expect(desk.page.get_by_role("button", name=re.compile("备注")).first).to_be_visible()
    await desk.shot("contact")
    await desk.page.get_by_role("button", name=re.compile("备注")).first.click()
    await desk.page.get_by_label("备注", exact=True).fill("小雨妈妈")
    await desk.page.get_by_label("描述").fill("八月预产，爱问成分")
    await desk.shot("remark")
    await desk.page.get_by_role("dialog").get_by_role("button", name=re.compile("保 ?存")).click()
    await desk.sees("八月预产，爱问成分")
    await desk.open("contacts?q=小雨妈妈")
    await desk.sees("小雨妈妈")
