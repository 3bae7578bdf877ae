"""`siyu bench tags`: everybody's tags in a night, and one member's tags after an event.

The night stands against one plain sequential scan with an aggregate of each table that it reads, over one connection as
the night has one. Then events come at a steady rate, each with a purchase that gives its member a tag, and
it is watched how long the tag takes to be seen.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from app.bench.cpu import group_cpu_seconds
from app.bench.load import load_of
from app.bench.tag_shop import fill
from app.prove.world import World, running_world
from app.wiring import Built, build
from domain.members.tag_catalogue import CATALOGUE
from ports.commerce.api import OrderPaid
from ports.kernel import MemberId, OrderId

POSTGRES = {"shared_buffers": "2GB", "max_wal_size": "8GB", "effective_cache_size": "6GB"}
BOUGHT_LATELY = 101
LOOK_SECONDS = 0.02
WARM_SECONDS = 10.0
"""Events that come first and are not counted: workers open their connections, and sweeps do what waited for them."""
PATIENCE_SECONDS = 60.0
_SCANS = (
    'select member_id, count(*), sum(paid_fen), max(paid_at) from commerce."order" group by member_id',
    "select product_id, count(*), sum(payable_fen) from commerce.order_line group by product_id",
    "select level_code, count(*), max(joined_at) from members.member group by level_code",
    "select member_id, count(*), max(created_at) from members.child group by member_id",
    "select member_id, count(*), max(valid_until) from promotion.coupon group by member_id",
    "select member_id, count(*), max(created_at) from commerce.favourite group by member_id",
    "select member_id, count(*), max(added_at) from commerce.cart_line group by member_id",
)
_AS_THE_NIGHT = """
    set jit = off; set max_parallel_workers_per_gather = 0; set work_mem = '256MB'; set hash_mem_multiplier = 2;
    set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off
"""
_BUY = """
    insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity, goods_fen,
        discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, paid_fen, paid_attempt_id, placed_at,
        pay_by, paid_at)
    values ($1, $2, $3, 'bench', $2, 'cart', 'paid', '测量', 1, 9900, 0, 0, 9900, 0, '{}', '', 9900, $1, now(),
        now(), now())
"""
_COUNTED = "select count(*) from ({} offset 0) s"
# Not `@>`, for which the index of all tags would be read, at a cost that grows with the members and is nobody's.
_SEEN = "select member_id from members.member_tag_set where member_id = any($1::uuid[]) and $2::int = any(tags)"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench tags", description=__doc__)
    ask.add_argument("--members", type=int, default=1_000_000)
    ask.add_argument("--orders", type=int, default=10_000_000)
    ask.add_argument("--rate", type=int, default=200, help="events a second")
    ask.add_argument("--seconds", type=float, default=30.0, help="of events")
    return ask.parse_args(arguments)


async def bench_tags(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world({"SIYU_LOG_LEVEL": "WARNING"}, postgres=POSTGRES) as world:
        built = build(world.settings)
        async with built.open():
            # The night is to be run here, and by nobody else.
            world.pause("scheduler")
            world.pause("worker")
            began = time.perf_counter()
            await fill(built, world.settings.database_url, given.members, given.orders)
            print(msgspec.json.encode({"filled_seconds": round(time.perf_counter() - began, 1)}).decode(), flush=True)
            await _night(built, world, given)
            world.go_on("worker")
            world.go_on("scheduler")
            await _events(built, given)


async def _night(built: Built, world: World, given: argparse.Namespace) -> None:
    """The first night writes everybody; the second one finds that nothing has changed."""
    pool = await built.database.pool()
    connection = await asyncpg.connect(world.settings.database_url, command_timeout=7200)
    await connection.execute(_AS_THE_NIGHT)
    scan = await _scan(connection)
    for name in ("first", "again"):
        await pool.execute("truncate members.tag_run")
        spent, began = await _cpu_of_ours(pool), time.perf_counter()
        written = await built.modules.members.tags.night.run(built.clock.now())
        seconds, spent = time.perf_counter() - began, await _cpu_of_ours(pool) - spent
        after = await _scan(connection)
        scan = ((scan[0] + after[0]) / 2, (scan[1] + after[1]) / 2)
        run = await pool.fetchrow("select * from members.tag_run")
        assert run is not None and run["state"] == "done" and written == given.members, (run, written)
        tags, kinds = await connection.fetchrow(
            "select sum(cardinality(tags)), (select count(distinct tag_id) from members.tag_size)"
            " from members.member_tag_set"
        )
        _say(
            f"tags.night.{name}",
            ours=round(seconds, 1),
            limit=round(scan[0], 1),
            ratio=round(seconds / scan[0], 2),
            cpu_seconds=[round(spent, 1), round(scan[1], 1)],
            cpu_ratio=round(spent / scan[1], 2) if scan[1] else None,
            members=given.members,
            orders=given.orders,
            tags_in_catalogue=sum(len(family.tags) for family in CATALOGUE.families),
            tags_in_use=kinds,
            tags_per_member=round(tags / given.members, 1),
            changed=run["changed"],
            off=run["off"],
        )
    await connection.close()


async def _scan(connection: asyncpg.Connection) -> tuple[float, float]:
    """Seconds for all tables together, of the clock and of the processor; what is aggregated stays in the database."""
    pid = await connection.fetchval("select pg_backend_pid()")
    spent, began = group_cpu_seconds(pid) or 0.0, time.perf_counter()
    for scan in _SCANS:
        await connection.fetchval(_COUNTED.format(scan))
    return time.perf_counter() - began, (group_cpu_seconds(pid) or 0.0) - spent


async def _cpu_of_ours(pool: asyncpg.Pool) -> float:
    """Of the database's processes that serve our connections; each is a group of its own."""
    rows = await pool.fetch("select pid from pg_stat_activity where application_name = 'siyu'")
    return sum(group_cpu_seconds(row["pid"]) or 0.0 for row in rows)


async def _events(built: Built, given: argparse.Namespace) -> None:
    """A rate, whatever the answers: who comes late is not waited for."""
    pool = await built.database.pool()
    count = int(given.rate * (WARM_SECONDS + given.seconds))
    rows = await pool.fetch(
        "select member_id from members.member_tag_set where not tags @> array[$1::int] limit $2", BOUGHT_LATELY, count
    )
    waiting: dict[UUID, float] = {}
    seen: list[tuple[float, float]] = []
    watching = asyncio.create_task(_watch(pool, waiting, seen))
    began = time.perf_counter()
    buying = []
    for number, row in enumerate(rows):
        await asyncio.sleep(max(0.0, began + number / given.rate - time.perf_counter()))
        buying.append(asyncio.create_task(_buy(built, MemberId(row["member_id"]), waiting)))
    await asyncio.gather(*buying)
    spent = time.perf_counter() - began
    await asyncio.wait({watching}, timeout=1.0)
    for _ in range(int(PATIENCE_SECONDS)):
        if waiting:
            await asyncio.wait({watching}, timeout=1.0)
    if watching.done():
        watching.result()
    watching.cancel()
    load = load_of((took for at, took in seen if at >= began + WARM_SECONDS), spent)
    warm = load_of((took for at, took in seen if at < began + WARM_SECONDS), spent)
    _say(
        "tags.event",
        ours=round(len(rows) / spent, 1),
        limit=given.rate,
        p50_ms=round(load.p50_ms),
        p99_ms=round(load.p99_ms),
        worst_ms=round(load.worst_ms),
        warm_p99_ms=round(warm.p99_ms),
        unseen=len(waiting),
    )


async def _buy(built: Built, member_id: MemberId, waiting: dict[UUID, float]) -> None:
    order_id = OrderId(uuid4())
    async with built.services.uow.begin() as tx:
        await tx.connection.execute(_BUY, order_id, order_id.hex, member_id)  # type: ignore[attr-defined]
        tx.emit(OrderPaid(order_id, order_id.hex, member_id, 9900, "测量", built.clock.now()))
    waiting[member_id] = time.perf_counter()


async def _watch(pool: asyncpg.Pool, waiting: dict[UUID, float], seen: list[tuple[float, float]]) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        found = await pool.fetch(_SEEN, list(waiting), BOUGHT_LATELY)
        now = time.perf_counter()
        for row in found:
            at = waiting.pop(row["member_id"])
            seen.append((at, now - at))


def _say(name: str, **figures: Any) -> None:
    print(msgspec.json.encode({"bench": name} | figures).decode(), flush=True)
