"""What is told twice, late, or in another order than it happened; and paid orders that wait for their team (P3)."""

from itertools import permutations

import msgspec
import pytest

from domain.supply.shipping import ShipItem
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderReturned, OfferedOrderWithdrawn
from ports.commerce.order_views import OrderDetail
from ports.kernel import Event, OrderId
from ports.promotion.api import ActivityFailed, TeamSucceeded
from ports.promotion.rules import TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper
from tests.flows.promotion.conftest import Promo

EVENTS = (OfferedOrderPaid, OfferedOrderWithdrawn, OfferedOrderReturned)
LATE = "update kernel.delivery set due_at = 'infinity' where subscriber = 'promotion.orders' and status = 'pending'"


async def _settle_without_promotion(shop: Shop) -> None:
    """All but what promotion is told, which stays on its way."""
    for _ in range(20):
        await shop.rows(LATE)
        due = await shop.rows(
            "select id, kind from kernel.delivery where status = 'pending' and due_at <= $1", shop.clock.at
        )
        if not due:
            return
        await shop.deliverer.deliver(due)  # type: ignore[arg-type]
    raise AssertionError("deliveries go round in circles")


async def _on_their_way(shop: Shop, order_id: OrderId) -> dict[type[Event], Event]:
    tags = {event.__struct_config__.tag: event for event in (*EVENTS, OfferedOrderCancelled)}
    rows = await shop.rows(
        "select name, payload::text from kernel.delivery"
        " where subscriber = 'promotion.orders' and payload ->> 'order_id' = $1",
        str(order_id),
    )
    return {tags[name]: msgspec.json.decode(payload, type=tags[name]) for name, payload in rows}


@pytest.mark.parametrize(
    "order_of_telling", list(permutations(EVENTS)), ids=lambda each: "-".join(e.__name__[12:] for e in each)
)
async def test_paid_withdrawn_and_returned_end_alike_in_any_order(
    promo: Promo, shop: Shop, buyer: Shopper, order_of_telling: tuple[type[Event], ...]
) -> None:
    sku, coupon = await shop.sku(20_000), await promo.coupon(buyer)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_000, 5, 3), stacks=("coupon",))
    order = await buyer.place((sku, 2), coupon_ids=(coupon,))
    number = await buyer.start_paying(order.id)
    await shop.modules.payments.books.record(shop.bank.pay(number))
    await _settle_without_promotion(shop)
    lines = [(line.id, line.quantity) for line in order.lines]
    assert lines and (await buyer.see(order.id)).status == "paid" and await promo.state(coupon) == "locked"
    await _refund_quietly(promo, buyer, order)
    events = await _on_their_way(shop, order.id)
    assert events.keys() == set(EVENTS)
    await promo.tell(*(events[each] for each in order_of_telling for _ in range(2)))
    await promo.tell(*(events[each] for each in order_of_telling))
    assert (await promo.state(coupon), (await promo.ledger(coupon))[-1]) == ("held", "return")
    assert await promo.taken(run, sku) == 0 and [use[0] for use in await promo.uses(order.id)] == ["released"]
    # A late repetition does not touch what the coupon does next.
    following = await buyer.place((sku, 1), coupon_ids=(coupon,))
    await promo.tell(*events.values())
    assert await promo.state(coupon) == "locked" and await promo.taken(run, sku) == 1
    await buyer.pay(following.id)
    await promo.tell(*events.values())
    assert await promo.state(coupon) == "used" and await promo.taken(run, sku) == 1


async def _refund_quietly(promo: Promo, buyer: Shopper, order: OrderDetail) -> None:
    """The whole order, without promotion hearing of it."""
    shop, settle = promo.shop, promo.shop.settle
    shop.settle = lambda: _settle_without_promotion(shop)  # type: ignore[method-assign]
    try:
        await promo.refund(buyer, order, *(line.quantity for line in order.lines))
    finally:
        shop.settle = settle  # type: ignore[method-assign]
    assert (await buyer.see(order.id)).status == "closed"


async def test_a_cancellation_told_again_and_again(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku, coupon = await shop.sku(20_000), await promo.coupon(buyer)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_000, 5, 3), stacks=("coupon",))
    order = await buyer.place((sku, 2))
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "")
    events = await _on_their_way(shop, order.id)
    await promo.tell(*[events[OfferedOrderCancelled]] * 3)
    assert await promo.ledger(coupon) == ["claim", "lock", "release"] and await promo.taken(run, sku) == 0
    await buyer.place((sku, 1))
    await promo.tell(events[OfferedOrderCancelled])
    assert await promo.state(coupon) == "locked" and await promo.taken(run, sku) == 1


async def _group_order(promo: Promo, buyer: Shopper, *, paid: bool = True) -> OrderDetail:
    """As one that was bought through a team; the team itself is told of by hand."""
    shop = promo.shop
    order = await buyer.place((await shop.sku(5000), 2), (await shop.sku(1500), 1))
    await shop.rows("update commerce.\"order\" set activity = 'group_buy' where id = $1", order.id)
    if paid:
        await buyer.pay(order.id)
    return await buyer.see(order.id)


async def test_a_paid_group_order_waits_for_its_team(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    order = await _group_order(promo, buyer)
    [(fulfilment, is_held)] = await shop.rows("select id, on_hold from supply.fulfilment")
    assert is_held
    refused = await shop.services.fulfilment_desk.ship(OPERATOR, [ShipItem(fulfilment, "SF", None)])
    assert refused.items[0].problem is not None
    success = TeamSucceeded(fulfilment, (order.id,))
    await promo.tell(success, success)
    assert await shop.rows("select status, on_hold from supply.fulfilment") == [("to_ship", False)]
    texts = [entry.text for entry in (await buyer.see(order.id)).timeline]
    assert texts.count("拼团成功，仓库开始备货") == 1
    await shop.ship(order.id)
    assert (await buyer.see(order.id)).status == "shipped"


async def test_a_group_order_whose_team_failed_is_paid_back_whole_and_once(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    order = await _group_order(promo, buyer)
    failure = ActivityFailed(order.id, "拼团没有成功")
    await promo.tell(failure, failure, TeamSucceeded(order.id, (order.id,)))
    seen = await buyer.see(order.id)
    assert seen.status == "closed" and sum(one.refund_fen for one in shop.bank.refunds.values()) == order.payable_fen
    assert len(shop.bank.refunds) == 1 and "拼团没有成功" in " ".join(entry.text for entry in seen.timeline)
    assert await shop.rows("select sum(reserved)::int from supply.stock") == [(0,)]


async def test_a_failed_team_pays_back_what_is_left(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    order = await _group_order(promo, buyer)
    first = await promo.refund(buyer, order, 1, 0)
    await promo.tell(ActivityFailed(order.id, "拼团没有成功"))
    assert sum(one.refund_fen for one in shop.bank.refunds.values()) == order.payable_fen > first > 0
    assert (await buyer.see(order.id)).status == "closed"


async def test_a_team_that_failed_or_succeeded_without_a_payment_changes_nothing(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    order = await _group_order(promo, buyer, paid=False)
    await promo.tell(ActivityFailed(order.id, "拼团没有成功"), TeamSucceeded(order.id, (order.id,)))
    assert (await buyer.see(order.id)).status == "pending_payment" and shop.bank.refunds == {}
