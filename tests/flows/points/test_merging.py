"""Points of two members who are one person, and of one who turns out to be two."""

from datetime import timedelta
from uuid import uuid4

from domain.members.points_book import Cause
from ports.kernel import MemberId
from ports.members.merging import Merge
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.points.conftest import Points


async def merge(points: Points, gone: MemberId, kept: MemberId) -> Merge:
    merge = Merge(uuid4(), gone, kept, points.shop.clock.now())
    for _ in range(2):
        async with points.shop.uow.begin() as tx:
            await points.services.follower.merge(tx, merge)
    return merge


async def part(points: Points, merge: Merge) -> None:
    for _ in range(2):
        async with points.shop.uow.begin() as tx:
            await points.services.follower.part(tx, merge)


async def three(shop: Shop, points: Points) -> list[Shopper]:
    people = [await shop.shopper() for _ in range(3)]
    for place, person in enumerate(people):
        await points.earn(person.id, 100 * (place + 1), until=shop.clock.now() + timedelta(days=10 + place))
    return people


async def test_three_become_one_and_three_again(shop: Shop, points: Points) -> None:
    a, b, c = await three(shop, points)
    first = await merge(points, a.id, b.id)
    second = await merge(points, b.id, c.id)
    assert await points.of(c.id) == (600, 0, 0)
    await part(points, second)
    assert (await points.of(c.id), await points.of(b.id)) == ((300, 0, 0), (300, 0, 0))
    await part(points, first)
    assert (await points.of(a.id), await points.of(b.id)) == ((100, 0, 0), (200, 0, 0))


async def test_the_first_merge_can_be_undone_before_the_second(shop: Shop, points: Points) -> None:
    a, b, c = await three(shop, points)
    first = await merge(points, a.id, b.id)
    second = await merge(points, b.id, c.id)
    await part(points, first)
    assert (await points.of(a.id), await points.of(c.id)) == ((100, 0, 0), (500, 0, 0))
    await part(points, second)
    assert (await points.of(b.id), await points.of(c.id)) == ((200, 0, 0), (300, 0, 0))


async def test_what_was_spent_together_is_gone_and_the_rest_goes_back(shop: Shop, points: Points) -> None:
    a, _, c = await three(shop, points)
    merged = await merge(points, a.id, c.id)
    await points.spend(a.id, 130)
    await points.earn(c.id, 50)
    assert await points.of(c.id) == (320, 0, 0)
    await part(points, merged)
    assert (await points.of(a.id), await points.of(c.id)) == ((0, 0, 0), (320, 0, 0)), "the first to end went first"


async def test_calls_of_a_merged_member_go_to_whom_it_became(shop: Shop, points: Points) -> None:
    a, _, c = await three(shop, points)
    await merge(points, a.id, c.id)
    await points.earn(a.id, 5)
    assert (await points.of(a.id), await points.of(c.id)) == ((0, 0, 0), (405, 0, 0))


async def test_a_hold_follows_its_order_there_and_back(shop: Shop, points: Points) -> None:
    a, _, c = await three(shop, points)
    await points.earn(a.id, 400, until=shop.clock.now() + timedelta(days=9))
    order = await a.place((await shop.sku(9950), 1), points=400)
    merged = await merge(points, a.id, c.id)
    assert (await points.of(a.id), await points.of(c.id)) == ((0, 0, 0), (400, 400, 0))
    await part(points, merged)
    assert (await points.of(a.id), await points.of(c.id)) == ((100, 400, 0), (300, 0, 0))
    merged = await merge(points, a.id, c.id)
    await shop.services.cancelling.by_shopper(a.id, order.id, "不想买了")
    await shop.settle()
    assert await points.of(c.id) == (800, 0, 0)
    await part(points, merged)
    assert (await points.of(a.id), await points.of(c.id)) == ((500, 0, 0), (300, 0, 0))


async def test_a_debt_is_paid_by_what_the_other_brings(shop: Shop, points: Points) -> None:
    a, _, c = await three(shop, points)
    async with shop.uow.begin() as tx:
        await points.book.take_back(tx, a.id, Cause("gift back", "adjustment", "扣回"), (150, None))
    assert await points.of(a.id) == (0, 0, 50)
    await merge(points, a.id, c.id)
    assert await points.of(c.id) == (250, 0, 0)
