"""What guides have earned, the rules that say so, and members with a guide of their own."""

import re
from uuid import uuid4

from playwright.async_api import Locator, expect

from tests.browser.catalogue import KETTLE
from tests.browser.circle import NARROW, acquainted, choose, fits, hired, mirrored, office, write
from tests.browser.conftest import Desks, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Desk
from tests.browser.wecom import PATIENT_MS, play


def version_of(words: str) -> int:
    """Of what a page of rules says of its version; 0 while nobody has changed them."""
    found = re.search(r"第 (\d+) 版", words)
    return int(found[1]) if found else 0


async def meta(desk: Desk) -> Locator:
    found = desk.page.locator(".rules-meta")
    await expect(found).to_be_visible()
    return found


async def test_an_order_stands_in_the_figures_of_its_guide(shop: Shop, desks: Desks) -> None:
    guide, name = await hired(shop, "earner", "岑")
    async with known_shopper(shop) as shopper, office(shop) as admin:
        await mirrored(admin, guide)
        await acquainted(shop, admin, guide, shopper.device)
        number = await shopper.buy(KETTLE.title)
    desk = await desks("performance")
    page = desk.page
    await desk.open("performance")
    await desk.sees("导购业绩", re.compile(r"\d+ 年 \d+ 月"), re.compile("没有归因到导购"))
    row = page.locator("tbody tr.ant-table-row").filter(has_text=name)
    await expect(row.get_by_text("¥229.00")).to_be_visible(timeout=PATIENT_MS)
    await desk.shot("month")
    await page.get_by_title("日", exact=True).click()
    # Until its figures are there, those of the month are shown, and no step is taken from them.
    await desk.sees(re.compile(r"^\d+ 年 \d+ 月 \d+ 日$"))
    await expect(row.get_by_text("¥229.00")).to_be_visible()
    assert "period=day" in page.url
    await page.get_by_role("button", name="上一个周期").click()
    await expect(row.get_by_text("¥0.00").first).to_be_visible()
    await page.get_by_role("button", name="下一个周期").click()
    await expect(page.get_by_role("button", name="下一个周期")).to_be_disabled()
    await row.get_by_role("link").click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    order = page.locator("tbody tr.ant-table-row")
    await expect(order).to_have_count(1)
    await expect(order.get_by_text(re.compile(f"付款时是 {name} 的企业微信客户"))).to_be_visible()
    await expect(order.get_by_text(" ".join((number[:6], number[6:12], number[12:])))).to_be_visible()
    await fits(desk)
    await desk.shot("orders")

    handy = await desks("performance-narrow", NARROW)
    await handy.open("performance?period=day")
    await handy.sees(name)
    await fits(handy)
    await handy.shot("day")
    await handy.open(f"performance/{guide}?period=day")
    await handy.sees(re.compile(f"付款时是 {name} 的企业微信客户"))
    await fits(handy)
    await handy.shot("orders")


async def test_rules_of_attribution_have_versions(desks: Desks) -> None:
    desk, colleague = await desks("attribution"), await desks("attribution-colleague")
    page = desk.page
    for one in (desk, colleague):
        await one.open("attribution-rules")
        await one.sees("归因规则", "现在会这样判断")
    before = version_of(await (await meta(desk)).inner_text())
    days = page.get_by_label("领券到付款")
    had = int(await days.input_value())

    switches = page.locator(".rule-row").get_by_role("switch", checked=True)
    while await switches.count():
        await switches.first.click()
    await expect(desk.field("order").get_by_text("请至少开启一条规则")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^保 ?存$"))).to_be_disabled()
    await desk.shot("no-rule")
    await desk.press("放弃修改")
    await expect(switches).not_to_have_count(0)

    # More than the server takes is cut to what it takes, and what was typed outlives the page.
    await days.fill("400")
    await days.press("Tab")
    await expect(days).to_have_value("90")
    await days.fill(str(had + 1))
    await desk.sees("有未保存的修改，已留在本机")
    await page.reload()
    await desk.sees("已恢复您上次没有保存的修改")
    await expect(days).to_have_value(str(had + 1))
    await desk.press("保存")
    await desk.sees("规则已保存，之后付款的订单按新规则归因")
    await expect(page.locator(".rules-meta")).to_contain_text(f"第 {before + 1} 版")
    await fits(desk)
    await desk.shot("saved")

    # A colleague who has looked at the old version is told, and keeps the page.
    colleague.expects(409, "/attribution-rules")
    await colleague.page.get_by_label("好友关系的提成").fill("0.8")
    await colleague.press("保存")
    await colleague.sees("同事刚刚保存过规则，请取最新版本后再改。")
    await colleague.shot("conflict")
    await colleague.press("取最新版本")
    await expect(colleague.page.get_by_label("领券到付款")).to_have_value(str(had + 1))
    await colleague.page.get_by_label("领券到付款").fill(str(had))
    await colleague.press("保存")
    await expect(colleague.page.locator(".rules-meta")).to_contain_text(f"第 {before + 2} 版")

    handy = await desks("attribution-narrow", NARROW)
    await handy.open("attribution-rules")
    await handy.sees("判断顺序")
    await fits(handy)
    await handy.shot("rules")


async def test_rules_of_handing_over_are_refused_at_their_field(shop: Shop, desks: Desks) -> None:
    stays, stays_name = await hired(shop, "keeper", "闻")
    leaves, leaves_name = await hired(shop, "goer", "辛")
    desk = await desks("handover")
    page = desk.page
    async with office(shop) as admin:
        await mirrored(admin, stays, leaves)
        await desk.open("personal-guides/rules")
        await desk.sees("门槛与分配", "达到任意一个门槛就分配")
        before = version_of(await (await meta(desk)).inner_text())
        # Nobody of the other stories comes near this.
        await page.get_by_role("switch", name="专属管家门槛").click()
        await page.get_by_role("switch", name="自动分配专属导购").click()
        await expect(desk.field("guides").get_by_text("请至少选择一位导购")).to_be_visible()
        await expect(desk.field("spendFen").get_by_text("请至少设一个门槛")).to_be_visible()
        await desk.shot("two-faults")
        await page.get_by_label("实付金额", exact=True).fill("9999999")
        await desk.pick("guides", stays_name, leaves_name)
        await play(shop, f"staff/{leaves}/leave")
        await mirrored(admin, leaves, serving=False)
    desk.expects(400, "/handover-rules")
    await desk.press("保存")
    await expect(desk.field("guides").get_by_text("有导购已离职或没有客户联系权限，请重新选择")).to_be_visible()
    await expect(page.get_by_label("实付金额", exact=True)).to_have_value("9999999")
    await desk.shot("refused")
    await (
        desk.field("guides")
        .locator(".ant-select-selection-item")
        .filter(has_text=leaves_name)
        .locator(".ant-select-selection-item-remove")
        .click()
    )
    await desk.press("保存")
    await desk.sees("规则已保存")
    await expect(page.locator(".rules-meta")).to_contain_text(f"第 {before + 1} 版")
    await fits(desk)
    await desk.shot("saved")
    handy = await desks("handover-narrow", NARROW)
    await handy.open("personal-guides/rules")
    await handy.sees(stays_name)
    await fits(handy)
    await handy.shot("rules")
    await page.get_by_role("switch", name="自动分配专属导购").click()
    await desk.press("保存")
    await expect(page.locator(".rules-meta")).to_contain_text(f"第 {before + 2} 版")


async def test_a_member_changes_guides_and_has_none_in_the_end(shop: Shop, desks: Desks) -> None:
    first, _ = await hired(shop, "first", "温")
    second, second_name = await hired(shop, "second", "秋")
    async with known_shopper(shop) as shopper, office(shop) as admin:
        nickname = (await shopper.ask("GET", "/me")).json()["nickname"]
        await mirrored(admin, first, second)
        contact_id = await acquainted(shop, admin, first, shopper.device)
        member_id = (await admin.get(f"/wecom/contacts/{contact_id}")).json()["memberId"]
        body = {"userId": first, "reason": f"老客户 {uuid4().hex[:4]}"}
        await write(admin, "PUT", f"/personal-guides/{member_id}", body)
    desk = await desks("personal-guides")
    page = desk.page
    await desk.open(f"personal-guides?guide={first}")
    row = page.locator("tbody tr.ant-table-row")
    await expect(row).to_have_count(1)
    await expect(row).to_contain_text(nickname)
    await expect(row).to_contain_text("已是企业微信好友")
    await desk.shot("list")
    await row.get_by_role("button", name="换导购").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name=re.compile("^更 ?换$")).click()
    await desk.sees("请选择导购", "请写明原因")
    await desk.shot("empty")
    await choose(page, "新导购", second_name)
    await dialog.get_by_label("原因", exact=True).fill("搬到了秋店附近")
    await dialog.get_by_role("button", name=re.compile("^更 ?换$")).click()
    await desk.sees(f"{second_name} 现在是 {nickname} 的专属导购")
    await desk.open(f"personal-guides?guide={second}")
    await expect(row).to_contain_text("搬到了秋店附近")
    await fits(desk)

    handy = await desks("personal-guides-narrow", NARROW)
    await handy.open(f"personal-guides?guide={second}")
    await handy.sees(nickname)
    await fits(handy)
    await handy.shot("list")
    await handy.page.get_by_role("button", name=re.compile("^取 ?消$")).click()
    await handy.sees("会发生：", f"{second_name} 不再是 TA 的专属导购")
    await fits(handy)
    await handy.shot("ending")
    await handy.page.get_by_label("原因", exact=True).fill("会员自己要求")
    await handy.press("取消专属导购")
    await handy.sees("已取消专属导购")
    await desk.open(f"personal-guides?guide={second}&past=true")
    await expect(row).to_contain_text("会员自己要求")
    await desk.shot("past")
