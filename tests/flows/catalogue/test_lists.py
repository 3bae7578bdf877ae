"""Lists, search, suggestions and favourites."""

import pytest

from domain.commerce.storefront import Shopper
from ports.commerce.catalogue_store import ProductNotFound
from ports.commerce.views import ListQuery, Sort
from ports.kernel import Invalid, ProductId
from tests.flows.catalogue.conftest import Shop


async def every_page(shop: Shop, query: ListQuery, text: str | None = None) -> list[str]:
    titles: list[str] = []
    cursor = None
    for _ in range(20):
        page = await shop.storefront.products(ListQuery(**{**_fields(query), "cursor": cursor}), text)
        titles.extend(card.title for card in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return titles
    raise AssertionError("the list does not end")


def _fields(query: ListQuery) -> dict[str, object]:
    return {name: getattr(query, name) for name in query.__struct_fields__}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("price_asc", ["甲", "乙", "丙", "丁", "戊"]),
        ("price_desc", ["戊", "丁", "丙", "乙", "甲"]),
        ("newest", ["戊", "丁", "丙", "乙", "甲"]),
        ("sales", ["丙", "戊", "丁", "乙", "甲"]),
    ],
)
async def test_pages_of_every_sort_join_without_gap_or_repeat(shop: Shop, sort: Sort, expected: list[str]) -> None:
    category_id = await shop.category()
    for fen, title in zip(range(100, 600, 100), "甲乙丙丁戊", strict=True):
        await shop.single(category_id, fen, title=title)
    listed = {
        card.title: card.id for card in (await shop.storefront.products(ListQuery(category_id=category_id), None)).items
    }
    async with shop.uow.begin() as tx:
        await shop.products.add_sold(tx, [(listed["丙"], 5)])
    assert await every_page(shop, ListQuery(sort=sort, category_id=category_id, limit=2)) == expected


async def test_filters_by_price_stock_and_subtree(shop: Shop) -> None:
    top = await shop.category()
    below = await shop.category("", top)
    await shop.single(below, 1000, title="奶嘴")
    await shop.single(top, 3000, title="奶瓶")
    await shop.single(below, 2000, stock=0, title="尿裤")
    assert await every_page(shop, ListQuery(sort="price_asc", category_id=top)) == ["奶嘴", "尿裤", "奶瓶"]
    assert await every_page(shop, ListQuery(sort="price_asc", category_id=below)) == ["奶嘴", "尿裤"]
    assert await every_page(shop, ListQuery(sort="price_asc", category_id=top, in_stock=True)) == ["奶嘴", "奶瓶"]
    priced = ListQuery(sort="price_asc", category_id=top, price_fen_min=1500, price_fen_max=2500)
    assert await every_page(shop, priced) == ["尿裤"]
    page = await shop.storefront.products(ListQuery(sort="price_asc", category_id=top), None)
    assert [card.sold_out for card in page.items] == [False, True, False]
    assert page.items[0].default_sku_id is not None
    assert page.total == 3


async def test_search_puts_titles_first_then_best_sellers(shop: Shop) -> None:
    category_id = await shop.category()
    await shop.single(category_id, title="宽口径玻璃奶瓶")
    await shop.single(category_id, title="奶瓶刷")
    await shop.single(category_id, title="温奶器", subtitle="适合各种奶瓶")
    await shop.single(category_id, title="牛奶饼干瓶装")
    listed = (await shop.storefront.products(ListQuery(category_id=category_id), None)).items
    ids = {card.title: card.id for card in listed}
    async with shop.uow.begin() as tx:
        await shop.products.add_sold(tx, [(ids["温奶器"], 99), (ids["奶瓶刷"], 2)])
    query = ListQuery(category_id=category_id, limit=1)
    assert await every_page(shop, query, "奶瓶") == ["奶瓶刷", "宽口径玻璃奶瓶", "温奶器"]
    assert await every_page(shop, query, "玻璃 奶瓶") == ["宽口径玻璃奶瓶"]
    cheap = ListQuery(category_id=category_id, sort="price_asc", limit=2)
    assert sorted(await every_page(shop, cheap, "奶瓶")) == ["奶瓶刷", "宽口径玻璃奶瓶", "温奶器"]
    assert (await shop.storefront.products(query, "奶瓶")).total == 3
    assert await every_page(shop, query, "没有的东西") == []
    assert await every_page(shop, query, "！？") == []


@pytest.mark.parametrize("cursor", ["x", "e30", "WzAsMSwyXQ", "5aW2", "WzAsOTk5OTk5OTk5OTk5OTk5OTk5OTk5LCIwMTljIl0"])
async def test_a_cursor_that_is_not_ours_is_refused(shop: Shop, cursor: str) -> None:
    with pytest.raises(Invalid):
        await shop.storefront.products(ListQuery(cursor=cursor), None)


async def test_suggestions_come_from_categories_and_titles(shop: Shop) -> None:
    mark = shop.ids.new().hex[-6:]
    category_id = await shop.category(f"防晒{mark}")
    await shop.single(category_id, title=f"儿童防晒乳 {mark}")
    assert (await shop.storefront.suggestions(mark)).items == (f"防晒{mark}", f"儿童防晒乳 {mark}")
    assert (await shop.storefront.suggestions("  ")).items == ()


async def test_favourites_are_of_one_member_and_newest_first(shop: Shop) -> None:
    category_id = await shop.category()
    first, second = await shop.on_sale(category_id, title="甲"), await shop.on_sale(category_id, title="乙")
    mine, other = await shop.member(), await shop.member(95)
    for product in (first, second, second):
        await shop.storefront.add_favourite(mine, product.id)
    page = await shop.storefront.favourite_products(mine, None, 1)
    rest = await shop.storefront.favourite_products(mine, page.next_cursor, 1)
    assert [card.title for card in (*page.items, *rest.items)] == ["乙", "甲"]
    assert rest.next_cursor is None
    assert (await shop.storefront.favourite_products(other, None, 9)).items == ()
    assert await shop.storefront.shopper(mine, first.id) == Shopper(None, favourite=True)
    assert (await shop.storefront.shopper(other, first.id)).favourite is False
    with pytest.raises(ProductNotFound):
        await shop.storefront.add_favourite(mine, ProductId(shop.ids.new()))
    await shop.storefront.remove_favourite(mine, first.id)
    assert (await shop.storefront.shopper(mine, first.id)).favourite is False


async def test_home_shows_what_can_be_bought(shop: Shop) -> None:
    await shop.single(await shop.category(), title="新品")
    home = await shop.storefront.home()
    assert [section.title for section in home.sections] == ["热卖榜", "新品上架"]
    assert home.sections[1].items[0].title == "新品"
    assert 1 <= len(home.categories) <= 10
