"""A lottery, a task, a redemption and who made them, for the tests over HTTP."""

from typing import Any
from uuid import UUID, uuid4

from ports.kernel import MemberId
from ports.members.points import Earning
from tests.http.shop import Person, Shop


def lottery_body(**changed: Any) -> dict[str, Any]:
    """Two draws a day for nothing, then 10 points each."""
    body = {
        "name": "周末抽奖",
        "words": "每天两次免费机会",
        "startsAt": "2020-01-01T00:00:00Z",
        "endsAt": "2099-01-01T00:00:00Z",
        "costPoints": 10,
        "freePerDay": 2,
        "drawsPerDayMax": 5,
        "prizes": [prize_body("goods", "口水巾", 1_000_000, 100), prize_body("thanks", "谢谢参与", 0, None)],
        "version": 0,
    }
    return body | changed


def prize_body(kind: str, name: str, odds_ppm: int, stock: int | None, points: int = 0) -> dict[str, Any]:
    return {"kind": kind, "name": name, "points": points, "templateId": None, "oddsPpm": odds_ppm, "stock": stock}


def item_body(**changed: Any) -> dict[str, Any]:
    body = {
        "name": "有机棉口水巾",
        "words": "到店领取",
        "imageUrl": "",
        "kind": "goods",
        "templateId": None,
        "points": 100,
        "stock": 10,
        "perMemberMax": None,
        "isEnabled": True,
        "sort": 1,
        "version": 0,
    }
    return body | changed


def task_body(**changed: Any) -> dict[str, Any]:
    body = {
        "title": "分享给好友",
        "words": "",
        "kind": "share",
        "points": 100,
        "limitKind": "day",
        "limitCount": 3,
        "isEnabled": True,
        "sort": 1,
        "version": 0,
    }
    return body | changed


async def give_points(shop: Shop, who: Person, points: int) -> None:
    member_id = MemberId(UUID((await who.get("/me"))["id"]))
    async with shop.built.services.uow.begin() as tx:
        earning = Earning(uuid4().hex, member_id, points, "task", "完成任务")
        await shop.built.modules.members.points.book.earn(tx, earning)


async def draw(who: Person, lottery_id: str, **changed: str) -> Any:
    """As the phone does: it looks at the commitment first."""
    seen = await who.get(f"/lotteries/{lottery_id}")
    wish = {"clientKey": uuid4().hex, "nonce": uuid4().hex, "commitment": seen["round"]["commitment"]}
    return await who.post(f"/lotteries/{lottery_id}/draws", wish | changed)


async def play_ids(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """What the tests over the route table put into paths."""
    lottery = await owner.post("/lotteries", lottery_body())
    await owner.post(f"/lotteries/{lottery['id']}/publish")
    await draw(shopper, lottery["id"])
    answer = await owner.ask("PUT", "/tasks/share", task_body())
    assert answer.status_code == 200, answer.text
    item = await owner.post("/redeem-items", item_body())
    [award] = (await shopper.get("/awards"))["items"]
    return {
        "lottery_id": lottery["id"],
        "number": "1",
        "code": "share",
        "item_id": item["id"],
        "award_id": award["id"],
    }
