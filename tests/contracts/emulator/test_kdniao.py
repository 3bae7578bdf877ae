"""Kdniao: one parcel per order code, full-history pushes, and signatures both ways."""

import json
from typing import Any
from urllib.parse import parse_qsl

from tests.contracts.emulator.shop import Received, Shop, until

WAYBILL, DIST, QUERY = "/api/EOrderService", "/api/dist", "/Ebusiness/EbusinessOrderHandle.aspx"


def parcel(order_code: str, **more: Any) -> dict[str, Any]:
    place = {"ProvinceName": "浙江省", "CityName": "杭州市", "ExpAreaName": "余杭区", "Address": "文一西路 1 号"}
    return {
        "OrderCode": order_code,
        "ShipperCode": "SF",
        "PayType": 1,
        "ExpType": 1,
        "Sender": {"Name": "暖禾仓库", "Mobile": "16000000001"} | place,
        "Receiver": {"Name": "禾苗", "Mobile": "16000001234"} | place | {"CityName": "宁波市"},
        "Commodity": [{"GoodsName": "润肤霜", "Goodsquantity": 1}],
        "IsReturnPrintTemplate": "1",
        "IsSubscribe": "1",
    } | more


def pushed(shop: Shop, call: Received) -> dict[str, Any]:
    form = dict(parse_qsl(call.body.decode()))
    assert form["DataSign"] == shop.kdniao_sign(form["RequestData"])
    content = json.loads(form["RequestData"])
    assert content["Count"] == "1"
    return dict(content["Data"][0]) | {"RequestType": form["RequestType"]}


async def test_a_wrong_signature_books_nothing(shop: Shop) -> None:
    answer = await shop.kdniao(WAYBILL, "1007", parcel("D1"), sign="bm9wZQ==")
    assert (answer["Success"], answer["ResultCode"]) == (False, "103")
    assert (await shop.client.get("/play/parcels")).json()["items"] == []


async def test_the_same_order_code_gives_the_same_waybill(shop: Shop) -> None:
    first = await shop.kdniao(WAYBILL, "1007", parcel("D1"))
    assert (first["Success"], first["ResultCode"]) == (True, "100")
    assert first["Order"]["LogisticCode"] in first["PrintTemplate"]
    again = await shop.kdniao(WAYBILL, "1007", parcel("D1"))
    assert (again["ResultCode"], again["Order"]) == ("106", first["Order"])
    assert len((await shop.client.get("/play/parcels")).json()["items"]) == 1
    incomplete = await shop.kdniao(WAYBILL, "1007", parcel("D2") | {"Commodity": []})
    assert incomplete["ResultCode"] == "101"


async def test_every_step_pushes_the_full_history(shop: Shop) -> None:
    number = (await shop.kdniao(WAYBILL, "1007", parcel("D1")))["Order"]["LogisticCode"]
    assert (await shop.client.post(f"/play/parcels/{number}/sign")).status_code == 409
    for count, step in enumerate(("collect", "move", "deliver", "sign"), 1):
        assert (await shop.client.post(f"/play/parcels/{number}/{step}")).status_code == 200
        calls = await until(lambda count=count: len(calls := shop.hooks.to("/hooks/kdniao")) == count and calls)
        content = pushed(shop, calls[-1])
        assert len(content["Traces"]) == count
    assert (content["RequestType"], content["State"], content["OrderCode"]) == ("101", "3", "D1")
    times = [trace["AcceptTime"] for trace in content["Traces"]]
    assert times == sorted(times)
    assert "StateEx" not in content
    assert (await shop.client.post(f"/play/parcels/{number}/move")).status_code == 409


async def test_subscription_of_a_foreign_number_and_detailed_push(shop: Shop) -> None:
    content = {
        "ShipperCode": "ZTO",
        "LogisticCode": "78000000001",
        "OrderCode": "D9",
        "Callback": f"{shop.hooks.url}/hooks/kdniao/own",
    }
    assert (await shop.kdniao(DIST, "8008", content))["Success"] is True
    assert (await shop.kdniao(DIST, "8008", content))["Reason"] == "重复订阅"
    await shop.client.post("/play/parcels/78000000001/collect")
    push = pushed(shop, (await until(lambda: shop.hooks.to("/hooks/kdniao/own")))[0])
    assert (push["RequestType"], push["State"], push["StateEx"]) == ("102", "1", "1")
    assert push["Traces"][0]["Action"] == "1"


async def test_query_of_unknown_and_sf_numbers(shop: Shop) -> None:
    unknown = await shop.kdniao(QUERY, "1002", {"ShipperCode": "ZTO", "LogisticCode": "404", "OrderCode": ""})
    assert (unknown["Success"], unknown["State"], unknown["Traces"]) == (True, "0", [])
    number = (await shop.kdniao(WAYBILL, "1007", parcel("D1")))["Order"]["LogisticCode"]
    await shop.client.post(f"/play/parcels/{number}/collect")
    asked = {"ShipperCode": "SF", "LogisticCode": number, "OrderCode": ""}
    assert (await shop.kdniao(QUERY, "8001", asked))["Success"] is False
    known = await shop.kdniao(QUERY, "8001", asked | {"CustomerName": "1234"})
    assert (known["State"], known["StateEx"], len(known["Traces"])) == ("1", "1", 1)


async def test_cancelling_works_until_collection(shop: Shop) -> None:
    first = (await shop.kdniao(WAYBILL, "1007", parcel("D1")))["Order"]
    cancel = {"ShipperCode": "SF", "OrderCode": "D1", "ExpNo": first["LogisticCode"]}
    assert (await shop.kdniao(WAYBILL, "1147", cancel))["Success"] is True
    second = (await shop.kdniao(WAYBILL, "1007", parcel("D2")))["Order"]
    await shop.client.post(f"/play/parcels/{second['LogisticCode']}/collect")
    late = {"ShipperCode": "SF", "OrderCode": "D2", "ExpNo": second["LogisticCode"]}
    assert (await shop.kdniao(WAYBILL, "1147", late))["Success"] is False


async def test_outage_and_lost_pushes(shop: Shop) -> None:
    number = (await shop.kdniao(WAYBILL, "1007", parcel("D1")))["Order"]["LogisticCode"]
    await shop.faults(kdniao={"down": True})
    assert (await shop.client.post("/api.kdniao.com" + QUERY, data={})).status_code == 503
    await shop.faults(kdniao={"dropPushRate": 1})
    await shop.client.post(f"/play/parcels/{number}/collect")
    assert [notice["state"] for notice in await shop.notices(number)] == ["dropped"]
    await shop.faults(kdniao={"duplicatePushRate": 1})
    await shop.client.post(f"/play/parcels/{number}/move")
    await until(lambda: len(shop.hooks.to("/hooks/kdniao")) == 2)
