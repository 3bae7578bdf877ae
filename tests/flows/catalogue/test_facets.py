"""What a list can be narrowed by, and lists narrowed by attributes: against a plain reading of the shop."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from domain.commerce.facets import attribute_groups, price_bands
from ports.commerce.views import Attribute, Facets, ListQuery
from ports.kernel import Invalid
from tests.flows.catalogue.conftest import Shop
from tests.flows.catalogue.test_lists import every_page

GOODS = (
    ("棉质包被", 9900, {"材质": "棉", "季节": "冬"}),
    ("竹纤维包被", 15900, {"材质": "竹纤维", "季节": "夏"}),
    ("棉质睡袋", 19900, {"材质": "棉", "季节": "夏"}),
    ("羊毛睡袋", 39900, {"材质": "羊毛", "季节": "冬"}),
    ("云朵枕", 5900, {"材质": "棉"}),
    ("没有参数的枕头", 4900, {}),
)


def _given(values: dict[str, str]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name, value) for name, value in values.items())


@pytest.fixture
async def scope(shop: Shop) -> tuple[UUID, list[UUID]]:
    """A category with two below it; the goods lie in turn in each of the two."""
    top = await shop.category()
    below = [await shop.category("", top), await shop.category("", top)]
    for place, (title, fen, values) in enumerate(GOODS):
        await shop.single(below[place % 2], fen, stock=place % 3, title=title, attributes=_given(values))
    return top, below


async def _facets(shop: Shop, words: str | None = None, **given: Any) -> Facets:
    return await shop.storefront.facets(ListQuery(**given), words)


def _counts(facets: Facets) -> dict[str, dict[str, int | None]]:
    return {one.name: {value.value: value.count for value in one.values} for one in facets.attributes}


def _plain(goods: list[tuple[str, int, dict[str, str]]]) -> dict[str, Counter[str]]:
    names = {name for _, _, values in goods for name in values}
    return {name: Counter(values[name] for _, _, values in goods if name in values) for name in names}


async def test_counts_are_those_of_a_plain_reading(shop: Shop, scope: tuple[UUID, list[UUID]]) -> None:
    top, below = scope
    facets = await _facets(shop, category_id=top)
    assert (facets.counted, facets.total) == (True, 6)
    assert [(one.id, one.count) for one in facets.categories] == [(below[0], 3), (below[1], 3)]
    assert _counts(facets) == _plain(list(GOODS))
    assert [one.name for one in facets.attributes] == ["材质", "季节"]
    assert [one.value for one in facets.attributes[0].values] == ["棉", "竹纤维", "羊毛"]
    leaf = await _facets(shop, category_id=below[0])
    assert leaf.categories == ()
    # Everything here is of cotton: a single value is nothing to choose from.
    assert _counts(leaf) == {"季节": {"冬": 1, "夏": 1}}


async def test_words_prices_and_stock_narrow_the_counts(shop: Shop, scope: tuple[UUID, list[UUID]]) -> None:
    top, below = scope
    found = await _facets(shop, "睡袋", category_id=top)
    assert (found.total, _counts(found)) == (2, {"材质": {"棉": 1, "羊毛": 1}, "季节": {"冬": 1, "夏": 1}})
    priced = await _facets(shop, category_id=top, price_fen_min=9900, price_fen_max=19900)
    assert priced.total == 3
    assert [(one.id, one.count) for one in priced.categories] == [(below[0], 2), (below[1], 1)]
    both = await _facets(shop, "睡袋", category_id=top, price_fen_max=19900)
    assert (both.total, both.attributes) == (1, ())
    in_stock = await _facets(shop, category_id=top, in_stock=True)
    assert in_stock.total == sum(place % 3 > 0 for place in range(len(GOODS)))
    assert await _facets(shop, "！？", category_id=top) == Facets(True, 0, (), (), ())
    assert (await _facets(shop, category_id=shop.ids.new())).total == 0


async def test_bands_hold_what_the_list_finds_for_them(shop: Shop, scope: tuple[UUID, list[UUID]]) -> None:
    facets = await _facets(shop, category_id=scope[0])
    assert 2 <= len(facets.prices) <= 5
    assert sum(band.count or 0 for band in facets.prices) == 6
    for band in facets.prices:
        query = ListQuery(category_id=scope[0], price_fen_min=band.min_price_fen, price_fen_max=band.max_price_fen)
        assert len(await every_page(shop, query)) == band.count


def test_bands_are_between_amounts_that_are_easy_to_read() -> None:
    bands = price_bands(sorted([990, 1500, 2900, 4900, 5900, 9900, 12900, 19900, 49900, 129900]), counted=True)
    cuts = [band.max_price_fen + 1 for band in bands[:-1] if band.max_price_fen is not None]
    assert cuts == [3000, 5000, 10000, 50000]
    assert [band.min_price_fen for band in bands] == [None, *cuts]
    assert price_bands([], counted=True) == price_bands([5000, 5000], counted=True) == ()


@pytest.mark.parametrize("sort", ["recommended", "sales", "newest", "price_asc", "price_desc"])
@pytest.mark.parametrize("words", [None, "睡袋", "枕"])
@pytest.mark.parametrize(
    "keys",
    [["材质:棉"], ["材质:棉", "材质:羊毛"], ["材质:棉", "材质:羊毛", "季节:冬"], ["材质:棉", "季节:夏"], ["产地:火星"]],
)
async def test_any_of_one_name_and_all_names(
    shop: Shop, scope: tuple[UUID, list[UUID]], keys: list[str], words: str | None, sort: Any
) -> None:
    query = ListQuery(sort=sort, category_id=scope[0], attributes=attribute_groups(keys), limit=2)
    wanted = {name: {key.split(":")[1] for key in keys if key.startswith(name)} for name in (k[:2] for k in keys)}
    expected = [
        title
        for title, _, values in GOODS
        if (words or "") in title and all(values.get(name) in any_of for name, any_of in wanted.items())
    ]
    assert sorted(await every_page(shop, query, words)) == sorted(expected)
    assert (await shop.storefront.products(query, words)).total == len(expected)


async def test_an_edit_and_an_end_of_sale_move_the_counts(shop: Shop) -> None:
    category_id = await shop.category()
    for value in ("棉", "麻", "麻"):
        product = await shop.on_sale(category_id, attributes=_given({"材质": value}))
    assert _counts(await _facets(shop, category_id=category_id)) == {"材质": {"麻": 2, "棉": 1}}
    await shop.catalogue.unpublish(product.id, None)
    facets = await _facets(shop, category_id=category_id)
    assert (facets.total, _counts(facets)) == (2, {"材质": {"麻": 1, "棉": 1}})


async def test_names_that_cannot_be_told_from_values_are_not_offered(shop: Shop) -> None:
    category_id = await shop.category()
    for value in ("大", "小"):
        given = {"尺寸:厘米": value, "空": "", "编号": shop.ids.new().hex, "同": "一"}
        await shop.on_sale(category_id, attributes=(*_given(given), Attribute("尺码", value), Attribute("尺码", value)))
    for number in range(11):
        await shop.on_sale(category_id, attributes=_given({"编号": str(number)}))
    facets = await _facets(shop, category_id=category_id)
    assert _counts(facets) == {"尺码": {"大": 1, "小": 1}}


@pytest.mark.parametrize(
    "keys",
    [
        ["没有冒号"],
        [":棉"],
        ["材质:"],
        ["材质:棉\0"],
        ["材质:" + "棉" * 300],
        [f"材质:{number}" for number in range(21)],
        [f"名{number}:值" for number in range(7)],
    ],
)
def test_odd_filters_are_refused(keys: list[str]) -> None:
    with pytest.raises(Invalid):
        attribute_groups(keys)
