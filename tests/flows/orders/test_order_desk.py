"""What operators see and do (V1, V4): masked, audited, with the money beside it."""

import pytest
from msgspec.structs import replace

from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.commerce.order_desk import NewReceiver, OrderFilter
from domain.commerce.orders import NotAllowedNow
from ports.commerce.after_sale_views import AfterSaleFilter
from ports.crypto import mask_number
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.members.api import PostalAddress
from tests.flows.orders.conftest import HOME, OPERATOR, Shop, Shopper

CURIOUS = replace(OPERATOR, permissions=OPERATOR.permissions - {"orders.unmask", "orders.write", "orders.readdress"})


async def test_an_order_whole_with_its_money(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 2))
    seen = await shop.services.order_desk.one(OPERATOR, order.id)
    assert (seen.address.name, seen.address.detail) == ("王**", "科技园路 1****")
    assert seen.admin_actions == ("cancel", "change_address", "ship", "note") and len(seen.fulfilments) == 1
    assert [(attempt.state, attempt.amount_fen) for attempt in seen.payments] == [("paid", order.payable_fen)]
    assert sum(line.amount_fen for line in seen.ledger) == 0 and seen.ledger[0].text == "收款"
    noted = await shop.services.order_desk.note(OPERATOR, order.id, "客户要求送货前电话联系")
    assert [(note.by, note.text) for note in noted.operator_notes] == [("小周", "客户要求送货前电话联系")]
    assert "客户" not in "".join(entry.text for entry in (await buyer.see(order.id)).timeline)


async def test_the_address_is_shown_for_a_reason_that_is_written_down(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    with pytest.raises(PermissionMissing):
        await shop.services.order_desk.unmask(CURIOUS, order.id, "好奇")
    shown = await shop.services.order_desk.unmask(OPERATOR, order.id, "快递员联系不上收件人")
    assert (shown.name, shown.phone) == (HOME.name, HOME.phone) and shown.address.endswith(HOME.detail)
    found = await shop.rows("select action, target, reason from governance.audit where action = 'orders.unmask'")
    assert shown.number == order.number
    assert found[-1] == ("orders.unmask", mask_number(order.number), "快递员联系不上收件人")


async def test_an_operator_changes_the_address_before_anything_is_sent(shop: Shop, buyer: Shopper) -> None:
    desk, order = shop.services.order_desk, await buyer.buy((await shop.sku(), 1))
    near = PostalAddress("李梅", "16000004321", "广东省", "广州市", "天河区", "体育西路 9 号")
    given = NewReceiver(near, "买家来电改址", confirmed_with_buyer=True)
    with pytest.raises(PermissionMissing):
        await desk.readdress(CURIOUS, order.id, given)
    far = replace(near, province="北京市", city="北京市", district="朝阳区")
    for refused, error in (
        (replace(given, confirmed_with_buyer=False), Invalid),
        (replace(given, address=replace(near, phone="12")), Invalid),
        (replace(given, address=far), NotAllowedNow),
    ):
        with pytest.raises(error):
            await desk.readdress(OPERATOR, order.id, refused)
    audited = "select target, reason, detail from governance.audit where action = 'orders.readdress' and target_id = $1"
    assert await shop.rows(audited, order.id) == []
    assert (await buyer.see(order.id)).address.region == "广东省 深圳市 南山区"
    seen = await desk.readdress(OPERATOR, order.id, given)
    assert (seen.address.name, seen.address.phone_masked, seen.address.region) == (
        "李*",
        "160****4321",
        "广东省 广州市 天河区",
    )
    assert await shop.rows(audited, order.id) == [
        (
            mask_number(order.number),
            given.reason,
            "王** 138****5678 广东省 深圳市 南山区 → 李* 160****4321 广东省 广州市 天河区",
        )
    ]
    assert await shop.rows("select region from supply.fulfilment") == [("广东省 广州市 天河区",)]
    assert (await buyer.see(order.id)).timeline[-1].text == "商家修改了收货地址"
    assert (await desk.unmask(OPERATOR, order.id, "核对")).phone == near.phone
    await shop.ship(order.id)
    assert "change_address" not in (await desk.one(OPERATOR, order.id)).admin_actions
    with pytest.raises(NotAllowedNow):
        await desk.readdress(OPERATOR, order.id, given)


async def test_orders_are_found_by_number_phone_and_tracking_number(shop: Shop, buyer: Shopper) -> None:
    order, _ = await buyer.buy((await shop.sku(), 1)), await buyer.place((await shop.sku(), 1))
    await shop.ship(order.id)
    [(tracking,)] = await shop.rows("select tracking_number from supply.parcel")
    desk = shop.services.order_desk
    for words, count in ((order.number, 1), (tracking, 1), (HOME.phone, 2), ("13900000000", 0), ("%", 0)):
        assert len((await desk.rows(OPERATOR, OrderFilter(q=words), None, 20)).items) == count
    shipped = await desk.rows(OPERATOR, OrderFilter(status="shipped", warehouse_id=shop.south), None, 20)
    assert [(row.status_text, row.receiver_masked, row.late) for row in shipped.items] == [
        ("已发货", "王** 138****5678", False)
    ]
    assert (await desk.rows(OPERATOR, OrderFilter(warehouse_id=shop.north), None, 20)).items == []
    first = await desk.rows(OPERATOR, OrderFilter(), None, 1)
    assert len((await desk.rows(OPERATOR, OrderFilter(), first.next_cursor, 1)).items) == 1
    assert (await desk.rows(OPERATOR, OrderFilter(placed_from=shop.clock.now()), None, 1)).items
    assert not (await desk.rows(OPERATOR, OrderFilter(placed_until=shop.clock.now()), None, 1)).items
    found = await desk.search(OPERATOR, order.number)
    assert [one.number for one in found.orders] == [mask_number(order.number)]


async def test_an_operator_cancels_unpaid_and_paid_orders(shop: Shop, buyer: Shopper) -> None:
    sku, desk = await shop.sku(), shop.services.order_desk
    unpaid, paid, sent = await buyer.place((sku, 1)), await buyer.buy((sku, 1)), await buyer.buy((sku, 1))
    with pytest.raises(PermissionMissing):
        await desk.cancel(CURIOUS, unpaid.id, "缺货")
    assert (await desk.cancel(OPERATOR, unpaid.id, "缺货")).status == "cancelled"
    await desk.cancel(OPERATOR, paid.id, "缺货")
    await shop.settle()
    closed = await desk.one(OPERATOR, paid.id)
    assert (closed.status, [refund.amount_fen for refund in closed.refunds]) == ("closed", [paid.payable_fen])
    await shop.ship(sent.id)
    for order in (sent, paid, unpaid):
        with pytest.raises(NotAllowedNow):
            await desk.cancel(OPERATOR, order.id, "缺货")
    assert await shop.levels(sku) == (9, 0)


async def test_the_home_page_counts_right(shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku()
    paid, back = await buyer.buy((sku, 2)), await buyer.buy((sku, 1))
    await buyer.place((sku, 1))
    shop.clock.pass_(hours=6)
    lines = (Asked(back.lines[0].id, 1),)
    await shop.services.after_sales.apply(
        buyer.id, AfterSaleWish(back.id, "refund_only", lines, "no_longer_wanted", "", ())
    )
    await shop.settle()
    page = await shop.services.dashboard.dashboard(OPERATOR)
    total = paid.payable_fen + back.payable_fen
    assert (page.today.gmv_fen, page.today.orders, page.today.paid_orders) == (total, 3, 2)
    assert sum(hour.gmv_fen for hour in page.hourly) == total and len(page.hourly) == 24
    assert (page.days[-1].gmv_fen, page.days[-1].orders, len(page.days)) == (total, 2, 30)
    assert page.top_products[0].quantity == 3
    assert (page.attention.to_ship, page.attention.parked) == (1, 0)


async def test_everyone_sees_what_waits_in_the_own_pages(shop: Shop, buyer: Shopper) -> None:
    await buyer.buy((await shop.sku(), 1))
    home, desk = shop.services.dashboard, shop.services.warehouse_desk
    shop.clock.pass_(days=3)
    whole = await home.attention(OPERATOR)
    assert (whole.to_ship, whole.late_shipments) == (1, 1)
    keeper, seller = (replace(OPERATOR, permissions=frozenset({code})) for code in ("stock.read", "orders.read"))
    assert replace(whole, to_ship=0, late_shipments=0) == await home.attention(keeper)
    assert (await home.dashboard(seller)).attention.to_ship == 0
    with pytest.raises(PermissionMissing):
        await home.attention(seller)
    for actor in (keeper, seller):
        assert len((await desk.warehouses(actor)).items) == 2
    with pytest.raises(PermissionMissing):
        await desk.warehouses(replace(OPERATOR, permissions=frozenset({"catalogue.read"})))


async def test_the_after_sale_desk_lists_what_is_open(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    for parcel_id in await shop.ship(order.id):
        await shop.sign(parcel_id)
    lines = (Asked(order.lines[0].id, 1),)
    request = await shop.services.after_sales.apply(
        buyer.id, AfterSaleWish(order.id, "refund_only", lines, "quality", "有线头", ())
    )
    desk = shop.services.after_sale_desk
    open_ = await desk.page(OPERATOR, AfterSaleFilter(status="open"), None, 20)
    assert [(row.number, row.description) for row in open_.items] == [(request.number, "有线头")]
    assert (await desk.page(OPERATOR, AfterSaleFilter(q=order.number), None, 20)).items
    assert not (await desk.page(OPERATOR, AfterSaleFilter(status="refunded"), None, 20)).items
    detail = await desk.detail(OPERATOR, request.id)
    assert detail.order.number == mask_number(order.number) and detail.deadline_at > request.created_at
    with pytest.raises(PermissionMissing):
        await desk.approve(replace(OPERATOR, permissions=frozenset({"after_sale.read"})), request.id, "")
