"""Many logins of one person at the same moment: one member, whatever came first (M1)."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.flows.identity.conftest import SUPERVISOR, People, TellingWechat, name
from tests.flows.orders.conftest import Shop


@pytest.fixture
async def shop(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path), wechat=TellingWechat())
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
def people(shop: Shop) -> People:
    return People(shop)


async def _members(shop: Shop) -> int:
    ((count,),) = await shop.rows("select count(*) from members.member where merged_into is null")
    return int(count)


async def test_twenty_first_logins_of_one_openid_are_one_member(people: People, shop: Shop) -> None:
    openid, unionid = name(), name()
    found = await asyncio.gather(*(people.login(openid, unionid) for _ in range(20)))
    assert len(set(found)) == 1 and await _members(shop) == 1
    counts = await shop.rows(
        "select (select count(*) from members.identity), (select count(*) from members.session),"
        " (select count(*) from members.merge)"
    )
    assert counts == [(1, 20, 0)]


async def test_one_new_unionid_through_three_channels_is_one_member(people: People, shop: Shop) -> None:
    for _ in range(5):
        unionid, before = name(), await _members(shop)
        subjects = [name() for _ in range(3)]
        calls = [people.login(subjects[0], unionid) for _ in range(4)]
        calls += [people.seen("wecom", subjects[1], unionid) for _ in range(4)]
        calls += [people.seen("official_account", subjects[2], unionid) for _ in range(4)]
        assert len(set(await asyncio.gather(*calls))) == 1
        assert await _members(shop) == before + 1


async def test_twenty_logins_with_one_unionid_over_two_members_leave_one(people: People, shop: Shop) -> None:
    unionid = name()
    one, two = await people.shopper(name()), await people.shopper(name())
    openids = await shop.rows("select id, openid from members.member")
    sku = await shop.sku(south=50)
    orders = {(await one.buy((sku, 1))).id, (await two.buy((sku, 1))).id}
    await asyncio.gather(*(people.login(openids[turn % 2][1], unionid) for turn in range(20)))
    ((_, gone, kept, proof),) = await people.standing()
    assert (gone, kept, proof) == (two.id, one.id, "unionid")
    assert await _members(shop) == 1
    ((sessions,),) = await shop.rows("select count(*) from members.session where member_id = $1", kept)
    assert sessions == 22
    await people.later()
    assert await people.orders_of(kept) == orders and await people.orders_of(gone) == set()
    assert {await people.login(openid, unionid) for _, openid in openids} == {kept}


async def test_operators_and_logins_at_once_merge_once(people: People, shop: Shop) -> None:
    openids = [name() for _ in range(4)]
    ids = [await people.login(openid) for openid in openids]
    unionid = name()
    calls = [people.login(openid, unionid) for openid in openids for _ in range(3)]
    calls += [people.join(ids[0], one) for one in ids[1:]]  # type: ignore[misc]
    await asyncio.gather(*calls, return_exceptions=True)
    await asyncio.gather(*(people.login(openid, unionid) for openid in openids))
    assert await _members(shop) == 1
    assert len(await people.standing()) == 3
    assert len({await people.login(openid, unionid) for openid in openids}) == 1


async def test_undoing_while_buying_leaves_every_order_with_somebody(people: People, shop: Shop) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    sku = await shop.sku(south=80)
    brought = {(await gone.buy((sku, 1))).id for _ in range(3)}
    await kept.buy((sku, 1))
    merge_id = await people.join(kept.id, gone.id)
    await shop.settle()
    placed = await asyncio.gather(
        *(kept.place((sku, 1)) for _ in range(6)),
        people.part(merge_id),
        shop.settle(),
        people.matches.merges(SUPERVISOR, None, 20),
    )
    await people.later()
    assert await people.orders_of(gone.id) >= brought
    total = await people.orders_of(gone.id) | await people.orders_of(kept.id)
    assert len(total) == 10 and {order.id for order in placed[:6]} <= total  # type: ignore[union-attr]
