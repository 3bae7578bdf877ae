"""What a paid order does to the counts of its products."""

import asyncio

from sqlalchemy import text

from adapters.postgres.sql import Statement
from domain.commerce.sold_counts import SoldCounts
from ports.commerce.views import ListQuery
from ports.kernel import OrderId, ProductId
from tests.flows.catalogue.conftest import Shop

_ORDER = Statement(
    text("""
    insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity,
        goods_fen, discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, placed_at, pay_by)
    values (:id, :number, :id, '', '', 'direct', 'pending_payment', '', 1, 1, 0, 0, 1, 0, '[]', '',
        now(), now())
    """)
)
_LINE = Statement(
    text("""
    insert into commerce.order_line (id, order_id, position, sku_id, product_id, kind, title, option_text, image_url,
        weight_g, unit_fen, quantity, payable_fen, no_reason_return)
    values (:id, :order_id, 1, :id, :product_id, 'physical', '', '', '', 0, 1, :quantity, 1, true)
    """)
)
_SALE = Statement(text("insert into commerce.uncounted_sale (order_id) values (:order_id)"))


async def sold(shop: Shop, *lines: tuple[ProductId, int]) -> None:
    order_id = OrderId(shop.ids.new())
    async with shop.uow.begin() as tx:
        await _ORDER.run(tx, id=order_id, number=str(order_id))
        for product_id, quantity in lines:
            await _LINE.run(tx, id=shop.ids.new(), order_id=order_id, product_id=product_id, quantity=quantity)
        await _SALE.run(tx, order_id=order_id)


async def test_a_paid_order_counts_its_units_in_product_and_lists(shop: Shop) -> None:
    category_id = await shop.category()
    first, second = await shop.on_sale(category_id), await shop.on_sale(category_id)
    await sold(shop, (first.id, 2), (first.id, 1))
    await sold(shop, (second.id, 7))
    counts = SoldCounts(shop.uow, shop.products)
    # Sweeps that come together share the orders: each is counted once.
    assert sum(await asyncio.gather(*(counts.count() for _ in range(4)))) >= 2
    assert await counts.count() == 0
    listed = await shop.storefront.products(ListQuery(category_id=category_id, sort="sales"), None)
    assert [(card.id, card.sold_count) for card in listed.items] == [(second.id, 7), (first.id, 3)]
