"""An operator's promotions: a threshold from the draft to its end, and a coupon that is given to a level."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import ViewportSize, expect

from tests.browser.catalogue import ROMPER, STROLLER
from tests.browser.conftest import Desks, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Desk

NARROW = ViewportSize(width=375, height=812)
SHANGHAI = timedelta(hours=8)


def there(days: float) -> str:
    """A moment so many days from now, as its field shows it."""
    return f"{datetime.now(UTC) + SHANGHAI + timedelta(days=days):%Y-%m-%d %H:%M}"


async def write_moment(desk: Desk, label: str, text: str) -> None:
    field = desk.page.get_by_label(label, exact=True)
    await field.click()
    await field.fill(text)
    await desk.page.keyboard.press("Enter")
    await expect(field).to_have_value(text)


async def write_threshold(desk: Desk, name: str, min_yuan: str, off_yuan: str) -> None:
    await desk.open("campaigns/new")
    await desk.page.get_by_role("link", name=re.compile("^满减")).click()
    await desk.field("name").locator("input").fill(name)
    await write_moment(desk, "开始时间", there(-0.01))
    await write_moment(desk, "结束时间", there(3))
    await desk.page.get_by_label("第 1 档门槛").fill(min_yuan)
    await desk.page.get_by_label("第 1 档减").fill(off_yuan)


async def publish(desk: Desk) -> None:
    await desk.press("发布")
    question = desk.page.locator(".ant-modal-confirm")
    await expect(question.get_by_text("发布后不能再修改")).to_be_visible()
    await question.get_by_role("button", name="发布", exact=True).click()


async def test_a_threshold_from_draft_to_end(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as shopper:
        await shopper.buy(STROLLER.title)
    desk = await desks("threshold")
    await write_threshold(desk, "先到的满减", "100", "10")
    await publish(desk)
    await desk.sees("还没有付款订单用到这个活动")

    await write_threshold(desk, "双十二满减", "300", "40")
    phone = desk.page.get_by_label("手机预览")
    await expect(phone.get_by_text("满 300 元减 40 元")).to_be_visible()
    await expect(desk.page.locator(".foreseen-warn").get_by_text("先到的满减", exact=True)).to_be_visible()
    await desk.shot("written")
    await desk.press("存为草稿")
    await desk.sees("满减 · 草稿，买家看不到")

    await desk.press("模拟")
    await expect(desk.page.locator(".simulation-message")).to_contain_text("用得上")
    await desk.sees("当时实收", "怎么算的", "这些商品都没有填成本价，毛利算不出来。")
    await desk.shot("simulated")
    await desk.page.locator(".simulation .ant-drawer-close").click()
    await expect(desk.page.locator(".simulation-message")).to_be_hidden()

    await publish(desk)
    await expect(desk.page.locator(".page-note .state")).to_have_text("进行中")
    await desk.sees("付款订单", "遇到 1 个活动")
    await desk.shot("running")
    address = desk.page.url.split("/admin/")[1]

    handy = await desks("threshold-phone", NARROW)
    await handy.open("campaigns?phase=running")
    await handy.sees("双十二满减")
    await handy.open(address)
    await handy.press("停止活动")
    await handy.sees("马上生效，买家不再看到，也不能再按这个活动下单")
    assert await handy.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await handy.page.get_by_label("停止原因，会写进审计").fill("库存不够了")
    await handy.shot("stopping")
    await handy.press("确认停止")
    await expect(handy.page.locator(".page-note .state")).to_have_text("已停止")
    await handy.shot("stopped")
    await desk.open("campaigns?phase=stopped")
    await desk.sees("双十二满减")


async def test_what_is_wrong_stands_at_its_field_and_drafts_are_kept(desks: Desks) -> None:
    desk = await desks("refused")
    await write_threshold(desk, "不对的满减", "30", "40")
    await desk.press("发布")
    await expect(desk.field("rule.tiers[0].offFen").get_by_text("要大于 0，并小于门槛")).to_be_visible()
    await desk.page.get_by_label("第 1 档减").fill("3")
    await expect(desk.field("rule.tiers[0].offFen").get_by_text("要大于 0，并小于门槛")).to_be_hidden()
    # Left without saving, the draft waits in this browser.
    await desk.open("campaigns")
    await desk.open("campaigns/new?kind=spend_save")
    await expect(desk.field("name").locator("input")).to_have_value("不对的满减")
    await desk.sees(re.compile("已恢复您"))


async def test_a_price_below_its_cost_is_seen_before_it_is_published(desks: Desks) -> None:
    desk = await desks("timed")
    await desk.open("campaigns/new?kind=timed_price")
    await desk.press("+ 添加商品")
    await desk.page.get_by_label("搜索商品").fill(ROMPER.title)
    await desk.page.get_by_label(re.compile(f"^{ROMPER.title} 米白")).first.check()
    await desk.press("添加 1 个")
    price = desk.page.get_by_label("活动价", exact=True)
    await price.fill("89")
    await desk.press("存为草稿")
    await expect(desk.field("items[0].priceFen").get_by_text("要低于售价")).to_be_visible()
    await price.fill("69")
    await expect(desk.page.get_by_label("手机预览").get_by_text(ROMPER.title)).to_be_visible()
    await desk.shot("priced")


async def test_a_coupon_is_given_to_a_level(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop):
        desk = await desks("coupon")
        await desk.open("coupons/new")
        await desk.field("name").locator("input").fill("见面礼")
        await desk.page.get_by_label("门槛", exact=True).fill("99")
        await desk.page.get_by_label("减多少").fill("15")
        await write_moment(desk, "结束领取", there(30))
        await expect(desk.page.get_by_label("手机预览").get_by_text("满 99 元减 15 元")).to_be_visible()
        await desk.shot("written")
        await publish_coupon(desk)
        await desk.press("发给会员")
        await desk.page.locator(".level-choice label").first.click()
        await desk.shot("granting")
        await desk.press(re.compile("^发给 .* 位会员$"))
        await expect(desk.page.locator(".grant-list")).to_contain_text("100%")
        await expect(desk.page.locator(".grant-list")).to_contain_text(re.compile(r"发出 [1-9]\d* 张"))
        await desk.shot("granted")
        await desk.press("新增渠道")
        await desk.page.get_by_label("渠道名称").fill("收银台")
        await desk.press("建渠道")
        await desk.sees(re.compile(r"packages/promotion/pages/coupons/centre\?code="))


async def publish_coupon(desk: Desk) -> None:
    await desk.press("发布")
    question = desk.page.locator(".ant-modal-confirm")
    await expect(question.get_by_text("全部用掉最多优惠")).to_be_visible()
    await question.get_by_role("button", name="发布", exact=True).click()
    await desk.sees("还没有发放过")
