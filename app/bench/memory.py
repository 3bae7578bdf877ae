"""`siyu bench memory`: what each process of the shop holds at its start, after every kind of work, after many requests.

RSS counts memory that processes share once for each of them, PSS divides it among them: the limit is held by the RSS.
Reads `/proc`, so it runs on Linux alone.
"""

import argparse
import asyncio
import io
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
from PIL import Image

from app.bench.catalogue import Catalogue
from app.bench.goods import many_products
from app.bench.listing_pages import admin_pages, operator_token, search_pages, shop_pages
from app.bench.load import request_bytes, run_load
from app.prove.goods import Goods
from app.prove.shopper import Shopper
from app.prove.world import World, running_world
from app.wiring import build

API_MB_MAX = 150
CONNECTIONS = 16
SHOPPERS = 8
NAMES = {"serve": "api", "worker": "worker", "scheduler": "scheduler", "emulator": "emulator"}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench memory", description=__doc__)
    ask.add_argument("--requests", type=int, default=20_000)
    ask.add_argument("--products", type=int, default=5_000)
    ask.add_argument("--purchases", type=int, default=200)
    return ask.parse_args(arguments)


async def bench_memory(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world() as world:
        _say(world, "start")
        built = build(world.settings)
        async with (
            built.open(),
            httpx.AsyncClient(base_url=world.shop_url, timeout=60) as shop,
            httpx.AsyncClient(base_url=world.emulator_url, timeout=60) as emulator,
        ):
            catalogue = Catalogue(built, world.settings.database_url)
            await catalogue.open()
            await catalogue.grow(products=given.products)
            goods, token = await many_products(built, 20), await operator_token(built)
            pages = await shop_pages(shop, catalogue) | search_pages(catalogue)
            office = await admin_pages(shop, catalogue, token)
            await _every_kind(shop, (pages, office), token)
            await _buy(Shopper(shop, emulator, "warm"), goods[0])
            _say(world, "warm")
            bought = await _purchases((shop, emulator), goods, given.purchases)
            details = await _details(shop, given.products // 4)
            read = [*details * 3, *(path for paths in pages.values() for path in paths)]
            await _load(world, read, max(given.requests - bought, 0))
            _say(world, "used", requests=given.requests)


async def _every_kind(
    shop: httpx.AsyncClient, pages: tuple[dict[str, list[str]], dict[str, list[str]]], token: str
) -> None:
    """Each page once, and what is heavy for its own sake: a picture that is rendered in four sizes."""
    operator = {"authorization": f"Bearer {token}"}
    for paths in pages[0].values():
        (await shop.get(paths[0])).raise_for_status()
    more = ["/api/admin/dashboard", "/api/admin/attention", "/openapi.json", "/metrics", "/"]
    for path in [*(paths[0] for paths in pages[1].values()), *more]:
        (await shop.get(path, headers=operator)).raise_for_status()
    photo = io.BytesIO()
    Image.effect_noise((2400, 2400), 60).convert("RGB").save(photo, "JPEG")
    uploaded = await shop.post(
        "/api/admin/media",
        files={"file": ("photo.jpg", photo.getvalue(), "image/jpeg")},
        headers=operator | {"idempotency-key": "bench-memory-photo"},
    )
    uploaded.raise_for_status()


async def _buy(shopper: Shopper, goods: Goods) -> int:
    """A whole purchase, until the shop has heard of the payment; gives the requests that it took."""
    await shopper.sign_in()
    address_id = await shopper.add_address()
    (await shopper.ask("POST", "/cart/lines", {"skuId": str(goods.sku_id), "quantity": 1})).raise_for_status()
    (await shopper.ask("GET", "/cart")).raise_for_status()
    quote = {"source": "cart", "lines": [], "addressId": address_id}
    (await shopper.ask("POST", "/checkout/quote", quote)).raise_for_status()
    answer = await shopper.order(str(goods.sku_id), 1, goods.price_fen, address_id)
    answer.raise_for_status()
    await shopper.pay(answer.json()["id"])
    await shopper.wait_until(answer.json()["id"], "paid")
    return shopper.answers


async def _purchases(clients: tuple[httpx.AsyncClient, httpx.AsyncClient], goods: list[Goods], count: int) -> int:
    async def some(number: int) -> int:
        dice = random.Random(number)  # noqa: S311
        return sum(
            [
                await _buy(Shopper(*clients, f"buyer-{number}-{one}"), dice.choice(goods))
                for one in range(count // SHOPPERS)
            ]
        )

    return sum(await asyncio.gather(*(some(number) for number in range(SHOPPERS))))


async def _details(shop: httpx.AsyncClient, count: int) -> list[str]:
    found: list[str] = []
    path: str | None = "/api/mini/products?limit=50"
    while path and len(found) < count:
        page = (await shop.get(path)).json()
        found.extend(f"/api/mini/products/{card['id']}" for card in page["items"])
        path = f"/api/mini/products?limit=50&cursor={page['nextCursor']}" if page["nextCursor"] else None
    return found


async def _load(world: World, paths: list[str], count: int) -> None:
    port = int(world.environ["SIYU_PORT"])
    asked = random.Random(7).choices(paths, k=count)  # noqa: S311
    left = iter([request_bytes("GET", path, f"127.0.0.1:{port}") for path in asked])
    load = await run_load("127.0.0.1", port, CONNECTIONS, lambda _: next(left, None))
    assert not load.refused, load


def _say(world: World, when: str, **more: Any) -> None:
    for part, name in NAMES.items():
        # The busiest of a part's processes: the others wait for it and were never told to do anything.
        rss, pss = max(_held(pid) for pid in _group(world.process_id(part)))
        limit = API_MB_MAX if part == "serve" else None
        line = {
            "bench": f"memory.{name}.{when}",
            "ours": rss,
            "limit": limit,
            "ratio": round(rss / limit, 3) if limit else None,
            "rss_mb": rss,
            "pss_mb": pss,
        } | more
        print(msgspec.json.encode(line).decode(), flush=True)


def _group(group_id: int) -> Iterator[int]:
    """Processes of a process group."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # After the name, which may hold anything, in brackets: state, parent, group.
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == group_id:
                yield int(entry.name)


def _held(process_id: int) -> tuple[float, float]:
    """RSS and PSS in megabytes of 10^6 bytes; 0 for a process that is gone."""
    try:
        lines = Path(f"/proc/{process_id}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}
    return round(kilobytes["Rss"] * 1.024 / 1000, 1), round(kilobytes["Pss"] * 1.024 / 1000, 1)
