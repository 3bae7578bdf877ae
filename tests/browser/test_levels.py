"""A member's level on the phone, and the desk that sets what levels are worth."""

import re

from playwright.async_api import ViewportSize, expect

from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import known_shopper

LEVEL = "packages/members/pages/level"
NARROW = ViewportSize(width=375, height=812)


async def test_a_correction_lifts_the_member_and_the_phone_says_so(shop: Shop, desks: Desks, phones: Phones) -> None:
    phone, desk = await phones("level"), await desks("level-member")
    async with known_shopper(shop) as member:
        me = (await member.ask("GET", "/me")).json()
        await phone.be(member.device, member.token)
        await phone.open("features/mine/index")
        await phone.tap(re.compile("^青铜会员，.*查看等级与权益$"))
        await phone.at(LEVEL)
        await phone.sees("近一年成长值", re.compile("再得 .* 成长值，升级为白银会员"), "怎么得成长值", "活跃的一天")
        await phone.shot("bronze")
        await phone.tap("钻石", "tab")
        await phone.sees("近一年成长值满 15000", "退货免运费", "包邮")
        await phone.shot("diamond-benefits")
        await phone.tap("生日，去填写")
        await phone.write("月", "2")
        await phone.write("日", "30")
        await phone.tap("保存")
        await phone.sees("2 月的日期请填 1 到 29")
        await phone.write("日", "29")
        await phone.shot("birthday")
        await phone.tap("保存")
        await phone.sees("2月29日")

        await desk.open(f"members/{me['id']}/level")
        await desk.sees("最低等级，不复核", "2月29日", "活跃的一天")
        await desk.shot("before")
        await desk.press("调整成长值")
        await desk.page.get_by_label("成长值", exact=True).fill("1200")
        await desk.page.get_by_label("原因，会员也看得到").fill("线下活动补录")
        await desk.sees(re.compile("之后：近一年 120[05]"))
        await desk.shot("adjusting")
        await desk.press("记一笔")
        await desk.sees(re.compile("近一年成长值达到 120[05]，升级为白银会员"), "店铺调整：线下活动补录")
        await desk.shot("after")
        await desk.press("调整等级")
        await desk.page.get_by_label("新等级").click()
        await desk.page.get_by_title("钻石会员").click()
        await desk.page.get_by_label("原因，会记入等级变化").fill("品牌大使")
        await desk.shot("placing")
        await desk.press("调整")
        await desk.sees("由店铺设定", re.compile("调整为钻石会员：品牌大使"))

        await phone.open(f"{LEVEL}/index")
        await phone.sees("钻石会员", re.compile("^有效至.*再得 .* 成长值可保级"), "+1200")
        await phone.shot("diamond")
        await phone.open("features/mine/index")
        await phone.sees("钻石会员", "8 折")
        await phone.shot("mine")


async def test_rules_are_changed_with_their_effect_in_numbers(shop: Shop, desks: Desks) -> None:
    desk = await desks("level-rules")
    async with known_shopper(shop) as member:
        me = (await member.ask("GET", "/me")).json()
        await desk.open("levels")
        await desk.sees("等级与权益", "怎么得成长值", "保级与专属管家")
        await desk.shot("rules")
        growth = desk.page.get_by_label("白银会员的所需成长值")
        await growth.fill("6000")
        await desk.press("看影响并保存")
        await desk.sees("要高于白银会员的 6000", "还有 1 处要填好")
        await desk.shot("wrong")
        await growth.fill("1")
        await desk.page.get_by_label("白银会员的生日积分").fill("120")
        await desk.press("看影响并保存")
        question = desk.page.locator(".ant-modal-confirm")
        await expect(question.get_by_text(re.compile("青铜会员 → 白银会员"))).to_be_visible()
        await desk.shot("effects")
        await question.get_by_role("button", name=re.compile("^保\\s?存$")).click()
        await desk.sees("没有未保存的修改")
        await desk.open(f"members/{me['id']}/level")
        lifted = desk.page.get_by_text(re.compile("等级规则调整，.*达到白银会员"))
        for _ in range(20):
            if await lifted.count():
                break
            await desk.page.wait_for_timeout(500)
            await desk.page.reload()
            await desk.sees("等级变化")
        await expect(lifted).to_be_visible()
        await desk.open("levels")
        await growth.fill("1000")
        await desk.press("看影响并保存")
        await question.get_by_role("button", name=re.compile("^保\\s?存$")).click()
        await desk.sees("没有未保存的修改")


async def test_the_desk_of_levels_on_a_phone(desks: Desks) -> None:
    desk = await desks("level-narrow", NARROW)
    await desk.open("levels")
    await desk.sees("等级与权益")
    await desk.shot("rules")
