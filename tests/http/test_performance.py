"""Performance, rules of attribution and personal guides over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from ports.community.touches import NewTouch
from tests.http.shop import Person, Shop
from tests.http.touches import issued
from tests.http.wecom import hired, known_to_the_shop

WINDOWS = {"welcome": 7, "script": 7, "coupon": 7, "post": 3, "massMessage": 3, "moment": 3}
RATES = {"personal": 300, "touch": 200, "coupon": 200, "follow": 50}
ATTRIBUTION = {
    "order": ["touch", "coupon", "follow"],
    "windows": WINDOWS,
    "couponDays": 30,
    "follow": "last",
    "commission": RATES,
}
HANDOVER: dict[str, Any] = {
    "isOn": False,
    "spendFen": 500_000,
    "spendDays": 365,
    "levels": [],
    "tagIds": [],
    "onConcierge": True,
    "guides": [],
    "choice": "round_robin",
}


async def _guide(shop: Shop) -> str:
    guide = await hired(shop)
    await known_to_the_shop(shop, guide)
    return guide


async def test_an_order_behind_a_touch_is_the_guides(shop: Shop, owner: Person) -> None:
    # Others have changed the rules before, whatever they were.
    version = (await owner.get("/attribution-rules"))["version"]
    assert (await owner.ask("PUT", "/attribution-rules", ATTRIBUTION | {"version": version})).status_code == 200
    guide, shopper = await _guide(shop), await shop.shopper(address=True)
    code = await issued(shop, NewTouch("script", f"script:{uuid4()}", guide))
    assert (await shopper.ask("POST", f"/touches/{code}/open")).status_code == 204
    goods = await shop.goods()
    order = await shop.ordered(shopper, goods, 1)
    await shop.pay(shopper, order["id"])

    async def is_attributed() -> bool:
        asked = "select from community.attributed_orders where order_id = $1"
        return bool(await shop.rows(asked, UUID(order["id"])))

    await shop.settle(is_attributed)
    board = await owner.get("/performance", period="day")
    [own] = [one for one in board["guides"] if one["userId"] == guide]
    paid = order["payableFen"]
    assert (own["touches"], own["visitors"], own["orders"], own["keptFen"]) == (1, 1, 1, paid)
    assert own["commissionFen"] == paid * 200 // 10_000
    page = await owner.get(f"/performance/{guide}/orders", period="day")
    [item] = page["items"]
    assert (item["orderId"], item["rule"], item["touchKind"]) == (order["id"], "touch", "script")
    assert item["why"].startswith("付款前最后打开的是") and page["nextCursor"] is None
    assert (await owner.get(f"/performance/{guide}/orders", period="day", day="2025-01-01"))["items"] == []


async def test_what_is_no_period_is_refused(shop: Shop, owner: Person) -> None:
    for query in ({"period": "year"}, {"day": "gestern"}, {"day": "1999-01-01"}, {"day": "9999-12-31"}):
        assert (await owner.ask("GET", "/performance", params=query)).status_code == 400, query


async def test_rules_are_saved_by_whoever_may_and_has_read_them(shop: Shop, owner: Person) -> None:
    for place, body in (("/attribution-rules", ATTRIBUTION), ("/handover-rules", HANDOVER)):
        version = (await owner.get(place))["version"]
        saved = (await owner.ask("PUT", place, body | {"version": version})).json()
        assert saved["version"] == version + 1 and saved["rules"] == body and saved["by"]
        late = await owner.ask("PUT", place, body | {"version": version})
        assert (late.status_code, late.json()["code"]) == (409, "community.rules_changed")
        reader = await shop.operator(permissions=["community.read"])
        before = await shop.picture()
        refused = await reader.ask("PUT", place, body | {"version": version + 1})
        assert (refused.status_code, refused.json()["code"]) == (403, "governance.permission_missing")
        assert await shop.picture() == before
    wrong = await owner.ask("PUT", "/attribution-rules", ATTRIBUTION | {"order": ["touch", "touch"], "version": 1})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "order")


async def test_a_guide_of_ones_own_is_seen_by_the_member_alone(shop: Shop, owner: Person) -> None:
    guide, shopper, other = await _guide(shop), await shop.shopper(), await shop.shopper()
    member_id = (await shopper.get("/me"))["id"]
    assert await shopper.get("/guide") == {"guide": None}
    body = {"userId": guide, "reason": "会员要求"}
    set_ = (await owner.ask("PUT", f"/personal-guides/{member_id}", body)).json()
    assert (set_["userId"], set_["how"], set_["isServing"]) == (guide, "operator", True)

    async def is_drawn() -> bool:
        return bool((await shopper.get("/guide"))["guide"]["qrUrl"])

    await shop.settle(is_drawn)
    assert await other.get("/guide") == {"guide": None}
    [row] = (await owner.get("/personal-guides", guide=guide))["items"]
    assert (row["memberId"], row["told"]) == (member_id, "told")
    ended = await owner.ask("POST", f"/personal-guides/{member_id}/end", {"reason": "不再需要"})
    assert ended.status_code == 204
    assert await shopper.get("/guide") == {"guide": None}
    [past] = (await owner.get("/personal-guides", guide=guide, past=True))["items"]
    assert past["endedWhy"].endswith("取消：不再需要")
    again = await owner.ask("POST", f"/personal-guides/{member_id}/end", {"reason": "不再需要"})
    assert (again.status_code, again.json()["code"]) == (404, "community.no_personal_guide")


async def test_how_a_guide_answered_is_told_day_by_day(shop: Shop, owner: Person) -> None:
    guide = await _guide(shop)
    day = (datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=3)).date()
    await shop.rows(
        """
        insert into community.guide_day (user_id, day, chats, messages, reply_rate, reply_seconds, blocked, applied,
            gained, read_at)
        values ($1, $2, 4, 9, 7500, 180, 1, 0, 2, now())
        """,
        guide,
        day,
    )
    query = {"period": "day", "day": day.isoformat()}
    found = await owner.get(f"/performance/{guide}/replies", **query)
    [row] = found["days"]
    assert (row["isRead"], row["chats"], row["replyRate"], row["replySeconds"]) == (True, 4, 7_500, 180)
    assert (found["total"]["messages"], found["total"]["daysUnread"], found["problem"]) == (9, 0, None)
    [own] = [one for one in (await owner.get("/performance", **query))["guides"] if one["userId"] == guide]
    assert own["replies"] == found["total"]
    after = await owner.get(f"/performance/{guide}/replies", period="day", day=(day + timedelta(days=1)).isoformat())
    # Known since today: what came before is nobody's loss.
    assert after["days"] == [] and after["total"]["chats"] is None
    reader = await shop.operator(permissions=["members.read"])
    refused = await reader.ask("GET", f"/performance/{guide}/replies")
    assert (refused.status_code, refused.json()["code"]) == (403, "governance.permission_missing")
