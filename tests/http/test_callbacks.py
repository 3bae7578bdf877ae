"""Call-backs that the emulator really made: whole, altered, repeated, too late. What is not right leaves nothing."""

import base64
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from tests.contracts.emulator.shop import Received, until
from tests.http.samples import Samples
from tests.http.shop import Person, Shop
from tests.http.test_gate import assert_problem

NOTICE = "/hooks/wechat-pay/transactions"
PUSH = "/hooks/kdniao"


async def _inbox(shop: Shop) -> int:
    return int(await shop.value("select count(*) from kernel.inbox"))


async def _paid_notice(shop: Shop, shopper: Person) -> tuple[str, Received]:
    """An order that is paid at WeChat, and the notice of it that the shop has not had yet."""
    await shop.settle()
    order = await shop.ordered(shopper, await shop.goods())
    known = len(shop.outside.hooks.to(NOTICE))
    params = await shopper.post(f"/orders/{order['id']}/pay")
    assert (await shop.confirm_payment(shopper, params))["result"] == "ok"
    await until(lambda: len(shop.outside.hooks.to(NOTICE)) > known)
    await shop.new_calls()
    return order["id"], shop.outside.hooks.to(NOTICE)[known]


async def test_a_notice_counts_once_however_often_it_comes(shop: Shop, shopper: Person) -> None:
    order_id, call = await _paid_notice(shop, shopper)
    before = await _inbox(shop)
    for _ in range(3):
        assert (await shop.pass_on(call)).status_code == 204
    assert await _inbox(shop) == before + 1
    await shop.settle()
    assert (await shopper.get(f"/orders/{order_id}"))["status"] == "paid"
    picture = await shop.picture()
    assert (await shop.pass_on(call)).status_code == 204
    await shop.settle()
    assert await shop.picture() == picture


async def test_an_altered_notice_is_refused(shop: Shop, shopper: Person) -> None:
    order_id, call = await _paid_notice(shop, shopper)
    picture = await shop.picture()
    signature = bytearray(base64.b64decode(call.headers["wechatpay-signature"]))
    signature[0] ^= 1
    wrong = [
        {"body": call.body.replace(b"TRANSACTION.SUCCESS", b"TRANSACTION.CLOSED")},
        {"body": call.body + b" "},
        {"body": b""},
        {"headers": {"wechatpay-signature": base64.b64encode(bytes(signature)).decode()}},
        {"headers": {"wechatpay-signature": "no base64 at all"}},
        {"headers": {"wechatpay-signature": ""}},
        {"headers": {"wechatpay-serial": "PUB_KEY_ID_0000000000"}},
        {"headers": {"wechatpay-nonce": "another"}},
        {"headers": {"wechatpay-timestamp": str(int(time.time()) + 1)}},
        {"headers": {"wechatpay-timestamp": "yesterday"}},
    ]
    for changed in wrong:
        assert_problem(await shop.pass_on(call, **changed), 401, "payments.forged_notice")
    assert await shop.picture() == picture
    assert (await shopper.get(f"/orders/{order_id}"))["status"] == "pending_payment"
    assert (await shop.pass_on(call)).status_code == 204


async def test_an_old_notice_is_refused_though_its_signature_is_right(shop: Shop, shopper: Person) -> None:
    """Somebody who listened in sends it later: the signed time is too far away (D.2)."""
    _, call = await _paid_notice(shop, shopper)
    picture = await shop.picture()
    shop.clock.ahead = timedelta(minutes=6)
    answer = await shop.pass_on(call)
    shop.clock.ahead = timedelta()
    assert_problem(answer, 401, "payments.forged_notice")
    assert await shop.picture() == picture


async def test_a_notice_for_another_place_is_refused(shop: Shop, shopper: Person) -> None:
    """A payment notice that is sent to the address of refunds says nothing about a refund."""
    order_id, call = await _paid_notice(shop, shopper)
    answer = await shop.pass_on(call, path="/hooks/wechat-pay/refunds")
    assert answer.status_code in (204, 401)
    await shop.settle()
    assert await shop.value("select count(*) from payments.refund where order_id = $1::text::uuid", order_id) == 0


async def test_a_courier_push_is_kept_once_and_moves_the_parcel(shop: Shop, samples: Samples, owner: Person) -> None:
    call, parcel_id = await _track_push(shop, samples, owner)
    before = await _inbox(shop)
    for _ in range(3):
        answer = await shop.pass_on(call)
        assert answer.json()["Success"] is True
    assert await _inbox(shop) == before + 1
    await shop.settle()
    assert (await owner.get(f"/parcels/{parcel_id}"))["state"] != "labelled"


async def test_a_forged_courier_push_is_refused(shop: Shop, samples: Samples, owner: Person) -> None:
    call, _ = await _track_push(shop, samples, owner)
    form, picture = dict(parse_qsl(call.body.decode())), await shop.picture()
    wrong = [
        form | {"DataSign": base64.b64encode(b"0" * 32).decode()},
        form | {"DataSign": ""},
        form | {"RequestData": form["RequestData"].replace('"Success":true', '"Success":false')},
        form | {"RequestData": form["RequestData"] + " "},
        {name: value for name, value in form.items() if name != "DataSign"},
        {name: value for name, value in form.items() if name != "RequestData"},
    ]
    for changed in wrong:
        answer = await shop.pass_on(call, body=urlencode(changed).encode())
        assert answer.status_code == 401, answer.text
    # What names no kind of push that we read is passed over, signed or not.
    for odd in (b"", b"\xff\xfe", b"&" * 30, b"RequestData=" + b"9" * 100_000, b"[]", b"RequestType=999"):
        answer = await shop.pass_on(call, body=odd)
        assert answer.status_code in (200, 400, 401), answer.text
    assert await shop.picture() == picture


async def _track_push(shop: Shop, samples: Samples, owner: Person) -> tuple[Received, str]:
    """A push about a parcel that was just shipped, not passed on yet."""
    shopper, goods = await shop.shopper(address=True), await shop.goods()
    order = await shop.ordered(shopper, goods)
    await shop.pay(shopper, order["id"])
    [fulfilment] = (await owner.get("/fulfilments", q=order["number"]))["items"]
    shipped = await owner.post(
        "/fulfilments/ship", {"items": [{"fulfilmentId": fulfilment["id"], "courierCode": "SF"}]}
    )
    parcel = shipped["items"][0]["parcel"]
    await shop.settle()
    number = (await owner.get(f"/parcels/{parcel['id']}"))["trackingNumber"]
    known = len(shop.outside.hooks.to(PUSH))
    await shop.outside.play(f"/parcels/{number}/collect")
    await until(lambda: len(shop.outside.hooks.to(PUSH)) > known)
    await shop.new_calls()
    return shop.outside.hooks.to(PUSH)[-1], parcel["id"]


async def test_a_made_up_source_has_no_hook(shop: Shop) -> None:
    assert_problem(await shop.client.post(f"/hooks/{uuid4().hex}"), 404, "request.no_such_route")
