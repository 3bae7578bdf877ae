"""The statements of `siyu prove promotions` about flash sales find what is off."""

from app.prove.flash_buying import FlashBuying
from app.prove.offers import breaches
from tests.flows.flash.conftest import Sale

DAMAGE = [
    ("update promotion.flash_ticket set quantity = quantity + 1", "pools that count other units"),
    ("update promotion.flash_ticket set member_id = gen_random_uuid()", "orders and tickets that do not belong"),
    ("update promotion.flash_ticket set quantity = 9", "members above the limit"),
    ("update promotion.flash_ticket set state = 'released'", "tickets that say something else"),
    ("update promotion.flash_pool set state = 'closed'", "units of closed pools that did not go back"),
    ("update promotion.campaign_item set taken = taken + 1", "items with a pool of their own"),
]


async def test_what_is_off_is_named(sale: Sale) -> None:
    await sale.publish(units=3)
    await sale.reserve(await sale.shop.shopper())
    await sale.consume()
    await sale.keep()
    pool = await sale.shop.built.database.pool()

    async def off(connection: object) -> list[str]:
        found = dict(await FlashBuying().off(connection)) | {one.name: one.rows for one in await breaches(connection)}
        return [name.removeprefix("flash sale: ") for name, count in found.items() if count]

    assert await off(pool) == []
    for damage, name in DAMAGE:
        async with pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(damage)
            named = await off(connection)
            await transaction.rollback()
        assert any(each.startswith(name) for each in named), (damage, named)
