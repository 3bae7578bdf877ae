"""Two members become one, and part again: growth, levels, birthdays."""

from uuid import uuid4

from ports.commerce.api import AfterSaleRefunded
from ports.kernel import MemberId
from ports.members.growth_store import Birthday
from ports.members.merging import Merge
from tests.flows.levels.conftest import Club
from tests.flows.orders.conftest import Shop, Shopper


async def _merge(shop: Shop, club: Club, gone: MemberId, kept: MemberId) -> Merge:
    merge = Merge(uuid4(), gone, kept, shop.clock.now())
    for _ in range(2):
        async with shop.uow.begin() as tx:
            await club.parts.follower.merge(tx, merge)
    return merge


async def _part(shop: Shop, club: Club, merge: Merge) -> None:
    for _ in range(2):
        async with shop.uow.begin() as tx:
            await club.parts.follower.part(tx, merge)


async def test_growth_adds_up_and_comes_apart_again(shop: Shop, club: Club, buyer: Shopper):
    gone = await shop.shopper()
    order_id = await club.completed(gone, 60_000, 2)
    await shop.settle()
    await club.grow(buyer.id, 4200)
    assert (await club.standing(gone.id), await club.standing(buyer.id)) == (("silver", 1205), ("silver", 4205))
    await shop.services.members.levels.shopper.set_birthday(gone.id, Birthday(5, 1))
    merge = await _merge(shop, club, gone.id, buyer.id)
    assert (await club.standing(gone.id), await club.standing(buyer.id)) == (("silver", 0), ("gold", 5410))
    assert await club.entries(gone.id) == []
    assert (await shop.services.members.levels.shopper.page(buyer.id)).birthday.month == 5
    assert (await shop.services.members.levels.shopper.page(gone.id)).birthday.month is None
    # A refund that is told under the old name takes back where the order's growth is now.
    refunded = AfterSaleRefunded(uuid4(), order_id, "N1", gone.id, 600_00, "连体衣", shop.clock.now(), 600_00)
    async with shop.uow.begin() as tx:
        tx.emit(refunded)
    await shop.settle()
    assert await club.standing(buyer.id) == ("gold", 4810)
    await club.grow(buyer.id, 100)
    await _part(shop, club, merge)
    # What the order lost goes with it; what came since stays.
    assert (await club.standing(gone.id), await club.standing(buyer.id)) == (("silver", 605), ("silver", 4305))
    assert (await shop.services.members.levels.shopper.page(buyer.id)).birthday.month is None
    assert (await shop.services.members.levels.shopper.page(gone.id)).birthday.month == 5
    assert await club.changes(buyer.id) == [
        ("bronze", "silver", "growth"),
        ("silver", "gold", "merge"),
        ("gold", "silver", "part"),
    ]


async def test_the_higher_level_is_kept_with_its_year(shop: Shop, club: Club, buyer: Shopper):
    gone = await shop.shopper()
    await club.grow(gone.id, 15_000)
    club.pass_days(100)
    await club.grow(buyer.id, 1000)
    [(until,)] = await shop.rows("select level_until from members.member where id = $1", gone.id)
    await _merge(shop, club, gone.id, buyer.id)
    assert await club.standing(buyer.id) == ("diamond", 16_010)
    assert await shop.rows("select level_until from members.member where id = $1", buyer.id) == [(until,)]
    # Whoever is gone is not reviewed any more.
    club.pass_days(265)
    assert await club.parts.reviews.review() == 1


async def test_merges_in_a_chain_come_apart_in_turn(shop: Shop, club: Club, buyer: Shopper):
    first, second = await shop.shopper(), await shop.shopper()
    await shop.settle()
    for member_id, growth in ((first.id, 100), (second.id, 300), (buyer.id, 700)):
        await club.grow(member_id, growth)
    inner = await _merge(shop, club, first.id, second.id)
    outer = await _merge(shop, club, second.id, buyer.id)
    assert await club.standing(buyer.id) == ("silver", 1115)
    await _part(shop, club, outer)
    assert (await club.standing(buyer.id), await club.standing(second.id)) == (("bronze", 705), ("bronze", 410))
    await _part(shop, club, inner)
    assert (await club.standing(first.id), await club.standing(second.id)) == (("bronze", 105), ("bronze", 305))
    again = await _merge(shop, club, first.id, buyer.id)
    assert await club.standing(buyer.id) == ("bronze", 810)
    await _part(shop, club, again)
    assert (await club.standing(first.id))[1] == 105
