"""The shipping desk, stock and the courier's hook over HTTP."""

from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

import pytest

from ports.crypto import mask_number
from tests.contracts.emulator.shop import until
from tests.http.shop import Person, Shop


async def paid_order(shop: Shop, shopper: Person, units: tuple[int, int] = (3, 0), quantity: int = 2) -> dict[str, Any]:
    goods = await shop.goods(units)
    order = await shop.ordered(shopper, goods, quantity)
    await shop.pay(shopper, order["id"])
    return {"id": order["id"], "number": order["number"], "sku_id": str(goods.sku_id)}


async def to_ship(owner: Person, number: str) -> list[dict[str, Any]]:
    page = await owner.get("/fulfilments", status="to_ship", q=number)
    return list(page["items"])


async def ship(owner: Person, number: str, courier: str = "SF") -> list[dict[str, Any]]:
    items = [{"fulfilmentId": one["id"], "courierCode": courier, "lines": None} for one in await to_ship(owner, number)]
    answer = await owner.post("/fulfilments/ship", {"items": items})
    return list(answer["items"])


async def test_from_paid_to_signed(shop: Shop, shopper: Person, owner: Person) -> None:
    order = await paid_order(shop, shopper)
    [waiting] = await to_ship(owner, order["number"])
    assert (
        waiting["orderNumber"] == mask_number(order["number"])
        and waiting["status"] == "to_ship"
        and not waiting["late"]
    )
    assert waiting["lines"][0]["remaining"] == waiting["lines"][0]["quantity"] == 2
    assert waiting["suggestedCourier"]["reason"] and "****" in waiting["receiverMasked"]
    [outcome] = await ship(owner, order["number"])
    parcel = outcome["parcel"]
    assert outcome["problem"] is None and parcel["state"] == "labelled" and parcel["trackingNumber"].startswith("SF")
    [shipped] = (await owner.get("/fulfilments", status="shipped", q=parcel["trackingNumber"]))["items"]
    assert shipped["parcels"][0]["id"] == parcel["id"]
    await shop.settle()
    for step in ("collect", "move", "deliver", "sign"):
        await shop.outside.play(f"/parcels/{parcel['trackingNumber']}/{step}")

    async def is_signed() -> bool:
        return bool((await owner.get(f"/parcels/{parcel['id']}"))["state"] == "signed")

    await shop.settle(is_signed)
    seen = await owner.get(f"/parcels/{parcel['id']}")
    assert len(seen["traces"]) == 4 and seen["signedAt"] and "签收" in seen["latest"]
    tracked = await shopper.get(f"/orders/{order['id']}/parcels/{parcel['id']}")
    assert {trace["text"] for trace in tracked["traces"]} == {trace["text"] for trace in seen["traces"]}
    refused = await owner.ask("POST", f"/parcels/{parcel['id']}/cancel", {"reason": "试试"})
    assert (refused.status_code, refused.json()["code"]) == (409, "supply.parcel_under_way")


async def test_labels_are_a_pdf_and_audited(shop: Shop, shopper: Person, owner: Person) -> None:
    order = await paid_order(shop, shopper)
    [outcome] = await ship(owner, order["number"])
    answer = await owner.ask("POST", "/labels", {"parcelIds": [outcome["parcel"]["id"]]})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    [entry] = (await owner.get("/audit", action="fulfilment.print_labels", limit=1))["items"]
    assert entry["detail"] == mask_number(order["number"])
    unknown = await owner.ask("POST", "/labels", {"parcelIds": [str(uuid4())]})
    assert unknown.status_code == 404


async def test_a_courier_that_is_down_delays_and_catches_up(shop: Shop, shopper: Person, owner: Person) -> None:
    order = await paid_order(shop, shopper)
    await shop.outside.faults(kdniao={"down": True})
    [outcome] = await ship(owner, order["number"])
    await shop.outside.faults()
    assert outcome["parcel"]["state"] == "requesting" and outcome["problem"]["code"] == "supply.waybill_pending"
    again = await owner.post(f"/parcels/{outcome['parcel']['id']}/retry")
    assert again["state"] == "labelled" and again["trackingNumber"]
    cancelled = await owner.post(f"/parcels/{again['id']}/cancel", {"reason": "换一家快递"})
    assert cancelled["state"] == "cancelled"
    [waiting] = await to_ship(owner, order["number"])
    assert waiting["lines"][0]["remaining"] == 2


async def test_forged_and_repeated_pushes_are_harmless(shop: Shop, shopper: Person, owner: Person) -> None:
    order = await paid_order(shop, shopper)
    [outcome] = await ship(owner, order["number"])
    await shop.settle()
    number = outcome["parcel"]["trackingNumber"]
    await shop.outside.play(f"/parcels/{number}/collect")
    calls = await until(lambda: [call for call in shop.outside.hooks.calls if number.encode() in call.body])
    before = await shop.value("select count(*) from kernel.inbox where source = 'kdniao'")
    form = dict(parse_qsl(calls[-1].body.decode()))
    altered = form | {"RequestData": form["RequestData"].replace("1", "2", 1)}
    for bad in (altered, form | {"DataSign": ""}, {"RequestType": "102"}):
        answer = await shop.client.post(
            "/hooks/kdniao",
            content=urlencode(bad),
            headers={"content-type": "application/x-www-form-urlencoded;charset=utf-8"},
        )
        assert answer.status_code == 401
    assert await shop.value("select count(*) from kernel.inbox where source = 'kdniao'") == before
    for _ in range(2):
        answer = await shop.pass_on(calls[-1])
        assert answer.status_code == 200 and answer.json()["Success"] is True and answer.json()["EBusinessID"]
    assert await shop.value("select count(*) from kernel.inbox where source = 'kdniao'") == before + 1


async def test_stock_is_counted_corrected_and_traced(shop: Shop, owner: Person) -> None:
    goods = await shop.goods((5, 0))
    code = await shop.value("select code from commerce.sku where id = $1", goods.sku_id)
    [here] = (await owner.get("/stock", q=code, warehouseId=str(goods.warehouses[0])))["items"]
    assert here["onHand"] == 5
    place = {"skuId": here["skuId"], "warehouseId": here["warehouseId"]}
    after = await owner.post("/stock/adjust", place | {"delta": -2, "reason": "盘点少 2 件"})
    assert (after["onHand"], after["free"]) == (3, 3)
    too_low = await owner.ask("POST", "/stock/adjust", place | {"delta": -4, "reason": "盘点"})
    assert (too_low.status_code, too_low.json()["code"]) == (409, "supply.not_enough_on_hand")
    safe = await owner.ask("PUT", "/stock/safety", place | {"safety": 9})
    assert safe.status_code == 200 and safe.json()["safety"] == 9
    low = await owner.get("/stock", low="true", q=here["code"])
    assert here["skuId"] in [row["skuId"] for row in low["items"]]
    moves = (await owner.get("/stock/moves", **place))["items"]
    assert [(move["kind"], move["onHandDelta"], move["onHandAfter"]) for move in moves] == [
        ("adjust", -2, 3),
        ("receive", 5, 5),
    ]
    assert moves[0]["by"] and moves[0]["reference"] == "盘点少 2 件" and moves[0]["kindText"] == "盘点调整"


@pytest.mark.parametrize(
    "change",
    [
        {"delta": 0},
        {"delta": 10**9},
        {"delta": "2"},
        {"reason": ""},
        {"extra": 1},
        {"skuId": "no"},
    ],
)
async def test_bad_adjustments_change_nothing(shop: Shop, owner: Person, change: dict[str, Any]) -> None:
    goods = await shop.goods((1, 0))
    warehouse_id = await shop.value("select warehouse_id from supply.stock where sku_id = $1 limit 1", goods.sku_id)
    body = {"skuId": str(goods.sku_id), "warehouseId": str(warehouse_id), "delta": 1, "reason": "盘点"} | change
    answer = await owner.ask("POST", "/stock/adjust", body)
    assert answer.status_code == 400, answer.text
    assert await shop.value("select sum(on_hand) from supply.stock where sku_id = $1", goods.sku_id) == 1


async def test_unknown_things_are_not_found(shop: Shop, owner: Person) -> None:
    body = {"skuId": str(uuid4()), "warehouseId": str(uuid4()), "delta": 1, "reason": "盘点"}
    assert (await owner.ask("POST", "/stock/adjust", body)).status_code == 404
    assert (await owner.ask("GET", f"/parcels/{uuid4()}")).status_code == 404
    assert (await owner.ask("POST", f"/parcels/{uuid4()}/retry")).status_code == 404
    assert (await owner.ask("POST", f"/work-orders/{uuid4()}/resolve", {"resolution": "已处理"})).status_code == 404
    [item] = (await owner.post("/fulfilments/ship", {"items": [{"fulfilmentId": str(uuid4()), "courierCode": "SF"}]}))[
        "items"
    ]
    assert item["parcel"] is None and item["problem"]["code"] == "kernel.not_found"


async def test_lists_page_and_rights_are_checked(shop: Shop, owner: Person, shopper: Person) -> None:
    for _ in range(2):
        await paid_order(shop, shopper)
    first = await owner.get("/fulfilments", limit=1)
    second = await owner.get("/fulfilments", limit=1, cursor=first["nextCursor"])
    assert first["items"][0]["id"] != second["items"][0]["id"]
    assert (await owner.ask("GET", "/fulfilments", params={"cursor": "x"})).status_code == 400
    assert (await owner.get("/work-orders"))["items"] == []
    assert {one["kind"] for one in (await owner.get("/warehouses"))["items"]} <= {"warehouse", "store"}
    assert "SF" in {one["code"] for one in (await shop.guest.get("/couriers"))["items"]}
    clerk = await shop.operator(permissions=["orders.read"])
    for path in ("/fulfilments", "/stock", "/stock/moves", "/work-orders"):
        assert (await clerk.ask("GET", path)).status_code == 403
    assert (await clerk.ask("POST", "/fulfilments/ship", {"items": []})).status_code == 400
