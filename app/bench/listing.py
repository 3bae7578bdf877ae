"""`siyu bench listing`: how much slower pages are with 1,000,000 SKUs than with 10,000, over HTTP, always read anew.

Two shops stand side by side and take turns, so that a drift of the machine meets both. One request at a time: what is
measured is how long an answer takes, not how many the machine can give.
"""

import argparse
import statistics
from collections.abc import Sequence

import httpx
from msgspec import Struct

from app.bench.catalogue import Catalogue
from app.bench.listing_pages import Paths, admin_pages, facet_pages, operator_token, search_pages, shop_pages
from app.bench.load import Load, request_bytes, run_load
from app.bench.report import say_latency
from app.prove.world import World, running_world
from app.wiring import Built, build

# As README advises for a shop of this size; the embedded default of 128 MB is for a demo.
POSTGRES = {"shared_buffers": "1GB", "max_wal_size": "8GB"}
WARM = 8


class _Shop(Struct, frozen=True):
    world: World
    built: Built
    catalogue: Catalogue
    token: str


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench listing", description=__doc__)
    ask.add_argument("--small", type=int, default=10_000, metavar="SKUS")
    ask.add_argument("--large", type=int, default=1_000_000, metavar="SKUS")
    ask.add_argument("--products", type=int, default=100_000, help="how many products the search is measured on")
    ask.add_argument("--rounds", type=int, default=9)
    ask.add_argument("--requests", type=int, default=40, help="of each kind of page in a round")
    ask.add_argument("--only", default="", help="kinds of pages whose name starts so")
    return ask.parse_args(arguments)


async def bench_listing(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    fresh = {"SIYU_KEEP_PAGES": "off"}
    async with running_world(fresh, postgres=POSTGRES) as one, running_world(fresh, postgres=POSTGRES) as other:
        built = build(one.settings), build(other.settings)
        async with built[0].open(), built[1].open():
            small, large = await _shop(one, built[0]), await _shop(other, built[1])
            await small.catalogue.grow(skus=given.small)
            if given.products:
                await large.catalogue.grow(products=given.products)
                await _compare(small, large, (search_pages(small.catalogue), search_pages(large.catalogue)), given)
            await large.catalogue.grow(skus=given.large)
            await _compare(small, large, (await _all_pages(small), await _all_pages(large)), given)


async def _shop(world: World, built: Built) -> _Shop:
    catalogue = Catalogue(built, world.settings.database_url)
    await catalogue.open()
    return _Shop(world, built, catalogue, await operator_token(built))


async def _all_pages(shop: _Shop) -> Paths:
    async with httpx.AsyncClient(base_url=shop.world.shop_url, timeout=60) as client:
        return (
            await shop_pages(client, shop.catalogue)
            | search_pages(shop.catalogue)
            | facet_pages(shop.catalogue)
            | await admin_pages(client, shop.catalogue, shop.token)
        )


async def _compare(small: _Shop, large: _Shop, pages: tuple[Paths, Paths], given: argparse.Namespace) -> None:
    for name in pages[0]:
        if not name.startswith(given.only):
            continue
        times: tuple[list[Load], list[Load]] = ([], [])
        for turn in range(given.rounds + 1):
            for place, shop in enumerate((small, large)):
                load = await _round(shop, pages[place][name], WARM if turn == 0 else given.requests)
                if turn:
                    times[place].append(load)
        say_latency(
            f"listing.{name}", _median(times[1]), _median(times[0]), skus=[small.catalogue.skus, large.catalogue.skus]
        )


async def _round(shop: _Shop, paths: Sequence[str], count: int) -> Load:
    """One after another, over one connection, going round the paths."""
    port = int(shop.world.environ["SIYU_PORT"])
    headers = {"authorization": f"Bearer {shop.token}"}
    left = [
        request_bytes("GET", paths[n % len(paths)], f"127.0.0.1:{port}", headers if "/admin/" in paths[0] else None)
        for n in range(max(count, len(paths) if count == WARM else 0))
    ]
    return await run_load("127.0.0.1", port, 1, lambda _: left.pop() if left else None)


def _median(rounds: Sequence[Load]) -> Load:
    """Of the rounds' figures each; a round that something else on the machine disturbed does not count."""
    middle = {
        name: statistics.median(getattr(load, name) for load in rounds) for name in ("p50_ms", "p99_ms", "worst_ms")
    }
    return Load(
        answers=sum(load.answers for load in rounds),
        refused=sum(load.refused for load in rounds),
        seconds=sum(load.seconds for load in rounds),
        **middle,
    )
