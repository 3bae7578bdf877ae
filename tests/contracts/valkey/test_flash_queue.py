"""The queue of a flash sale against a real Valkey: limits, repeats, the window, generations, consumers that die."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from adapters.valkey import flash_queue
from adapters.valkey.connection import connect
from adapters.valkey.flash_keys import hash_key
from adapters.valkey.flash_queue import ValkeyFlashQueue
from ports.kernel import CampaignId, MemberId, SkuId
from ports.promotion.flash import (
    ENDED,
    NOT_LOADED,
    NOT_OPEN,
    OVER_LIMIT,
    SOLD_OUT,
    Ask,
    Copy,
    CopyState,
    Counted,
    Look,
    PoolRef,
    QueueUnavailable,
)

NOON = datetime(2026, 3, 8, 4, 0, tzinfo=UTC)


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    opened = connect(valkey_url)
    yield opened
    await opened.aclose()


@pytest.fixture
def queue(valkey: Redis) -> ValkeyFlashQueue:
    return ValkeyFlashQueue(valkey)


@pytest.fixture
def pool() -> PoolRef:
    return PoolRef(CampaignId(uuid4()), SkuId(uuid4()), 7, 1)


def copy(free: int = 5, limit: int = 2, tickets: tuple[Counted, ...] = ()) -> Copy:
    return Copy(NOON, NOON + timedelta(hours=1), limit, free, tickets)


def ask(member: UUID | None = None, quantity: int = 1) -> Ask:
    return Ask(uuid4(), MemberId(member or uuid4()), quantity, uuid4().hex, None)


async def test_places_count_up_and_units_run_out(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=3))
    places = [await queue.reserve(pool, ask(), NOON) for _ in range(5)]
    assert places == [1, 2, 3, SOLD_OUT, SOLD_OUT]
    assert await queue.free([pool]) == [0]


async def test_a_larger_wish_is_refused_whole_and_a_smaller_one_still_served(
    queue: ValkeyFlashQueue, pool: PoolRef
) -> None:
    await queue.load(pool, copy(free=3, limit=0))
    assert [await queue.reserve(pool, ask(quantity=n), NOON) for n in (2, 2, 1)] == [1, SOLD_OUT, 2]


async def test_calls_of_one_moment_go_in_few_scripts_and_are_counted_in_their_order(
    queue: ValkeyFlashQueue, pool: PoolRef
) -> None:
    await queue.load(pool, copy(free=100))
    member = uuid4()
    asks = [ask() for _ in range(120)] + [ask(member), ask(member), ask(member)]
    answers = await asyncio.gather(*(queue.reserve(pool, one, NOON) for one in asks))
    assert answers[:100] == list(range(1, 101)) and set(answers[100:]) == {SOLD_OUT}
    state = await queue.state(pool)
    assert state is not None and state.accepted == 100 and state.waiting == 2


async def test_the_limit_counts_all_tickets_of_a_member_also_within_one_batch(
    queue: ValkeyFlashQueue, pool: PoolRef
) -> None:
    await queue.load(pool, copy(free=50, limit=2))
    member = uuid4()
    together = await asyncio.gather(*(queue.reserve(pool, ask(member), NOON) for _ in range(4)))
    assert together == [1, 2, OVER_LIMIT, OVER_LIMIT]
    assert await queue.reserve(pool, ask(member), NOON) == OVER_LIMIT
    assert await queue.reserve(pool, ask(quantity=3), NOON) == OVER_LIMIT
    assert await queue.free([pool]) == [48]


async def test_a_repeated_call_gets_its_first_place_and_takes_nothing(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=5))
    first, other = ask(), ask()
    assert await asyncio.gather(*(queue.reserve(pool, one, NOON) for one in (first, other, first))) == [1, 2, 1]
    assert await queue.reserve(pool, first, NOON + timedelta(hours=2)) == 1, "also when the sale is over"
    assert await queue.state(pool) == CopyState(3, 2, 1)


async def test_nobody_is_served_outside_of_the_window(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy())
    assert await queue.reserve(pool, ask(), NOON - timedelta(milliseconds=1)) == NOT_OPEN
    assert await queue.reserve(pool, ask(), NOON) == 1
    assert await queue.reserve(pool, ask(), NOON + timedelta(hours=1)) == ENDED
    await queue.close(pool, NOON + timedelta(minutes=5))
    assert await queue.reserve(pool, ask(), NOON + timedelta(minutes=5)) == ENDED
    await queue.close(pool, NOON + timedelta(minutes=30))
    assert await queue.reserve(pool, ask(), NOON + timedelta(minutes=10)) == ENDED, "closing later opens nothing"


async def test_what_is_not_loaded_says_so_and_generations_are_apart(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    assert await queue.reserve(pool, ask(), NOON) == NOT_LOADED
    assert await queue.state(pool) is None and await queue.free([pool]) == [None]
    await queue.close(pool, NOON)
    await queue.forgive(pool, [(MemberId(uuid4()), uuid4())])
    assert await queue.state(pool) is None, "nothing but a load makes a copy"
    await queue.load(pool, copy(free=1))
    later = replace(pool, generation=2)
    assert await queue.reserve(pool, ask(), NOON) == 1
    assert await queue.reserve(later, ask(), NOON) == NOT_LOADED
    await queue.load(later, copy(free=4))
    assert await queue.reserve(later, ask(), NOON) == 1 and await queue.free([pool, later]) == [0, 3]
    await queue.drop(pool)
    assert await queue.free([pool, later]) == [None, 3]


async def test_loading_again_changes_nothing(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=3))
    await queue.reserve(pool, ask(), NOON)
    await queue.load(pool, copy(free=3))
    assert await queue.state(pool) == CopyState(2, 1, 1)


async def test_a_copy_starts_with_what_members_have_already(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    member, ticket, given_up = MemberId(uuid4()), uuid4(), uuid4()
    await queue.load(pool, copy(5, 2, (Counted(member, ticket, 1, 44), Counted(member, given_up, 0, 45))))
    assert await queue.reserve(pool, replace(ask(member), ticket_id=ticket), NOON) == 44
    assert await queue.reserve(pool, ask(member, 2), NOON) == OVER_LIMIT
    assert await queue.reserve(pool, ask(member), NOON) == 1


async def test_forgiven_tickets_count_no_longer_but_keep_their_place(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=5, limit=1))
    one = ask()
    assert await queue.reserve(pool, one, NOON) == 1
    for _ in range(2):
        await queue.forgive(pool, [(one.member_id, one.ticket_id)])
    assert await queue.reserve(pool, one, NOON) == 1, "the repeated call"
    assert await queue.reserve(pool, ask(one.member_id), NOON) == 2


async def test_the_free_units_are_set_only_when_nothing_is_under_way(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=2))
    await queue.reserve(pool, ask(), NOON)
    assert not await queue.settle(pool, 1, 9), "a bundle waits"
    [(_, taken)] = await queue.read([pool], "c1", 10, 1)
    await queue.finish(pool, [taken])
    assert not await queue.settle(pool, 0, 9), "more was accepted than the caller knows of"
    assert await queue.settle(pool, 1, 9) and await queue.free([pool]) == [9]
    assert not await queue.settle(replace(pool, generation=2), 1, 9)
    assert await queue.free([replace(pool, generation=2)]) == [None]


async def test_tickets_come_out_as_they_went_in_and_the_queue_moves_on(queue: ValkeyFlashQueue, pool: PoolRef) -> None:
    await queue.load(pool, copy(free=9))
    asks = [replace(ask(), address_id=uuid4()), ask(quantity=2), replace(ask(), client_key="a key with  blanks")]
    await asyncio.gather(*(queue.reserve(pool, one, NOON) for one in asks[:2]))
    await queue.reserve(pool, asks[2], NOON + timedelta(milliseconds=1234))
    looks = [await queue.look(pool, one.member_id, one.ticket_id) for one in asks]
    assert looks == [Look(True, 1, 0), Look(True, 2, 1), Look(True, 3, 2)]
    found = await queue.read([pool], "c1", 10, 1)
    assert [one.ask for _, bundle in found for one in bundle.tickets] == asks
    assert [one.seq for _, bundle in found for one in bundle.tickets] == [1, 2, 3]
    assert found[1][1].tickets[0].queued_at == NOON + timedelta(milliseconds=1234)
    for _ in range(2):
        await queue.finish(pool, [found[0][1]])
    assert await queue.look(pool, asks[2].member_id, asks[2].ticket_id) == Look(True, 3, 0)
    assert await queue.look(pool, asks[0].member_id, asks[2].ticket_id) == Look(True), "another member's"


async def test_bundles_of_a_dead_consumer_are_claimed(
    queue: ValkeyFlashQueue, pool: PoolRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flash_queue, "UNFINISHED_SECONDS", 0.05)
    await queue.load(pool, copy())
    await queue.reserve(pool, ask(), NOON)
    [(_, taken)] = await queue.read([pool], "dies", 10, 1)
    assert await queue.read([pool], "lives", 10, 0.02) == []
    claimed = []
    while not claimed:
        claimed = await queue.claim(pool, "lives", 10)
    assert claimed == [taken]
    await queue.finish(pool, claimed)
    state = await queue.state(pool)
    assert state is not None and state.waiting == 0


async def test_all_keys_of_a_campaign_lie_on_one_slot(queue: ValkeyFlashQueue, valkey: Redis, pool: PoolRef) -> None:
    other = replace(pool, sku_id=SkuId(uuid4()), generation=3)
    slots = {
        await valkey.execute_command("CLUSTER KEYSLOT", key)
        for one in (pool, other)
        for key in (hash_key(one), flash_queue.stream_key(one))
    }
    assert len(slots) == 1


async def test_a_server_that_forgot_its_scripts_is_taught_them_again(
    queue: ValkeyFlashQueue, valkey: Redis, pool: PoolRef
) -> None:
    await queue.load(pool, copy())
    assert await queue.reserve(pool, ask(), NOON) == 1
    await valkey.script_flush()
    assert await queue.reserve(pool, ask(), NOON) == 2
    assert len(await queue.server_id()) == 40


async def test_a_queue_that_does_not_answer_is_unavailable(pool: PoolRef) -> None:
    closed = connect("redis://127.0.0.1:9/0")
    queue = ValkeyFlashQueue(closed)
    asked = await asyncio.gather(*(queue.reserve(pool, ask(), NOON) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in asked] == [QueueUnavailable] * 3
    await closed.aclose()
