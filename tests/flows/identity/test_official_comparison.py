"""Comparing with the account's list: what no push told is found, nobody is lost by half a list, steps go on."""

import asyncio

import pytest

from domain.members import official_comparison
from domain.members.official_comparison import EVERY, OfficialComparing, OfficialOff
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import OutsideUnavailable
from ports.outside.official_account import Follower
from tests.flows.identity.conftest import SUPERVISOR, name
from tests.flows.identity.official import PAGE, Account, Readers
from tests.flows.orders.conftest import HandClock, Shop

EDITOR = Actor(SUPERVISOR.id, "老陈", SUPERVISOR.permissions | {"members.write"}, "127.0.0.1")


async def compared(readers: Readers) -> tuple[str, int, int, int, int]:
    """A whole comparison: its state, listed, missing, extra, joined."""
    readers.shop.clock.pass_(hours=7)
    assert await readers.parts.comparison.open_due() == 1
    await readers.parts.comparison.go_on()
    return await last(readers)


async def last(readers: Readers) -> tuple[str, int, int, int, int]:
    run = (await readers.parts.comparison.state(SUPERVISOR)).runs[0]
    return run.state, run.listed, run.missing, run.extra, run.joined


async def test_it_finds_all_who_were_never_told(readers: Readers) -> None:
    count = PAGE * 2 + 1
    for _ in range(count):
        readers.account.follow(name(), name())
    lonely = name()
    readers.account.follow(lonely)
    assert await compared(readers) == ("done", count + 1, count + 1, 0, count)
    assert await readers.members() == count
    counts = (await readers.parts.comparison.state(SUPERVISOR)).counts
    assert (counts.following, counts.joined, counts.without_unionid) == (count + 1, count, 1)
    [(what, since, is_found)] = await readers.history(lonely)
    assert (what, since, is_found) == ("followed", readers.account.people[lonely].followed_at, True)


async def test_the_second_one_asks_for_the_list_and_for_those_without_a_unionid_alone(readers: Readers) -> None:
    for _ in range(PAGE):
        readers.account.follow(name(), name())
    lonely, unionid = name(), name()
    readers.account.follow(lonely)
    await compared(readers)
    member = await readers.people.login(name(), unionid)
    readers.account.bind(lonely, unionid)
    readers.account.calls = 0
    assert await compared(readers) == ("done", PAGE + 1, 0, 0, 1)
    # Two pages and one batch.
    assert readers.account.calls == 3
    assert await readers.member(lonely) == member


async def test_whoever_is_not_in_the_list_is_asked_for_before_they_are_ended(readers: Readers) -> None:
    gone, hidden = name(), name()
    for openid in (gone, hidden):
        readers.account.follow(openid, name())
    await compared(readers)
    readers.account.unfollow(gone)
    readers.account.unlisted.add(hidden)
    assert await compared(readers) == ("done", 0, 0, 1, 0)
    assert await readers.state(gone) == (False, True)
    assert await readers.state(hidden) == (True, True)
    assert [row[0] for row in await readers.history(gone)] == ["followed", "unfollowed"]
    [(_, at, is_found)] = (await readers.history(gone))[1:]
    assert is_found and at == readers.shop.clock.now()


async def test_a_late_event_tells_when_it_was(readers: Readers) -> None:
    openid = name()
    readers.account.follow(openid, name())
    await compared(readers)
    readers.shop.clock.pass_(minutes=5)
    end = readers.account.unfollow(openid)
    await compared(readers)
    await readers.told(end)
    await readers.later()
    assert [row[0::2] for row in await readers.history(openid)] == [("followed", True), ("unfollowed", False)]
    [(at,)] = await readers.shop.rows("select unfollowed_at from members.official_follower where openid = $1", openid)
    assert at == end.at


async def test_those_whom_a_batch_leaves_out_follow_if_the_list_says_so(readers: Readers) -> None:
    openid = name()
    readers.account.follow(openid, name())
    readers.account.mute.add(openid)
    assert await compared(readers) == ("done", 1, 1, 0, 0)
    assert await readers.state(openid) == (True, True)
    readers.account.mute.clear()
    assert await compared(readers) == ("done", 1, 0, 0, 1)


async def test_a_step_that_failed_is_taken_up_where_it_was(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official_comparison, "BATCH_MAX", 1)
    count = PAGE * 3
    for _ in range(count):
        readers.account.follow(name(), name())
    readers.shop.clock.pass_(hours=7)
    assert await readers.parts.comparison.open_due() == 1
    for _ in range(100):
        readers.account.calls, readers.account.down_after = 0, 2
        try:
            await readers.parts.comparison.go_on()
        except OutsideUnavailable:
            continue
        finally:
            readers.shop.clock.pass_(minutes=3)
        if (await last(readers))[0] == "done":
            break
    assert await readers.members() == count
    assert [(await readers.state(openid))[0] for openid in readers.account.people] == [True] * count


async def test_many_workers_make_one_run_of_it(readers: Readers) -> None:
    count = PAGE * 4
    for _ in range(count):
        readers.account.follow(name(), name())
    readers.shop.clock.pass_(hours=7)
    opened = await asyncio.gather(*(readers.parts.comparison.open_due() for _ in range(4)))
    assert sum(opened) == 1
    await asyncio.gather(*(readers.parts.comparison.go_on() for _ in range(4)))
    assert await last(readers) == ("done", count, count, 0, count)
    assert await readers.members() == count


async def test_the_same_follower_written_by_many_at_once_is_one_member(readers: Readers) -> None:
    unionid = name()
    openid = name()
    found = Follower(openid, True, unionid, readers.shop.clock.now())
    login = readers.people.login(name(), unionid)
    contact = readers.people.seen("wecom", name(), unionid)
    many = (readers.parts.followers.write(found, readers.shop.clock.now()) for _ in range(6))
    outcomes = await asyncio.gather(login, contact, *many)
    assert sum(not one.is_passed for one in outcomes[2:]) == 1  # type: ignore[union-attr]
    assert await readers.members() == 1
    assert await readers.member(openid) == outcomes[0] == outcomes[1]
    assert len(await readers.history(openid)) == 1


async def test_a_refusal_stops_it_and_says_why(readers: Readers) -> None:
    readers.account.follow(name(), name())
    readers.account.refused = True
    assert await compared(readers) == ("stopped", 0, 0, 0, 0)
    run = (await readers.parts.comparison.state(SUPERVISOR)).runs[0]
    assert run.problem == "公众号接口拒绝了请求：48001 api unauthorized"
    assert await readers.members() == 0
    readers.account.refused = False
    assert await compared(readers) == ("done", 1, 1, 0, 1)


async def test_it_comes_every_six_hours_and_when_an_operator_asks(readers: Readers) -> None:
    assert await readers.parts.comparison.open_due() == 1
    with pytest.raises(OfficialComparing):
        await readers.parts.comparison.start(EDITOR)
    await readers.parts.comparison.go_on()
    assert await readers.parts.comparison.open_due() == 0
    await readers.parts.comparison.start(EDITOR)
    await readers.parts.comparison.go_on()
    assert [run.by for run in (await readers.parts.comparison.state(SUPERVISOR)).runs] == ["老陈", "系统"]
    assert await readers.shop.rows("select action from governance.audit order by id desc limit 1") == [
        ("members.compare_followers",)
    ]
    readers.shop.clock.at += EVERY
    assert await readers.parts.comparison.open_due() == 1


async def test_who_may_not_does_not(readers: Readers) -> None:
    nobody = Actor(SUPERVISOR.id, "小吴", frozenset(), "127.0.0.1")
    with pytest.raises(PermissionMissing):
        await readers.parts.comparison.state(nobody)
    with pytest.raises(PermissionMissing):
        await readers.parts.comparison.start(SUPERVISOR)
    assert (await readers.parts.comparison.state(SUPERVISOR)).runs == ()


async def test_a_shop_without_papers_does_nothing(database_url: str, servers, tmp_path) -> None:
    account = Account(HandClock())
    shop = Shop(database_url, servers.valkey_url, str(tmp_path), official=account.partner(appid=""))
    await shop.rows("truncate members.official_comparison")
    comparison = shop.modules.members.official.comparison
    assert (await comparison.open_due(), await comparison.go_on()) == (0, 0)
    assert (await comparison.state(SUPERVISOR)).is_on is False
    with pytest.raises(OfficialOff):
        await comparison.start(EDITOR)
    assert account.calls == 0
    await shop.built.database.close()
    await shop.built.valkey.aclose()
