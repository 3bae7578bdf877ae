"""Smaller stories in the shop: the cart under a finger, other SKUs, guests who sign in, refused payments, search."""

import re

from playwright.async_api import expect

from tests.browser.books import read_books
from tests.browser.catalogue import BOTTLE, RABBIT, ROMPER, SOUTH, STROLLER, TISSUES
from tests.browser.conftest import Phones, Shop
from tests.browser.people import known_shopper

_WATCH_BONES = """() => {
  window.bones = 0
  const isBone = (node) => node.nodeType === 1 && (node.matches('.s-skeleton') || node.querySelector('.s-skeleton'))
  const watch = (changes) => {
    for (const { addedNodes } of changes) window.bones += [...addedNodes].filter(isBone).length
  }
  new MutationObserver(watch).observe(document.body, { childList: true, subtree: true })
}"""


async def test_swiping_a_line_away_asks_first(phones: Phones) -> None:
    phone = await phones("swipe")
    await phone.put_in_cart(RABBIT.title)
    await phone.put_in_cart(TISSUES.title)
    await phone.open("features/cart/index")
    await phone.sees("共 2 款商品")
    line = phone.page.locator(".cart-row", has_text=RABBIT.title)
    for answer, left in (("再想想", 2), ("移出", 1)):
        await phone.swipe_left(line.locator(".cart-row__face"))
        await phone.tap(f"移出{RABBIT.title}")
        await phone.sees(f"把“{RABBIT.title}”移出购物车吗？")
        await phone.shot(f"ask-{left}")
        await phone.answer(answer)
        await phone.sees(f"共 {left} 款商品")
    await expect(line).to_have_count(0)
    await phone.sees(TISSUES.title, "还差 57.00 元免运费")
    await phone.shot("one-left")


async def test_another_sku_without_leaving_the_cart(phones: Phones) -> None:
    phone = await phones("other-sku")
    await phone.put_in_cart(ROMPER.title, "米白", "66")
    await phone.open("features/cart/index")
    await phone.tap("换规格，现在是米白 66")
    await phone.sees("已选 米白，66")
    await phone.page.keyboard.press("Escape")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.tap("换规格，现在是米白 66")
    await phone.tick("73")
    await phone.sees("已选 米白，73")
    await phone.shot("sheet")
    await phone.tap("确定")
    await expect(phone.named("换规格，现在是米白 73")).to_be_visible()
    await phone.sees("共 1 款商品")


async def test_a_guests_cart_joins_the_members(shop: Shop, phones: Phones) -> None:
    phone = await phones("guest")
    async with known_shopper(shop) as member:
        await member.fill_cart(RABBIT.title, 2)
    await phone.be(member.device)
    await phone.put_in_cart(BOTTLE.title, "160ml")
    await phone.put_in_cart(RABBIT.title)
    await phone.open("features/cart/index")
    await phone.sees("共 2 款商品")
    await phone.tap("结算 (2)")
    await phone.sign_in(with_phone=False)
    await phone.at("checkout/confirm")
    await phone.sees("× 3", BOTTLE.title)
    await phone.open("features/cart/index")
    await phone.sees("共 2 款商品", f"{SOUTH}发货")
    await expect(phone.named("结算 (4)")).to_be_visible()
    await phone.shot("merged")


async def test_a_refused_payment_and_a_cancelled_order(shop: Shop, phones: Phones) -> None:
    phone = await phones("refused")
    # Other stories of the same shop may hold units of it, too.
    on_hand, held = (await read_books(shop)).units[STROLLER.title, "", SOUTH]
    async with known_shopper(shop) as member:
        await member.add_address()
    await phone.be(member.device, member.token)
    await phone.look_at(STROLLER.title)
    await phone.tap("立即购买")
    await phone.tap("立即购买")
    await phone.at("checkout/confirm")
    await phone.sees("顾小满", f"{SOUTH}发货")
    # What it costs depends on the campaigns that other stories have left running.
    await phone.page.locator(".confirm__submit").click()
    await phone.at("checkout/pay")
    await phone.pay(refuse=True)
    await phone.sees(re.compile(r"^支付没有完成，订单为您保留到 .*\d\d:\d\d"))
    await phone.shot("refused")
    assert (await read_books(shop)).units[STROLLER.title, "", SOUTH] == (on_hand, held + 1)
    await phone.tap("查看订单")
    await phone.at("orders/detail")
    await phone.sees("待付款")
    await phone.tap("取消订单")
    await phone.tick("价格有变化")
    await phone.shot("why")
    await phone.tap("确认取消")
    await phone.sees("已取消", "订单已取消：价格有变化")
    await phone.shot("cancelled")
    assert (await read_books(shop)).units[STROLLER.title, "", SOUTH] == (on_hand, held)


async def test_the_list_of_orders_keeps_its_place(shop: Shop, phones: Phones) -> None:
    phone = await phones("kept-place")
    async with known_shopper(shop) as member:
        await member.add_address()
        number = await member.buy(TISSUES.title)
    await phone.be(member.device, member.token)
    await phone.open("features/orders/list/index")
    await phone.page.locator(".orders__card").click()
    await phone.at("orders/detail")
    await phone.sees(number)
    await phone.page.evaluate(_WATCH_BONES)
    async with phone.page.expect_response(re.compile(r"/api/mini/orders\?")) as again:
        await phone.page.go_back()
    assert (await again.value).ok
    await phone.at("orders/list")
    await phone.sees("仓库正在为您备货，预计 48 小时内发出")
    assert await phone.page.evaluate("window.bones") == 0


async def test_search_suggests_and_finds(phones: Phones) -> None:
    phone = await phones("search")
    await phone.open()
    await phone.tap(re.compile("^搜索"))
    await phone.at("search/search")
    await phone.sees("大家在找")
    await phone.write("搜索商品", "连体")
    await phone.tap(ROMPER.title)
    await phone.at("search/list")
    await phone.sees("共 1 件商品", ROMPER.title)
    await phone.shot("found")
    await phone.tap(f"搜索 {ROMPER.title}")
    await phone.write("搜索商品", "没有的东西")
    await phone.tap("搜索")
    await phone.sees("没有找到“没有的东西”", "去分类看看")
    await phone.shot("nothing")
