"""What a comparison of groups has found, one by one; an operator begins one, and stops it."""

import pytest

from domain.community.comparison import ComparisonRunning, NoComparison
from ports.governance.api import Actor, PermissionMissing
from tests.flows.community.conftest import OPERATOR, Circle

READER = Actor(OPERATOR.id, "小何", frozenset({"community.read"}), "127.0.0.1")


async def _finish(circle: Circle) -> None:
    for _ in range(50):
        await circle.parts.groups.comparison.go_on()
        if (await _runs(circle))[0][1] != "running":
            return
        circle.shop.clock.pass_(minutes=3)
    raise AssertionError("the comparison of groups does not end")


async def _runs(circle: Circle) -> list[tuple[str, str, int, int, int]]:
    """Who began it, its state, and what it counted; the latest first."""
    state = await circle.parts.groups.comparison_desk.state(OPERATOR)
    return [(run.by, run.state, run.missing, run.extra, run.different) for run in state.runs]


async def _gaps(circle: Circle) -> list[tuple[str, str, str]]:
    state = await circle.parts.groups.comparison_desk.state(OPERATOR)
    return sorted((gap.kind, gap.name, gap.detail) for gap in state.gaps)


async def _begun(circle: Circle) -> None:
    circle.shop.clock.pass_(minutes=5)
    await circle.parts.groups.comparison_desk.start(OPERATOR)


async def test_every_group_that_differed_is_named_with_what_was_done(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for number in range(12):
        rooms.make(f"wr{number:02}", "mei", f"wm{number}")
    await _begun(circle)
    await _finish(circle)
    # What the very first one reads is no gap.
    assert await _gaps(circle) == [] and await _runs(circle) == [("小周", "done", 12, 0, 0)]

    rooms.make("wr99", "lan", name="没听说过的群")
    rooms.dismiss("wr01")
    rooms.change("wr02", name="改过的名字", notice="周五开团")
    rooms.change("wr03", owner="lan")
    rooms.join("wr04", "wm-new")
    rooms.states["wr05"] = "owner_left"
    circle.shop.clock.pass_(hours=2)
    assert await circle.parts.groups.comparison.open_due() == 1
    await _finish(circle)
    assert await _gaps(circle) == [
        ("different", "改过的名字", "群名由「群wr02」改为「改过的名字」，群公告不同；已更新"),
        ("different", "群wr03", "群主不同；已更新"),
        ("different", "群wr04", "成员不同；已更新"),
        ("different", "群wr05", "状态由正常变为群主已离职；已更新"),
        ("extra", "群wr01", "企业微信中已经没有这个群，已记为解散"),
        ("missing", "没听说过的群", "没有收到建群的通知，已补上"),
    ]
    assert (await _runs(circle))[0] == ("系统", "done", 1, 1, 4)
    await _begun(circle)
    await _finish(circle)
    assert await _gaps(circle) == [] and (await _runs(circle))[0] == ("小周", "done", 0, 0, 0)


async def test_a_group_that_was_believed_dismissed_comes_back(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei")
    await _begun(circle)
    await _finish(circle)
    rooms.dismiss("wr1")
    await _begun(circle)
    await _finish(circle)
    rooms.dismissed.clear()
    await _begun(circle)
    await _finish(circle)
    assert await _gaps(circle) == [("missing", "群wr1", "记录为已解散，企业微信中仍在，已恢复")]


async def test_one_runs_at_a_time_and_a_stopped_one_keeps_what_it_set_right(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for number in range(25):
        rooms.make(f"wr{number:02}", "mei")
    desk = circle.parts.groups.comparison_desk
    with pytest.raises(NoComparison):
        await desk.stop(OPERATOR)
    await _begun(circle)
    with pytest.raises(ComparisonRunning):
        await desk.start(OPERATOR)
    rooms.throttle_after = rooms.calls + 13
    await circle.parts.groups.comparison.go_on()
    [(_, state, read, _, _)] = await _runs(circle)
    assert state == "running" and 0 < read < 25
    await desk.stop(OPERATOR)
    assert await _runs(circle) == [("小周", "stopped", read, 0, 0)]
    rooms.throttle_after = None
    circle.shop.clock.pass_(minutes=5)
    assert await circle.parts.groups.comparison.go_on() == 0
    assert await circle.shop.rows("select count(*) from community.chat") == [(read,)]
    with pytest.raises(NoComparison):
        await desk.stop(OPERATOR)
    await _begun(circle)
    await _finish(circle)
    # None has come to its end before: what is read is no gap yet.
    assert await _gaps(circle) == [] and (await _runs(circle))[0] == ("小周", "done", 25 - read, 0, 0)


async def test_a_stop_undoes_the_step_that_is_under_way(circle: Circle) -> None:
    rooms, desk = circle.wecom.rooms, circle.parts.groups.comparison_desk
    for number in range(3):
        rooms.make(f"wr{number}", "mei")
    await _begun(circle)
    one = rooms.one

    async def stopped_meanwhile(chat_id: str) -> object:
        if chat_id == "wr1":
            await desk.stop(OPERATOR)
        return await one(chat_id)

    rooms.one = stopped_meanwhile  # type: ignore[method-assign, assignment]
    await circle.parts.groups.comparison.go_on()
    rooms.one = one  # type: ignore[method-assign]
    assert await _runs(circle) == [("小周", "stopped", 0, 0, 0)]
    assert await circle.shop.rows("select count(*) from community.chat") == [(0,)]


async def test_who_may_only_look_begins_and_stops_nothing(circle: Circle) -> None:
    desk = circle.parts.groups.comparison_desk
    with pytest.raises(PermissionMissing):
        await desk.start(READER)
    await _begun(circle)
    with pytest.raises(PermissionMissing):
        await desk.stop(READER)
    assert (await _runs(circle))[0][:2] == ("小周", "running")
    assert [run.by for run in (await desk.state(READER)).runs] == ["小周"]
