"""An operator looks for a tag, compares two, finds the members who have it, and looks at one of them all round."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from tests.browser.catalogue import STROLLER
from tests.browser.conftest import Desks, Shop
from tests.browser.people import known_shopper


async def test_from_a_tag_to_a_member_all_round(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as shopper:
        await shopper.buy(STROLLER.title)
        due = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
        (await shopper.ask("POST", "/me/children", {"dueOn": due})).raise_for_status()
        me = (await shopper.ask("GET", "/me")).json()
    desk = await desks("tags")
    await desk.open("tags")
    await desk.sees("近 7 天买过", "距最近一次购买不超过 7 天。")
    await desk.shot("browser")
    await desk.page.get_by_label("对比 近 7 天买过").check()
    await desk.page.get_by_label("对比 只买过 1 单").check()
    await desk.page.get_by_role("button", name="对比重叠").click()
    await desk.sees("恰好有哪几个", "两两重叠")
    await desk.shot("compared")
    await desk.page.locator(".ant-drawer-close").click()
    await expect(desk.page.locator(".upset")).to_be_hidden()
    await desk.page.get_by_label("搜标签").fill("孕中期")
    await desk.sees("按预产期推算的孕周在 14 周到 27 周之间。")
    await desk.page.get_by_role("link", name="看会员").click()

    await expect(desk.page.locator(".tag-filter-count")).to_have_text("1 位会员")
    await desk.sees(me["nickname"])
    await desk.shot("members")
    await desk.page.get_by_text(me["nickname"]).click()

    await expect(desk.page.get_by_role("heading", name=me["nickname"])).to_be_visible()
    await desk.sees("重要发展客户", "孕中期", "时间线", "付款")
    await desk.page.get_by_role("button", name="只买过 1 单").click()
    await desk.sees("为什么是「只买过 1 单」", "累计购买：1 单")
    await desk.shot("why")
    await desk.page.keyboard.press("Escape")
    await desk.page.get_by_role("button", name=re.compile("新标签")).click()
    await desk.page.get_by_label("名称").fill("试吃官")
    await desk.page.get_by_label("含义").fill("愿意试新品并反馈")
    await desk.page.get_by_role("button", name=re.compile("新 ?建")).click()
    held = desk.page.locator(".manual-tags .ant-tag", has_text="试吃官")
    await expect(held).to_be_visible()
    await desk.sees("加了标签")
    await desk.shot("profile")
    await desk.page.get_by_role("img", name=re.compile("近 12 个月净消费")).scroll_into_view_if_needed()
    await desk.shot("months")
    await desk.page.get_by_role("button", name="移除 试吃官").click()
    await desk.page.get_by_role("button", name=re.compile("^移 ?除$")).click()
    await expect(held).to_be_hidden()


async def test_birthdays_and_devices_are_tags_too(shop: Shop, desks: Desks) -> None:
    today = datetime.now(UTC) + timedelta(hours=8)
    async with known_shopper(shop) as shopper:
        told = await shopper.ask("PUT", "/me/birthday", {"month": today.month, "day": 28, "year": None})
        told.raise_for_status()
        me = (await shopper.ask("GET", "/me")).json()
    desk = await desks("tags-own")
    await desk.open("tags")
    await desk.page.get_by_label("搜标签").fill("本月生日")
    await desk.sees("距会员自己的生日月份为 0 个月。按上海的自然月。")
    await desk.shot("birthday")
    await desk.page.get_by_label("搜标签").fill("鸿蒙")
    await desk.sees("最近使用的设备系统是 鸿蒙。按设备自己报告的判断，只作运营参考。")
    await desk.shot("device")
    await desk.open(f"members/{me['id']}")
    await desk.sees("本月生日", f"{today.month} 月生日", "用其他系统的设备")
    await desk.page.get_by_role("button", name="用其他系统的设备").click()
    await desk.sees("为什么是「用其他系统的设备」", "最近使用的设备系统：其他系统")
    await desk.shot("why")
