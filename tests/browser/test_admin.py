"""Smaller stories in the admin: a product from nothing to the shop, search by keyboard, a parked delivery, a phone."""

import asyncio
import re
from pathlib import Path

import asyncpg
from playwright.async_api import ViewportSize, expect

from app.seed.pictures import product_pictures
from tests.browser.catalogue import KETTLE, RABBIT, TISSUES
from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import known_shopper

PATIENCE_SECONDS = 15
POLL_SECONDS = 0.1
NARROW = ViewportSize(width=375, height=812)
SMALL = ViewportSize(width=1280, height=800)
_PARK = """
update kernel.delivery set status = 'parked', attempts = 8, last_error = 'OutsideUnavailable(kdniao)'
where id = (select id from kernel.delivery where status = 'done' and kind = 'event' order by id desc limit 1)
returning id
"""


async def test_a_new_product_reaches_the_shop(desks: Desks, phones: Phones, tmp_path: Path) -> None:
    picture = tmp_path / "socks.webp"
    picture.write_bytes(product_pictures("1f9e6", "lilac", 3)[0])
    desk = await desks("editor")
    await desk.open("products/new")
    await desk.field("title").locator("input").fill("婴儿袜五双装")
    await desk.field("subtitle").locator("input").fill("螺纹松口，防滑点胶")
    await desk.field("categoryId").locator("input").click()
    await desk.page.locator(".ant-select-tree-title", has_text="婴童服饰精选").click()
    await desk.field("media").locator("input[type=file]").set_input_files(picture)
    await expect(desk.field("media").locator(".media-grid img")).to_have_count(1)
    await desk.press(re.compile("添加规格"))
    await desk.field("options[0].name").locator("input").fill("颜色")
    await desk.field("options[0].values").locator("input").fill("雾粉 雾蓝")
    await desk.page.keyboard.press("Enter")
    await desk.press(re.compile("添加规格"))
    await desk.field("options[1].name").locator("input").fill("尺码")
    await desk.field("options[1].values").locator("input").fill("0-6月 6-12月 1-3岁")
    await desk.page.keyboard.press("Enter")
    await desk.sees("6 个组合")
    await expect(desk.page.locator(".sku-table tbody tr")).to_have_count(6)
    await desk.press("批量填写")
    await desk.page.locator(".bulk-form").get_by_label("售价").fill("35")
    await desk.page.locator(".bulk-form").get_by_label("重量").fill("90")
    await desk.press("填入")
    await desk.press("给空的编码编号")
    await desk.shot("filled")
    await desk.press("保存并上架")
    await desk.sees("已保存并上架")
    await desk.shot("published")
    phone = await phones("new-product")
    await phone.look_at("婴儿袜五双装")
    await phone.sees("螺纹松口，防滑点胶", "选择 颜色、尺码", "35")
    await expect(phone.page.get_by_role("img", name="婴儿袜五双装").filter(visible=True).first).to_be_visible()
    await phone.shot("in-the-shop")


async def test_a_parked_delivery_is_sent_again(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as shopper:
        await shopper.buy(RABBIT.title)
    connection = await asyncpg.connect(shop.world.settings.database_url)
    parked = await connection.fetchval(_PARK)
    assert parked is not None
    desk = await desks("parked")
    await desk.open()
    await desk.sees("停住的投递")
    await desk.open("deliveries")
    await desk.sees("OutsideUnavailable(kdniao)", "8 次")
    await desk.shot("parked")
    await desk.press("再试一次")
    await desk.sees("已重新投递，几秒后看结果", "没有这样的投递")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await connection.fetchval("select status from kernel.delivery where id = $1", parked) != "done":
            await asyncio.sleep(POLL_SECONDS)
    await connection.close()


async def test_search_by_keyboard(desks: Desks) -> None:
    desk = await desks("keyboard")
    await desk.open()
    await expect(desk.page.locator(".tiles")).to_be_visible()
    await desk.page.keyboard.press("/")
    await desk.page.keyboard.type(KETTLE.title)
    await expect(desk.page.locator(".ant-select-dropdown .goods-title")).to_have_text(KETTLE.title)
    await desk.shot("found")
    await desk.page.keyboard.press("ArrowDown")
    await desk.page.keyboard.press("Enter")
    await expect(desk.field("title").locator("input")).to_have_value(KETTLE.title)


async def test_lists_fit_a_small_desk(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as shopper:
        await shopper.buy(TISSUES.title)
    desk = await desks("small", SMALL)
    for path in ("ship", "orders", "stock", "products", "members"):
        await desk.open(path)
        await expect(desk.page.locator("tbody tr.ant-table-row").first).to_be_visible()
        await desk.shot(path)
        assert await desk.page.locator(".ant-table-body").evaluate("table => table.scrollWidth <= table.clientWidth"), (
            path
        )


async def test_shipping_from_a_phone(shop: Shop, desks: Desks) -> None:
    async with known_shopper(shop) as shopper:
        number = await shopper.buy(TISSUES.title)
    desk = await desks("narrow", NARROW)
    await desk.open(f"ship?q={number}")
    await desk.sees(TISSUES.title)
    await desk.shot("ship")
    assert await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await desk.press(re.compile("^发货 · "))
    await desk.sees("发货 1 单，共 1 件")
    await desk.shot("dialog")
    await desk.press("向快递下单并出面单")
    await expect(desk.page.locator(".ship-outcome .mono")).to_have_count(1)
    await desk.shot("shipped")
    await desk.press("完成")
    await desk.page.locator(".choice", has_text="已发货").click()
    await desk.sees(TISSUES.title)
