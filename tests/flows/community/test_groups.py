"""The mirror of groups: whatever becomes of the callbacks, after a comparison it is what WeCom has (G2)."""

import asyncio
from datetime import timedelta

import pytest

from adapters.postgres.community_chats import PostgresChats
from ports.community.chats import FetchGroup
from ports.outside.wecom_app import GroupChanged, StaffChanged
from tests.flows.community.conftest import Circle


async def _told(circle: Circle, chat_id: str, what: str = "members", key: str | None = None) -> None:
    await circle.told(GroupChanged(chat_id, what, circle.shop.clock.now()), key)  # type: ignore[arg-type]


async def _settle(circle: Circle) -> None:
    await circle.shop.settle()
    circle.shop.clock.pass_(seconds=3)
    await circle.shop.settle()


async def _mirrored(circle: Circle) -> dict[str, tuple[str, str, str, frozenset[str]]]:
    rows = await circle.shop.rows("""
        select c.chat_id, c.name, c.owner, c.state,
               array(select subject from community.chat_member m where m.chat_id = c.chat_id and m.left_at is null)
        from community.chat c where c.state <> 'dismissed'
    """)
    return {row[0]: (row[1], row[2], row[3], frozenset(row[4])) for row in rows}


async def _stays(circle: Circle, subject: str) -> list[bool]:
    """Of every stay, oldest first: whether it is over."""
    rows = await circle.shop.rows(
        "select left_at is not null from community.chat_member where subject = $1 order by joined_at", subject
    )
    return [row[0] for row in rows]


async def _run(circle: Circle) -> tuple[str, int, int, int]:
    [row] = await circle.shop.rows(
        "select state, missing, extra, different from community.chat_comparison order by number desc limit 1"
    )
    return row[0], row[1], row[2], row[3]


async def _compare(circle: Circle) -> tuple[str, int, int, int]:
    circle.shop.clock.pass_(hours=2)
    assert await circle.parts.groups.comparison.open_due() == 1
    for _ in range(50):
        await circle.parts.groups.comparison.go_on()
        if (await _run(circle))[0] != "running":
            return await _run(circle)
        circle.shop.clock.pass_(minutes=3)
    raise AssertionError("the comparison of groups does not end")


async def test_an_event_brings_what_is_true_now_and_twice_is_once(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei", "wm1")
    await _told(circle, "wr1", "made", key="k")
    await _told(circle, "wr1", "made", key="k")
    rooms.join("wr1", "wm2", join_scene=3, state="j1", unionid="u-2")
    rooms.change("wr1", name="新名字", notice="周五开团")
    assert await _mirrored(circle) == {}
    await _settle(circle)
    assert await _mirrored(circle) == rooms.present()
    [row] = await circle.shop.rows(
        "select members, notice, kind, version from community.chat where chat_id = 'wr1'",
    )
    assert row == (3, "周五开团", "free", "wr1-2")
    rows = await circle.shop.rows(
        "select is_staff, name, unionid, join_scene, state from community.chat_member order by subject"
    )
    assert rows == [(True, "成员mei", None, 1, ""), (False, "成员wm1", None, 1, ""), (False, "成员wm2", "u-2", 3, "j1")]
    # One reading and one list for it: the second event was the first one.
    assert rooms.calls == 2


async def test_events_that_are_late_and_turned_around_do_no_harm(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei", "wm1")
    rooms.dismiss("wr1")
    rooms.make("wr2", "mei", "wm1")
    rooms.leave("wr2", "wm1")
    for chat_id, what in (("wr1", "dismissed"), ("wr1", "made"), ("wr2", "members"), ("wr2", "made")):
        await _told(circle, chat_id, what)
    await _settle(circle)
    assert await _mirrored(circle) == rooms.present() == {"wr2": ("群wr2", "mei", "normal", frozenset({"mei"}))}
    # WeCom never had it told to us while it was there.
    assert await circle.shop.rows("select count(*) from community.chat where chat_id = 'wr1'") == [(0,)]


async def test_a_dismissed_group_is_marked_and_keeps_who_was_in_it(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei", "wm1")
    await _told(circle, "wr1", "made")
    await _settle(circle)
    rooms.dismiss("wr1")
    at = circle.shop.clock.now()
    await circle.told(GroupChanged("wr1", "dismissed", at))
    circle.shop.clock.pass_(hours=1)
    await _settle(circle)
    rows = await circle.shop.rows("select state, dismissed_at, members from community.chat")
    assert rows == [("dismissed", at, 2)]
    assert await _stays(circle, "wm1") == [False]


async def test_a_dismissal_that_is_not_so_is_undone_by_the_reading(circle: Circle) -> None:
    circle.wecom.rooms.make("wr1", "mei")
    await _told(circle, "wr1", "made")
    await _settle(circle)
    await _told(circle, "wr1", "dismissed")
    await _settle(circle)
    assert await _mirrored(circle) == circle.wecom.rooms.present()


async def test_a_member_who_leaves_and_comes_back_has_two_stays(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei", "wm1")
    await _told(circle, "wr1", "made")
    await _settle(circle)
    rooms.leave("wr1", "wm1")
    await _told(circle, "wr1")
    await _settle(circle)
    assert await _stays(circle, "wm1") == [True]
    circle.shop.clock.pass_(days=3)
    rooms.join("wr1", "wm1", join_scene=2)
    await _told(circle, "wr1")
    await _settle(circle)
    assert await _stays(circle, "wm1") == [True, False]
    # Away and back between two readings: WeCom tells of the second stay alone, and the first one is over.
    circle.shop.clock.pass_(days=1)
    rooms.leave("wr1", "wm1")
    rooms.join("wr1", "wm1")
    await _told(circle, "wr1")
    await _settle(circle)
    assert await _stays(circle, "wm1") == [True, True, False]
    assert await _mirrored(circle) == rooms.present()


async def test_an_owner_who_leaves_and_a_new_one(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei", "wm1")
    rooms.make("wr2", "lan")
    for chat_id in ("wr1", "wr2"):
        await _told(circle, chat_id, "made")
    await _settle(circle)
    rooms.states["wr1"] = "owner_left"
    await circle.told(StaffChanged("mei", True, circle.shop.clock.now()))
    await _settle(circle)
    assert (await _mirrored(circle))["wr1"][2] == "owner_left"
    rooms.change("wr1", owner="lan")
    rooms.states["wr1"] = "transferred"
    await _told(circle, "wr1", "owner")
    await _settle(circle)
    assert await _mirrored(circle) == rooms.present()
    assert (await _mirrored(circle))["wr1"][1:3] == ("lan", "normal")


async def test_an_old_reading_after_a_new_one_changes_nothing(circle: Circle) -> None:
    rooms, chats = circle.wecom.rooms, PostgresChats()
    rooms.make("wr1", "mei", "wm1")
    old, old_at = rooms.facts["wr1"], circle.shop.clock.now()
    circle.shop.clock.pass_(seconds=5)
    rooms.leave("wr1", "wm1")
    rooms.join("wr1", "wm2")
    await circle.parts.groups.grouping.on_fetch(FetchGroup("wr1"))
    async with circle.shop.uow.begin() as tx:
        assert not await chats.save(tx, old, "owner_left", old_at)
        assert not await chats.dismiss(tx, "wr1", old_at, old_at)
    assert await _mirrored(circle) == rooms.present()


async def test_many_readings_at_once_end_in_what_is_true(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei")
    for number in range(6):
        rooms.join("wr1", f"wm{number}")
        if number % 2:
            rooms.leave("wr1", f"wm{number - 1}")
        await _told(circle, "wr1")
    circle.shop.clock.pass_(seconds=3)
    await asyncio.gather(*(circle.parts.groups.grouping.on_fetch(FetchGroup("wr1")) for _ in range(6)))
    await circle.shop.settle()
    assert await _mirrored(circle) == rooms.present()


async def test_a_refusal_about_us_says_nothing_of_the_group(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for chat_id in ("wr1", "wr2"):
        rooms.make(chat_id, "mei")
    assert await _compare(circle) == ("done", 2, 0, 0)
    rooms.odd["wr1"] = 41000
    rooms.join("wr2", "wm1")
    assert await _compare(circle) == ("done", 0, 0, 1)
    assert await _mirrored(circle) == rooms.present()


async def test_a_comparison_finds_what_no_event_told(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for number in range(8):
        rooms.make(f"wr{number}", "mei" if number % 2 else "lan", f"wm{number}")
    assert await _compare(circle) == ("done", 8, 0, 0)
    assert await _mirrored(circle) == rooms.present()
    rooms.make("wr8", "mei")
    rooms.dismiss("wr1")
    rooms.join("wr2", "wm9")
    rooms.states["wr3"] = "owner_left"
    assert await _compare(circle) == ("done", 1, 1, 2)
    assert await _mirrored(circle) == rooms.present()
    assert await _compare(circle) == ("done", 0, 0, 0)


async def test_a_comparison_asks_by_owners_where_wecom_wants_it(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.wants_owners = True
    for number in range(5):
        rooms.make(f"wr{number}", "mei" if number % 2 else "lan")
    assert await _compare(circle) == ("done", 5, 0, 0)
    # Of an owner who is no guide any more: no page tells of it, so that it is asked for by itself.
    rooms.change("wr1", owner="gone", name="没人管的群")
    assert await _compare(circle) == ("done", 0, 0, 1)
    assert await _mirrored(circle) == rooms.present()


async def test_a_comparison_waits_when_wecom_has_had_enough_and_goes_on(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for number in range(7):
        rooms.make(f"wr{number}", "mei")
    rooms.throttle_after = 5
    circle.shop.clock.pass_(hours=2)
    assert await circle.parts.groups.comparison.open_due() == 1
    await circle.parts.groups.comparison.go_on()
    assert (await _run(circle))[0] == "running"
    assert await circle.parts.groups.comparison.open_due() == 0
    assert await circle.parts.groups.comparison.go_on() == 0
    rooms.throttle_after = None
    circle.shop.clock.pass_(seconds=61)
    await circle.parts.groups.comparison.go_on()
    assert await _run(circle) == ("done", 7, 0, 0)
    assert await _mirrored(circle) == rooms.present()


async def test_two_workers_count_every_gap_once(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    for number in range(25):
        rooms.make(f"wr{number:02}", "mei", "wm1")
    circle.shop.clock.pass_(hours=2)
    opened = await asyncio.gather(*(circle.parts.groups.comparison.open_due() for _ in range(4)))
    assert sum(opened) == 1
    for _ in range(20):
        await asyncio.gather(*(circle.parts.groups.comparison.go_on() for _ in range(3)))
        circle.shop.clock.pass_(minutes=3)
    assert await _run(circle) == ("done", 25, 0, 0)


@pytest.mark.parametrize("unionid", [None, "u-7"])
async def test_a_customer_of_no_guide_is_in_the_mirror_with_what_wecom_knows(
    circle: Circle, unionid: str | None
) -> None:
    circle.wecom.rooms.make("wr1", "mei")
    circle.wecom.rooms.join("wr1", "wm-stranger", unionid=unionid)
    await _told(circle, "wr1")
    await _settle(circle)
    rows = await circle.shop.rows("select unionid, left_at from community.chat_member where subject = 'wm-stranger'")
    assert rows == [(unionid, None)]
    # Nobody becomes a member of the shop by being in a group.
    assert await circle.shop.rows("select count(*) from members.identity where subject = 'wm-stranger'") == [(0,)]


async def test_edits_are_read_when_their_second_is_over(circle: Circle) -> None:
    rooms = circle.wecom.rooms
    rooms.make("wr1", "mei")
    await _told(circle, "wr1", "name")
    await circle.shop.settle()
    # Another one of the same second has the same words, and is passed over as heard already.
    rooms.change("wr1", name="改了两次")
    circle.shop.clock.at += timedelta(seconds=2)
    await circle.shop.settle()
    assert await _mirrored(circle) == rooms.present()
