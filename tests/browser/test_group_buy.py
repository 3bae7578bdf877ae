"""Group-buys on phones: one opens, one follows the link, one joins strangers; and a team that nobody joins."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx
from msgspec import Struct
from playwright.async_api import expect

from app.prove.teams import off_teams
from tests.browser.catalogue import BOTTLE, STROLLER, Spec
from tests.browser.conftest import Phones, Shop, token_of
from tests.browser.people import known_shopper
from tests.browser.stage import Phone

PATIENCE_SECONDS = 30.0
_SKUS = """
    select k.id from commerce.sku k join commerce.product p on p.id = k.product_id
    where p.title = $1 order by k.position
"""


class Team(Struct):
    """What is known as the story goes."""

    sale: UUID
    url: str = ""
    order_urls: list[str] = []


async def run(shop: Shop, *statements: tuple[object, ...]) -> list[asyncpg.Record]:
    """In the shop's own database; the rows of the last one."""
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        rows: list[asyncpg.Record] = []
        for sql, *values in statements:
            rows = await connection.fetch(str(sql), *values)
        return rows
    finally:
        await connection.close()


async def sell_in_teams(shop: Shop, spec: Spec, *, sizes: tuple[int, ...]) -> UUID:
    """Every SKU of the product, each size ten yuan cheaper; an operator publishes it."""
    skus = [str(row["id"]) for row in await run(shop, (_SKUS, spec.title))]
    prices = [
        {"skuId": sku, "size": size, "priceFen": spec.price_fen - 1_000 * place}
        for sku in skus
        for place, size in enumerate(sizes, 1)
    ]
    now = datetime.now(UTC)
    campaign = {
        "name": "周末拼团",
        "label": "拼团",
        "priority": 10,
        "stacks": [],
        "rule": {"type": "group_buy", "prices": prices, "hours": 24, "joinsStrangers": True, "reopens": True},
        "items": [{"skuId": sku, "priceFen": spec.price_fen - 1_000, "quota": 10, "perMemberMax": 2} for sku in skus],
        "startsAt": (now - timedelta(hours=1)).isoformat(),
        "endsAt": (now + timedelta(days=3)).isoformat(),
        "version": 0,
    }
    signed_in = {"authorization": f"Bearer {await token_of(shop)}"}
    async with httpx.AsyncClient(base_url=shop.url, headers=signed_in) as desk:
        made = await desk.post("/api/admin/campaigns", json=campaign)
        assert made.status_code == 201, made.text
        published = await desk.post(f"/api/admin/campaigns/{made.json()['id']}/publish")
        assert published.status_code == 200, published.text
    return UUID(made.json()["id"])


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await true():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


async def known_phone(shop: Shop, phones: Phones, name: str) -> Phone:
    phone = await phones(name)
    async with known_shopper(shop) as member:
        await member.add_address()
        await phone.be(member.device, member.token)
    return phone


async def order_and_pay(phone: Phone, team: Team, price: str) -> None:
    """From the confirmation page to the page of the team."""
    await phone.at("checkout/confirm")
    await phone.sees("3 人团" if price.startswith("¥99") else "2 人团")
    await phone.shot("confirm")
    await phone.tap(f"提交订单，{price}")
    await phone.at("checkout/pay")
    await phone.pay()
    await phone.at("checkout/result")
    await phone.sees("支付成功", "成团和发货时告诉我")
    await phone.shot("result")
    await phone.tap("查看拼团进度")
    await phone.at("promotion/group/team")
    await expect(phone.named("去付款")).to_have_count(0)


async def test_three_people_make_a_team(shop: Shop, phones: Phones) -> None:
    team = Team(await sell_in_teams(shop, BOTTLE, sizes=(2, 3)))
    opener = await known_phone(shop, phones, "group-1-opener")
    await open_a_team(opener, team)
    [row] = await run(shop, ("select id from promotion.team where campaign_id = $1", team.sale))
    friend = await known_phone(shop, phones, "group-2-friend")
    await follow_the_link(friend, team, str(row["id"]))
    stranger = await known_phone(shop, phones, "group-3-stranger")
    await join_strangers(stranger, team)
    await opener.page.reload()
    await opener.sees("拼团成功，商家将尽快发货")
    await opener.shot("team-success")
    await opener.tap("查看订单")
    await opener.at("orders/detail")
    await opener.sees("待发货", "3 人团 · 拼团成功，商家将尽快发货", "拼团成功，仓库开始备货")
    await opener.shot("order")
    held = (
        "select on_hold from supply.fulfilment f join promotion.seat s on s.order_id = f.order_id where s.team_id = $1"
    )
    assert [one["on_hold"] for one in await run(shop, (held, row["id"]))] == [False] * 3
    guest = await phones("group-4-guest")
    await guest.open(f"features/promotion/group/team/index?id={row['id']}")
    await guest.sees("已满员，可自己开团")
    await guest.shot("full")
    await guest.open("features/promotion/group/list/index")
    await guest.sees(BOTTLE.title, "已拼 3 人", "剩 17 / 共 20 件")
    await guest.shot("list")
    await assert_all_is_right(shop)


async def open_a_team(phone: Phone, team: Team) -> None:
    await phone.look_at(BOTTLE.title)
    await phone.sees("全部拼团", "3 人团")
    await phone.text("全部拼团").scroll_into_view_if_needed()
    await phone.shot("product")
    await phone.tap("发起 3 人团，¥99.00")
    await phone.tick("160ml")
    await phone.shot("sheet")
    await phone.tap("发起 3 人团")
    await order_and_pay(phone, team, "¥99.00")
    await phone.sees("还差 2 人成团", "团长", "邀请好友，还差 2 人")
    await phone.shot("team")


async def follow_the_link(phone: Phone, team: Team, team_id: str) -> None:
    await phone.open(f"features/promotion/group/team/index?id={team_id}")
    await phone.sees("还差 2 人成团", BOTTLE.title)
    await phone.shot("shared")
    await phone.tap("参加这个 3 人团")
    await phone.at("product/detail")
    await phone.tick("240ml")
    await phone.tap("参加 3 人团")
    await order_and_pay(phone, team, "¥99.00")
    await phone.sees("还差 1 人成团")
    await phone.shot("team")


async def join_strangers(phone: Phone, team: Team) -> None:
    await phone.look_at(BOTTLE.title)
    await phone.sees("这些团还差人，可直接参团")
    await phone.text("这些团还差人，可直接参团").scroll_into_view_if_needed()
    await phone.shot("teams")
    await phone.page.get_by_role("button", name="还差 1 人").filter(visible=True).click()
    await phone.tick("160ml")
    await phone.tap("参加 3 人团")
    await order_and_pay(phone, team, "¥99.00")
    await phone.sees("拼团成功，商家将尽快发货")
    await phone.shot("team")


async def test_a_team_that_nobody_joins_is_paid_back(shop: Shop, phones: Phones) -> None:
    team = Team(await sell_in_teams(shop, STROLLER, sizes=(2,)))
    phone = await known_phone(shop, phones, "group-5-lonely")
    await phone.look_at(STROLLER.title)
    await phone.tap("发起 2 人团，¥589.00")
    await phone.tap("发起 2 人团")
    await order_and_pay(phone, team, "¥589.00")
    await phone.sees("还差 1 人成团")
    of_team = "select state from promotion.team where campaign_id = $1"
    await run(
        shop, ("update promotion.team set expires_at = now() - interval '2 minutes' where campaign_id = $1", team.sale)
    )

    async def failed() -> bool:
        return [row["state"] for row in await run(shop, (of_team, team.sale))] == ["failed"]

    await until(failed)
    await phone.page.reload()
    await phone.sees("未成团，款项已自动原路退回", "我来开团")
    await phone.shot("failed")
    await phone.tap("查看订单")
    await phone.at("orders/detail")

    async def refunded() -> bool:
        rows = await run(
            shop, ("select refunded_fen from commerce.\"order\" where activity = 'group_buy' and payable_fen = 58900",)
        )
        return [row["refunded_fen"] for row in rows] == [58_900]

    await until(refunded)
    await phone.page.reload()
    await phone.sees("交易关闭", "2 人团 · 未成团，款项已自动原路退回")
    await phone.shot("order-refunded")
    await assert_all_is_right(shop)


async def assert_all_is_right(shop: Shop) -> None:
    pool = await asyncpg.create_pool(shop.world.settings.database_url, min_size=1, max_size=1)
    try:
        assert await off_teams(pool) == {}
    finally:
        await pool.close()
