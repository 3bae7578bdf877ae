"""After-sale (C9): exact money, stock that comes back, and who decides."""

import asyncio
from uuid import uuid4

import pytest

from domain.commerce.after_sale_reading import AfterSaleNotFound
from domain.commerce.after_sale_rules import AfterSaleNotAllowed, AfterSaleRefused, Asked
from domain.commerce.after_sales import AfterSaleWish
from ports.commerce.after_sale_store import ReturnParcel
from ports.commerce.after_sale_views import AfterSaleView
from ports.commerce.catalogue_store import MediaNotFound
from ports.commerce.order_views import OrderDetail
from ports.kernel import Invalid
from ports.supply.api import AlreadyShipped
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper

PARCEL = ReturnParcel("ZTO", "中通快递", "7300001111")


def _wish(order: OrderDetail, kind: str, *quantities: int, reason: str = "no_longer_wanted", **more) -> AfterSaleWish:
    lines = tuple(Asked(line.id, n) for line, n in zip(order.lines, quantities, strict=False) if n)
    given = {"description": "", "image_ids": ()} | more
    return AfterSaleWish(order_id=order.id, kind=kind, lines=lines, reason_code=reason, **given)


async def _apply(buyer: Shopper, *args, **more) -> AfterSaleView:
    request = await buyer.shop.services.after_sales.apply(buyer.id, _wish(*args, **more))
    await buyer.shop.settle()
    return await buyer.shop.services.after_sale_reading.one(buyer.id, request.id)


async def _delivered(shop: Shop, buyer: Shopper, *lines) -> OrderDetail:
    order = await buyer.buy(*lines)
    for parcel_id in await shop.ship(order.id):
        await shop.sign(parcel_id)
    return await buyer.see(order.id)


async def test_unshipped_goods_are_refunded_at_once_with_their_freight(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(2222)
    order = await buyer.buy((sku, 3))
    assert order.totals.freight_fen > 0
    preview = await shop.services.after_sales.preview(buyer.id, order.id, "refund_only", [Asked(order.lines[0].id, 2)])
    part = await _apply(buyer, order, "refund_only", 2)
    assert (part.status, part.refund_fen, part.status_text) == ("refunded", preview.refund_fen, "退款成功")
    assert await shop.levels(sku) == (10, 1)
    seen = await buyer.see(order.id)
    assert (seen.status, seen.lines[0].refunded_quantity, seen.lines[0].status_text) == ("paid", 2, "已退款 2 件")
    rest = await _apply(buyer, order, "refund_only", 1)
    assert part.refund_fen + rest.refund_fen == order.payable_fen
    assert rest.breakdown[-1].label == "运费" and sum(item.amount_fen for item in rest.breakdown) == rest.refund_fen
    closed = await buyer.see(order.id)
    assert (closed.status, closed.sentence) == ("closed", "全部商品已退款")
    assert await shop.levels(sku) == (10, 0)
    assert (await shop.balance()).get("asset:wechat_pay", 0) <= 0


async def test_wechat_hears_that_an_order_is_whole_when_its_rest_is_refunded(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1), (await shop.sku(south=0, north=5), 2))
    await shop.ship(order.id, shop.south)
    shop.clock.pass_(minutes=10)
    await shop.settle()
    assert [upload.all_delivered for upload in shop.wechat.uploads] == [False]
    await _apply(buyer, order, "refund_only", 0, 2)
    shop.clock.pass_(minutes=1)
    await shop.settle()
    told, closing = shop.wechat.uploads
    assert (closing.split, closing.all_delivered, closing.parcels) == (True, True, told.parcels)
    assert (await buyer.see(order.id)).status == "shipped"


async def test_a_return_goes_back_to_stock_and_money_to_the_shopper(shop: Shop, buyer: Shopper) -> None:
    one, two = await shop.sku(9900), await shop.sku(5000)
    order = await _delivered(shop, buyer, (one, 1), (two, 2))
    options = await shop.services.after_sale_reading.options(buyer.id, order.id)
    assert [line.kinds for line in options.lines] == [("refund_only", "return_refund")] * 2
    request = await _apply(buyer, order, "return_refund", 0, 1)
    assert (request.status, request.actions) == ("awaiting_return", ("cancel", "fill_return"))
    assert request.return_address.phone == "0755-12345678"
    sent = await shop.services.after_sales.send_back(buyer.id, request.id, PARCEL)
    assert (sent.status, sent.return_parcel.courier_name) == ("returning", "中通快递")
    assert await shop.services.receiving.complete_delivered() == 0
    await shop.services.after_sale_desk.receive(OPERATOR, request.id, "完好", restock=True)
    await shop.settle()
    done = await shop.services.after_sale_reading.one(buyer.id, request.id)
    assert (done.status, [step.done for step in done.progress]) == ("refunded", [True] * 5)
    assert await shop.levels(two) == (9, 0)
    seen = await buyer.see(order.id)
    assert (seen.status, seen.lines[1].status_text, seen.after_sales[0].status_text) == (
        "delivered",
        "已退款 1 件",
        "退款成功",
    )
    assert (await shop.services.receiving.confirm(buyer.id, order.id, None)).status == "completed"


async def test_spoiled_returns_enter_no_stock(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku()
    order = await _delivered(shop, buyer, (sku, 1))
    request = await _apply(buyer, order, "return_refund", 1)
    await shop.services.after_sale_desk.receive(OPERATOR, request.id, "破损", restock=False)
    await shop.settle()
    assert await shop.levels(sku) == (9, 0)
    assert (await buyer.see(order.id)).status == "closed"


async def test_refund_without_return_is_decided_by_a_person(shop: Shop, buyer: Shopper) -> None:
    order = await _delivered(shop, buyer, (await shop.sku(), 1))
    request = await _apply(buyer, order, "refund_only", 1, reason="quality")
    assert (request.status, request.actions) == ("applied", ("cancel",))
    await shop.services.after_sale_desk.reject(OPERATOR, request.id, "照片看不出问题")
    rejected = await shop.services.after_sale_reading.one(buyer.id, request.id)
    assert (rejected.status, rejected.reject_reason) == ("rejected", "照片看不出问题")
    again = await _apply(buyer, order, "refund_only", 1, reason="quality")
    await shop.services.after_sale_desk.approve(OPERATOR, again.id, "")
    await shop.settle()
    assert (await shop.services.after_sale_reading.one(buyer.id, again.id)).status == "refunded"
    for decide in (
        shop.services.after_sale_desk.approve(OPERATOR, again.id, ""),
        shop.services.after_sale_desk.reject(OPERATOR, again.id, ""),
        shop.services.after_sale_desk.receive(OPERATOR, again.id, "", restock=True),
        shop.services.after_sales.cancel(buyer.id, again.id),
    ):
        with pytest.raises(AfterSaleNotAllowed):
            await decide
    assert len(shop.bank.refunds) == 1


async def test_the_third_unresolved_request_goes_to_a_person(shop: Shop, buyer: Shopper) -> None:
    order = await _delivered(shop, buyer, (await shop.sku(), 1))
    for _ in range(2):
        request = await _apply(buyer, order, "refund_only", 1, reason="quality")
        await shop.services.after_sale_desk.reject(OPERATOR, request.id, "不符合")
    third = await _apply(buyer, order, "return_refund", 1)
    assert third.status == "escalated"
    await shop.services.after_sale_desk.approve(OPERATOR, third.id, "同意")
    assert (await shop.services.after_sale_reading.one(buyer.id, third.id)).status == "awaiting_return"


async def test_a_parcel_that_was_asked_for_cannot_be_refunded_as_unshipped(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku()
    order = await buyer.buy((sku, 1))
    [(fulfilment_id,)] = await shop.rows("select id from supply.fulfilment")
    from domain.supply.shipping import ShipItem

    await shop.services.fulfilment_desk.ship(OPERATOR, [ShipItem(fulfilment_id, "SF", None)])
    with pytest.raises(AlreadyShipped):
        await _apply(buyer, order, "refund_only", 1)
    assert await shop.rows("select count(*) from commerce.after_sale") == [(0,)]
    assert shop.bank.refunds == {} and (await buyer.see(order.id)).lines[0].refunded_quantity == 0


async def test_after_seven_days_only_faults_count(shop: Shop, buyer: Shopper) -> None:
    order = await _delivered(shop, buyer, (await shop.sku(), 1))
    shop.clock.pass_(days=9)
    with pytest.raises(AfterSaleRefused):
        await _apply(buyer, order, "return_refund", 1)
    assert (await _apply(buyer, order, "return_refund", 1, reason="quality")).status == "applied"
    shop.clock.pass_(days=9)
    options = await shop.services.after_sale_reading.options(buyer.id, order.id)
    assert options.lines[0].kinds == () and options.lines[0].refusal


async def test_refusals_change_nothing(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    other = await buyer.buy((await shop.sku(), 1))
    thief = await shop.shopper()
    services = shop.services
    wish = _wish(order, "refund_only", 1)
    for error, attempt in (
        (Invalid, services.after_sales.apply(buyer.id, _wish(order, "refund_only", 2))),
        (Invalid, services.after_sales.apply(buyer.id, _wish(order, "refund_only", 1, reason="nonsense"))),
        (AfterSaleRefused, services.after_sales.apply(buyer.id, _wish(order, "return_refund", 1))),
        (MediaNotFound, services.after_sales.apply(buyer.id, _wish(order, "refund_only", 1, image_ids=(uuid4(),)))),
    ):
        with pytest.raises(error):
            await attempt
    from msgspec.structs import replace

    with pytest.raises(Invalid):
        await services.after_sales.apply(buyer.id, replace(wish, lines=(Asked(other.lines[0].id, 1),)))
    request = await services.after_sales.apply(buyer.id, _wish(other, "refund_only", 1))
    for attempt in (
        services.after_sale_reading.one(thief.id, request.id),
        services.after_sales.cancel(thief.id, request.id),
        services.after_sales.send_back(thief.id, request.id, PARCEL),
    ):
        with pytest.raises(AfterSaleNotFound):
            await attempt
    assert await shop.rows("select count(*) from commerce.after_sale") == [(1,)]


async def test_the_same_units_are_claimed_once_at_the_same_moment(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 2))
    wish = _wish(order, "refund_only", 2)
    done = await asyncio.gather(
        *(shop.services.after_sales.apply(buyer.id, wish) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, AfterSaleView) for one in done) == 1
    await shop.settle()
    assert [refund.refund_fen for refund in shop.bank.refunds.values()] == [order.payable_fen]


async def test_a_stuck_refund_asks_for_a_person_and_may_still_succeed(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    shop.bank.refund_status = "ABNORMAL"
    request = await _apply(buyer, order, "refund_only", 1)
    assert (request.status, request.actions) == ("escalated", ())
    with pytest.raises(AfterSaleNotAllowed):
        await shop.services.after_sale_desk.reject(OPERATOR, request.id, "不")


async def test_returns_that_are_not_sent_end(shop: Shop, buyer: Shopper) -> None:
    order = await _delivered(shop, buyer, (await shop.sku(), 1))
    request = await _apply(buyer, order, "return_refund", 1)
    shop.clock.pass_(days=7, minutes=1)
    assert await shop.services.after_sales.expire_returns() == 1
    assert await shop.services.after_sales.expire_returns() == 0
    assert (await shop.services.after_sale_reading.one(buyer.id, request.id)).status == "cancelled"
    assert await shop.services.receiving.complete_delivered() == 1
