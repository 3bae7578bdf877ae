"""What guides may say and give: scripts are made, edited, refused and switched off; coupons have a monthly bound."""

import re
from datetime import UTC, datetime
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.catalogue import KETTLE
from tests.browser.circle import NARROW, fits, hired, mirrored, office
from tests.browser.conftest import Desks, Shop
from tests.browser.people import known_shopper
from tests.browser.promotions import promoter


async def test_a_script_is_made_refused_edited_and_switched_off(desks: Desks) -> None:
    desk, name = await desks("scripts"), f"换季问候{uuid4().hex[:5]}"
    page = desk.page
    await desk.open("guide-scripts")
    await desk.sees("话术", "导购在聊天旁边看到最合适的三条，改好后一键发给客户。")
    await desk.press("新建话术")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("名称").fill(name)
    await page.get_by_label("什么时候推荐", exact=True).click()
    await page.get_by_title("很久没有下单").click()
    await dialog.get_by_label("内容").fill("{称呼}，{商品}到货了")
    desk.expects(400, "/guide-scripts/preview")
    desk.expects(400, "/guide-scripts")
    await desk.press("用示例客户预览")
    fault = dialog.get_by_text(re.compile("这个条件下不能用「{商品}」，可以用："))
    await expect(fault).to_be_visible()
    await desk.press("保存")
    await expect(fault).to_be_visible()
    await expect(dialog.get_by_label("内容")).to_have_value("{称呼}，{商品}到货了")
    await desk.shot("wrong-gap")
    await dialog.get_by_label("内容").fill("{称呼}，{天数天没见了")
    await expect(fault).to_be_hidden()
    await desk.press("保存")
    await expect(dialog.get_by_text("花括号没有成对")).to_be_visible()
    await dialog.get_by_label("内容").fill("{称呼}，有 {天数} 天没见了，宝宝最近好吗")
    await desk.press("用示例客户预览")
    await expect(dialog.get_by_role("status")).to_contain_text("天没见了，宝宝最近好吗")
    await fits(desk)
    await desk.shot("preview")
    await desk.press("保存")
    await desk.sees("话术已保存")

    row = page.locator("tbody tr.ant-table-row").filter(has_text=name)
    await expect(row).to_contain_text("45 天以上没有下单")
    await row.get_by_role("button", name=name).click()
    await page.get_by_label("天数", exact=True).fill("60")
    await desk.press("保存")
    await expect(row).to_contain_text("60 天以上没有下单")
    await row.get_by_role("switch").click()
    await desk.sees("已停用，导购不会再看到")
    await expect(row.get_by_role("switch", checked=False)).to_be_visible()
    await fits(desk)
    await desk.shot("off")
    await _on_a_phone(desks, name)


async def _on_a_phone(desks: Desks, name: str) -> None:
    handy = await desks("scripts-narrow", NARROW)
    await handy.open("guide-scripts")
    await handy.sees(name)
    await fits(handy)
    await handy.shot("list")
    await handy.page.get_by_text(name).filter(visible=True).first.click()
    await handy.sees(f"修改话术「{name}」")
    await fits(handy)
    await handy.shot("dialog")


async def test_an_allowance_of_one_guide_and_the_coupons_of_all(shop: Shop, desks: Desks) -> None:
    guide, name = await hired(shop, "giver", "葛")
    coupon = f"导购券{uuid4().hex[:5]}"
    async with office(shop) as admin, promoter(shop) as promoting, known_shopper(shop) as shopper:
        await mirrored(admin, guide)
        product_id = (await shopper.ask("GET", f"/products?q={KETTLE.title}")).json()["items"][0]["id"]
        await promoting.coupon(coupon, product_id)
        desk = await desks("allowances")
        page = desk.page
        await desk.open("guide-allowances")
        now = datetime.now(UTC)
        await desk.sees("导购额度", "导购可以发的优惠券", "本月用量")
        await expect(page.get_by_text(f"{now.year}-{now.month:02d}")).to_have_count(0)
        row = page.locator("tbody tr.ant-table-row").filter(has_text=name)
        await expect(row).to_contain_text("通用额度")
        await row.get_by_role("button", name=re.compile("修 ?改")).click()
        await desk.sees(f"{name}的额度")
        await page.get_by_label("张数", exact=True).fill("12")
        await page.get_by_label("总面额", exact=True).fill("3x")
        await expect(page.get_by_role("button", name=re.compile("^保 ?存$")).last).to_be_disabled()
        await desk.sees("请填写金额，如 300 或 299.90")
        await desk.shot("wrong")
        await page.get_by_label("总面额", exact=True).fill("300")
        await desk.press("保存")
        await desk.sees("额度已修改")
        await expect(row).to_contain_text("12 张，¥300.00；售后只能查看")
        await expect(row).to_contain_text("单独设置")

        await page.get_by_label("导购可以发的优惠券", exact=True).fill(coupon)
        await page.get_by_title(coupon).last.click()
        await page.keyboard.press("Escape")
        await page.locator(".panel").filter(has_text="导购可以发的优惠券").get_by_role("button").first.click()
        await desk.sees("已保存", re.compile(f"{coupon}（每张占 ¥15.00）"))
        await fits(desk)
        await desk.shot("saved")
        handy = await desks("allowances-narrow", NARROW)
        await handy.open("guide-allowances")
        await handy.sees(name)
        await fits(handy)
        await handy.shot("page")

        await row.get_by_role("button", name=re.compile("修 ?改")).click()
        await desk.press("改用通用额度")
        await desk.sees("已改用通用额度")
        await expect(row).to_contain_text("通用额度")
        chosen = page.locator(".allowance-coupons .ant-select-selection-item").filter(has_text=coupon)
        await chosen.locator(".ant-select-selection-item-remove").click()
        await page.locator(".panel").filter(has_text="导购可以发的优惠券").get_by_role("button").first.click()
        await expect(chosen).to_have_count(0)
