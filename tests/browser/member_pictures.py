"""The pictures of members in the README, taken from a running demo by `tests.browser.pictures`."""

from playwright.async_api import Page, expect

from tests.browser.promotion_pictures import Keep
from tests.browser.stage import Phone

SHOP = (
    ("shop-level", "packages/members/pages/level/index", "怎么得成长值"),
    ("shop-check-in", "packages/members/pages/check-in/index", "已连续签到"),
    ("shop-lottery", "packages/members/pages/lottery/index", "奖品与中奖概率"),
    ("shop-card", "packages/members/pages/card/index", "怎样使用"),
)


async def shop_pictures(phone: Phone, keep: Keep) -> None:
    for name, path, words in SHOP:
        await phone.open(path)
        await phone.sees(words)
        await keep(phone.page, name)


async def desk_pictures(page: Page, url: str, keep: Keep) -> None:
    """The browser of tags, and what the shop owes in points."""
    await page.goto(f"{url}/admin/tags")
    await expect(page.get_by_text("最近购买").first).to_be_visible()
    await keep(page, "admin-tags")
    await page.goto(f"{url}/admin/points/liability")
    await expect(page.locator("canvas").first).to_be_visible()
    await keep(page, "admin-liability")
