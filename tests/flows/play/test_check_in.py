"""Checking in: once a day of the server's clock in Shanghai, in a row, and over merges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.members.check_in_rules import streak_until
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.members.check_in import CheckInRewards, CheckInRow
from tests.flows.orders.conftest import Shopper
from tests.flows.play.stage import EDITOR, READER, Fair

MIDNIGHT = datetime(2025, 11, 20, 16, tzinfo=UTC)


async def test_seven_days_in_a_row_and_the_cycle_begins_anew(fair: Fair, mei: Shopper) -> None:
    desk, got = fair.play.check_ins, []
    for _ in range(8):
        got.append((await desk.check_in(mei.id)).points)
        fair.shop.clock.pass_(days=1)
    assert got == [5, 5, 10, 10, 15, 15, 50, 5] and await fair.points(mei) == 115
    page = await desk.page(mei.id, None)
    assert (page.streak, page.is_checked, page.today_points, page.tomorrow_points) == (8, False, 5, 10)
    assert [day.day.day for day in page.days] == list(range(20, 28)) and page.month == "2025-11"
    assert [step.state for step in page.steps] == ["done", "today", *["coming"] * 5]


async def test_a_check_in_makes_the_day_an_active_one_and_counts_as_interaction_once(fair: Fair, mei: Shopper) -> None:
    entries = "select kind, value::int from members.growth_entry where member_id = $1 order by id"
    # The login has made this day an active one.
    assert await fair.shop.rows(entries, mei.id) == [("active", 5)]
    fair.shop.clock.pass_(days=1)
    for _ in range(2):
        await fair.play.check_ins.check_in(mei.id)
    kinds = await fair.shop.rows(entries, mei.id)
    assert sorted(kinds) == [("active", 5), ("active", 5), ("interaction", 2)]


async def test_a_second_before_midnight_and_midnight_are_two_days(fair: Fair, mei: Shopper) -> None:
    desk, clock = fair.play.check_ins, fair.shop.clock
    clock.at = MIDNIGHT - timedelta(seconds=1)
    first = await desk.check_in(mei.id)
    assert (first.is_new, first.page.today) == (True, date(2025, 11, 20))
    assert not (await desk.check_in(mei.id)).is_new
    clock.at = MIDNIGHT
    second = await desk.check_in(mei.id)
    assert (second.is_new, second.page.today, second.page.streak) == (True, date(2025, 11, 21), 2)
    assert await fair.points(mei) == 10


async def test_asking_again_gives_nothing_more(fair: Fair, mei: Shopper) -> None:
    first = await fair.play.check_ins.check_in(mei.id)
    again = await fair.play.check_ins.check_in(mei.id)
    assert (again.is_new, again.points, again.page) == (False, first.points, first.page)
    assert await fair.points(mei) == 5


async def test_a_missed_day_begins_anew(fair: Fair, mei: Shopper) -> None:
    for passed in (1, 1, 2, 1):
        result = await fair.play.check_ins.check_in(mei.id)
        fair.shop.clock.pass_(days=passed)
    assert (result.points, result.page.streak) == (5, 1)
    page = await fair.play.check_ins.page(mei.id, None)
    assert (page.streak, page.today_points) == (1, 5)


async def test_a_month_is_shown_whole_and_no_other(fair: Fair, mei: Shopper) -> None:
    fair.shop.clock.at = datetime(2025, 11, 29, 20, tzinfo=UTC)
    for _ in range(3):
        await fair.play.check_ins.check_in(mei.id)
        fair.shop.clock.pass_(days=1)
    november = await fair.play.check_ins.page(mei.id, "2025-11")
    assert [day.day for day in november.days] == [date(2025, 11, 30)] and november.streak == 3
    assert len((await fair.play.check_ins.page(mei.id, "2025-12")).days) == 2
    with pytest.raises(Invalid):
        await fair.play.check_ins.page(mei.id, "2025-13")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offsets=st.sets(st.integers(0, 20), max_size=15), until=st.integers(0, 21))
async def test_the_database_counts_days_in_a_row_as_the_rule_does(
    fair: Fair, mei: Shopper, offsets: set[int], until: int
) -> None:
    start, store = date(2025, 10, 25), fair.play.check_ins._store
    await fair.shop.rows("truncate members.check_in")
    days = [start + timedelta(days=n) for n in offsets]
    async with fair.shop.uow.begin() as tx:
        for day in days:
            assert await store.add(tx, CheckInRow(mei.id, day, 1, 0, fair.shop.clock.now()))
        last = start + timedelta(days=until)
        assert await store.streak(tx, mei.id, last) == streak_until(days, last)


async def test_rewards_are_edited_for_the_days_to_come_and_audited(fair: Fair, mei: Shopper) -> None:
    desk = fair.play.check_ins
    await desk.check_in(mei.id)
    new = CheckInRewards((1, 2, 3, 4, 5, 6, 70))
    with pytest.raises(PermissionMissing):
        await desk.set_rewards(READER, new)
    with pytest.raises(Invalid):
        await desk.set_rewards(EDITOR, CheckInRewards((1, 2, 3)))
    assert (await desk.rewards(READER)).points == (5, 5, 10, 10, 15, 15, 50)
    await desk.set_rewards(EDITOR, new)
    fair.shop.clock.pass_(days=1)
    assert (await desk.check_in(mei.id)).points == 2 and await fair.points(mei) == 7
    [entry] = await fair.shop.rows(
        "select operator_name, detail from governance.audit where action = 'members.check_in_rewards' and at >= $1",
        fair.shop.clock.now() - timedelta(days=1),
    )
    assert entry == ("小顾", "5、5、10、10、15、15、50 改为 1、2、3、4、5、6、70")


async def test_days_of_two_who_are_one_are_put_together_and_part_again(fair: Fair, mei: Shopper, lin: Shopper) -> None:
    desk, clock = fair.play.check_ins, fair.shop.clock
    for who in ((mei,), (lin,), (mei, lin), (lin,)):
        for one in who:
            await desk.check_in(one.id)
        clock.pass_(days=1)
    before = await fair.points(mei) + await fair.points(lin)
    merge = await fair.merge(lin, mei)
    page = await desk.page(mei.id, None)
    assert (page.streak, len(page.days)) == (4, 4), "the union of their days"
    assert await fair.points(mei) == before, "a day that both had is not paid anew"
    assert (await desk.page(lin.id, None)).streak == 4
    result = await desk.check_in(lin.id)
    assert (result.page.streak, result.points) == (5, 15) and not (await desk.check_in(mei.id)).is_new
    await fair.part(merge)
    assert [day.day.day for day in (await desk.page(lin.id, None)).days] == [21, 22, 23]
    assert [day.day.day for day in (await desk.page(mei.id, None)).days] == [20, 22, 24]
