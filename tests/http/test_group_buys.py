"""Group-buys as shoppers and operators see them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import Struct

from app.prove.goods import Goods
from ports.kernel import CampaignId
from ports.promotion.api import ActivityRef
from tests.http.group_buys import group_campaign, seat_of
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem


class Sale(Struct, frozen=True):
    shop: Shop
    goods: Goods
    campaign: CampaignId

    async def seated(self, person: Person, team: UUID | None = None, size: int = 3, paid: bool = True) -> Any:
        """Order and team of the person."""
        order = await self.shop.ordered(person, self.goods)
        ref = ActivityRef("group_buy", self.campaign, None if team else size, team)
        return order["id"], await seat_of(self.shop, order["id"], self.goods, ref, paid=paid)


@pytest.fixture
async def sale(shop: Shop) -> Sale:
    goods = await shop.goods()
    return Sale(shop, goods, await group_campaign(shop, goods))


async def test_the_list_and_the_product_say_the_same(shop: Shop, sale: Sale) -> None:
    opener = await shop.shopper(address=True)
    _, team = await sale.seated(opener)
    await shop.rows("update promotion.campaign_item set quota = 20, taken = 3 where campaign_id = $1", sale.campaign)
    cards = await shop.guest.get("/group-campaigns")
    [card] = [one for one in cards["items"] if one["campaignId"] == str(sale.campaign)]
    price = sale.goods.price_fen
    assert card["sizes"] == [{"size": 2, "priceFen": price - 1000}, {"size": 3, "priceFen": price - 1500}]
    assert (card["quota"], card["remaining"], card["people"], card["listPriceFen"]) == (20, 17, 1, price)
    path = f"/products/{sale.goods.product_id}/group"
    found = await shop.guest.get(path)
    offer = found["offer"]
    assert found["now"] and offer["sizes"] == card["sizes"] and offer["people"] == 1
    assert offer["units"] == [{"skuId": str(sale.goods.sku_id), "quota": 20, "remaining": 17, "perMemberMax": None}]
    [shown] = offer["teams"]
    assert (shown["id"], shown["missing"], shown["size"]) == (str(team), 2, 3)
    assert "*" in shown["nickname"]
    assert (await opener.get(path))["offer"]["teams"] == [], "nobody is asked to join the own team"


async def test_a_product_without_a_group_buy_has_no_offer(shop: Shop) -> None:
    goods = await shop.goods()
    assert (await shop.guest.get(f"/products/{goods.product_id}/group"))["offer"] is None
    assert (await shop.guest.get(f"/products/{uuid4()}/group"))["offer"] is None


async def test_teams_without_a_payment_or_without_a_place_are_not_shown(shop: Shop, sale: Sale) -> None:
    path = f"/products/{sale.goods.product_id}/group"
    await sale.seated(await shop.shopper(address=True), paid=False)
    _, pair = await sale.seated(await shop.shopper(address=True), size=2)
    assert [one["id"] for one in (await shop.guest.get(path))["offer"]["teams"]] == [str(pair)]
    await sale.seated(await shop.shopper(address=True), pair, paid=False)
    assert (await shop.guest.get(path))["offer"]["teams"] == []
    await shop.rows(
        "update promotion.campaign set rule = jsonb_set(rule, '{joinsStrangers}', 'false') where id = $1", sale.campaign
    )
    await sale.seated(await shop.shopper(address=True), size=2)
    assert (await shop.guest.get(path))["offer"]["teams"] == []


async def test_the_page_of_a_team_to_each_who_looks(shop: Shop, sale: Sale) -> None:
    opener, friend, stranger = [await shop.shopper(address=True) for _ in range(3)]
    order_id, team = await sale.seated(opener, size=2)
    page = f"/group-teams/{team}"
    mine = await opener.get(page)
    assert (mine["sentence"], mine["missing"], mine["canJoin"], mine["canOpen"]) == ("还差 1 人成团", 1, False, True)
    assert mine["mine"]["orderId"] == order_id and mine["mine"]["state"] == "paid"
    assert mine["seats"][0]["isLeader"] and mine["seats"][0]["isMe"] and "*" in mine["seats"][0]["nickname"]
    assert mine["sharePath"] == f"features/promotion/group/team/index?id={team}"
    theirs = await shop.guest.get(page)
    assert theirs["mine"] is None and theirs["canJoin"] and not theirs["seats"][0]["isMe"]
    assert theirs["prices"] == [{"skuId": str(sale.goods.sku_id), "size": 2, "priceFen": sale.goods.price_fen - 1000}]
    friend_order, _ = await sale.seated(friend, team, paid=False)
    held = await friend.get(page)
    assert (held["sentence"], held["mine"]["state"], held["canJoin"]) == ("名额已满，等待团友付款", "held", False)
    assert [seat["isPaid"] for seat in held["seats"]] == [True, False]
    assert order_id not in str(held) and friend_order in str(held)
    await sale.seated(stranger, size=2)
    await shop.rows(
        "update promotion.seat set held_until = now() - interval '1 minute' where order_id = $1", friend_order
    )
    late = await friend.get(page)
    assert (late["mine"]["state"], late["canJoin"], len(late["seats"])) == ("lapsed", True, 1)
    assert_problem(await shop.guest.ask("GET", f"/group-teams/{uuid4()}"), 404, "promotion.team_not_found")


async def test_success_and_failure_in_words(shop: Shop, sale: Sale) -> None:
    opener, friend = await shop.shopper(address=True), await shop.shopper(address=True)
    _, team = await sale.seated(opener, size=2)
    await sale.seated(friend, team)
    assert (await friend.get(f"/group-teams/{team}"))["sentence"] == "拼团成功，商家将尽快发货"
    assert (await shop.guest.get(f"/group-teams/{team}"))["sentence"] == "已满员，可自己开团"
    _, lonely = await sale.seated(opener, size=3)
    await shop.rows("update promotion.team set expires_at = now() - interval '2 minutes' where id = $1", lonely)
    assert (await opener.get(f"/group-teams/{lonely}"))["sentence"] == "拼团时间已到，正在处理"
    assert await shop.built.modules.promotion.group_buys.clock.sweep() >= 1
    assert (await opener.get(f"/group-teams/{lonely}"))["sentence"] == "未成团，款项已自动原路退回"
    seen = await shop.guest.get(f"/group-teams/{lonely}")
    assert (seen["sentence"], seen["canJoin"], seen["canOpen"]) == ("这个团已结束，可自己开团", False, True)


async def test_an_orders_team_is_its_owners_alone(shop: Shop, sale: Sale) -> None:
    opener, stranger = await shop.shopper(address=True), await shop.shopper(address=True)
    order_id, team = await sale.seated(opener)
    assert (await opener.get(f"/group-orders/{order_id}"))["id"] == str(team)
    assert_problem(await stranger.ask("GET", f"/group-orders/{order_id}"), 404, "promotion.team_not_found")
    plain = await shop.ordered(opener, sale.goods)
    assert_problem(await opener.ask("GET", f"/group-orders/{plain['id']}"), 404, "promotion.team_not_found")


async def test_operators_page_through_the_teams(shop: Shop, sale: Sale, owner: Person) -> None:
    opened = [(await sale.seated(await shop.shopper(address=True)))[1] for _ in range(3)]
    path = f"/campaigns/{sale.campaign}/teams"
    first = await owner.get(path, limit=2)
    rest = await owner.get(path, limit=2, cursor=first["nextCursor"])
    assert [one["id"] for one in first["items"] + rest["items"]] == [str(one) for one in reversed(opened)]
    assert rest["nextCursor"] is None and first["items"][0]["paid"] == 1
    [member] = first["items"][0]["members"]
    assert member["isLeader"] and member["state"] == "paid" and member["orderNumber"] and "*" in member["nickname"]
    assert (await owner.get(path, state="failed"))["items"] == []
    assert (await owner.get(f"/campaigns/{uuid4()}/teams"))["items"] == []
