"""Promotions as a shopper meets them: claimed in the centre, told on the product, used by itself, and given back."""

import re

import httpx
from playwright.async_api import expect

from tests.browser.catalogue import BOTTLE
from tests.browser.conftest import Phones, Shop
from tests.browser.people import known_shopper
from tests.browser.promotions import Promoter, promoter
from tests.browser.stage import Phone

CENTRE = "packages/promotion/pages/coupons/centre"
WALLET = "packages/promotion/pages/coupons/wallet"
BEST, OTHER, SHOP_WIDE = "玻璃奶瓶立减券", "玻璃奶瓶小额券", "全店五元券"
# Two bottles of 240 ml at the limited price of 99, 20 off from 150 on, then 15 and 5 by coupons.
PAYABLE = "¥158.00"


async def test_claim_buy_with_the_best_and_get_back(shop: Shop, phones: Phones) -> None:
    phone = await phones("coupons")
    async with promoter(shop) as operator, known_shopper(shop) as member:
        await publish(operator, shop)
        await member.add_address()
        await phone.be(member.device, member.token)
        await claim(phone)
        await look_at_the_product(phone)
        await choose(phone)
        await order_and_cancel(phone)
        await member.wait_for_coupons(3)
        await find_them_back(phone)


async def test_a_guest_is_asked_to_sign_in_and_a_code_opens_what_is_not_listed(shop: Shop, phones: Phones) -> None:
    phone = await phones("coupon-guest")
    async with promoter(shop) as operator, known_shopper(shop) as member:
        template_id = await operator.coupon("群友专享券", (await bottle(shop))["id"])
        code = await operator.channel(template_id, "宝妈一群")
        await phone.be(member.device)
        await phone.open(f"{WALLET}/index?code={code}")
        await phone.sees("登录后查看优惠券")
        await phone.shot("guest")
        await phone.tap("用领取码领取")
        await phone.sign_in(with_phone=False)
        await phone.sees("已领取「群友专享券」", "3 天内到期", "可使用")
        await phone.shot("claimed")
        phone.expects(409, "/coupons/claim-code")
        await phone.write("领取码", code)
        await phone.tap("用领取码领取")
        await phone.sees("您已领过这张优惠券，去使用吧")


async def test_an_offer_that_ends_while_one_reads_is_told_before_the_order(shop: Shop, phones: Phones) -> None:
    phone = await phones("coupon-late")
    async with promoter(shop) as operator, known_shopper(shop) as member:
        scope = {"kind": "products", "ids": [(await bottle(shop))["id"]], "excludedProductIds": []}
        save = {"type": "spend_save", "scope": scope, "tiers": [{"minFen": 10_000, "offFen": 2_000}], "repeats": False}
        await operator.campaign("奶瓶满减", save)
        await member.add_address()
        await phone.be(member.device, member.token)
        await phone.look_at(BOTTLE.title)
        await phone.sees("满100减20")
        await phone.tap("立即购买")
        await phone.tick("160ml")
        await phone.tap("立即购买")
        await phone.at("checkout/confirm")
        await expect(phone.named("提交订单，¥99.00")).to_be_visible()
        await operator.stop_all()
        phone.expects(409, "/orders")
        await phone.tap("提交订单，¥99.00")
        await expect(phone.named("提交订单，¥119.00")).to_be_visible()
        await phone.shot("changed")


async def bottle(shop: Shop) -> dict[str, str]:
    """Its `id`, and its SKUs by their option."""
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/mini") as client:
        cards = (await client.get("/products", params={"q": BOTTLE.title})).json()["items"]
        product_id = next(card["id"] for card in cards if card["title"] == BOTTLE.title)
        skus = (await client.get(f"/products/{product_id}")).json()["skus"]
    return {"id": product_id} | {sku["optionValues"][0]: sku["id"] for sku in skus}


async def publish(operator: Promoter, shop: Shop) -> None:
    goods = await bottle(shop)
    scope = {"kind": "products", "ids": [goods["id"]], "excludedProductIds": []}
    save = {"type": "spend_save", "scope": scope, "tiers": [{"minFen": 15_000, "offFen": 2_000}], "repeats": False}
    await operator.campaign("奶瓶满减", save)
    item = {"skuId": goods["240ml"], "priceFen": 9_900, "quota": 10, "perMemberMax": 5}
    await operator.campaign("奶瓶限时价", {"type": "timed_price", "levelCodes": []}, [item])
    await operator.coupon(BEST, goods["id"])
    await operator.coupon(OTHER, goods["id"], {"value": 1_000})
    everything = {"kind": "all", "ids": [], "excludedProductIds": []}
    await operator.coupon(SHOP_WIDE, goods["id"], {"layer": "shop", "value": 500, "minFen": 0, "scope": everything})


async def claim(phone: Phone) -> None:
    await phone.open()
    await phone.tap("领券中心")
    await phone.sees("还没有可用的券", "共 50 张")
    await phone.shot("centre")
    for name in (BEST, OTHER, SHOP_WIDE):
        await phone.tap(f"领取{name}")
        await expect(phone.named(f"看我的{name}")).to_be_visible()
    await phone.sees("已领 2%，剩 49 张", "3 张可用")
    await phone.shot("claimed")
    await phone.tap(re.compile("^我的优惠券"))
    await phone.sees("3 天内到期", BEST, "无门槛券")
    await phone.shot("wallet")


async def look_at_the_product(phone: Phone) -> None:
    await phone.look_at(BOTTLE.title)
    await phone.sees("限时价", "距结束", "满150减20", "限量 10 件")
    await phone.shot("product")
    await phone.tap("满150减20，看活动规则")
    await phone.sees("满 150 元减 20 元", "结束时间")
    await phone.shot("rule")
    await phone.tap("关闭")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.tap("立即购买")
    await phone.tick("160ml")
    await expect(phone.page.locator(".sku__head").get_by_text("限时价")).to_have_count(0)
    await phone.tick("240ml")
    await expect(phone.page.locator(".sku__head").get_by_text("限时价")).to_be_visible()
    await phone.tap("增加数量")
    await phone.shot("sku")
    await phone.tap("立即购买")
    await phone.at("checkout/confirm")


async def choose(phone: Phone) -> None:
    """The best is chosen; another one takes its place, none is possible, and the best comes back."""
    await phone.sees("已为您选最优")
    await phone.shot("confirm")
    await phone.tap("优惠券，-¥20.00，已为您选最优")
    await phone.sees("已为您选最优，共省 ¥20.00", "换一种用法要付 ¥163.00，多付 ¥5.00")
    await phone.shot("best")
    await phone.tick(re.compile(f"^{OTHER}"))
    await phone.sees("您选的券共省 ¥15.00", "用最优组合还能再省 ¥5.00")
    await phone.shot("other")
    await phone.tap("不使用优惠券")
    await phone.sees("本单不使用优惠券", "用最优组合还能再省 ¥20.00")
    await phone.tap("完成")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.tap(re.compile("^优惠券，未使用，\\d 张可用"))
    await phone.tap("用最优组合")
    await phone.sees("已为您选最优，共省 ¥20.00")
    await phone.tap("完成")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)


async def order_and_cancel(phone: Phone) -> None:
    await phone.tap(f"提交订单，{PAYABLE}")
    await phone.at("checkout/pay")
    await phone.pay(refuse=True)
    await phone.sees(re.compile("^支付没有完成"))
    await phone.tap("查看订单")
    await phone.at("orders/detail")
    await phone.tap("查看金额怎么算的")
    await phone.sees("限时价", "满150减20", BEST, SHOP_WIDE, "应付合计")
    await phone.shot("derivation")
    await phone.page.keyboard.press("Escape")
    await expect(phone.page.locator(".s-sheet")).to_have_count(0)
    await phone.open(f"{WALLET}/index")
    await phone.sees("订单待付款，已为您占用", "可使用")
    await phone.shot("held")
    await phone.open("features/orders/list/index")
    await phone.page.locator(".orders__card").first.click()
    await phone.at("orders/detail")
    await phone.tap("取消订单")
    await phone.tick("价格有变化")
    await phone.tap("确认取消")
    await phone.sees("已取消", "订单已取消：价格有变化")


async def find_them_back(phone: Phone) -> None:
    await phone.open(f"{WALLET}/index")
    for name in (BEST, OTHER, SHOP_WIDE):
        await expect(phone.named(f"去使用{name}")).to_be_visible()
    await phone.shot("back")
    await phone.open("features/mine/index")
    await phone.sees("3 张可用")
    await phone.shot("mine")
