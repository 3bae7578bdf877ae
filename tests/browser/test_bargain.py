"""A bargain with its owner and friends on their own phones: to the floor, bought, and checked by computing it again."""

import json
import re
from decimal import Decimal

import asyncpg
import msgspec
from playwright.async_api import expect

from ports.promotion.rules import Bargain
from tests.browser.catalogue import TISSUES
from tests.browser.conftest import Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.stage import Phone

LIST, DETAIL = "packages/promotion/pages/bargain/list", "packages/promotion/pages/bargain/detail"
FLOOR_FEN, HELPERS, QUOTA = 1_900, 4, 20
_CAMPAIGN = """
    insert into promotion.campaign (id, kind, name, label, state, priority, stacks, rule, starts_at, ends_at, version,
        created_at, updated_at, published_at)
    values (gen_random_uuid(), 'bargain', '秋日好物砍价', '砍价', 'published', 10, '{}', $1, now() - interval '1 hour',
        now() + interval '10 days', 1, now(), now(), now()) returning id
"""
_ITEM = """
    insert into promotion.campaign_item (campaign_id, sku_id, position, price_fen, quota, per_member_max)
    select $1, s.id, 0, $2, $3, 1 from commerce.sku s join commerce.product p on p.id = s.product_id where p.title = $4
"""


async def set_up_campaign(shop: Shop) -> None:
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        rule = msgspec.json.encode(Bargain(helpers=HELPERS, hours=24)).decode()
        campaign_id = await connection.fetchval(_CAMPAIGN, rule)
        await connection.execute(_ITEM, campaign_id, FLOOR_FEN, QUOTA, TISSUES.title)
    finally:
        await connection.close()


async def test_friends_cut_to_the_floor_and_the_owner_buys(shop: Shop, phones: Phones) -> None:
    await set_up_campaign(shop)
    owner = await phones("bargain-owner")
    async with known_shopper(shop) as member:
        await member.add_address()
    await owner.be(member.device, member.token)
    link = await open_bargain(owner)
    for number in range(1, HELPERS):
        friend = await phones(f"bargain-friend-{number}")
        await help_out(friend, link, is_last=number == HELPERS - 1)
    await owner.open(link)
    await owner.at(DETAIL)
    await owner.sees("已砍到底价", f"{HELPERS} / {HELPERS} 刀", f"底价购买 ¥{FLOOR_FEN / 100:.2f}")
    await owner.shot("floor")
    fens = await cuts_shown(owner)
    assert len(fens) == HELPERS and sum(fens) == TISSUES.price_fen - FLOOR_FEN
    await owner.sees(f"¥{sum(fens) / 100:.2f}")
    await check_the_draw(owner)
    await buy(owner)
    await owner.open(link)
    await owner.at(DETAIL)
    await owner.sees("已按砍后价买下", "查看订单")
    await owner.shot("bought")
    await owner.open(f"{LIST}/index?tab=mine")
    await owner.at(LIST)
    await owner.sees(f"{HELPERS} / {HELPERS} 刀，已砍 ¥{sum(fens) / 100:.2f}", "已按砍后价买下")
    await owner.shot("mine")
    late = await phones("bargain-late")
    await late.open(link)
    await late.sees("TA 已经下单，不用再砍了", "我也要砍")
    await late.shot("too-late")


async def open_bargain(owner: Phone) -> str:
    """From the product's page; the address of the bargain, as it is shared."""
    await owner.look_at(TISSUES.title)
    await owner.sees("最低可砍到 ¥19.00")
    await owner.shot("product")
    await owner.tap(re.compile("^砍价，"))
    await owner.at(LIST)
    await owner.sees(f"共 {QUOTA} 件，还剩 {QUOTA} 件")
    await owner.shot("list")
    await owner.tap(f"发起砍价 {TISSUES.title}")
    await owner.at(DETAIL)
    await owner.sees("我的砍价", f"1 / {HELPERS} 刀", "邀请好友帮砍")
    await expect(owner.named(re.compile("^现在就买 ¥"))).to_be_visible()
    await owner.shot("opened")
    return owner.page.url.split("#/")[1]


async def help_out(friend: Phone, link: str, *, is_last: bool) -> None:
    """As a guest with the link, who signs in and helps."""
    await friend.open(link)
    await friend.at(DETAIL)
    await friend.sees(re.compile("想要这件好物"))
    await friend.shot("invited")
    await friend.tap("登录并帮 TA 砍一刀")
    await friend.sign_in(with_phone=False)
    await friend.at(DETAIL)
    await friend.sees(
        re.compile(r"^帮忙砍掉 \d+\.\d\d 元$"), "已砍到底价" if is_last else re.compile("^再砍 .* 元到底价$")
    )
    await friend.shot("helped")


async def cuts_shown(phone: Phone) -> list[int]:
    """In fen, out of the records on the screen, the first cut first."""
    texts = await phone.page.locator(".bargain__fen").filter(visible=True).all_inner_texts()
    return [int(Decimal(text.removeprefix("砍掉 ¥")) * 100) for text in reversed(texts)]


async def check_the_draw(owner: Phone) -> None:
    await owner.tap("这次砍价的每一刀可以验证")
    await owner.tap("在这台手机上重新计算")
    await owner.sees("种子与公布的校验值一致", f"{HELPERS} 刀全部与重新计算的一致")
    await owner.shot("checked")


async def buy(owner: Phone) -> None:
    price = f"¥{FLOOR_FEN / 100:.2f}"
    async with owner.page.expect_request(re.compile("/api/mini/checkout/quote")) as quoted:
        await owner.tap(f"底价购买 {price}")
    assert json.loads((await quoted.value).post_data or "{}")["activity"]["kind"] == "bargain"
    await owner.at("checkout/confirm")
    await owner.shot("confirm")
    await owner.tap(re.compile("^提交订单，"))
    await owner.at("checkout/pay")
    await owner.pay()
    await owner.at("checkout/result")
    await owner.shot("paid")
