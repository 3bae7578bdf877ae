"""Tags follow what happens: through the real events, past a night that reads old things, through merges."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from adapters.postgres.members_tag_nights import PostgresTagNights
from domain.members.shanghai_days import as_of, day_of
from domain.members.tag_catalogue import CATALOGUE
from ports.governance.api import Actor, PermissionMissing
from ports.kernel import MemberId, OperatorId
from ports.members.merging import Merge
from tests.flows.orders.conftest import Shop, Shopper

IDS = {tag.code: tag.id for family in CATALOGUE.families for tag in family.tags}
OPERATOR = Actor(OperatorId(uuid4()), "小周", frozenset({"members.read", "members.write"}), "127.0.0.1")


async def tags_of(shop: Shop, member_id: MemberId) -> set[str]:
    codes = {number: code for code, number in IDS.items()}
    rows = await shop.rows("select tags from members.member_tag_set where member_id = $1", member_id)
    return {codes[tag] for tag in rows[0][0] if tag in codes} if rows else set()


async def test_every_event_of_an_order_reaches_the_tags(shop: Shop, buyer: Shopper) -> None:
    await shop.settle()
    await shop.modules.members.tags.desk.compute_due()
    assert {"orders.1", "member_age.1"} <= await tags_of(shop, buyer.id)
    sku = await shop.sku(9900)
    bought = await buyer.buy((sku, 1))
    held = await tags_of(shop, buyer.id)
    assert {"orders.2", "recency.1", "in_progress.waiting", "province.8"} <= held and "orders.1" not in held
    unpaid = await buyer.place((sku, 1))
    await shop.services.cancelling.by_shopper(buyer.id, unpaid.id, "不想要了")
    await shop.settle()
    assert "cancelled.1" in await tags_of(shop, buyer.id)
    for parcel in await shop.ship(bought.id):
        await shop.sign(parcel)
    shop.clock.pass_(days=20)
    await shop.modules.commerce.receiving.complete_delivered()
    await shop.settle()
    held = await tags_of(shop, buyer.id)
    assert {"recency.3", "orders.2"} <= held and "in_progress.waiting" not in held
    assert await shop.rows("select count(*) from members.tag_due") == [(0,)]
    # What events have done is all that there is to do: a night finds nothing off.
    await shop.modules.members.tags.night.run(shop.clock.now())
    assert await shop.rows("select state, off, changed from members.tag_run") == [("done", 0, 0)]


async def test_the_event_told_twice_and_side_by_side_gives_the_same(shop: Shop, buyer: Shopper) -> None:
    await shop.settle()
    desk, sku = shop.modules.members.tags.desk, await shop.sku(9900)
    await buyer.buy((sku, 1))
    expected = await tags_of(shop, buyer.id)
    for _ in range(20):
        async with shop.uow.begin() as tx:
            await desk.touched(tx, buyer.id)
    await asyncio.gather(*(desk.compute_due() for _ in range(6)))
    assert await tags_of(shop, buyer.id) == expected
    assert await shop.rows("select count(*) from members.tag_due") == [(0,)]


async def test_a_touch_is_undone_with_its_transaction(shop: Shop, buyer: Shopper) -> None:
    await shop.settle()
    await shop.modules.members.tags.desk.compute_due()
    with pytest.raises(RuntimeError):
        async with shop.uow.begin() as tx:
            await shop.modules.members.tags.desk.touched(tx, buyer.id)
            raise RuntimeError
    assert await shop.modules.members.tags.desk.compute_due() == 0


async def test_a_night_does_not_put_back_what_it_read_before_an_event(shop: Shop, buyer: Shopper) -> None:
    await shop.settle()
    nights, now = PostgresTagNights(CATALOGUE), shop.clock.now()
    async with shop.uow.begin() as tx:
        await nights.open(tx, day_of(now), now)
        gathered, read_at = await nights.gather(tx, as_of(now))
    await buyer.buy((await shop.sku(9900), 1))
    assert "orders.2" in await tags_of(shop, buyer.id)
    async with shop.uow.begin() as tx:
        run = await nights.lock(tx, day_of(now))
        assert run is not None
        await nights.save(tx, replace(run, state="writing", read_at=read_at, gathered=gathered))
    await shop.modules.members.tags.night.run(now)
    assert "orders.2" in await tags_of(shop, buyer.id)
    assert await shop.rows("select state, off from members.tag_run") == [("done", 0)]


async def test_a_night_that_lost_what_it_kept_aside_reads_again(shop: Shop, buyer: Shopper) -> None:
    """As after a crash of the database, which empties an unlogged table."""
    nights, now = PostgresTagNights(CATALOGUE), shop.clock.now()
    await shop.rows("delete from members.member_tag_set")
    async with shop.uow.begin() as tx:
        await nights.open(tx, day_of(now), now)
        run = await nights.lock(tx, day_of(now))
        assert run is not None
        await nights.save(tx, replace(run, state="writing", read_at=now, gathered=1))
    assert await shop.modules.members.tags.night.run(now) == 1
    assert "orders.1" in await tags_of(shop, buyer.id)


async def test_a_night_comes_at_three_and_once(shop: Shop, buyer: Shopper) -> None:
    night = shop.modules.members.tags.night
    shop.clock.at = shop.clock.at.replace(hour=18, minute=59)  # 02:59 of the next day in Shanghai
    assert await night.sweep() == 0
    shop.clock.pass_(minutes=2)
    assert await asyncio.gather(night.sweep(), night.sweep(), night.sweep()) != [0, 0, 0]
    assert await night.sweep() == 0
    assert await shop.rows("select day, state, written from members.tag_run") == [(date(2025, 11, 21), "done", 1)]
    [size] = await shop.rows("select members from members.tag_size where tag_id = $1", IDS["orders.1"])
    assert size == (1,)
    assert buyer.id


async def test_manual_tags_and_children_follow_a_merge_and_go_back(shop: Shop) -> None:
    gone, kept = await shop.shopper(), await shop.shopper()
    tags, children = shop.modules.members.tags, shop.services.members.tags.children
    both = await tags.manual.create(OPERATOR, "两人都有", "试")
    one = await tags.manual.create(OPERATOR, "只有一人", "试")
    for member_id, tag in ((gone.id, both), (kept.id, both), (gone.id, one)):
        await tags.manual.give(OPERATOR, member_id, tag.id)
    await children.add(gone.id, None, day_of(shop.clock.now()) - timedelta(days=200))
    merge = Merge(uuid4(), gone.id, kept.id, shop.clock.now())
    async with shop.uow.begin() as tx:
        await tags.manual.merge(tx, merge)
    await shop.settle()

    async def manual(member: Shopper) -> list[int]:
        return list(
            (await shop.rows("select manual from members.member_tag_set where member_id = $1", member.id))[0][0]
        )

    assert await manual(kept) == [both.id, one.id] and await manual(gone) == [both.id]
    assert len((await children.all(kept.id)).items) == 1 and (await children.all(gone.id)).items == ()
    assert "family.one" in await tags_of(shop, kept.id) and "family.none" in await tags_of(shop, gone.id)
    async with shop.uow.begin() as tx:
        await tags.manual.part(tx, merge)
    await shop.settle()
    assert await manual(kept) == [both.id] and await manual(gone) == [both.id, one.id]
    assert len((await children.all(gone.id)).items) == 1
    assert "family.one" in await tags_of(shop, gone.id) and "family.none" in await tags_of(shop, kept.id)


async def test_nobody_without_leave_makes_tags(shop: Shop) -> None:
    reader = replace(OPERATOR, permissions=frozenset({"members.read"}))
    with pytest.raises(PermissionMissing):
        await shop.services.members.tags.manual.create(reader, "不行", "试")
    assert await shop.rows("select count(*) from members.manual_tag") == [(0,)]
