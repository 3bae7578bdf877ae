"""WeChat Pay: who may call, what an order's life looks like, and that money is counted once."""

import asyncio
import json
import time

import pytest
from cryptography.exceptions import InvalidSignature

from tests.contracts.emulator.shop import PAY, Shop, until

JSAPI = "/v3/pay/transactions/jsapi"


async def test_wrong_signature_is_refused_and_nothing_is_placed(shop: Shop) -> None:
    person = await shop.login()
    body = json.dumps(shop.order(person["openid"], "A00001"))
    for changed in ({"signature": "AAAA"}, {"serial": "00FF"}, {"timestamp": str(int(time.time()) - 301)}):
        headers = {"Authorization": shop.authorization("POST", JSAPI, body, **changed)}
        answer = await shop.client.post(PAY + JSAPI, content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert (await shop.client.get("/play/totals")).json()["orderCount"] == 0


async def test_signature_covers_the_raw_query(shop: Shop) -> None:
    await shop.placed("A00001")
    target = f"/v3/pay/transactions/out-trade-no/A00001?mchid={shop.papers['mchid']}"
    assert (await shop.pay("GET", target)).json()["trade_state"] == "NOTPAY"
    headers = {"Authorization": shop.authorization("GET", target, "")}
    assert (await shop.client.get(f"{PAY}{target}&x=1", headers=headers)).status_code == 401


async def test_a_nonce_serves_once(shop: Shop) -> None:
    await shop.placed("A00001")
    target = f"/v3/pay/transactions/out-trade-no/A00001?mchid={shop.papers['mchid']}"
    headers = {"Authorization": shop.authorization("GET", target, "")}
    assert (await shop.client.get(PAY + target, headers=headers)).status_code == 200
    assert (await shop.client.get(PAY + target, headers=headers)).status_code == 401


async def test_same_order_again_gives_the_same_prepay_id_and_changed_one_is_refused(shop: Shop) -> None:
    person = await shop.login()
    order = shop.order(person["openid"], "A00001", time_expire="2099-01-01T00:00:00+08:00")
    first = await shop.pay("POST", JSAPI, order)
    again = await shop.pay("POST", JSAPI, dict(reversed(order.items())))
    assert again.json() == first.json()
    for change in ({"amount": {"total": 1, "currency": "CNY"}}, {"time_expire": "2099-01-02T00:00:00+08:00"}):
        refused = await shop.pay("POST", JSAPI, order | change)
        assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_REQUEST")
    assert (await shop.client.get("/play/totals")).json()["orderCount"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"out_trade_no": "short"},
        {"out_trade_no": "with space"},
        {"description": "长" * 128},
        {"notify_url": "https://shop.example/hook?x=1"},
        {"amount": {"total": 0, "currency": "CNY"}},
        {"payer": {"openid": "o-stranger"}},
        {"time_expire": "tomorrow"},
    ],
)
async def test_orders_that_break_a_field_rule_are_refused(shop: Shop, change: dict[str, object]) -> None:
    person = await shop.login()
    answer = await shop.pay("POST", JSAPI, shop.order(person["openid"], "A00001") | change)
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


async def test_paying_notifies_and_counts_once(shop: Shop) -> None:
    prepay_id = await shop.placed("A00001", 1990)
    sheet = shop.sheet(prepay_id, device="phone-1")
    paid = (await shop.client.post("/play/pay/confirm", json=sheet)).json()
    again = (await shop.client.post("/play/pay/confirm", json=sheet)).json()
    assert (paid["result"], again["result"]) == ("ok", "fail")

    call = (await until(lambda: shop.hooks.to("/hooks/wechat/pay")))[0]
    envelope, transaction = shop.opened(call)
    assert (envelope["event_type"], envelope["resource"]["original_type"]) == ("TRANSACTION.SUCCESS", "transaction")
    assert transaction["transaction_id"] == paid["transactionId"]
    assert transaction["amount"] == {
        "total": 1990,
        "payer_total": 1990,
        "currency": "CNY",
        "payer_currency": "CNY",
    }
    mchid = shop.papers["mchid"]
    by_number = await shop.pay("GET", f"/v3/pay/transactions/out-trade-no/A00001?mchid={mchid}")
    by_id = await shop.pay("GET", f"/v3/pay/transactions/id/{paid['transactionId']}?mchid={mchid}")
    assert by_number.json() == by_id.json() == transaction
    totals = (await shop.client.get("/play/totals")).json()
    assert (totals["paidFen"], totals["paidCount"], totals["balanceFen"]) == (1990, 1, 1990)


async def test_the_sheet_refuses_what_wechat_would_refuse(shop: Shop) -> None:
    prepay_id = await shop.placed("A00001")
    await shop.login("phone-2")
    good = shop.sheet(prepay_id)
    for sheet in (good | {"nonceStr": "other"}, good | {"paySign": "x"}, good | {"device": "phone-2"}):
        assert (await shop.client.post("/play/pay/confirm", json=sheet)).json()["result"] == "fail"
    closed = await shop.pay("POST", "/v3/pay/transactions/out-trade-no/A00001/close", {"mchid": shop.papers["mchid"]})
    assert (closed.status_code, closed.content) == (204, b"")
    assert (await shop.client.post("/play/pay/confirm", json=good)).json()["message"] == "订单已关闭"
    assert (await shop.client.get("/play/totals")).json()["paidCount"] == 0


async def test_a_paid_order_cannot_be_closed(shop: Shop) -> None:
    await shop.paid("A00001")
    answer = await shop.pay("POST", "/v3/pay/transactions/out-trade-no/A00001/close", {"mchid": shop.papers["mchid"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "ORDERPAID")


async def test_refusals_are_repeated_until_the_shop_accepts(shop: Shop) -> None:
    answers = iter([(500, b'{"code":"FAIL"}'), (404, b""), (204, b"")])
    shop.hooks.answer = lambda _: next(answers)
    await shop.paid("A00001")
    await until(lambda: len(shop.hooks.to("/hooks/wechat/pay")) == 3)
    notice = await _settled(shop, "A00001", "done")
    assert [attempt["status"] for attempt in notice["attempts"]] == [500, 404, 204]
    ids = {shop.opened(call)[0]["id"] for call in shop.hooks.to("/hooks/wechat/pay")}
    assert len(ids) == 1


async def test_two_hundred_with_fail_counts_as_received(shop: Shop) -> None:
    shop.hooks.answer = lambda _: (200, b'{"code":"FAIL","message":"no"}')
    await shop.paid("A00001")
    assert (await _settled(shop, "A00001", "done"))["tries"] == 1


async def test_lost_doubled_and_wrongly_signed_notices(shop: Shop) -> None:
    await shop.faults(pay={"dropNotifyRate": 1})
    await shop.paid("LOST01")
    assert (await _settled(shop, "LOST01", "dropped"))["attempts"] == []

    await shop.faults(pay={"duplicateNotifyRate": 1})
    await shop.paid("TWICE1")
    await until(lambda: len(shop.hooks.to("/hooks/wechat/pay")) == 2)

    shop.hooks.calls.clear()
    await shop.faults(pay={"signTestRate": 1})
    await shop.paid("PROBE1")
    probe, real = await until(lambda: len(calls := shop.hooks.to("/hooks/wechat/pay")) == 2 and calls)
    assert probe.headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/")
    shop.verify(real.headers, real.body)


async def test_wrong_signature_switch_spoils_answers(shop: Shop) -> None:
    await shop.faults(pay={"wrongSignatureRate": 1})
    person = await shop.login()
    with pytest.raises(InvalidSignature):
        await shop.pay("POST", JSAPI, shop.order(person["openid"], "A00001"))


async def test_key_modes(shop: Shop) -> None:
    missing = await shop.pay("GET", "/v3/certificates")
    assert (missing.status_code, missing.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")
    public_key_id = shop.papers["pay_public_key_id"]
    await shop.faults(pay={"keyMode": "mixed"})
    by_key = await shop.pay("GET", "/v3/certificates", headers={"Wechatpay-Serial": public_key_id})
    by_certificate = await shop.pay("GET", "/v3/certificates")
    assert by_key.headers["wechatpay-serial"] == public_key_id
    assert by_certificate.headers["wechatpay-serial"] == shop.papers["platform_serial"]


async def _settled(shop: Shop, subject: str, state: str) -> dict[str, object]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        notices = await shop.notices(subject)
        if notices and notices[0]["state"] == state:
            return notices[0]
        await asyncio.sleep(0.005)
    raise AssertionError(f"{subject} never became {state}")
