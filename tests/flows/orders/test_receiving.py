"""From the warehouse to the shopper (C6): split shipment, receipts, the clock."""

import asyncio

import pytest

from domain.commerce.orders import NotAllowedNow
from domain.members.addresses import AddressDraft
from ports.members.api import PostalAddress
from tests.flows.orders.conftest import OPERATOR, Shop, Shopper


async def test_two_warehouses_two_parcels_two_receipts(shop: Shop, buyer: Shopper) -> None:
    one, two = await shop.sku(), await shop.sku(south=0, north=5)
    order = await buyer.buy((one, 1), (two, 2))
    [first] = await shop.ship(order.id, shop.south)
    seen = await buyer.see(order.id)
    assert (seen.status, [line.shipped_quantity for line in seen.lines]) == ("partly_shipped", [1, 0])
    assert [line.status_text for line in seen.lines] == ["已发货", "待发货"]
    [second] = await shop.ship(order.id, shop.north)
    assert (await buyer.see(order.id)).status == "shipped"
    await shop.sign(first)
    assert (await buyer.see(order.id)).status == "shipped"
    await shop.services.receiving.confirm(buyer.id, order.id, first)
    await shop.sign(second)
    seen = await buyer.see(order.id)
    assert (seen.status, seen.actions[-1]) == ("delivered", "confirm_receipt")
    assert [parcel.confirmed_at is not None for parcel in seen.parcels] == [True, False]
    done = await shop.services.receiving.confirm(buyer.id, order.id, None)
    assert (done.status, done.sentence) == ("completed", "感谢您的信任，期待再次为您服务")
    with pytest.raises(NotAllowedNow):
        await shop.services.receiving.confirm(buyer.id, order.id, None)
    track = await shop.services.orders.parcel(buyer.id, order.id, first)
    assert track.state == "signed" and track.traces[0].text == "已签收" and not track.delayed


async def test_a_cancelled_waybill_makes_the_order_wait_again(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    [parcel_id] = await shop.ship(order.id)
    await shop.services.fulfilment_desk.cancel(OPERATOR, parcel_id, "地址有误")
    await shop.settle()
    seen = await buyer.see(order.id)
    assert (seen.status, seen.parcels, seen.lines[0].shipped_quantity) == ("paid", (), 0)
    await shop.ship(order.id)
    assert (await buyer.see(order.id)).status == "shipped"


async def test_signed_orders_complete_by_themselves(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    [parcel_id] = await shop.ship(order.id)
    await shop.sign(parcel_id)
    shop.clock.pass_(days=6)
    assert await shop.services.receiving.complete_delivered() == 0
    shop.clock.pass_(days=1, minutes=1)
    assert await shop.services.receiving.complete_delivered() == 1
    assert (await buyer.see(order.id)).status == "completed"


async def test_the_address_changes_until_a_waybill_is_asked_for(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    near = PostalAddress("王小明", "13812345678", "广东省", "广州市", "天河区", "体育西路 9 号")
    far = PostalAddress("王小明", "13812345678", "北京市", "北京市", "朝阳区", "建国路 88 号")
    near_id = (await shop.services.addresses.add(buyer.id, AddressDraft(near, None, False))).id
    far_id = (await shop.services.addresses.add(buyer.id, AddressDraft(far, None, False))).id
    with pytest.raises(NotAllowedNow):
        await shop.services.order_changes.readdress(buyer.id, order.id, far_id)
    seen = await shop.services.order_changes.readdress(buyer.id, order.id, near_id)
    assert seen.address.region == "广东省 广州市 天河区" and seen.timeline[-1].text == "收货地址已修改"
    assert await shop.rows("select region from supply.fulfilment") == [("广东省 广州市 天河区",)]
    await shop.ship(order.id)
    with pytest.raises(NotAllowedNow):
        await shop.services.order_changes.readdress(buyer.id, order.id, near_id)


async def test_the_warehouse_is_reminded_now_and_then(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    assert "remind" in order.actions
    for _ in range(3):
        await shop.services.order_changes.remind(buyer.id, order.id)
    seen = await buyer.see(order.id)
    assert [entry.text for entry in seen.timeline].count("您提醒了商家尽快发货") == 1 and "remind" not in seen.actions


async def test_receipts_at_the_same_moment_complete_once(shop: Shop, buyer: Shopper) -> None:
    order = await buyer.buy((await shop.sku(), 1))
    [parcel_id] = await shop.ship(order.id)
    await shop.sign(parcel_id)
    done = await asyncio.gather(
        *(shop.services.receiving.confirm(buyer.id, order.id, None) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, NotAllowedNow) for one in done) == 4
