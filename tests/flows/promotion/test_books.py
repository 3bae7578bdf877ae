"""The statements of `siyu prove promotions` find what is off: each kind of damage is named, and nothing else."""

import pytest

from app.prove.offers import breaches
from ports.promotion.rules import SpendSave, SpendTier, TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ALL, Promo

DAMAGE = [
    ("update promotion.campaign_item set taken = taken + 1", "items whose taken units"),
    ("update promotion.member_taking set taken = taken - 1", "members whose taken units"),
    ("update promotion.order_use set state = 'held'", "uses whose state"),
    ("update promotion.order_use set off_fen = off_fen + 1", "orders whose campaigns took"),
    ("update promotion.coupon_template set claimed = claimed + 1", "templates that count"),
    ("delete from promotion.coupon_count", "members who count other coupons"),
    ("delete from promotion.coupon_entry where kind = 'redeem'", "coupons whose state is not"),
    ("update promotion.coupon set off_fen = off_fen + 1", "orders whose coupons took"),
    ("update promotion.coupon set member_id = gen_random_uuid()", "coupons of other members"),
    ("update commerce.\"order\" set status = 'cancelled'", "used coupons of orders that nobody paid"),
    (
        'update commerce."order" set payable_fen = payable_fen - 1, discount_fen = discount_fen + 1',
        "orders whose sums do not agree",
    ),
    ('update commerce."order" set derivation = derivation - 1', "orders whose sums do not agree"),
    ('update commerce."order" set paid_fen = paid_fen - 1', "paid orders that keep another sum"),
    ("update commerce.order_line set refunded = quantity", "orders that gave back more"),
]


@pytest.fixture
async def promo(shop: Shop) -> Promo:
    """Without the check at the end: these tests leave damage behind."""
    return Promo(shop)


async def test_what_is_off_is_named(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    sku = await shop.sku(20_000)
    await promo.run(TimedPrice(), ItemRow(sku, 15_000, 5, 3), stacks=("coupon", "threshold"))
    await promo.run(SpendSave(ALL, (SpendTier(10_000, 500),)), stacks=("coupon",))
    await promo.coupon(buyer)
    order = await buyer.buy((sku, 2))
    assert len([note for note in order.derivation if note.amount_fen < 0]) == 3
    pool = await shop.built.database.pool()
    assert [one.name for one in await breaches(pool) if one.rows] == []
    for damage, name in DAMAGE:
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(damage)
            found = [one.name for one in await breaches(connection) if one.rows]
            await transaction.rollback()
        assert any(each.startswith(name) for each in found), (damage, found)
    assert [one.name for one in await breaches(pool) if one.rows] == []
