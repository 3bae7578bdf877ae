"""A member checks in, does a task, draws and verifies the draw, and buys with points; the counter hands it out."""

import re
from uuid import UUID, uuid4

import asyncpg
import httpx
from playwright.async_api import expect

from app.wiring import build
from ports.kernel import MemberId
from ports.members.points import Earning
from tests.browser.conftest import Desks, Phones, Shop, token_of
from tests.browser.people import known_shopper
from tests.browser.stage import Desk, Phone
from tests.http.play import item_body, lottery_body, prize_body, task_body

PAGES = "packages/members/pages"
_PAST = """
    insert into members.check_in (member_id, day, streak, points, at)
    select $1, cast(now() at time zone 'Asia/Shanghai' as date) - n, 7 - n, 5, now() - make_interval(days => n)
    from generate_series(1, 6) as n
"""
PRIZES = [
    prize_body("goods", "木质牙胶", 0, 5),
    prize_body("points", "88 积分", 0, 3, 88),
    prize_body("points", "20 积分", 900_000, None, 20),
    prize_body("points", "5 积分", 99_999, None, 5),
    prize_body("thanks", "谢谢参与", 1, None),
]


class Counter:
    """The admin API, for what operators have set up before the story begins."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        answer = await self._client.request(method, f"/api/admin{path}", json=body)
        assert answer.is_success, answer.text
        found: dict[str, object] = answer.json()
        return found


async def counter(shop: Shop) -> Counter:
    headers = {"authorization": f"Bearer {await token_of(shop)}"}
    return Counter(httpx.AsyncClient(base_url=shop.url, headers=headers))


async def days_before(shop: Shop, member_id: str) -> None:
    """Six days in a row that end yesterday, by the server's clock."""
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        await connection.execute(_PAST, UUID(member_id))
    finally:
        await connection.close()


async def test_a_member_plays_and_verifies(shop: Shop, phones: Phones) -> None:
    office = await counter(shop)
    await office.ask("PUT", "/tasks/share_goods", task_body(words="在商品页点分享，发给朋友或群", limitCount=1))
    first = task_body(title="完成第一笔订单", kind="first_order", points=200, limitKind="once", limitCount=1, sort=2)
    await office.ask("PUT", "/tasks/first_order", first)
    for name, points, stock in (("有机棉口水巾两条装", 120, 3), ("亲子摄影体验一次", 6000, 5)):
        await office.ask("POST", "/redeem-items", item_body(name=name, points=points, stock=stock, perMemberMax=1))
    made = await office.ask("POST", "/lotteries", lottery_body(name="禾日抽奖", prizes=PRIZES, freePerDay=1))
    await office.ask("POST", f"/lotteries/{made['id']}/publish")
    async with known_shopper(shop) as member:
        me = (await member.ask("GET", "/me")).json()["id"]
    await days_before(shop, me)
    phone = await phones("play")
    await phone.be(member.device, member.token)
    await check_in(phone)
    await do_a_task(phone)
    number = await draw(phone)
    await redeem(phone, "有机棉口水巾两条装")
    await office.ask("POST", f"/lotteries/{made['id']}/end", {"reason": "试一试"})
    await verify(phone, str(made["id"]), number)


async def check_in(phone: Phone) -> None:
    await phone.open("features/mine/index")
    await phone.sees("签到", "任务", "抽奖", "积分商城")
    await phone.shot("mine")
    await phone.tap("签到")
    await phone.at(f"{PAGES}/check-in")
    await expect(phone.named("已连续签到 6 天", "img")).to_be_visible()
    await phone.shot("before-check-in")
    await phone.tap("签到领 50 积分")
    await expect(phone.named("已连续签到 7 天", "img")).to_be_visible()
    await phone.sees("今天已签到，明天可领 5 积分")
    await phone.shot("checked-in")
    await phone.tap("上个月")
    await phone.shot("month-before")


async def do_a_task(phone: Phone) -> None:
    await phone.open(f"{PAGES}/tasks/index")
    await phone.sees("分享给好友", "完成第一笔订单", "只有一次")
    await phone.tap("去完成 分享给好友")
    await phone.shot("tasks")
    await phone.tap("领取 分享给好友 的 100 积分")
    await phone.sees("已完成")
    await expect(phone.named("我的积分 150，去积分商城")).to_be_visible()
    await phone.shot("task-done")


async def draw(phone: Phone) -> int:
    await phone.open(f"{PAGES}/lottery/index")
    await phone.sees("禾日抽奖", "奖品与中奖概率", "90%", "0.0001%", "概率合计 100%")
    await phone.shot("lottery")
    await phone.tap("免费抽一次")
    await phone.sees("抽奖结果")
    await phone.shot("lottery-result")
    words = await phone.text("随机数").inner_text()
    await phone.tap("关闭")
    await phone.tap("每一次抽奖都可以验证")
    await phone.sees("校验值", "进行中")
    await phone.shot("lottery-promise")
    await phone.tap("第 1 轮，进行中")
    await phone.at(f"{PAGES}/lottery-record")
    await phone.sees("种子在这一轮结束后公布", "我")
    await phone.shot("record-open")
    return int(words.split("第 ")[1].split(" 轮")[0])


async def redeem(phone: Phone, name: str) -> None:
    await phone.open(f"{PAGES}/redeem/index")
    await phone.sees(name, "共 3 份，还剩 3 份", "亲子摄影体验一次")
    await phone.shot("redeem-shop")
    await phone.tap(f"兑换 {name}")
    await phone.answer("兑换")
    await phone.sees("到店出示这个号码")
    await phone.shot("redeem-code")
    await phone.tap("关闭")
    await phone.tap("我的兑换", "tab")
    await phone.sees("待领取", "120 积分兑换")
    await phone.shot("redeem-mine")


async def verify(phone: Phone, lottery_id: str, number: int) -> None:
    await phone.open(f"{PAGES}/lottery-record/index?lottery={lottery_id}&number={number}")
    await phone.tap("在这台手机上重新计算")
    await phone.sees("种子与事先公布的校验值一致", "没有缺少的抽奖", "1 次抽奖全部与重新计算的一致")
    await phone.shot("record-verified")


async def test_operators_keep_it(shop: Shop, phones: Phones, desks: Desks) -> None:
    """Odds that must sum, a lottery published and adjusted, a code handed out, one cancelled."""
    office = await counter(shop)
    await office.ask("PUT", "/tasks/browse_home", task_body(title="逛逛今天的新品", kind="browse", points=10, sort=3))
    item = await office.ask("POST", "/redeem-items", item_body(name="宝宝指甲剪套装", points=40, stock=5))
    async with known_shopper(shop) as member:
        for _ in range(2):
            claim = await member.ask("POST", "/tasks/browse_home/claim", {"clientKey": uuid4().hex})
            claim.raise_for_status()
        await give(shop, (await member.ask("GET", "/me")).json()["id"], 100)
        codes = []
        for _ in range(2):
            wish = {"clientKey": uuid4().hex}
            codes.append((await member.ask("POST", f"/redeem-items/{item['id']}/redeem", wish)).json()["award"]["code"])
    desk = await desks("play-desk")
    await desk.open("check-in")
    await desk.sees("连续签到的积分", "连续签满七天一共")
    await desk.shot("rewards")
    await desk.open("tasks")
    await desk.sees("逛逛今天的新品", "（自己领取）")
    await desk.shot("tasks")
    await desk.press(re.compile("新建任务$"))
    await desk.sees("微信不告诉商家有没有分享成功")
    await desk.shot("task-dialog")
    await desk.page.keyboard.press("Escape")
    await make_lottery(desk)
    await draw_some(shop, desk)
    await desk.open("redeem")
    await desk.sees("宝宝指甲剪套装", "2 / 5")
    await desk.shot("redeem")
    await desk.open(f"awards?code={codes[0]}")
    await desk.press("核销 宝宝指甲剪套装")
    await desk.shot("hand-out")
    await desk.press("核销")
    await desk.sees("已领取")
    await desk.open(f"awards?code={codes[1]}")
    await desk.press("取消 宝宝指甲剪套装")
    await desk.page.get_by_label("取消原因，会写进审计").fill("样品破损")
    await desk.press("取消这一条")
    await desk.sees("已取消，积分已退回")
    await desk.open("awards")
    await desk.sees("样品破损")
    await desk.shot("awards")
    phone = await phones("play-desk-phone")
    await phone.be(member.device, member.token)
    await phone.open(f"{PAGES}/redeem/index?tab=mine")
    await phone.sees("已领取", "已取消，积分已退回")
    await phone.shot("mine")


async def make_lottery(desk: Desk) -> None:
    await desk.open("lotteries")
    await desk.press(re.compile("新建抽奖$"))
    await desk.field("name").locator("input").fill("周末抽奖")
    for label, at in (("开始时间", "2026-01-01 00:00"), ("结束时间", "2030-01-01 00:00")):
        await desk.page.get_by_label(label).fill(at)
        await desk.page.keyboard.press("Enter")
    await desk.press("+ 加一项奖品")
    await desk.page.get_by_label("第 2 项名称").fill("88 积分")
    await desk.page.get_by_label("第 2 项积分").fill("88")
    await desk.page.get_by_label("第 2 项概率").fill("80")
    await desk.sees("合计 110%，要等于 100%")
    await desk.press("存为草稿")
    await desk.sees("还有 1 处要填好")
    await desk.shot("lottery-wrong")
    await desk.page.get_by_label("第 2 项概率").fill("2.5")
    await desk.page.get_by_label("第 2 项数量").fill("3")
    await desk.sees("合计 100%")
    await desk.shot("lottery-editor")
    await desk.press("发布")
    await desk.sees("以下概率向所有人公开：20 积分 30%、88 积分 2.5%、谢谢参与 67.5%")
    await desk.shot("lottery-publish")
    await desk.page.locator(".ant-modal-confirm").get_by_role("button", name=re.compile(r"发\s?布")).click()
    await desk.sees("结果与概率对照", "这一轮结束后公布")


async def draw_some(shop: Shop, desk: Desk) -> None:
    lottery_id = desk.page.url.rsplit("/", 1)[-1]
    for _ in range(12):
        async with known_shopper(shop) as member:
            seen = (await member.ask("GET", f"/lotteries/{lottery_id}")).json()
            wish = {"clientKey": uuid4().hex, "nonce": uuid4().hex, "commitment": seen["round"]["commitment"]}
            (await member.ask("POST", f"/lotteries/{lottery_id}/draws", wish)).raise_for_status()
    await expect(desk.page.locator(".play-figures dd").first).to_have_text("12")
    await desk.shot("lottery-detail")
    await desk.press("调整概率和数量")
    await desk.page.get_by_label("88 积分 的概率").fill("5")
    await desk.sees("合计 100%")
    await desk.shot("lottery-adjust")
    await desk.press("调整")
    await desk.sees("第 2 版", "第 2 轮")


async def give(shop: Shop, member_id: str, points: int) -> None:
    built = build(shop.world.settings)
    async with built.open(), built.services.uow.begin() as tx:
        earning = Earning(uuid4().hex, MemberId(UUID(member_id)), points, "task", "完成任务")
        await built.modules.members.points.book.earn(tx, earning)
