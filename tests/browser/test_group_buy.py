"""Group-buys on phones: one opens, one follows the link, one joins strangers; and a team that nobody joins."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import msgspec
from msgspec import Struct
from playwright.async_api import expect

from app.prove.teams import off_teams
from ports.promotion.rules import GroupBuy, GroupPrice
from tests.browser.catalogue import BOTTLE, STROLLER, Spec
from tests.browser.conftest import Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Phone

PATIENCE_SECONDS = 30.0
_SKUS = """
    select k.id from commerce.sku k join commerce.product p on p.id = k.product_id
    where p.title = $1 order by k.position
"""
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values ($1, 'group_buy', '周末拼团', '拼团', 'published', 10, '{}', $2, now() - interval '1 hour',
        now() + interval '3 days', 1, now(), now(), now())
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    values ($1, $2, $3, $4, 10, 2)
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
    """Every SKU of the product, each size ten yuan cheaper."""
    campaign = uuid4()
    skus = [row["id"] for row in await run(shop, (_SKUS, spec.title))]
    prices = tuple(
        GroupPrice(sku, size, spec.price_fen - 1_000 * place) for sku in skus for place, size in enumerate(sizes, 1)
    )
    rule = msgspec.json.encode(GroupBuy(prices)).decode()
    items = [(_ITEM, campaign, sku, place, spec.price_fen) for place, sku in enumerate(skus)]
    await run(shop, (_CAMPAIGN, campaign, rule), *items)
    return campaign


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
