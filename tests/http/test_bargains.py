"""Bargains over HTTP: who may do what, what is told to whom, forged and repeated calls."""

import asyncio
import hashlib
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.http.bargains import FLOOR_FEN, bargain_campaign
from tests.http.shop import Person, Shop


@pytest.fixture
async def bargain(shop: Shop, shopper: Person) -> Any:
    goods = await shop.goods()
    campaign_id = await bargain_campaign(shop, goods)
    return await shopper.post("/bargains", {"campaignId": campaign_id, "skuId": str(goods.sku_id)})


async def test_from_the_list_to_the_floor(shop: Shop, shopper: Person, bargain: Any) -> None:
    path = f"/bargains/{bargain['id']}"
    [item] = (await shopper.get("/bargain-campaigns", productId=bargain["productId"]))["items"]
    assert (item["mineId"], item["floorFen"], item["listFen"]) == (bargain["id"], FLOOR_FEN, bargain["startFen"])
    for _ in range(3):
        friend = await shop.shopper()
        assert (await friend.get(path))["asking"]["canHelp"]
        result = await friend.post(f"{path}/help")
        assert result["isNew"] and result["text"] == f"帮忙砍掉 {result['cutFen'] / 100:.2f} 元"
        assert not result["page"]["asking"]["canHelp"] and result["page"]["orderId"] is None
    seen = await shopper.get(path)
    assert (seen["state"], seen["priceFen"]) == ("floor", FLOOR_FEN)
    assert sum(record["fen"] for record in seen["records"]) == seen["startFen"] - FLOOR_FEN
    proof = seen["proof"]
    assert hashlib.sha256(proof["seed"].encode()).hexdigest() == proof["commitment"] == bargain["proof"]["commitment"]
    [mine] = (await shopper.get("/bargains"))["items"]
    assert (mine["id"], mine["stateText"]) == (bargain["id"], "已砍到底价")
    assert (await (await shop.shopper()).get("/bargains"))["items"] == []


async def test_a_guest_looks_and_learns_nobodys_name_or_seed(shop: Shop, shopper: Person, bargain: Any) -> None:
    await shopper.ask("PUT", "/me/nickname", {"nickname": "陈小满的妈妈"})
    answer = await shop.guest.ask("GET", f"/bargains/{bargain['id']}")
    assert answer.status_code == 200
    seed, member_id, nickname = (
        await shop.rows(
            "select b.seed, b.member_id::text, m.nickname from promotion.bargain b"
            " join members.member m on m.id = b.member_id where b.id = $1",
            UUID(bargain["id"]),
        )
    )[0]
    assert all(secret not in answer.text for secret in (seed, member_id, nickname))
    assert answer.json()["asking"] == {
        "role": "guest",
        "canHelp": False,
        "canBuy": False,
        "helpedFen": None,
        "whyNot": "",
    }
    refused = await shop.guest.ask("POST", f"/bargains/{bargain['id']}/help")
    assert refused.status_code == 401


async def test_repeated_calls_are_one(shop: Shop, shopper: Person, bargain: Any) -> None:
    body = {"campaignId": bargain["campaignId"], "skuId": bargain["skuId"]}
    opened = await asyncio.gather(*(shopper.post("/bargains", body) for _ in range(6)))
    assert {page["id"] for page in opened} == {bargain["id"]}
    friend, key = await shop.shopper(), {"idempotency-key": uuid4().hex}
    path = f"/bargains/{bargain['id']}/help"
    answers = await asyncio.gather(*(friend.ask("POST", path, headers=key) for _ in range(6)))
    answers += [await friend.ask("POST", path)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["cutFen"] for answer in answers}) == 1
    assert sum(answer.json()["isNew"] for answer in answers) == 1
    assert (await friend.get(f"/bargains/{bargain['id']}"))["cutCount"] == 2


async def test_refusals_have_codes_and_change_nothing(shop: Shop, shopper: Person, bargain: Any) -> None:
    before = await shop.picture()
    friend = await shop.shopper()
    good = {"campaignId": bargain["campaignId"], "skuId": bargain["skuId"]}
    made_up = str(uuid4())
    for person, path, body, status, code in (
        (shopper, f"/bargains/{bargain['id']}/help", None, 409, "promotion.own_bargain"),
        (friend, f"/bargains/{made_up}/help", None, 404, "promotion.bargain_not_found"),
        (friend, "/bargains", good | {"campaignId": made_up}, 404, "promotion.bargain_not_found"),
        (friend, "/bargains", good | {"skuId": made_up}, 404, "promotion.bargain_not_found"),
        (friend, "/bargains", good | {"priceFen": 1}, 400, "request.invalid"),
        (friend, "/bargains", good | {"seed": "mine"}, 400, "request.invalid"),
        (friend, "/bargains", {"campaignId": bargain["campaignId"]}, 400, "request.invalid"),
    ):
        answer = await person.ask("POST", path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    changed = [name for name, found in (await shop.picture()).items() if before[name] != found]
    assert [name for name in changed if name.startswith("promotion.")] == []


async def test_operators_see_the_bargains_of_a_campaign(
    shop: Shop, shopper: Person, owner: Person, bargain: Any
) -> None:
    del shopper
    await (await shop.shopper()).post(f"/bargains/{bargain['id']}/help")
    path = f"/campaigns/{bargain['campaignId']}/bargains"
    [row] = (await owner.get(path))["items"]
    assert (row["id"], row["helperCount"], row["refusedCount"], row["state"]) == (bargain["id"], 1, 0, "open")
    assert "*" in row["memberName"]
    assert (await owner.get(path, state="bought"))["items"] == []
    assert (await owner.ask("GET", path, params={"state": "nonsense"})).status_code == 400
