"""The main job with three people: a shopper buys, an operator ships, a courier carries, and one line comes back."""

import re

from msgspec import Struct
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.browser.books import Books, read_books
from tests.browser.catalogue import EAST, KETTLE, ROMPER, SOUTH, UNITS
from tests.browser.conftest import Desks, Phones, Shop
from tests.browser.stage import Desk, Phone, Watched

PASTED = "顾小满 16000001234 浙江省杭州市余杭区春禾路8号2幢301"
PAID_FEN = ROMPER.price_fen + KETTLE.price_fen
PAID, BACK = "¥318.00", "¥229.00"


class Story(Struct):
    """What is known as the story goes: addresses of pages in the shop, numbers of the parcels by warehouse."""

    order_url: str = ""
    sale_url: str = ""
    parcels: dict[str, str] = {}


async def test_shopper_operator_and_courier(
    shop: Shop, browser: Browser, phones: Phones, desks: Desks, watched: list[Watched]
) -> None:
    story = Story()
    phone = await phones("1-shopper")
    await choose_two_products(phone)
    await order_and_pay(phone, story)
    desk = await desks("2-operator", signed_in=False)
    await sign_in(desk, shop)
    await ship_both(desk, story)
    courier = Watched(
        await (await browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")).new_page(), "3-courier"
    )
    watched.append(courier)
    await carry(courier, shop, story)
    await confirm_one_parcel(phone, story)
    await ask_for_a_return(phone, story)
    await agree(desk)
    await send_back(phone)
    await take_back(desk)
    await see_the_money(phone, courier, story)
    check_books(await read_books(shop))
    await see_the_books(desk)


async def choose_two_products(phone: Phone) -> None:
    await phone.open()
    await phone.sees("猜你喜欢", ROMPER.title, "新生的第一个秋冬")
    await phone.shot("home")
    await phone.tap(ROMPER.title)
    await phone.at("product/detail")
    await phone.sees("选择 颜色、尺码", ROMPER.subtitle)
    await phone.shot("product")
    await phone.tap("加入购物车")
    await phone.tick("雾粉")
    await phone.tick("73")
    await phone.sees("已选 雾粉，73", "有货")
    await phone.shot("sku-sheet")
    await phone.tap("加入购物车")
    await phone.sees("已加入购物车")
    await phone.page.go_back()
    await phone.at("catalogue/home")
    await phone.tap(KETTLE.title)
    await phone.at("product/detail")
    await phone.tap("加入购物车")
    await phone.tick("1.3L")
    await phone.tap("加入购物车")
    await phone.tap("购物车，2 件")
    await phone.at("cart")
    await phone.sees(f"{EAST}发货", f"{SOUTH}发货", "共 2 款商品")
    await expect(phone.named(re.compile(f"^合计 {PAID}"))).to_be_visible()
    await phone.shot("cart")
    await phone.tap(re.compile(f"^合计 {PAID}"))
    await phone.sees("金额明细")
    await phone.shot("derivation")
    await phone.tap("关闭")


async def order_and_pay(phone: Phone, story: Story) -> None:
    await phone.tap("结算 (2)")
    await phone.sign_in()
    await phone.at("checkout/confirm")
    await phone.tap("添加收货地址")
    await phone.at("addresses/list")
    await phone.tap("新建地址")
    await phone.at("addresses/edit")
    await phone.write("粘贴地址", PASTED)
    await phone.tap("识别")
    await expect(phone.named("所在地区，浙江省杭州市余杭区")).to_be_visible()
    await phone.shot("address")
    await phone.tap("保存")
    await phone.at("addresses/list")
    await phone.tap(re.compile("^顾小满，160.*春禾路8号2幢301$"))
    await phone.at("checkout/confirm")
    await phone.sees("顾小满", f"{EAST}发货", f"{SOUTH}发货", "免运费")
    await phone.shot("confirm")
    await phone.tap(f"提交订单，{PAID}")
    await phone.at("checkout/pay")
    await phone.pay()
    await phone.at("checkout/result")
    await phone.sees("支付成功", "318")
    await phone.tap("开启发货通知")
    await phone.sees("已记下")
    await phone.shot("result")
    await phone.tap("查看订单")
    await phone.at("orders/detail")
    await phone.sees("待发货", "仓库正在为您备货")
    await phone.shot("order-paid")
    story.order_url = phone.page.url


async def sign_in(desk: Desk, shop: Shop) -> None:
    # The password alone is answered with the demand for a code.
    desk.expects(401, "/api/admin/session")
    await desk.open()
    await desk.page.get_by_label("用户名").fill(shop.operator.username)
    await desk.page.get_by_label("密码", exact=True).fill(shop.operator.password)
    await desk.shot("login")
    await desk.press("登录")
    await desk.sees("输入动态口令")
    await desk.page.locator(".ant-otp input").first.click()
    await desk.page.keyboard.type(shop.operator.code())
    await expect(desk.page.locator(".tiles")).to_be_visible()
    shop.token = str(await desk.page.evaluate("localStorage.getItem('siyu.admin.token')"))
    await desk.sees("待发货", PAID)
    await desk.shot("dashboard")


async def ship_both(desk: Desk, story: Story) -> None:
    await desk.open("ship")
    rows = desk.page.locator("tbody tr.ant-table-row")
    await expect(rows).to_have_count(2)
    await desk.sees(EAST, SOUTH, ROMPER.title, KETTLE.title)
    await desk.shot("ship-desk")
    await desk.page.locator("thead input[type=checkbox]").check()
    await desk.press("发货 2 单")
    await desk.sees("发货 2 单，共 2 件")
    await desk.shot("ship-dialog")
    await desk.press("向快递下单并出面单")
    await expect(desk.page.locator(".ship-outcome .mono")).to_have_count(2)
    await desk.shot("shipped")
    pdf = await _printed(desk, "打印 2 张面单")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 2
    await desk.press("完成")
    await desk.page.locator(".choice", has_text="已发货").click()
    await expect(rows).to_have_count(2)
    for row in await rows.all():
        site = EAST if EAST in await row.inner_text() else SOUTH
        story.parcels[site] = await row.locator(".parcel-chip .mono").inner_text()
    assert sorted(story.parcels) == sorted([EAST, SOUTH])
    await desk.shot("shipped-list")


async def _printed(desk: Desk, button: str) -> bytes:
    """What the tab that opens would show."""
    printed: list[bytes] = []

    async def pass_on(route: Route) -> None:
        answer = await route.fetch()
        printed.append(await answer.body())
        assert answer.headers["content-type"] == "application/pdf"
        await route.fulfill(response=answer)

    await desk.page.route("**/api/admin/labels", pass_on)
    async with desk.page.expect_popup() as tab:
        await desk.press(button)
    await desk.sees("2 张面单已打开")
    await (await tab.value).close()
    return printed[0]


def _row(page: Page, number: str) -> Locator:
    return page.locator("article.row", has_text=number)


async def carry(courier: Watched, shop: Shop, story: Story) -> None:
    """In the emulator's console, where a button changes as the parcel goes on."""
    await courier.page.goto(f"{shop.emulator_url}/#parcels")
    for number in story.parcels.values():
        row = _row(courier.page, number)
        for move, state in (("揽收", "已揽收"), ("运输", "运输中"), ("派送", "派送中"), ("签收", "已签收")):
            await row.get_by_role("button", name=move, exact=True).click()
            await expect(row.locator("h2 .tag")).to_have_text(state)
    await courier.shot("parcels")


async def confirm_one_parcel(phone: Phone, story: Story) -> None:
    await phone.page.reload()
    await phone.sees("已签收", "商品已送达")
    await phone.shot("order-delivered")
    await phone.page.get_by_role("button", name=re.compile("^包裹，")).filter(has_text=EAST).click()
    await phone.at("orders/parcel")
    await phone.sees(story.parcels[EAST], "您的快件已签收", "已收取快件")
    await phone.shot("tracking")
    await phone.tap("确认收货")
    await phone.sees("请确认这个包裹里的商品都已收到")
    await phone.shot("confirm-receipt")
    await phone.answer("已收到")
    await phone.sees("已确认收货，谢谢您")
    await phone.page.go_back()
    await phone.at("orders/detail")


async def ask_for_a_return(phone: Phone, story: Story) -> None:
    await phone.tap(f"为{KETTLE.title}申请售后")
    await phone.at("aftersale/apply")
    await phone.tick("退货退款")
    await phone.tap(re.compile("^申请原因"))
    await phone.tick("与描述不符")
    await phone.sees("预计退款", "229")
    await phone.shot("apply")
    await phone.tap("提交申请")
    await phone.at("aftersale/detail")
    await phone.sees("待商家处理")
    await phone.shot("applied")
    story.sale_url = phone.page.url


async def agree(desk: Desk) -> None:
    await desk.open("after-sales")
    await desk.page.locator("tbody tr.ant-table-row").first.locator("a").first.click()
    await desk.sees("买家的申请", "与描述不符", BACK)
    await desk.shot("after-sale")
    await desk.press("同意")
    await desk.press("同意退货")
    await desk.sees("待寄回商品")


async def send_back(phone: Phone) -> None:
    await phone.page.reload()
    await phone.sees("待寄回商品", "退货寄到")
    await phone.tap("填写退货单号")
    await phone.tick("中通快递")
    await phone.write("运单号", "73120000012345")
    await phone.shot("return-parcel")
    await phone.tap("提交")
    await phone.sees("退货途中", "73120000012345")


async def take_back(desk: Desk) -> None:
    await desk.page.reload()
    await desk.sees("73120000012345")
    await desk.press("确认收到退货")
    await desk.sees("完好，可再卖")
    await desk.shot("receive")
    await desk.press(f"收货并退 {BACK}")
    await desk.sees("退款成功")
    await desk.shot("refunded")


async def see_the_money(phone: Phone, courier: Watched, story: Story) -> None:
    await phone.page.reload()
    await phone.sees("退款成功", f"{BACK} 已原路退回您的支付账户")
    await phone.shot("refunded")
    await phone.page.goto("about:blank")
    await phone.page.goto(story.order_url)
    # One parcel is confirmed, the other came back: nothing is left to do.
    await phone.sees("交易完成", "已退款")
    await phone.shot("order-after-refund")
    await courier.page.get_by_role("tab", name="账目").click()
    await courier.sees("账是平的", "318.00", "229.00")
    await courier.shot("totals")


def check_books(books: Books) -> None:
    """Every fen and every unit: our ledger against the emulator's bank, stock against its moves."""
    assert books.ledger_sum_fen == 0
    assert (books.wechat["paidFen"], books.wechat["refundedFen"]) == (PAID_FEN, KETTLE.price_fen)
    assert -books.balances["income:sales"] == PAID_FEN
    assert books.balances["income:refunds"] == KETTLE.price_fen
    assert books.balances["liability:refunds_payable"] == 0
    # WeChat takes 0.6 % of what stays; the emulator's balance knows no fee.
    fee_fen = books.balances["expense:payment_fee"]
    assert books.balances["asset:wechat_pay"] + fee_fen == books.wechat["balanceFen"] == ROMPER.price_fen
    assert books.unequal_stock == []
    assert books.units[ROMPER.title, "雾粉 73", EAST] == (UNITS - 1, 0)
    assert books.units[KETTLE.title, "1.3L", SOUTH] == (UNITS, 0)


async def see_the_books(desk: Desk) -> None:
    await desk.open("money")
    await desk.sees("微信支付余额", "销售收款")
    await desk.shot("money")
    await desk.open("stock/moves")
    await desk.sees("入库")
    await desk.shot("stock-moves")
    await desk.open("orders")
    await desk.page.locator("tbody tr.ant-table-row").first.locator("a").first.click()
    await expect(desk.page.locator(".order-rail")).to_be_visible()
    await desk.sees(PAID, BACK)
    await desk.shot("order")
