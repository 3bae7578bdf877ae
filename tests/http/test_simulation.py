"""A draft tried over HTTP: its figures, its refusals at their fields, and that nothing is written."""

from tests.http.samples import campaign_body
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem


async def test_a_draft_is_tried_and_nothing_is_written(shop: Shop, shopper: Person, owner: Person) -> None:
    goods = await shop.goods()
    order = await shop.ordered(shopper, goods, 2)
    await shop.pay(shopper, order["id"])
    await shop.settle()
    before = await shop.picture()
    draft = campaign_body(str(goods.sku_id), goods.price_fen - 100)
    draft["items"][0]["quota"] = 2
    answer = await owner.ask("POST", "/campaigns/simulate", {"campaign": draft, "upliftPercent": 0})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    [item] = found["items"]
    assert (found["touched"], found["discountFen"]) == (1, 200)
    assert (item["units"], item["sold"], item["quota"]) == (2, 2, 2) and item["quotaOutAt"]
    assert found["plain"]["goodsFen"] - found["offered"]["goodsFen"] == 200
    assert sum(day["touched"] for day in found["days"]) == 1
    assert await shop.picture() == before


async def test_what_could_not_be_published_is_refused_at_its_field(shop: Shop, owner: Person) -> None:
    goods = await shop.goods()
    dear = campaign_body(str(goods.sku_id), goods.price_fen)
    answer = await owner.ask("POST", "/campaigns/simulate", {"campaign": dear, "upliftPercent": 0})
    assert_problem(answer, 400, "request.invalid", "items[0].priceFen")
    much = {"campaign": campaign_body(str(goods.sku_id), 1), "upliftPercent": 501}
    assert (await owner.ask("POST", "/campaigns/simulate", much)).status_code == 400


async def test_goods_and_levels_for_the_editors(shop: Shop, owner: Person) -> None:
    goods = await shop.goods()
    body = {"skuIds": [str(goods.sku_id)], "productIds": [str(goods.product_id)]}
    facts = (await owner.ask("POST", "/campaigns/goods", body)).json()["items"]
    assert [(one["skuId"], one["priceFen"]) for one in facts] == [(str(goods.sku_id), goods.price_fen)]
    levels = (await owner.get("/member-levels"))["items"]
    assert sum(level["members"] for level in levels) == await shop.value(
        "select count(*) from members.member where merged_into is null and left_at is null"
    )
