"""Tasks: claimed, shown by our own rows, or reported; each within its limit and once per cause."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.members.task_rules import TaskChanged, TaskNotDone, TaskNotFound, TaskUsedUp
from ports.commerce.api import OrderCompleted
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid, OrderId
from ports.members.tasks import TaskRow
from tests.flows.orders.conftest import Shopper
from tests.flows.play.stage import EDITOR, READER, Fair

SHARE = TaskRow("share", "分享给好友", "把喜欢的好物分享给好友", "share", 100, "day", 2, True, 1, 0)
FIRST = TaskRow("first_order", "完成第一笔订单", "", "first_order", 200, "once", 1, True, 2, 0)
PHONE = TaskRow("profile", "绑定手机号", "", "profile_complete", 50, "once", 1, True, 3, 0)
REVIEW = TaskRow("review", "写评价", "", "review", 30, "total", 2, True, 4, 0)


@pytest.fixture
async def tasks(fair: Fair) -> Fair:
    for row in (SHARE, FIRST, PHONE, REVIEW):
        await fair.play.tasks.put(EDITOR, row)
    return fair


async def states(fair: Fair, who: Shopper) -> dict[str, tuple[str, int]]:
    return {view.code: (view.state, view.done_count) for view in (await fair.play.tasks.page(who.id)).items}


async def test_a_share_is_taken_on_trust_so_often_a_day(tasks: Fair, mei: Shopper) -> None:
    desk = tasks.play.tasks
    first = await desk.claim(mei.id, "share", "key-00000001")
    assert (first.is_new, first.points, first.text) == (True, 100, "获得 100 积分")
    assert not (await desk.claim(mei.id, "share", "key-00000001")).is_new
    await desk.claim(mei.id, "share", "key-00000002")
    with pytest.raises(TaskUsedUp):
        await desk.claim(mei.id, "share", "key-00000003")
    assert await tasks.points(mei) == 200 and (await states(tasks, mei))["share"] == ("done", 2)
    tasks.shop.clock.pass_(days=1)
    assert (await states(tasks, mei))["share"] == ("claimable", 0)
    assert (await desk.claim(mei.id, "share", "key-00000003")).is_new
    assert not (await desk.claim(mei.id, "share", "key-00000001")).is_new, "an old claim told again stays one"
    assert await tasks.points(mei) == 300


async def test_what_our_rows_do_not_show_is_not_claimed(tasks: Fair, mei: Shopper) -> None:
    with pytest.raises(TaskNotDone):
        await tasks.play.tasks.claim(mei.id, "profile", "key-00000001")
    assert await tasks.points(mei) == 0 and (await states(tasks, mei))["profile"] == ("open", 0)
    await tasks.shop.rows("update members.member set phone_sealed = 'x' where id = $1", mei.id)
    assert (await states(tasks, mei))["profile"] == ("claimable", 0)
    assert (await tasks.play.tasks.claim(mei.id, "profile", "key-00000001")).is_new
    assert not (await tasks.play.tasks.claim(mei.id, "profile", "key-00000002")).is_new
    assert await tasks.points(mei) == 50


async def test_what_is_reported_cannot_be_claimed(tasks: Fair, mei: Shopper) -> None:
    for code in ("first_order", "review"):
        with pytest.raises(TaskNotDone):
            await tasks.play.tasks.claim(mei.id, code, "key-00000001")
    for code in ("nothing", ""):
        with pytest.raises(TaskNotFound):
            await tasks.play.tasks.claim(mei.id, code, "key-00000001")
    assert await tasks.points(mei) == 0


async def test_the_first_completed_order_counts_once_however_often_it_is_told(tasks: Fair, mei: Shopper) -> None:
    async def told(kept_fen: int) -> None:
        async with tasks.shop.uow.begin() as tx:
            tx.emit(OrderCompleted(OrderId(uuid4()), mei.id, kept_fen))
        await tasks.shop.settle()

    await told(0)
    assert (await states(tasks, mei))["first_order"] == ("open", 0)
    await told(5000)
    await told(7000)
    assert (await states(tasks, mei))["first_order"] == ("done", 1)
    booked = await tasks.shop.rows("select key from members.points_booking where source = 'task'")
    assert booked == [(f"task:first_order:{mei.id}:first_order",)]


async def test_reports_of_later_modules_count_once_per_cause_up_to_the_limit(tasks: Fair, mei: Shopper) -> None:
    booked = []
    for cause in ("review:1", "review:1", "review:2", "review:3"):
        async with tasks.shop.uow.begin() as tx:
            booked.append(await tasks.play.tasks.reported(tx, mei.id, "review", cause))
    assert booked == [30, 0, 30, 0] and await tasks.points(mei) == 60


async def test_operators_edit_with_versions_and_disabled_tasks_are_gone(tasks: Fair, mei: Shopper) -> None:
    desk = tasks.play.tasks
    with pytest.raises(PermissionMissing):
        await desk.put(READER, SHARE)
    with pytest.raises(TaskChanged):
        await desk.put(EDITOR, SHARE)
    with pytest.raises(Invalid):
        await desk.put(EDITOR, replace(SHARE, version=1, points=0))
    await desk.claim(mei.id, "share", "key-00000001")
    after = await desk.put(EDITOR, replace(SHARE, version=1, points=80, is_enabled=False))
    assert (after.version, after.points, after.done_count, after.member_count) == (2, 80, 1, 1)
    with pytest.raises(TaskChanged):
        await desk.put(EDITOR, replace(SHARE, version=1, points=90))
    assert "share" not in await states(tasks, mei)
    with pytest.raises(TaskNotFound):
        await desk.claim(mei.id, "share", "key-00000002")
    assert [task.code for task in (await desk.all(READER)).items] == ["share", "first_order", "profile", "review"]


async def test_what_both_had_done_stays_done_once_they_are_one(tasks: Fair, mei: Shopper, lin: Shopper) -> None:
    desk = tasks.play.tasks
    for who in (mei, lin):
        async with tasks.shop.uow.begin() as tx:
            await desk.reported(tx, who.id, "first_order", "first_order")
    await desk.claim(lin.id, "share", "key-00000001")
    merge = await tasks.merge(lin, mei)
    assert await states(tasks, mei) == {
        "share": ("claimable", 1),
        "first_order": ("done", 1),
        "profile": ("open", 0),
        "review": ("open", 0),
    }
    async with tasks.shop.uow.begin() as tx:
        assert await desk.reported(tx, lin.id, "first_order", "first_order") == 0
    await desk.claim(lin.id, "share", "key-00000002")
    with pytest.raises(TaskUsedUp):
        await desk.claim(mei.id, "share", "key-00000003")
    assert await tasks.points(mei) == 600
    await tasks.part(merge)
    assert (await states(tasks, lin))["share"] == ("claimable", 1)
    assert (await states(tasks, mei))["share"] == ("claimable", 1)
