"""The member card from sign-up to the till, one's own data, and an operator who makes two members one and two again."""

import re
from uuid import UUID, uuid4

import asyncpg
from playwright.async_api import ViewportSize, expect

from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Desk, Phone

CARD, OWN_DATA = "packages/members/pages/card", "packages/members/pages/privacy"
NARROW = ViewportSize(width=375, height=812)
_MATCH = """
    insert into members.match (id, low_id, high_id, evidence, state, found_at)
    values ($1, $2, $3, '{两个会员验证了同一个手机号}', 'pending', now())
"""


async def test_a_new_member_shows_the_card_and_is_served(shop: Shop, phones: Phones, desks: Desks) -> None:
    phone = await phones("member-card")
    await phone.open("features/mine/index")
    await phone.tap(re.compile("^会员码"))
    await phone.sign_in()
    await phone.at(CARD)
    await phone.sees(re.compile(r"秒后自动换新"), "怎样使用")
    await phone.shot("card")
    code = await phone.page.locator(".member-card__digits").inner_text()
    assert re.fullmatch(r"88\d\d( \d{4}){3} \d\d", code)
    desk = await desks("member-scan")
    await desk.open("member-scan")
    await desk.shot("waiting")
    await scan(desk, code)
    await desk.sees("禾**", re.compile(r"^\d{3}\*{4}\d{4}$"))
    await desk.shot("served")
    desk.expects(409, "/member-cards/scan")
    await scan(desk, code)
    await desk.sees("这个会员码已经用过了，请让顾客刷新后再扫", "截图或拍照的码扫不了第二次")
    await desk.shot("used")
    desk.expects(400, "/member-cards/scan")
    await scan(desk, "134567890123456789")
    await desk.sees("这不是会员码")
    await phone.page.context.set_offline(True)
    await phone.tap("现在换")
    await phone.sees("网络没有连上，连上后会自动换新码")
    await phone.shot("offline")
    await phone.page.context.set_offline(False)
    await phone.sees(re.compile(r"秒后自动换新"))
    phone.faults[:] = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    await manage_own_data(phone)
    slim = await desks("member-leavings")
    await slim.open("member-leavings")
    await slim.sees("考虑期内")
    await slim.shot("list")


async def scan(desk: Desk, code: str) -> None:
    """A scanner types the code and ends it with the return key."""
    await expect(desk.page.get_by_label("会员码", exact=True)).to_be_focused()
    await desk.page.keyboard.type(code)
    await desk.page.keyboard.press("Enter")


async def manage_own_data(phone: Phone) -> None:
    await phone.open(f"{OWN_DATA}/index")
    await phone.at(OWN_DATA)
    await phone.sees("优惠与活动消息", "已同意 2026-11 版")
    await phone.page.locator("taro-switch-core").filter(visible=True).click()
    await phone.sees("已同意，可随时关闭")
    await phone.tap(re.compile("^查看授权记录"))
    await phone.sees("同意 优惠与活动消息 2026-11 版")
    await phone.tap("申请导出")
    await phone.sees("下载文件", "订单 0 条")
    await phone.shot("ready")
    async with phone.page.expect_download() as download:
        await phone.tap("下载文件")
    assert re.fullmatch(r"nuanhe-\d{8}-\d{4}\.json", (await download.value).suggested_filename)
    await phone.tap("申请注销")
    await phone.sees("以后用同一个微信登录，会成为一个新的会员")
    await phone.shot("consequences")
    await phone.tick("我已了解，注销后无法恢复")
    await phone.tap("确认申请注销")
    await phone.sees("撤回注销申请", re.compile("在那之前可以撤回"))
    await phone.shot("cooling")


async def test_an_operator_makes_two_members_one_and_two_again(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as one, known_shopper(shop) as other:
        await one.add_address()
        await other.add_address()
        ids = sorted([UUID((await person.ask("GET", "/me")).json()["id"]) for person in (one, other)])
        connection = await asyncpg.connect(shop.world.settings.database_url)
        try:
            await connection.execute(_MATCH, uuid4(), *ids)
        finally:
            await connection.close()
        desk = await desks("identities")
        await desk.open("member-identities")
        await desk.sees("两个会员验证了同一个手机号")
        await desk.shot("matches")
        await desk.press("是同一个人")
        await desk.sees("合并记录可以随时撤销，当时带来的都会还回去")
        await desk.page.get_by_label("核实的经过").fill("电话里核对了两个订单")
        await desk.shot("confirming")
        await desk.press("合并")
        await desk.sees("没有要确认的身份")
        names = {(await person.ask("GET", "/me")).json()["id"] for person in (one, other)}
        assert len(names) == 1
        await desk.page.get_by_role("tab", name="合并记录").click()
        await desk.sees("手机号相同，已核实")
        await desk.shot("merges")
        await desk.page.locator("tbody tr").filter(visible=True).first.click()
        await desk.sees("操作员核实为同一个人：电话里核对了两个订单", "收货地址")
        await desk.shot("merge")
        await desk.press("撤销合并")
        await desk.page.get_by_label("为什么撤销").fill("是母女两人")
        await desk.shot("undoing")
        await desk.page.locator(".ant-modal").get_by_role("button", name="撤销合并").click()
        await desk.sees("撤销合并：是母女两人")
        await desk.shot("undone")
        await desk.open(f"members/{ids[0]}/identities")
        await desk.sees("登录身份（1）", "已撤销")
        await desk.shot("identities")
    narrow = await desks("identities-narrow", NARROW)
    await narrow.open("member-scan")
    await narrow.sees("扫到会员码后，这里显示会员的等级和权益。")
    await narrow.shot("scan")
