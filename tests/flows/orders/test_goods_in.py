"""Goods that an operator takes in are counted and audited once (S1, V2)."""

from tests.flows.orders.conftest import OPERATOR, Shop


async def test_an_arrival_is_booked_and_audited_once(shop: Shop) -> None:
    sku = await shop.sku(south=2)
    for _ in range(2):
        await shop.services.warehouse_desk.receive("PO-1", sku, shop.south, 5, OPERATOR)
    assert await shop.levels(sku) == (7, 0)
    assert await shop.rows("select by from supply.stock_move order by id") == [("",), ("小周",)]
    entries = await shop.rows("select action, target, reason, detail from governance.audit where target_id = $1", sku)
    assert entries == [("stock.receive", sku.hex[:12], "PO-1", "+5，入库后 7")]
