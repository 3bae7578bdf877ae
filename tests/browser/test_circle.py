"""Tags that are the same in the shop and in WeCom, rules of groups, customers of who has left, a card of its own."""

import re
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Page, expect

from app.seed.pictures import product_pictures
from tests.browser.circle import NARROW, acquainted, choose, fits, hired, mirrored, office, write
from tests.browser.conftest import Desks, Shop
from tests.browser.test_performance import meta, version_of
from tests.browser.wecom import PATIENT_MS, chat_of, code_named, play


async def test_a_tag_goes_to_wecom_once(shop: Shop, desks: Desks) -> None:
    tag = f"试新{uuid4().hex[:5]}"
    async with office(shop) as admin:
        await write(admin, "POST", "/manual-tags", {"name": tag, "definition": "愿意先试新品"})
    desk, colleague = await desks("tag-links"), await desks("tag-links-colleague")
    page = desk.page
    for one in (desk, colleague):
        await one.open("tag-links")
        await one.sees("标签同步")
        await one.press("同步一个标签")
        await choose(one.page, "商城标签", tag)
    await page.get_by_label("放进企业微信的标签组").fill("一个标签组最多只能有十五个字")
    await page.get_by_label("放进企业微信的标签组").fill("一个标签组的名字最多只能有十五个字")
    await desk.sees("标签组请填写 1 到 15 个字")
    await expect(page.get_by_role("button", name="开始同步")).to_be_disabled()
    await fits(desk)
    await desk.shot("too-long")
    await page.get_by_label("放进企业微信的标签组").fill("门店")
    await desk.press("开始同步")
    row = page.locator("tbody tr.ant-table-row").filter(has_text=tag)
    await expect(row.get_by_text("同步中")).to_be_visible(timeout=PATIENT_MS)
    await expect(row).to_contain_text(f"门店 · {tag}")
    await expect(row).to_contain_text("两边一致")
    await fits(desk)
    await desk.shot("linked")
    colleague.expects(409, "/to-wecom")
    await colleague.press("开始同步")
    await expect(colleague.page.get_by_role("dialog")).to_contain_text("这个标签已经在同步，一个标签只能同步一次")
    await colleague.shot("taken")

    handy = await desks("tag-links-narrow", NARROW)
    await handy.open("tag-links")
    await handy.sees(tag)
    await fits(handy)
    await handy.shot("list")
    await row.get_by_role("button", name="停止同步").click()
    await desk.sees("两边已有的标签都保留，之后各改各的。")
    await page.locator(".ant-modal-confirm").get_by_role("button", name="停止同步").click()
    await expect(row).to_have_count(0)


async def test_rules_of_groups_do_not_contradict_one_another(desks: Desks) -> None:
    desk = await desks("group-rules")
    page = desk.page
    await desk.open("groups/rules")
    await desk.sees("入群规则", "给导购发邀请待办")
    before = version_of(await (await meta(desk)).inner_text())
    await page.get_by_label("VIP 群付款单数", exact=True).fill("3")
    await page.get_by_label("普通群付款单数", exact=True).fill("3")
    await expect(desk.field("ordinaryOrders").get_by_text("普通群的单数要少于 VIP 群")).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^保 ?存$"))).to_be_disabled()
    await desk.shot("contradiction")
    await page.get_by_label("普通群付款单数", exact=True).fill("2")
    await page.get_by_label("VIP 群付款金额", exact=True).fill("1800")
    await desk.sees(
        re.compile("最近 365 天付款满 3 单或减退款后满 ¥1,800.00 ?的客户进 VIP 群；其余付款满 2 单的客户进普通群")
    )
    await desk.press("保存")
    await desk.sees("规则已保存")
    await expect(page.locator(".rules-meta")).to_contain_text(f"第 {before + 1} 版")
    await fits(desk)
    await desk.shot("saved")
    handy = await desks("group-rules-narrow", NARROW)
    await handy.open("groups/rules")
    await handy.sees("入群规则")
    await fits(handy)
    await handy.shot("rules")


async def test_customers_of_a_guide_who_has_left_go_to_another(shop: Shop, desks: Desks) -> None:
    leaver, leaver_name = await hired(shop, "leaver", "骆")
    taker, taker_name = await hired(shop, "heir", "庄")
    desk = await desks("resigned")
    page = desk.page
    async with office(shop) as admin:
        await mirrored(admin, leaver, taker)
        for _ in range(2):
            await acquainted(shop, admin, leaver, f"left-{uuid4().hex[:8]}")
        await play(shop, f"staff/{leaver}/leave")
    await desk.open("transfers?tab=left")
    await desk.sees("已离职的导购")
    await desk.press("刷新名单")
    await desk.sees("正在向企业微信查询，新的名单几秒后出现")
    row = page.get_by_role("table", name="已离职的导购").locator("tbody tr.ant-table-row").filter(has_text=leaver_name)
    await expect(row.get_by_text("2 位")).to_be_visible(timeout=PATIENT_MS)
    await fits(desk)
    await desk.shot("list")
    handy = await desks("resigned-narrow", NARROW)
    await handy.open("transfers?tab=left")
    await handy.sees(leaver_name)
    await fits(handy)
    await handy.shot("list")

    await row.get_by_role("button", name=re.compile("分 ?配")).click()
    await desk.sees(f"分配{leaver_name}的 2 位客户")
    await page.get_by_label("原因", exact=True).last.fill("")
    await desk.press("预览接替")
    await expect(page.get_by_role("dialog").get_by_text("请选择接替的导购")).to_be_visible()
    await expect(page.get_by_role("dialog").get_by_text("请写明原因")).to_be_visible()
    await desk.shot("faults")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("接替的导购", exact=True).click()
    await dialog.get_by_label("接替的导购", exact=True).fill(taker_name)
    await page.locator(".ant-select-item-option").filter(has_text=taker_name).filter(visible=True).first.click()
    await dialog.get_by_label("原因", exact=True).fill("离职交接")
    await desk.press("预览接替")
    await desk.sees(f"{leaver_name} → {taker_name}", "2 位可以接替")
    await desk.shot("preview")
    await desk.press("接替 2 位客户")
    await desk.press("开始接替")
    await page.wait_for_url(re.compile(r"/transfers/[0-9a-f-]{36}$"))
    await desk.sees("离职继承，共 2 位客户", "离职交接")
    waiting = page.locator("tbody tr.ant-table-row").get_by_text("等待接替")
    await expect(waiting).to_have_count(2, timeout=PATIENT_MS)
    await fits(desk)
    await desk.shot("record")
    await handy.page.goto(page.url)
    await handy.sees("离职继承，共 2 位客户")
    await fits(handy)
    await handy.shot("record")


async def test_a_welcome_card_with_a_cover_of_its_own(shop: Shop, desks: Desks, tmp_path: Path) -> None:
    picture, text, heavy = tmp_path / "cover.webp", tmp_path / "words.png", tmp_path / "heavy.png"
    picture.write_bytes(product_pictures("1f430", "lilac", 3)[1])
    text.write_text("这不是图片")
    heavy.write_bytes(b"\x89PNG" + bytes(10 * 1024 * 1024))
    guide, guide_name = await hired(shop, "cover", "桑")
    name, device = f"见面礼{uuid4().hex[:6]}", f"cover-{uuid4().hex[:8]}"
    async with office(shop) as admin:
        await mirrored(admin, guide)
    desk = await desks("cover")
    page = desk.page
    await desk.open("live-codes/new")
    await desk.field("name").locator("input").fill(name)
    await page.get_by_role("button", name="移除这一班").click()
    await desk.pick("spareUserIds", guide_name)
    await page.get_by_role("switch", name="发小程序卡片").click()
    await page.get_by_text("小程序首页").click()
    await desk.press("新建")
    await expect(desk.field("card.title").get_by_text("打开首页的卡片要有标题")).to_be_visible()
    await expect(desk.field("card.mediaId").get_by_text("打开首页的卡片要有封面")).to_be_visible()
    await desk.shot("faults")
    cover = page.get_by_label("上传卡片封面")
    await cover.set_input_files(heavy)
    await desk.sees("“heavy.png”超过 10 MB，请先压缩")
    desk.expects(400, "/media")
    await cover.set_input_files(text)
    await desk.sees(re.compile("“words.png”没有传上："))
    await desk.shot("no-picture")
    await desk.field("card.title").locator("input").fill("给新朋友的见面礼")
    await cover.set_input_files(picture)
    await expect(page.get_by_alt_text("卡片封面")).to_be_visible()
    await expect(page.locator("img.mini-card-cover")).to_be_visible()
    await fits(desk)
    await desk.shot("cover")
    await desk.press("新建")
    row = page.locator("tbody tr.ant-table-row").filter(has_text=name)
    await expect(row.get_by_text("使用中")).to_be_visible(timeout=PATIENT_MS)

    code = await code_named(shop, name)
    await play(shop, "scan", device=device, qr=code["qrUrl"])
    await _card_came(page, shop, device)
    handy = await desks("cover-narrow", NARROW)
    await handy.open(f"live-codes/{code['id']}")
    await expect(handy.page.get_by_alt_text("卡片封面")).to_be_visible()
    await fits(handy)
    await handy.shot("stored")


async def _card_came(page: Page, shop: Shop, device: str) -> None:
    for _ in range(60):
        if "给新朋友的见面礼" in str(await chat_of(shop, device)):
            break
        # A look at the page is a round trip to the browser, and lets the others work.
        await page.wait_for_timeout(500)
    [card] = [one for line in await chat_of(shop, device) for one in line["parts"] if one["kind"] == "miniprogram"]
    assert card["title"] == "给新朋友的见面礼"
    assert re.search(r"home/index\.html\?t=\w{10}$", card["page"])


async def test_a_comparison_of_groups_names_what_it_found(shop: Shop, desks: Desks) -> None:
    guide, _ = await hired(shop, "host", "连")
    name = f"没听说过的群{uuid4().hex[:5]}"
    desk = await desks("group-gaps")
    page = desk.page
    await desk.open("wecom")
    runs = page.get_by_role("table", name="客户群的核对").locator("tbody tr.ant-table-row")
    # The shop has compared by itself before: what the very first one reads is no gap.
    await expect(runs.get_by_text("已完成").first).to_be_visible(timeout=PATIENT_MS)
    async with office(shop) as admin:
        await mirrored(admin, guide)
    told = {"key": uuid4().hex, "name": name, "owner": guide, "madeAt": "2026-06-01T08:00:00Z"}
    await play(shop, "import", groups=[told])
    await desk.open("wecom")
    await page.get_by_role("button", name="核对客户群").click()
    await desk.sees("会逐个读取企业微信里的群，每个群至少调用一次。")
    await desk.shot("asked")
    await page.get_by_role("dialog").get_by_role("button", name="开始核对").click()
    gap = page.get_by_role("table", name="有差异的群").locator("tbody tr.ant-table-row").filter(has_text=name)
    await expect(gap).to_contain_text("没有收到建群的通知，已补上", timeout=PATIENT_MS)
    await expect(gap.get_by_text("这里缺少")).to_be_visible()
    await expect(runs.first).not_to_contain_text("系统")
    await fits(desk)
    await desk.shot("found")
    await gap.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    handy = await desks("group-gaps-narrow", NARROW)
    await handy.open("wecom")
    await handy.sees("客户群的核对")
    await fits(handy)
    await handy.shot("page")
