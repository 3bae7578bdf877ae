"""Check-in, tasks, lotteries and the points shop over HTTP: forged, repeated and foreign calls."""

import asyncio
import hashlib
from typing import Any
from uuid import uuid4

import pytest

from tests.http.play import draw, give_points, item_body, lottery_body, prize_body, task_body
from tests.http.shop import Person, Shop


@pytest.fixture
async def lottery(owner: Person) -> Any:
    made = await owner.post("/lotteries", lottery_body())
    return await owner.post(f"/lotteries/{made['id']}/publish")


async def test_checking_in_is_once_a_day_and_the_day_is_the_servers(shop: Shop) -> None:
    who = await shop.shopper()
    before = await who.get("/check-in")
    assert (before["isChecked"], before["streak"], len(before["steps"])) == (False, 0, 7)
    results = await asyncio.gather(*(who.post("/check-in") for _ in range(5)))
    assert sum(result["isNew"] for result in results) == 1
    assert {result["points"] for result in results} == {before["todayPoints"]}
    for body in ({"day": "2020-01-01"}, {"points": 1000}):
        answer = await who.ask("POST", "/check-in", body)
        assert answer.status_code in (200, 400) and (await who.get("/check-in"))["streak"] == 1
    assert (await who.get("/check-in", month="2020-01"))["days"] == []
    for month in ("2020-13", "abcdefg"):
        assert (await who.ask("GET", "/check-in", params={"month": month})).status_code == 400


async def test_tasks_are_claimed_within_their_limit_and_said_to_be_on_trust(shop: Shop, owner: Person) -> None:
    code, who = f"share_{uuid4().hex[:8]}", await shop.shopper()
    made = (await owner.ask("PUT", f"/tasks/{code}", task_body(limitCount=2))).json()
    assert (made["version"], made["isOnTrust"]) == (1, True)
    keys = [uuid4().hex for _ in range(3)]
    for key in (keys[0], keys[0], keys[1]):
        await who.post(f"/tasks/{code}/claim", {"clientKey": key})
    refused = await who.ask("POST", f"/tasks/{code}/claim", {"clientKey": keys[2]})
    assert (refused.status_code, refused.json()["code"]) == (409, "members.task_used_up")
    page = await who.get("/tasks")
    [mine] = [one for one in page["items"] if one["code"] == code]
    assert (mine["state"], mine["doneCount"], mine["limitText"], page["points"]) == ("done", 2, "每天最多 2 次", 200)
    for body in ({}, {"clientKey": "short"}, {"clientKey": "a" * 65}, {"clientKey": keys[2], "points": 9}):
        assert (await who.ask("POST", f"/tasks/{code}/claim", body)).status_code == 400
    assert (await who.ask("POST", f"/tasks/{'x' * 8}/claim", {"clientKey": keys[2]})).status_code == 404


async def test_a_draw_is_repeated_by_its_key_and_verified_after_the_end(
    shop: Shop, owner: Person, lottery: Any
) -> None:
    who, path = await shop.shopper(), f"/lotteries/{lottery['id']}"
    seen = await shop.guest.get(path)
    assert seen["round"]["seed"] is None and seen["whyNot"] == "登录后就可以参加"
    assert sum(prize["oddsPpm"] for prize in seen["prizes"]) == 1_000_000 and seen["prizes"][0]["left"] == 100
    wish = {"clientKey": uuid4().hex, "nonce": uuid4().hex, "commitment": seen["round"]["commitment"]}
    answers = await asyncio.gather(*(who.post(f"{path}/draws", wish) for _ in range(6)))
    assert len({answer["draw"]["id"] for answer in answers}) == 1 and sum(answer["isNew"] for answer in answers) == 1
    changed = await who.ask("POST", f"{path}/draws", wish | {"clientKey": uuid4().hex, "commitment": "0" * 64})
    assert (changed.status_code, changed.json()["code"]) == (409, "members.lottery_round_over")
    for body in (wish | {"nonce": "短的"}, wish | {"roll": 1}, wish | {"seed": "x"}, {"clientKey": uuid4().hex}):
        assert (await who.ask("POST", f"{path}/draws", body)).status_code == 400
    assert (await shop.guest.ask("POST", f"{path}/draws", wish)).status_code == 401
    assert [one["prize"] if "prize" in one else one["name"] for one in (await who.get(f"{path}/draws"))["items"]] == [
        "口水巾"
    ]
    await owner.post(f"{path}/end", {"reason": "试一试"})
    record = await shop.guest.get(f"{path}/rounds/1")
    assert hashlib.sha256(record["round"]["seed"].encode()).hexdigest() == wish["commitment"]
    [drawn] = record["draws"]
    assert (drawn["n"], drawn["nonce"], drawn["given"]) == (1, wish["nonce"], 0)
    member_id = (await who.get("/me"))["id"]
    assert member_id not in str(record)
    assert (await shop.guest.ask("GET", f"{path}/rounds/2")).status_code == 404


async def test_odds_that_do_not_sum_are_refused_at_their_field(owner: Person) -> None:
    for prizes, field in (
        ([prize_body("goods", "口水巾", 1, 5), prize_body("thanks", "谢谢参与", 999_998, None)], "prizes"),
        ([prize_body("goods", "口水巾", 1, None), prize_body("thanks", "谢谢参与", 999_999, None)], "prizes.0.stock"),
        ([prize_body("thanks", "谢谢参与", 1, None), prize_body("goods", "口水巾", 999_999, 5)], "prizes.0.kind"),
    ):
        answer = await owner.ask("POST", "/lotteries", lottery_body(prizes=prizes))
        assert (answer.status_code, answer.json()["field"]) == (400, field), answer.text


async def test_points_buy_an_item_once_and_the_clerk_hands_it_out(shop: Shop, owner: Person) -> None:
    item, who = await owner.post("/redeem-items", item_body(stock=1)), await shop.shopper()
    refused = await who.ask("POST", f"/redeem-items/{item['id']}/redeem", {"clientKey": uuid4().hex})
    assert (refused.status_code, refused.json()["code"]) == (409, "members.points_short")
    await give_points(shop, who, 250)
    wish = {"clientKey": uuid4().hex}
    results = await asyncio.gather(*(who.post(f"/redeem-items/{item['id']}/redeem", wish) for _ in range(6)))
    assert len({result["award"]["id"] for result in results}) == 1
    assert (await who.get("/redeem-shop"))["points"] == 150
    gone = await who.ask("POST", f"/redeem-items/{item['id']}/redeem", {"clientKey": uuid4().hex})
    assert (gone.status_code, gone.json()["code"]) == (409, "members.redeem_item_gone")
    award, clerk = results[0]["award"], await shop.operator(permissions=["members.serve"])
    [row] = (await clerk.get("/awards", code=award["code"]))["items"]
    assert (row["id"], row["state"]) == (award["id"], "waiting") and "*" in row["memberName"]
    assert (await clerk.ask("POST", f"/awards/{award['id']}/cancel", {"reason": "缺货"})).status_code == 403
    assert (await clerk.post(f"/awards/{award['id']}/hand-out", {"note": ""}))["stateText"] == "已领取"
    assert (await (await shop.shopper()).get("/awards"))["items"] == []


async def test_what_operators_change_is_audited(shop: Shop, owner: Person, lottery: Any) -> None:
    who = await shop.shopper()
    await draw(who, lottery["id"])
    prizes = [{"oddsPpm": 500_000, "stock": 50}, {"oddsPpm": 500_000, "stock": None}]
    after = await owner.post(f"/lotteries/{lottery['id']}/odds", {"prizes": prizes, "version": lottery["version"]})
    assert (after["oddsVersion"], after["draws"], after["prizes"][0]["expectedMilli"]) == (2, 1, 1000)
    stale = await owner.ask(
        "POST", f"/lotteries/{lottery['id']}/odds", {"prizes": prizes, "version": lottery["version"]}
    )
    assert (stale.status_code, stale.json()["code"]) == (409, "members.lottery_changed")
    answer = await owner.ask("PUT", "/check-in-rewards", {"points": [5, 5, 10, 10, 15, 15, 60]})
    assert answer.json()["points"][6] == 60
    await owner.ask("PUT", "/check-in-rewards", {"points": [5, 5, 10, 10, 15, 15, 50]})
    actions = {entry["actionText"] for entry in (await owner.get("/audit", limit=20))["items"]}
    assert {"修改签到奖励", "调整中奖概率", "发布抽奖", "新建抽奖"} <= actions
