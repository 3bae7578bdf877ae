"""What stays with the gone member because nobody has it twice, and customers who were enrolled in bulk (M1)."""

from datetime import timedelta
from uuid import uuid4

from ports.members.enrolment import Newcomer
from ports.promotion.rules import TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.identity.conftest import People, name
from tests.flows.orders.conftest import HOME, Shop
from tests.flows.promotion.conftest import Promo

_BARGAIN = """
    insert into promotion.bargain (id, campaign_id, sku_id, member_id, start_fen, floor_fen, seed, planned_cuts,
        cut_count, price_fen, state, opened_at, expires_at, changed_at)
    values ($1, $2, $3, $4, 1000, 500, 's', 2, 1, 800, 'open', $5, $6, $5)
"""
_TEAM = """
    insert into promotion.team (id, campaign_id, product_id, title, size, state, leader_id, opened_at, expires_at)
    values ($1, $2, $3, '有机棉', 2, 'open', $4, $5, $6)
"""
_SEAT = """
    insert into promotion.seat (id, team_id, campaign_id, member_id, order_id, sku_id, units, state, taken_at,
        held_until, paid_at, is_counted, is_moved)
    values ($1, $2, $3, $4, $5, $6, 1, 'paid', $7, $8, $7, false, false)
"""


async def test_what_one_person_cannot_have_twice_stays_behind(people: People, shop: Shop) -> None:
    promo = Promo(shop)
    kept, gone = await people.shopper(name()), await people.shopper(name())
    same, other = await shop.sku(south=50), await shop.sku(south=50)
    run = await promo.run(TimedPrice(), ItemRow(same, 5_000, 20, 2))
    now, end = shop.clock.now(), shop.clock.now() + timedelta(hours=20)
    bargains = {(owner, sku): uuid4() for owner, sku in ((kept.id, same), (gone.id, same), (gone.id, other))}
    for (owner, sku), bargain_id in bargains.items():
        await shop.rows(_BARGAIN, bargain_id, run, sku, owner, now, end)
    team, own_team = uuid4(), uuid4()
    for team_id, leader in ((team, kept.id), (own_team, gone.id)):
        await shop.rows(_TEAM, team_id, run, uuid4(), leader, now, end)
    seats = [(uuid4(), team, kept.id), (uuid4(), team, gone.id), (uuid4(), own_team, gone.id)]
    for seat_id, team_id, owner in seats:
        await shop.rows(_SEAT, seat_id, team_id, run, owner, uuid4(), same, now, end)
    await shop.rows(
        "insert into promotion.bargain_cut (bargain_id, ordinal, helper_id, fen, at) values ($1, 1, $2, 200, $3)",
        bargains[kept.id, same],
        gone.id,
        now,
    )

    async def owners() -> tuple[dict, dict, list, list]:
        return (
            dict(await shop.rows("select id, member_id from promotion.bargain")),
            dict(await shop.rows("select id, member_id from promotion.seat")),
            await shop.rows("select leader_id from promotion.team where id = $1", own_team),
            await shop.rows("select helper_id from promotion.bargain_cut"),
        )

    before = await owners()
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    bargaining, sitting, led_by, helped_by = await owners()
    assert bargaining == {
        bargains[kept.id, same]: kept.id,
        bargains[gone.id, same]: gone.id,
        bargains[gone.id, other]: kept.id,
    }
    assert sitting == {seats[0][0]: kept.id, seats[1][0]: gone.id, seats[2][0]: kept.id}
    assert (led_by, helped_by) == ([(kept.id,)], [(kept.id,)])
    await people.part(merge_id)
    await people.later()
    assert await owners() == before


async def test_an_enrolled_customer_whose_unionid_is_known_joins_at_the_first_login(people: People, shop: Shop) -> None:
    unionid, openid = name(), name()
    contact = await people.seen("wecom", name(), unionid)
    newcomer = Newcomer(openid, unionid, "小麦", "16600000090", "silver", shop.clock.now(), (HOME,))
    (enrolled,) = await shop.modules.members.enrolment.enrol([newcomer])
    assert enrolled != contact
    assert await shop.modules.members.enrolment.enrol([newcomer]) == [enrolled]
    final = await people.login(openid, unionid)
    assert final == contact and await people.merged_into(enrolled) == contact
    me = await shop.services.identity.me(final)
    assert (me.nickname, me.phone_masked) == ("小麦", "166****0090")
    assert len((await shop.services.addresses.all(final)).items) == 1
    # Enrolled again, the same customer is whom they became.
    assert await shop.modules.members.enrolment.enrol([newcomer]) == [contact]
