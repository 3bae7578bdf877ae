"""Touches: one for a cause, opened by whoever comes through the link; openings follow merges and end with members."""

import asyncio
from uuid import UUID, uuid4

import pytest

from domain.community.touching import TouchNotFound
from ports.community.touches import NewTouch, Touch
from ports.kernel import MemberId
from ports.members.api import MemberLeft
from tests.flows.community.conftest import Circle
from tests.flows.identity.conftest import People


def _new(cause: str, **more: object) -> NewTouch:
    return NewTouch("script", cause, "mei", **more)  # type: ignore[arg-type]


async def issued(circle: Circle, new: NewTouch) -> Touch:
    async with circle.shop.uow.begin() as tx:
        return await circle.parts.performance.touches.issue(tx, new)


async def came(circle: Circle, member_id: MemberId, touch: Touch) -> None:
    await circle.parts.performance.touches.open(member_id, touch.code)


async def openings(circle: Circle) -> list[tuple[UUID, int, int]]:
    """Whose, how many visits, how many times remembered."""
    rows = await circle.shop.rows(
        "select member_id, times, cardinality(opened_at) from community.touch_openings order by id"
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def test_one_cause_is_one_touch_however_many_issue_it(circle: Circle) -> None:
    made = await asyncio.gather(*(issued(circle, _new("script:1")) for _ in range(10)))
    assert len({touch.code for touch in made}) == 1
    other = await issued(circle, _new("script:2"))
    assert other.code != made[0].code and len(other.code) == 10 and other.code.isalnum()
    assert await circle.shop.rows("select count(*) from community.touches") == [(2,)]


async def test_visits_are_counted_with_half_an_hour_between(circle: Circle) -> None:
    touch, buyer = await issued(circle, _new("script:1")), await circle.shop.shopper()
    await asyncio.gather(*(came(circle, buyer.id, touch) for _ in range(10)))
    assert await openings(circle) == [(buyer.id, 1, 1)]
    circle.shop.clock.pass_(minutes=20)
    await came(circle, buyer.id, touch)
    circle.shop.clock.pass_(minutes=20)
    await came(circle, buyer.id, touch)
    assert await openings(circle) == [(buyer.id, 1, 3)]
    circle.shop.clock.pass_(minutes=30)
    await asyncio.gather(*(came(circle, buyer.id, touch) for _ in range(10)))
    assert await openings(circle) == [(buyer.id, 2, 4)]


async def test_only_the_newest_hundred_are_remembered(circle: Circle) -> None:
    touch, buyer = await issued(circle, _new("script:1")), await circle.shop.shopper()
    for _ in range(103):
        await came(circle, buyer.id, touch)
        circle.shop.clock.pass_(minutes=31)
    assert await openings(circle) == [(buyer.id, 103, 100)]


async def test_a_code_that_nobody_knows_changes_nothing(circle: Circle) -> None:
    await issued(circle, _new("script:1"))
    with pytest.raises(TouchNotFound):
        await circle.parts.performance.touches.open((await circle.shop.shopper()).id, "aaaaaaaaaa")
    assert await openings(circle) == []


async def test_openings_follow_a_merge_and_its_undoing(circle: Circle) -> None:
    touch = await issued(circle, _new("script:1"))
    one, other = await circle.shop.shopper(), await circle.shop.shopper()
    await came(circle, one.id, touch)
    await came(circle, other.id, touch)
    people = People(circle.shop)
    merge_id = await people.join(one.id, other.id)
    await people.later()
    kept = other.id if await people.merged_into(one.id) else one.id
    assert [row[0] for row in await openings(circle)] == [kept, kept]
    await people.part(merge_id)
    await people.later()
    assert {row[0] for row in await openings(circle)} == {one.id, other.id}
    assert await circle.shop.rows("select count(*) from community.touch_moves") == [(0,)]


async def test_who_leaves_has_opened_nothing(circle: Circle) -> None:
    touch = await issued(circle, _new("script:1", post_id=uuid4()))
    one, other = await circle.shop.shopper(), await circle.shop.shopper()
    await came(circle, one.id, touch)
    await came(circle, other.id, touch)
    async with circle.shop.uow.begin() as tx:
        tx.emit(MemberLeft(one.id))
    await circle.shop.settle()
    assert [row[0] for row in await openings(circle)] == [other.id]
