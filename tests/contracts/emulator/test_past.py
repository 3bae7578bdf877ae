"""A past that is told in bulk: the bank, the couriers and the people remember it."""

from typing import Any

from tests.contracts.emulator.shop import Shop

OPENID = "oPAST0000000000000000000001"


def a_past() -> dict[str, Any]:
    return {
        "people": [
            {"openid": OPENID, "unionid": "oU1", "device": "member-1", "nickname": "小满妈妈", "phone": "16000010001"}
        ],
        "orders": [
            {
                "outTradeNo": "PAST0001",
                "transactionId": "4200000000202601010000000001",
                "openid": OPENID,
                "amountFen": 19_900,
                "description": "云柔纸尿裤",
                "paidAt": "2026-10-01T12:00:00Z",
                "refunds": [
                    {
                        "outRefundNo": "PASTR1",
                        "refundId": "50000000012026100200000000001",
                        "refundFen": 4_900,
                        "reason": "不想要了",
                        "refundedAt": "2026-10-02T12:00:00Z",
                    }
                ],
            }
        ],
        "parcels": [
            {
                "logisticCode": "YT1600000000001",
                "shipperCode": "YTO",
                "orderCode": "1-1",
                "sender": {"Name": "华东仓", "Mobile": "16000000001", "CityName": "杭州市"},
                "receiver": {"Name": "小满", "Mobile": "16000010001", "CityName": "宁波市"},
                "createdAt": "2026-10-01T13:00:00Z",
                "traces": [
                    {"at": "2026-10-01T15:00:00Z", "station": "已收取快件", "location": "杭州市", "action": "1"}
                ],
            }
        ],
    }


async def test_told_twice_counts_once_and_the_balance_agrees(shop: Shop) -> None:
    for _ in range(2):
        answer = await shop.client.post("/play/import", json=a_past())
        assert answer.json() == {"orderCount": 1, "paidFen": 19_900, "refundedFen": 4_900}
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["paidFen"], totals["refundedFen"], totals["balanceFen"]) == (19_900, 4_900, 15_000)
    assert (totals["paidCount"], totals["refundCount"], totals["parcelCount"]) == (1, 1, 1)


async def test_a_past_payment_is_queried_and_refunded_like_any_other(shop: Shop) -> None:
    await shop.client.post("/play/import", json=a_past())
    merchant = shop.papers["mchid"]
    trade = (await shop.pay("GET", f"/v3/pay/transactions/out-trade-no/PAST0001?mchid={merchant}")).json()
    assert (trade["trade_state"], trade["amount"]["total"]) == ("REFUND", 19_900)
    known = (await shop.pay("GET", "/v3/refund/domestic/refunds/PASTR1")).json()
    assert (known["status"], known["amount"]["refund"]) == ("SUCCESS", 4_900)
    body = {"out_trade_no": "PAST0001", "out_refund_no": "NEW1", "amount": {"refund": 15_000, "total": 19_900}}
    body["amount"]["currency"] = "CNY"
    assert (await shop.pay("POST", "/v3/refund/domestic/refunds", body)).status_code == 200
    body |= {"out_refund_no": "NEW2"}
    assert (await shop.pay("POST", "/v3/refund/domestic/refunds", body)).status_code == 400


async def test_a_past_parcel_moves_on(shop: Shop) -> None:
    await shop.client.post("/play/import", json=a_past())
    moved = await shop.client.post("/play/parcels/YT1600000000001/deliver")
    assert moved.json() == {"logisticCode": "YT1600000000001", "state": "2", "stateEx": "202"}


async def test_more_refunded_than_paid_is_refused_and_changes_nothing(shop: Shop) -> None:
    wrong = a_past()
    wrong["orders"][0]["refunds"][0]["refundFen"] = 19_901
    assert (await shop.client.post("/play/import", json=wrong)).status_code == 400
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["paidFen"], totals["userCount"], totals["parcelCount"]) == (0, 0, 0)
