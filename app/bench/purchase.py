"""`siyu bench purchase`: whole purchases, from a new shopper's login to paid, with the emulator as WeChat.

Statements are counted from PostgreSQL's own log in a run of their own, because writing that log costs time.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence

import httpx

from app.bench.goods import many_products
from app.bench.load import Load
from app.bench.report import say
from app.prove.goods import Goods
from app.prove.shopper import Shopper
from app.prove.world import World, running_world
from app.wiring import build

AT_ONCE = 12
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
    goods = await _goods(world, given.products)
    times: list[float] = []
    async with _clients(world) as (shop, emulator):
        end = time.perf_counter() + given.seconds

        async def one_after_another(number: int) -> None:
            dice, round_number = random.Random(number), 0  # noqa: S311
            while (began := time.perf_counter()) < end:
                await _purchase(Shopper(shop, emulator, f"buyer-{number}-{round_number}"), dice.choice(goods))
                times.append(time.perf_counter() - began)
                round_number += 1

        began = time.perf_counter()
        await asyncio.gather(*(one_after_another(number) for number in range(AT_ONCE)))
        spent = time.perf_counter() - began
    times.sort()
    return Load(
        len(times), 0, spent, times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000, times[-1] * 1000
    )


async def _count(products: int) -> tuple[float, float]:
    """SQL statements (of API and worker, without transaction control) and requests to the shop, per purchase."""
    async with running_world(postgres=LOGGED) as world:
        goods = await _goods(world, min(products, 5))
        async with _clients(world) as (shop, emulator):
            await _purchase(Shopper(shop, emulator, "warm"), goods[0])
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


class _clients:
    def __init__(self, world: World) -> None:
        limits = httpx.Limits(max_connections=AT_ONCE * 2, max_keepalive_connections=AT_ONCE * 2)
        self._shop = httpx.AsyncClient(base_url=world.shop_url, timeout=30, limits=limits)
        self._emulator = httpx.AsyncClient(base_url=world.emulator_url, timeout=30, limits=limits)

    async def __aenter__(self) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
        return self._shop, self._emulator

    async def __aexit__(self, *_: object) -> None:
        await self._shop.aclose()
        await self._emulator.aclose()


async def _purchase(shopper: Shopper, goods: Goods) -> None:
    """Login, address, cart, confirmation page, order, payment, and the order seen as paid."""
    await shopper.sign_in()
    address_id = await shopper.add_address()
    (await shopper.ask("POST", "/cart/lines", {"skuId": str(goods.sku_id), "quantity": 1})).raise_for_status()
    quote = {"source": "cart", "lines": [], "addressId": address_id}
    (await shopper.ask("POST", "/checkout/quote", quote)).raise_for_status()
    answer = await shopper.order(str(goods.sku_id), 1, goods.price_fen, address_id)
    answer.raise_for_status()
    order_id = answer.json()["id"]
    await shopper.pay(order_id)
    await shopper.wait_until(order_id, "paid")
