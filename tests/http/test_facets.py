"""Facets over HTTP: attributes as parameters, what is refused, and answers that follow an edit at once."""

from typing import Any
from uuid import uuid4

import pytest

from tests.http.shop import Shop
from tests.http.test_catalogue_edits import _edited


async def _found(shop: Shop, *attributes: str, **scope: Any) -> list[str]:
    page = await shop.guest.get("/products", attributes=list(attributes), **scope)
    return [card["title"] for card in page["items"]]


async def test_an_edit_reaches_facets_and_lists_at_once(shop: Shop) -> None:
    person, category = await shop.operator(), {"parentId": None, "iconMediaId": None, "attributeNames": ["材质"]}
    category_id = (await person.post("/categories", category | {"name": uuid4().hex[:12]}))["id"]
    goods = [await shop.goods(), await shop.goods()]
    for one, title, material in zip(goods, ("棉的", "麻的"), ("棉", "麻:布"), strict=True):
        product = await person.get(f"/products/{one.product_id}")
        changed = {"title": title, "categoryId": category_id, "attributes": [{"name": "材质", "value": material}]}
        saved = await person.ask("PUT", f"/products/{one.product_id}", _edited(product, **changed))
        assert saved.status_code == 200, saved.text
    facets = await shop.guest.get("/products/facets", categoryId=category_id)
    assert (facets["counted"], facets["total"]) == (True, 2)
    values = [{"value": "棉", "count": 1}, {"value": "麻:布", "count": 1}]
    assert facets["attributes"] == [{"name": "材质", "values": values}]
    assert await _found(shop, "材质:麻:布", categoryId=category_id) == ["麻的"]
    assert sorted(await _found(shop, "材质:棉", "材质:麻:布", categoryId=category_id)) == ["棉的", "麻的"]
    assert await _found(shop, "材质:棉", "产地:湖州", categoryId=category_id) == []
    await person.post(f"/products/{goods[0].product_id}/unpublish")
    assert (await shop.guest.get("/products/facets", categoryId=category_id))["total"] == 1
    assert await _found(shop, "材质:棉", categoryId=category_id) == []


@pytest.mark.parametrize(
    "attributes",
    [
        ["材质"],
        [":棉花"],
        ["材质:"],
        ["材质:棉\0"],
        ["材质:" + "棉" * 300],
        [f"材质:{number}" for number in range(21)],
        [f"名{number}:值" for number in range(7)],
    ],
)
async def test_odd_filters_are_refused(shop: Shop, attributes: list[str]) -> None:
    answer = await shop.guest.ask("GET", "/products", params={"attributes": attributes})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid"), answer.text


@pytest.mark.parametrize("scope", [{"categoryId": "x"}, {"minPriceFen": -1}, {"q": "长" * 65}])
async def test_an_odd_scope_is_refused(shop: Shop, scope: dict[str, Any]) -> None:
    assert (await shop.guest.ask("GET", "/products/facets", params=scope)).status_code == 400
