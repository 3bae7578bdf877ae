"""Lists of the circle on a phone: a card for each row, and nothing that scrolls sideways."""

import pytest
from playwright.async_api import expect

from tests.browser.circle import NARROW, fits
from tests.browser.conftest import Desks

LISTS = {
    "guide-scripts": "话术",
    "live-codes": "渠道活码",
    "join-codes": "入群活码",
    "tag-links": "标签同步",
    "moments": "朋友圈",
}


@pytest.mark.parametrize("place", LISTS)
async def test_a_list_of_the_circle_is_cards_on_a_phone(desks: Desks, place: str) -> None:
    desk = await desks(f"narrow-{place}", NARROW)
    await desk.open(place)
    cards = desk.page.get_by_role("list", name=LISTS[place], exact=True)
    await expect(cards.get_by_role("listitem").first).to_be_visible()
    await expect(desk.page.locator(".ant-table")).to_have_count(0)
    await fits(desk)
    await desk.shot("list")
