"""`siyu bench purchase`: whole purchases, from a new shopper's login to paid, with the emulator as WeChat.

Statements are counted from PostgreSQL's own log in a run of their own, because writing that log costs time.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from app.bench.goods import many_products
from app.bench.load import Load, load_of
from app.bench.report import say
from app.bench.wire import WireClient
from app.prove.goods import Goods
from app.prove.shopper import LOOK_SECONDS, Shopper
from app.prove.world import World, running_world
from app.wiring import build

AT_ONCE = 64
WARM_SECONDS = 4.0
COUNTED = 20
LOGGED = {"log_statement": "all"}
_MARKS = (" LOG:  execute ", " LOG:  statement: ")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench purchase", description=__doc__)
    ask.add_argument("--seconds", type=float, default=10.0)
    ask.add_argument("--products", type=int, default=50)
    return ask.parse_args(arguments)


async def bench_purchase(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    statements, requests = await _count(given.products)
    async with running_world() as world:
        load = await _run(world, given)
    say("purchase", load, None, sql_statements=round(statements, 1), requests=round(requests, 1))


async def _run(world: World, given: argparse.Namespace) -> Load:
    """After a while in which every process loads what it needs once, connections open and statements are planned."""
    goods = await _goods(world, given.products)
    async with _clients(world) as clients:
        await _buy(clients, goods, WARM_SECONDS)
        began = time.perf_counter()
        times = await _buy(clients, goods, given.seconds)
        spent = time.perf_counter() - began
    return load_of(times, spent)


async def _buy(clients: tuple[WireClient, WireClient], goods: Sequence[Goods], seconds: float) -> list[float]:
    """AT_ONCE shoppers at a time, each a new one, until the time is over. How long each purchase took, sorted."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def one_after_another(number: int) -> None:
        dice = random.Random(number)  # noqa: S311
        while (began := time.perf_counter()) < end:
            await _purchase(Shopper(*clients, f"buyer-{uuid4().hex}"), dice.choice(goods))
            times.append(time.perf_counter() - began)

    await asyncio.gather(*(one_after_another(number) for number in range(AT_ONCE)))
    return sorted(times)


async def _count(products: int) -> tuple[float, float]:
    """SQL statements (of API and worker, without transaction control) and requests to the shop, per purchase."""
    async with running_world(postgres=LOGGED) as world:
        goods = await _goods(world, min(products, 5))
        async with _clients(world) as (shop, emulator):
            # A connection asks for the types of its statements once; the sales of the warm-up are counted after it.
            await _buy((shop, emulator), goods, WARM_SECONDS)
            await asyncio.sleep(3)
            idle = await _statements_in(world, 5.0)
            before, began = _logged(world), time.perf_counter()
            requests = 0
            for number in range(COUNTED):
                shopper = Shopper(shop, emulator, f"counted-{number}")
                await _purchase(shopper, goods[number % len(goods)])
                requests += shopper.answers
            await asyncio.sleep(2)
            spent = time.perf_counter() - began
            return (_logged(world) - before - idle * spent) / COUNTED, requests / COUNTED


async def _statements_in(world: World, seconds: float) -> float:
    """Statements a second that the sweeps send anyway."""
    before = _logged(world)
    await asyncio.sleep(seconds)
    return (_logged(world) - before) / seconds


def _logged(world: World) -> int:
    lines = (world.home / "logs" / "postgres.log").read_text(errors="replace").splitlines()
    control = ("BEGIN", "COMMIT", "ROLLBACK", "SELECT pg_advisory_unlock_all", "select 1")
    found = 0
    for line in lines:
        if any(mark in line for mark in _MARKS):
            text = line.split(": ", 2)[-1].strip() if " statement: " in line else line.split(": ", 1)[-1].strip()
            found += not text.startswith(control)
    return found


async def _goods(world: World, count: int) -> list[Goods]:
    built = build(world.settings)
    async with built.open():
        return await many_products(built, count)


@asynccontextmanager
async def _clients(world: World) -> AsyncIterator[tuple[WireClient, WireClient]]:
    shop, emulator = WireClient(world.shop_url), WireClient(world.emulator_url)
    yield shop, emulator
    await shop.aclose()
    await emulator.aclose()


async def _purchase(shopper: Shopper, goods: Goods) -> None:
    """Login, address, cart, confirmation page, order, payment, and the order seen as paid."""
    await shopper.sign_in()
    address_id = await shopper.add_address()
    (await shopper.ask("POST", "/cart/lines", {"skuId": str(goods.sku_id), "quantity": 1})).raise_for_status()
    quote = {"source": "cart", "lines": [], "addressId": address_id}
    (await shopper.ask("POST", "/checkout/quote", quote)).raise_for_status()
    answer = await shopper.order_cart(goods.price_fen, address_id)
    answer.raise_for_status()
    order_id = answer.json()["id"]
    await shopper.pay(order_id)
    # Until one has closed WeChat's own page of success, the shop is not asked.
    await asyncio.sleep(LOOK_SECONDS)
    await shopper.wait_until(order_id, "paid")
