"""`siyu bench points`: points earned through the ledger, against the same rows written by bare SQL."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from app.runtime.scratch import scratch_servers
from app.settings import load_settings
from app.wiring import Built, build
from ports.kernel import MemberId
from ports.members.points import Earning

UNTIL = datetime(2099, 1, 1, tzinfo=UTC)
_BOOKING = """
    insert into members.points_booking (id, key, member_id, source, words, at, by)
    values ($1, $2, $3, 'task', '完成任务', now(), '')
"""
_ENTRIES = """
    insert into members.points_entry (booking_id, position, account, member_id, points, until)
    values ($1, 1, 'granted', null, -5, null), ($1, 2, 'available', $2, 5, $3)
"""
_ACCOUNT = """
    update members.points_account set available = available + 5, next_expiry_at = $2,
        lots = jsonb_build_array(jsonb_build_object('points', available + 5, 'until', $2::timestamptz, 'origin', null))
    where member_id = $1
"""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench points", description=__doc__)
    ask.add_argument("--bookings", type=int, default=4000, help="in each round")
    ask.add_argument("--members", type=int, default=2000)
    ask.add_argument("--connections", type=int, default=4)
    ask.add_argument("--rounds", type=int, default=5)
    return ask.parse_args(arguments)


async def bench_points(arguments: Sequence[str]) -> None:
    """Ours and bare take turns; the medians are compared. Every booking is a transaction of its own, on disk."""
    given = _options(arguments)
    with scratch_servers(durable=True) as servers:
        servers.migrate()
        built = build(load_settings(servers.environ() | {"SIYU_MODE": "test"}))
        async with built.open():
            members = [MemberId(uuid4()) for _ in range(given.members)]
            await _round(given, members, lambda _: _ledger(built))
            ours, bare = [], []
            for _ in range(given.rounds):
                ours.append(await _round(given, members, lambda _: _ledger(built)))
                bare.append(await _round(given, members, lambda _: _bare(built.settings.database_url)))
    mine, limit = statistics.median(ours), statistics.median(bare)
    line = {
        "bench": "points.append",
        "ours": round(mine, 1),
        "limit": round(limit, 1),
        "ratio": round(mine / limit, 3),
        "rounds": [round(one / other, 2) for one, other in zip(ours, bare, strict=True)],
        "connections": given.connections,
    }
    print(msgspec.json.encode(line).decode(), flush=True)


Writing = Callable[[MemberId], Coroutine[Any, Any, None]]


async def _round(
    given: argparse.Namespace, members: Sequence[MemberId], open_one: Callable[[int], Coroutine[Any, Any, Any]]
) -> float:
    """Bookings a second."""
    writers: list[tuple[Writing, Callable[[], Coroutine[Any, Any, None]]]] = [
        await open_one(number) for number in range(given.connections)
    ]

    async def work(write: Writing, number: int) -> None:
        for place in range(given.bookings // given.connections):
            await write(members[(place * given.connections + number) % len(members)])

    began = time.perf_counter()
    await asyncio.gather(*(work(write, number) for number, (write, _) in enumerate(writers)))
    spent = time.perf_counter() - began
    for _, close in writers:
        await close()
    return float(given.bookings / spent)


async def _ledger(built: Built) -> tuple[Writing, Callable[[], Coroutine[Any, Any, None]]]:
    book, uow = built.modules.members.points.book, built.services.uow

    async def write(member_id: MemberId) -> None:
        async with uow.begin() as tx:
            assert await book.earn(tx, Earning(str(uuid4()), member_id, 5, "task", "完成任务", UNTIL))

    async def close() -> None:
        """The pool is shared, and stays open."""

    return write, close


async def _bare(database_url: str) -> tuple[Writing, Callable[[], Coroutine[Any, Any, None]]]:
    connection = await asyncpg.connect(database_url)

    async def write(member_id: UUID) -> None:
        id_ = uuid4()
        async with connection.transaction():
            await connection.execute(_BOOKING, id_, str(id_), member_id)
            await connection.execute(_ENTRIES, id_, member_id, UNTIL)
            await connection.execute(_ACCOUNT, member_id, UNTIL)

    return write, connection.close
