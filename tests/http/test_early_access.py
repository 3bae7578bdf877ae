"""Early access over HTTP: who sees and gets the price before the start, and what kept pages show (ADR 0043)."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.prove.goods import Goods
from ports.kernel import Fen
from tests.http.samples import campaign_body
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem


class Sale:
    """A limited-time price that starts in twenty minutes; members of the gold level have thirty."""

    def __init__(self, shop: Shop, goods: Goods, campaign: Any) -> None:
        self.shop, self.goods, self.campaign = shop, goods, campaign
        self.fen: Fen = campaign["items"][0]["priceFen"]
        self.told = f"Fen': {self.fen}"

    async def gold(self) -> Person:
        person = await self.shop.shopper(address=True)
        member_id = (await person.get("/me"))["id"]
        await self.shop.rows("update members.member set level_code = 'gold' where id = $1::uuid", member_id)
        return person

    async def offers(self, person: Person) -> Any:
        return await person.get(f"/products/{self.goods.product_id}/offers")

    async def shown(self, person: Person) -> str:
        """All that the shop shows of the goods but what a person may buy by, as text."""
        paths = (f"/products/{self.goods.product_id}", "/products", "/home", "/bundles", "/search/hot")
        return "".join([str((await person.ask("GET", path)).json()) for path in paths])


@pytest.fixture
async def sale(shop: Shop, owner: Person) -> AsyncIterator[Sale]:
    kept = await shop.rows("select code, discount_percent, early_access_minutes from members.level")
    await shop.rows(
        "update members.level set discount_percent = 100,"
        " early_access_minutes = case code when 'gold' then 30 else 0 end"
    )
    goods = await shop.goods()
    starts_at = shop.clock.now() + timedelta(minutes=20)
    body = campaign_body(str(goods.sku_id), goods.price_fen - 1234, opensEarly=True, startsAt=starts_at.isoformat())
    body["items"][0] |= {"quota": 5, "perMemberMax": 2}
    made = await owner.post("/campaigns", body)
    yield Sale(shop, goods, await owner.post(f"/campaigns/{made['id']}/publish"))
    await owner.post(f"/campaigns/{made['id']}/stop", {"reason": "试完了"})
    for code, percent, minutes in kept:
        await shop.rows(
            "update members.level set discount_percent = $2, early_access_minutes = $3 where code = $1",
            code,
            percent,
            minutes,
        )


async def test_a_kept_page_shows_nobody_anothers_price(sale: Sale, shop: Shop, shopper: Person) -> None:
    gold, guest = await sale.gold(), shop.guest
    before = await sale.shown(guest)
    assert sale.told not in before
    # Twice each, and in both orders: whatever one of them makes the server keep is asked for by the others.
    for person in (guest, gold, guest, shopper, gold, shopper, guest):
        offers = await sale.offers(person)
        if person is gold:
            assert [one["priceFen"] for one in offers["timed"]] == [sale.fen]
            [tag] = offers["tags"]
            assert datetime.fromisoformat(tag["opensAt"]) == datetime.fromisoformat(sale.campaign["startsAt"])
            assert tag["earlyText"].startswith("会员提前购，") and tag["earlyText"].endswith(" 向所有人开始")
        else:
            assert (offers["timed"], offers["tags"]) == ([], []) and sale.told not in str(offers)
        assert sale.told not in await sale.shown(person)
    assert await sale.shown(guest) == before


async def test_a_phone_that_knows_the_price_does_not_get_it(sale: Sale, shop: Shop, shopper: Person) -> None:
    before = await shop.picture()
    assert_problem(await shop.order(shopper, sale.goods, expectedPayableFen=sale.fen), 409, "commerce.price_changed")
    assert await shop.picture() == before
    cart = await shop.guest.post(
        "/cart/preview", {"lines": [{"skuId": str(sale.goods.sku_id), "quantity": 1, "selected": True}]}
    )
    assert cart["totals"]["payableFen"] >= sale.goods.price_fen


async def test_the_entitled_pay_what_they_were_shown_and_see_why(sale: Sale, shop: Shop, owner: Person) -> None:
    gold = await sale.gold()
    lines = [{"skuId": str(sale.goods.sku_id), "quantity": 1}]
    quote = await gold.post("/checkout/quote", {"source": "direct", "lines": lines, "addressId": None})
    [why] = [note["detail"] for note in quote["derivation"] if note["step"] == "activity_price"]
    assert why.endswith("会员提前 30 分钟参加")
    answer = await shop.order(gold, sale.goods, expectedPayableFen=quote["totals"]["payableFen"])
    assert answer.status_code == 201, answer.text
    assert why in str(answer.json()["derivation"])
    seen = await owner.get(f"/campaigns/{sale.campaign['id']}")
    assert (seen["phase"], seen["opensEarly"], seen["items"][0]["taken"]) == ("scheduled", True, 1)


async def test_levels_are_told_with_their_minutes(sale: Sale, owner: Person) -> None:
    levels = (await owner.get("/member-levels"))["items"]
    assert {one["code"]: one["earlyAccessMinutes"] for one in levels if one["earlyAccessMinutes"]} == {"gold": 30}


@pytest.mark.parametrize("kind", ["flash", "bargain", "group_buy"])
async def test_what_begins_for_everybody_at_once_refuses_the_switch(shop: Shop, owner: Person, kind: str) -> None:
    goods = await shop.goods()
    sku, fen = str(goods.sku_id), goods.price_fen - 100
    rules = {
        "flash": {"type": "flash", "payWithinMinutes": 10, "groupsToUnlock": 0},
        "bargain": {"type": "bargain", "helpers": 8, "hours": 24, "helpsPerDayMax": 5},
        "group_buy": {"type": "group_buy", "prices": [{"skuId": sku, "size": 2, "priceFen": fen}]},
    }
    body = campaign_body(sku, fen, rule=rules[kind])
    body["items"][0] |= {"quota": 5, "perMemberMax": 1}
    assert (await owner.ask("POST", "/campaigns", body)).status_code == 201
    before = await shop.picture()
    assert_problem(
        await owner.ask("POST", "/campaigns", body | {"opensEarly": True}), 400, "request.invalid", "opensEarly"
    )
    assert await shop.picture() == before
