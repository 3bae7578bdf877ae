"""Early access when two members turn out to be one person (M1, M2)."""

from ports.promotion.rules import TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.early.conftest import Early
from tests.flows.identity.conftest import People, name
from tests.flows.orders.conftest import Shop


async def test_who_they_are_now_decides_and_what_was_bought_early_counts(early: Early, shop: Shop) -> None:
    people, sku = People(shop), await shop.sku(10_000, south=99)
    run = await early.run(TimedPrice(), ItemRow(sku, 8000, 10, 2))
    kept, gone = await people.shopper(name()), await people.shopper(name())
    # Whoever has orders is kept, and the older one of two who have.
    await kept.buy((await shop.sku(10_000), 1))
    await early.become(gone.id, "diamond")
    early.at(minutes=55)
    await gone.buy((sku, 1))
    assert await early.pays(kept, (sku, 1)) == 10_000
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    [(level,)] = await shop.rows("select level_code from members.member where id = $1", kept.id)
    minutes = {"diamond": 60, "gold": 30}.get(level, 0)
    early.at(minutes=45)
    assert await early.pays(kept, (sku, 1)) == (8000 if minutes >= 45 else 10_000)
    await early.become(kept.id, "diamond")
    assert await early.pays(kept, (sku, 2)) == 8000 + 10_000, "one of two was bought by who they were"
    await kept.buy((sku, 2))
    assert await early.promo.taken(run, sku) == 2
    await people.part(merge_id)
    await people.later()
    taking = "select member_id, taken from promotion.member_taking where campaign_id = $1 and taken > 0"
    assert dict(await shop.rows(taking, run)) == {kept.id: 1, gone.id: 1}
