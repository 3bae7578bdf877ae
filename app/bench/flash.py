"""`siyu bench flash`: the button over HTTP, the script that counts, and the consumers that write the orders.

Each against the limit of the same machine in the same run: a bare route of the same server, the smallest script that
sells no unit twice, and the rows of the same orders written by bare batch inserts.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from statistics import median
from uuid import uuid4

from app.actors.flash import WAIT_SECONDS
from app.bench.cpu import group_cpu_seconds
from app.bench.flash_orders import measure_orders
from app.bench.flash_people import Person, many_people
from app.bench.flash_script import measure_script
from app.bench.load import Load, NextRequest, for_seconds, joined, request_bytes, run_load
from app.bench.report import say
from app.prove.flash_sale import publish_sale
from app.prove.goods import Goods, stock_up
from app.prove.world import World, running_world
from app.wiring import Built, build
from ports.kernel import CampaignId
from ports.promotion.rules import Flash

CONNECTIONS = 64
UNITS = 2_000_000
ROUNDS = 8
OPTIONS = {"SIYU_FLASH_RATE": 10**6, "SIYU_FLASH_ADDRESS_RATE": 10**6, "SIYU_LOG_LEVEL": "WARNING"}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench flash", description=__doc__)
    ask.add_argument("--seconds", type=float, default=12.0, help="for which the button is pressed")
    ask.add_argument("--people", type=int, default=1_500)
    ask.add_argument("--reservations", type=int, default=50_000, help="of the script alone, a round")
    ask.add_argument("--orders", type=int, default=8_000)
    ask.add_argument("--part", choices=("all", "http", "script", "orders"), default="all")
    return ask.parse_args(arguments)


async def bench_flash(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world(OPTIONS) as world:
        built = build(world.settings)
        async with built.open():
            goods = await stock_up(built, (UNITS, 0))
            campaign_id = await publish_sale(built, goods, UNITS // 2, None, Flash())
            if given.part in ("all", "script"):
                await measure_script(built, given.reservations)
            people = await many_people(built, given.people)
            if given.part in ("all", "http"):
                await _http(world, (goods, campaign_id), people, given.seconds)
                await _drained(built, campaign_id)
            if given.part in ("all", "orders"):
                world.pause("worker")
                # What it had asked the queue for runs out, else it would be given the first bundle.
                await asyncio.sleep(2 * WAIT_SECONDS)
                await measure_orders(built, (campaign_id, goods), people, given.orders)


async def _http(world: World, sale: tuple[Goods, CampaignId], people: Sequence[Person], seconds: float) -> None:
    """Alone, and while the consumers write the orders on the same cores."""
    port = int(world.environ["SIYU_PORT"])
    bare = [request_bytes("GET", "/health/live", f"127.0.0.1:{port}")]

    async def load(next_request: NextRequest) -> tuple[Load, float]:
        """And the microseconds of the server's processor time for each request."""
        before = group_cpu_seconds(world.process_id("serve")) or 0.0
        found = await run_load("127.0.0.1", port, CONNECTIONS, next_request)
        spent = (group_cpu_seconds(world.process_id("serve")) or 0.0) - before
        return found, spent / max(1, found.answers + found.refused) * 1e6

    await load(_presses(port, sale, people, len(people), None))
    for name, is_paused in (("flash.http", True), ("flash.http.beside_consumers", False)):
        if is_paused:
            world.pause("worker")
        limits, ours = [], []
        # In turns: the machine's speed changes from one second to the next.
        for _ in range(ROUNDS):
            limits.append(await load(for_seconds(seconds / ROUNDS, bare)))
            ours.append(await load(_presses(port, sale, people, None, seconds / ROUNDS)))
        if is_paused:
            world.go_on("worker")
        all_ours, all_limits = joined([one for one, _ in ours]), joined([limit for limit, _ in limits])
        ratios = [one.per_second / limit.per_second for (one, _), (limit, _) in zip(ours, limits, strict=True)]
        more = {
            "ratio": round(median(ratios), 3),
            "ratio_least": round(min(ratios), 3),
            "ratio_most": round(max(ratios), 3),
            "server_us": round(median(us for _, us in ours), 1),
            "limit_server_us": round(median(us for _, us in limits), 1),
            "limit_p99_ms": round(all_limits.p99_ms, 2),
        }
        say(name, all_ours, all_limits.per_second, **more)


def _presses(
    port: int, sale: tuple[Goods, CampaignId], people: Sequence[Person], count: int | None, seconds: float | None
) -> NextRequest:
    """Every press is a new one of the next person; `count` of them, or for so long."""
    goods, campaign_id = sale
    end = time.perf_counter() + (seconds or 60.0)
    pressed = 0
    path, host = f"/api/mini/flash/{campaign_id}/reservations", f"127.0.0.1:{port}"

    def next_request(_: int) -> bytes | None:
        nonlocal pressed
        if time.perf_counter() >= end or pressed == count:
            return None
        person = people[pressed % len(people)]
        pressed += 1
        body = {"skuId": str(goods.sku_id), "quantity": 1, "clientKey": uuid4().hex, "addressId": None}
        return request_bytes("POST", path, host, {"authorization": f"Bearer {person.token}"}, body)

    return next_request


async def _drained(built: Built, campaign_id: CampaignId) -> None:
    keeper = built.modules.promotion.flash.keeper
    [row] = [row for row in await keeper.open_pools() if row.sale.campaign_id == campaign_id]
    while True:
        if await keeper.waiting(row) == 0:
            return
        await asyncio.sleep(0.1)
