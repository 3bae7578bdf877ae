"""A review with a picture is judged and shown; a risky one is refused, a doubtful one passes the desk; posts."""

import re
from pathlib import Path

import asyncpg
import httpx
from playwright.async_api import ViewportSize, expect

from app.seed.pictures import product_pictures
from tests.browser.catalogue import RABBIT, STROLLER
from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.people import KnownShopper, known_shopper
from tests.browser.stage import Phone

NARROW = ViewportSize(width=375, height=812)
_COMPLETE = """update commerce."order" set status = 'completed', ended_at = now() where number = $1 returning id"""


async def _bought(shop: Shop, who: KnownShopper, title: str) -> str:
    """The id of an order that is over: parcels arrive in other stories."""
    number = await who.buy(title)
    connection = await asyncpg.connect(shop.world.settings.database_url)
    try:
        return str(await connection.fetchval(_COMPLETE, number))
    finally:
        await connection.close()


async def _rule(shop: Shop, kind: str, mark: str, suggest: str, label: int) -> None:
    body = {"kind": kind, "mark": mark, "suggest": suggest, "label": label}
    async with httpx.AsyncClient(base_url=shop.emulator_url) as emulator:
        (await emulator.post("/play/content/rules", json=body)).raise_for_status()


async def _choose(phone: Phone, label: str, picture: Path) -> None:
    async with phone.page.expect_file_chooser() as chosen:
        await phone.tap(label)
    await (await chosen.value).set_files(picture)


async def _until_state(phone: Phone, text: str) -> None:
    """Looks again until the list says so: the verdict comes when it comes."""
    for _ in range(40):
        if await phone.text(text).is_visible():
            return
        await phone.page.wait_for_timeout(500)
        await phone.open("features/ugc/mine/index?tab=mine")
        await phone.at("ugc/mine")
        await phone.page.wait_for_load_state("networkidle")
    await phone.sees(text)


async def test_a_review_with_a_picture_is_judged_and_seen(shop: Shop, phones: Phones, tmp_path: Path) -> None:
    picture = tmp_path / "rabbit.webp"
    picture.write_bytes(product_pictures("1f430", "lilac", 3)[1])
    phone = await phones("ugc-review")
    async with known_shopper(shop) as who:
        order_id = await _bought(shop, who, RABBIT.title)
        await phone.be(who.device, who.token)
        await phone.open("features/orders/list/index?state=completed")
        await phone.tap("评价")
        await phone.at("ugc/write")
        await phone.sees(RABBIT.title, "满意程度")
        await phone.tick("4 星，满意")
        await phone.write("内容", "毛短短的，洗了两次没有掉毛，宝宝睡觉一定要抱着")
        await _choose(phone, "添加图片", picture)
        await expect(phone.named("移除图片 1")).to_be_visible()
        await phone.shot("write")
        # What was written stays when the page is closed.
        await phone.open(f"features/ugc/write/index?orderId={order_id}")
        await expect(phone.named("移除图片 1")).to_be_visible()
        await phone.tap("提交")
        await phone.at("ugc/mine")
        await _until_state(phone, "已展示")
        await phone.shot("mine")
    other = await phones("ugc-reader")
    async with known_shopper(shop) as reader:
        await other.be(reader.device, reader.token)
        await other.look_at(RABBIT.title)
        await other.text("洗了两次没有掉毛").scroll_into_view_if_needed()
        await other.shot("product")
        await other.tap(re.compile("^评价 1 条"))
        await other.at("ugc/list")
        await other.sees("有图 1", "4.0")
        await other.tick("有用")
        await other.sees("有用 1")
        await other.shot("list")
        await other.tap("举报这条评价")
        await other.tick("内容不实")
        await other.tap("提交举报")
        await other.sees("已收到，我们会尽快核实")


async def test_a_risky_one_is_refused_and_a_doubtful_one_passes_the_desk(
    shop: Shop, phones: Phones, desks: Desks
) -> None:
    await _rule(shop, "word", "好得不像真的", "review", 20008)
    phone = await phones("ugc-doubt")
    async with known_shopper(shop) as who:
        order_id = await _bought(shop, who, STROLLER.title)
        await phone.be(who.device, who.token)
        await phone.open(f"features/ugc/write/index?orderId={order_id}")
        await phone.write("内容", "需要代开发票的加我")
        await phone.tap("提交")
        await phone.at("ugc/mine")
        await _until_state(phone, "没有通过")
        await phone.sees(re.compile("违法犯罪"))
        await phone.shot("refused")
        await phone.open(f"features/ugc/write/index?orderId={order_id}")
        await phone.write("内容", "好得不像真的，推起来很轻，收车只要一只手")
        await phone.tap("提交")
        await phone.at("ugc/mine")
        await _until_state(phone, "人工审核中")
    desk = await desks("ugc-desk")
    page = desk.page
    await desk.open("ugc")
    await desk.sees("评价与晒单", "好得不像真的，推起来很轻，收车只要一只手", re.compile("可能涉及欺诈"))
    await desk.shot("waiting")
    await page.keyboard.press("a")
    await desk.sees("已通过 1 条")
    await page.get_by_role("button", name=re.compile("撤 ?销")).click()
    await desk.sees("已撤销 1 条", "好得不像真的，推起来很轻，收车只要一只手")
    await page.keyboard.press("r")
    await desk.sees("作者会看到下面的原因，10 分钟内可以撤销。")
    await desk.shot("refuse")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await page.keyboard.press("a")
    await expect(page.get_by_role("article")).to_have_count(0)
    await desk.open("ugc?queue=visible&q=收车")
    card = page.get_by_role("article")
    await card.get_by_role("button", name="设为精选").click()
    await desk.sees("取消精选")
    await card.get_by_role("button", name=re.compile("回 ?复")).click()
    await page.get_by_label("商家回复").fill("谢谢您，出门愉快")
    await page.get_by_role("button", name="发布回复").click()
    await desk.sees("已回复，顾客能在评价下面看到")
    await desk.shot("answered")
    small = await desks("ugc-desk-narrow", NARROW)
    await small.open("ugc?queue=visible")
    await small.sees("评价与晒单")
    await small.shot("visible")
    await phone.look_at(STROLLER.title)
    await phone.text("谢谢您，出门愉快").scroll_into_view_if_needed()
    await phone.sees("精选", "商家回复")
    await phone.shot("product")


async def test_a_post_of_pictures_is_seen_by_all(shop: Shop, phones: Phones, tmp_path: Path) -> None:
    picture = tmp_path / "car.webp"
    picture.write_bytes(product_pictures("stroller", "sky", 3)[2])
    phone = await phones("ugc-post")
    async with known_shopper(shop) as who:
        await phone.be(who.device, who.token)
        await phone.open("features/ugc/posts/index")
        await phone.tap("发晒单")
        await phone.at("ugc/write")
        await phone.write("内容", "周末带宝宝出门的装备")
        await _choose(phone, "添加图片", picture)
        await expect(phone.named("移除图片 1")).to_be_visible()
        await phone.shot("write")
        await phone.tap("提交")
        await phone.at("ugc/mine")
        await _until_state(phone, "已展示")
    await phone.open("features/ugc/posts/index")
    await phone.sees("周末带宝宝出门的装备")
    await phone.shot("posts")
    await phone.tap(re.compile("的晒单，周末"))
    await phone.at("ugc/post")
    await phone.sees("周末带宝宝出门的装备")
    await phone.shot("post")
