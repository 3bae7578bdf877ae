"""A flash sale on three phones with two units: the queue is seen, two get an order and pay, the third is told."""

import re

import asyncpg
import msgspec
import pytest
from playwright.async_api import expect

from ports.promotion.rules import Flash
from tests.browser.catalogue import TISSUES
from tests.browser.conftest import Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Phone

LIST, QUEUE = "packages/promotion/pages/flash/list", "packages/promotion/pages/flash/queue"
PRICE_FEN, UNITS = 990, 2
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values (gen_random_uuid(), 'flash', $2, '秒杀', 'published', 10, '{}', $1, now() + $3 * interval '1 minute',
        now() + interval '10 hours', 1, now(), now(), now()) returning id
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    select $1, s.id, 0, $2, $3, 1 from commerce.sku s join commerce.product p on p.id = s.product_id where p.title = $4
"""


@pytest.fixture
async def sale(shop: Shop) -> None:
    """One session that runs and one that is coming; both are loaded by the sweep of the running shop."""
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        rule = msgspec.json.encode(Flash(pay_within_minutes=10)).decode()
        for name, starts_in in (("晚间抢购", -5), ("夜场加开", 90)):
            campaign_id = await connection.fetchval(_CAMPAIGN, rule, name, starts_in)
            await connection.execute(_ITEM, campaign_id, PRICE_FEN, UNITS, TISSUES.title)
    finally:
        await connection.close()


async def ready(shop: Shop, phones: Phones, name: str) -> Phone:
    """Signed in, with an address, before the list."""
    phone = await phones(name)
    async with known_shopper(shop) as member:
        await member.add_address()
    await phone.be(member.device, member.token)
    await phone.open(f"{LIST}/index")
    await phone.at(LIST)
    await phone.sees("晚间抢购", "距本场结束")
    return phone


@pytest.mark.usefixtures("sale")
async def test_three_phones_and_two_units(shop: Shop, phones: Phones) -> None:
    guest = await phones("flash-guest")
    await guest.open()
    await guest.at("catalogue/home")
    await guest.sees("晚间抢购", f"剩 {UNITS} / 共 {UNITS} 件")
    await guest.shot("home")
    await guest.tap(re.compile("^晚间抢购，抢购中"))
    await guest.at(LIST)
    await guest.sees(f"已抢 0%，剩 {UNITS} 件")
    await guest.tap(re.compile("^夜场加开，"))
    await guest.sees("距本场开始", f"共 {UNITS} 件")
    await expect(guest.named("即将开始")).to_be_visible()
    await guest.shot("coming")

    first, second, third = [await ready(shop, phones, f"flash-{name}") for name in ("first", "second", "third")]
    await first.sees(f"已抢 0%，剩 {UNITS} 件")
    await first.shot("list")
    # Consumers stand still: so the queue can be seen.
    shop.world.pause("worker")
    try:
        await press(first)
        await first.sees("马上轮到您")
        await press(second)
        await second.sees(re.compile("前面还有|马上轮到您"))
        await second.shot("queued")
        await third.sees("共 2 件，已抢完")
        await expect(third.named(re.compile("^已抢完 "))).to_be_visible()
        await third.shot("sold-out")
    finally:
        shop.world.go_on("worker")
    for phone in (first, second):
        await phone.sees("抢到了", re.compile("^请在"))
        await phone.shot("won")
        await phone.tap(re.compile("^立即付款 "))
        await phone.at("checkout/pay")
        await phone.pay()
        await phone.at("checkout/result")
        await phone.shot("paid")


async def press(phone: Phone) -> None:
    await phone.tap(re.compile("^立即抢 "))
    await phone.at(QUEUE)


@pytest.mark.usefixtures("sale")
async def test_a_queue_that_was_interrupted_says_so(shop: Shop, phones: Phones) -> None:
    phone = await ready(shop, phones, "flash-interrupted")
    shop.world.pause("worker")
    try:
        await phone.page.get_by_text("晚间抢购").filter(visible=True).last.click()
        await press(phone)
        # As after a loss of the queue: what was queued under the older copy is void.
        await _forget_queues(shop)
    finally:
        shop.world.go_on("worker")
    await phone.sees("排队中断，请重新抢购")
    await phone.shot("interrupted")
    await phone.tap("重新抢购")
    await phone.at(LIST)


async def _forget_queues(shop: Shop) -> None:
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        await connection.execute(
            "update promotion.flash_pool set generation = generation + 1, is_loaded = false where state = 'open'"
        )
    finally:
        await connection.close()
