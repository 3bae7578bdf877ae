"""The official account as a source of identity: events in any order, what WeChat shows, and one member in the end."""

from datetime import timedelta

import pytest

from domain.members.tag_catalogue import CATALOGUE
from ports.kernel import OutsideUnavailable
from ports.members.official import FetchFollower
from ports.outside.official_account import Follower, FollowTold
from ports.outside.wechat import ForgedPush
from tests.flows.identity.conftest import SUPERVISOR, name
from tests.flows.identity.official import Readers

[FOLLOWS] = [tag.id for family in CATALOGUE.families for tag in family.tags if tag.code == "reach.account"]


async def test_a_follower_joins_the_member_who_holds_the_unionid_at_once(readers: Readers) -> None:
    unionid, openid = name(), name()
    member = await readers.people.login(name(), unionid)
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    assert await readers.member(openid) == member
    assert await readers.state(openid) == (True, True)
    assert await readers.members() == 1


async def test_a_follower_whom_nobody_knows_is_a_member_without_a_login(readers: Readers) -> None:
    """As a contact of WeCom is; the first login finds them."""
    unionid, openid = name(), name()
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    member = await readers.member(openid)
    rows = await readers.shop.rows("select openid, unionid from members.member where id = $1", member)
    assert rows == [(None, unionid)]
    assert await readers.people.login(name(), unionid) == member
    assert await readers.people.seen("wecom", name(), unionid) == member


async def test_all_three_sources_are_one_member_whichever_comes_last(readers: Readers) -> None:
    unionid, openid = name(), name()
    contact = await readers.people.seen("wecom", name(), unionid)
    shopper = await readers.people.login(name(), unionid)
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    assert contact == shopper == await readers.member(openid)
    items = (await readers.people.matches.identities(SUPERVISOR, shopper)).items
    assert sorted(one.channel for one in items) == ["mini_program", "official_account", "wecom"]


async def test_one_without_a_unionid_is_kept_and_is_nobody_yet(readers: Readers) -> None:
    openid = name()
    await readers.told(readers.account.follow(openid))
    await readers.later()
    assert await readers.state(openid) == (True, True)
    assert await readers.member(openid) is None
    assert await readers.members() == 0
    unionid = name()
    member = await readers.people.login(name(), unionid)
    readers.account.bind(openid, unionid)
    await readers.told(FollowTold(openid, "scanned", readers.shop.clock.now()))
    await readers.later()
    assert await readers.member(openid) == member


async def test_a_unionid_told_late_merges_and_the_merge_can_be_undone(readers: Readers) -> None:
    """The identity goes over with the others, and comes back; then the unionid is in dispute and joins nobody."""
    openid, unionid = name(), name()
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    follower = await readers.member(openid)
    shopper = await readers.people.shopper(name())
    await shopper.buy((await readers.shop.sku(), 1))
    merge = await readers.people.join(follower, shopper.id)
    assert await readers.member(openid) == shopper.id
    await readers.people.part(merge)
    assert await readers.member(openid) == follower
    assert await readers.state(openid) == (True, True)
    # What happens to the follower afterwards is told of whoever they are now.
    readers.shop.clock.pass_(minutes=1)
    await readers.told(readers.account.unfollow(openid))
    await readers.later()
    assert await readers.member(openid) == follower


async def test_an_undone_merge_by_unionid_is_not_made_again_by_the_account(readers: Readers) -> None:
    openid, unionid = name(), name()
    shopper = await readers.people.shopper(name())
    await shopper.buy((await readers.shop.sku(), 1))
    await readers.told(readers.account.follow(openid))
    await readers.later()
    await readers.people.seen("wecom", "wm-1", unionid)
    readers.account.bind(openid, unionid)
    await readers.told(FollowTold(openid, "scanned", readers.shop.clock.now()))
    await readers.later()
    contact = await readers.member(openid)
    ((login,),) = await readers.shop.rows(
        "select subject from members.identity where member_id = $1 and channel = 'mini_program'", shopper.id
    )
    assert await readers.people.login(login, unionid) == shopper.id
    assert await readers.member(openid) == shopper.id
    [(merge, gone, _, proof)] = await readers.people.standing()
    assert (gone, proof) == (contact, "unionid")
    await readers.people.part(merge)
    assert await readers.member(openid) == contact
    readers.shop.clock.pass_(minutes=1)
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    assert await readers.member(openid) == contact
    assert await readers.people.standing() == []


async def test_unfollowing_keeps_the_member_and_the_history(readers: Readers) -> None:
    unionid, openid = name(), name()
    first = readers.account.follow(openid, unionid)
    await readers.told(first)
    await readers.later()
    member = await readers.member(openid)
    readers.shop.clock.pass_(days=3)
    end = readers.account.unfollow(openid)
    await readers.told(end)
    await readers.later()
    assert await readers.state(openid) == (False, True)
    assert await readers.member(openid) == member
    assert await readers.history(openid) == [("followed", first.at, False), ("unfollowed", end.at, False)]


async def test_doubles_count_once(readers: Readers) -> None:
    unionid, openid = name(), name()
    event = readers.account.follow(openid, unionid)
    for key in ("same", "same", "another"):
        await readers.told(event, f"{openid}:{key}")
    await readers.later()
    assert await readers.history(openid) == [("followed", event.at, False)]
    assert await readers.members() == 1
    [(count,)] = await readers.shop.rows("select count(*) from kernel.inbox where source = 'wechat_official'")
    assert count == 2


async def test_the_end_told_before_the_beginning(readers: Readers) -> None:
    openid = name()
    first = readers.account.follow(openid, name())
    readers.shop.clock.pass_(seconds=30)
    end = readers.account.unfollow(openid)
    await readers.told(end)
    await readers.later()
    assert await readers.state(openid) == (False, True)
    await readers.told(first)
    await readers.later()
    assert await readers.state(openid) == (False, True)
    assert await readers.history(openid) == [("followed", first.at, False), ("unfollowed", end.at, False)]
    # Nobody who does not follow becomes a member.
    assert await readers.members() == 0


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("is_following", [True, False])
async def test_two_events_in_one_second_end_as_wechat_shows(
    readers: Readers, order: tuple[int, int], is_following: bool
) -> None:
    openid, unionid = name(), name()
    first = readers.account.follow(openid, unionid)
    events = (first, readers.account.unfollow(openid))
    assert events[0].at == events[1].at
    if is_following:
        readers.account.follow(openid, unionid)
    for place in order:
        await readers.told(events[place])
    await readers.later()
    assert await readers.state(openid) == (is_following, True)
    assert [row[0] for row in await readers.history(openid)] == ["followed", "unfollowed"]
    assert (await readers.member(openid) is not None) is is_following


async def test_while_wechat_does_not_answer_the_event_stands_and_the_asking_comes_again(readers: Readers) -> None:
    openid, unionid = name(), name()
    await readers.told(readers.account.follow(openid, unionid))
    await readers.shop.settle()
    readers.account.is_down = True
    job = (await readers.shop.rows("select count(*) from kernel.delivery where status = 'pending'"))[0][0]
    assert job == 1
    with pytest.raises(OutsideUnavailable):
        await readers.parts.followers.on_fetch(FetchFollower(openid))
    assert await readers.state(openid) == (True, False)
    readers.account.is_down = False
    await readers.later()
    assert await readers.state(openid) == (True, True)
    assert await readers.member(openid) is not None


async def test_an_answer_that_comes_late_does_not_undo_a_newer_one(readers: Readers) -> None:
    openid, unionid = name(), name()
    readers.account.follow(openid, unionid)
    early = readers.shop.clock.now()
    old = readers.account.people[openid]
    readers.shop.clock.pass_(minutes=1)
    gone = Follower(openid, False)
    assert (await readers.parts.followers.write(gone, readers.shop.clock.now())).is_passed is False
    assert (await readers.parts.followers.write(old, early)).is_passed is True
    assert await readers.state(openid) == (False, True)
    # Nor does it make a member of somebody.
    assert await readers.members() == 0


async def test_an_event_of_a_distant_future_is_one_of_now(readers: Readers) -> None:
    """A reading could else never be later than it."""
    openid, now = name(), readers.shop.clock.now()
    readers.account.follow(openid, name())
    await readers.told(FollowTold(openid, "unfollowed", now + timedelta(days=9000)))
    await readers.later()
    assert await readers.state(openid) == (True, True)
    assert await readers.history(openid) == [("followed", now, True), ("unfollowed", now, False)]


async def test_forged_messages_leave_nothing(readers: Readers) -> None:
    with pytest.raises(ForgedPush):
        await readers.parts.push_desk.receive({"signature": "wrong", "key": "k"}, b"{}")
    assert await readers.shop.rows("select 1 from kernel.inbox") == []


async def test_somebody_whom_wechat_does_not_know_is_no_follower(readers: Readers) -> None:
    openid = name()
    await readers.told(FollowTold(openid, "unfollowed", readers.shop.clock.now()))
    await readers.later()
    assert await readers.state(openid) == (False, True)
    assert await readers.members() == 0


async def test_whoever_leaves_the_shop_stays_nobody_until_they_follow_anew(readers: Readers) -> None:
    openid, unionid = name(), name()
    member = await readers.people.login(name(), unionid)
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    await readers.shop.modules.members.privacy.ask_to_leave(member)
    readers.shop.clock.pass_(days=8)
    # An asking is under way while they leave.
    under_way = (readers.account.people[openid], readers.shop.clock.now())
    assert await readers.shop.modules.members.privacy.leave_due() == 1
    assert (await readers.parts.followers.write(*under_way)).is_passed
    rows = await readers.shop.rows(
        "select unionid, is_following, scene, forgotten_at is not null from members.official_follower"
    )
    assert rows == [(None, False, "", True)]
    assert await readers.history(openid) == []
    assert await readers.parts.comparison.open_due() == 1
    await readers.parts.comparison.go_on()
    await readers.told(FollowTold(openid, "scanned", readers.shop.clock.now() + timedelta(seconds=1)))
    await readers.later()
    assert await readers.member(openid) is None
    assert await readers.members() == 1
    readers.shop.clock.pass_(days=1)
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    again = await readers.member(openid)
    assert again is not None and again != member


async def test_the_tag_follows_whoever_follows_and_a_night_agrees(readers: Readers) -> None:
    """By events, by what is read, through a merge and back; each time as the night would compute it."""
    openid, unionid = name(), name()
    tags, night = readers.shop.modules.members.tags.desk, readers.shop.modules.members.tags.night

    async def holders() -> set[object]:
        await tags.compute_due()
        rows = await readers.shop.rows("select member_id from members.member_tag_set where $1 = any(tags)", FOLLOWS)
        readers.shop.clock.pass_(days=1)
        await night.run(readers.shop.clock.now())
        [(off,)] = await readers.shop.rows("select off from members.tag_run order by day desc limit 1")
        after = await readers.shop.rows("select member_id from members.member_tag_set where $1 = any(tags)", FOLLOWS)
        assert (off, after) == (0, rows)
        return {row[0] for row in rows}

    await readers.shop.rows("truncate members.tag_run, members.member_tag_set, members.tag_due")
    await readers.told(readers.account.follow(openid, unionid))
    await readers.later()
    follower = await readers.member(openid)
    assert await holders() == {follower}
    shopper = await readers.people.shopper(name())
    await shopper.buy((await readers.shop.sku(), 1))
    merge = await readers.people.join(follower, shopper.id)
    await readers.people.later()
    assert shopper.id in await holders()
    await readers.people.part(merge)
    await readers.people.later()
    assert await holders() == {follower}
    await readers.told(readers.account.unfollow(openid))
    await readers.shop.settle()
    assert await holders() == set()
    await readers.later()
    readers.account.follow(openid, unionid)
    readers.shop.clock.pass_(hours=7)
    assert await readers.parts.comparison.open_due() == 1
    await readers.parts.comparison.go_on()
    assert await holders() == {follower}
