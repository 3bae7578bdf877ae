"""The pictures of promotions in the README, taken from a running demo by `tests.browser.pictures`."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.stage import Phone

Keep = Callable[[Page, str], Awaitable[None]]
SHOP = (
    ("shop-coupons", "packages/promotion/pages/coupons/centre/index", "满 199"),
    ("shop-flash", "packages/promotion/pages/flash/list/index", "今日秒杀"),
    ("shop-group", "features/promotion/group/list/index", "人团"),
    ("shop-bargain", "packages/promotion/pages/bargain/list/index", "砍价"),
)


async def shop_pictures(phone: Phone, keep: Keep) -> None:
    for name, path, words in SHOP:
        await phone.open(path)
        await phone.sees(words)
        await keep(phone.page, name)


async def desk_pictures(page: Page, url: str, keep: Keep) -> None:
    """The list of campaigns, and one that has been in use for days."""
    rows = page.locator("tbody tr.ant-table-row")
    await page.goto(f"{url}/admin/campaigns?kind=spend_save")
    await expect(rows.first).to_be_visible()
    await rows.first.locator("a").first.click()
    await expect(page.locator(".ant-layout-content canvas, main canvas").first).to_be_visible()
    await keep(page, "admin-campaign")
    await page.goto(f"{url}/admin/campaigns")
    await expect(rows.first).to_be_visible()
    await keep(page, "admin-campaigns")
