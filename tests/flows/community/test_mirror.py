"""The mirror of WeCom's contacts: whatever becomes of the callbacks, after a comparison it is what WeCom has (G1)."""

import asyncio
import random
from datetime import timedelta

import pytest

from domain.community.comparison import ComparisonRunning, NoComparison
from domain.community.contact_desk import ContactEnded, ContactNotFound, TagWish
from ports.community.store import Pair
from ports.community.views import ContactFilter
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.outside.wecom import CorpTag, CorpTagGroup, Remark
from ports.outside.wecom_app import ContactAdded, ContactEdited, ContactGone, ForgedCallback, StaffChanged, TagsChanged
from tests.flows.community.conftest import OPERATOR, Circle

TAGS = ("t-vip", "t-baby", "t-skin")


def _added(circle: Circle, user_id: str, contact_id: str) -> ContactAdded:
    return ContactAdded(user_id, contact_id, "", None, circle.shop.clock.now(), is_half=False)


def _gone(circle: Circle, user_id: str, contact_id: str, *, by_contact: bool = True) -> ContactGone:
    return ContactGone(user_id, contact_id, circle.shop.clock.now(), by_contact, by_transfer=False)


async def test_an_event_brings_what_is_true_now(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1", unionid="u-1", remark="小雨妈妈", tag_ids=("t-vip",))
    await circle.told(_added(circle, "mei", "wm1"))
    assert await circle.mirrored() == {}
    await circle.shop.settle()
    assert await circle.mirrored() == {("mei", "wm1"): ("小雨妈妈", "", ("t-vip",))}
    [(member_id,)] = await circle.shop.rows("select member_id from members.identity where subject = 'wm1'")
    # The person who opens the mini-program later is the same member.
    [(unionid,)] = await circle.shop.rows("select unionid from members.member where id = $1", member_id)
    assert unionid == "u-1"


async def test_a_forged_event_is_refused_and_nothing_is_stored(circle: Circle) -> None:
    with pytest.raises(ForgedCallback):
        await circle.parts.callback_desk.receive({"signature": "wrong", "key": "k"}, b"{}")
    assert await circle.shop.rows("select count(*) from kernel.inbox") == [(0,)]


async def test_the_same_event_again_is_one(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1")
    for _ in range(3):
        await circle.told(_added(circle, "mei", "wm1"), key="same")
    assert await circle.shop.rows("select count(*) from kernel.inbox") == [(1,)]
    await circle.shop.settle()
    assert circle.wecom.calls == 1


async def test_who_was_deleted_by_whom_is_kept(circle: Circle) -> None:
    for contact_id in ("wm1", "wm2", "wm3"):
        circle.wecom.befriend("mei", contact_id)
        await circle.told(_added(circle, "mei", contact_id))
    await circle.shop.settle()
    for contact_id in ("wm1", "wm2", "wm3"):
        circle.wecom.part("mei", contact_id)
    await circle.told(_gone(circle, "mei", "wm1"))
    await circle.told(_gone(circle, "mei", "wm2", by_contact=False))
    await circle.shop.settle()
    await circle.compare()
    ended = await circle.shop.rows("select contact_id, ended_by from community.follow order by 1")
    assert ended == [("wm1", "contact"), ("wm2", "guide"), ("wm3", "comparison")]
    assert await circle.run() == ("done", 0, 1, 0)
    # The event that was lost comes after all: now it is known who it was.
    await circle.told(_gone(circle, "mei", "wm3"))
    await circle.shop.settle()
    assert await circle.shop.rows("select ended_by from community.follow where contact_id = 'wm3'") == [("contact",)]


async def test_deleted_and_added_again_told_in_the_wrong_order(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1")
    await circle.told(_added(circle, "mei", "wm1"))
    await circle.shop.settle()
    circle.wecom.befriend("mei", "wm1", remark="又加回来")
    await circle.told(_added(circle, "mei", "wm1"))
    await circle.told(_gone(circle, "mei", "wm1"))
    await circle.shop.settle()
    assert await circle.mirrored() == circle.truth()


async def test_two_contacts_with_one_unionid_are_one_member(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1", unionid="u-1")
    circle.wecom.befriend("lan", "wm2", unionid="u-1")
    circle.wecom.befriend("lan", "wm3")
    for user_id, contact_id in list(circle.wecom.pairs):
        await circle.told(_added(circle, user_id, contact_id))
    await circle.shop.settle()
    rows = await circle.shop.rows("select subject, member_id from members.identity where channel = 'wecom' order by 1")
    assert rows[0][1] == rows[1][1] != rows[2][1]
    assert len(await circle.mirrored()) == 3


async def test_a_comparison_finds_repairs_and_counts(circle: Circle) -> None:
    for number in range(8):
        circle.wecom.befriend("mei" if number % 2 else "lan", f"wm{number}", remark=f"客户{number}")
    await circle.compare()
    assert await circle.mirrored() == circle.truth()
    assert await circle.run() == ("done", 8, 0, 0)
    # A shop that knew nobody has missed nothing.
    assert (await circle.parts.contact_desk.state(OPERATOR)).gaps == ()
    circle.wecom.part("mei", "wm1")
    circle.wecom.befriend("mei", "wm9")
    circle.wecom.befriend("lan", "wm2", remark="改过的备注")
    await circle.compare()
    assert await circle.mirrored() == circle.truth()
    assert await circle.run() == ("done", 1, 1, 1)
    assert len((await circle.parts.contact_desk.state(OPERATOR)).gaps) == 3
    await circle.compare()
    assert await circle.run() == ("done", 0, 0, 0)
    gaps = (await circle.parts.contact_desk.state(OPERATOR)).gaps
    assert gaps == ()


async def test_a_guide_who_may_have_no_contacts_any_more_has_none(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1")
    circle.wecom.befriend("lan", "wm2")
    await circle.compare()
    circle.wecom.staff_ids.remove("lan")
    await circle.told(StaffChanged("lan", has_left=True, at=circle.shop.clock.now()))
    await circle.shop.settle()
    await circle.compare()
    assert list(await circle.mirrored()) == [("mei", "wm1")]
    guides = {guide.user_id: guide for guide in await circle.parts.contact_desk.guides(OPERATOR)}
    assert (guides["mei"].contacts, guides["mei"].has_contacts) == (1, True)
    assert (guides["lan"].has_contacts, guides["lan"].is_active) == (False, False)


async def test_an_event_during_the_comparison_is_not_undone_by_its_page(circle: Circle) -> None:
    """The page was asked for before the contact went, and is written after it."""
    for number in range(2):
        circle.wecom.befriend("mei", f"wm{number}")
    real = circle.wecom.followed_page

    async def slow(user_ids: tuple[str, ...], cursor: str | None):
        page = await real(user_ids, cursor)
        circle.wecom.part("mei", "wm0")
        await circle.told(_gone(circle, "mei", "wm0"))
        await circle.shop.settle()
        return page

    await circle.compare()
    circle.wecom.followed_page = slow  # type: ignore[method-assign]
    await circle.compare()
    assert await circle.mirrored() == circle.truth() == {("mei", "wm1"): ("", "", ())}


async def test_a_comparison_waits_for_the_limit_and_goes_on_where_it_was(circle: Circle) -> None:
    for number in range(10):
        circle.wecom.befriend("mei", f"wm{number}")
    circle.shop.clock.pass_(hours=2)
    await circle.parts.comparison.open_due()
    circle.wecom.throttle_after = circle.wecom.calls + 2
    assert await circle.parts.comparison.go_on() == 6
    assert await circle.parts.comparison.go_on() == 0
    circle.wecom.throttle_after = None
    calls = circle.wecom.calls
    circle.shop.clock.pass_(seconds=61)
    assert await circle.parts.comparison.go_on() == 4
    assert await circle.mirrored() == circle.truth()
    # Two pages and the tags: none of the first pages is asked for again.
    assert circle.wecom.calls - calls == 3


async def test_what_wecom_forbids_stops_it_and_is_shown(circle: Circle) -> None:
    circle.wecom.befriend("mei", "wm1")
    await circle.compare()
    circle.shop.clock.pass_(hours=2)
    assert await circle.parts.comparison.open_due() == 1
    circle.wecom.forbidden = True
    assert await circle.parts.comparison.go_on() == 0
    [run, _] = (await circle.parts.contact_desk.state(OPERATOR)).runs
    assert run.state == "stopped" and "可信 IP" in str(run.problem)
    assert (await circle.shop.services.dashboard.attention(OPERATOR)).comparisons_stopped == 1
    circle.shop.clock.pass_(hours=2)
    assert await circle.parts.comparison.open_due() == 0
    [run, *_] = (await circle.parts.contact_desk.state(OPERATOR)).runs
    assert (run.state, run.guides) == ("stopped", 0) and run.problem
    assert await circle.mirrored() == circle.truth()


async def test_workers_at_the_same_time_are_one(circle: Circle) -> None:
    for number in range(9):
        circle.wecom.befriend("mei", f"wm{number}")
    circle.shop.clock.pass_(hours=2)
    opened = await asyncio.gather(*(circle.parts.comparison.open_due() for _ in range(4)))
    assert sum(opened) == 1
    looked_at = await asyncio.gather(*(circle.parts.comparison.go_on() for _ in range(4)))
    await circle.go_on()
    assert sum(looked_at) <= 9
    assert await circle.mirrored() == circle.truth()
    assert await circle.shop.rows("select pairs from community.comparison") == [(9,)]


async def test_an_operator_starts_and_stops_it(circle: Circle) -> None:
    for number in range(9):
        circle.wecom.befriend("mei", f"wm{number}")
    run = await circle.parts.comparison.start(OPERATOR)
    with pytest.raises(ComparisonRunning):
        await circle.parts.comparison.start(OPERATOR)
    await circle.parts.comparison.stop(OPERATOR)
    assert await circle.parts.comparison.go_on() == 0
    assert (await circle.run())[0] == "stopped"
    with pytest.raises(NoComparison):
        await circle.parts.comparison.stop(OPERATOR)
    again = await circle.parts.comparison.start(OPERATOR)
    assert again.id != run.id
    await circle.go_on()
    assert await circle.mirrored() == circle.truth()


async def test_remarks_and_tags_change_the_mirror_with_the_call(circle: Circle) -> None:
    circle.wecom.groups = (CorpTagGroup("g1", "阶段", 0, tuple(CorpTag(tag, tag[2:], 0) for tag in TAGS)),)
    circle.wecom.befriend("mei", "wm1", tag_ids=("t-vip",))
    await circle.compare()
    desk, pair = circle.parts.contact_desk, Pair("mei", "wm1")
    seen = await desk.mark(OPERATOR, pair, TagWish(("t-baby",), ("t-vip",)))
    assert [tag.name for tag in seen.follows[0].tags] == ["baby"]
    seen = await desk.remark(OPERATOR, pair, Remark(remark="雨妈", description="八月预产"))
    assert (seen.follows[0].remark, seen.follows[0].description) == ("雨妈", "八月预产")
    assert await circle.mirrored() == circle.truth()
    rows = await desk.contacts(OPERATOR, ContactFilter(query="雨", tag_id="t-baby", state="active"), None, 10)
    assert [(row.contact_id, row.tags) for row in rows.items] == [("wm1", ("baby",))]
    for wish in (TagWish((), ()), TagWish(("t-vip",), ("t-vip",))):
        with pytest.raises(Invalid):
            await desk.mark(OPERATOR, pair, wish)
    with pytest.raises(ContactNotFound):
        await desk.remark(OPERATOR, Pair("lan", "wm1"), Remark(remark="x"))
    circle.wecom.part("mei", "wm1")
    await circle.told(_gone(circle, "mei", "wm1"))
    await circle.shop.settle()
    with pytest.raises(ContactEnded):
        await desk.remark(OPERATOR, pair, Remark(remark="x"))
    actions = await circle.shop.rows("select action from governance.audit where target = '客户wm1' order by id")
    assert actions == [("community.mark",), ("community.remark",)]


async def test_nobody_without_leave_looks_or_changes(circle: Circle) -> None:
    reader = type(OPERATOR)(OPERATOR.id, "小林", frozenset({"community.read"}), "127.0.0.1")
    with pytest.raises(PermissionMissing):
        await circle.parts.comparison.start(reader)
    with pytest.raises(PermissionMissing):
        await circle.parts.contact_desk.mark(reader, Pair("mei", "wm1"), TagWish(("t-vip",), ()))
    nobody = type(OPERATOR)(OPERATOR.id, "小林", frozenset(), "127.0.0.1")
    with pytest.raises(PermissionMissing):
        await circle.parts.contact_desk.contacts(nobody, ContactFilter(), None, 10)


async def test_tags_of_the_corporation_follow_their_list(circle: Circle) -> None:
    circle.wecom.groups = (CorpTagGroup("g1", "阶段", 0, tuple(CorpTag(tag, tag[2:], 0) for tag in TAGS)),)
    changed = TagsChanged("t-vip", is_group=False, what="create", at=circle.shop.clock.now())
    await circle.told(changed)
    await circle.shop.settle()
    assert len(await circle.parts.contact_desk.tags(OPERATOR)) == 3
    circle.wecom.groups = (CorpTagGroup("g1", "阶段", 0, (CorpTag("t-vip", "贵宾", 0),)),)
    await circle.told(changed)
    await circle.shop.settle()
    assert [tag.name for tag in await circle.parts.contact_desk.tags(OPERATOR)] == ["贵宾"]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_lost_doubled_and_turned_round_the_mirror_is_the_truth_in_the_end(
    circle: Circle, seed: int
) -> None:
    dice = random.Random(seed)
    on_the_way: list[tuple[object, str]] = []
    for number in range(60):
        user_id, contact_id = dice.choice(("mei", "lan")), f"wm{dice.randrange(9)}"
        pair = (user_id, contact_id)
        if pair not in circle.wecom.pairs:
            circle.wecom.befriend(*pair, unionid=dice.choice((None, f"u-{dice.randrange(4)}")))
            event: object = _added(circle, *pair)
        elif dice.random() < 0.4:
            circle.wecom.part(*pair)
            event = _gone(circle, *pair, by_contact=dice.random() < 0.5)
        else:
            circle.wecom.befriend(*pair, remark=f"备注{number}", tag_ids=tuple(dice.sample(TAGS, 2)))
            event = ContactEdited(*pair, circle.shop.clock.now())
        on_the_way += [(event, f"k{number}")] * dice.choice((0, 1, 1, 1, 2))
        dice.shuffle(on_the_way)
        while on_the_way and dice.random() < 0.6:
            told, key = on_the_way.pop()
            await circle.told(told, key)  # type: ignore[arg-type]
        if dice.random() < 0.3:
            await circle.shop.settle()
        if number in (20, 40):
            await circle.compare()
    await circle.shop.settle()
    await circle.compare()
    assert await circle.mirrored() == circle.truth()
    assert (await circle.run())[0] == "done"
    circle.shop.clock.at += timedelta(hours=1)
    await circle.compare()
    assert await circle.run() == ("done", 0, 0, 0)
