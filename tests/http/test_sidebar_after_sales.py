"""After-sale requests beside the chat, and the guide's own month, over HTTP."""

from typing import Any
from uuid import UUID, uuid4

from tests.http.shop import Person, Shop
from tests.http.sidebar import Beside, beside


async def _asked_back(shop: Shop, owner: Person, side: Beside) -> dict[str, Any]:
    """Of goods that have arrived, so that a person must decide."""
    order = await shop.ordered(side.shopper, await shop.goods(), 1)
    await shop.pay(side.shopper, order["id"])
    [(fulfilment_id,)] = await shop.rows("select id from supply.fulfilment where order_id = $1", UUID(order["id"]))
    items = [{"fulfilmentId": str(fulfilment_id), "courierCode": "SF"}]
    await owner.post("/fulfilments/ship", {"items": items})
    await shop.settle()
    wish = {
        "orderId": order["id"],
        "kind": "refund_only",
        "lines": [{"lineId": order["lines"][0]["id"], "quantity": 1}],
        "reasonCode": "quality",
        "description": "杯口有裂痕",
        "imageIds": [],
    }
    sale = await side.shopper.ask("POST", "/after-sales", wish)
    assert (sale.status_code, sale.json()["status"]) == (201, "applied"), sale.text
    return dict(sale.json())


async def _limited(owner: Person, guide: str, fen: int) -> None:
    page = await owner.get("/guide-allowances")
    version = next((rule["version"] for rule in page["rules"] if rule["guide"] == guide), 0)
    body = {"guide": guide, "couponsMax": 0, "valueMaxFen": 0, "refundMaxFen": fen, "version": version}
    answer = await owner.ask("PUT", "/guide-allowances/rules", body)
    assert answer.status_code == 200, answer.text


async def test_a_guide_decides_once_however_often_it_is_pressed(shop: Shop, owner: Person) -> None:
    side = await beside(shop)
    sale = await _asked_back(shop, owner, side)
    place = f"{side.place}/after-sales/{sale['id']}"
    refused = await side.guide.ask("POST", f"{place}/agree", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "community.guides_do_not_decide")
    await _limited(owner, side.user_id, sale["refundFen"])
    seen = await side.guide.get(place)
    assert (seen["actions"], seen["handsOver"]) == (["agree", "refuse", "leave_word"], False)
    key, by = uuid4().hex, f"导购 小青（{side.user_id}）"
    first = await side.guide.ask("POST", f"{place}/agree", {"note": "看过照片"}, {"idempotency-key": key})
    again = await side.guide.ask("POST", f"{place}/agree", {"note": "看过照片"}, {"idempotency-key": key})
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert (first.json()["outcome"], first.json()["afterSale"]["decidedBy"]) == ("agreed", by)
    late = await side.guide.ask("POST", f"{place}/refuse", {"reason": "不行"})
    assert (late.status_code, late.json()["code"]) == (409, "commerce.after_sale_not_allowed")
    operator = await owner.ask("POST", f"/after-sales/{sale['id']}/approve", {})
    assert (operator.status_code, operator.json()["code"]) == (409, "commerce.after_sale_not_allowed")
    assert await shop.rows("select count(*) from payments.refund where order_id = $1", UUID(sale["orderId"])) == [(1,)]
    audit = await owner.get("/audit", action="after_sale.approve")
    assert any(one["target"] == sale["number"] and one["operatorName"] == by for one in audit["items"])


async def test_above_the_limit_the_shop_gets_it(shop: Shop, owner: Person) -> None:
    side = await beside(shop)
    sale = await _asked_back(shop, owner, side)
    place = f"{side.place}/after-sales/{sale['id']}"
    await _limited(owner, side.user_id, sale["refundFen"] - 1)
    done = await side.guide.post(f"{place}/agree", {})
    assert (done["outcome"], done["text"]) == ("handed_over", "超出您的权限，已转给店铺")
    open_ones = await owner.get("/after-sales", status="open", q=sale["number"])
    [one] = open_ones["items"]
    assert one["status"] == "escalated" and one["problem"].startswith("导购 小青转来")
    assert await shop.rows("select count(*) from payments.refund where order_id = $1", UUID(sale["orderId"])) == [(0,)]


async def test_others_neither_see_nor_decide_it(shop: Shop, owner: Person) -> None:
    side, other = await beside(shop), await beside(shop)
    sale = await _asked_back(shop, owner, side)
    for guide in (side, other):
        await _limited(owner, guide.user_id, 1_000_000)
    status = "select status, decided_by from commerce.after_sale where id = $1"
    for contact in (side.contact_id, other.contact_id, "nobody"):
        place = f"/contacts/{contact}/after-sales/{sale['id']}"
        for method, path, body in (
            ("GET", "", None),
            ("POST", "/agree", {}),
            ("POST", "/refuse", {"reason": "不行"}),
            ("POST", "/words", {"words": "您好"}),
        ):
            answer = await other.guide.ask(method, place + path, body)
            assert answer.status_code == 404, (contact, path, answer.text)
            for token in ("", side.shopper.token, owner.token):
                stranger = Person(shop.client, "/api/sidebar", token)
                assert (await stranger.ask(method, place + path, body)).status_code == 401
    assert await shop.rows(status, UUID(sale["id"])) == [("applied", "")]
    word = await side.guide.ask("POST", f"{side.place}/after-sales/{sale['id']}/words", {"words": "今天给您答复"})
    assert word.status_code == 201
    order = await side.shopper.get(f"/orders/{sale['orderId']}")
    assert any("就售后留言：今天给您答复" in line["text"] for line in order["timeline"])


async def test_who_may_not_refund_does_not_let_guides_refund(shop: Shop, owner: Person) -> None:
    side = await beside(shop)
    writer = await shop.operator(permissions=["community.read", "community.write"])
    body = {"guide": side.user_id, "couponsMax": 5, "valueMaxFen": None, "refundMaxFen": 777_777, "version": 0}
    before = await owner.get("/guide-allowances")
    answer = await writer.ask("PUT", "/guide-allowances/rules", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "governance.permission_missing")
    assert (await owner.get("/guide-allowances"))["rules"] == before["rules"]


async def test_a_guide_reads_their_own_month_and_nobody_elses(shop: Shop, owner: Person) -> None:
    side, other = await beside(shop), await beside(shop)
    empty = await side.guide.get("/performance")
    assert (empty["figure"]["orders"], empty["rank"], empty["isPresent"]) == (0, None, True)
    order = await shop.ordered(side.shopper, await shop.goods(), 1)
    await shop.pay(side.shopper, order["id"])

    async def is_attributed() -> bool:
        asked = "select from community.attributed_orders where order_id = $1"
        return bool(await shop.rows(asked, UUID(order["id"])))

    await shop.settle(is_attributed)
    mine = await side.guide.get("/performance")
    assert (mine["figure"]["userId"], mine["figure"]["orders"]) == (side.user_id, 1)
    assert mine["figure"]["keptFen"] == order["payableFen"] and mine["rank"] >= 1 and mine["guides"] >= 2
    board = await owner.get("/performance", period="month")
    better = [one for one in board["guides"] if one["keptFen"] > order["payableFen"]]
    assert mine["rank"] == 1 + len(better)
    [item] = (await side.guide.get("/performance/orders"))["items"]
    assert item["orderId"] == order["id"] and item["why"]
    assert (await other.guide.get("/performance/orders"))["items"] == []
    assert (await other.guide.get("/performance"))["rank"] is None
    past = await side.guide.get("/performance", month="2025-01")
    assert (past["month"], past["figure"]["orders"], past["isPresent"]) == ("2025-01", 0, False)
    for wrong in ("2019-12", "2099-01", "2026-13", "november"):
        for path in ("/performance", "/performance/orders"):
            assert (await side.guide.ask("GET", path, params={"month": wrong})).status_code == 400, wrong
