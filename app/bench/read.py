"""`siyu bench read`: product detail and lists over HTTP against a bare route of the same server in the same run."""

import argparse
from collections.abc import Sequence

from app.bench.goods import many_products
from app.bench.load import Load, for_seconds, request_bytes, run_load
from app.bench.report import say
from app.pages import STALE_SECONDS
from app.prove.world import World, running_world
from app.wiring import build

CONNECTIONS = 16


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench read", description=__doc__)
    ask.add_argument("--seconds", type=float, default=5.0)
    ask.add_argument("--products", type=int, default=200)
    return ask.parse_args(arguments)


async def bench_read(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    for kept in (True, False):
        async with running_world({"SIYU_KEEP_PAGES": "on" if kept else "off"}) as world:
            built = build(world.settings)
            async with built.open():
                goods = await many_products(built, given.products)
            await _measure(world, given.seconds, [f"/api/mini/products/{one.product_id}" for one in goods], kept=kept)


async def _measure(world: World, seconds: float, details: list[str], *, kept: bool) -> None:
    port = int(world.environ["SIYU_PORT"])
    host = f"127.0.0.1:{port}"
    suffix = "kept" if kept else "fresh"
    lists = [f"/api/mini/products?sort={sort}&limit=20" for sort in ("sales", "newest", "price_asc", "price_desc")]

    async def load(paths: list[str]) -> Load:
        requests = [request_bytes("GET", path, host) for path in paths]
        await run_load("127.0.0.1", port, 4, for_seconds(0.5, requests))
        return await run_load("127.0.0.1", port, CONNECTIONS, for_seconds(seconds, requests))

    bare = await load(["/health/live"])
    stale = STALE_SECONDS if kept else 0.0
    detail, page = await load(details), await load(lists)
    # The limit is taken before and after, so that a drift of the machine shows.
    after = await load(["/health/live"])
    limit = (bare.per_second + after.per_second) / 2
    say("read.bare", bare, after.per_second)
    say(f"read.detail.{suffix}", detail, limit, stale_seconds_max=stale)
    say(f"read.list20.{suffix}", page, limit, stale_seconds_max=stale)
