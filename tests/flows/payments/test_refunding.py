"""Refunds: never more than paid, one number for ever, finished however the end is learned."""

import asyncio
from datetime import timedelta
from typing import Literal

import asyncpg
import pytest
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import AttemptId, OrderId, OutsideUnavailable, RefundId
from ports.payments.api import RefundTooLarge
from tests.flows.payments.conftest import Till

_ALTER = Statement(text("update payments.ledger_line set amount_fen = amount_fen + 1"))


async def _order(till: Till, amount_fen: int = 9900, *, told: bool = True) -> tuple[AttemptId, OrderId]:
    """A paid order; untold, WeChat Pay is asked."""
    if told:
        attempt_id = await till.paid(amount_fen)
    else:
        attempt_id = await till.intend(amount_fen)
        await till.pay(attempt_id)
        await till.api.check((await till.attempt(attempt_id))["order_id"])
    return attempt_id, (await till.attempt(attempt_id))["order_id"]


async def _wechat_refunds(till: Till) -> list[dict[str, object]]:
    return (await till.http.get("/play/refunds")).json()["items"]


async def test_partial_refunds_up_to_what_was_paid(till: Till) -> None:
    attempt_id, order_id = await _order(till)
    await till.refund(order_id, 3000, "a")
    await till.refund(order_id, 6900, "b")
    with pytest.raises(RefundTooLarge):
        await till.refund(order_id, 1, "c")
    await till.run_jobs()
    await till.deliver("refunds", 2)
    row = await till.attempt(attempt_id)
    assert (row["booked_fen"], row["refunded_fen"]) == (9900, 9900)
    balances = await till.balances()
    assert balances == {
        "asset:wechat_pay": 0,
        "expense:payment_fee": 0,
        "income:sales": -9900,
        "income:refunds": 9900,
        "liability:refunds_payable": 0,
    }
    assert [event["type"] for event in await till.events()].count("payments.refund_succeeded") == 2


async def test_concurrent_refunds_never_exceed_the_payment(till: Till) -> None:
    attempt_id, order_id = await _order(till, 1000)
    results = await asyncio.gather(*(till.refund(order_id, 300, f"k{n}") for n in range(8)), return_exceptions=True)
    assert len([r for r in results if isinstance(r, RefundTooLarge)]) == 5
    assert (await till.attempt(attempt_id))["booked_fen"] == 900


async def test_the_same_cause_refunds_once(till: Till) -> None:
    attempt_id, order_id = await _order(till)
    ids = await asyncio.gather(*(till.refund(order_id, 9900, "after_sale:1") for _ in range(6)))
    assert len(set(ids)) == 1
    await till.run_jobs()
    assert len(await _wechat_refunds(till)) == 1
    assert (await till.attempt(attempt_id))["booked_fen"] == 9900


async def test_the_second_payment_of_an_order_goes_back_whole(till: Till) -> None:
    first, order_id = await _order(till, 5000)
    second = await till.paid(5000, order_id)
    await till.refund(order_id, 5000, "duplicate", second)
    await till.refund(order_id, 5000, "after_sale:2")
    assert (await till.attempt(first))["booked_fen"] == 5000
    assert (await till.attempt(second))["booked_fen"] == 5000


@pytest.mark.parametrize("cut", ["request", "answer"])
async def test_a_lost_call_refunds_once_under_the_same_number(till: Till, cut: Literal["request", "answer"]) -> None:
    await till.faults(dropNotifyRate=1)
    attempt_id, order_id = await _order(till, told=False)
    till.wire.cut = cut
    refund_id = await till.refund(order_id, 500, "lost")
    with pytest.raises(OutsideUnavailable):
        await till.run_jobs()
    assert (await till.refund_row(refund_id))["state"] == "sent"
    till.wire.cut = None
    await _ends(till, refund_id)
    assert len(await _wechat_refunds(till)) == 1
    assert (await till.attempt(attempt_id))["refunded_fen"] == 500


async def _ends(till: Till, refund_id: RefundId, state: str = "succeeded") -> None:
    for _ in range(200):
        till.clock.ahead += timedelta(hours=7)
        await till.refunds.poll_refunds()
        await till.run_jobs()
        if (await till.refund_row(refund_id))["state"] == state:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the refund did not end")


async def test_an_abnormal_refund_waits_for_a_person(till: Till) -> None:
    await till.faults(refundAbnormalRate=1)
    attempt_id, order_id = await _order(till)
    refund_id = await till.refund(order_id, 500, "card-dead")
    await till.run_jobs()
    await till.deliver("refunds", 1)
    row = await till.refund_row(refund_id)
    assert row["state"] == "stuck"
    assert "微信支付商户平台" in row["problem"]
    assert [event["type"] for event in await till.events()][-1] == "payments.refund_stuck"
    assert (await till.attempt(attempt_id))["refunded_fen"] == 0
    await till.faults()
    (known,) = await _wechat_refunds(till)
    await till.client.request("POST", f"/v3/refund/domestic/refunds/{known['refundId']}/apply-abnormal-refund", b"{}")
    await _ends(till, refund_id)
    assert (await till.attempt(attempt_id))["refunded_fen"] == 500


async def test_the_ledger_refuses_changes(till: Till) -> None:
    await _order(till)
    before = await till.balances()
    with pytest.raises(asyncpg.RestrictViolationError):
        async with till.uow.begin() as tx:
            await _ALTER.run(tx)
    assert await till.balances() == before
