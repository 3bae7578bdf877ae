"""Everything runs concurrently with itself: one order per key, one payment per order, and no fen lost between."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.prove.goods import Goods
from tests.http.shop import Person, Shop


async def _levels(shop: Shop, goods: Goods) -> tuple[int, int]:
    [row] = await shop.rows(
        "select sum(on_hand)::int, sum(reserved)::int from supply.stock where sku_id = $1", goods.sku_id
    )
    return row[0], row[1]


async def _ledger(shop: Shop) -> int:
    return int(await shop.value("select coalesce(sum(amount_fen), 0)::bigint from payments.ledger_line"))


async def test_the_same_key_at_the_same_moment_is_one_order(shop: Shop, shopper: Person) -> None:
    goods, key = await shop.goods((10, 0)), uuid4().hex
    answers = await asyncio.gather(*(shop.order(shopper, goods, 2, clientKey=key) for _ in range(10)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await _levels(shop, goods) == (10, 2)
    assert len((await shopper.get("/orders"))["items"]) == 1


async def test_the_last_units_go_to_as_many_as_there_are(shop: Shop) -> None:
    goods = await shop.goods((2, 1))
    shoppers = [await shop.shopper(address=True) for _ in range(8)]
    answers = await asyncio.gather(*(shop.order(shopper, goods) for shopper in shoppers))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"supply.sold_out"}
    assert await _levels(shop, goods) == (3, 3)


async def test_pay_pressed_many_times_is_one_attempt(shop: Shop, shopper: Person) -> None:
    order = await shop.ordered(shopper, await shop.goods())
    answers = await asyncio.gather(*(shopper.ask("POST", f"/orders/{order['id']}/pay") for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["package"] for answer in answers}) == 1
    count = await shop.value("select count(*) from payments.attempt where order_id = $1", UUID(order["id"]))
    assert count == 1


@pytest.mark.parametrize("turn", range(4))
async def test_a_cancel_that_races_the_payment_ends_in_one_of_two_ways(shop: Shop, shopper: Person, turn: int) -> None:
    """Paid and not cancelled, or cancelled and every fen given back; the units follow."""
    goods = await shop.goods((5, 0))
    order = await shop.ordered(shopper, goods, 2)
    params = await shopper.post(f"/orders/{order['id']}/pay")

    async def cancel() -> Any:
        await asyncio.sleep(0.004 * turn)
        return await shopper.ask("POST", f"/orders/{order['id']}/cancel", {"reason": "不想要了"})

    async def is_quiet() -> bool:
        totals = (await shop.outside.http.get("/play/totals")).json()
        left = await shop.value("select count(*) from kernel.delivery where status = 'pending' and due_at <= now()")
        open_refunds = await shop.value(
            "select count(*) from payments.refund where order_id = $1 and state not in ('succeeded')", UUID(order["id"])
        )
        return totals["pendingNotifyCount"] == 0 and left == 0 and open_refunds == 0

    paid, cancelled = await asyncio.gather(shop.confirm_payment(shopper, params), cancel())
    assert cancelled.status_code in (200, 409), cancelled.text
    if paid["result"] == "ok":
        assert (await shopper.ask("POST", f"/orders/{order['id']}/payment-check")).status_code == 200
    await shop.settle(is_quiet)
    seen = await shopper.get(f"/orders/{order['id']}")
    refunded = await shop.value(
        "select coalesce(sum(amount_fen), 0)::bigint from payments.refund where order_id = $1 and state = 'succeeded'",
        UUID(order["id"]),
    )
    if seen["status"] == "paid":
        assert (paid["result"], refunded, await _levels(shop, goods)) == ("ok", 0, (5, 2))
    else:
        assert seen["status"] == "cancelled"
        assert refunded == (goods.price_fen * 2 if paid["result"] == "ok" else 0)
        assert await _levels(shop, goods) == (5, 0)
    assert await _ledger(shop) == 0
