"""A member checks in, does a task, draws and verifies the draw, and buys with points; the counter hands it out."""

from uuid import UUID

import asyncpg
import httpx
from playwright.async_api import expect

from tests.browser.conftest import Desks, Phones, Shop, token_of
from tests.browser.people import known_shopper
from tests.browser.stage import Phone
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


async def test_a_member_plays_and_verifies(shop: Shop, phones: Phones, desks: Desks) -> None:
    del desks
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
