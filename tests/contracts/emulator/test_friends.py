"""N friends open a shared page: the emulator plays people, and a tiny shop plays the shop's public API."""

import asyncio
import time
from typing import Any

import pytest

from tests.contracts.emulator.little_shop import (
    BARGAIN,
    CAMPAIGN,
    CUT_FEN,
    FREIGHT_FEN,
    GROUP_PRICE_FEN,
    PRODUCT,
    SKU,
    TEAM,
    LittleShop,
)
from tests.contracts.emulator.shop import Shop

BARGAIN_PATH = f"packages/promotion/pages/bargain/index?id={BARGAIN}"
TEAM_PATH = f"packages/promotion/pages/group/index?team={TEAM}"


async def the_round(shop: Shop, path: str, count: int) -> list[dict[str, Any]]:
    """The results of all friends, when all are through."""
    started = await shop.client.post("/play/friends", json={"path": path, "count": count})
    assert started.status_code == 202, started.text
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        (found, *_) = (await shop.client.get("/play/friends")).json()["items"]
        if all(result["state"] != "waiting" for result in found["results"]):
            assert found["id"] == started.json()["id"]
            return list(found["results"])
        await asyncio.sleep(0.01)
    raise AssertionError("friends are still waiting")


@pytest.mark.parametrize(
    "path", [BARGAIN_PATH, f"/{BARGAIN_PATH}&from=share", f" http://127.0.0.1:8000/mini/#/{BARGAIN_PATH} "]
)
async def test_friends_help_until_the_shop_says_no(shop: Shop, path: str) -> None:
    little = LittleShop(shop, cuts_left=3)
    shop.hooks.answer = little.answer
    results = await the_round(shop, path, 5)
    assert len(set(little.helpers)) == 3 and len(little.members) == 5
    assert len({result["nickname"] for result in results}) == 5
    words = sorted((result["state"], result["text"]) for result in results)
    assert words == [("done", f"砍掉 {CUT_FEN / 100:.2f} 元")] * 3 + [("refused", "已经砍到底价了")] * 2


async def test_friends_join_a_team_and_pay(shop: Shop) -> None:
    little = LittleShop(shop, seats=2)
    shop.hooks.answer = little.answer
    results = await the_round(shop, TEAM_PATH, 3)
    payable_fen = GROUP_PRICE_FEN + FREIGHT_FEN
    words = sorted((result["state"], result["text"]) for result in results)
    assert words == [("done", "付款 87.00 元，参团了")] * 2 + [("refused", "这个团已经满了，可以去参加别的团")]
    assert len({order["clientKey"] for order in little.orders}) == 2
    for order in little.orders:
        assert order["activity"] == {"kind": "group_buy", "campaignId": CAMPAIGN, "teamId": TEAM, "size": 3}
        assert order["lines"] == [{"skuId": SKU, "quantity": 1}]
        assert order["expectedPayableFen"] == payable_fen
        assert order.keys() == {
            *("clientKey", "source", "lines", "addressId", "note", "expectedPayableFen"),
            *("virtualNoticeAccepted", "activity"),
        }
    assert all(address["phone"].startswith("1600000") for address in little.addresses.values())
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["paidCount"], totals["paidFen"]) == (2, 2 * payable_fen)


async def test_a_team_that_names_no_sku_is_asked_for_its_product(shop: Shop) -> None:
    little = LittleShop(shop)
    little.team = {"campaignId": CAMPAIGN, "size": 2, "productId": PRODUCT}
    shop.hooks.answer = little.answer
    (result,) = await the_round(shop, TEAM_PATH, 1)
    assert result["state"] == "done" and little.orders[0]["lines"] == [{"skuId": SKU, "quantity": 1}]


async def test_every_round_brings_new_people(shop: Shop) -> None:
    little = LittleShop(shop, cuts_left=50)
    shop.hooks.answer = little.answer
    for _ in range(2):
        assert {result["state"] for result in await the_round(shop, BARGAIN_PATH, 10)} == {"done"}
    assert len(set(little.helpers)) == 20


async def test_what_the_shop_does_not_know_is_told_in_its_words(shop: Shop) -> None:
    shop.hooks.answer = LittleShop(shop).answer
    (result,) = await the_round(shop, BARGAIN_PATH.replace(BARGAIN, "another"), 1)
    assert (result["state"], result["text"]) == ("refused", "没有找到您要的内容")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((502, b"<html>502</html>"), "商城的应答看不懂（HTTP 502）"),
        ((500, b"[]"), "商城拒绝了（HTTP 500）"),
        ((200, b'{"token": null}'), "商城的应答里没有 token"),
        ((200, b"\xff"), "商城的应答看不懂（HTTP 200）"),
    ],
)
async def test_a_shop_that_answers_nonsense(shop: Shop, answer: tuple[int, bytes], words: str) -> None:
    shop.hooks.answer = lambda _: answer
    (result,) = await the_round(shop, BARGAIN_PATH, 1)
    assert (result["state"], result["text"]) == ("refused", words)


async def test_a_shop_that_is_away(shop: Shop) -> None:
    await shop.hooks.stop()
    results = await the_round(shop, BARGAIN_PATH, 2)
    assert {result["state"] for result in results} == {"refused"}
    assert all(result["text"].startswith("商城没有应答") for result in results)


@pytest.mark.parametrize(
    ("path", "count", "status"),
    [
        ("pages/home/index", 3, 400),
        ("packages/promotion/pages/bargain/index", 3, 400),
        ("packages/promotion/pages/bargain/index?id=../orders", 3, 400),
        ("packages/promotion/pages/bargain/index?id=%E7%A0%8D", 3, 400),
        (BARGAIN_PATH, 0, 400),
        (BARGAIN_PATH, 51, 400),
        ("", 3, 400),
    ],
)
async def test_paths_and_numbers_that_make_no_sense(shop: Shop, path: str, count: int, status: int) -> None:
    answer = await shop.client.post("/play/friends", json={"path": path, "count": count})
    assert answer.status_code == status
    assert (await shop.client.get("/play/friends")).json() == {"items": []}
    assert (await shop.client.get("/play/totals")).json()["userCount"] == 0
