"""Takes the pictures of the README anew from a running demo: `python -m tests.browser.pictures` beside `make demo`.

It plays a small story of its own in that demo: somebody buys two things, the owner ships, a courier delivers.
"""

import asyncio
import io
import os
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pyotp
from PIL import Image
from playwright.async_api import Browser, Page, StorageState, async_playwright, expect

from app.http.welcome import DemoAccount
from app.seed.staff import ACCOUNTS
from app.settings import ROOT, Settings, load_settings
from tests.browser import member_pictures, promotion_pictures
from tests.browser.conftest import DESK, FLAGS, HERE, PHONE, found_browser
from tests.browser.stage import Phone, drawn

FOLDER = ROOT / "docs" / "pictures"
QUALITY = 80
PATIENCE_SECONDS = 20
STILL = {**HERE, "reduced_motion": "reduce"}
ADDRESS = "林小满 16000008866 浙江省杭州市西湖区春晓路8号3幢602"
BOTTLE = ("宽口径玻璃奶瓶", "豆青", "240ml")
RABBIT = ("毛绒安抚兔", "米白", "30cm")
MOVES = ("collect", "move", "arrive", "deliver")


async def keep(page: Page, name: str) -> None:
    await drawn(page)
    shot = await page.screenshot(animations="disabled")
    with Image.open(io.BytesIO(shot)) as opened:
        opened.convert("RGB").save(FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6)


async def buy(phone: Phone) -> str:
    """The order's id."""
    await phone.open()
    await phone.sees("猜你喜欢")
    await keep(phone.page, "shop-home")
    await phone.put_in_cart(*RABBIT)
    await phone.look_at(BOTTLE[0])
    await keep(phone.page, "shop-product")
    await phone.put_in_cart(*BOTTLE)
    await phone.open("features/cart/index")
    await phone.sees("共 2 款商品")
    await keep(phone.page, "shop-cart")
    await phone.tap("结算 (2)")
    await phone.sign_in()
    await phone.at("checkout/confirm")
    await phone.tap("添加收货地址")
    await phone.tap("新建地址")
    await phone.write("粘贴地址", ADDRESS)
    await phone.tap("识别")
    await expect(phone.named("所在地区，浙江省杭州市西湖区")).to_be_visible()
    await phone.tap("保存")
    await phone.at("addresses/list")
    await phone.page.locator(".addresses__main").click()
    await phone.at("checkout/confirm")
    await phone.sees("林小满")
    await keep(phone.page, "shop-confirm")
    await phone.page.locator(".confirm__submit").click()
    await phone.at("checkout/pay")
    cashier = phone.page.frame_locator(".cashier iframe")
    await expect(cashier.locator("#confirm-pay")).to_be_visible()
    await keep(phone.page, "shop-pay")
    await cashier.locator("#confirm-pay").click()
    await phone.at("checkout/result")
    await phone.sees("支付成功")
    return phone.page.url.split("id=")[1].split("&")[0]


async def desk_pictures(page: Page, url: str, order_id: str) -> None:
    """Dashboard, shipping desk and order page, and the editor with the bottle."""
    await page.goto(f"{url}/admin/")
    await expect(page.locator(".tiles")).to_be_visible()
    await keep(page, "admin-dashboard")
    await page.goto(f"{url}/admin/ship")
    rows = page.locator("tbody tr.ant-table-row")
    await expect(rows.first).to_be_visible()
    await page.locator("thead input[type=checkbox]").check()
    await keep(page, "admin-ship")
    await page.goto(f"{url}/admin/orders/{order_id}")
    await expect(page.locator(".order-rail")).to_be_visible()
    await keep(page, "admin-order")
    await page.goto(f"{url}/admin/products?q={BOTTLE[0]}")
    await rows.first.locator("a").first.click()
    await expect(page.locator(".sku-table")).to_be_visible()
    await keep(page, "admin-editor")


async def ship_and_carry(admin: httpx.AsyncClient, emulator: httpx.AsyncClient, order_id: str) -> str:
    """The id of the first parcel, which is out for delivery."""
    order: dict[str, Any] = {"fulfilments": []}
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not order["fulfilments"]:
            order = (await admin.get(f"/api/admin/orders/{order_id}")).json()
    items = [
        {"fulfilmentId": one["id"], "courierCode": one["suggestedCourier"]["code"], "lines": None}
        for one in order["fulfilments"]
    ]
    shipped = (await admin.post("/api/admin/fulfilments/ship", json={"items": items})).json()["items"]
    for one in shipped:
        for move in MOVES:
            (await emulator.post(f"/play/parcels/{one['parcel']['trackingNumber']}/{move}")).raise_for_status()
    return str(shipped[0]["parcel"]["id"])


async def operator_token(client: httpx.AsyncClient, home: Path) -> str:
    accounts = msgspec.json.decode((home / ACCOUNTS).read_bytes(), type=list[DemoAccount])
    owner = next(one for one in accounts if one.totp_secret)
    body = {"username": owner.username, "password": owner.password, "totp": pyotp.TOTP(owner.totp_secret).now()}
    answer = await client.post("/api/admin/session", json=body)
    answer.raise_for_status()
    return str(answer.json()["token"])


async def take(browser: Browser, settings: Settings) -> None:
    url, emulator_url = settings.public_url, settings.emulator_url
    assert emulator_url is not None, "the pictures come from a demo"
    context = await browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, **STILL)
    phone = Phone(await context.new_page(), "readme", url)
    order_id = await buy(phone)
    async with httpx.AsyncClient(base_url=url) as admin, httpx.AsyncClient(base_url=emulator_url) as emulator:
        token = await operator_token(admin, settings.home)
        admin.headers["authorization"] = f"Bearer {token}"
        kept = StorageState(
            cookies=[],
            origins=[{"origin": url, "localStorage": [{"name": "siyu.admin.token", "value": token}]}],
        )
        desk = await (await browser.new_context(viewport=DESK, storage_state=kept, **STILL)).new_page()
        parcel_id = await ship_and_carry(admin, emulator, order_id)
        await desk_pictures(desk, url, order_id)
        await promotion_pictures.desk_pictures(desk, url, keep)
        await member_pictures.desk_pictures(desk, url, keep)
    await phone.open(f"features/orders/parcel/index?orderId={order_id}&parcelId={parcel_id}")
    await phone.sees("快件派送中")
    await keep(phone.page, "shop-tracking")
    await promotion_pictures.shop_pictures(phone, keep)
    await member_pictures.shop_pictures(phone, keep)
    await desk.goto(f"{emulator_url}/#parcels")
    await expect(desk.locator("article.row").first).to_be_visible()
    await keep(desk, "emulator")


async def main() -> None:
    os.environ.setdefault("SIYU_MODE", "demo")
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        await take(browser, load_settings())
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
