"""Points as people meet them: given by an operator, paid with, read on the phone, and large ones by two operators."""

import asyncio
import re
import secrets

import httpx
from playwright.async_api import Page, ViewportSize, expect

from app.wiring import build
from tests.browser.catalogue import TISSUES
from tests.browser.conftest import Desks, Phones, Shop, token_of
from tests.browser.people import PATIENCE_SECONDS, PAUSE_SECONDS, KnownShopper, known_shopper
from tests.browser.stage import Desk, Phone

POINTS = "packages/members/pages/points"
MINE = "features/mine/index"
NARROW = ViewportSize(width=375, height=812)
GIVEN, LARGE = 1_000, 5_000


async def test_points_pay_a_part_and_are_gone(shop: Shop, phones: Phones, desks: Desks) -> None:
    phone = await phones("points")
    async with known_shopper(shop) as member:
        await member.add_address()
        await phone.be(member.device, member.token)
        await phone.open(f"{POINTS}/index")
        await phone.sees("还没有积分记录", "去逛逛")
        await phone.shot("empty")
        await give(shop, member, GIVEN)
        await phone.look_at(TISSUES.title)
        await phone.tap("立即购买")
        await phone.tap("立即购买")
        await pay_with_points(phone)
        await read_the_order(phone)
        desk = await desks("points-order")
        await desk.open("orders")
        await desk.page.locator("[data-row]", has_text=TISSUES.title).first.click()
        await desk.sees("价格怎么来的", "积分抵扣", "1000 积分抵 10.00 元")
        await desk.shot("order")
        await wait_until_used(member)
        await read_the_statement(phone)


async def pay_with_points(phone: Phone) -> None:
    """42 yuan and 8 of freight: points pay ten of them, and the order is made with exactly those."""
    await phone.at("checkout/confirm")
    await phone.sees("积分抵扣", "可用 1,000 积分，抵 ¥10.00")
    before = await payable_of(phone)
    await phone.shot("confirm-off")
    await phone.tick("积分抵扣，可用 1,000 积分，抵 ¥10.00")
    await phone.sees("用 1,000 积分，抵 ¥10.00")
    await expect(phone.named(f"提交订单，¥{(before - 1_000) / 100:.2f}")).to_be_visible()
    await nothing_sticks_out(phone.page)
    await phone.shot("confirm-on")
    await phone.tap(re.compile("^查看金额怎么算的"))
    await phone.sees("1000 积分抵 10.00 元", "应付合计")
    await phone.shot("derivation")
    await phone.page.keyboard.press("Escape")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    async with phone.page.expect_request(
        lambda asked: asked.method == "POST" and asked.url.endswith("/orders")
    ) as sent:
        await phone.tap(re.compile("^提交订单，"))
    assert (await sent.value).post_data_json["points"] == GIVEN
    await phone.at("checkout/pay")
    await phone.pay()
    await phone.at("checkout/result")


async def read_the_order(phone: Phone) -> None:
    await phone.open("features/orders/list/index")
    await phone.page.locator(".orders__card").first.click()
    await phone.at("orders/detail")
    await phone.sees("积分抵扣")
    await phone.shot("order")
    await phone.tap("查看金额怎么算的")
    await phone.sees("1000 积分抵 10.00 元")
    await phone.shot("order-derivation")
    await phone.page.keyboard.press("Escape")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.tap(f"为{TISSUES.title}申请售后")
    await phone.at("aftersale/apply")
    await phone.sees(re.compile("抵扣的 1,000 积分一并退回$"))
    await phone.shot("after-sale")


async def wait_until_used(member: KnownShopper) -> None:
    """The order's payment is told to the ledger after a moment. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await member.ask("GET", "/me/points")).json()["held"]:
            await asyncio.sleep(PAUSE_SECONDS)


async def read_the_statement(phone: Phone) -> None:
    await phone.open(f"{POINTS}/index")
    await phone.sees("+1,000", "-1,000", "冻结的 1,000 已扣", "人工调整：开业补发")
    assert await phone.page.locator(".points__figure").filter(visible=True).inner_text() == "0"
    await phone.tap("展开积分规则")
    await phone.sees(re.compile("^100 积分抵 1 元"))
    await nothing_sticks_out(phone.page)
    await phone.shot("statement")
    await phone.open(MINE)
    await phone.sees("积分")
    await phone.shot("mine")


async def test_a_large_adjustment_is_agreed_to_by_somebody_else(shop: Shop, desks: Desks, phones: Phones) -> None:
    desk = await desks("points-desk")
    async with known_shopper(shop) as member:
        nickname = (await member.ask("GET", "/me")).json()["nickname"]
        await ask_for_many(desk, nickname)
        assert (await member.ask("GET", "/me/points")).json()["available"] == 0
        await desk.page.locator(".ant-drawer-close").click()
        await desk.open("points/adjustments?state=waiting")
        await desk.sees("老会员补偿", "待复核")
        own = desk.page.get_by_label("这是您自己提交的，需要由另一位同事复核")
        await expect(own.get_by_role("button").first).to_be_disabled()
        await own.hover()
        await desk.sees("这是您自己提交的，需要由另一位同事复核")
        await desk.shot("own")
        other = await desks("points-second", token=await second_token(shop))
        await agree(other)
        assert (await member.ask("GET", "/me/points")).json()["available"] == LARGE
        await desk.open("members")
        await open_drawer(desk, nickname)
        await desk.sees("+5,000", "人工调整：老会员补偿", re.compile("^5,000 积分 .* 到期$"))
        await desk.shot("drawer")
        phone = await phones("points-given")
        await phone.be(member.device, member.token)
        await phone.open(f"{POINTS}/index")
        await phone.sees("5,000", "约可抵 ¥50.00", re.compile("^5,000 积分，.*到期"), "人工调整：老会员补偿")
        await phone.shot("given")
        await phone.open(MINE)
        await expect(phone.named("积分，5,000")).to_be_visible()
        await phone.shot("mine")


async def ask_for_many(desk: Desk, nickname: str) -> None:
    """From the list of members: above the limit it waits."""
    await desk.open("members")
    await open_drawer(desk, nickname)
    await desk.sees("还没有积分记录")
    await desk.shot("drawer-empty")
    await desk.press("调整积分")
    await desk.page.get_by_label("增加多少积分").fill(str(LARGE))
    await desk.sees("超过 1,000 积分，需要另一位同事复核后才生效")
    await desk.page.get_by_label("原因，会员在明细里看得到").fill("老会员补偿")
    await desk.shot("adjust")
    await desk.press("提交复核")
    await desk.sees("已提交，等另一位同事复核后生效")


async def open_drawer(desk: Desk, nickname: str) -> None:
    row = desk.page.locator("[data-row]", has_text=nickname).first
    await row.get_by_role("button", name=re.compile("积\\s?分")).click()
    await desk.sees(f"{nickname}的积分")


async def agree(other: Desk) -> None:
    await other.open("points/adjustments?state=waiting")
    await other.sees("老会员补偿")
    await other.press("同意")
    await other.sees(re.compile(r"的积分 \+5,000，立刻生效"))
    await other.shot("asked")
    await other.press("同意并执行")
    await other.sees(re.compile(r"已执行，.* 的积分 \+5,000"))
    await other.open("points/adjustments?state=done")
    await other.sees("老会员补偿", "已执行")
    await other.shot("done")


async def test_the_rule_is_read_before_it_is_saved_and_a_conflict_is_told(shop: Shop, desks: Desks) -> None:
    desk, other = await desks("points-rule"), await desks("points-rule-other", token=await second_token(shop))
    await desk.open("points")
    await desk.sees("会员现在读到的", "订单完成后，每实付 1 元得 1 积分，会员等级可翻倍；退款会扣回相应积分")
    await desk.shot("rule")
    earn = desk.page.get_by_label("每元积分", exact=True)
    await earn.fill("2")
    await desk.sees("保存后，会员会这样读到", re.compile("每实付 1 元得 2 积分"))
    await desk.shot("preview")
    await other.open("points")
    await other.page.get_by_label("退回积分的保留天数", exact=True).fill("31")
    await other.press("保存规则")
    await other.sees("规则已保存，马上生效")
    desk.expects(409, "/points/rule")
    await desk.press("保存规则")
    await desk.sees("同事刚刚改过规则，您的修改还没有保存", "退回积分的保留天数：现在是 31，您填的是 30")
    await desk.shot("conflict")
    await desk.press("用同事改好的")
    await expect(earn).to_have_value("1")
    await desk.page.get_by_label("退回积分的保留天数", exact=True).fill("30")
    await desk.press("保存规则")
    await desk.sees("规则已保存，马上生效")


async def test_what_is_owed_is_charted_and_exported(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as member:
        await give(shop, member, GIVEN)
    desk = await desks("points-liability")
    await desk.open("points/liability")
    await desk.sees("折合负债", re.compile("到期最多"), re.compile("^近 12 个月发放"), "按月流水")
    await expect(desk.page.locator(".chart canvas")).to_have_count(2)
    await desk.shot("liability")
    async with desk.page.expect_download() as saved:
        await desk.page.get_by_role("button", name=re.compile("导出")).first.click()
    assert (await saved.value).suggested_filename.startswith("积分月度流水-")
    handy = await desks("points-handy", NARROW)
    for path in ("points", "points/liability", "points/adjustments"):
        await handy.open(path)
        await handy.sees("积分")
        await expect(handy.page.locator(".ant-skeleton")).to_have_count(0)
        assert await handy.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await handy.shot(path.replace("/", "-"))


async def give(shop: Shop, member: KnownShopper, points: int) -> None:
    """By an operator, at once: no more than needs a second one."""
    member_id = (await member.ask("GET", "/me")).json()["id"]
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    async with httpx.AsyncClient(base_url=shop.url, headers=headers) as client:
        path = f"/api/admin/members/{member_id}/points/adjustments"
        answer = await client.post(path, json={"points": points, "reason": "开业补发"})
    answer.raise_for_status()
    assert answer.json()["state"] == "done"


async def second_token(shop: Shop) -> str:
    """Somebody else who may agree: a colleague with a name and a password of their own."""
    username, password = f"zhou-{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    built = build(shop.world.settings)
    async with built.open():
        await built.services.operators.ensure(username, "周小禾", "店主", password)
    async with httpx.AsyncClient(base_url=shop.url) as client:
        answer = await client.post(
            "/api/admin/session", json={"username": username, "password": password, "totp": None}
        )
    answer.raise_for_status()
    return str(answer.json()["token"])


async def payable_of(phone: Phone) -> int:
    """In fen, by the name of the button."""
    label = await phone.named(re.compile("^提交订单，¥")).get_attribute("aria-label")
    assert label is not None
    return round(float(label.removeprefix("提交订单，¥")) * 100)


async def nothing_sticks_out(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
