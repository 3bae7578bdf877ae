"""Attempts: one prepay id, paid once, found when nobody tells, closed in time."""

import asyncio
from datetime import timedelta

import pytest

from domain.payments.attempts import AttemptClosed
from ports.kernel import OrderId, OutsideUnavailable
from ports.outside.pay import ForgedNotice
from tests.flows.payments.conftest import Till

PAID_9900 = {"asset:wechat_pay": 9841, "expense:payment_fee": 59, "income:sales": -9900}


async def test_paid_once_however_often_it_is_told(till: Till) -> None:
    attempt_id = await till.intend(9900)
    await till.pay(attempt_id)
    (call,) = await till.calls("transactions")
    for _ in range(3):
        await till.notices.receive(call.headers, call.body)
    assert await till.inbox_count() == 1
    await till.run_jobs()
    row = await till.attempt(attempt_id)
    assert (row["state"], row["paid_fen"], row["fee_fen"]) == ("paid", 9900, 59)
    assert await till.api.check(row["order_id"]) == "paid"
    (event,) = await till.events()
    assert event["type"] == "payments.payment_succeeded"
    assert (event["attempt_id"], event["amount_fen"]) == (str(attempt_id), 9900)
    assert await till.balances() == PAID_9900


async def test_prepay_again_asks_nobody(till: Till) -> None:
    attempt_id = await till.intend()
    first = await till.prepay(attempt_id)
    second = await till.prepay(attempt_id)
    assert till.wire.requests == 1
    assert second.package == first.package
    assert second.pay_sign != first.pay_sign


async def test_the_same_wish_is_one_attempt_also_when_it_comes_twice_at_once(till: Till) -> None:
    order_id = OrderId(till.ids.new())
    pay_by = till.clock.now() + timedelta(minutes=30)
    ids = await asyncio.gather(*(till.intend(9900, order_id, pay_by=pay_by) for _ in range(5)))
    assert len(set(ids)) == 1
    assert await till.intend(9800, order_id) != ids[0]


async def test_a_forged_altered_or_old_notice_leaves_nothing(till: Till) -> None:
    await till.pay(await till.intend())
    (call,) = await till.calls("transactions")
    forgeries = [
        (call.headers | {"wechatpay-signature": "WECHATPAY/SIGNTEST/abc"}, call.body),
        (call.headers | {"wechatpay-signature": "AAAA"}, call.body),
        (call.headers | {"wechatpay-timestamp": "1700000000"}, call.body),
        (call.headers | {"wechatpay-serial": "PUB_KEY_ID_0000"}, call.body),
        (call.headers, call.body.replace(b"TRANSACTION", b"TRANSACTIOM")),
        ({}, call.body),
    ]
    for headers, body in forgeries:
        with pytest.raises(ForgedNotice):
            await till.notices.receive(headers, body)
    assert await till.inbox_count() == 0


async def test_a_lost_notice_is_found_by_the_sweep(till: Till) -> None:
    await till.faults(dropNotifyRate=1)
    attempt_id = await till.intend()
    await till.pay(attempt_id)
    assert await till.inquiry.poll_open_attempts() == 0
    till.clock.ahead = timedelta(seconds=31)
    assert await till.inquiry.poll_open_attempts() == 1
    assert (await till.attempt(attempt_id))["state"] == "paid"
    assert await till.balances() == PAID_9900
    assert len(await till.events()) == 1


async def test_an_unpaid_attempt_is_closed_after_its_expiry(till: Till) -> None:
    attempt_id = await till.intend(pay_by=till.clock.now() + timedelta(minutes=2))
    await till.prepay(attempt_id)
    till.clock.ahead = timedelta(minutes=3)
    assert await till.inquiry.poll_open_attempts() == 1
    row = await till.attempt(attempt_id)
    assert row["state"] == "closed"
    orders = (await till.http.get("/play/orders")).json()["items"]
    assert [order["state"] for order in orders] == ["CLOSED"]
    with pytest.raises(AttemptClosed):
        await till.prepay(attempt_id)


async def test_a_payment_wins_over_the_close_that_comes_late(till: Till) -> None:
    await till.faults(dropNotifyRate=1)
    attempt_id = await till.intend()
    await till.pay(attempt_id)
    order_id = (await till.attempt(attempt_id))["order_id"]
    async with till.uow.begin() as tx:
        await till.api.close(tx, order_id)
    await till.run_jobs()
    assert (await till.attempt(attempt_id))["state"] == "paid"
    assert len(await till.events()) == 1


async def test_close_before_anything_was_sent(till: Till) -> None:
    attempt_id = await till.intend()
    order_id = (await till.attempt(attempt_id))["order_id"]
    async with till.uow.begin() as tx:
        await till.api.close(tx, order_id)
    await till.run_jobs()
    assert (await till.attempt(attempt_id))["state"] == "closed"
    assert await till.api.check(order_id) == "closed"


async def test_wechat_pay_down_is_pending_and_nothing_is_lost(till: Till) -> None:
    await till.faults(dropNotifyRate=1)
    attempt_id = await till.intend()
    await till.pay(attempt_id)
    order_id = (await till.attempt(attempt_id))["order_id"]
    till.wire.cut = "request"
    assert await till.api.check(order_id) == "pending"
    till.wire.cut = None
    assert await till.api.check(order_id) == "paid"


async def test_a_lost_prepay_answer_gives_the_same_prepay_id_next_time(till: Till) -> None:
    attempt_id = await till.intend()
    till.wire.cut = "answer"
    with pytest.raises(OutsideUnavailable):
        await till.prepay(attempt_id)
    assert (await till.attempt(attempt_id))["state"] == "created"
    till.wire.cut = None
    await till.pay(attempt_id)
    assert len((await till.http.get("/play/orders")).json()["items"]) == 1
