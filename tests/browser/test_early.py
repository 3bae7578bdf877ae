"""Early access from the rules of the levels to the order: an entitled phone buys before the start, others wait."""

import re

from playwright.async_api import expect

from tests.browser.catalogue import KETTLE
from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import KnownShopper, known_shopper
from tests.browser.promotions import Promoter, promoter
from tests.browser.stage import Desk, Phone
from tests.browser.test_promotions_admin import publish, there, write_moment

STARTS_IN_DAYS = 0.014
"""Twenty minutes."""
OPENS = re.compile(r"^限时价 · 会员提前购，.*\d\d:\d\d 向所有人开始$")


async def test_who_has_minutes_buys_before_the_start(shop: Shop, desks: Desks, phones: Phones) -> None:
    desk, early, other = await desks("early"), await phones("early-diamond"), await phones("early-other")
    async with promoter(shop) as operator, known_shopper(shop) as diamond, known_shopper(shop) as bronze:
        await set_minutes(desk)
        await write_campaign(desk)
        await publish(desk)
        await expect(desk.page.locator(".page-note .state")).to_have_text("未开始")
        campaign_id = desk.page.url.rsplit("/", 1)[1]
        operator.published.append(f"/api/admin/campaigns/{campaign_id}")
        await desk.sees(re.compile("^钻石会员提前 60 分钟（.* 起），黄金会员提前 30 分钟（.* 起）$"))
        await desk.shot("scheduled")
        await place(operator, diamond, "diamond")

        await be(other, bronze)
        await other.look_at(KETTLE.title)
        await other.sees("规格")
        await expect(other.page.get_by_text("会员提前购")).to_have_count(0)
        await expect(other.page.get_by_text("限时价")).to_have_count(0)
        await other.shot("product")
        await order(other, re.compile("^提交订单，¥2[2-4]9.00$"), "confirm")

        await be(early, diamond)
        await early.open("packages/members/pages/level/index")
        await early.sees("会员提前购", "标明的活动提前 60 分钟可买")
        await early.shot("level")
        await early.look_at(KETTLE.title)
        await early.sees(OPENS, "距结束")
        await early.shot("product")
        await early.tap("限时价，看活动规则")
        await early.sees("正式开始", "结束时间")
        await early.shot("rule")
        await early.tap("关闭")
        await expect(early.page.locator(".s-sheet")).to_have_count(0)
        await order(early, "提交订单，¥159.00", "confirm")
        await early.at("checkout/pay")
        await early.pay(refuse=True)
        await early.tap("查看订单")
        await early.at("orders/detail")
        await early.tap("查看金额怎么算的")
        await early.sees(re.compile("钻石会员提前 60 分钟参加"))
        await early.shot("why")

        await desk.page.reload()
        await desk.sees(re.compile("另有 1 单等付款"))
        await desk.shot("taken")


async def test_a_kind_that_begins_for_all_at_once_says_so(desks: Desks) -> None:
    desk = await desks("early-never")
    await desk.open("campaigns/new?kind=flash")
    await desk.sees("拼团、砍价和秒杀对所有人同时开始，不能设会员提前购")
    await expect(desk.page.get_by_label("会员提前购")).to_be_disabled()
    await desk.shot("flash")


async def set_minutes(desk: Desk) -> None:
    await desk.open("levels")
    await desk.page.get_by_label("黄金会员的会员提前购").fill("30")
    await desk.page.get_by_label("钻石会员的会员提前购").fill("60")
    await desk.shot("levels")
    await desk.press("看影响并保存")
    question = desk.page.locator(".ant-modal-confirm")
    await question.get_by_role("button", name=re.compile("^保\\s?存$")).click()
    await desk.sees("没有未保存的修改")


async def write_campaign(desk: Desk) -> None:
    await desk.open("campaigns/new?kind=timed_price")
    await desk.field("name").locator("input").fill("调奶壶抢先价")
    await write_moment(desk, "开始时间", there(STARTS_IN_DAYS))
    await write_moment(desk, "结束时间", there(3))
    await desk.page.get_by_label("会员提前购", exact=True).click()
    await expect(desk.field("opensEarly")).to_contain_text("钻石会员提前 60 分钟（")
    await desk.press("+ 添加商品")
    await desk.page.get_by_label("搜索商品").fill(KETTLE.title)
    await desk.page.get_by_label(re.compile(f"^{KETTLE.title} 1.0L")).first.check()
    await desk.press("添加 1 个")
    await desk.page.get_by_label("活动价", exact=True).fill("159")
    await desk.shot("written")


async def place(operator: Promoter, member: KnownShopper, level: str) -> None:
    me = (await member.ask("GET", "/me")).json()
    body = {"levelCode": level, "reason": "品牌大使"}
    (await operator.client.post(f"/api/admin/members/{me['id']}/level", json=body)).raise_for_status()


async def be(phone: Phone, member: KnownShopper) -> None:
    await member.add_address()
    await phone.be(member.device, member.token)


async def order(phone: Phone, button: str | re.Pattern[str], shot: str) -> None:
    """Up to the order of one kettle of a litre."""
    await phone.tap("立即购买")
    await phone.tick("1.0L")
    await phone.shot("sku")
    await phone.tap("立即购买")
    await phone.at("checkout/confirm")
    await expect(phone.named(button)).to_be_visible()
    await phone.shot(shot)
    await phone.tap(button)
