"""A paid membership on a phone: trial, paid, renewing by itself, upgraded, cancelled; and what operators see of it."""

import re

from playwright.async_api import ViewportSize, expect

from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Desk, Phone

PAGE = "packages/members/pages/subscription"
NARROW = ViewportSize(width=375, height=812)


async def test_from_trial_to_paid_renewing_upgraded_and_cancelled(shop: Shop, phones: Phones, desks: Desks) -> None:
    phone = await phones("membership")
    async with known_shopper(shop) as member:
        await phone.be(member.device, member.token)
    await phone.open("features/mine/index")
    await phone.sees("付费会员")
    await phone.shot("entry")
    await phone.tap("付费会员")
    await phone.at(PAGE)
    await phone.sees("月度会员", "年度会员", "试用到期自动结束，没有开通自动续费就不会扣款")
    await phone.shot("plans")
    await phone.tap("免费试用月度会员 3 天")
    await phone.sees("试用中", re.compile("试用到 .* 结束，不会自动扣款"))
    await phone.shot("trial")
    await pay(phone)
    await renew_by_itself(phone)
    await upgrade(phone)
    await phone.page.mouse.wheel(0, 4000)
    await phone.shot("history")
    await cancel(phone)
    await look_at_the_desk(await desks("memberships"))
    narrow = await desks("memberships-narrow", NARROW)
    await narrow.open("memberships")
    await expect(narrow.page.get_by_text("每月经常性收入")).to_be_visible()
    await narrow.shot("narrow")


async def pay(phone: Phone) -> None:
    await phone.tap("立即开通 月度会员")
    await phone.pay()
    await phone.sees("生效中", re.compile("到期，到期不自动续费"))
    await phone.shot("paid")


async def renew_by_itself(phone: Phone) -> None:
    """Consent in WeChat's own page, which the emulator plays."""
    await phone.tap("开通自动续费")
    signing = phone.page.frame_locator(".cashier iframe")
    await expect(signing.locator("#consent")).to_be_visible()
    await phone.shot("signing")
    await signing.locator("#consent").click()
    await phone.sees(re.compile("到期后自动续费，预计 .* 扣款"), re.compile(r"下次扣款 .* · ¥9\.90"))
    await phone.shot("renews")


async def upgrade(phone: Phone) -> None:
    await phone.tap("补差价升级 年度会员")
    await phone.sees("新方案价格", "其中还没用的时间", "需要支付")
    await phone.shot("upgrade")
    await phone.tap(re.compile(r"^支付 ¥\d+\.\d\d 升级$"))
    await phone.pay()
    await phone.sees("年度会员 · 升级")
    await phone.page.mouse.wheel(0, -4000)
    await phone.shot("upgraded")


async def cancel(phone: Phone) -> None:
    await phone.tap("取消会员")
    await phone.sees("权益保留到本期结束，之后不再扣款。已付的费用不退。")
    await phone.shot("cancelling")
    await phone.answer("确认取消")
    await phone.sees("已取消，到期后结束", re.compile("权益保留到 .*，之后不再扣款"))
    await phone.page.mouse.wheel(0, -4000)
    await phone.shot("cancelled")


async def look_at_the_desk(desk: Desk) -> None:
    await desk.open("memberships")
    await expect(desk.page.get_by_text("每月经常性收入")).to_be_visible()
    await expect(desk.page.get_by_text("已取消，到期后结束").first).to_be_visible()
    await desk.shot("subscribers")
    await desk.page.get_by_role("button", name="收费记录").first.click()
    await expect(desk.page.get_by_text(re.compile("^旧方案抵扣 "))).to_be_visible()
    await desk.shot("charges")
    await desk.page.keyboard.press("Escape")
    await desk.page.get_by_role("tab", name="方案与规则").click()
    await expect(desk.page.get_by_text("扣款失败后的宽限天数")).to_be_visible()
    await desk.shot("settings")
    remind = desk.page.get_by_label("到期前几天提醒")
    await remind.fill("4")
    rules = desk.page.locator("section.panel").filter(has_text="续费规则")
    await rules.get_by_role("button", name=re.compile("保\\s?存")).click()
    await expect(desk.page.get_by_text("续费规则已保存")).to_be_visible()
